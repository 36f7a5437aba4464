"""The time limits of a programme, and the clocks that they become in a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from openaeo.law.citing import Citation
from openaeo.law.clock import Clock, Extension, Limit, Pause
from openaeo.law.terms import Text
from openaeo.law.workflow import Reason


class Event(StrEnum):
    """With what a time limit begins."""

    SUBMISSION = "submission"
    COMPLETE_FILE = "complete-file"
    ACCEPTANCE = "acceptance"
    TEAM_NAMED = "team-named"
    VISIT = "visit"
    RECOMMENDATION = "recommendation"
    CERTIFICATION = "certification"
    VALIDATION = "validation"
    QUESTION = "question"
    NOTICE = "notice"
    DECISION = "decision"
    CLOSING = "closing"
    SUSPENSION = "suspension"
    CURE_REPORTED = "cure-reported"
    CHANGE = "change"
    APPEAL = "appeal"
    CONSULTATION = "consultation"
    MESSAGE = "message"


class Expiry(StrEnum):
    """What it means when a time limit passes and nothing was done."""

    NOTHING = "nothing"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not-accepted"
    LAPSES = "lapses"
    CONSENT = "consent"
    CLOSES = "closes"
    REVOKED = "revoked"
    NO_OBJECTION = "no-objection"


class Rest(StrEnum):
    """Why a time limit may rest."""

    QUESTION = "question"
    HEARING = "hearing"
    ADJUSTMENT = "adjustment"
    CRIMINAL_CASE = "criminal-case"


class Duty(StrEnum):
    """Whose time a limit is."""

    CUSTOMS = "customs"
    TRADER = "trader"


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """For which cause a limit may be extended, by how much, how often, and who asks."""

    cause: str
    text: Text
    limit: Limit
    times: int
    asked_by: Duty
    cited: Citation


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time that the programme sets: from which event, how long, whose time, why it rests, what silence means.

    `backdated`: counted from submission when the file was acceptable as submitted, though acceptance came later.
    `indicative`: a promise of service, not a right. No `tiers`: for every tier without a rule of its own.
    """

    code: str
    starts: Event
    limit: Limit
    duty: Duty
    tiers: frozenset[str]
    rests: frozenset[Rest]
    backdated: bool
    expiry: Expiry
    indicative: bool
    extensions: tuple[ExtensionRule, ...]
    cited: Citation


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days an administration counts, and where: weekend (Monday is 0), closed days, time zone."""

    zone: str
    weekend: frozenset[int]
    closed_days: frozenset[date]

    def also_closed(self, days: Iterable[date]) -> Calendar:
        """Return this calendar with `days` closed, too."""
        return replace(self, closed_days=self.closed_days | frozenset(days))

    def counts(self, day: date) -> bool:
        """Return whether `day` is a working day."""
        return day.weekday() not in self.weekend and day not in self.closed_days


def clock_of(
    rule: TimeLimit,
    calendar: Calendar,
    begun: datetime,
    *,
    received: datetime | None = None,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
) -> Clock:
    """Return the clock that `rule` becomes when its event was at `begun`.

    `received` is when the file that was found acceptable came in: a backdated limit counts from there (HMRC
    CAA09050), any other ignores it. Pauses for reasons that do not rest this limit are left out, and pauses
    that ended before the clock began count for nothing.
    """
    start = received if rule.backdated and received is not None else begun
    resting = {rest.value for rest in rule.rests}
    return Clock(
        start,
        rule.limit,
        tuple(pause for pause in pauses if pause.reason in resting),
        calendar.closed_days,
        calendar.weekend,
        calendar.zone,
        tuple(extensions),
    )


def extendable(
    rule: TimeLimit, cause: str, given: Iterable[Extension], asked_by: Duty | None = None
) -> Reason | None:
    """Return why `rule` may not be extended for `cause` once more, or None when it may.

    Refused: `cause-unknown` when the programme knows no such cause, `extended-already` when the cause has been
    used as often as it may. With `asked_by`, a cause that the other side would have to ask for is unknown.
    """
    known = next((one for one in rule.extensions if one.cause == cause), None)
    if known is None or (asked_by is not None and known.asked_by is not asked_by):
        return Reason("cause-unknown", cause)
    used = sum(extension.cause == cause for extension in given)
    return Reason("extended-already", known.times) if used >= known.times else None


def effective(rule: TimeLimit | None, calendar: Calendar, decided: datetime) -> datetime:
    """Return from when a decision taken at `decided` has effect: at once without a rule, else with the first moment
    of the limit's last day in the calendar's zone (UCC-DA 29: the fifth day after the decision).
    """
    if rule is None:
        return decided
    day = clock_of(rule, calendar, decided).last_day(decided)
    return datetime.combine(day, time.min, ZoneInfo(calendar.zone))
