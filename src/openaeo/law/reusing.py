"""Assess once: when an earlier result of the same firm on a generic criterion counts in another application."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from openaeo.law.citing import Citation
from openaeo.law.clock import Limit
from openaeo.law.edition import Criterion
from openaeo.law.terms import Claim, Mode, Outcome, Role
from openaeo.law.workflow import Reason

_TICK = timedelta(microseconds=1)
SEEN = frozenset({Mode.VIDEO, Mode.ON_SITE})
"""Ways of verifying that show a place: what was seen at one says nothing of another."""


@dataclass(frozen=True, slots=True)
class Reusing:
    """Which criteria are generic, by their groups, and for how long after it a result on one of them counts."""

    groups: tuple[str, ...]
    within: Limit
    cited: Citation

    def generic(self, criterion: Criterion) -> bool:
        """Return whether a result on `criterion` may count in another application."""
        return criterion.group in self.groups

    def counts_until(self, judged: datetime, zone: str) -> datetime:
        """Return the last moment, in UTC, at which a result of the moment `judged` counts; days are days of `zone`."""
        day = judged.astimezone(ZoneInfo(zone)).date()
        over = day + timedelta(days=self.within.days_from(day) + 1)
        return datetime.combine(over, time.min, ZoneInfo(zone)).astimezone(UTC) - _TICK


class Since(StrEnum):
    """What happened since a result on its criterion, after which it is no longer known to hold."""

    FINDING = "finding"
    CHANGE = "change"
    REASSESSMENT = "reassessment"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Judged:
    """The latest result that an officer found of a criterion in an earlier application of the firm.

    `decided`: that application came to a decision, so the result stood before a second person. `same`: the criterion
    asks now what it asked then. `roles` were applied for then; `since` is what happened on the criterion afterwards;
    `uncovered` are names of sites in scope now that were not looked at then. No `mode`: nobody wrote down how it was verified.
    """

    outcome: Outcome
    mode: Mode | None
    at: datetime
    decided: bool
    same: bool
    roles: frozenset[Role] = frozenset()
    since: frozenset[Since] = frozenset()
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The application in which a result is to count: the criterion, the roles applied for, and what the firm says now."""

    criterion: Criterion
    roles: frozenset[Role] = field(default_factory=frozenset)
    claim: Claim | None = None


def why_not(
    rule: Reusing | None, judged: Judged | None, wanted: Wanted, *, zone: str, at: datetime
) -> tuple[Reason, ...]:
    """Return every reason for which the result `judged` does not count for `wanted` at `at`; none when it does.

    Reasons: `reuse-no-rule`, `reuse-not-generic`, `reuse-nothing-earlier`; then `reuse-not-met`, `reuse-undecided`,
    `reuse-too-old`, `reuse-criterion-changed`, `reuse-mode-not-allowed`, `reuse-other-roles`, `reuse-other-sites`
    with their names, `reuse-said-otherwise`, and `reuse-since-` with each word of `Since`.
    Source: HMRC CAA07010 (a documented, satisfactory result within the programme's time; only what is new is checked).
    """
    if rule is None:
        return (Reason("reuse-no-rule"),)
    if not rule.generic(wanted.criterion):
        return (Reason("reuse-not-generic"),)
    if judged is None:
        return (Reason("reuse-nothing-earlier"),)
    kept = judged.at <= at <= rule.counts_until(judged.at, zone)
    meant = wanted.criterion.roles & wanted.roles
    elsewhere = judged.uncovered if judged.mode in SEEN else ()
    found = (
        None if judged.outcome is Outcome.MET else Reason("reuse-not-met"),
        None if judged.decided else Reason("reuse-undecided"),
        None if kept else Reason("reuse-too-old"),
        None if judged.same else Reason("reuse-criterion-changed"),
        None if judged.mode in wanted.criterion.modes else Reason("reuse-mode-not-allowed"),
        None if meant <= judged.roles else Reason("reuse-other-roles"),
        Reason("reuse-other-sites", ", ".join(elsewhere)) if elsewhere else None,
        None if wanted.claim is Claim.MET else Reason("reuse-said-otherwise"),
        *_since(judged.since),
    )
    return tuple(reason for reason in found if reason is not None)


def _since(happened: Iterable[Since]) -> tuple[Reason, ...]:
    return tuple(Reason(f"reuse-since-{one.value}") for one in Since if one in frozenset(happened))
