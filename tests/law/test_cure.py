"""When a cure is owed, reported and over."""

from datetime import UTC, datetime, timedelta

import pytest

from openaeo.law.clock import Clock, Limit, Unit
from openaeo.law.cure import CURE, OPEN_CURE, OWED_CURE, CureFacts, CureState, uncured
from openaeo.law.workflow import Reason

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CLOCK = Clock(START, Limit(60, Unit.CALENDAR_DAYS))
OVER = CLOCK.due(START) + timedelta(microseconds=1)


@pytest.mark.parametrize("state", CureState)
def test_only_what_is_owed_and_overdue_is_uncured(state):
    assert uncured(state, CLOCK, OVER) is (state in {CureState.ASKED, CureState.RETURNED})
    assert uncured(state, CLOCK, CLOCK.due(START)) is False
    assert uncured(state, None, OVER) is False


def test_a_report_and_an_answer_say_something():
    assert CURE.unmet(CureState.ASKED, "report", CureFacts(" ")) == (Reason("report-empty"),)
    assert CURE.unmet(CureState.REPORTED, "verify", CureFacts("x")) == (Reason("reasons-missing"),)
    assert CURE.unmet(CureState.REPORTED, "return", CureFacts("x", " ")) == (Reason("reasons-missing"),)


def test_the_named_sets_are_those_of_the_table():
    assert set(OPEN_CURE) == {state for state in CureState if CURE.open_to(state)}
    assert set(OWED_CURE) == set(CURE.steps["report"].sources)
