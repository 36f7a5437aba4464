"""Decisions that a trader may contest: what was decided, until when an appeal is open, and why it is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openaeo.casework import appeals
from openaeo.casework.models import Case, Measure
from openaeo.casework.programme import programme
from openaeo.law.appeal import may_lodge
from openaeo.law.lifecycle import CaseState, MeasureState
from openaeo.law.workflow import Reason


@dataclass(frozen=True, slots=True)
class Contested:
    """A decision that may be appealed: its reasons, when it was taken (None: nothing to appeal), for which tier."""

    reasons: str
    decided: datetime | None
    tier: str

    @property
    def closes(self) -> datetime | None:
        """The last moment for an appeal."""
        return appeals.closes(self.decided, self.tier) if self.decided else None

    def barred(self, at: datetime) -> Reason | None:
        """Why no appeal may be lodged at `at`; None when one may, or when there is nothing to appeal."""
        return may_lodge(programme().appeal, self.closes, at) if self.decided else None


def refusal_of(case: Case) -> Contested:
    """Return the refusal of `case` as it may be contested."""
    return Contested(
        case.decision_reasons, case.decided_at if case.standing is CaseState.REFUSED else None, case.tier
    )


def suspension_of(measure: Measure) -> Contested:
    """Return the suspension that `measure` is as it may be contested."""
    taken = measure.state == MeasureState.TAKEN and measure.kind == Measure.Kind.SUSPEND
    return Contested(
        measure.decision_reasons, measure.decided_at if taken else None, measure.authorisation.tier
    )
