"""Readers hear every entry in order, keep their place, and stop when told."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction

from openaeo.bedrock import journal, worker
from openaeo.bedrock.actors import SYSTEM
from openaeo.bedrock.models import ReaderPosition, StoredFile

T0 = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def write(*subjects, topic="case"):
    with transaction.atomic():
        for subject in subjects:
            journal.append("answer", topic, subject, {}, actor=SYSTEM, at=T0)


def place(name="mail"):
    return ReaderPosition.objects.get(pk=name).cursor


def listener(heard, topic=None, name="mail"):
    return worker.Reader(name, topic, lambda entry, _at: heard.append(entry.subject))


def test_a_reader_hears_everything_once_in_order(db):
    heard = []
    who = listener(heard)
    write("a", "b", "c")
    assert worker.read_on(who, at=T0, limit=2) == 2
    assert (heard, place()) == (["a", "b"], 2)
    assert worker.read_on(who, at=T0, limit=2) == 1
    assert worker.read_on(who, at=T0) == 0
    write("d")
    assert worker.read_on(who, at=T0) == 1
    assert (heard, place()) == (["a", "b", "c", "d"], 4)


def test_a_reader_of_one_topic_passes_over_the_rest(db):
    heard = []
    write("a", "b")
    write("x", topic="list")
    write("c")
    assert worker.read_on(listener(heard, "list"), at=T0) == 1
    assert (heard, place()) == (["x"], 4)


def test_a_failure_keeps_the_place_and_undoes_only_its_own(db):
    heard = []

    def tell(entry, at):
        StoredFile.objects.create(digest=entry.subject, media_type="text/plain", size=1, stored_at=at)
        if entry.subject == "bad" and "bad" not in heard:
            heard.append("bad")
            raise KeyError(entry.subject)

    who = worker.Reader("mail", None, tell)
    write("a", "bad", "c")
    with pytest.raises(KeyError) as failure:
        worker.read_on(who, at=T0)
    assert failure.value.__notes__ == ["journal reader mail at cursor 2"]
    assert (place(), list(StoredFile.objects.values_list("pk", flat=True))) == (1, ["a"])
    assert worker.read_on(who, at=T0) == 2
    assert (place(), StoredFile.objects.count()) == (3, 3)


def test_two_readers_keep_places_of_their_own(db):
    one, two = [], []
    write("a", "b")
    worker.read_on(listener(one), at=T0, limit=1)
    worker.read_on(listener(two, name="other"), at=T0)
    assert (one, two, place(), place("other")) == (["a"], ["a", "b"], 1, 2)


def test_names_are_given_once():
    try:
        worker.reader("once")(lambda _entry, _at: None)
        with pytest.raises(ValueError, match="once"):
            worker.reader("once")(lambda _entry, _at: None)
        with pytest.raises(ValueError, match="once"):  # both rest under their names
            worker.duty("once", every=timedelta(1))(lambda _at: None)
        worker.duty("daily", every=timedelta(1))(lambda _at: None)
        for kind in (worker.reader("daily"), worker.duty("daily", every=timedelta(1))):
            with pytest.raises(ValueError, match="daily"):
                kind(lambda *_: None)
    finally:
        for name in ("once", "daily"):
            worker.READERS.pop(name, None)
            worker.DUTIES.pop(name, None)


@pytest.mark.django_db(transaction=True)
def test_the_loop_is_woken_by_the_journal_and_stops_when_told():
    heard, called, stopping = [], threading.Event(), threading.Event()
    duties_done = []

    def tell(entry, _at):
        heard.append(entry.subject)
        called.set()

    def run():
        try:
            worker.run_readers(
                stopping=stopping,
                readers={"mail": worker.Reader("mail", None, tell)},
                duties={"tidy": worker.Duty("tidy", timedelta(hours=1), duties_done.append)},
                poll=60,
                now=lambda: T0,
            )
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    write("a")
    thread.start()
    assert called.wait(10)
    called.clear()
    write("b")
    assert called.wait(10), "a notification wakes the loop long before it polls"
    stopping.set()
    thread.join(10)
    assert not thread.is_alive()
    assert (heard, place(), duties_done) == (["a", "b"], 2, [T0])


@pytest.mark.django_db(transaction=True)
def test_one_failing_reader_does_not_hold_up_the_others(caplog):
    heard, called, stopping = [], threading.Event(), threading.Event()

    def fail(entry, at):
        raise KeyError(entry.subject)

    def tell(entry, _at):
        heard.append(entry.subject)
        called.set()

    def run():
        try:
            worker.run_readers(
                stopping=stopping,
                readers={"bad": worker.Reader("bad", None, fail), "mail": worker.Reader("mail", None, tell)},
                duties={},
                poll=60,
            )
        finally:
            connections.close_all()

    write("a")
    thread = threading.Thread(target=run)
    thread.start()
    assert called.wait(10)
    stopping.set()
    thread.join(10)
    assert (heard, place(), place("bad")) == (["a"], 1, 0)
    assert [record.getMessage() for record in caplog.records] == [
        "bad failed; it rests for 30.0 s and tries again."
    ]
