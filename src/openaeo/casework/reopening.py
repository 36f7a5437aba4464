"""Closed applications opened again by a named act: asked for by the firm, answered by a decider with a legal reference."""

from __future__ import annotations

from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework.bars import barred
from openaeo.casework.closings import closed
from openaeo.casework.decision import had_a_hand
from openaeo.casework.facts import author, case_facts, deadline, demand, own_firm
from openaeo.casework.models import Case
from openaeo.casework.numbers import starts_queue
from openaeo.casework.programme import programme
from openaeo.law.lifecycle import CASE, CASE_FINAL, LIVE, CaseState
from openaeo.law.reopening import may_ask
from openaeo.law.workflow import Reason


def ask(number: str, *, reason: str, actor: Actor, at: datetime) -> Case:
    """Ask customs to open a closed application again: it was withdrawn by mistake, lapsed, or was not accepted.

    Refused with every reason: `reason-missing`, `no-reopening-here`, `reopening-too-late`, `reopening-asked-already`,
    and while the firm has `case-open-already` or is `authorised-already`.
    """
    with act("ask-reopening", Case, number, actor=actor, at=at) as (case, note):
        author("ask-reopening", actor)
        demand(
            "ask-reopening",
            None if reason.strip() else Reason("reason-missing"),
            *may_ask(closed(case), at),
            *_another(case),
        )
        case.reopening_asked_at, case.reopening_request = at, reason.strip()
        note(reason=case.reopening_request)
    return case


def reopen(number: str, *, reason: str, reference: str, actor: Actor, at: datetime) -> Case:
    """Open a closed application again; it goes on where it stood, and the time of customs begins anew at `at`.

    `reference` is the provision that this rests on. One that had been accepted is in assessment again, one that waited
    for the firm has the programme's time to be completed, any other is checked again. What lapsed with the closing,
    questions and visits, is asked and planned anew. Refused with every reason: `reason-missing`, `reference-missing`,
    `no-reopening-here`, `reopening-too-late`, `reopening-not-asked` (the firm gave it up and did not ask),
    `decider-assessed`, `case-open-already`, `authorised-already`, `barred-until`, `own-firm`.
    """
    with act("reopen-application", Case, number, actor=actor, at=at) as (case, note):
        starts_queue()  # an application started at this moment is seen here, or sees this one
        facts = case_facts(case, actor=actor, at=at)
        step = facts.closed.step if facts.closed else "reopen-check"
        demand(
            "reopen-application",
            None if reason.strip() else Reason("reason-missing"),
            None if reference.strip() else Reason("reference-missing"),
            own_firm(case.operator_id, actor),
            *CASE.unmet(case.standing, step, facts),
            *_another(case),
            barred(case.operator, case.tier, at),
        )
        note(reason=reason.strip(), reference=reference.strip(), closed=case.closed_at)
        case.move(step, facts)
        _as_it_stood(case, at)
        had_a_hand(case, actor, at)
        note(state=case.state, due=case.complete_by)
    return case


def decline(number: str, *, reason: str, actor: Actor, at: datetime) -> Case:
    """Leave a closed application closed though the firm asked; it reads why, and may ask again while the time runs.

    Refused: `reason-missing`, `reopening-not-asked`, `own-firm`.
    """
    with act("decline-reopening", Case, number, actor=actor, at=at) as (case, note):
        demand(
            "decline-reopening",
            None if reason.strip() else Reason("reason-missing"),
            None if case.reopening_asked_at else Reason("reopening-not-asked"),
            own_firm(case.operator_id, actor),
        )
        case.reopening_asked_at, case.reopening_request = None, ""
        had_a_hand(case, actor, at)
        note(reason=reason.strip())
    return case


def _as_it_stood(case: Case, at: datetime) -> None:
    """Take back what the closing wrote; the journal keeps it."""
    case.reopened_at, case.closed_at = at, None
    case.reopening_asked_at, case.reopening_request = None, ""
    case.not_accepted_reason = case.failed_check = ""
    limited = case.standing is CaseState.RETURNED and programme().time("completion", case.tier) is not None
    case.complete_by = deadline("completion", at, case.tier) if limited else None


def _another(case: Case) -> tuple[Reason | None, ...]:
    """Another application of the firm is open, or it has been authorised since."""
    others = Case.objects.filter(operator=case.operator_id).exclude(pk=case.pk)
    other = others.exclude(state__in=CASE_FINAL).first()
    live = case.operator.authorisations.filter(administration__is_home=True, state__in=LIVE)
    held = live.exclude(pk=case.concerns_id or "").first()
    return (
        Reason("case-open-already", other.number) if other else None,
        Reason("authorised-already", held.number) if held else None,
    )
