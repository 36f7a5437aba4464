"""Rounds between customs and a firm: a remark on an answer goes to and fro until resolved; an accepted answer stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openaeo.law.lifecycle import CaseState
from openaeo.law.workflow import Reason, Step, Workflow


class RemarkState(StrEnum):
    """Where a remark on an answer stands: noted and not yet sent, open with the firm, answered, resolved."""

    NOTED = "noted"
    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"


UNRESOLVED = frozenset(RemarkState) - {RemarkState.RESOLVED}
"""A remark in one of these stands in the way of accepting, recommending and granting."""

WITH_THE_FIRM = frozenset({CaseState.DRAFT, CaseState.RETURNED})
LOOKED_AT = frozenset({CaseState.SUBMITTED, CaseState.ASSESSMENT})
"""Customs accepts answers and makes remarks on them while the application is in one of these."""


@dataclass(frozen=True, slots=True)
class RemarkFacts:
    """What is true of a remark: its words to the firm, and whether the answer changed since it was sent."""

    text: str = ""
    changed: bool = False


def says_something(facts: RemarkFacts) -> Reason | None:
    """The firm is told what is wrong with the answer."""
    return None if facts.text.strip() else Reason("remark-missing")


def answer_changed(facts: RemarkFacts) -> Reason | None:
    """The firm changed the answer or the documents behind it."""
    return None if facts.changed else Reason("remark-unanswered")


S = RemarkState
REMARK: Workflow[RemarkState, RemarkFacts] = Workflow(
    "remark",
    S.NOTED,
    Step("reword", frozenset({S.NOTED}), S.NOTED, (says_something,)),
    Step("send", frozenset({S.NOTED}), S.OPEN),
    Step("answer", frozenset({S.OPEN}), S.ANSWERED, (answer_changed,)),
    Step("take-back", frozenset({S.OPEN}), S.NOTED),
    Step("resolve", frozenset({S.NOTED, S.ANSWERED}), S.RESOLVED),
    Step("reopen", frozenset({S.ANSWERED, S.RESOLVED}), S.NOTED, (says_something,)),
)


def closed(state: CaseState, criterion: str, *, accepted: bool, asked: bool) -> Reason | None:
    """Return why the firm may not change its answer to `criterion` while its application is in `state`, or None.

    `answer-accepted` for one that customs accepted, in whatever state; `not-editable` for another one that the
    firm does not hold: neither the application is with it, nor a remark on this answer (`asked`).
    """
    if accepted:
        return Reason("answer-accepted", criterion)
    if state in WITH_THE_FIRM or (asked and state is CaseState.ASSESSMENT):
        return None
    return Reason("not-editable", state.value)
