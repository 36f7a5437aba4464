"""How long an authorisation lasts, and the yearly declaration."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from openaeo.law.citing import Certainty, Citation
from openaeo.law.clock import Limit, Unit
from openaeo.law.lasting import (
    Declaring,
    Lasting,
    Silence,
    Validity,
    Window,
    declaring,
    end_of,
    may_declare,
    next_window,
    revalidation_due,
    window_of,
)
from openaeo.law.workflow import Reason

CITED = Citation("QM", Certainty.SOURCED)
FIVE = Lasting(frozenset(), Validity.FIXED, 5, None, None, None, None, CITED)
YEARLY = Lasting(
    frozenset(), Validity.CONTINUOUS, None, ((10, 1), (12, 31)), 2, Silence.NOTED, Limit(4, Unit.YEARS), CITED
)


@pytest.mark.parametrize(
    ("years", "end"),
    [(4, datetime(2032, 2, 29, tzinfo=UTC)), (5, datetime(2033, 3, 1, tzinfo=UTC))],
)
def test_an_authorisation_of_leap_day(years, end):
    assert end_of(replace(FIVE, years=years), datetime(2028, 2, 29, tzinfo=UTC), "UTC") == end


def test_the_anniversary_is_one_of_the_programmes_zone():
    # 14:00 in summer time, a year later again; 13:00 in winter time, when on 28 March 2027 summer time has begun
    begins = [datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 3, 28, 12, tzinfo=UTC)]
    ends = [end_of(replace(FIVE, years=1), one, "Europe/Paris") for one in begins]
    assert ends == [datetime(2027, 3, 29, 12, tzinfo=UTC), datetime(2027, 3, 28, 11, tzinfo=UTC)]


def test_a_continuous_authorisation_ends_only_by_an_act():
    assert end_of(YEARLY, datetime(2026, 1, 1, tzinfo=UTC), "UTC") is None


@pytest.mark.parametrize(
    ("begins", "declared", "opens"),
    [
        (date(2026, 3, 1), None, 2026),
        (date(2026, 10, 1), None, 2027),  # in its first window nobody has a year to declare yet
        (date(2026, 9, 30), None, 2026),
        (date(2024, 3, 1), None, 2024),  # never declared: the first stays owed, however late
        (date(2024, 3, 1), date(2024, 10, 1), 2025),
        (date(2024, 3, 1), date(2025, 2, 1), 2025),  # late, and still for the window before
    ],
)
def test_the_declaration_owed_next(begins, declared, opens):
    assert next_window(YEARLY, begins, declared) == Window(date(opens, 10, 1), date(opens, 12, 31))


def test_a_window_over_the_turn_of_the_year():
    winter = replace(YEARLY, declaration=((12, 15), (1, 15)))
    assert window_of(winter, 2026) == Window(date(2026, 12, 15), date(2027, 1, 15))


def test_nothing_is_owed_where_the_programme_asks_for_nothing():
    assert (window_of(FIVE, 2026), next_window(FIVE, date(2026, 1, 1), None)) == (None, None)
    assert revalidation_due(FIVE, date(2026, 1, 1)) is None


def test_revalidation_four_years_on():
    assert revalidation_due(YEARLY, date(2024, 2, 29)) == date(2028, 2, 29)
    assert revalidation_due(YEARLY, date(2023, 2, 28)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("day", "standing", "refused"),
    [
        (date(2026, 9, 30), Declaring.AHEAD, Reason("declaration-too-early", "2026-10-01")),
        (date(2026, 10, 1), Declaring.OPEN, None),
        (date(2026, 12, 31), Declaring.OPEN, None),
        (date(2027, 1, 1), Declaring.OVERDUE, None),  # late is taken like any other
    ],
)
def test_where_a_declaration_stands(day, standing, refused):
    window = window_of(YEARLY, 2026)
    assert (declaring(window, day), may_declare(window, day)) == (standing, refused)
    assert may_declare(None, day) == Reason("declaration-not-owed")
