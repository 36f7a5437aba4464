"""How the history of an authorisation lies in its rows: periods to law and law to periods."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from openaeo.law.standing import History, Suspension, Withdrawal, timeline
from openaeo.law.terms import Period, Status

REASON_LENGTH = 60
WITHDRAWN = frozenset({Status.REVOKED, Status.SURRENDERED})


class Stretch(NamedTuple):
    """One status period as it is kept: status, from, until (None = open), and why."""

    status: str
    since: datetime
    until: datetime | None
    reason: str


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
        if stretch.status == Status.SUSPENDED:
            until = None if stretch.until == row.ends else stretch.until
            suspensions.append(Suspension(Period(stretch.since, until), stretch.reason))
        elif stretch.status in WITHDRAWN:
            withdrawal = Withdrawal(stretch.since, Status(stretch.status), stretch.reason)
    return History(Period(row.starts, row.ends), tuple(suspensions), withdrawal)


def is_suspended(history: History) -> bool:
    """Return whether a suspension is open."""
    return any(suspension.period.end is None for suspension in history.suspensions)


def suspended(history: History, at: datetime, reason: str) -> History:
    """Return `history` with a suspension open from `at`, or from the earliest instant that is still free."""
    free = [s.period.end for s in history.suspensions if s.period.end is not None]
    begin = max([at, history.grant.start, *free])
    return History(
        history.grant,
        (*history.suspensions, Suspension(Period(begin), reason[:REASON_LENGTH])),
        history.withdrawal,
    )


def lifted(history: History, at: datetime) -> History:
    """Return `history` with its open suspension closed at `at`; one that had not yet begun never was."""
    kept = []
    for suspension in history.suspensions:
        if suspension.period.end is not None:
            kept.append(suspension)
        elif suspension.period.start < at:
            kept.append(Suspension(Period(suspension.period.start, at), suspension.reason))
    return History(history.grant, tuple(kept), history.withdrawal)


def withdrawn(history: History, at: datetime, status: Status, reason: str) -> History:
    """Return `history` ended by a withdrawal at `at`, at the earliest when the grant begins."""
    moment = max(at, history.grant.start)
    return History(history.grant, history.suspensions, Withdrawal(moment, status, reason[:REASON_LENGTH]))


def redated(history: History, period: Period) -> History:
    """Return `history` with the grant running over `period`; suspensions outside it fall away."""
    kept = tuple(s for s in history.suspensions if s.period.overlaps(period))
    return History(period, kept, history.withdrawal)


def written(history: History) -> list[Stretch]:
    """Return the stretches to keep for `history`: the timeline of the law, word for word."""
    return [
        Stretch(status.value, period.start, period.end, reason[:REASON_LENGTH])
        for period, status, reason in timeline(history)
    ]
