"""How a letter reached its firm: shown in the product, sent by mail, opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Min, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from openaeo.dossier.kinds import TITLES
from openaeo.dossier.models import Letter, LetterQuerySet
from openaeo.notices.models import Notice


@dataclass(frozen=True, slots=True)
class Delivered:
    """A letter and how it reached its firm; moments are None for what has not happened.

    `shown_at`: told in the product. `mailed_at`: a mail said that there is something, never what. `mail_failed`: no
    mail got through. `opened_at`: somebody of the firm opened the letter.
    """

    letter: Letter
    shown_at: datetime | None
    mailed_at: datetime | None
    mail_failed: bool

    @property
    def title(self) -> str:
        """What kind of letter it is, in the reader's language."""
        return str(TITLES[self.letter.kind])

    @property
    def opened_at(self) -> datetime | None:
        return self.letter.opened_at


def delivered(letters: LetterQuerySet) -> list[Delivered]:
    """Return `letters` in their order, each with how it reached its firm. One query, however many they are."""
    told = (
        Notice.objects.filter(
            key=Concat(Value("journal:"), Cast(OuterRef("entry"), CharField())),
            operator=OuterRef("operator"),
        )
        .order_by()
        .values("key")
    )
    rows: Iterable[Any] = letters.annotate(
        shown=Subquery(told.annotate(found=Min("created_at")).values("found")),
        mailed=Subquery(told.annotate(found=Min("delivery__sent_at")).values("found")),
        mails=Subquery(told.annotate(found=Count("delivery")).values("found")),
        failed=Subquery(told.annotate(found=Count("delivery__failed_at")).values("found")),
    )
    return [
        Delivered(
            one,
            one.shown,
            one.mailed,
            mail_failed=bool(one.mails) and one.mails == one.failed,
        )
        for one in rows
    ]
