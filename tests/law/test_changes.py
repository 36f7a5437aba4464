"""What a change touches, what the law proposes, when it is to be told, and how its notice moves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.changes import (
    CHANGE,
    OPEN_CHANGE,
    ChangeFacts,
    ChangeState,
    ChangeType,
    Look,
    Proposal,
    Why,
    day_fits,
    proposed,
    to_tell_by,
    touched,
)
from openaeo.law.citing import Certainty, Citation
from openaeo.law.clock import Limit, Unit
from openaeo.law.edition import Criterion
from openaeo.law.terms import Bound, Mode
from openaeo.law.timing import Calendar, Duty, Event, Expiry, TimeLimit
from openaeo.law.workflow import Reason

CITED = Citation("QM", Certainty.SOURCED)
NEW_PREMISES = ChangeType(
    "premises-new", {"en": "New premises"}, ("G", "I"), Look.VISIT, anew=False, cited=CITED
)
RULE = TimeLimit(
    "change-notice", Event.CHANGE, Limit(14, Unit.CALENDAR_DAYS), Duty.TRADER, frozenset(), frozenset(),
    backdated=False, expiry=Expiry.NOTHING, indicative=False, extensions=(), cited=CITED,
)  # fmt: skip
TODAY = date(2026, 3, 2)
looks = st.sampled_from(Look)
places = st.lists(st.booleans())


def criterion(code):
    return Criterion(
        code,
        code[0],
        Bound.OPERATOR,
        {"en": code},
        {"en": ""},
        frozenset(Mode),
        frozenset(),
        "S",
        confirmed=True,
    )


def test_a_change_touches_what_is_asked_in_its_groups_and_an_unnamed_one_all():
    asked = [criterion(code) for code in ("A1", "G2", "G3", "I1")]
    assert touched(NEW_PREMISES, asked) == ("G2", "G3", "I1")
    assert touched(replace(NEW_PREMISES, groups=()), asked) == ("A1", "G2", "G3", "I1")


@pytest.mark.parametrize(
    ("change", "criteria", "sites", "proposal"),
    [
        (NEW_PREMISES, ["I1"], [], Proposal(Look.VISIT, Why.PROGRAMME)),
        (NEW_PREMISES, ["I1"], [False, True], Proposal(Look.VISIT, Why.PROGRAMME)),
        (NEW_PREMISES, ["I1"], [False], Proposal(Look.DESK, Why.SITES_OUT_OF_SCOPE)),
        (NEW_PREMISES, [], [True], Proposal(Look.NOTE, Why.NOTHING_TOUCHED)),
        (replace(NEW_PREMISES, look=Look.NOTE), ["I1"], [], Proposal(Look.NOTE, Why.PROGRAMME)),
        (replace(NEW_PREMISES, anew=True), [], [False], Proposal(Look.DESK, Why.NEW_APPLICATION)),
    ],
)
def test_what_is_proposed(change, criteria, sites, proposal):
    assert proposed(change, criteria=criteria, in_scope=sites) == proposal


@given(looks, st.booleans(), st.lists(st.just("I1")), places)
def test_nobody_is_sent_where_nothing_is_to_be_seen_and_never_looked_at_more_than_the_programme_does(
    look, anew, criteria, sites
):
    order = list(Look)
    found = proposed(replace(NEW_PREMISES, look=look, anew=anew), criteria=criteria, in_scope=sites)
    if sites and not any(sites):
        assert found.look is not Look.VISIT
    if not anew:
        assert order.index(found.look) <= order.index(look)
        assert (found.why is Why.PROGRAMME) == (found.look is look and bool(criteria))


def test_the_time_to_tell_begins_with_the_day_of_the_change_in_the_programmes_zone():
    calendar = Calendar("Asia/Kolkata", frozenset({5, 6}), frozenset())
    due = to_tell_by(RULE, calendar, TODAY)
    assert due.astimezone(UTC) == datetime(2026, 3, 16, 18, 29, 59, 999999, tzinfo=UTC)
    assert to_tell_by(None, calendar, TODAY) is None


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        (0, None),
        (366, None),
        (367, "change-too-far-ahead"),
        (-30 * 366, None),
        (-30 * 366 - 1, "change-too-old"),
    ],
)
def test_a_day_is_told_a_year_ahead_at_most(days, reason):
    found = day_fits(TODAY + timedelta(days=days), TODAY)
    assert (found.code if found else None) == reason


GOOD = ChangeFacts(reasons="x", question="x", reply="x")
NEEDS = [
    ("note", ChangeState.REPORTED, GOOD, replace(GOOD, reasons=" "), "reasons-missing"),
    ("review", ChangeState.UNDER_REVIEW, GOOD, replace(GOOD, reasons=" "), "reasons-missing"),
    ("ask", ChangeState.REPORTED, GOOD, replace(GOOD, question=" "), "question-missing"),
    ("ask", ChangeState.UNDER_REVIEW, GOOD, replace(GOOD, asked=True), "change-question-open"),
    ("reply", ChangeState.UNDER_REVIEW, replace(GOOD, asked=True), GOOD, "change-nothing-asked"),
    ("reply", ChangeState.UNDER_REVIEW, replace(GOOD, asked=True), ChangeFacts(asked=True), "reply-empty"),
    ("settle", ChangeState.UNDER_REVIEW, GOOD, replace(GOOD, asked=True), "change-question-open"),
    ("settle", ChangeState.UNDER_REVIEW, GOOD, replace(GOOD, unseen=True), "change-visit-owed"),
    ("settle", ChangeState.UNDER_REVIEW, GOOD, replace(GOOD, reasons=""), "reasons-missing"),
    ("withdraw", ChangeState.REPORTED, GOOD, replace(GOOD, reasons=""), "reasons-missing"),
]


@pytest.mark.parametrize(("step", "state", "good", "bad", "code"), NEEDS)
def test_each_step_has_its_need(step, state, good, bad, code):
    assert CHANGE.unmet(state, step, good) == ()
    assert CHANGE.unmet(state, step, bad) == (Reason(code),)


def test_the_named_set_is_that_of_the_table():
    assert set(OPEN_CHANGE) == {state for state in ChangeState if CHANGE.open_to(state)}
