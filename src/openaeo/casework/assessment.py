"""What an officer does with an application: take it on, return or accept it, judge each criterion, recommend."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework import assigning, exchanges, interests, recommending
from openaeo.casework.facts import (
    applies,
    author,
    case_facts,
    conditions_of,
    deadline,
    demand,
    own_firm,
)
from openaeo.casework.models import Case, Handling, Result, Reuse
from openaeo.casework.programme import programme
from openaeo.law.acceptance import Looked, failed
from openaeo.law.deciding import FailedPoint, Proposal, may_propose
from openaeo.law.lifecycle import CASE, CaseState
from openaeo.law.rounds import RemarkState
from openaeo.law.terms import Mode, Outcome
from openaeo.law.workflow import Reason

_REASONED = frozenset({Outcome.PARTLY, Outcome.GAP, Outcome.NOT_APPLICABLE})


def take_on(number: str, *, actor: Actor, at: datetime) -> Case:
    """Become the officer who looks after the case, from submission to recommendation; a colleague may take over.

    Refused: `not-from-here`, `already-yours`, `rotation-due`, and as `own_firm`. Whoever took a case on never decides
    it, and declares with it to have no interest in the firm.
    """
    with act("take-on", Case, number, actor=actor, at=at) as (case, note):
        demand(
            "take-on",
            *taking_on_unmet(case, actor),
            Reason("rotation-due") if assigning.turn_over(case) == author("take-on", actor) else None,
            own_firm(case.operator_id, actor),
        )
        note(before=case.assessor_id)
        case.assessor_id = actor.person
        handled(case, actor=actor, at=at)
    return case


def taking_on_unmet(case: Case, actor: Actor) -> tuple[Reason | None, ...]:
    """Return why `actor` cannot take on `case`, rotation and a firm of their own aside. No query."""
    return (
        _in(case, CaseState.SUBMITTED, CaseState.ASSESSMENT),
        Reason("already-yours") if case.assessor_id == actor.person else None,
    )


def return_(number: str, *, reason: str, actor: Actor, at: datetime) -> Case:
    """Return an incomplete application to the applicant, who may correct and submit again. Not adverse: no hearing.

    Remarks noted on its answers go along as a round. Where the programme sets a time `completion`, the application is to be completed within it; after that it may be
    refused acceptance. Source: UCC-DA 10(a), UCC-IA 12. Refused: `reason-missing`, `not-from-here`, `own-firm`,
    `check-not-accepted` (completing would not help).
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
        case.return_reason, case.failed_check = reason.strip(), _failed(facts.checks)
        case.complete_by = _complete_by(case, at)
        if case.remarks.filter(state=RemarkState.NOTED.value).exists():
            begun, criteria = exchanges.send(
                case, words=case.return_reason, by=author("return", actor), at=at
            )
            note(round=begun.number, criteria=", ".join(criteria))
        note(
            reason=case.return_reason,
            check=case.failed_check,
            due=case.complete_by.isoformat() if case.complete_by else None,
        )
    return case


def accept(number: str, *, actor: Actor, at: datetime) -> Case:
    """Accept the application as complete; the decision clock starts now.

    Refused: `not-from-here`, `own-firm`, `remarks-open`, `check-fails` with the first check before acceptance that fails.
    """
    with act("accept", Case, number, actor=actor, at=at) as (case, note):
        facts = case_facts(case, actor=actor, at=at)
        demand("accept", own_firm(case.operator_id, actor), *CASE.unmet(case.standing, "accept", facts))
        case.move("accept", facts)
        case.accepted_at = at
        case.return_reason = case.failed_check = ""
        note()
    return case


