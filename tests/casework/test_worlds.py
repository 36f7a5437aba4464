"""The world builders reach every state, and quickly enough to be used everywhere."""

import pytest
from tests.worlds import STATES, a_case, a_granted, a_suspended

from openaeo.bedrock import journal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", STATES)
def test_every_state_can_be_built(state):
    case = a_case(at=state)

    assert case.state == state
    assert journal.verify().fault is None


def test_a_granted_and_a_suspended_holder_can_be_built():
    assert a_granted().state == "granted"


def test_a_suspended_holder_can_be_built():
    assert a_suspended().state == "suspended"


def test_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match="not at nowhere"):
        a_case(at="nowhere")
