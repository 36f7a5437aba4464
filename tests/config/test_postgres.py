"""The private cluster starts, is shared, survives kill -9, and stops with its last user."""

import os
import signal
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from openaeo.config import postgres


@pytest.fixture
def local():
    """Not under pytest's own folder, which is closed to the user the server runs as."""
    with tempfile.TemporaryDirectory(prefix="openaeo-house-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / ".local"


def postmaster(local: Path, name: str = "pg") -> int | None:
    pid = postgres.locate(local, name).data / "postmaster.pid"
    return int(pid.read_text().split()[0]) if pid.exists() else None


def answer(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 42").fetchone()[0]


def test_starts_answers_and_stops_with_its_last_user(local):
    first = postgres.Lease(local, durable=False)
    second = postgres.Lease(local, durable=False)
    number = postmaster(local)
    assert answer(first.url) == 42
    first.release()
    assert answer(second.url) == 42
    second.release()
    second.release()  # twice is harmless
    assert postmaster(local) is None
    deadline = time.monotonic() + 10
    while Path(f"/proc/{number}").exists():  # until its parent has taken note
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_survives_kill_of_the_server(local):
    with (
        postgres.Lease(local, durable=False) as lease,
        psycopg.connect(lease.url, autocommit=True) as connection,
    ):
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    dead = postgres.Lease(local, durable=False)
    os.kill(postmaster(local), signal.SIGKILL)
    time.sleep(0.05)
    with postgres.Lease(local, durable=False) as lease, psycopg.connect(lease.url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(7,)]
    dead.release()
    assert postmaster(local) is None


def test_a_stale_lock_that_names_a_stranger_does_not_block(local):
    with postgres.Lease(local, durable=False):
        pass
    (postgres.locate(local, "pg").data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with postgres.Lease(local, durable=False) as lease:
        assert answer(lease.url) == 42


def test_a_long_path_gets_a_short_socket(local):
    deep = local / ("x" * 90)
    with postgres.Lease(deep, durable=False) as lease:
        assert answer(lease.url) == 42
        run = postgres.locate(deep, "pg").run
        assert len(os.fsencode(run)) <= postgres.SOCKET_PATH_LIMIT
    run.rmdir()


def test_only_the_owner_may_reach_the_socket(local):
    with postgres.Lease(local, durable=False):
        assert postgres.locate(local, "pg").run.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_root_hands_the_server_to_an_unprivileged_user(local):
    with postgres.Lease(local, durable=False):
        assert Path(f"/proc/{postmaster(local)}").stat().st_uid != 0
