"""The steps of a partner's list: every state against every step, and what keeps a list out of the book."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.listing import LIST, LIST_FINAL, ListFacts, ListState
from openaeo.law.workflow import Reason, Refused

SOUND = ListFacts(rows=1)
S = ListState
OPEN = {
    S.RECEIVED: {"check": S.CHECKING, "discard": S.DISCARDED},
    S.CHECKING: {
        "check": S.CHECKING,
        "finish-check": S.CHECKED,
        "fail": S.FAILED,
        "discard": S.DISCARDED,
    },
    S.CHECKED: {"check": S.CHECKING, "apply": S.APPLYING, "discard": S.DISCARDED},
    S.APPLYING: {"finish-apply": S.APPLIED, "fail": S.FAILED},
    S.APPLIED: {},
    S.DISCARDED: {},
    S.FAILED: {"check": S.CHECKING, "discard": S.DISCARDED},
}


@pytest.mark.parametrize("state", ListState)
@pytest.mark.parametrize("step", LIST.steps)
def test_every_step_from_every_state(state, step):
    if step in OPEN[state]:
        assert LIST.move(state, step, SOUND) is OPEN[state][step]
        return
    with pytest.raises(Refused) as refused:
        LIST.move(state, step, SOUND)
    assert refused.value.reasons == (Reason("not-from-here", state.value),)


def test_all_reasons_at_once():
    facts = ListFacts(rows=0, errors=3, outdated=True)
    assert LIST.unmet(S.CHECKED, "apply", facts) == (
        Reason("list-empty"),
        Reason("list-has-errors", 3),
        Reason("list-outdated"),
    )


@given(rows=st.integers(0, 5), errors=st.integers(0, 5), outdated=st.booleans())
def test_a_list_goes_in_exactly_when_it_is_whole_sound_and_current(rows, errors, outdated):
    facts = ListFacts(rows=rows, errors=errors, outdated=outdated)
    assert (not LIST.unmet(S.CHECKED, "apply", facts)) == (rows > 0 and errors == 0 and not outdated)


def test_final_states_are_final():
    assert {state for state in ListState if not LIST.open_to(state)} == LIST_FINAL
