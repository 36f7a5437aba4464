"""Statutory time: from an event, so many days, resting while somebody else is owed an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from openaeo.law.terms import Period

LONGEST = 3660
_TICK = timedelta(microseconds=1)


class Unit(StrEnum):
    """In which days a limit is counted."""

    CALENDAR_DAYS = "calendar-days"
    WORKING_DAYS = "working-days"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many days of a unit. Refused with `ValueError` below 1 and above 3660 days."""

    days: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.days <= LONGEST:
            raise ValueError(f"a limit has between 1 and {LONGEST} days, not {self.days}")


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch during which the clock rests, and why; a period without end is a pause still running."""

    period: Period
    reason: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit that began with an event; applicant and officer read the same object.

    Days are days of `zone`. The day of an event belongs to what was before it: day 1 is the day after `start`;
    a pause rests the clock from the day after it begins through the day on which it ends, so a pause that
    begins and ends on one day moves nothing. The limit ends with the last moment of its last day. Working days
    are those neither in `weekend` (Monday is 0) nor in `closed_days`; calendar days are all days, and a limit in
    calendar days may end on a closed day. Refused with `ValueError`: a naive `start`, a week without working day.
    """

    start: datetime
    limit: Limit
    pauses: tuple[Pause, ...] = ()
    closed_days: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({5, 6})
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError("a clock needs a timezone-aware start")
        if self.weekend >= frozenset(range(7)):
            raise ValueError("a week needs a working day")

    def due(self, at: datetime) -> datetime:
        """Return the last moment of the last day, in `zone`, as things stand at `at`.

        Pauses that have begun by `at` move it; one without end moves it day by day.
        """
        midnight = datetime.combine(self.last_day(at) + timedelta(days=1), time.min, ZoneInfo(self.zone))
        return (midnight.astimezone(UTC) - _TICK).astimezone(ZoneInfo(self.zone))

    def last_day(self, at: datetime) -> date:
        """Return the day on which the limit ends, as things stand at `at`."""
        day, counted = self._day(self.start), 0
        while counted < self.limit.days:
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
            return self.limit.days - self.counted_days(at)
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
        if self.limit.unit is Unit.CALENDAR_DAYS:
            return True
        return day.weekday() not in self.weekend and day not in self.closed_days

    def _rests(self, day: date, at: datetime) -> bool:
        for pause in self.pauses:
            if pause.period.start > at:
                continue
            end = at if pause.period.end is None else pause.period.end
            if self._day(pause.period.start) < day <= self._day(end):
                return True
        return False
