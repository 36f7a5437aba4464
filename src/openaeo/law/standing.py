"""What a grant, its suspensions and its withdrawal come to: one status at every instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openaeo.law.terms import Period, Status

LAPSED = "validity-over"


@dataclass(frozen=True, slots=True)
class Suspension:
    """A stretch during which the authorisation gives no benefit; no end means until lifted."""

    period: Period
    reason: str


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


def timeline(history: History) -> tuple[tuple[Period, Status, str], ...]:
    """Return the statuses in order of time with their reasons: disjoint, without gap, the last one open.

    It begins with the grant. Neighbours differ in status or reason. While several suspensions run at once the
    reason is that of the one that began first. A withdrawal before the grant counts from the grant on.
    """
    begin = history.grant.start
    marks = {begin}
    for period in (history.grant, *(suspension.period for suspension in history.suspensions)):
        marks |= {mark for mark in (period.start, period.end) if mark is not None and mark > begin}
    if history.withdrawal is not None and history.withdrawal.at > begin:
        marks.add(history.withdrawal.at)
    pieces: list[tuple[datetime, Status, str]] = []
    for mark in sorted(marks):
        status, reason = _standing(history, mark)
        if not pieces or pieces[-1][1:] != (status, reason):
            pieces.append((mark, status, reason))
    ends: list[datetime | None] = [piece[0] for piece in pieces[1:]]
    return tuple(
        (Period(start, end), status, reason)
        for (start, status, reason), end in zip(pieces, [*ends, None], strict=True)
    )


def _standing(history: History, at: datetime) -> tuple[Status, str]:
    end, withdrawal = history.grant.end, history.withdrawal
    expired = end is not None and end <= at
    if withdrawal is not None and withdrawal.at <= at and (end is None or withdrawal.at <= end):
        return withdrawal.status, withdrawal.reason
    if expired:
        return Status.EXPIRED, LAPSED
    running = [suspension for suspension in history.suspensions if at in suspension.period]
    if running:
        first = min(running, key=lambda suspension: (suspension.period.start, suspension.reason))
        return Status.SUSPENDED, first.reason
    return Status.GRANTED, ""
