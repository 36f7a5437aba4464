"""How time is added to a limit or stopped: asked for by the trader, given or denied by customs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openaeo.law.clock import Clock, Extension, Limit
from openaeo.law.timing import Duty, Rest, TimeLimit, extendable
from openaeo.law.workflow import Reason, Step, Workflow

# These rest the clock by themselves: a question is open, somebody is being heard.
BY_THEMSELVES = frozenset({Rest.QUESTION, Rest.HEARING})


class ExtensionState(StrEnum):
    """Where a request for more time stands."""

    ASKED = "asked"
    GIVEN = "given"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class ExtensionFacts:
    """What is true of a request for more time: the rule of the limit, its clock, and what was given before."""

    rule: TimeLimit | None = None
    clock: Clock | None = None
    cause: str = ""
    given: tuple[Extension, ...] = ()
    reason: str = ""
    asked_by: Duty | None = None
    at: datetime | None = None

    @property
    def limit(self) -> Limit:
        """How much time the cause adds. Raises `KeyError` when the programme does not know it."""
        for one in self.rule.extensions if self.rule else ():
            if one.cause == self.cause:
                return one.limit
        raise KeyError(self.cause)


def clock_runs(facts: ExtensionFacts) -> Reason | None:
    """A limit runs that can be extended."""
    return None if facts.rule is not None and facts.clock is not None else Reason("no-clock-runs")


def in_time(facts: ExtensionFacts) -> Reason | None:
    """The limit has not passed: more time afterwards would hide that customs was late."""
    over = facts.clock is not None and facts.at is not None and facts.clock.is_over(facts.at)
    return Reason("limit-over") if over else None


def cause_open(facts: ExtensionFacts) -> Reason | None:
    """The programme knows the cause, the side that asks may name it, and it has not been used up."""
    if facts.rule is None:
        return None
    return extendable(facts.rule, facts.cause, facts.given, facts.asked_by)


def reason_told(facts: ExtensionFacts) -> Reason | None:
    """The other side is told why."""
    return None if facts.reason.strip() else Reason("reason-missing")


EXTENSION: Workflow[ExtensionState, ExtensionFacts] = Workflow(
    "extension",
    ExtensionState.ASKED,
    Step(
        "give",
        frozenset({ExtensionState.ASKED}),
        ExtensionState.GIVEN,
        (clock_runs, in_time, cause_open, reason_told),
    ),
    Step("deny", frozenset({ExtensionState.ASKED}), ExtensionState.DENIED, (reason_told,)),
)


def may_ask(facts: ExtensionFacts) -> tuple[Reason, ...]:
    """Return every reason why more time cannot be asked for; none when it can."""
    needs = (clock_runs, in_time, cause_open, reason_told)
    return tuple(reason for need in needs if (reason := need(facts)))


def may_stop(rule: TimeLimit | None, why: str, stopped: Iterable[str]) -> Reason | None:
    """Return why a limit under `rule` cannot be stopped for `why`, or None when it can.

    Refused: `no-clock-runs`; `stop-unknown` when the programme does not let the limit rest for it, or when it
    rests for it by itself; `stopped-already`.
    """
    if rule is None:
        return Reason("no-clock-runs")
    if why not in {rest.value for rest in rule.rests - BY_THEMSELVES}:
        return Reason("stop-unknown", why)
    return Reason("stopped-already", why) if why in set(stopped) else None
