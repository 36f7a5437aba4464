"""How long data are kept: never removed before their day, never while something keeps them, never on one person's word."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.citing import Certainty, Citation
from openaeo.law.clock import months_on
from openaeo.law.retention import (
    REMOVAL,
    After,
    Closed,
    RemovalFacts,
    RemovalState,
    Retention,
    Stay,
    due,
    kept_until,
    over,
)
from openaeo.law.workflow import Reason, Refused

CITED = Citation("QM", Certainty.SOURCED)
DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))
RULES = st.builds(
    lambda months: Retention(tuple(months.items()), 30, CITED),
    st.dictionaries(st.sampled_from(After), st.integers(1, 360), min_size=1),
)
ENDINGS = st.builds(
    Closed, st.none() | st.sampled_from(After), st.none() | DAYS, st.frozensets(st.sampled_from(Stay))
)


@given(RULES, ENDINGS, DAYS)
def test_what_is_due_ended_long_enough_ago_and_nothing_keeps_it(rule, closed, today):
    months = dict(rule.months).get(closed.after)
    if due(rule, closed, today):
        assert closed.on is not None
        assert months is not None
        assert not closed.stays
        assert today > months_on(closed.on, months)
    elif months is not None and closed.on is not None and not closed.stays:
        assert today <= months_on(closed.on, months)


@given(RULES, ENDINGS, DAYS)
def test_what_is_due_stays_due_and_a_reason_only_ever_keeps(rule, closed, today):
    if due(rule, closed, today):
        assert due(rule, closed, today + timedelta(days=1))
    assert not due(rule, Closed(closed.after, closed.on, closed.stays | {Stay.HOLD}), today)
    assert over(rule, closed, today) == over(rule, Closed(closed.after, closed.on), today)


@given(ENDINGS, DAYS)
def test_without_a_rule_everything_is_kept_for_good(closed, today):
    assert kept_until(None, closed) is None
    assert not over(None, closed, today)
    assert not due(None, closed, today)


def test_the_day_itself():
    rule = Retention(((After.AUTHORISATION, 36),), 30, CITED)
    ended = Closed(After.AUTHORISATION, date(2028, 2, 29))
    assert kept_until(rule, ended) == date(2031, 2, 28)
    assert [due(rule, ended, date(2031, 2, 28)), due(rule, ended, date(2031, 3, 1))] == [False, True]
    assert kept_until(rule, Closed(After.CASE, date(2001, 1, 1))) is None


def test_two_people_and_the_notice_stand_before_an_order():
    day = date(2030, 5, 1)
    facts = RemovalFacts(looked_by=1, actor=1, today=day, from_day=day + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        REMOVAL.move(RemovalState.LOOKED, "order", facts)
    assert refused.value.reasons == (
        Reason("removal-needs-second-person"),
        Reason("removal-notice-runs", "2030-05-02"),
        Reason("removal-of-nothing"),
    )
    good = RemovalFacts(looked_by=1, actor=2, today=day, from_day=day, left=1)
    assert REMOVAL.move(RemovalState.LOOKED, "order", good) is RemovalState.ORDERED
    assert REMOVAL.unmet(RemovalState.DRAWN, "order", good) == (Reason("not-from-here", "drawn"),)
    assert REMOVAL.unmet(RemovalState.ORDERED, "finish", good) == (Reason("removal-unfinished", 1),)
    assert REMOVAL.unmet(RemovalState.ORDERED, "call-off", good) == (Reason("not-from-here", "ordered"),)
