"""What was found of a criterion before the result that stands now; the journal remembers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import JournalEntry
from openaeo.casework.models import Case
from openaeo.parties.models import CASEWORKERS


@dataclass(frozen=True, slots=True)
class Found:
    """A result as it was recorded."""

    at: datetime
    outcome: str
    reason: str
    mode: str
    who: str


def results_of(case: Case, criterion: str, *, actor: Actor) -> list[Found]:
    """Return every result recorded of `criterion`, newest first; the first is the one that stands. One query.

    Caseworkers only: what customs found on the way to a decision is not the applicant's to read.
    """
    if actor.capacity not in CASEWORKERS:
        return []
    entries = JournalEntry.objects.filter(
        topic="case", subject=case.number, act="assess", body__criterion=criterion
    ).order_by("-cursor")
    return [
        Found(
            entry.at,
            str(entry.body.get("outcome", "")),
            str(entry.body.get("reason", "")),
            str(entry.body.get("mode", "")),
            entry.person_name,
        )
        for entry in entries
    ]
