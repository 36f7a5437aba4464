"""The kernel: a step leads on, or is refused with every reason at once."""

from enum import StrEnum

import pytest

from openaeo.law.workflow import Reason, Refused, Step, Workflow


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"


def no_draught(facts):
    return Reason("draught") if "draught" in facts else None


def nobody_inside(facts):
    return Reason("people-inside", facts["people"]) if facts.get("people") else None


DOOR = Workflow(
    "door", Door.OPEN, Step("shut", frozenset({Door.OPEN}), Door.SHUT, (no_draught, nobody_inside))
)


def test_a_step_whose_needs_are_met_leads_to_its_target():
    assert DOOR.move(Door.OPEN, "shut", {}) is Door.SHUT


def test_a_refusal_names_every_reason():
    with pytest.raises(Refused) as caught:
        DOOR.move(Door.OPEN, "shut", {"draught": True, "people": 2})
    assert (caught.value.step, caught.value.reasons) == (
        "shut",
        (Reason("draught"), Reason("people-inside", 2)),
    )
    assert str(caught.value) == "shut: draught, people-inside (2)"


def test_a_step_from_elsewhere_is_refused_whatever_the_facts():
    assert DOOR.unmet(Door.SHUT, "shut", {"draught": True}) == (Reason("not-from-here", "shut"),)


def test_open_to_lists_steps_by_state_alone():
    assert [step.name for step in DOOR.open_to(Door.OPEN)] == ["shut"]
    assert DOOR.open_to(Door.SHUT) == ()


def test_an_unknown_step_is_a_programming_error():
    with pytest.raises(KeyError):
        DOOR.move(Door.OPEN, "paint", {})


def test_two_steps_of_one_name_are_refused():
    step = Step("shut", frozenset({Door.OPEN}), Door.SHUT)
    with pytest.raises(ValueError, match="two steps share a name"):
        Workflow("door", Door.OPEN, step, step)
