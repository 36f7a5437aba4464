"""Two at once, a worker killed in the middle, and the queue itself."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from procrastinate.contrib.django import app
from tests.exchange.conftest import AT, a_line, as_csv, checked, receive

from openaeo.bedrock.journal import verify
from openaeo.bedrock.models import JournalEntry
from openaeo.exchange import lists, tasks
from openaeo.exchange.models import ListImport, ListRow
from openaeo.law.workflow import Refused
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


@pytest.fixture(autouse=True)
def empty_queue(transactional_db):
    with connection.cursor() as sql:
        sql.execute("TRUNCATE procrastinate_jobs CASCADE")


def in_threads(*works):
    """Run `works` at the same moment; return what each returned or raised."""
    start, found = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        start.wait()
        try:
            found[place] = work()
        except Refused as refused:
            found[place] = refused.reasons[0].code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_people_apply_at_once_and_one_is_told(desk, arrangement):
    listing = checked(desk, as_csv([a_line("QN-1")]))
    found = in_threads(
        *[lambda: lists.apply_list(listing.pk, actor=desk, at=AT).state for _ in range(2)],
    )
    assert sorted(found) == ["applying", "not-from-here"]


def test_two_workers_apply_at_once_and_the_book_is_written_once(desk, arrangement):
    listing = checked(desk, as_csv([a_line(f"QN-{n}", f"Firm {n}") for n in range(500)]))
    lists.apply_list(listing.pk, actor=desk, at=AT)
    assert in_threads(*[lambda: tasks.apply_list(listing.pk) for _ in range(2)]) == [None, None]
    assert ListImport.objects.get().state == "applied"
    assert JournalEntry.objects.filter(topic="register").count() == 1
    assert Authorisation.objects.count() == 500


def test_two_people_release_one_row_at_once(desk, arrangement):
    listing = checked(desk, as_csv([a_line("QN-1", country="QX")]))
    pk = ListRow.objects.get(listing=listing).pk
    found = in_threads(
        *[lambda: lists.release_row(pk, reason="Confirmed", actor=desk, at=AT).row for _ in range(2)],
    )
    assert sorted(map(str, found)) == ["2", "row-not-held-back"]


@contextmanager
def a_worker(pk, task):
    """A process of its own that does `task`, in the database of this test."""
    at = connection.settings_dict
    host = at["HOST"] or at["OPTIONS"].get("host", "")
    program = f"import django; django.setup(); from openaeo.exchange import tasks; tasks.{task}({pk})"
    worker = subprocess.Popen(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "DATABASE_URL": f"postgresql://{at['USER']}:{at['PASSWORD']}@/{at['NAME']}?host={host}&port={at['PORT'] or 5432}",
            "DJANGO_SETTINGS_MODULE": "openaeo.config.settings",
            "PYTHONPATH": str(ROOT / "src"),
            "OPENAEO_FILES_DIR": str(settings.FILES_DIR),
        },
    )
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        threading.Event().wait(0.01)


def nobody_else_works():
    with connection.cursor() as sql:
        sql.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return sql.fetchone()[0] == 0


def somebody_writes():
    """Whether another session holds the journal's lock, which it takes with its first batch."""
    with connection.cursor() as sql:
        sql.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' "
            "AND a.datname = current_database() AND l.granted AND ((l.classid::bigint << 32) | l.objid::bigint) = %s "
            "AND l.pid <> pg_backend_pid()",
            [0x0AE0_0001],
        )
        return sql.fetchone()[0] > 0


def test_a_worker_killed_while_it_applies_leaves_nothing(desk, arrangement):
    listing = checked(desk, as_csv([a_line(f"QN-{n}", f"Firm {n}") for n in range(8000)]))
    lists.apply_list(listing.pk, actor=desk, at=AT)
    with a_worker(listing.pk, "apply_list") as worker:
        wait_for(somebody_writes)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(PATIENCE) == -signal.SIGKILL
    wait_for(nobody_else_works)
    assert (ListImport.objects.get().state, Authorisation.objects.count()) == ("applying", 0)
    assert not JournalEntry.objects.filter(topic="register").exists()
    tasks.resume_lists()
    assert (ListImport.objects.get().state, Authorisation.objects.count()) == ("applied", 8000)
    assert verify().fault is None


def test_a_worker_killed_while_it_checks_is_taken_over(desk, arrangement):
    listing = receive(desk, as_csv([a_line(f"QN-{n}", f"Firm {n}") for n in range(8000)]))
    with a_worker(listing.pk, "check_list") as worker:
        wait_for(lambda: ListImport.objects.get().rows_done > 0)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(PATIENCE) == -signal.SIGKILL
    wait_for(nobody_else_works)
    tasks.resume_lists()
    listing.refresh_from_db()
    assert (listing.state, listing.rows_done, listing.counts["new"]) == ("checked", 8000, 8000)
    assert ListRow.objects.count() == 8000


def test_the_queue_does_the_work(desk, arrangement):
    listing = receive(desk, as_csv([a_line("QN-1")]))
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)
    assert ListImport.objects.get().state == "checked"
    lists.apply_list(listing.pk, actor=desk, at=AT)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)
    assert ListImport.objects.get().state == "applied"


def test_a_job_exists_exactly_when_the_act_does(desk, arrangement):
    with pytest.raises(Refused):
        receive(desk, b"code,name\n")
    with connection.cursor() as sql:
        sql.execute("SELECT count(*) FROM procrastinate_jobs")
        assert sql.fetchone()[0] == 0
    receive(desk, as_csv([a_line("QN-1")]))
    with connection.cursor() as sql:
        sql.execute("SELECT task_name, lock FROM procrastinate_jobs")
        assert sql.fetchall() == [(lists.CHECK_TASK, f"list-{ListImport.objects.get().pk}")]
