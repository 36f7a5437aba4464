"""Changes that a holder tells: what each touches, how customs looks at it, and how the notice moves until it is settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from openaeo.law.citing import Citation
from openaeo.law.edition import Criterion
from openaeo.law.terms import Text
from openaeo.law.timing import Calendar, TimeLimit, clock_of
from openaeo.law.workflow import Reason, Step, Workflow

PAST, AHEAD = timedelta(days=30 * 366), timedelta(days=366)
"""How far a day that is told may lie behind or ahead; beyond it is a slip of the pen."""


class Look(StrEnum):
    """How customs looks at a change: takes note of it, checks it at the desk, or visits."""

    NOTE = "note"
    DESK = "desk"
    VISIT = "visit"


class Why(StrEnum):
    """Why the law proposes to look at a change as it does."""

    PROGRAMME = "programme"
    NOTHING_TOUCHED = "nothing-touched"
    SITES_OUT_OF_SCOPE = "sites-out-of-scope"
    NEW_APPLICATION = "new-application"


@dataclass(frozen=True, slots=True)
class ChangeType:
    """A change that a holder tells: the groups of criteria it touches (none: any), and how customs usually looks at it.

    `anew`: the authorisation does not reach what comes after the change, and it is applied for anew.
    """

    code: str
    text: Text
    groups: tuple[str, ...]
    look: Look
    anew: bool
    cited: Citation


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the law proposes for a change, and why; an officer decides."""

    look: Look
    why: Why


def touched(change: ChangeType, criteria: Iterable[Criterion]) -> tuple[str, ...]:
    """Return the ids of those `criteria`, which the holder must meet, that `change` touches."""
    return tuple(one.id for one in criteria if not change.groups or one.group in change.groups)


def proposed(change: ChangeType, *, criteria: Iterable[str], in_scope: Iterable[bool]) -> Proposal:
    """Return how to look at `change`.

    `criteria` are the ids it touches, `in_scope` says of each site it names whether that matters to customs. A
    visit is proposed only where there may be something to see: never when every site named is out of scope. A
    change that touches nothing which is asked of the holder is only noted.
    """
    sites = tuple(in_scope)
    if change.anew:
        return Proposal(Look.DESK, Why.NEW_APPLICATION)
    if not tuple(criteria):
        return Proposal(Look.NOTE, Why.NOTHING_TOUCHED)
    if change.look is Look.VISIT and sites and not any(sites):
        return Proposal(Look.DESK, Why.SITES_OUT_OF_SCOPE)
    return Proposal(change.look, Why.PROGRAMME)


def to_tell_by(rule: TimeLimit | None, calendar: Calendar, happened: date) -> datetime | None:
    """Return the last moment to tell a change of the day `happened`; None when the programme sets no number of days."""
    if rule is None:
        return None
    begun = datetime.combine(happened, time.min, ZoneInfo(calendar.zone))
    return clock_of(rule, calendar, begun).due(begun)


def day_fits(happened: date, today: date) -> Reason | None:
    """Return why a change cannot have its day on `happened`, told `today`: `change-too-far-ahead`, `change-too-old`, or None."""
    if happened > today + AHEAD:
        return Reason("change-too-far-ahead", happened.isoformat())
    return Reason("change-too-old", happened.isoformat()) if happened < today - PAST else None


class ChangeState(StrEnum):
    """Where the notice of a change stands."""

    REPORTED = "reported"
    UNDER_REVIEW = "under-review"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


OPEN_CHANGE = frozenset({ChangeState.REPORTED, ChangeState.UNDER_REVIEW})


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """What is true of a notice when a step is asked for.

    `reasons` are given for the step, `question` and `reply` are what is asked and answered in it; `asked`: a
    question to the holder is open; `unseen`: a visit was opened and no report of one is there.
    """

    reasons: str = ""
    question: str = ""
    reply: str = ""
    asked: bool = False
    unseen: bool = False


def change_reasoned(facts: ChangeFacts) -> Reason | None:
    """Whoever takes the step says why."""
    return None if facts.reasons.strip() else Reason("reasons-missing")


def question_put(facts: ChangeFacts) -> Reason | None:
    """A question says something."""
    return None if facts.question.strip() else Reason("question-missing")


def question_answered(facts: ChangeFacts) -> Reason | None:
    """No question to the holder is open."""
    return Reason("change-question-open") if facts.asked else None


def question_open(facts: ChangeFacts) -> Reason | None:
    """A reply needs an open question."""
    return None if facts.asked else Reason("change-nothing-asked")


def reply_put(facts: ChangeFacts) -> Reason | None:
    """A reply says something."""
    return None if facts.reply.strip() else Reason("reply-empty")


def visit_reported(facts: ChangeFacts) -> Reason | None:
    """What was to be visited is settled once the report of a visit is there."""
    return Reason("change-visit-owed") if facts.unseen else None


CHANGE: Workflow[ChangeState, ChangeFacts] = Workflow(
    "change",
    ChangeState.REPORTED,
    Step("note", frozenset({ChangeState.REPORTED}), ChangeState.SETTLED, (change_reasoned,)),
    Step("review", OPEN_CHANGE, ChangeState.UNDER_REVIEW, (change_reasoned,)),
    Step("ask", OPEN_CHANGE, ChangeState.UNDER_REVIEW, (question_put, question_answered)),
    Step(
        "reply", frozenset({ChangeState.UNDER_REVIEW}), ChangeState.UNDER_REVIEW, (reply_put, question_open)
    ),
    Step(
        "settle",
        frozenset({ChangeState.UNDER_REVIEW}),
        ChangeState.SETTLED,
        (change_reasoned, question_answered, visit_reported),
    ),
    Step("withdraw", OPEN_CHANGE, ChangeState.WITHDRAWN, (change_reasoned,)),
)
