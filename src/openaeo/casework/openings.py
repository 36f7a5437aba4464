"""Who opened which document, and when: one row at each opening, told to the firm by side and to staff by name."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import DatabaseError, transaction
from django.db.models import Count
from django.db.models.functions import TruncDate

from openaeo.bedrock.actors import Actor
from openaeo.casework.models import Case, Document, Opening
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, STAFF

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """A document was opened on `day`, so many `times`, by the side "customs" or "applicant".

    `who` is a name, or "" for a reader who is told only the side; `case` the number of the case it was opened in, or "".
    """

    day: date
    side: str
    who: str
    case: str
    times: int


def record(document: Document, *, case: Case | None = None, actor: Actor, at: datetime) -> None:
    """Write down that `actor` opened `document`. One insert, no journal entry: looking changes nothing.

    Never raises for the sake of the record: where the database takes no writes, the document is shown all the same
    and the log says that its opening was not recorded.
    """
    if actor.person is None:
        return
    try:
        with transaction.atomic():
            Opening.objects.create(
                document=document, case=case, person_id=actor.person, capacity=actor.capacity.value, at=at
            )
    except DatabaseError:
        logger.exception("Opening of document %s by person %s was not recorded", document.pk, actor.person)


def seen(documents: Iterable[Document], *, actor: Actor) -> dict[int, list[Seen]]:
    """Return by document who opened it, the latest day first. One query, however often they were opened.

    Caseworkers read names. The firm reads that customs opened a document, and in which of its cases, never who did.
    """
    staff = actor.capacity in CASEWORKERS
    named = ("person__name",) if staff else ()
    rows = (
        Opening.objects.visible_to(actor)
        .filter(document__in=[document.pk for document in documents])
        .annotate(day=TruncDate("at"))
        .values("document_id", "day", "capacity", "case_id", *named)
        .annotate(times=Count("pk"))
        .order_by("-day", "capacity", *named)
    )
    told: dict[int, dict[tuple[date, str, str, str], int]] = {}
    for row in rows:
        side = "customs" if Capacity(row["capacity"]) in STAFF else "applicant"
        key = (row["day"], side, row.get("person__name", ""), row["case_id"] or "")
        counts = told.setdefault(row["document_id"], {})
        counts[key] = counts.get(key, 0) + row["times"]
    return {pk: [Seen(*key, times) for key, times in counts.items()] for pk, counts in told.items()}
