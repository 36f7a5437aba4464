"""Conversations of a firm with customs: in which phase one begins, whose turn it is, and since when an answer is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from openaeo.law.lifecycle import CaseState
from openaeo.law.workflow import Reason, Step, Workflow


class Phase(StrEnum):
    """In which part of a firm's life with customs a conversation began; it is carried on in any later one."""

    APPLICATION = "application"
    ASSESSMENT = "assessment"
    DECISION = "decision"
    HEARING = "hearing"
    MONITORING = "monitoring"


class Turn(StrEnum):
    """Whose turn a conversation is; nobody's when no answer is needed, and closed when nothing more is written."""

    CUSTOMS = "customs"
    APPLICANT = "applicant"
    NOBODY = "nobody"
    CLOSED = "closed"


SIDES = frozenset({Turn.CUSTOMS, Turn.APPLICANT})
"""The two sides that write."""
OPEN = SIDES | {Turn.NOBODY}

TIMES: Mapping[Turn, str] = MappingProxyType(
    {Turn.CUSTOMS: "conversation-customs", Turn.APPLICANT: "conversation-firm"}
)
"""The code of the programme's time in which each side answers; where the programme has none, no clock runs."""

_PHASES: Mapping[CaseState, Phase] = MappingProxyType(
    {
        CaseState.SUBMITTED: Phase.APPLICATION,
        CaseState.RETURNED: Phase.APPLICATION,
        CaseState.ASSESSMENT: Phase.ASSESSMENT,
        CaseState.DECISION: Phase.DECISION,
        CaseState.HEARING: Phase.HEARING,
        CaseState.TO_ISSUE: Phase.DECISION,
    }
)


def phase_of(state: CaseState) -> Phase | None:
    """Return the phase of a case in `state`; None where no conversation begins: customs sees no draft, and what is
    closed is talked about on the authorisation or not at all.
    """
    return _PHASES.get(state)


def other(side: Turn) -> Turn:
    """Return the side that `side` writes to. Raises `ValueError` for what is no side."""
    if side not in SIDES:
        raise ValueError(f"{side.value} is no side")
    return Turn.APPLICANT if side is Turn.CUSTOMS else Turn.CUSTOMS


def waited_since(turn: Turn, since: datetime, writer: Turn, at: datetime) -> datetime:
    """Return since when the other side is waited for, once `writer` wrote at `at`; it was `turn`'s turn since `since`.

    A firm that writes again does not push away the day by which customs is to answer its first message; customs that
    writes again gives the firm its whole time anew. So writing never shortens anybody's time.
    """
    return since if turn is Turn.CUSTOMS and writer is Turn.APPLICANT else at


def late(due: datetime | None, at: datetime) -> bool:
    """Return whether `at` is after `due`; never where no time is set."""
    return due is not None and at > due


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What is written."""

    text: str = ""


def message_says_something(facts: MessageFacts) -> Reason | None:
    """A message says something."""
    return None if facts.text.strip() else Reason("message-empty")


CONVERSATION: Workflow[Turn, MessageFacts] = Workflow(
    "conversation",
    Turn.NOBODY,
    Step("customs-writes", OPEN, Turn.APPLICANT, (message_says_something,)),
    Step("firm-writes", OPEN, Turn.CUSTOMS, (message_says_something,)),
    Step("need-no-answer", SIDES, Turn.NOBODY),
    Step("close", OPEN, Turn.CLOSED),
    Step("reopen", frozenset({Turn.CLOSED}), Turn.NOBODY),
)
