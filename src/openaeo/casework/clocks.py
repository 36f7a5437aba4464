"""The statutory clocks of a case: from when each runs, for what it rests, and what was added to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from psycopg.types.range import Range

from openaeo.casework.models import Case
from openaeo.casework.programme import calendar_for, programme
from openaeo.law.clock import Clock, Extension, Pause
from openaeo.law.lifecycle import CASE_FINAL, CaseState
from openaeo.law.terms import Period
from openaeo.law.timing import Calendar, Event, Rest, TimeLimit, clock_of


@dataclass(frozen=True, slots=True)
class CaseClocks:
    """The statutory clocks of a case that run now; None where none runs.

    `acceptance` runs from the latest submission until customs accepts or returns the application.
    `decision` runs once the application is accepted, from the event that the programme counts it from or, where it
    dates it back, from the submission that was accepted as it stood (HMRC CAA09050), and anew from the moment at
    which the case was reopened; it rests for the reasons that the programme knows. Each stands with its rule.
    """

    acceptance: Clock | None = None
    decision: Clock | None = None
    acceptance_rule: TimeLimit | None = None
    decision_rule: TimeLimit | None = None


def clocks(case: Case, at: datetime, *, days: Calendar | None = None) -> CaseClocks:
    """Return the statutory clocks of `case` that have begun by `at`. Three queries once accepted, none before.

    `days` is the calendar when the caller knows it already: a list asks for it once, not on every line.
    """
    terms = programme()
    sent = _sent(case)
    if case.standing is CaseState.SUBMITTED and sent is not None and sent <= at:
        rule = terms.time("acceptance", case.tier)
        return CaseClocks(
            acceptance=clock_of(rule, days or calendar_for(rule), sent) if rule else None,
            acceptance_rule=rule,
        )
    anew = _anew(case)
    opened = anew or case.accepted_at
    if opened is None or opened > at or case.standing in CASE_FINAL | {CaseState.TO_ISSUE}:
        return CaseClocks()
    rule = terms.time("decision", case.tier)
    begun = _begun(case, rule.starts) if rule else None
    if rule is None or begun is None:
        return CaseClocks()
    decision = clock_of(
        rule,
        days or calendar_for(rule),
        begun,
        received=None if anew else sent,
        pauses=_pauses(case),
        extensions=extensions_of(case),
    )
    return CaseClocks(decision=decision, decision_rule=rule)


def clock_on_acceptance(case: Case, at: datetime) -> tuple[Clock, TimeLimit] | None:
    """Return the clock for the decision, with its rule, that an acceptance at `at` starts; None when another event does.

    Where the programme dates it back, it runs from the submission that is accepted (HMRC CAA09050). At most one query.
    """
    terms = programme()
    rule = terms.time("decision", case.tier)
    if rule is None or rule.starts not in {Event.SUBMISSION, Event.COMPLETE_FILE, Event.ACCEPTANCE}:
        return None
    begun = at if rule.starts is Event.ACCEPTANCE else _sent(case) or at
    return clock_of(rule, calendar_for(rule), begun, received=_sent(case)), rule


def _begun(case: Case, event: Event) -> datetime | None:
    """When the event was, as far as the case keeps it: what was sent back has lost its recommendation.

    A case that was reopened after its acceptance begins anew, whatever it was counted from before.
    """
    if anew := _anew(case):
        return anew
    if event in {Event.SUBMISSION, Event.COMPLETE_FILE}:
        return _sent(case)
    if event is Event.RECOMMENDATION:
        return None if case.standing is CaseState.ASSESSMENT else case.recommended_at
    return case.accepted_at if event is Event.ACCEPTANCE else None


def _anew(case: Case) -> datetime | None:
    """From when the time for the decision runs anew: the case was reopened after customs had accepted it."""
    again, accepted = case.reopened_at, case.accepted_at
    return again if again is not None and accepted is not None and again >= accepted else None


def _sent(case: Case) -> datetime | None:
    """Since when the application waits for acceptance: its latest submission, or its reopening after that."""
    again, sent = case.reopened_at, case.submitted_at
    return max(sent, again) if sent is not None and again is not None and _anew(case) is None else sent


def hearing_time(case: Case) -> Range[datetime] | None:
    """Return when the latest hearing of `case` ran: from its notice to the reply, at longest to its deadline."""
    if case.hearing_opened_at is None:
        return None
    over = case.hearing_replied_at or case.hearing_closes_at
    if over is not None:  # clocks of two machines may differ; a range never ends before it begins
        over = max(over, case.hearing_opened_at)
    return Range(case.hearing_opened_at, over)


def extensions_of(case: Case) -> tuple[Extension, ...]:
    """Return the time that was added to the decision on `case` by named acts."""
    begun = _anew(case)
    given = [added for one in case.extensions.all() if (added := one.added)]
    return tuple(added for added in given if begun is None or added.given >= begun)


def _pauses(case: Case) -> tuple[Pause, ...]:
    """The times when the clock rested: questions, hearings, and stops by a named act."""
    asked = [
        (one.asked_at, one.closed_at) for one in case.requests.all()
    ]  # honours a prefetch: lists have 800 cases
    hearings = [*case.past_hearings, *filter(None, [hearing_time(case)])]
    times = [(start, end, Rest.QUESTION.value) for start, end in asked]
    times += [(hearing.lower, hearing.upper, Rest.HEARING.value) for hearing in hearings]
    times += [(stop.since, stop.until, stop.why) for stop in case.clock_stops.all()]
    return tuple(Pause(Period(start, end), why) for start, end, why in times if end is None or end > start)
