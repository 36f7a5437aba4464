"""Appeals: in time, reviewed by somebody uninvolved, concluded with reasons."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.appeal import APPEAL, APPEAL_OPEN, AppealFacts, AppealState, may_lodge
from openaeo.law.programme_folder import load_programme
from openaeo.law.workflow import Reason, Refused

RULE = load_programme(Path(__file__).resolve().parents[2] / "programmes" / "qm").appeal
BEN, DALIA, RANA = 1, 2, 3
READY = AppealFacts(RULE, actor=RANA, reviewer=RANA, involved=frozenset({BEN, DALIA}), reasons="See I6.")
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
TABLE = {
    "take-up": ({"lodged", "review"}, "review"),
    "allow": ({"review"}, "allowed"),
    "dismiss": ({"review"}, "dismissed"),
    "withdraw": ({"lodged", "review"}, "withdrawn"),
}


@pytest.mark.parametrize("state", AppealState)
@pytest.mark.parametrize("step", TABLE)
def test_every_state_and_every_step(state, step):
    sources, target = TABLE[step]
    if state in sources:
        assert APPEAL.move(state, step, READY) == target
    else:
        assert APPEAL.unmet(state, step, READY) == (Reason("not-from-here", state.value),)


def test_an_appeal_ends_once():
    assert set(APPEAL.steps) == set(TABLE)
    assert {state for state in AppealState if APPEAL.open_to(state)} == APPEAL_OPEN


@pytest.mark.parametrize("step", ["allow", "dismiss"])
def test_concluding_names_every_reason(step):
    facts = replace(READY, actor=BEN, reasons=" ")
    assert APPEAL.unmet(AppealState.REVIEW, step, facts) == (
        Reason("reviewer-involved"),
        Reason("not-your-review"),
        Reason("reasons-missing"),
    )


def test_where_the_programme_lets_anybody_review_only_the_review_must_be_ones_own():
    lax = replace(READY, rule=replace(RULE, uninvolved=False), actor=BEN, reviewer=BEN)
    assert APPEAL.unmet(AppealState.REVIEW, "allow", lax) == ()
    assert APPEAL.unmet(AppealState.LODGED, "take-up", replace(lax, rule=None)) == ()


@pytest.mark.parametrize(
    ("bodies", "closes", "reason"),
    [
        (("reviewer",), NOW, None),
        (("reviewer", "court"), NOW + timedelta(days=1), None),
        (("reviewer",), None, None),
        (("reviewer",), NOW - timedelta(microseconds=1), Reason("appeal-too-late")),
        (("court",), NOW, Reason("no-appeal-here")),
    ],
)
def test_lodging_in_time_with_somebody_who_reviews(bodies, closes, reason):
    assert may_lodge(replace(RULE, bodies=bodies), closes, NOW) == reason


def test_without_a_rule_there_is_no_appeal():
    assert may_lodge(None, None, NOW) == Reason("no-appeal-here")


steps = st.sampled_from(sorted(TABLE))
persons = st.sampled_from([BEN, DALIA, RANA, 4, 5])


@given(st.lists(st.tuples(steps, persons), max_size=12))
def test_nobody_involved_ever_concludes(walk):
    state, reviewer, concluded_by = AppealState.LODGED, None, None
    for step, person in walk:
        facts = replace(READY, actor=person, reviewer=reviewer)
        try:
            state = APPEAL.move(state, step, facts)
        except Refused:
            continue
        if step == "take-up":
            reviewer = person
        if state in {AppealState.ALLOWED, AppealState.DISMISSED}:
            concluded_by = person
    assert concluded_by not in READY.involved
    assert concluded_by in {None, reviewer}
