"""Readers of the journal and periodic duties: each keeps its own place, and goes on where it stopped."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import psycopg
from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils import timezone

from openaeo.bedrock import journal
from openaeo.bedrock.models import JournalEntry, ReaderPosition

log = logging.getLogger(__name__)
POLL = 5.0
BATCH = 200
_REST = 30.0


@dataclass(frozen=True, slots=True)
class Reader:
    """Something that is told every entry once, in order; of one topic, or of all."""

    name: str
    topic: str | None
    tell: Callable[[JournalEntry, datetime], None]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is done again and again."""

    name: str
    every: timedelta
    do: Callable[[datetime], object]


READERS: dict[str, Reader] = {}
DUTIES: dict[str, Duty] = {}


def _free(name: str) -> None:
    """Refuse a name that a reader or a duty has: each rests under its name, and one would keep the other from its turn."""
    if name in READERS or name in DUTIES:
        raise ValueError(f"a journal reader or a duty is called {name} already")


def reader(
    name: str, *, topic: str | None = None
) -> Callable[[Callable[[JournalEntry, datetime], None]], Callable[[JournalEntry, datetime], None]]:
    """Register a function of (entry, at) as the journal reader `name`.

    What it writes to the database happens exactly once, together with its place in the journal. What it does
    elsewhere may happen again after a crash, so that must be harmless.
    """

    def register(tell: Callable[[JournalEntry, datetime], None]) -> Callable[[JournalEntry, datetime], None]:
        _free(name)
        READERS[name] = Reader(name, topic, tell)
        return tell

    return register


def duty(
    name: str, *, every: timedelta
) -> Callable[[Callable[[datetime], object]], Callable[[datetime], object]]:
    """Register a function of (at) as a duty to be done `every` so often; doing it twice must be harmless."""

    def register(do: Callable[[datetime], object]) -> Callable[[datetime], object]:
        _free(name)
        DUTIES[name] = Duty(name, every, do)
        return do

    return register


def read_on(who: Reader, *, at: datetime, limit: int = BATCH) -> int:
    """Tell `who` up to `limit` entries it has not heard, and return how many; 0 also while another process reads.

    When it fails on an entry, what it heard before stays heard, and the exception is raised.
    """
    ReaderPosition.objects.get_or_create(reader=who.name)
    with transaction.atomic():
        place = ReaderPosition.objects.select_for_update(skip_locked=True).filter(reader=who.name).first()
        if place is None:
            return 0
        # The head first: whatever is appended while we look is left for the next time.
        end, _ = journal.head()
        entries = [e for e in journal.since(place.cursor, topic=who.topic, limit=limit) if e.cursor <= end]
        told, failure = _tell(who, entries, at)
        if failure is None and len(entries) < limit:
            place.cursor = max(end, place.cursor)
        elif told:
            place.cursor = entries[told - 1].cursor
        place.moved_at = at
        place.save()
    if failure is not None:
        raise failure
    return told


def _tell(who: Reader, entries: list[JournalEntry], at: datetime) -> tuple[int, Exception | None]:
    for count, entry in enumerate(entries):
        try:
            with transaction.atomic():
                who.tell(entry, at)
        except Exception as failure:  # noqa: BLE001 - whatever goes wrong, the place is kept and the reason raised
            failure.add_note(f"journal reader {who.name} at cursor {entry.cursor}")
            return count, failure
    return len(entries), None


def run_readers(
    *,
    stopping: threading.Event,
    readers: Mapping[str, Reader] | None = None,
    duties: Mapping[str, Duty] | None = None,
    poll: float = POLL,
    now: Callable[[], datetime] = timezone.now,
) -> None:
    """Run readers and duties until `stopping` is set: woken by the journal, at the latest every `poll` seconds.

    A reader or duty that fails is logged and rests for a while; the others go on. A lost database is tried again.
    """
    loop = _Loop(READERS if readers is None else readers, DUTIES if duties is None else duties, now)
    while not stopping.is_set():
        try:
            with _listening() as ears:
                while not stopping.is_set():
                    loop.turn(stopping)
                    _wait(ears, stopping, poll)
        except (psycopg.OperationalError, OperationalError):
            log.warning("The database is away; the journal readers try again in %s s.", poll)
            stopping.wait(poll)
        finally:
            close_old_connections()
    connection.close()


class _Loop:
    def __init__(
        self, readers: Mapping[str, Reader], duties: Mapping[str, Duty], now: Callable[[], datetime]
    ) -> None:
        self.readers = readers
        self.duties = duties
        self.now = now
        self.resting: dict[str, float] = {}

    def turn(self, stopping: threading.Event) -> None:
        """Do whatever is due, and let every reader read until it has heard all."""
        for task in self.duties.values():
            if self._rested(task.name) and not stopping.is_set():
                self.resting[task.name] = time.monotonic() + task.every.total_seconds()
                self._safely(task.name, partial(task.do, self.now()))
        for who in self.readers.values():
            while self._rested(who.name) and not stopping.is_set():
                if not self._safely(who.name, partial(read_on, who, at=self.now())):
                    break

    def _rested(self, name: str) -> bool:
        return time.monotonic() >= self.resting.get(name, 0)

    def _safely(self, name: str, work: Callable[[], object]) -> object:
        try:
            return work()
        except (psycopg.OperationalError, OperationalError):
            raise
        except Exception:
            log.exception("%s failed; it rests for %s s and tries again.", name, _REST)
            self.resting[name] = time.monotonic() + _REST
            return 0


def _listening() -> psycopg.Connection[tuple[object, ...]]:
    asked = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name not in {"context", "cursor_factory", "prepare_threshold", "server_side_binding"}
    }
    ears = psycopg.connect(**asked, autocommit=True)
    ears.execute(f"LISTEN {journal.CHANNEL}")
    return ears


def _wait(ears: psycopg.Connection[tuple[object, ...]], stopping: threading.Event, poll: float) -> None:
    until = time.monotonic() + poll
    while not stopping.is_set() and (left := until - time.monotonic()) > 0:
        # In short stretches, so that a wish to stop is soon heard.
        for _ in ears.notifies(timeout=min(left, 0.5), stop_after=1):
            return
