"""The steps of an alternative measure, and what a decision on it needs."""

import pytest

from openaeo.law.alternatives import ALTERNATIVE, AlternativeFacts, AlternativeState
from openaeo.law.workflow import Reason, Refused

S = AlternativeState
WHOLE = AlternativeFacts("Two people carry the key.", "Nobody is alone with goods.", "Seen on site.")
TABLE = {
    ("proposed", "approve"): S.APPROVED,
    ("proposed", "refuse"): S.REFUSED,
    ("approved", "approve"): S.APPROVED,
    ("approved", "refuse"): S.REFUSED,
    ("approved", "propose-anew"): S.PROPOSED,
    ("refused", "approve"): S.APPROVED,
    ("refused", "refuse"): S.REFUSED,
    ("refused", "propose-anew"): S.PROPOSED,
}


@pytest.mark.parametrize("state", AlternativeState)
@pytest.mark.parametrize("step", ALTERNATIVE.steps)
def test_every_step_from_every_state(state, step):
    if target := TABLE.get((state.value, step)):
        assert ALTERNATIVE.move(state, step, WHOLE) is target
        return
    with pytest.raises(Refused) as refused:
        ALTERNATIVE.move(state, step, WHOLE)
    assert refused.value.reasons == (Reason("not-from-here", state.value),)


@pytest.mark.parametrize(
    ("step", "facts", "codes"),
    [
        ("approve", AlternativeFacts("What.", " ", " "), ["alternative-incomplete", "reason-missing"]),
        ("approve", AlternativeFacts(" ", "Why.", "Seen."), ["alternative-incomplete"]),
        ("refuse", AlternativeFacts("What.", "", ""), ["reason-missing"]),
        ("refuse", AlternativeFacts("What.", "", "Says not why."), []),
        ("propose-anew", AlternativeFacts(), []),
    ],
)
def test_a_decision_has_its_reason_and_an_approval_its_object(step, facts, codes):
    assert [reason.code for reason in ALTERNATIVE.unmet(S.APPROVED, step, facts)] == codes
