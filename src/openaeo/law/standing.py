"""What a grant, its suspensions and its withdrawal come to: one status at every instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from openaeo.law.terms import Period, Status

LAPSED = "validity-over"
_BACK = frozenset({"lift", "lift-part"})

STATUS_ACTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "take-measure": frozenset({"suspend", "suspend-part", "revoke"}),
        "lift": _BACK,
        "verify-cure": _BACK,
        "allow-appeal": _BACK,
        "surrender": frozenset({"surrender"}),
        "expire": frozenset({"expire"}),
    }
)
"""Every act that changes the status of an authorisation, with the steps of its table that it may take.

Before a person takes one, the page says who will be told, and what stops or comes into effect again.
"""


@dataclass(frozen=True, slots=True)
class Suspension:
    """A stretch during which the authorisation, or a part of it, gives no benefit; no end means until lifted.

    `leaves` is the tier as which the authorisation goes on meanwhile; "" when nothing is left of it (UCC-DA 30).
    """

    period: Period
    reason: str
    leaves: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The end of an authorisation by decision or by the holder's wish; nothing follows it.

    `status` is REVOKED or SURRENDERED; anything else and a naive moment are refused with `ValueError`.
    """

    at: datetime
    status: Status
    reason: str

    def __post_init__(self) -> None:
        if self.status not in {Status.REVOKED, Status.SURRENDERED}:
            raise ValueError(
                f"an authorisation is withdrawn by revocation or surrender, not {self.status.value}"
            )
        if self.at.tzinfo is None:
            raise ValueError("a withdrawal needs a timezone-aware moment")


@dataclass(frozen=True, slots=True)
class History:
    """All that happened to one authorisation. The order of the suspensions says nothing."""

    grant: Period
    suspensions: tuple[Suspension, ...] = ()
    withdrawal: Withdrawal | None = None


def status_at(history: History, at: datetime) -> Status | None:
    """Return the status at one instant, or None before the grant begins.

    Periods are half-open: at the instant of a lift, an end or a withdrawal the new status holds. Withdrawal and
    expiry are final; the earlier of the two decides, at the same instant the withdrawal.
    """
    if at < history.grant.start:
        return None
    return _standing(history, at)[0]


def timeline(history: History) -> tuple[tuple[Period, Status, str, str], ...]:
    """Return the statuses in order of time with reason and tier in effect: disjoint, gap-free, the last one open.

    It begins with the grant. Neighbours differ in status, reason or tier. The tier is "" where the grant's own is
    in effect, or none; while a part is suspended it is the tier that is left, under the status GRANTED. While
    several suspensions run at once, one of the whole wins, and so do two that leave different tiers: nothing is
    left then. The reason is that of the one that began first among those that count. A withdrawal before the
    grant counts from the grant on.
    """
    begin = history.grant.start
    marks = {begin}
    for period in (history.grant, *(suspension.period for suspension in history.suspensions)):
        marks |= {mark for mark in (period.start, period.end) if mark is not None and mark > begin}
    if history.withdrawal is not None and history.withdrawal.at > begin:
        marks.add(history.withdrawal.at)
    pieces: list[tuple[datetime, Status, str, str]] = []
    for mark in sorted(marks):
        standing = _standing(history, mark)
        if not pieces or pieces[-1][1:] != standing:
            pieces.append((mark, *standing))
    ends: list[datetime | None] = [piece[0] for piece in pieces[1:]]
    return tuple(
        (Period(start, end), status, reason, tier)
        for (start, status, reason, tier), end in zip(pieces, [*ends, None], strict=True)
    )


def _standing(history: History, at: datetime) -> tuple[Status, str, str]:
    end, withdrawal = history.grant.end, history.withdrawal
    expired = end is not None and end <= at
    if withdrawal is not None and withdrawal.at <= at and (end is None or withdrawal.at <= end):
        return withdrawal.status, withdrawal.reason, ""
    if expired:
        return Status.EXPIRED, LAPSED, ""
    running = [suspension for suspension in history.suspensions if at in suspension.period]
    if not running:
        return Status.GRANTED, "", ""
    left = {suspension.leaves for suspension in running}
    counting = [suspension for suspension in running if not suspension.leaves] or running
    first = min(counting, key=lambda suspension: (suspension.period.start, suspension.reason))
    if "" in left or len(left) > 1:
        return Status.SUSPENDED, first.reason, ""
    return Status.GRANTED, first.reason, first.leaves
