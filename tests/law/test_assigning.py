"""Who may be given a case, and whom the law proposes."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.assigning import ASSIGNABLE, Candidate, barred, may_assign, propose
from openaeo.law.lifecycle import CaseState

BEN, CHEN, DALIA = 1, 2, 3
ABLE = Candidate(CHEN, cases=2)


def codes(state=CaseState.ASSESSMENT, chosen=ABLE, **other):
    facts = {"holder": BEN, "giver": BEN, "stands_in": False, "leads": False, "reason": "Away."} | other
    return [reason.code for reason in may_assign(state, chosen, **facts)]


def test_who_may_give_a_case_to_whom():
    assert codes() == codes(giver=DALIA, leads=True) == codes(holder=None, leads=True, reason="") == []
    assert codes(giver=CHEN) == codes(holder=None, giver=None) == codes(holder=None) == ["not-your-case"]
    assert codes(giver=CHEN, stands_in=True) == []
    assert codes(holder=None, stands_in=True) == ["not-your-case"]
    assert codes(reason=" ") == ["handing-unexplained"]
    turn = {"chosen": replace(ABLE, rotates=True), "holder": None, "leads": True}
    assert (codes(**turn), codes(**turn, reason="")) == ([], ["rotation-unexplained"])
    assert codes(chosen=None) == ["officer-unknown"]
    assert codes(chosen=replace(ABLE, holds=True)) == ["officer-has-it"]
    assert codes(chosen=replace(ABLE, own_firm=True)) == ["officer-of-firm"]
    assert codes(chosen=replace(ABLE, interested=True)) == ["officer-interested"]
    refused = [state for state in CaseState if codes(state=state) == ["not-from-here"]]
    assert set(refused) == set(CaseState) - ASSIGNABLE
    assert codes(CaseState.DRAFT, None, giver=CHEN, reason="") == [
        *("not-from-here", "not-your-case", "officer-unknown", "handing-unexplained")
    ]


@given(
    st.lists(
        st.builds(
            Candidate,
            st.integers(1, 9),
            st.integers(0, 3),
            st.integers(0, 3),
            st.booleans(),
            st.booleans(),
            st.booleans(),
            st.booleans(),
            st.booleans(),
        ),
        unique_by=lambda one: one.person,
    )
)
def test_the_least_loaded_of_those_who_may_is_proposed_in_whatever_order_they_come(officers):
    proposed = propose(officers)
    able = [one for one in officers if barred(one) is None and not (one.absent or one.rotates)]
    assert (proposed is None) is (able == [])
    assert proposed == propose(reversed(officers))
    if proposed is not None:
        assert barred(proposed) is None
        assert proposed.cases == min(one.cases for one in able)
