"""A case of the demonstration in parts: what is sound is to be granted, and only the security part is in doubt."""

from __future__ import annotations

from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.casework import splitting
from openaeo.casework.models import Case, Result
from openaeo.casework.partition import types_of
from openaeo.law.terms import Outcome
from openaeo.parties.offices import seats_of

SECURITY = "security"


def divides(number: str, *, actor: Actor, at: datetime) -> list[int]:
    """Split by types at the officer's own office, recommend each part, and return the numbers of those in doubt."""
    office = min(seats_of(actor, at))
    offices = dict.fromkeys(types_of(Case.objects.get(pk=number)), office)
    gaps = list(
        Result.objects.filter(case=number, outcome=Outcome.GAP.value).values_list("criterion", flat=True)
    )
    doubtful = []
    for part in splitting.split_by_type(number, offices=offices, actor=actor, at=at):
        doubted = part.type == SECURITY
        splitting.recommend_part(
            number,
            part.number,
            proposal="refuse" if doubted else "grant",
            recommendation="Refuse: see the lamps." if doubted else "Grant: records and solvency are sound.",
            failed=gaps if doubted else (),
            actor=actor,
            at=at,
        )
        doubtful += [part.number] if doubted else []
    return doubtful
