"""Statutory time: exact at its last moment, at rest while somebody else is owed an answer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.clock import Clock, Extension, Limit, Moved, Pause, Unit, months_on
from openaeo.law.terms import Period

TICK = timedelta(microseconds=1)
MONDAY = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)


def moment(day, hour=12, month=3):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def pause(first, last=None, reason="question"):
    return Pause(Period(first, last), reason)


def calendar(days, *pauses, start=MONDAY, zone="UTC"):
    return Clock(start, Limit(days, Unit.CALENDAR_DAYS), pauses, zone=zone)


def more(days, given, cause="complex"):
    return Extension(Limit(days, Unit.CALENDAR_DAYS), cause, given)


def working(days, *pauses, closed=(), start=MONDAY):
    return Clock(start, Limit(days, Unit.WORKING_DAYS), pauses, closed_days=frozenset(closed))


def test_day_one_is_the_day_after_the_event_and_the_limit_ends_with_its_last_day():
    clock = calendar(30)
    assert clock.due(MONDAY) == datetime(2026, 4, 1, 23, 59, 59, 999999, tzinfo=UTC)
    assert clock.last_day(MONDAY) == date(2026, 4, 1)


def test_days_count_down_to_nought_on_the_last_day_and_below_when_over():
    clock = calendar(2)
    assert [clock.days_left(moment(day)) for day in (1, 2, 3, 4, 5, 6)] == [2, 2, 1, 0, -1, -2]


def test_the_limit_is_over_with_the_first_instant_of_the_next_day():
    clock = calendar(2)
    last = clock.due(MONDAY)
    assert [clock.is_over(last), clock.is_over(last + TICK)] == [False, True]
    assert [clock.days_left(last), clock.days_left(last + TICK)] == [0, -1]


def test_days_are_days_of_the_administrations_zone():
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # already Tuesday 3 March in Nairobi
    clock = calendar(1, start=late, zone="Africa/Nairobi")
    assert clock.due(late).isoformat() == "2026-03-04T23:59:59.999999+03:00"
    assert [clock.is_over(moment(4, 20)), clock.is_over(moment(4, 21))] == [False, True]


def test_the_last_day_has_25_hours_when_clocks_are_set_back():
    clock = calendar(1, start=moment(24, month=10), zone="Europe/Paris")
    assert clock.due(MONDAY).astimezone(UTC) == datetime(2026, 10, 25, 22, 59, 59, 999999, tzinfo=UTC)


def test_a_day_that_ends_twice_ends_the_second_time():
    havana = ZoneInfo("America/Havana")  # on 1 November 2026 at 01:00 clocks go back to 00:00
    clock = calendar(1, start=datetime(2026, 10, 31, 12, tzinfo=havana), zone="America/Havana")
    assert clock.due(MONDAY).date() == date(2026, 11, 1)
    assert clock.due(MONDAY).astimezone(UTC) == datetime(2026, 11, 2, 4, 59, 59, 999999, tzinfo=UTC)


def test_working_days_leave_out_weekends_and_closed_days():
    clock = working(5, closed=[date(2026, 3, 4)])
    assert clock.last_day(MONDAY) == date(2026, 3, 10)
    assert clock.elapsed_days(moment(10)) == 5


def test_a_working_day_limit_that_ended_on_friday_is_over_on_saturday():
    clock = working(4)
    assert clock.last_day(MONDAY) == date(2026, 3, 6)
    assert [clock.days_left(moment(day)) for day in (6, 7, 8, 9, 10)] == [0, -1, -1, -1, -2]


def test_another_weekend():
    clock = Clock(MONDAY, Limit(4, Unit.WORKING_DAYS), weekend=frozenset({4, 5}))
    assert clock.last_day(MONDAY) == date(2026, 3, 8)


def test_a_pause_moves_the_due_day_by_the_days_it_rested():
    clock = calendar(10, pause(moment(4), moment(7)))
    assert clock.last_day(moment(20)) == date(2026, 3, 15)
    assert (clock.elapsed_days(moment(8)), clock.paused_days(moment(8)), clock.counted_days(moment(8))) == (
        6,
        3,
        3,
    )


def test_a_pause_within_one_day_moves_nothing():
    clock = calendar(10, pause(moment(4, 9), moment(4, 17)))
    assert (clock.last_day(moment(20)), clock.paused_days(moment(20))) == (date(2026, 3, 12), 0)


def test_an_open_pause_moves_the_due_day_with_the_time():
    clock = calendar(10, pause(moment(4)))
    assert [clock.last_day(moment(day)) for day in (4, 5, 6, 20)] == [
        date(2026, 3, 12),
        date(2026, 3, 13),
        date(2026, 3, 14),
        date(2026, 3, 28),
    ]
    assert [clock.days_left(moment(day)) for day in (4, 5, 20)] == [8, 8, 8]


def test_overlapping_pauses_rest_once():
    clock = calendar(10, pause(moment(4), moment(7)), pause(moment(5), moment(8), "hearing"))
    assert (clock.paused_days(moment(20)), clock.last_day(moment(20))) == (4, date(2026, 3, 16))


def test_a_pause_after_the_limit_gives_nothing_back():
    clock = calendar(2, pause(moment(6)))
    assert [clock.days_left(moment(day)) for day in (5, 6, 7, 8)] == [-1, -2, -3, -4]


def test_a_pause_to_come_is_not_yet_known():
    clock = calendar(10, pause(moment(6), moment(8)))
    assert [clock.last_day(moment(5)), clock.last_day(moment(6))] == [date(2026, 3, 12), date(2026, 3, 14)]


def test_running_is_started_and_not_at_rest():
    clock = calendar(10, pause(moment(4), moment(7)))
    moments = (MONDAY - TICK, MONDAY, moment(4) - TICK, moment(4), moment(7) - TICK, moment(7))
    assert [clock.running(at) for at in moments] == [False, True, True, False, False, True]


@pytest.mark.parametrize("days", [0, -1, 3661])
def test_a_limit_out_of_range_is_refused(days):
    with pytest.raises(ValueError, match="between 1 and 3660"):
        Limit(days, Unit.CALENDAR_DAYS)


def test_a_clock_that_cannot_run_is_refused():
    with pytest.raises(ValueError, match="timezone-aware"):
        calendar(1, start=MONDAY.replace(tzinfo=None))
    with pytest.raises(ValueError, match="working day"):
        Clock(MONDAY, Limit(1, Unit.WORKING_DAYS), weekend=frozenset(range(7)))


@pytest.mark.parametrize(
    ("day", "months", "on"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
    ],
)
def test_months_end_on_the_day_of_the_same_number_or_the_last(day, months, on):
    assert months_on(day, months) == on


def test_a_limit_in_months_or_years_ends_on_the_anniversary():
    start = datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert Clock(start, Limit(3, Unit.MONTHS)).last_day(start) == date(2027, 2, 28)
    assert Clock(start, Limit(4, Unit.YEARS)).last_day(start) == date(2030, 11, 30)
    assert Clock(start, Limit(1, Unit.MONTHS)).length(start) == 30


def test_an_extension_counts_from_the_moment_it_is_given():
    given_at = moment(20)
    clock = Clock(MONDAY, Limit(30, Unit.CALENDAR_DAYS), extensions=(more(10, given_at),))
    assert [clock.length(given_at - TICK), clock.length(given_at)] == [30, 40]
    assert [clock.last_day(given_at - TICK), clock.last_day(given_at)] == [
        date(2026, 4, 1),
        date(2026, 4, 11),
    ]


def test_what_moved_a_limit_is_told_line_by_line():
    clock = Clock(
        MONDAY,
        Limit(30, Unit.CALENDAR_DAYS),
        (pause(moment(3), moment(5)), pause(moment(4), moment(8), "hearing")),
        extensions=(more(10, moment(6)),),
    )
    assert clock.moved(moment(20)) == (
        Moved(2, "question", moment(3), added=False),
        Moved(3, "hearing", moment(4), added=False),  # the 5th belongs to the question already
        Moved(10, "complex", moment(6), added=True),
    )


def test_a_limit_and_its_extension_count_the_same_days():
    with pytest.raises(ValueError, match="the same days"):
        Clock(MONDAY, Limit(5, Unit.WORKING_DAYS), extensions=(more(10, MONDAY),))


hours = st.integers(0, 24 * 50).map(lambda number: MONDAY + timedelta(hours=number))
pauses = st.builds(
    lambda first, length: pause(first, None if length is None else first + timedelta(hours=length)),
    hours,
    st.none() | st.integers(1, 24 * 10),
)
LIMITS = st.builds(
    Limit, st.integers(1, 25), st.sampled_from([Unit.CALENDAR_DAYS, Unit.WORKING_DAYS])
) | st.builds(Limit, st.integers(1, 2), st.just(Unit.MONTHS))
clocks = st.builds(
    Clock,
    hours,
    LIMITS,
    st.lists(pauses, max_size=3).map(tuple),
    st.frozensets(
        st.integers(0, 50).map(lambda number: (MONDAY + timedelta(days=number)).date()), max_size=4
    ),
    st.frozensets(st.integers(0, 6), max_size=3),
    st.sampled_from(["UTC", "Africa/Nairobi", "America/Havana", "Pacific/Auckland"]),
)


def counts(clock, day):
    closed = day.weekday() in clock.weekend or day in clock.closed_days
    return clock.limit.unit is not Unit.WORKING_DAYS or not closed


@given(clocks, hours)
def test_elapsed_time_is_counted_time_and_paused_time(clock, at):
    zone = ZoneInfo(clock.zone)
    first, today = clock.start.astimezone(zone).date(), at.astimezone(zone).date()
    days = [first + timedelta(days=number) for number in range(1, max(0, (today - first).days) + 1)]
    assert clock.elapsed_days(at) == sum(counts(clock, day) for day in days)
    assert clock.elapsed_days(at) == clock.counted_days(at) + clock.paused_days(at)


@given(clocks, hours, hours)
def test_time_never_runs_back(clock, one, other):
    early, late = sorted([one, other])
    for measure in (clock.elapsed_days, clock.paused_days, clock.counted_days, clock.last_day, clock.is_over):
        assert measure(early) <= measure(late)
    assert clock.days_left(early) >= clock.days_left(late)


@given(clocks, hours)
def test_over_and_days_left_and_due_say_the_same(clock, at):
    assert clock.is_over(at) == (clock.days_left(at) < 0) == (at > clock.due(at))
    assert counts(clock, clock.last_day(at))
    assert clock.due(at).date() == clock.last_day(at)
    assert (clock.due(at).astimezone(UTC) + TICK).astimezone(ZoneInfo(clock.zone)).date() > clock.last_day(at)


@given(clocks)
def test_on_the_last_day_exactly_the_limit_has_been_counted(clock):
    settled = Clock(
        clock.start,
        clock.limit,
        tuple(rest for rest in clock.pauses if rest.period.end is not None),
        clock.closed_days,
        clock.weekend,
        clock.zone,
    )
    last = settled.due(MONDAY + timedelta(days=3000))
    assert (settled.counted_days(last), settled.days_left(last)) == (clock.length(last), 0)


@given(clocks, hours)
def test_without_a_pause_the_due_moment_never_moves(clock, at):
    still = Clock(clock.start, clock.limit, (), clock.closed_days, clock.weekend, clock.zone)
    assert still.due(at) == still.due(clock.start)


@given(clocks, st.lists(st.tuples(hours, st.integers(1, 20)), max_size=3), hours)
def test_pauses_and_extensions_explain_every_day(clock, extensions, at):
    unit = Unit.WORKING_DAYS if clock.limit.working else Unit.CALENDAR_DAYS
    longer = replace(
        clock,
        extensions=tuple(Extension(Limit(days, unit), "more", given_at) for given_at, days in extensions),
    )
    lines = longer.moved(at)
    assert sum(line.days for line in lines if not line.added) == longer.paused_days(at)
    assert sum(line.days for line in lines if line.added) == longer.length(at) - clock.length(at)
    assert longer.elapsed_days(at) - longer.counted_days(at) == longer.paused_days(at)
    assert longer.is_over(at) == (longer.days_left(at) < 0) == (at > longer.due(at))
