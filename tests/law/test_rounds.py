"""The steps of a remark, and which answers a firm may change."""

import pytest

from openaeo.law.lifecycle import CASE, CaseFacts, CaseState
from openaeo.law.rounds import REMARK, RemarkFacts, RemarkState, closed
from openaeo.law.workflow import Reason, Refused

S = RemarkState
WHOLE = RemarkFacts("Say who.", changed=True)
TABLE = {
    ("noted", "reword"): S.NOTED,
    ("noted", "send"): S.OPEN,
    ("noted", "resolve"): S.RESOLVED,
    ("open", "answer"): S.ANSWERED,
    ("open", "take-back"): S.NOTED,
    ("answered", "resolve"): S.RESOLVED,
    ("answered", "reopen"): S.NOTED,
    ("resolved", "reopen"): S.NOTED,
}


@pytest.mark.parametrize("state", RemarkState)
@pytest.mark.parametrize("step", REMARK.steps)
def test_every_step_from_every_state(state, step):
    if target := TABLE.get((state.value, step)):
        assert REMARK.move(state, step, WHOLE) is target
        return
    with pytest.raises(Refused) as refused:
        REMARK.move(state, step, WHOLE)
    assert refused.value.reasons == (Reason("not-from-here", state.value),)


@pytest.mark.parametrize(
    ("state", "step", "code"),
    [
        (S.NOTED, "reword", "remark-missing"),
        (S.RESOLVED, "reopen", "remark-missing"),
        (S.OPEN, "answer", "remark-unanswered"),
    ],
)
def test_a_remark_needs_words_and_its_answer_a_change(state, step, code):
    assert REMARK.unmet(state, step, RemarkFacts(" ")) == (Reason(code),)


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("asked", [True, False])
def test_an_accepted_answer_stands_whatever_the_state(state, asked):
    assert closed(state, "A1", accepted=True, asked=asked) == Reason("answer-accepted", "A1")
    free = state in {"draft", "returned"} or (asked and state == "assessment")
    expected = None if free else Reason("not-editable", state.value)
    assert closed(state, "A1", accepted=False, asked=asked) == expected


@pytest.mark.parametrize(
    ("state", "step"), [("submitted", "accept"), ("assessment", "recommend"), ("decision", "grant")]
)
def test_an_open_remark_holds_the_application_up(state, step):
    facts = CaseFacts(remarks_open=("A1", "B2"))
    assert Reason("remarks-open", "A1, B2") in CASE.unmet(CaseState(state), step, facts)
    assert not any(one.code == "remarks-open" for one in CASE.unmet(CaseState(state), step, CaseFacts()))
