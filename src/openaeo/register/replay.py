"""Whether the book is what the journal says it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction

from openaeo.bedrock import journal
from openaeo.register.facts import Entry, gather
from openaeo.register.feed import TOPIC
from openaeo.register.models import Authorisation

BATCH = 20
PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One authorisation that is in the book otherwise than the journal says.

    `what` is "missing" (journal only), "unaccounted" (book only) or "differs"; `fields` names what differs,
    `cursor` is the last entry that tells of it, 0 when none does.
    """

    number: str
    what: str
    cursor: int = 0
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = f" ({', '.join(self.fields)})" if self.fields else ""
        return f"{self.number}: {self.what}{said}, journal entry {self.cursor}"


@dataclass(slots=True)
class _Told:
    cursor: int
    digest: bytes


def agree(progress: Callable[[int], None] | None = None) -> list[Difference]:
    """Replay topic "register" and compare with the tables; return the differences, sorted by number.

    Keeps one digest an authorisation in memory, not the facts. Outside a transaction it reads everything in one
    snapshot, so work may go on meanwhile. `progress` is told the cursor reached.
    """
    if connection.in_atomic_block:
        return _agree(progress)
    with transaction.atomic():
        with connection.cursor() as sql:
            sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return _agree(progress)


def _agree(progress: Callable[[int], None] | None) -> list[Difference]:
    told = _replay(progress)
    found: list[Difference] = []
    for entry in _book():
        number = entry.row.number
        said = told.pop(number, None)
        if said is None:
            found.append(Difference(number, "unaccounted"))
        elif said.digest != _digest(entry.facts()):
            found.append(Difference(number, "differs", said.cursor, _fields(entry, said.cursor)))
    found += [Difference(number, "missing", said.cursor) for number, said in told.items()]
    return sorted(found, key=lambda difference: difference.number)


def _replay(progress: Callable[[int], None] | None) -> dict[str, _Told]:
    told: dict[str, _Told] = {}
    cursor = 0
    while batch := journal.since(cursor, topic=TOPIC, limit=BATCH):
        for entry in batch:
            for facts in entry.body["entries"]:
                told[facts["number"]] = _Told(entry.cursor, _digest(facts))
        cursor = batch[-1].cursor
        if progress is not None:
            progress(cursor)
    return told


def _book() -> Iterator[Entry]:
    rows = Authorisation.objects.order_by("pk").iterator(chunk_size=PAGE)
    while page := list(islice(rows, PAGE)):
        yield from gather(page)


def _fields(entry: Entry, cursor: int) -> tuple[str, ...]:
    (saying,) = journal.since(cursor - 1, topic=TOPIC, limit=1)
    for facts in saying.body["entries"]:
        if facts["number"] == entry.row.number:
            now = entry.facts()
            return tuple(sorted(name for name in now if now[name] != facts.get(name)))
    return ()


def _digest(facts: object) -> bytes:
    return hashlib.sha256(journal.canonical(facts)).digest()[:16]
