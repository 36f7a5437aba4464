"""Why an open case is at the desk, whose turn it is and until when; and the list of that, kept in step with the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from openaeo.bedrock.models import JournalEntry, ReaderPosition
from openaeo.bedrock.worker import duty
from openaeo.casework.clocks import clocks
from openaeo.casework.models import Case, Docket, Finding, Request
from openaeo.casework.programme import calendar
from openaeo.law.conversing import Turn, late
from openaeo.law.findings import FindingState, due, overdue, turn
from openaeo.law.lifecycle import CASE_FINAL, CaseState, RequestState
from openaeo.law.timing import Calendar

NAME = "casework.docket"
DAYS_OFF = "days-off"
AT_ONCE = 200
"""Cases made in one go."""
ENTRIES = 5000
"""Entries of the journal read in one go: a case of a hundred criteria leaves hundreds."""
ANEW = timedelta(days=1)
"""How old a docket may become: numbers of the programme, too, change what is due."""
CLOSED = frozenset({CaseState.DRAFT, *CASE_FINAL})
OPEN = tuple(one for one in CaseState if one not in CLOSED)
_TICK = timedelta(microseconds=1)
_READ = ("requests", "conversations", "findings__actions", "extensions", "clock_stops")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a case is at the desk, as a code with a `count`; whose turn it is; since and until when, and whether it is late."""

    why: str
    turn: str
    due: datetime | None = None
    overdue: bool = False
    count: int = 0
    since: datetime | None = None


def waiting(case: Case, at: datetime, days: Calendar | None = None) -> Waiting:
    """Return why the open `case` is at the desk at `at`; `days` as in `clocks`. Seven queries unless prefetched.

    A message that waits for an answer of customs brings a case back that otherwise waits for the firm.
    """
    found = _waiting(case, at, days)
    return found if found.turn == "customs" else _written_to(case, at) or found


def _waiting(case: Case, at: datetime, days: Calendar | None) -> Waiting:
    if case.standing is CaseState.RETURNED:
        return Waiting("returned", "applicant")
    raised = list(case.findings.all()) if case.standing is CaseState.ASSESSMENT else []
    if looked := _to_look_at(raised, case, at, days):
        return looked
    asked = [one for one in case.requests.all() if one.state == RequestState.OPEN]
    if asked:
        return _asked(asked, at)
    if case.standing is CaseState.HEARING:
        return _hearing(case, at)
    owed = [one for one in raised if turn(FindingState(one.state), one.facts(at=at)) == "applicant"]
    return _owed(owed, at) if owed else _deciding(_work(case), case, at, days)


def read(row: Docket, at: datetime) -> Waiting:
    """Return what the docket says at `at`."""
    return Waiting(
        row.why, row.turn, row.due_at, row.due_at is not None and at > row.due_at, row.count, row.since
    )


def read_on(*, at: datetime) -> int:
    """Bring the dockets in step with the journal and with `at`, and return how many were made; pages call it first.

    Makes at most `AT_ONCE` for entries and as many whose moment has come; the worker does the rest. While another
    process is at it, waits for it: what an officer did on the page before is in the list of the next.
    """
    behind = Exists(_turned(at)) | Exists(_unread(OuterRef("cursor")))
    if ReaderPosition.objects.filter(reader=NAME).exclude(behind).exists():
        return 0
    with transaction.atomic():
        place, _made = ReaderPosition.objects.select_for_update().get_or_create(reader=NAME)
        numbers: set[str] = set()
        for cursor, topic, number in _unread(place.cursor)[:ENTRIES]:
            if topic == DAYS_OFF:
                Docket.objects.update(turns_at=at)  # what is counted in working days may end on another day
            elif len(numbers | {number}) > AT_ONCE:
                break
            else:
                numbers.add(number)
            place.cursor = cursor
        place.moved_at = at
        place.save(update_fields=["cursor", "moved_at"])
        return make(numbers | set(_turned(at)[:AT_ONCE]), at=at)


@duty("casework.docket", every=timedelta(seconds=30))
def keep_up(at: datetime) -> int:
    """Bring every docket in step, and make those anew that are a day old; return how many were made."""
    count = 0
    while made := read_on(at=at):
        count += made
    old = Docket.objects.filter(made_at__lte=at - ANEW).order_by("made_at").values_list("case", flat=True)
    return count + make(old[:AT_ONCE], at=at)


def make_all(*, at: datetime) -> int:
    """Make the docket of every open case anew, as after an upgrade; return how many there are."""
    Docket.objects.filter(case__state__in=[one.value for one in CLOSED]).delete()
    numbers = Case.objects.filter(state__in=[one.value for one in OPEN]).values_list("number", flat=True)
    every = list(numbers)
    return sum(make(every[first : first + AT_ONCE], at=at) for first in range(0, len(every), AT_ONCE))


