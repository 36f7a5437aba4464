"""What was found of a criterion before the result that stands now; the journal remembers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import JournalEntry
from openaeo.casework.models import Case
from openaeo.law.terms import Outcome
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
    judged = Q(act="assess", body__criterion=criterion)
    taken_over = Q(act="take-over-results", body__taken__has_key=criterion)
    entries = JournalEntry.objects.filter(judged | taken_over, topic="case", subject=case.number)
    return [_found(entry, criterion) for entry in entries.order_by("-cursor")]


def _found(entry: JournalEntry, criterion: str) -> Found:
    """A result of an entry; one that was taken over from an earlier application was found met there."""
    taken = entry.body.get("taken")
    earlier = taken[criterion] if isinstance(taken, dict) else None
    return Found(
        entry.at,
        Outcome.MET.value if earlier else str(entry.body.get("outcome", "")),
        str(entry.body.get("reason", "")),
        str(earlier["mode"] if earlier else entry.body.get("mode", "")),
        entry.person_name,
    )
