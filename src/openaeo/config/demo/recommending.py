"""What case officers of the demonstration put before the decider."""

from __future__ import annotations

from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.casework import assessment
from openaeo.casework.models import Result
from openaeo.law.deciding import FailedPoint
from openaeo.law.terms import Outcome


def recommends(number: str, *, against: bool, actor: Actor, at: datetime) -> None:
    """Recommend a refusal, naming each gap with its reason and where it stands, or a grant."""
    gaps = Result.objects.filter(case=number, outcome=Outcome.GAP.value)
    assessment.recommend(
        number,
        proposal="refuse" if against else "grant",
        recommendation="Refuse: see criterion I6." if against else "Grant. Two points for the next review.",
        points=[FailedPoint(one.criterion, one.reason, f"SAFE 2021, {one.criterion}") for one in gaps],
        actor=actor,
        at=at,
    )
