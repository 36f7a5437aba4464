"""How a partner's word of today joins what we knew of its operator before: one history, one entry."""

from __future__ import annotations

from datetime import datetime

from openaeo.law.identifiers import InvalidIdentifier
from openaeo.law.standing import History, Suspension, status_at
from openaeo.law.terms import Period, Status
from openaeo.law.workflow import Reason
from openaeo.register import history
from openaeo.register.claims import check_code, identifiers
from openaeo.register.facts import Entry
from openaeo.register.foreign import ForeignEntry
from openaeo.register.models import Authorisation

_LONGEST = {"number": 40, "holder": 300, "holder_local": 300, "country": 2, "tier": 40}


class Unacceptable(Exception):
    """An entry that cannot be in the book, with the reason."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(str(reason))


def told(entry: ForeignEntry, before: Entry | None, administration: str, at: datetime) -> Entry:
    """Return how the book will show `entry` once told at `at`, given how it shows it now.

    Raises `Unacceptable`; see `bulk.record_foreign` for the reasons. Their detail is the entry's number.
    """
    if before is not None and before.row.administration_id != administration:
        raise Unacceptable(Reason("number-taken", entry.number))
    if any(len(getattr(entry, name)) > most for name, most in _LONGEST.items()):
        raise Unacceptable(Reason("text-too-long", entry.number))
    try:
        aliases = identifiers(entry.number, entry.aliases)
    except InvalidIdentifier as fault:
        raise Unacceptable(Reason(fault.reason.code, entry.number)) from fault
    past = _past(entry, before)
    now = _joined(entry, past, at, known=before is not None)
    standing = status_at(now, max(at, entry.period.start))
    row = Authorisation(
        number=entry.number,
        administration_id=administration,
        operator_id=before.row.operator_id if before else entry.operator,
        holder=entry.holder,
        holder_local=entry.holder_local,
        country=entry.country,
        address=entry.address,
        tier=entry.tier,
        roles=sorted(set(entry.roles)),
        starts=entry.period.start,
        ends=entry.period.end,
        state=(standing or Status.GRANTED).value,
        changed_at=at,
        public=before.row.public if before else entry.public,
        check_code=before.row.check_code if before else check_code(),
    )
    return Entry(row, aliases, history.written(now))


def _past(entry: ForeignEntry, before: Entry | None) -> History:
    if before is None:
        return History(entry.period)
    return history.redated(history.read(before.row, before.stretches), entry.period)


def _joined(entry: ForeignEntry, past: History, at: datetime, *, known: bool) -> History:
    """Return `past` with the status that `entry` tells; a withdrawn authorisation does not come back."""
    if entry.since is not None and entry.since > at:
        raise Unacceptable(Reason("status-contradicts-dates", entry.number))
    if past.withdrawal is not None and past.withdrawal.status is not entry.status:
        raise Unacceptable(Reason("not-from-here", entry.number))
    moment = entry.since or (at if known else entry.period.start)
    if entry.status in history.WITHDRAWN:
        if past.withdrawal is not None and entry.since in {None, past.withdrawal.at}:
            return past
        return history.withdrawn(past, moment, entry.status, entry.reason)
    if entry.status is Status.SUSPENDED:
        return _suspended(entry, past, moment)
    if entry.status is Status.EXPIRED and (entry.period.end is None or entry.period.end > at):
        raise Unacceptable(Reason("status-contradicts-dates", entry.number))
    running = history.running(past)
    if entry.status is Status.GRANTED and running is not None:
        return history.lifted(past, max(moment, running.period.start))
    return past


def _suspended(entry: ForeignEntry, past: History, moment: datetime) -> History:
    running = history.running(past)
    if running is None or running.leaves:
        return history.suspended(past, moment, entry.reason)
    if entry.since in {None, running.period.start} and entry.reason in {"", running.reason}:
        return past
    begin = max(entry.since or running.period.start, entry.period.start)
    others = tuple(suspension for suspension in past.suspensions if suspension is not running)
    corrected = Suspension(Period(begin), entry.reason[: history.REASON_LENGTH] or running.reason)
    return History(past.grant, (*others, corrected), past.withdrawal)
