"""How risky customs finds an application: rated from what is known, again when that changed, or set by an officer."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework.facts import author, demand, own_firm, roles_of, said_by
from openaeo.casework.models import Case, Measure, RiskRating
from openaeo.casework.programme import edition_of, programme
from openaeo.law.lifecycle import CASE_FINAL, CaseState, MeasureState
from openaeo.law.risk import RiskFacts, band_of, score
from openaeo.law.terms import Claim
from openaeo.law.workflow import Reason

RATEABLE = frozenset(CaseState) - CASE_FINAL - {CaseState.DRAFT, CaseState.TO_ISSUE}


def risk_facts(case: Case) -> RiskFacts:
    """Return what is known of the applicant now. Four queries."""
    asked = {one.id for one in edition_of(case).applying(roles_of(case))}
    said = [one for criterion, one in said_by(case).items() if criterion in asked]
    claims = Counter(one.claim for one in said)
    earlier = Case.objects.filter(operator=case.operator_id, state=CaseState.REFUSED.value).exclude(
        pk=case.pk
    )
    measures = Measure.objects.filter(
        authorisation__operator=case.operator_id, state=MeasureState.TAKEN.value
    )
    return RiskFacts(
        criteria=len(asked),
        partly=claims[Claim.PARTLY],
        not_yet=claims[Claim.NOT_YET],
        not_applicable=claims[Claim.NOT_APPLICABLE],
        unproven=sum(one.claim is Claim.MET and not one.documents for one in said),
        sites=case.operator.sites.filter(closed_at__isnull=True).count(),
        roles=len(case.roles),
        earlier_refusals=earlier.count(),
        earlier_measures=measures.count(),
    )


def rate_risk(number: str, *, reason: str = "", actor: Actor, at: datetime) -> RiskRating:
    """Rate the case from what is known now; the first rating stays beside every later one. The firm never reads it.

    Refused: `not-from-here` (a draft, or decided), `risk-reason-missing` for every rating but the first, `own-firm`.
    """
    with act("rate-risk", Case, number, actor=actor, at=at) as (case, note):
        before = RiskRating.objects.filter(case=case).last()
        demand(
            "rate-risk",
            _open(case),
            Reason("risk-reason-missing") if before is not None and not reason.strip() else None,
            own_firm(case.operator_id, actor),
        )
        terms, facts = programme(), risk_facts(case)
        found = score(facts, terms.risk)
        rating = RiskRating.objects.create(
            case=case,
            place=before.place + 1 if before else 1,
            facts=asdict(facts),
            points=found.points,
            lines=[asdict(line) for line in found.lines],
            band=band_of(found.points, terms.bands),
            reason=reason.strip(),
            programme=terms.hash,
            rated_at=at,
            rated_by_id=author("rate-risk", actor),
        )
        note(place=rating.place, points=rating.points, band=rating.band, reason=rating.reason)
    return rating


def override_risk(number: str, *, band: str, reason: str, actor: Actor, at: datetime) -> RiskRating:
    """Put the case into another `band` of the programme than its points say, with a reason that only customs reads.

    Refused: `not-from-here`, `case-not-rated`, `band-unknown`, `band-the-same`, `risk-reason-missing`, `own-firm`.
    """
    with act("override-risk", Case, number, actor=actor, at=at) as (case, note):
        before = RiskRating.objects.filter(case=case).last()
        known = {one.code for one in programme().bands}
        demand(
            "override-risk",
            _open(case),
            None if before else Reason("case-not-rated"),
            None if band in known else Reason("band-unknown"),
            Reason("band-the-same") if before and before.band == band else None,
            None if reason.strip() else Reason("risk-reason-missing"),
            own_firm(case.operator_id, actor),
        )
        assert before is not None  # noqa: S101 - demanded above
        rating = RiskRating.objects.create(
            case=case,
            place=before.place + 1,
            facts=before.facts,
            points=before.points,
            lines=before.lines,
            band=band,
            set_by_hand=True,
            reason=reason.strip(),
            programme=before.programme,
            rated_at=at,
            rated_by_id=author("override-risk", actor),
        )
        note(place=rating.place, before=before.band, band=band, reason=rating.reason)
    return rating


def _open(case: Case) -> Reason | None:
    return None if case.standing in RATEABLE else Reason("not-from-here", case.state)
