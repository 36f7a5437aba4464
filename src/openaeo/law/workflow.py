"""A workflow is a table of steps. Ask what may happen; the answer is a state or every reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

State = TypeVar("State", bound=StrEnum)
Facts = TypeVar("Facts")


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code; pages put it into words in the reader's language."""

    code: str
    detail: str | int | None = None

    def __str__(self) -> str:
        return self.code if self.detail is None else f"{self.code} ({self.detail})"


class Refused(Exception):
    """An act that may not be done, with every reason why not."""

    def __init__(self, step: str, *reasons: Reason) -> None:
        self.step = step
        self.reasons = reasons
        super().__init__(f"{step}: {', '.join(str(reason) for reason in reasons)}")


@dataclass(frozen=True, slots=True)
class Step(Generic[State, Facts]):
    """One row of the table: from which states, to which state, and what must be true of the facts."""

    name: str
    sources: frozenset[State]
    target: State
    needs: tuple[Callable[[Facts], Reason | None], ...] = ()


class Workflow(Generic[State, Facts]):
    """A table of steps over one kind of state."""

    def __init__(self, name: str, start: State, *steps: Step[State, Facts]) -> None:
        self.name = name
        self.start = start
        self.steps = {step.name: step for step in steps}
        if len(self.steps) != len(steps):
            raise ValueError(f"{name}: two steps share a name")

    def open_to(self, state: State) -> Iterable[Step[State, Facts]]:
        """Return the steps that lead away from `state`, whatever the facts."""
        return tuple(step for step in self.steps.values() if state in step.sources)

    def unmet(self, state: State, name: str, facts: Facts) -> tuple[Reason, ...]:
        """Return every reason why step `name` may not be taken from `state`; empty when it may."""
        step = self.steps[name]
        if state not in step.sources:
            return (Reason("not-from-here", state.value),)
        return tuple(reason for need in step.needs if (reason := need(facts)))

    def move(self, state: State, name: str, facts: Facts) -> State:
        """Return the state that step `name` leads to. Raises `Refused` with every unmet need."""
        if reasons := self.unmet(state, name, facts):
            raise Refused(name, *reasons)
        return self.steps[name].target
