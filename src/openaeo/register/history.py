"""How the history of an authorisation lies in its rows: periods to law and law to periods."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from openaeo.law.standing import AMENDED, History, Suspension, Withdrawal, timeline
from openaeo.law.terms import Period, Status

REASON_LENGTH = 60
WITHDRAWN = frozenset({Status.REVOKED, Status.SURRENDERED})


class Stretch(NamedTuple):
    """One status period as it is kept: status, from, until (None = open), why, and the tier in effect ("" = own)."""

    status: str
    since: datetime
    until: datetime | None
    reason: str
    tier: str = ""


class Dated(Protocol):
    """Where the dates of a grant are read from."""

    starts: datetime
    ends: datetime | None


def read(row: Dated, stretches: Iterable[Stretch]) -> History:
    """Return the history that `stretches` tell of `row`.

    A suspension that reaches to the end of the grant is open: should the end move, it goes on.
    """
    suspensions: list[Suspension] = []
    withdrawal = None
    for stretch in stretches:
        if stretch.status == Status.SUSPENDED or stretch.tier:
            until = None if stretch.until == row.ends else stretch.until
            suspensions.append(Suspension(Period(stretch.since, until), stretch.reason, stretch.tier))
        elif stretch.status in WITHDRAWN:
            withdrawal = Withdrawal(stretch.since, Status(stretch.status), stretch.reason)
    return History(Period(row.starts, row.ends), tuple(suspensions), withdrawal)


def running(history: History) -> Suspension | None:
    """Return the suspension that is open, of the whole or of a part; the book holds at most one at a time."""
    return next((one for one in history.suspensions if one.period.end is None), None)


def suspended(history: History, at: datetime, reason: str, leaves: str = "") -> History:
    """Return `history` with a suspension open from `at`, or from the earliest instant that is still free.

    It takes the place of the one that is open. `leaves` is the tier that goes on, "" for none.
    """
    before = lifted(history, at)
    free = [s.period.end for s in before.suspensions if s.period.end is not None]
    begin = max([at, history.grant.start, *free])
    return History(
        history.grant,
        (*before.suspensions, Suspension(Period(begin), reason[:REASON_LENGTH], leaves)),
        history.withdrawal,
    )


def lifted(history: History, at: datetime) -> History:
    """Return `history` with its open suspension closed at `at`; one that had not yet begun never was."""
    kept = []
    for suspension in history.suspensions:
        if suspension.period.end is not None:
            kept.append(suspension)
        elif suspension.period.start < at:
            kept.append(Suspension(Period(suspension.period.start, at), suspension.reason, suspension.leaves))
    return History(history.grant, tuple(kept), history.withdrawal)


def withdrawn(history: History, at: datetime, status: Status, reason: str) -> History:
    """Return `history` ended by a withdrawal at `at`, at the earliest when the grant begins."""
    moment = max(at, history.grant.start)
    return History(history.grant, history.suspensions, Withdrawal(moment, status, reason[:REASON_LENGTH]))


def amended(history: History, at: datetime, was: str) -> History:
    """Return `history` of an authorisation whose tier changes at `at` from `was`: what stood before still stood as `was`."""
    stood = tuple(
        Suspension(Period(period.start, min(period.end or at, at)), AMENDED, was)
        for period, status, _reason, tier in timeline(history)
        if period.start < at and status is Status.GRANTED and not tier
    )
    return History(history.grant, (*history.suspensions, *stood), history.withdrawal)


def redated(history: History, period: Period) -> History:
    """Return `history` with the grant running over `period`; suspensions outside it fall away."""
    kept = tuple(s for s in history.suspensions if s.period.overlaps(period))
    return History(period, kept, history.withdrawal)


def written(history: History) -> list[Stretch]:
    """Return the stretches to keep for `history`: the timeline of the law, word for word."""
    return [
        Stretch(status.value, period.start, period.end, reason[:REASON_LENGTH], tier)
        for period, status, reason, tier in timeline(history)
    ]
