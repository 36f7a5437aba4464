import socket
import tempfile
import threading
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection as django_connection
from django.db import transaction

from openaeo.bedrock import journal
from openaeo.bedrock.actors import SYSTEM, Actor
from openaeo.exchange.arrangements import arrange
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.terms import Capacity, Role, Status
from openaeo.recognition import follow
from openaeo.recognition.engine import now
from openaeo.recognition.follow import Follower, Shelf, catch_up, load
from openaeo.recognition.places import ROLE_CODE
from openaeo.register import entries

from . import world
from .conftest import until

EXPORTER = ROLE_CODE[Role.EXPORTER]


@pytest.fixture
def reader(database_url):
    world.administrations()
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def shelf(database_url):
    """A shelf kept current by a follower of the test database."""
    world.administrations()
    kept = Shelf()
    follower = Follower(database_url, kept)
    follower.start()
    until(lambda: kept.book is not None)
    yield kept
    follower.stop()
    assert not follower.thread.is_alive()


def outcome(book, value):
    return book.judge(value, now(), EXPORTER)[0].outcome


def agree(phase=Phase.IN_OPERATION, version=0):
    return arrange(
        "QN",
        partner_name="Customs of Nowhere (invented)",
        title="An invented arrangement",
        direction=Direction.BOTH,
        phase=phase,
        tiers=["security"],
        roles=[Role.EXPORTER],
        benefits=["B1"],
        in_operation_from=datetime(2020, 1, 1, tzinfo=UTC),
        in_operation_until=None,
        expected_version=version,
        actor=Actor(Capacity.RECOGNITION_DESK, name="Efua"),
        at=world.AT,
    )


def test_an_empty_register_makes_an_empty_book(reader, database_url):
    book = load(reader, database_url)
    assert (len(book.index), book.cursor, outcome(book, "X")) == (0, 0, "unknown-code")
    assert catch_up(reader, database_url, book) is book


def test_the_book_starts_at_the_head_of_the_journal(reader, database_url):
    world.a_holder()
    book = load(reader, database_url)
    head = journal.since(0)[-1]
    assert (book.cursor, book.mark) == (head.cursor, head.hash)
    assert outcome(book, "qm-77000001") == "recognised"


def test_text_of_every_kind_survives_the_way_from_the_register(reader, database_url, monkeypatch):
    monkeypatch.setattr(follow, "CHUNK", 2)
    odd = ['QN\\1"', "QN\t2", "QNÄ3", "QN'4", "QN\n5"]
    with django_connection.cursor() as sql:
        for position, number in enumerate(odd):
            sql.execute(
                "INSERT INTO register_authorisation (number, administration_id, holder, holder_local, country, address,"
                " tier, roles, starts, state, public, changed_at, check_code)"
                " VALUES (%s, 'QN', '', '', 'QN', '', 'a\"\\\tb', '{}', now(), 'granted', false, now(), %s)",
                [number, f"code{position}"],
            )
            sql.execute(
                "INSERT INTO register_alias (authorisation_id, scheme, value) VALUES (%s, 'aeo', %s)",
                [number, f"ODD{position}"],
            )
    book = load(reader, database_url)
    assert [book.judge(f"ODD{position}", now())[1] for position in range(len(odd))] == odd
    assert {kind.tier for kind in book.index.kinds} == {'a"\\\tb'}


def test_every_change_reaches_the_book(reader, database_url):
    book = load(reader, database_url)
    seen = []
    steps = (
        world.a_holder,
        lambda: entries.suspend("QMAEO77000001", reason="r", actor=SYSTEM, at=world.AT + world.DAY),
        lambda: entries.lift("QMAEO77000001", actor=SYSTEM, at=world.AT + 2 * world.DAY),
        lambda: entries.withdraw(
            "QMAEO77000001", status=Status.REVOKED, reason="r", actor=SYSTEM, at=world.AT + 3 * world.DAY
        ),
    )
    for step in steps:
        step()
        book = catch_up(reader, database_url, book)
        seen.append(outcome(book, "QM77000001"))
    assert seen == ["recognised", "suspended", "recognised", "revoked"]


def test_an_arrangement_reaches_the_book(reader, database_url):
    entries.record_foreign(
        [world.foreign("QNAEO77000001", at=datetime.now(UTC))], administration="QN", actor=SYSTEM, at=world.AT
    )
    book = load(reader, database_url)
    first = book.judge("QNAEO77000001", now(), EXPORTER)[0]
    agree()
    book = catch_up(reader, database_url, book)
    second = book.judge("QNAEO77000001", now(), EXPORTER)[0]
    agree(Phase.SUSPENDED, version=1)
    book = catch_up(reader, database_url, book)
    third = book.judge("QNAEO77000001", now(), EXPORTER)[0]
    assert [v.reason.code for v in (first, second, third)] == [
        "no-arrangement",
        "arrangement-covers",
        "arrangement-not-in-operation",
    ]
    assert [v.benefits for v in (first, second, third)] == [(), ("B1",), ()]


