"""What is put before the decider: the outcome proposed, each failed criterion, and why a decision departs from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.casework.facts import author
from openaeo.casework.models import Case, Recommendation, RecommendedPoint
from openaeo.law.deciding import AGAINST, FailedPoint, Proposal, departs
from openaeo.law.lifecycle import CaseFacts, CaseState
from openaeo.law.workflow import Reason


def failed(facts: CaseFacts) -> tuple[str, ...]:
    """Return the criteria that bar a grant: found as gaps, or with an open major finding; each once."""
    return tuple(dict.fromkeys((*facts.gaps, *facts.majors_open)))


def keep(
    case: Case, proposal: Proposal, points: Iterable[FailedPoint], *, actor: Actor, at: datetime
) -> dict[str, object]:
    """Put `proposal` in the place of an earlier one and return what the journal keeps of it.

    Points are kept where the proposal speaks against the firm, without the space around their texts.
    """
    row, _new = Recommendation.objects.update_or_create(
        case=case,
        defaults={
            "proposal": proposal.value,
            "made_at": at,
            "made_by_id": author("recommend", actor),
            "departure": "",
        },
    )
    row.points.all().delete()
    kept = [
        {"criterion": one.criterion, "reason": one.reason.strip(), "reference": one.reference.strip()}
        for one in points
        if proposal in AGAINST
    ]
    RecommendedPoint.objects.bulk_create(RecommendedPoint(recommendation=row, **one) for one in kept)
    return {"proposal": proposal.value, "points": kept}


def before(case: Case, *, actor: Actor) -> Recommendation | None:
    """Return what is recommended in `case` with its points; None where nothing is, or `actor` is no caseworker.

    Two queries.
    """
    rows = Recommendation.objects.visible_to(actor).filter(case=case).select_related("made_by")
    return rows.prefetch_related("points").first()


def unexplained(case: Case, departure: str, *, granted: bool, parts_depart: bool = False) -> Reason | None:
    """Return `departure-unexplained` when a decision now is another than was recommended, of the case or of a part
    (`parts_depart`), and `departure` is empty.
    """
    if case.standing is not CaseState.DECISION or departure.strip():
        return None
    row = Recommendation.objects.filter(case=case).first()
    if row is None or not (parts_depart or departs(Proposal(row.proposal), granted=granted)):
        return None
    return Reason("departure-unexplained")


def explain(case: Case, departure: str, *, granted: bool, parts_depart: bool = False) -> dict[str, object]:
    """Keep why the decision is another than was recommended, and return what the journal keeps; nothing if it is not."""
    row = Recommendation.objects.filter(case=case).first()
    if row is None or not (parts_depart or departs(Proposal(row.proposal), granted=granted)):
        return {}
    row.departure = departure.strip()
    row.save(update_fields=["departure"])
    return {"departure": row.departure}
