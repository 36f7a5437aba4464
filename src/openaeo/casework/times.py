"""Time of a case moved by named acts: extended for a cause the programme knows, stopped, and started again."""

from __future__ import annotations

from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework.clocks import clocks, extensions_of
from openaeo.casework.facts import author, demand, own_firm
from openaeo.casework.models import Case, ClockStop, Extension
from openaeo.casework.programme import programme
from openaeo.law.moretime import EXTENSION, ExtensionFacts, ExtensionState, may_ask, may_stop
from openaeo.law.timing import Duty
from openaeo.law.workflow import Reason, Refused


def extend(number: str, *, cause: str, reason: str, actor: Actor, at: datetime) -> Extension:
    """Give customs more time for the decision, for a `cause` of its own; the applicant is told `reason`.

    The law of the programme says by how much and how often. Refused: `no-clock-runs`, `limit-over`,
    `cause-unknown`, `extended-already`, `reason-missing`, `own-firm`.
    """
    with act("extend", Case, number, actor=actor, at=at) as (case, note):
        facts = _facts(case, cause, reason, Duty.CUSTOMS, at)
        demand("extend", own_firm(case.operator_id, actor), *may_ask(facts))
        given = _asked(case, facts, Duty.CUSTOMS, actor=actor, at=at)
        _close(given, "give", facts, actor=actor, at=at)
        note(extension=given.pk, cause=cause, reason=given.closed_why, due=_due(case, at))
    return given


def ask_for_time(number: str, *, cause: str, reason: str, actor: Actor, at: datetime) -> Extension:
    """Ask customs for more time, as the trader may for the causes the programme leaves to it (UCC 22(3)).

    Refused: as for `extend`, and `time-asked-already` while a request for the same cause is open.
    """
    with act("ask-for-time", Case, number, actor=actor, at=at) as (case, note):
        facts = _facts(case, cause, reason, Duty.TRADER, at)
        waiting = case.extensions.filter(cause=cause, state=ExtensionState.ASKED).exists()
        demand(
            "ask-for-time",
            *may_ask(facts),
            Reason("time-asked-already", cause) if waiting else None,
        )
        asked = _asked(case, facts, Duty.TRADER, actor=actor, at=at)
        note(extension=asked.pk, cause=cause, reason=asked.asked_why)
    return asked


def answer_for_time(extension_pk: int, *, give: bool, reason: str, actor: Actor, at: datetime) -> Extension:
    """Give the time that the trader asked for, or deny it; the trader is told `reason` either way.

    Refused: `not-from-here` when it is answered already, and when it is to be given as for `extend`.
    """
    number = (
        Extension.objects.visible_to(actor).filter(pk=extension_pk).values_list("case_id", flat=True).first()
    )
    if number is None:
        raise Refused("answer-for-time", Reason("not-found"))
    with act("answer-for-time", Case, number, actor=actor, at=at) as (case, note):
        asked = case.extensions.select_for_update(of=("self",), no_key=True).get(pk=extension_pk)
        facts = _facts(case, asked.cause, reason, Duty.TRADER, at)
        step = "give" if give else "deny"
        demand(
            "answer-for-time",
            own_firm(case.operator_id, actor),
            *EXTENSION.unmet(ExtensionState(asked.state), step, facts),
        )
        _close(asked, step, facts, actor=actor, at=at)
        note(extension=asked.pk, cause=asked.cause, given=give, reason=asked.closed_why, due=_due(case, at))
    return asked


def stop(number: str, *, why: str, reason: str, actor: Actor, at: datetime) -> ClockStop:
    """Stop the decision clock for a reason the programme knows; the applicant reads `reason`.

    A clock that rests while a question is open, or while somebody is heard, does so by itself. Refused:
    `no-clock-runs`, `stop-unknown`, `stopped-already`, `limit-over`, `reason-missing`, `own-firm`.
    """
    with act("stop-clock", Case, number, actor=actor, at=at) as (case, note):
        clock = clocks(case, at).decision
        rule = programme().time("decision", case.tier) if clock else None
        running = case.clock_stops.filter(until__isnull=True).values_list("why", flat=True)
        demand(
            "stop-clock",
            own_firm(case.operator_id, actor),
            may_stop(rule, why, running),
            Reason("limit-over") if clock and clock.is_over(at) else None,
            None if reason.strip() else Reason("reason-missing"),
        )
        stopped = ClockStop.objects.create(
            case=case, why=why, since=at, stopped_by_id=author("stop-clock", actor), reason=reason.strip()
        )
        note(stop=stopped.pk, why=why, reason=stopped.reason)
    return stopped


def restart(number: str, *, why: str, actor: Actor, at: datetime) -> ClockStop:
    """Let the decision clock run again after a stop for `why`. Refused: `not-stopped`, `own-firm`."""
    with act("restart-clock", Case, number, actor=actor, at=at) as (case, note):
        running = case.clock_stops.filter(why=why, until__isnull=True).first()
        demand(
            "restart-clock",
            own_firm(case.operator_id, actor),
            None if running else Reason("not-stopped", why),
        )
        stopped = case.clock_stops.get(why=why, until__isnull=True)
        stopped.until, stopped.restarted_by_id = max(at, stopped.since), actor.person
        stopped.save(update_fields=["until", "restarted_by"])
        note(stop=stopped.pk, why=why, due=_due(case, at))
    return stopped


def _facts(case: Case, cause: str, reason: str, asked_by: Duty, at: datetime) -> ExtensionFacts:
    clock = clocks(case, at).decision
    return ExtensionFacts(
        rule=programme().time("decision", case.tier) if clock else None,
        clock=clock,
        cause=cause,
        given=extensions_of(case),
        reason=reason,
        asked_by=asked_by,
        at=at,
    )


def _asked(case: Case, facts: ExtensionFacts, side: Duty, *, actor: Actor, at: datetime) -> Extension:
    return Extension.objects.create(
        case=case,
        cause=facts.cause,
        count=facts.limit.count,
        unit=facts.limit.unit.value,
        side=side.value,
        asked_at=at,
        asked_by_id=author("ask-for-time", actor),
        asked_why=facts.reason.strip(),
    )


def _close(asked: Extension, step: str, facts: ExtensionFacts, *, actor: Actor, at: datetime) -> None:
    asked.move(step, facts)
    asked.closed_at, asked.closed_by_id, asked.closed_why = at, actor.person, facts.reason.strip()
    asked.save()


def _due(case: Case, at: datetime) -> datetime | None:
    clock = clocks(case, at).decision
    return clock.due(at) if clock else None
