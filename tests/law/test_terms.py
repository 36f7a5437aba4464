"""Periods are half-open, aware and kept in UTC; a wording falls back to English."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.terms import Period, worded

MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hours(first, last):
    return Period(MOMENT + first * HOUR, None if last is None else MOMENT + last * HOUR)


def test_start_belongs_to_a_period_and_end_does_not():
    period = hours(0, 1)
    assert [moment in period for moment in (MOMENT - HOUR, MOMENT, MOMENT + HOUR)] == [False, True, False]


def test_an_open_period_never_ends():
    assert datetime(9999, 1, 1, tzinfo=UTC) in hours(0, None)


def test_moments_are_kept_in_utc():
    east = datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    assert Period(east).start.isoformat() == "2026-03-01T12:00:00+00:00"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (datetime(2026, 1, 1), None, "start is naive"),  # noqa: DTZ001 - the naive moment is the point
        (MOMENT, datetime(2027, 1, 1), "end is naive"),  # noqa: DTZ001
        (MOMENT, MOMENT, "ends after it starts"),
        (MOMENT, MOMENT - HOUR, "ends after it starts"),
    ],
)
def test_a_period_that_cannot_be_is_refused(start, end, words):
    with pytest.raises(ValueError, match=words):
        Period(start, end)


periods = st.builds(
    lambda first, length: hours(first, None if length is None else first + length),
    st.integers(0, 20),
    st.none() | st.integers(1, 10),
)


@given(periods, periods)
def test_two_periods_overlap_exactly_when_an_hour_lies_in_both(one, other):
    shared = any(MOMENT + hour * HOUR in one and MOMENT + hour * HOUR in other for hour in range(40))
    assert (one.overlaps(other), other.overlaps(one)) == (shared, shared)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fr", ("douane", "fr")), ("ar", ("customs", "en")), ("de", ("customs", "en"))],
)
def test_a_wording_says_in_which_language_it_really_is(language, expected):
    assert worded({"en": "customs", "fr": "douane", "ar": ""}, language) == expected


def test_no_wording_at_all_is_empty():
    assert worded({}, "fr") == ("", "en")
