"""Statutory time: from an event, so many days, resting while somebody else is owed an answer."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from openaeo.law.terms import Period

LONGEST = 3660
_TICK = timedelta(microseconds=1)


class Unit(StrEnum):
    """In what a limit is counted."""

    CALENDAR_DAYS = "calendar-days"
    WORKING_DAYS = "working-days"
    MONTHS = "months"
    YEARS = "years"


MOST = {Unit.CALENDAR_DAYS: LONGEST, Unit.WORKING_DAYS: LONGEST, Unit.MONTHS: 120, Unit.YEARS: 10}


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of a unit. Refused with `ValueError` below 1 and above 3660 days, 120 months or 10 years.

    Months and years end on the day of the same number; where the month has none, on its last day.
    """

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST[self.unit]:
            raise ValueError(f"a limit has between 1 and {MOST[self.unit]} {self.unit}, not {self.count}")

    @property
    def working(self) -> bool:
        """Whether only working days count."""
        return self.unit is Unit.WORKING_DAYS

    def days_from(self, day: date) -> int:
        """Return the length in days, working or calendar, of a time that begins after `day`."""
        if self.unit in {Unit.CALENDAR_DAYS, Unit.WORKING_DAYS}:
            return self.count
        months = self.count * (12 if self.unit is Unit.YEARS else 1)
        return (months_on(day, months) - day).days


def months_on(day: date, months: int) -> date:
    """Return the day of the same number `months` later, or the last of that month when it has no such day."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch during which the clock rests, and why; a period without end is a pause still running."""

    period: Period
    reason: str


@dataclass(frozen=True, slots=True)
class Extension:
    """Time added to a limit by a named act: how much, for which cause, and when it was given."""

    limit: Limit
    cause: str
    given: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of what moved a limit: days rested or added, why, and since when."""

    days: int
    why: str
    since: datetime
    added: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit that began with an event; applicant and officer read the same object.

    Days are days of `zone`. The day of an event belongs to what was before it: day 1 is the day after `start`;
    a pause rests the clock from the day after it begins through the day on which it ends, so a pause that
    begins and ends on one day moves nothing. The limit ends with the last moment of its last day. Working days
    are those neither in `weekend` (Monday is 0) nor in `closed_days`; calendar days are all days, and a limit in
    calendar days may end on a closed day. An extension counts from the moment it is given. Refused with
    `ValueError`: a naive `start`, a week without working day, an extension counted in other days than the limit.
    """

    start: datetime
    limit: Limit
    pauses: tuple[Pause, ...] = ()
    closed_days: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({5, 6})
    zone: str = "UTC"
    extensions: tuple[Extension, ...] = ()

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError("a clock needs a timezone-aware start")
        if self.weekend >= frozenset(range(7)):
            raise ValueError("a week needs a working day")
        if any(extension.limit.working is not self.limit.working for extension in self.extensions):
            raise ValueError("a limit and its extensions count the same days")

    def length(self, at: datetime) -> int:
        """Return how many days, working or calendar, the limit has as things stand at `at`, extensions included."""
        first = self._day(self.start)
        days = self.limit.days_from(first)
        for extension in self._given(at):
            days += extension.limit.days_from(first + timedelta(days=days))
        return days

    def moved(self, at: datetime) -> tuple[Moved, ...]:
        """Return what moved the limit by `at`, oldest first: with the limit's own length it explains every day.

        Lines of rest add up to `paused_days`; a day for which two pauses rest the clock stands with the earlier
        one. Lines that added time make up the difference between `length` and the limit itself.
        """
        rests = sorted(
            (pause for pause in self.pauses if pause.period.start <= at), key=lambda one: one.period.start
        )
        days = [0] * len(rests)
        for day in self._days(at):
            for place, pause in enumerate(rests):
                if self._covers(pause, day, at):
                    days[place] += 1
                    break
        lines = [
            Moved(count, pause.reason, pause.period.start, added=False)
            for count, pause in zip(days, rests, strict=True)
        ]
        first, length = self._day(self.start), self.limit.days_from(self._day(self.start))
        for extension in self._given(at):
            more = extension.limit.days_from(first + timedelta(days=length))
            lines.append(Moved(more, extension.cause, extension.given, added=True))
            length += more
        return tuple(sorted(lines, key=lambda line: line.since))

    def _given(self, at: datetime) -> tuple[Extension, ...]:
        return tuple(sorted((one for one in self.extensions if one.given <= at), key=lambda one: one.given))

    def due(self, at: datetime) -> datetime:
        """Return the last moment of the last day, in `zone`, as things stand at `at`.

        Pauses that have begun by `at` move it; one without end moves it day by day.
        """
        midnight = datetime.combine(self.last_day(at) + timedelta(days=1), time.min, ZoneInfo(self.zone))
        return (midnight.astimezone(UTC) - _TICK).astimezone(ZoneInfo(self.zone))

    def last_day(self, at: datetime) -> date:
        """Return the day on which the limit ends, as things stand at `at`."""
        day, counted, length = self._day(self.start), 0, self.length(at)
        while counted < length:
            day += timedelta(days=1)
            counted += self._counts(day) and not self._rests(day, at)
        return day

    def elapsed_days(self, at: datetime) -> int:
        """Return how many days of the limit's unit have begun by `at`, counted or paused."""
        return sum(1 for _ in self._days(at))

    def paused_days(self, at: datetime) -> int:
        """Return how many of the elapsed days the clock rested."""
        return sum(self._rests(day, at) for day in self._days(at))

    def counted_days(self, at: datetime) -> int:
        """Return how many of the elapsed days count against the limit."""
        return sum(not self._rests(day, at) for day in self._days(at))

    def days_left(self, at: datetime) -> int:
        """Return the days still to come after today: 0 on the last day; below 0 once the limit is over.

        When over, days of the unit that have begun since the last day, at least 1, with a minus sign; a pause
        that begins after the limit is over gives nothing back.
        """
        if not self.is_over(at):
            return self.length(at) - self.counted_days(at)
        last = self.last_day(at)
        return -max(1, sum(day > last for day in self._days(at)))

    def running(self, at: datetime) -> bool:
        """Return whether the clock has started and does not rest at `at`."""
        return self.start <= at and not any(at in pause.period for pause in self.pauses)

    def is_over(self, at: datetime) -> bool:
        """Return whether the last moment has passed."""
        return at.astimezone(UTC) > self.due(at).astimezone(UTC)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def _days(self, at: datetime) -> Iterator[date]:
        """Yield the days of the unit after the start that have begun by `at`."""
        first, today = self._day(self.start), self._day(at)
        for ordinal in range(first.toordinal() + 1, today.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if self._counts(day):
                yield day

    def _counts(self, day: date) -> bool:
        if not self.limit.working:
            return True
        return day.weekday() not in self.weekend and day not in self.closed_days

    def _rests(self, day: date, at: datetime) -> bool:
        return any(self._covers(pause, day, at) for pause in self.pauses)

    def _covers(self, pause: Pause, day: date, at: datetime) -> bool:
        if pause.period.start > at:
            return False
        end = at if pause.period.end is None else pause.period.end
        return self._day(pause.period.start) < day <= self._day(end)
