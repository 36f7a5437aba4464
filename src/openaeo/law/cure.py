"""Putting right what led to a suspension: asked of the holder, reported, then verified or returned by customs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openaeo.law.clock import Clock
from openaeo.law.workflow import Reason, Step, Workflow

# The ground of a revocation when nothing was put right in time, where the programme has it (UCC-IA 15).
NOT_CURED = "not-cured"


class CureState(StrEnum):
    """Where the cure of a suspension stands: asked of the holder, reported, returned as not enough, verified.

    It is closed when the suspension ended otherwise: lifted without a cure, or with the authorisation itself.
    """

    ASKED = "asked"
    REPORTED = "reported"
    RETURNED = "returned"
    VERIFIED = "verified"
    CLOSED = "closed"


OPEN_CURE = frozenset({CureState.ASKED, CureState.REPORTED, CureState.RETURNED})
OWED_CURE = frozenset({CureState.ASKED, CureState.RETURNED})


@dataclass(frozen=True, slots=True)
class CureFacts:
    """What is true of a cure when a step is asked for: what the holder reports, what customs answers."""

    report: str = ""
    reasons: str = ""


def report_given(facts: CureFacts) -> Reason | None:
    """The holder says which measures were taken (UCC-DA 16(2))."""
    return None if facts.report.strip() else Reason("report-empty")


def reasons_given(facts: CureFacts) -> Reason | None:
    """The holder is told why."""
    return None if facts.reasons.strip() else Reason("reasons-missing")


CURE: Workflow[CureState, CureFacts] = Workflow(
    "cure",
    CureState.ASKED,
    Step("report", OWED_CURE, CureState.REPORTED, (report_given,)),
    Step("verify", frozenset({CureState.REPORTED}), CureState.VERIFIED, (reasons_given,)),
    Step("return", frozenset({CureState.REPORTED}), CureState.RETURNED, (reasons_given,)),
    Step("close", OPEN_CURE, CureState.CLOSED),
)


def uncured(state: CureState, clock: Clock | None, at: datetime) -> bool:
    """Return whether the time to cure is over at `at` and the holder still owes it.

    Then a revocation may be proposed (UCC-IA 15); it never happens by itself. What was reported in time is with
    customs, and their delay is not the holder's.
    """
    return state in OWED_CURE and clock is not None and clock.is_over(at)
