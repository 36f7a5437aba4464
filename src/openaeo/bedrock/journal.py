"""The journal: every act once, numbered without gaps, chained by hash, never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, StrEnum

from django.db import connection, transaction

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import JournalEntry

CHANNEL = "openaeo_journal"
GENESIS = "0" * 64
BATCH = 1_000
_LOCK = 0x0AE0_0001


class FaultKind(StrEnum):
    """What is wrong with the journal at a cursor."""

    GAP = "gap"
    ALTERED = "altered"
    BROKEN_CHAIN = "broken-chain"
    CUT_SHORT = "cut-short"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first cursor at which the journal is not what it says it is."""

    cursor: int
    kind: FaultKind

    def __str__(self) -> str:
        return f"entry {self.cursor}: {self.kind.value}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the journal found: how many entries are sound, the head's hash, and the first fault."""

    entries: int
    head: str
    fault: Fault | None = None


def append(
    act: str, topic: str, subject: str, body: Mapping[str, object], *, actor: Actor, at: datetime
) -> JournalEntry:
    """Write one entry at the end of the journal and return it.

    Call it last, inside the transaction of the act: from here until commit nobody else can append. Inside
    `gathered()` (and so inside every act) the entry waits, and gets its cursor and hash when that block ends.
    The name of the person is kept as it is now. `body` may hold text, whole numbers, booleans, None, moments
    (kept in UTC), dates, lists and mappings; anything else raises `TypeError`, text that cannot be kept
    `ValueError`. Raises `RuntimeError` outside a transaction and `ValueError` for a naive moment.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the journal is written inside the transaction of the act it records")
    if at.tzinfo is None:
        raise ValueError("the journal needs timezone-aware moments")
    entry = JournalEntry(
        at=at.astimezone(UTC),
        act=act,
        topic=topic,
        subject=subject,
        person=actor.person,
        person_name=_text(actor.name),
        capacity=actor.capacity.value,
    )
    waiting = _waiting.get()
    if waiting is None:
        _write([(entry, canonical(plain(body)))])
    else:
        waiting.append(_Waiting(entry, canonical(plain(body))))
        transaction.on_commit(waiting[-1].live_on)
    return entry


@contextmanager
def gathered() -> Iterator[None]:
    """Let the entries appended inside wait, and write them together when the block ends well.

    So that a long transaction shuts the journal for everybody else only at its very end. What was appended
    under a savepoint that was undone is not written.
    """
    waiting: list[_Waiting] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    if waiting:
        alive = {callback for _, callback, *_ in connection.run_on_commit}
        _write((item.entry, item.body) for item in waiting if item.live_on in alive)


class _Waiting:
    """An entry without its cursor; its body is kept as bytes, which are smaller than objects.

    Django forgets the commit callbacks of a savepoint that is rolled back: that tells us what was undone.
    """

    def __init__(self, entry: JournalEntry, body: bytes) -> None:
        self.entry = entry
        self.body = body

    def live_on(self) -> None:
        """Do nothing; being remembered until commit is all that is asked."""


_waiting: ContextVar[list[_Waiting] | None] = ContextVar("waiting_entries", default=None)


def _write(entries: Iterable[tuple[JournalEntry, bytes]]) -> None:
    with connection.cursor() as sql:
        # A statement of its own, so that the next one sees what the last holder of the lock committed.
        sql.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        sql.execute("SELECT cursor, hash FROM bedrock_journalentry ORDER BY cursor DESC LIMIT 1")
        cursor, chained = sql.fetchone() or (0, GENESIS)
        for entry, body in entries:
            entry.body = json.loads(body)
            entry.cursor, entry.previous = cursor + 1, chained
            entry.hash = fingerprint(entry)
            entry.save(force_insert=True)
            cursor, chained = entry.cursor, entry.hash
        sql.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(cursor)])


def since(cursor: int, *, topic: str | None = None, limit: int = 500) -> list[JournalEntry]:
    """Return up to `limit` entries after `cursor`, oldest first, of one `topic` or of all.

    Entries become visible in the order of their cursors, so a reader that remembers the last cursor it has
    seen misses nothing.
    """
    rows = JournalEntry.objects.filter(cursor__gt=cursor)
    if topic is not None:
        rows = rows.filter(topic=topic)
    return list(rows.order_by("cursor")[:limit])


def head() -> tuple[int, str]:
    """Return cursor and hash of the newest entry; `(0, GENESIS)` while the journal is empty.

    Whoever keeps this pair elsewhere can later prove with `verify(anchor=…)` that nothing before it changed.
    """
    newest = JournalEntry.objects.order_by("-cursor").values_list("cursor", "hash").first()
    return newest or (0, GENESIS)


def verify(
    progress: Callable[[int], None] | None = None, *, anchor: tuple[int, str] | None = None
) -> Verdict:
    """Walk the whole journal in batches and return what was found, with the first fault.

    `gap`: a cursor is missing. `altered`: an entry is not what its hash says. `broken-chain`: an entry does not
    follow from the one before it. `cut-short`: the journal ends before `anchor`, a (cursor, hash) kept elsewhere.
    `progress` is told the cursor after each batch.
    """
    cursor, chained = 0, GENESIS
    for entry in _walk(progress):
        if fault := _fault(entry, cursor + 1, chained, anchor):
            return Verdict(cursor, chained, fault)
        cursor, chained = entry.cursor, entry.hash
    if anchor is not None and cursor < anchor[0]:
        return Verdict(cursor, chained, Fault(cursor + 1, FaultKind.CUT_SHORT))
    return Verdict(cursor, chained)


def fingerprint(entry: JournalEntry) -> str:
    """Return the SHA-256 of the entry's canonical JSON: sorted keys, no spaces, moments in UTC."""
    content = {
        "act": entry.act,
        "at": _moment(entry.at),
        "body": entry.body,
        "capacity": entry.capacity,
        "cursor": entry.cursor,
        "person": entry.person,
        "person_name": entry.person_name,
        "previous": entry.previous,
        "subject": entry.subject,
        "topic": entry.topic,
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def canonical(content: object) -> bytes:
    """Return `content` as JSON that is the same bytes for the same facts."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def plain(value: object) -> object:
    """Return `value` in the words of JSON that PostgreSQL gives back unchanged.

    Floats are refused with `TypeError`: the database would hand back another spelling and break the chain.
    """
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date):
        return _moment(value) if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, Mapping):
        return {_key(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [plain(item) for item in value]
        return sorted(items, key=canonical) if isinstance(value, set | frozenset) else items
    raise TypeError(f"the journal keeps {_KEPT}; not {type(value).__name__}")


_KEPT = "text, whole numbers, booleans, nothing, moments, dates, lists and mappings"


def _key(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"the journal names its facts with text; not {type(name).__name__}")
    return _text(name)


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError("the journal cannot keep the character NUL")
    value.encode()
    return str(value)


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("the journal needs timezone-aware moments")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _walk(progress: Callable[[int], None] | None) -> Iterator[JournalEntry]:
    cursor = -(2**63)
    while batch := since(cursor, limit=BATCH):
        yield from batch
        cursor = batch[-1].cursor
        if progress is not None:
            progress(cursor)


def _fault(entry: JournalEntry, expected: int, chained: str, anchor: tuple[int, str] | None) -> Fault | None:
    if entry.cursor != expected:
        return Fault(expected, FaultKind.GAP)
    if fingerprint(entry) != entry.hash:
        return Fault(entry.cursor, FaultKind.ALTERED)
    if entry.previous != chained:
        return Fault(entry.cursor, FaultKind.BROKEN_CHAIN)
    if anchor is not None and anchor[0] == entry.cursor and anchor[1] != entry.hash:
        return Fault(entry.cursor, FaultKind.ALTERED)
    return None