def refuse_to_accept(number: str, *, reason: str, actor: Actor, at: datetime) -> Case:
    """Do not accept the application: a check failed that completing does not mend, or it was not completed in time.

    No decision on the application and not adverse: nobody is heard, and the firm may apply again.
    Source: UCC-DA 10(a), UCC-DA 11, UCC-IA 12. Refused: `reason-missing`, `not-from-here`, `own-firm`,
    `no-check-refuses`, `completion-running` while the time to complete a returned application runs.
    """
    with act("refuse-to-accept", Case, number, actor=actor, at=at) as (case, note):
        facts = case_facts(case, actor=actor, at=at)
        demand(
            "refuse-to-accept",
            _said(reason),
            own_firm(case.operator_id, actor),
            *CASE.unmet(case.standing, "refuse-to-accept", facts),
        )
        if facts.checks:  # a returned one keeps the check for which it was returned
            case.failed_check = _failed(facts.checks)
        case.move("refuse-to-accept", facts)
        case.closed_at = at
        case.not_accepted_reason = reason.strip()
        note(reason=case.not_accepted_reason, check=case.failed_check)
    return case


def foretold(case: Case, step: str, *, actor: Actor, at: datetime) -> dict[str, object]:
    """Return what a letter about `step` would tell beside its reason if it were taken now: the check, and the last moment."""
    if step not in {"return", "refuse-to-accept"}:
        return {}
    checks = case_facts(case, actor=actor, at=at).checks
    check = _failed(checks) if checks else case.failed_check
    return {"check": check, "due": _complete_by(case, at) if step == "return" else None}


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
        Reuse.objects.filter(case=case, criterion=criterion).delete()  # what was taken over counts no more
        handled(case, actor=actor, at=at)
        note(criterion=criterion, outcome=found.value, mode=how.value, reason=result.reason)
    return result


def recommend(
    number: str,
    *,
    proposal: str,
    recommendation: str,
    points: Iterable[FailedPoint] = (),
    actor: Actor,
    at: datetime,
) -> Case:
    """Hand the assessed case to a decider with a recommendation that only customs reads.

    `proposal` is a word of `law.deciding.Proposal`, `points` name the failed criteria with reason and legal reference.
    Refused with every unmet need: `recommendation-missing`, `criteria-unassessed`, `remarks-open`, `requests-open`,
    `not-from-here`, `own-firm`, and as `law.deciding.may_propose`. Source: EU AEO Guidelines 3.III (a judgement on each criterion).
    """
    named = list(points)
    with act("recommend", Case, number, actor=actor, at=at) as (case, note):
        facts = case_facts(case, actor=actor, at=at)
        demand(
            "recommend",
            None if recommendation.strip() else Reason("recommendation-missing"),
            own_firm(case.operator_id, actor),
            *CASE.unmet(case.standing, "recommend", facts),
            *may_propose(
                proposal, points=named, failed=recommending.failed(facts), conditions=conditions_of(case)
            ),
        )
        case.move("recommend", facts)
        case.recommendation, case.recommended_at = recommendation.strip(), at
        handled(case, actor=actor, at=at)
        note(
            recommendation=case.recommendation,
            gaps=list(facts.gaps),
            **recommending.keep(case, Proposal(proposal), named, actor=actor, at=at),
        )
    return case


def handled(case: Case, *, actor: Actor, at: datetime) -> None:
    """Remember for the four eyes that this person had a hand in the assessment."""
    interests.had_a_hand(case, Handling.Kind.ASSESSING, author("assess", actor), at=at)


def _in(case: Case, *states: CaseState) -> Reason | None:
    return None if case.standing in states else Reason("not-from-here", case.state)


def _failed(checks: Iterable[Looked]) -> str:
    check = failed(checks)
    return check.kind.value if check else ""


def _complete_by(case: Case, at: datetime) -> datetime | None:
    """The last moment to complete an application that is returned at `at`, where the programme sets a time."""
    limited = programme().time("completion", case.tier) is not None
    return deadline("completion", at, case.tier) if limited else None


def _said(reason: str) -> Reason | None:
    return None if reason.strip() else Reason("reason-missing")
