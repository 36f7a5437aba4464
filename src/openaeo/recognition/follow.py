"""Loads the book from the register's views and follows its journal, so that the answer is never old unnoticed."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import LiteralString

import msgspec
import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal

from openaeo.law.arrangement import Arrangement, Direction, Phase
from openaeo.law.identifiers import tidy
from openaeo.recognition.engine import Book, moment
from openaeo.recognition.index import TRUE, Base, BookFault, Index

LOG = logging.getLogger("openaeo.recognition")
CHANNEL = "openaeo_journal"
POLL_SECONDS = 0.25
BACK_OFF_SECONDS = (0.25, 0.5, 1.0, 2.0, 4.0)
CHUNK = 4_000
ENTRIES = 500
OVERLAY_LIMIT = 20_000

ROWS = ("register_book", ("number", "administration", "home", "tier", "country", "periods"))
ALIASES = ("register_book_alias", ("value", "scheme", "number"))
SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
ARRANGEMENTS = """
SELECT partner, phase, direction, tiers, roles, benefits, since_us, until_us
FROM register_book_arrangement ORDER BY partner
"""
HEAD = "SELECT cursor, hash FROM bedrock_journalentry ORDER BY cursor DESC LIMIT 1"
NEWS = """
SELECT cursor, hash, topic, body->'numbers' FROM bedrock_journalentry
WHERE cursor >= %s ORDER BY cursor LIMIT %s
"""

Connection = psycopg.Connection[tuple[object, ...]]
Six = tuple[list[str], list[str], list[str], list[str], list[str], list[str]]
_SIX = msgspec.json.Decoder(Six)
_THREE = msgspec.json.Decoder(tuple[list[str], list[str], list[str]])


class Shelf:
    """Where the current book lies for whoever answers, and when the journal last confirmed it."""

    __slots__ = ("book", "confirmed")

    def __init__(self, book: Book | None = None) -> None:
        self.book = book
        self.confirmed = time.monotonic()

    def confirm(self, book: Book) -> None:
        """Lay down the book that the journal has just confirmed; readers see the old one or the new one."""
        self.book = book
        self.confirmed = time.monotonic()

    def age(self) -> float:
        """Return the seconds since the journal last confirmed the book."""
        return time.monotonic() - self.confirmed


def connect(database_url: str, *, autocommit: bool) -> Connection:
    """Return a connection that notices within seconds when the other end is gone."""
    return psycopg.connect(
        database_url,
        autocommit=autocommit,
        connect_timeout=3,
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=2,
        tcp_user_timeout=5000,
        application_name="openaeo-recognition",
    )


def load(
    connection: Connection, database_url: str, benefits_here: Mapping[str, tuple[str, ...]] | None = None
) -> Book:
    """Return the book as one repeatable-read snapshot sees it. Raises `BookFault` on what cannot be held.

    Identifiers are fetched over a second connection that shares the snapshot, while authorisations are read.
    """
    base = Base()
    with connection.transaction(), ThreadPoolExecutor(1, "openaeo-load") as pool:
        connection.execute(SNAPSHOT)
        head = connection.execute(HEAD).fetchone()
        aliases = pool.submit(_fetch_aliases, database_url, _exported(connection))
        with connection.cursor("openaeo_book") as rows:
            rows.itersize = 4
            for (text,) in rows.execute(_chunked(*ROWS)):
                base.add_rows(*_SIX.decode(str(text)))
        arrangements = read_arrangements(connection)
    chunks = aliases.result()
    chunks.reverse()
    while chunks:
        keys, schemes, numbers = _THREE.decode(chunks.pop())
        base.add_aliases(_lookup_form(keys), schemes, numbers)
    cursor, mark = (0, "") if head is None else (int(str(head[0])), str(head[1]))
    return Book(Index(base), arrangements, cursor=cursor, mark=mark, benefits_here=benefits_here)


def _exported(connection: Connection) -> str:
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    return str(row[0]) if row else ""


def _fetch_aliases(database_url: str, snapshot: str) -> list[str]:
    with connect(database_url, autocommit=False) as connection:
        connection.execute(SNAPSHOT)
        connection.execute(SQL("SET TRANSACTION SNAPSHOT {}").format(Literal(snapshot)))
        return [str(text) for (text,) in connection.execute(_chunked(*ALIASES))]


def _selected(view: str, columns: Sequence[str], pattern: LiteralString) -> Composed:
    names = SQL(", ").join(SQL(pattern).format(Identifier(name)) for name in columns)
    return SQL("SELECT {} FROM {}").format(names, Identifier(view))


def _chunked(view: str, columns: Sequence[str]) -> Composed:
    """Return a query for the columns of a view as JSON arrays of text, some thousand rows in each.

    One JSON text for many rows costs a fortieth of reading row by row.
    """
    gathered = SQL(", ").join(SQL("array_agg({})").format(Identifier(name)) for name in columns)
    return SQL(
        "SELECT array_to_json(array[{}])::text FROM (SELECT *, (row_number() OVER ()) / {} AS chunk FROM ({}) plain) "
        "book GROUP BY chunk"
    ).format(gathered, Literal(CHUNK), _selected(view, columns, "coalesce({0}::text, '') AS {0}"))


def _lookup_form(keys: list[str]) -> list[str]:
    """Return the look-up form of identifiers; the register stores them so, and then nothing is copied."""
    together = "".join(keys)
    if together.isascii() and together.isalnum() and together == together.upper():
        return keys
    return [tidy(key) for key in keys]


def read_arrangements(connection: Connection) -> dict[str, Arrangement]:
    """Return the arrangements by partner."""
    return {str(row[0]): _arrangement(row) for row in connection.execute(ARRANGEMENTS)}


def _arrangement(row: tuple[object, ...]) -> Arrangement:
    partner, phase, direction, tiers, roles, benefits, since, until = row
    return Arrangement(
        partner=str(partner),
        phase=Phase(str(phase)),
        direction=Direction(str(direction)),
        tiers=frozenset(_words(tiers)),
        roles=frozenset(_words(roles)),
        benefits=tuple(_words(benefits)),
        since=_moment(since),
        until=_moment(until),
    )


def _words(value: object) -> list[str]:
    return [str(word) for word in value] if isinstance(value, list) else []


def _moment(value: object) -> datetime | None:
    return moment(value) if isinstance(value, int) else None


def catch_up(connection: Connection, database_url: str, book: Book) -> Book:
    """Return the book after every journal entry since its cursor; the same object when there was none.

    Reloads everything when the journal is not the one the book was read from, when an entry does not say which
    numbers it touched, or when the changes have outgrown the overlay.
    """
    while True:
        with connection.transaction():
            connection.execute(SNAPSHOT)
            news = connection.execute(NEWS, (book.cursor, ENTRIES)).fetchall()
            following = _apply(connection, book, news) if _continues(book, news) else None
        if following is None:
            LOG.info("reading the whole book again")
            return load(connection, database_url, book.benefits_here)
        if following is book or len(news) < ENTRIES:
            return following
        book = following


def _continues(book: Book, news: Sequence[tuple[object, ...]]) -> bool:
    """Return whether the journal still holds the entry that the book was read at."""
    if book.cursor == 0:
        return True
    return bool(news) and (news[0][0], news[0][1]) == (book.cursor, book.mark)


def _apply(connection: Connection, book: Book, news: Sequence[tuple[object, ...]]) -> Book | None:
    fresh = [entry for entry in news if entry[0] != book.cursor]
    if not fresh:
        return book
    touched: set[str] = set()
    arrangements = book.arrangements
    for _cursor, _mark, topic, numbers in fresh:
        if topic == "register":
            if not isinstance(numbers, list):
                return None
            touched.update(str(number) for number in numbers)
        elif topic == "arrangement":
            arrangements = read_arrangements(connection)
    if len(touched) + len(book.index.changed_rows) > OVERLAY_LIMIT:
        return None
    index = _reread(connection, book.index, sorted(touched)) if touched else book.index
    last = fresh[-1]
    return Book(
        index,
        arrangements,
        cursor=int(str(last[0])),
        mark=str(last[1]),
        benefits_here=book.benefits_here,
    )


def _reread(connection: Connection, index: Index, numbers: list[str]) -> Index:
    rows = connection.execute(_of(*ROWS), (numbers,)).fetchall()
    names = connection.execute(_of(*ALIASES), (numbers,)).fetchall()
    return index.with_changes(numbers, map(_row, rows), map(_alias, names))


def _of(view: str, columns: Sequence[str]) -> Composed:
    return SQL("{} WHERE number = ANY(%s)").format(_selected(view, columns, "coalesce({}::text, '')"))


def _row(row: tuple[object, ...]) -> tuple[str, str, bool, str, str, str]:
    number, administration, home, tier, country, periods = map(str, row)
    return number, administration, home == TRUE, tier, country, periods


def _alias(row: tuple[object, ...]) -> tuple[str, str, str]:
    value, scheme, number = map(str, row)
    return tidy(value), scheme, number


class Follower:
    """A thread that keeps a shelf's book current: LISTEN for speed, a poll every 250 ms as the safety net."""

    def __init__(
        self, database_url: str, shelf: Shelf, benefits_here: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self.database_url = database_url
        self.benefits_here = benefits_here
        self.shelf = shelf
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._run, name="openaeo-follow", daemon=True)

    def start(self) -> None:
        """Begin to follow; the book appears on the shelf when it is loaded."""
        self.thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """Stop following and wait for the thread up to `seconds`."""
        self.ended.set()
        self.thread.join(seconds)

    def _run(self) -> None:
        failures = 0
        while not self.ended.is_set():
            try:
                for _ in self._follow():
                    failures = 0
            except (psycopg.Error, OSError) as fault:
                LOG.warning("the database is away, answering from memory: %s", _first_line(fault))
            except BookFault as fault:
                LOG.error("the book cannot be read, answering from the last one: %s", fault)  # noqa: TRY400 - it says it all
            except Exception:  # the thread must outlive whatever the register says
                LOG.exception("the book cannot be followed, answering from the last one")
            if self.ended.wait(BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS) - 1)]):
                return
            failures += 1

    def _follow(self) -> Iterator[None]:
        """Follow over one connection until it breaks; yields after every contact with the journal."""
        with connect(self.database_url, autocommit=True) as connection:
            # Prepared plans would hold a view's old shape; these queries are few and small.
            connection.prepare_threshold = None
            connection.execute(SQL("LISTEN {}").format(SQL(CHANNEL)))
            while not self.ended.is_set():
                held = self.shelf.book
                if held is None:
                    book = load(connection, self.database_url, self.benefits_here)
                else:
                    book = catch_up(connection, self.database_url, held)
                if held is None or book.index.base is not held.index.base:
                    # A million strings would otherwise be walked at every full collection, which answers feel.
                    gc.freeze()
                self.shelf.confirm(book)
                yield
                for _ in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                    pass


def _first_line(fault: Exception) -> str:
    return str(fault).strip().split("\n", 1)[0] or type(fault).__name__