def test_more_news_than_one_reading_holds(reader, database_url, monkeypatch):
    monkeypatch.setattr(follow, "ENTRIES", 3)
    book = load(reader, database_url)
    for place in range(8):
        world.a_holder(f"QMAEO7700000{place}", f"QM7700000{place}")
    after = catch_up(reader, database_url, book)
    assert after.cursor == book.cursor + 8
    assert [outcome(after, f"QM7700000{place}") for place in range(8)] == ["recognised"] * 8


def test_entries_that_do_not_concern_the_book_only_move_the_cursor(reader, database_url):
    book = load(reader, database_url)
    with transaction.atomic():
        journal.append("submit", "case", "A", {"x": 1}, actor=SYSTEM, at=world.AT)
    after = catch_up(reader, database_url, book)
    assert (after.cursor, after.index) == (book.cursor + 1, book.index)


@pytest.mark.parametrize("why", ["another journal", "no numbers", "too many changes"])
def test_when_it_cannot_go_on_it_reads_everything_again(reader, database_url, monkeypatch, why):
    world.a_holder()
    book = load(reader, database_url)
    if why == "another journal":
        book.mark = "0" * 64
    elif why == "no numbers":
        with transaction.atomic():
            journal.append("mend", "register", "A", {}, actor=SYSTEM, at=world.AT)
    else:
        monkeypatch.setattr(follow, "OVERLAY_LIMIT", 0)
        entries.suspend("QMAEO77000001", reason="r", actor=SYSTEM, at=world.AT + world.DAY)
    after = catch_up(reader, database_url, book)
    assert after.index.base is not book.index.base
    assert outcome(after, "QM77000001") == ("suspended" if why == "too many changes" else "recognised")


def test_a_suspension_is_followed_within_a_second(shelf):
    world.a_holder()
    until(lambda: outcome(shelf.book, "QM77000001") == "recognised")
    entries.suspend("QMAEO77000001", reason="r", actor=SYSTEM, at=world.AT + world.DAY)
    assert until(lambda: outcome(shelf.book, "QM77000001") == "suspended") < 1.0
    assert shelf.age() < 1.0


class Relay:
    """Stands between the follower and PostgreSQL, and can be cut."""

    def __init__(self, target, folder):
        self.target, self.path = target, str(Path(folder) / ".s.PGSQL.5432")
        self.open, self.sockets = True, []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                if not self.open:
                    near.close()
                    continue
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.target)
                self.sockets += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self.pump, args=(one, other), daemon=True).start()

    def pump(self, one, other):
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self):
        self.open = False
        for end in self.sockets:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self):
        self.cut()
        for end in (self.listener, *self.sockets):
            end.close()


def test_it_answers_while_the_database_is_away_and_catches_up_afterwards(database_url, caplog):
    world.administrations()
    world.a_holder()
    told = psycopg.conninfo.conninfo_to_dict(database_url)
    real = Path(told["host"]) / f".s.PGSQL.{told.get('port', 5432)}"
    if not real.is_socket():
        pytest.skip("the database is not reached over a socket of this machine")
    with tempfile.TemporaryDirectory() as folder, closing(Relay(str(real), folder)) as relay:
        shelf = Shelf()
        follower = Follower(psycopg.conninfo.make_conninfo(database_url, host=folder, port=5432), shelf)
        follower.start()
        until(lambda: shelf.book is not None)
        relay.cut()
        entries.suspend("QMAEO77000001", reason="r", actor=SYSTEM, at=world.AT + world.DAY)
        until(lambda: shelf.age() > 0.6)
        assert outcome(shelf.book, "QM77000001") == "recognised"
        relay.open = True
        until(lambda: outcome(shelf.book, "QM77000001") == "suspended")
        until(lambda: shelf.age() < 0.6)
        follower.stop()
    assert any("the database is away, answering from memory" in record.message for record in caplog.records)


def test_a_book_that_cannot_be_read_leaves_the_last_one(shelf, caplog):
    world.a_holder()
    until(lambda: outcome(shelf.book, "QM77000001") == "recognised")
    with django_connection.cursor() as sql:
        sql.execute("UPDATE register_statusperiod SET status = 'honoured'")
    with transaction.atomic():
        journal.append("mend", "register", "A", {"numbers": ["QMAEO77000001"]}, actor=SYSTEM, at=world.AT)
    until(
        lambda: any("QMAEO77000001: status periods cannot be read" in r.getMessage() for r in caplog.records)
    )
    assert outcome(shelf.book, "QM77000001") == "recognised"
    with django_connection.cursor() as sql:
        sql.execute("UPDATE register_statusperiod SET status = 'revoked'")
    until(lambda: outcome(shelf.book, "QM77000001") == "revoked")
