"""A small book in memory, a way to ask the server without a socket, and the address of the test database."""

import io
import json
import time
from datetime import UTC, datetime

import psycopg.conninfo
import pytest
from django.db import connections

from openaeo.law.arrangement import Arrangement, Direction, Phase
from openaeo.recognition.engine import Book, microseconds
from openaeo.recognition.follow import Shelf
from openaeo.recognition.index import Base, Index
from openaeo.recognition.server import make_app


def us(year, month=1, day=1):
    return microseconds(datetime(year, month, day, tzinfo=UTC))


def periods(*stretches):
    """`("granted", 2024, 2025), ("suspended", 2025, None)` in the register's own writing."""
    return ";".join(
        f"{status}|{us(since)}|{us(until) if until else ''}" for status, since, until in stretches
    )


OPEN = periods(("granted", 2020, None))
ROWS = [
    ("QMAEO00000001", "QM", "true", "full", "QM", OPEN),
    (
        "QMAEO00000002",
        "QM",
        "true",
        "full",
        "QM",
        periods(("granted", 2020, 2024), ("suspended", 2024, None)),
    ),
    ("QMAEO00000003", "QM", "true", "full", "QM", periods(("granted", 2020, 2022), ("revoked", 2022, None))),
    ("QMAEO00000004", "QM", "true", "full", "QM", periods(("granted", 2020, 2023))),
    (
        "QMAEO00000005",
        "QM",
        "true",
        "full",
        "QM",
        periods(("granted", 2020, 2021), ("surrendered", 2021, None)),
    ),
    ("QMAEO00000006", "QM", "true", "full", "QM", ""),
    ("QNAEO1", "QN", "false", "security", "QN", OPEN),
    ("QNAEO2", "QN", "false", "basic", "QN", OPEN),
    ("QOAEO1", "QO", "false", "security", "QO", OPEN),
    ("QPAEO1", "QP", "false", "security", "QP", OPEN),
    ("QQAEO1", "QQ", "false", "security", "QQ", OPEN),
]
ALIASES = [
    ("QM00000001", "tin", "QMAEO00000001"),
    *((row[0], "aeo", row[0]) for row in ROWS),
    ("QN8001", "tin", "QNAEO1"),
    ("SHARED1", "tin", "QNAEO1"),
    ("SHARED1", "mid", "QOAEO1"),
    ("SHARED1", "trn", "QMAEO00000001"),
]
ARRANGEMENTS = {
    "QN": Arrangement(
        "QN",
        Phase.IN_OPERATION,
        Direction.BOTH,
        frozenset({"security"}),
        frozenset({"exporter", "manufacturer"}),
        ("B1", "B2"),
        datetime(2022, 1, 1, tzinfo=UTC),
        datetime(2030, 1, 1, tzinfo=UTC),
    ),
    "QP": Arrangement("QP", Phase.SIGNED, Direction.BOTH),
    "QQ": Arrangement("QQ", Phase.IN_OPERATION, Direction.OUTBOUND),
}


def base_of(rows=ROWS, aliases=ALIASES):
    base = Base()
    base.add_rows(*(list(column) for column in zip(*rows, strict=True)))
    base.add_aliases(*(list(column) for column in zip(*aliases, strict=True)))
    return base


@pytest.fixture
def book():
    return Book(Index(base_of()), ARRANGEMENTS, cursor=7, mark="7")


@pytest.fixture
def ask(book):
    """Ask the application with a body; gives status, headers, decoded answer."""
    return asker(make_app(Shelf(book)))


def asker(app):
    def ask(body, media="application/json", *, method="POST", path="/recognise", length=True, environ=None):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        told = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "CONTENT_TYPE": media,
            "wsgi.input": io.BytesIO(body),
            **({"CONTENT_LENGTH": str(len(body))} if length else {}),
            **(environ or {}),
        }
        started = []
        answer = b"".join(app(told, lambda status, headers: started.append((status, dict(headers)))))
        ((status, headers),) = started
        assert headers["Content-Length"] == str(len(answer))
        return int(status.split()[0]), headers, json.loads(answer)

    return ask


def until(condition, seconds=10.0):
    """Wait until a condition holds; gives the seconds it took, and fails when it never does."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "waited in vain"
        time.sleep(0.002)
    return time.monotonic() - began


@pytest.fixture
def database_url(transactional_db):
    """The test database as a libpq connection string."""
    told = connections["default"].get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    return psycopg.conninfo.make_conninfo(**{name: told[name] for name in names if told.get(name)})