def make(numbers: Iterable[str], *, at: datetime) -> int:
    """Make the dockets of the cases called `numbers`, and take away those of cases that are closed."""
    wanted = set(numbers)
    if not wanted:
        return 0
    cases = Case.objects.filter(number__in=wanted, state__in=[one.value for one in OPEN])
    days = calendar()
    rows = [_docket(case, at, days) for case in cases.prefetch_related(*_READ)]
    Docket.objects.filter(case__in=wanted - {row.case_id for row in rows}).delete()
    Docket.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["why", "turn", "count", "since", "due_at", "turns_at", "made_at"],
    )
    return len(wanted)


def _docket(case: Case, at: datetime, days: Calendar) -> Docket:
    found = waiting(case, at, days)
    return Docket(
        case=case,
        why=found.why,
        turn=found.turn,
        count=found.count,
        since=found.since,
        due_at=found.due,
        turns_at=min(_turns(case, at), default=None),
        made_at=at,
    )


def _turns(case: Case, at: datetime) -> Iterator[datetime]:
    """Moments to come at which the case reads otherwise by itself; a clock at rest moves day by day."""
    if case.standing is CaseState.HEARING and case.hearing_closes_at and case.hearing_closes_at > at:
        yield case.hearing_closes_at
    for one in case.findings.all():
        if one.exception_until and one.exception_until >= at:
            yield one.exception_until + _TICK
    if any(stop.until is None for stop in case.clock_stops.all()):
        yield at + ANEW


def _unread(cursor: int | OuterRef) -> QuerySet[JournalEntry, tuple[int, str, str]]:
    unread = JournalEntry.objects.filter(topic__in=["case", DAYS_OFF], cursor__gt=cursor)
    return unread.order_by("cursor").values_list("cursor", "topic", "subject")


def _turned(at: datetime) -> QuerySet[Docket, Any]:
    return Docket.objects.filter(turns_at__lte=at).order_by("turns_at").values_list("case", flat=True)


def _work(case: Case) -> str:
    if case.standing is CaseState.ASSESSMENT:
        return "assess" if case.assessor_id else "untaken"
    if case.standing is CaseState.TO_ISSUE:
        return "issue"
    return "check" if case.standing is CaseState.SUBMITTED else "decide"


def _asked(asked: list[Request], at: datetime) -> Waiting:
    first = min(one.due_at for one in asked)
    return Waiting("asked", "applicant", first, at > first, len(asked), min(one.asked_at for one in asked))


def _written_to(case: Case, at: datetime) -> Waiting | None:
    """The messages that customs has not answered, if any; a date only where the programme sets one."""
    ours = [one for one in case.conversations.all() if one.turn is Turn.CUSTOMS]
    if not ours:
        return None
    last = min((one.due_at for one in ours if one.due_at), default=None)
    since = min(one.turned_at for one in ours)
    return Waiting("written", "customs", last, late(last, at), len(ours), since)


def _deciding(why: str, case: Case, at: datetime, days: Calendar | None, count: int = 0) -> Waiting:
    """It is customs' turn, and the statutory clock that runs says until when."""
    running = clocks(case, at, days=days)
    clock = running.acceptance if case.standing is CaseState.SUBMITTED else running.decision
    last = clock.due(at) if clock else None
    return Waiting(why, "customs", last, last is not None and at > last, count)


def _to_look_at(raised: list[Finding], case: Case, at: datetime, days: Calendar | None) -> Waiting | None:
    """What the findings ask of customs, if anything."""
    turns = [turn(FindingState(one.state), one.facts(at=at)) for one in raised]
    if "customs" in turns:
        return _deciding("answered", case, at, days, turns.count("customs"))
    return _deciding("exception", case, at, days) if any(one.exception_waits for one in raised) else None


def _owed(owed: list[Finding], at: datetime) -> Waiting:
    """What the firm owes for findings, the soonest date ahead."""
    stood = [(FindingState(one.state), one.facts(at=at)) for one in owed]
    last = min(filter(None, (due(*one) for one in stood)), default=None)
    return Waiting("owed", "applicant", last, any(overdue(*one) for one in stood), len(owed))


def _hearing(case: Case, at: datetime) -> Waiting:
    closes = case.hearing_closes_at
    if closes and at >= closes:
        return Waiting("heard", "customs", closes, overdue=True)
    return Waiting("hearing", "applicant", closes, since=case.hearing_opened_at)
