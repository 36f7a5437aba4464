"""Consulting another office: what it may be asked, what it adds, and what it means that it says nothing in its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openaeo.law.timing import Expiry
from openaeo.law.workflow import Reason, Step, Workflow


class ConsultationState(StrEnum):
    """Where a consultation stands: asked, answered, silent when the time passed, or taken back by the desk."""

    ASKED = "asked"
    ANSWERED = "answered"
    SILENT = "silent"
    CANCELLED = "cancelled"


class Position(StrEnum):
    """What the office that was asked makes of the application."""

    NO_OBJECTION = "no-objection"
    OBJECTION = "objection"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What an office adds: its position, violations, branches that the firm did not declare, and remarks."""

    position: Position = Position.NO_OBJECTION
    violations: str = ""
    branches: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class ConsultationFacts:
    """What is true of a consultation: the contribution if any, when it is due, what silence means, and the moment."""

    contribution: Contribution = Contribution()
    due: datetime | None = None
    silence: Expiry = Expiry.NOTHING
    at: datetime | None = None


def objection_explained(facts: ConsultationFacts) -> Reason | None:
    """An office that objects says what it knows; an objection alone is no ground for anything."""
    said = facts.contribution
    if said.position is Position.NO_OBJECTION or any(
        one.strip() for one in (said.violations, said.branches, said.remarks)
    ):
        return None
    return Reason("contribution-missing")


def silence_has_an_effect(facts: ConsultationFacts) -> Reason | None:
    """The programme says that silence counts as no objection."""
    return None if facts.silence is Expiry.NO_OBJECTION else Reason("silence-means-nothing")


def consultation_is_over(facts: ConsultationFacts) -> Reason | None:
    """The office had its whole time."""
    over = facts.due is not None and facts.at is not None and facts.at > facts.due
    return None if over else Reason("consultation-runs")


S = ConsultationState
CONSULTATION: Workflow[ConsultationState, ConsultationFacts] = Workflow(
    "consultation",
    S.ASKED,
    Step("answer", frozenset({S.ASKED, S.SILENT}), S.ANSWERED, (objection_explained,)),
    Step("fall-silent", frozenset({S.ASKED}), S.SILENT, (silence_has_an_effect, consultation_is_over)),
    Step("take-back", frozenset({S.ANSWERED}), S.ASKED),
    Step("cancel", frozenset({S.ASKED}), S.CANCELLED),
)
