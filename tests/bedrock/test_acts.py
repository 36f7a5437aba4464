"""An act leaves one journal entry and its change, or no trace at all."""
# ruff: noqa: PT012, SIM117 - a block is what is tested: what is raised inside it, or undone by it

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, connections, transaction

from openaeo.bedrock import journal
from openaeo.bedrock.actors import ANYBODY, SYSTEM, Actor
from openaeo.bedrock.acts import act, act_new
from openaeo.bedrock.models import JournalEntry, StoredFile
from openaeo.law.mandates import MandateKind
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Operator

T0 = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BEN = Actor(Capacity.OFFICER, person=2, name="Ben Okoro")


@pytest.fixture
def heron(db):
    return make()


def make(n=1):
    return Operator.objects.create(
        number=f"TRN-{n:06d}", tin=f"QM{n:06d}", name="Silver Heron", country="QM", joined_at=T0
    )


def amara(operator):
    return Actor(
        Capacity.APPLICANT, person=1, name="Amara Diallo", operator=operator.pk, mandate=MandateKind.OWNER
    )


def untouched(operator):
    operator.refresh_from_db()
    return operator.name == "Silver Heron" and not JournalEntry.objects.exists()


def refusal(*reasons):
    def check(error):
        return error.reasons == reasons

    return check


def test_an_act_saves_its_row_and_writes_one_entry(heron):
    with act("describe-company", Operator, heron.number, actor=amara(heron), at=T0) as (row, note):
        row.name = "Grey Heron"
        row.roles.append("carrier")
        note(before="Silver Heron")
        note(after=row.name)
    heron.refresh_from_db()
    assert (heron.name, heron.roles) == ("Grey Heron", ["carrier"])
    entry = JournalEntry.objects.get()
    assert (entry.act, entry.topic, entry.subject) == ("describe-company", "operator", "TRN-000001")
    assert entry.body == {"before": "Silver Heron", "after": "Grey Heron"}
    assert (entry.person_name, entry.at) == ("Amara Diallo", T0)


def test_the_row_is_found_by_number_or_by_key(heron):
    for key in (heron.number, heron.pk):
        with act(
            "describe-company", Operator, key, actor=amara(heron), at=T0, topic="person", subject="x"
        ) as (
            row,
            _,
        ):
            assert row == heron
    assert [(entry.topic, entry.subject) for entry in journal.since(0)] == [("person", "x")] * 2


def test_an_act_without_a_change_is_still_journalled_once(heron):
    with act("describe-company", Operator, heron.pk, actor=amara(heron), at=T0):
        pass
    assert JournalEntry.objects.count() == 1


def test_only_changed_fields_are_written(heron):
    with act("describe-company", Operator, heron.pk, actor=amara(heron), at=T0) as (row, _):
        Operator.objects.filter(pk=heron.pk).update(staff=12)
        row.name = "Grey Heron"
    heron.refresh_from_db()
    assert (heron.name, heron.staff) == ("Grey Heron", 12)


@pytest.mark.parametrize("key", ["TRN-999999", 999_999, "", "x'; --", None, "\u0661"])
def test_an_unknown_row_is_refused(heron, key):
    with pytest.raises(Refused, check=refusal(Reason("not-found"))):
        with act("describe-company", Operator, key, actor=amara(heron), at=T0):
            pytest.fail("never reached")
    assert untouched(heron)


def test_another_firm_is_not_found(heron):
    other = make(2)
    with pytest.raises(Refused, check=refusal(Reason("not-found"))):
        with act("describe-company", Operator, heron.number, actor=amara(other), at=T0):
            pytest.fail("never reached")
    assert untouched(heron)


@pytest.mark.parametrize("actor", [BEN, ANYBODY, SYSTEM])
def test_the_wrong_capacity_is_refused(heron, actor):
    reason = Reason("not-your-capacity", actor.capacity.value)
    with pytest.raises(Refused, check=refusal(reason)):
        with act("describe-company", Operator, heron.number, actor=actor, at=T0):
            pytest.fail("never reached")
    assert untouched(heron)


def test_an_act_the_law_does_not_know_cannot_be_taken(heron):
    with pytest.raises(KeyError), act("invent", Operator, heron.number, actor=BEN, at=T0):
        pytest.fail("never reached")


@pytest.mark.parametrize("error", [Refused("x", Reason("y")), KeyError("k"), KeyboardInterrupt()])
def test_whatever_is_raised_inside_leaves_no_trace(heron, error):
    with pytest.raises(type(error)):
        with act("describe-company", Operator, heron.pk, actor=amara(heron), at=T0) as (row, note):
            row.name = "Grey Heron"
            row.save()
            note(seen=True)
            raise error
    assert untouched(heron)


def test_a_row_the_database_does_not_take_leaves_no_trace(heron):
    with pytest.raises(IntegrityError):
        with act("describe-company", Operator, heron.pk, actor=amara(heron), at=T0) as (row, _):
            row.name = ""
    assert untouched(heron)


def test_a_fact_the_journal_does_not_take_leaves_no_trace(heron):
    with pytest.raises(TypeError):
        with act("describe-company", Operator, heron.pk, actor=amara(heron), at=T0) as (row, note):
            row.name = "Grey Heron"
            note(score=0.5)
    assert untouched(heron)


