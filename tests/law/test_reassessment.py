"""How a re-assessment may end: only after the holder had its time and everything named was looked at."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.reassessment import FAILING, REASSESSMENT, ReassessmentFacts, ReassessmentState
from openaeo.law.terms import Outcome

DUE = datetime(2026, 4, 1, tzinfo=UTC)
MET = ReassessmentFacts(judged={"A1": Outcome.MET}, due=DUE, answered=True, reasons="Fine.", at=DUE)


def unmet(step, facts, state=ReassessmentState.OPEN):
    return [reason.code for reason in REASSESSMENT.unmet(state, step, facts)]


@given(
    st.dictionaries(st.sampled_from(["A1", "B2", "C3"]), st.none() | st.sampled_from(Outcome)),
    st.booleans(),
    st.booleans(),
    st.sampled_from([(), ("Yard",)]),
)
def test_it_is_confirmed_exactly_when_all_was_looked_at_and_nothing_failed(judged, answered, over, unseen):
    at = DUE + timedelta(seconds=1) if over else DUE
    facts = ReassessmentFacts(judged, DUE, answered=answered, unseen=unseen, reasons="Fine.", at=at)
    good = all(one is not None and one not in FAILING for one in judged.values())
    assert (unmet("confirm", facts) == []) == (good and (answered or over) and not unseen)


@pytest.mark.parametrize(
    ("step", "facts", "reasons"),
    [
        ("confirm", MET, []),
        ("find", MET, ["reassessment-no-finding"]),
        ("measure", MET, ["reassessment-no-measure"]),
        ("call-off", ReassessmentFacts(), ["reasons-missing"]),
        ("confirm", ReassessmentFacts({"A1": Outcome.GAP}, reasons="x"), ["reassessment-not-met"]),
        ("find", ReassessmentFacts({"A1": Outcome.GAP}, found=frozenset({"A1"}), reasons="x"), []),
        ("measure", ReassessmentFacts({"A1": None}, measured=True, reasons="x", due=DUE, at=DUE), []),
    ],
)
def test_each_ending_has_its_needs(step, facts, reasons):
    assert unmet(step, facts) == reasons
