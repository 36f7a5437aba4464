"""How long the data of a case are kept once it has ended, what keeps them longer, and who may order their removal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from openaeo.law.citing import Citation
from openaeo.law.clock import months_on
from openaeo.law.workflow import Reason, Step, Workflow


class After(StrEnum):
    """After what the time of keeping begins: a draft left lying, a case ended without authorisation, an authorisation ended."""

    DRAFT = "draft"
    CASE = "case"
    AUTHORISATION = "authorisation"


class Stay(StrEnum):
    """Why the data of a case stay although their time is over."""

    APPEAL = "appeal"
    MEASURE = "measure"
    FINDING = "finding"
    CARRIED = "carried"
    BAR = "bar"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many months data are kept after each ending; an ending that is not named: for good.

    `notice_days` lie between a report of what is due and the first day on which its removal may be ordered.
    """

    months: tuple[tuple[After, int], ...]
    notice_days: int
    cited: Citation


@dataclass(frozen=True, slots=True)
class Closed:
    """How a case ended: after what its time is counted, on which day that was, and what keeps its data longer.

    No `after`: it has not ended, or its authorisation still runs. No `on`: nobody knows the day.
    """

    after: After | None
    on: date | None
    stays: frozenset[Stay] = frozenset()


def kept_until(rule: Retention | None, closed: Closed) -> date | None:
    """Return the last day on which the data of a case are kept; None when they are kept for good.

    Kept for good is what has not ended, what ended on a day that nobody knows, and whatever the programme names no
    time for (UCC-IA 13: at least three years after a decision has ceased to be valid).
    """
    if rule is None or closed.after is None or closed.on is None:
        return None
    months = dict(rule.months).get(closed.after)
    return None if months is None else months_on(closed.on, months)


def over(rule: Retention | None, closed: Closed, today: date) -> bool:
    """Return whether the time of keeping is over on `today`, whatever else keeps the data."""
    last = kept_until(rule, closed)
    return last is not None and today > last


def due(rule: Retention | None, closed: Closed, today: date) -> bool:
    """Return whether the data of a case are due to be removed on `today`: their time is over and nothing keeps them."""
    return over(rule, closed, today) and not closed.stays


class RemovalState(StrEnum):
    """Where a report of what is due stands."""

    DRAWN = "drawn"
    LOOKED = "looked"
    ORDERED = "ordered"
    DONE = "done"
    CALLED_OFF = "called-off"


@dataclass(frozen=True, slots=True)
class RemovalFacts:
    """What is true of a report when a step is asked for: who looked it through, who acts, the day, the first day of an order.

    `left`: how many of its cases are still to be removed.
    """

    looked_by: int | None = None
    actor: int | None = None
    today: date | None = None
    from_day: date | None = None
    left: int = 0


def another_person_looked(facts: RemovalFacts) -> Reason | None:
    """Whoever looked the report through does not order the removal: two people stand behind it."""
    same = facts.actor is not None and facts.actor == facts.looked_by
    return Reason("removal-needs-second-person") if same else None


def notice_is_over(facts: RemovalFacts) -> Reason | None:
    """The days of notice of the programme lie between the report and the order."""
    if facts.today is None or facts.from_day is None or facts.today >= facts.from_day:
        return None
    return Reason("removal-notice-runs", facts.from_day.isoformat())


def something_is_left(facts: RemovalFacts) -> Reason | None:
    """At least one case of the report is to be removed."""
    return None if facts.left else Reason("removal-of-nothing")


def nothing_is_left(facts: RemovalFacts) -> Reason | None:
    """Each case of the report is removed, or stays for a reason."""
    return Reason("removal-unfinished", facts.left) if facts.left else None


_S = RemovalState
REMOVAL_OPEN = frozenset({_S.DRAWN, _S.LOOKED, _S.ORDERED})
REMOVAL: Workflow[RemovalState, RemovalFacts] = Workflow(
    "removal of data",
    _S.DRAWN,
    Step("look-through", frozenset({_S.DRAWN}), _S.LOOKED),
    Step(
        "order",
        frozenset({_S.LOOKED}),
        _S.ORDERED,
        (another_person_looked, notice_is_over, something_is_left),
    ),
    Step("finish", frozenset({_S.ORDERED}), _S.DONE, (nothing_is_left,)),
    Step("call-off", frozenset({_S.DRAWN, _S.LOOKED}), _S.CALLED_OFF),
)
