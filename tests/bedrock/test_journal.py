"""The journal is gapless, chained, append-only, and says where it is broken."""
# ruff: noqa: PT012 - a block is what is tested: what is raised inside it, or undone by it

import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openaeo.bedrock import journal
from openaeo.bedrock.actors import SYSTEM, Actor
from openaeo.bedrock.journal import Fault, FaultKind
from openaeo.bedrock.models import JournalEntry
from openaeo.bedrock.worker import _listening
from openaeo.law.terms import Capacity, Role

T0 = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BEN = Actor(Capacity.OFFICER, person=2, name="Ben Okoro")
MOST_INT = 2**63


def write(count=1, topic="case", **body):
    with transaction.atomic():
        return [
            journal.append("answer", topic, f"AEO-{n}", {"n": n, **body}, actor=BEN, at=T0)
            for n in range(count)
        ]


@pytest.fixture
def open_book(db):
    """The trigger away, so that a test may play the forger; it comes back when the transaction is undone."""
    with connection.cursor() as sql:
        sql.execute("ALTER TABLE bedrock_journalentry DISABLE TRIGGER USER")
        yield sql


def test_the_first_entry_follows_from_nothing(db):
    (entry,) = write()
    stored = JournalEntry.objects.get()
    assert (stored.cursor, stored.previous, stored.hash) == (1, journal.GENESIS, entry.hash)
    assert (stored.person, stored.person_name, stored.capacity) == (2, "Ben Okoro", "officer")
    assert journal.head() == (1, stored.hash)


def test_entries_are_chained_and_without_gaps(db):
    write(5)
    entries = journal.since(0)
    assert [entry.cursor for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]


def test_since_filters_by_topic_and_limit(db):
    write(2, topic="case")
    write(2, topic="list")
    assert [entry.cursor for entry in journal.since(0, topic="list")] == [3, 4]
    assert [entry.cursor for entry in journal.since(1, limit=2)] == [2, 3]
    assert journal.since(4) == []


def test_a_body_comes_back_as_it_went_in(db):
    (entry,) = write(
        role=Role.EXPORTER,
        when=datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=2))),
        day=date(2026, 2, 1),
        names={"b", "a"},
        tally=(1, None, True),
        text="مرفأ 🚢 é",
    )
    stored = journal.since(0)[0]
    assert stored.body == {
        "n": 0,
        "role": "exporter",
        "when": "2026-01-01T10:00:00.000000+00:00",
        "day": "2026-02-01",
        "names": ["a", "b"],
        "tally": [1, None, True],
        "text": "مرفأ 🚢 é",
    }
    assert journal.fingerprint(stored) == entry.hash == stored.hash


@pytest.mark.parametrize(
    ("fact", "fault"),
    [
        (1.5, TypeError),
        (object(), TypeError),
        ({1: "x"}, TypeError),
        ("a\0b", ValueError),
        ("\ud800", ValueError),
    ],
)
def test_what_cannot_be_kept_faithfully_is_refused(db, fact, fault):
    with pytest.raises(fault):
        write(fact=fact)
    assert JournalEntry.objects.count() == 0


def test_a_naive_moment_is_refused(db):
    with pytest.raises(ValueError, match="timezone-aware"):
        journal.append("answer", "case", "A", {}, actor=BEN, at=datetime(2026, 1, 1))  # noqa: DTZ001 - the point
    with pytest.raises(ValueError, match="timezone-aware"):
        write(when=datetime(2026, 1, 1))  # noqa: DTZ001 - the point


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written():
    with pytest.raises(RuntimeError):
        journal.append("answer", "case", "A", {}, actor=BEN, at=T0)
    assert JournalEntry.objects.count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bedrock_journalentry SET act = 'forged'",
        "DELETE FROM bedrock_journalentry",
        "UPDATE bedrock_journalentry SET act = 'forged' WHERE cursor = -1",
    ],
)
def test_the_table_takes_new_entries_and_nothing_else(db, statement):
    write(3)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert journal.verify().entries == 3


def test_the_table_cannot_be_emptied_outside_a_test_database(db):
    with connection.cursor() as sql:
        sql.execute("SELECT prosrc FROM pg_proc WHERE proname = 'bedrock_journal_is_append_only'")
        source = sql.fetchone()[0]
        sql.execute("SELECT current_database() LIKE %s, 'openaeo' LIKE %s", [r"test\_%", r"test\_%"])
        assert sql.fetchone() == (True, False)
    assert r"TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\_%'" in source


def test_a_sound_journal_is_found_sound(db):
    assert journal.verify() == journal.Verdict(0, journal.GENESIS)
    entries = write(7)
    assert journal.verify() == journal.Verdict(7, entries[-1].hash)
    assert journal.verify(anchor=(3, entries[2].hash)).fault is None


