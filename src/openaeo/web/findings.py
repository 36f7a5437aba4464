"""How a finding is shown to both sides: where it stands, whose turn it is and until when, the same for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openaeo.casework.models import CorrectiveAction, Finding
from openaeo.law import findings as law
from openaeo.law.findings import SETTLED, FindingState, Severity


@dataclass(frozen=True, slots=True)
class ShownAction:
    """A corrective action, and whether its date passed before evidence came."""

    row: CorrectiveAction
    overdue: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding at one moment. `due` is the last moment of what the firm owes next; `plans` the newest first."""

    row: Finding
    stands: FindingState
    turn: str
    due: datetime | None
    overdue: bool
    plans: tuple[tuple[ShownAction, ...], ...]

    @property
    def settled(self) -> bool:
        return self.stands in SETTLED

    @property
    def condition(self) -> bool:
        """Whether it may stay open at a grant and is followed up by its dates."""
        return self.row.severity == Severity.MINOR and not self.settled


def shown(finding: Finding, at: datetime) -> Shown:
    """Return `finding` as it is shown at `at`. One query unless its actions are prefetched."""
    facts, state = finding.facts(at=at), FindingState(finding.state)
    plans: dict[int, list[ShownAction]] = {}
    for action in finding.actions.all():
        plans.setdefault(action.round, []).append(
            ShownAction(action, (action.evidenced_at or at) > action.due_at)
        )
    return Shown(
        row=finding,
        stands=law.standing(state, facts),
        turn=law.turn(state, facts),
        due=law.due(state, facts),
        overdue=law.overdue(state, facts),
        plans=tuple(tuple(actions) for actions in plans.values()),
    )


def soonest_first(findings: Iterable[Finding], at: datetime) -> list[Shown]:
    """Return the findings as shown at `at`: those with a date first, the soonest ahead; settled ones last."""
    every = [shown(finding, at) for finding in findings]
    return sorted(
        every,
        key=lambda one: (
            one.settled,
            one.due is None,
            one.due.timestamp() if one.due else 0.0,
            one.row.criterion,
            one.row.pk,
        ),
    )
