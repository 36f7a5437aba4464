"""What an officer does with an application: take it on, return or accept it, judge each criterion, recommend."""

from __future__ import annotations

from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework.facts import applies, author, case_facts, demand, own_firm
from openaeo.casework.models import Case, Handling, Result
from openaeo.law.lifecycle import CASE, CaseState
from openaeo.law.terms import Mode, Outcome
from openaeo.law.workflow import Reason

_REASONED = frozenset({Outcome.PARTLY, Outcome.GAP, Outcome.NOT_APPLICABLE})


def take_on(number: str, *, actor: Actor, at: datetime) -> Case:
    """Become the officer who looks after the case, from submission to recommendation; a colleague may take over.

    Refused: `not-from-here`, `already-yours`, `own-firm`. Whoever took a case on never decides it.
    """
    with act("take-on", Case, number, actor=actor, at=at) as (case, note):
        demand(
            "take-on",
            _in(case, CaseState.SUBMITTED, CaseState.ASSESSMENT),
            Reason("already-yours") if case.assessor_id == actor.person else None,
            own_firm(case.operator_id, actor),
        )
        note(before=case.assessor_id)
        case.assessor_id = actor.person
        handled(case, actor=actor, at=at)
    return case


def return_(number: str, *, reason: str, actor: Actor, at: datetime) -> Case:
    """Return an incomplete application to the applicant, who may correct and submit again. Not adverse: no hearing.

    Source: UCC-DA 10(a). Refused: `reason-missing`, `not-from-here`, `own-firm`.
    """
    with act("return", Case, number, actor=actor, at=at) as (case, note):
        facts = case_facts(case, actor=actor, at=at)
        demand(
            "return",
            _said(reason),
            own_firm(case.operator_id, actor),
            *CASE.unmet(case.standing, "return", facts),
        )
        case.move("return", facts)
        case.return_reason = reason.strip()
        note(reason=case.return_reason)
    return case


def accept(number: str, *, actor: Actor, at: datetime) -> Case:
    """Accept the application as complete; the decision clock starts now. Refused: `not-from-here`, `own-firm`."""
    with act("accept", Case, number, actor=actor, at=at) as (case, note):
        facts = case_facts(case, actor=actor, at=at)
        demand("accept", own_firm(case.operator_id, actor), *CASE.unmet(case.standing, "accept", facts))
        case.move("accept", facts)
        case.accepted_at = at
        case.return_reason = ""
        note()
    return case


def assess(
    number: str,
    criterion: str,
    *,
    outcome: Outcome,
    reason: str,
    mode: Mode,
    actor: Actor,
    at: datetime,
) -> Result:
    """Judge one criterion and say how it was verified; an earlier judgement is replaced and stays in the journal.

    Refused: `not-from-here` outside assessment, `criterion-not-applying`, `mode-not-allowed` (the edition does not
    let this criterion be verified so), `reason-missing` unless met, `own-firm`.
    """
    with act("assess", Case, number, actor=actor, at=at) as (case, note):
        found, how = Outcome(outcome), Mode(mode)
        asked = applies(case, criterion)
        demand(
            "assess",
            _in(case, CaseState.ASSESSMENT),
            None if asked else Reason("criterion-not-applying", criterion),
            Reason("mode-not-allowed", how.value) if asked and how not in asked.modes else None,
            _said(reason) if found in _REASONED else None,
            own_firm(case.operator_id, actor),
        )
        result, _ = Result.objects.update_or_create(
            case=case,
            criterion=criterion,
            defaults={
                "outcome": found.value,
                "reason": reason.strip(),
                "mode": how.value,
                "assessed_at": at,
                "assessed_by_id": author("assess", actor),
            },
        )
        handled(case, actor=actor, at=at)
        note(criterion=criterion, outcome=found.value, mode=how.value, reason=result.reason)
    return result


def recommend(number: str, *, recommendation: str, actor: Actor, at: datetime) -> Case:
    """Hand the assessed case to a decider with a recommendation that only customs reads.

    Refused with every unmet need: `recommendation-missing`, `criteria-unassessed`, `requests-open`,
    `not-from-here`, `own-firm`. Source: EU AEO Guidelines 3.III (a judgement on each criterion).
    """
    with act("recommend", Case, number, actor=actor, at=at) as (case, note):
        facts = case_facts(case, actor=actor, at=at)
        demand(
            "recommend",
            None if recommendation.strip() else Reason("recommendation-missing"),
            own_firm(case.operator_id, actor),
            *CASE.unmet(case.standing, "recommend", facts),
        )
        case.move("recommend", facts)
        case.recommendation, case.recommended_at = recommendation.strip(), at
        handled(case, actor=actor, at=at)
        note(recommendation=case.recommendation, gaps=list(facts.gaps))
    return case


def handled(case: Case, *, actor: Actor, at: datetime) -> None:
    """Remember for the four eyes that this person had a hand in the assessment."""
    Handling.objects.get_or_create(
        case=case,
        person_id=author("assess", actor),
        kind=Handling.Kind.ASSESSING,
        defaults={"since": at},
    )


def _in(case: Case, *states: CaseState) -> Reason | None:
    return None if case.standing in states else Reason("not-from-here", case.state)


def _said(reason: str) -> Reason | None:
    return None if reason.strip() else Reason("reason-missing")