def test_verify_walks_in_batches_and_reports_progress(db, monkeypatch):
    monkeypatch.setattr(journal, "BATCH", 3)
    write(7)
    seen = []
    assert journal.verify(seen.append).entries == 7
    assert seen == [3, 6, 7]


@pytest.mark.parametrize(
    ("forgery", "fault"),
    [
        (
            "UPDATE bedrock_journalentry SET body = '{\"n\": 99}' WHERE cursor = 4",
            Fault(4, FaultKind.ALTERED),
        ),
        (
            "UPDATE bedrock_journalentry SET person_name = 'Otto' WHERE cursor = 2",
            Fault(2, FaultKind.ALTERED),
        ),
        (
            "UPDATE bedrock_journalentry SET at = at + interval '1 us' WHERE cursor = 6",
            Fault(6, FaultKind.ALTERED),
        ),
        ("DELETE FROM bedrock_journalentry WHERE cursor = 5", Fault(5, FaultKind.GAP)),
        ("DELETE FROM bedrock_journalentry WHERE cursor = 1", Fault(1, FaultKind.GAP)),
        ("UPDATE bedrock_journalentry SET cursor = 0 WHERE cursor = 1", Fault(1, FaultKind.GAP)),
    ],
)
def test_the_first_fault_is_named(open_book, forgery, fault):
    write(7)
    open_book.execute(forgery)
    assert journal.verify().fault == fault


def test_a_forger_who_hashes_again_breaks_the_chain_after(open_book):
    write(7)
    forged = JournalEntry.objects.get(cursor=3)
    forged.body = {"n": "forged"}
    forged.hash = journal.fingerprint(forged)
    forged.save()
    assert journal.verify().fault == Fault(4, FaultKind.BROKEN_CHAIN)
    assert journal.verify().entries == 3


def test_a_cut_or_rewritten_end_is_seen_only_with_an_anchor(open_book):
    entries = write(7)
    open_book.execute("DELETE FROM bedrock_journalentry WHERE cursor > 5")
    assert journal.verify().fault is None
    anchor = (7, entries[-1].hash)
    assert journal.verify(anchor=anchor).fault == Fault(6, FaultKind.CUT_SHORT)
    write(2, otherwise="rewritten")
    assert journal.verify(anchor=anchor).fault == Fault(7, FaultKind.ALTERED)


def test_gathered_entries_are_written_together_at_the_end(db):
    with transaction.atomic(), journal.gathered():
        entry = journal.append("answer", "case", "A", {}, actor=BEN, at=T0)
        assert (entry.cursor, JournalEntry.objects.count()) == (None, 0)
    assert (entry.cursor, JournalEntry.objects.count()) == (1, 1)


def test_what_a_savepoint_undid_is_not_journalled(db):
    with transaction.atomic(), journal.gathered():
        journal.append("answer", "case", "kept", {}, actor=BEN, at=T0)
        with pytest.raises(KeyError), transaction.atomic():
            journal.append("answer", "case", "undone", {}, actor=BEN, at=T0)
            raise KeyError
        with transaction.atomic():
            journal.append("answer", "case", "kept too", {}, actor=BEN, at=T0)
    assert [entry.subject for entry in journal.since(0)] == ["kept", "kept too"]


def test_gathered_entries_vanish_with_a_failure(db):
    with pytest.raises(KeyError), transaction.atomic(), journal.gathered():
        journal.append("answer", "case", "A", {}, actor=BEN, at=T0)
        raise KeyError
    write()
    assert [entry.subject for entry in journal.since(0)] == ["AEO-0"]


@pytest.mark.django_db(transaction=True)
def test_eight_threads_append_without_gap_or_fork():
    def work(name):
        try:
            for n in range(15):
                with transaction.atomic():
                    journal.append("answer", "case", f"{name}-{n}", {"n": n}, actor=SYSTEM, at=T0)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.cursor for entry in journal.since(0)] == list(range(1, 121))
    assert journal.verify().fault is None
    assert journal.verify().entries == 120


@pytest.mark.django_db(transaction=True)
def test_the_journal_calls_on_commit_and_not_before():
    with _listening() as ears:
        with transaction.atomic():
            write()
            assert list(ears.notifies(timeout=0.2, stop_after=1)) == []
        (call,) = ears.notifies(timeout=5, stop_after=1)
    assert (call.channel, call.payload) == ("openaeo_journal", "1")


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
bodies = st.recursive(
    st.none() | st.booleans() | st.integers(-MOST_INT, MOST_INT) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.lists(st.dictionaries(texts, bodies, max_size=3), min_size=1, max_size=4))
def test_whatever_is_written_verifies(db, facts):
    with transaction.atomic():
        for body in facts:
            journal.append("answer", "case", "A", body, actor=BEN, at=T0)
    assert journal.verify().fault is None
    assert [entry.body for entry in journal.since(0)][-len(facts) :] == facts