def test_an_act_inside_an_act_is_refused(heron):
    with pytest.raises(RuntimeError, match="set-consent was asked for inside describe-company"):
        with act("describe-company", Operator, heron.pk, actor=amara(heron), at=T0):
            with act("set-consent", Operator, heron.pk, actor=amara(heron), at=T0):
                pytest.fail("never reached")
    assert untouched(heron)
    with act("set-consent", Operator, heron.pk, actor=amara(heron), at=T0):
        pass
    assert JournalEntry.objects.count() == 1


def test_a_model_without_a_gate_needs_rows_when_an_applicant_asks(heron):
    file = StoredFile.objects.create(digest="d", media_type="text/plain", size=1, stored_at=T0)
    rows = StoredFile.objects.all()
    with pytest.raises(TypeError, match="visible_to"):
        with act("attach", StoredFile, "d", actor=amara(heron), at=T0):
            pytest.fail("never reached")
    with pytest.raises(Refused, check=refusal(Reason("not-found"))):
        with act("attach", StoredFile, "d", actor=amara(heron), at=T0, rows=rows.none()):
            pytest.fail("never reached")
    with act("attach", StoredFile, "d", actor=amara(heron), at=T0, rows=rows) as (row, _):
        row.size = 2
    with act("assess", StoredFile, "d", actor=BEN, at=T0) as (row, _):
        row.size += 1
    file.refresh_from_db()
    assert file.size == 3


def test_an_act_that_makes_its_row_names_it_later(db):
    with act_new("sign-up", topic="person", actor=ANYBODY, at=T0) as note:
        note.about(17)
        note(language="fr")
    entry = JournalEntry.objects.get()
    assert (entry.act, entry.topic, entry.subject, entry.body) == (
        "sign-up",
        "person",
        "17",
        {"language": "fr"},
    )


def test_an_act_about_nothing_is_a_mistake(db):
    with (
        pytest.raises(ValueError, match="no subject"),
        act_new("sign-up", topic="person", actor=ANYBODY, at=T0),
    ):
        pass
    assert not JournalEntry.objects.exists()


def test_what_downward_calls_append_comes_before_the_act(heron):
    with act("describe-company", Operator, heron.pk, actor=amara(heron), at=T0):
        journal.append("enter", "register", "QMAEO1", {}, actor=BEN, at=T0)
        assert not JournalEntry.objects.exists()
    assert [entry.act for entry in journal.since(0)] == ["enter", "describe-company"]
    assert journal.verify().fault is None


@pytest.mark.django_db(transaction=True)
def test_two_acts_on_one_row_take_turns():
    heron = make()
    holding, seen = threading.Event(), []

    def second():
        try:
            holding.wait(5)
            with act("describe-company", Operator, heron.pk, actor=amara(heron), at=T0) as (row, _):
                seen.append(row.staff)
                row.staff += 1
        finally:
            connections.close_all()

    thread = threading.Thread(target=second)
    thread.start()
    with act("describe-company", Operator, heron.pk, actor=amara(heron), at=T0) as (row, _):
        row.staff += 1
        holding.set()
        thread.join(0.3)
        assert seen == []
    thread.join(5)
    heron.refresh_from_db()
    assert (seen, heron.staff) == ([1], 2)
    assert journal.verify() == journal.Verdict(2, journal.head()[1])


@pytest.mark.django_db(transaction=True)
def test_the_journal_stays_open_to_others_while_an_act_runs():
    heron, done = make(), threading.Event()

    def other():
        try:
            with transaction.atomic():
                journal.append("answer", "case", "other", {}, actor=BEN, at=T0)
            done.set()
        finally:
            connections.close_all()

    with act("describe-company", Operator, heron.pk, actor=amara(heron), at=T0):
        journal.append("enter", "register", "mine", {}, actor=BEN, at=T0)
        thread = threading.Thread(target=other)
        thread.start()
        assert done.wait(5)
        thread.join()
    assert [entry.subject for entry in journal.since(0)] == ["other", "mine", heron.number]


CHILD = """
import sys, time, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.DATABASES["default"]["HOST"] = sys.argv[2]
django.setup()
from datetime import UTC, datetime
from openaeo.bedrock import journal
from openaeo.bedrock.acts import act
from openaeo.bedrock.actors import Actor
from openaeo.law.mandates import MandateKind
from openaeo.law.terms import Capacity
from openaeo.parties.models import Operator
T0 = datetime(2026, 3, 2, tzinfo=UTC)
who = Actor(Capacity.APPLICANT, person=1, name="Amara", operator=int(sys.argv[3]), mandate=MandateKind.OWNER)
with act("describe-company", Operator, who.operator, actor=who, at=T0) as (row, note):
    row.name = "Half done"
    row.save()
    journal._write([(journal.append("enter", "register", "x", {}, actor=who, at=T0), b"{}")])
    print("inside", flush=True)
    time.sleep(60)
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_in_the_middle_leaves_nothing_and_blocks_nobody(settings):
    heron = make()
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            CHILD,
            settings.DATABASES["default"]["NAME"],
            str(settings.DATABASES["default"]["HOST"]),
            str(heron.pk),
        ],
        stdout=subprocess.PIPE,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "openaeo.config.settings", "PYTHONPATH": "src"},
    )
    with child:
        assert child.stdout.readline() == b"inside\n"
        child.send_signal(signal.SIGKILL)
    with connection.cursor() as sql:
        sql.execute("SET statement_timeout = '10s'")
    assert untouched(heron)
    with act("describe-company", Operator, heron.pk, actor=amara(heron), at=T0) as (row, _):
        row.name = "Grey Heron"
    assert journal.verify().entries == 1
