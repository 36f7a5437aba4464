"""A review answers what changed: all of it, each with what it lacks said, and nothing beyond."""

from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.questionnaire import LONGEST, Said
from openaeo.law.reviewing import review_faults
from openaeo.law.terms import Claim
from openaeo.law.workflow import Reason

IDS = st.sets(st.sampled_from(["A1", "C2", "I6", "M6"]))


@given(asked=IDS, answered=IDS)
def test_each_is_answered_and_nothing_else(asked, answered):
    said = {one: Said(one, Claim.MET) for one in answered}
    found = review_faults(sorted(asked), said)
    assert {(one.code, one.detail) for one in found} == {
        *(("review-answer-missing", one) for one in asked - answered),
        *(("criterion-not-changed", one) for one in answered - asked),
    }


def test_less_than_met_is_explained_and_nothing_is_too_long():
    assert review_faults(["C2"], {"C2": Said("C2", Claim.PARTLY, " ")}) == (
        Reason("review-answer-short", "C2"),
    )
    assert review_faults(["C2"], {"C2": Said("C2", Claim.PARTLY, "By May.")}) == ()
    long = Said("C2", Claim.MET, "x" * (LONGEST["explanation"] + 1))
    assert review_faults(["C2"], {"C2": long}) == (Reason("answer-too-long", LONGEST["explanation"]),)
