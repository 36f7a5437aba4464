"""Removal of data: exactly what was reported and nothing else, on the word of two people, whatever interrupts it."""

import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from tests.web.addresses import PAPER, browser, world
from tests.worlds import a_case, a_finding, an_operator, people, refusal, staff, when

from openaeo.bedrock import files, journal
from openaeo.bedrock.models import JournalEntry, StoredFile
from openaeo.casework import application, findings, measures
from openaeo.casework.models import Case, Finding, Hold, Measure, Removal, RemovalItem, Tombstone
from openaeo.dossier import holdings, removable, removal, retention
from openaeo.law.findings import OPEN_FINDING
from openaeo.law.terms import Capacity
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db

ENDED = when(61)
DUE = datetime(2029, 3, 8, 9, tzinfo=UTC)
ROOMS = ("bedrock", "parties", "register", "casework", "exchange", "notices", "dossier")
STAY = {"firm", "sites", "site-ratings", "authorisations", "status", "identifiers", "removed", "taken-over"}


def rows():
    """Return how many rows each table has that is somebody's own: links between two rows go with either."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return Counter({model: model._default_manager.count() for model in models})


def ended():
    """Amara's authorisation ended on day 61, and nothing is open; Otto's draft lies there, with the same paper."""
    number, cast = world("granted")["number"], people()
    Removal.objects.all().delete()  # what the world of every address reported
    case = Case.objects.select_related("authorisation").get(pk=number)
    for one in Measure.objects.filter(state="noticed"):
        measures.drop(one.pk, reasons="The gate is mended.", actor=cast.dalia, at=when(60))
    for one in Finding.objects.filter(case=case, state__in=OPEN_FINDING):
        findings.withdraw(one.pk, reason="Seen otherwise.", actor=cast.ben, at=when(60))
    measures.surrender(case.authorisation_id, reason="We close.", actor=cast.amara, at=ENDED)
    other = a_case("draft", firm=an_operator("otto", name="Brandt Forwarding Ltd", tin="QM000000002"))
    application.answer(other.number, "A1", claim="met", explanation="", actor=cast.otto, at=when(3))
    stored = files.store(io.BytesIO(PAPER), "keys.csv", at=when(2))
    application.attach(other.number, "A1", stored, name="keys.csv", actor=cast.otto, at=when(3))
    return case, cast, staff("gina", Capacity.ADMINISTRATOR, "Gina Park")


def test_every_holding_is_named_and_what_stays_is_known():
    named = {name for name, _rows in removable.HOLDINGS}
    assert {chapter.name for chapter in holdings.FILE} - named == STAY
    gone = {one(removable.Scope("", (), ())).model for _name, one in removable.HOLDINGS}
    hanging = [Case, *(one for one in gone if one._meta.app_label == "casework")]
    below = {
        relation.related_model
        for model in hanging
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not relation.many_to_many
        if not relation.related_model._meta.auto_created
    }
    assert below - gone == set()


def test_exactly_what_was_reported_goes_and_nothing_else(settings):
    settings.REQUIRE_STAFF_MFA = False
    case, cast, gina = ended()
    number, held = case.number, case.authorisation_id
    assert refusal(retention.draw, actor=cast.ben, at=DUE) == ("not-your-capacity",)
    report = retention.report(DUE)
    items = {one.number: one for one in report.items.all()}
    assert items[number].stays == ""
    assert items[number].kept_until == date(2029, 3, 7)
    assert retention.report(DUE) is None
    assert refusal(retention.draw, actor=gina, at=DUE) == ("removal-open-already",)
    assert refusal(retention.order, report.pk, actor=gina, at=DUE) == ("not-from-here",)
    for other in (cast.ben, cast.efua, cast.amara, cast.otto):
        assert not Removal.objects.visible_to(other).exists()
        assert not RemovalItem.objects.visible_to(other).exists()
    for one in items:
        if one != number:
            retention.hold(one, reason="The court has it.", until=date(2035, 1, 1), actor=gina, at=DUE)
    retention.look_through(report.pk, actor=cast.dalia, at=DUE)
    assert refusal(retention.order, report.pk, actor=cast.dalia, at=DUE) == (
        "removal-needs-second-person",
        "removal-notice-runs",
    )
    later = DUE + timedelta(days=30)
    retention.order(report.pk, actor=gina, at=later)
    assert refusal(retention.call_off, report.pk, actor=gina, at=later) == ("not-from-here",)

    before, entries = rows(), journal.head()[0]
    kinds = {name: one(removable.Scope("", (), ())).model for name, one in removable.HOLDINGS}
    expected = Counter({kinds[name]: count for name, count in items[number].counts.items()})
    expected[StoredFile] = items[number].files
    assert len(expected) > 20
    assert expected[StoredFile] > 1
    assert removal.remove(later) == 1
    after = rows()
    assert after[Tombstone] - before[Tombstone] == 1
    assert after[JournalEntry] - before[JournalEntry] == journal.head()[0] - entries == 2
    changed = {model: before[model] - after[model] for model in before if before[model] > after[model]}
    assert changed == {model: count for model, count in expected.items() if count}
    assert StoredFile.objects.filter(pk=files.store(io.BytesIO(PAPER), "k.csv", at=later).pk).exists()

    left = Tombstone.objects.get(pk=number)
    assert (left.outcome, left.authorisation_id, left.source) == ("granted", held, "QM")
    assert (left.ordered_by_id, left.counts) == (gina.person, items[number].counts)
    assert Authorisation.objects.get(pk=held).periods.exists()
    assert Tombstone.objects.visible_to(cast.amara).exists()
    assert not Tombstone.objects.visible_to(cast.otto)
    assert Removal.objects.get().state == "done"
    assert journal.verify().fault is None
    page = browser("ben").get(reverse("authorisation", args=[held]))
    assert (page.status_code, browser("ben").get(reverse("case", args=[number])).status_code) == (200, 404)


def test_what_changed_or_is_held_back_stays_and_an_interruption_costs_nothing():
    case, cast, gina = ended()
    report = retention.draw(actor=gina, at=DUE)
    past = {"reason": " ", "until": date(2029, 1, 1), "actor": gina, "at": DUE}
    assert refusal(retention.hold, case.number, **past) == ("hold-reason-missing", "hold-day-past")
    assert refusal(retention.hold, "AEO-2026-9999", **past) == ("not-found",)
    assert refusal(retention.release, case.number, actor=gina, at=DUE) == ("not-held",)
    until = date(2030, 1, 1)
    retention.hold(case.number, reason="Court 7.", until=until, actor=cast.dalia, at=DUE)
    assert RemovalItem.objects.get(number=case.number).stays == "hold"
    again = {"reason": "Court 8.", "until": until, "actor": gina, "at": DUE}
    assert refusal(retention.hold, case.number, **again) == ("held-already",)
    retention.call_off(report.pk, actor=gina, at=DUE)
    kept = RemovalItem.objects.filter(removal=report)
    assert Case.objects.filter(number__in=kept.values("number")).count() == kept.count()

    retention.release(case.number, actor=gina, at=DUE)
    report = retention.draw(actor=gina, at=DUE)
    due = list(report.items.waiting().values_list("number", flat=True))
    assert case.number in due
    assert len(due) > 1
    later = DUE + timedelta(days=40)
    retention.look_through(report.pk, actor=gina, at=later)
    retention.order(report.pk, actor=cast.dalia, at=later)
    changed = next(one for one in due if one != case.number)
    Hold.objects.create(case_id=changed, reason="Now.", until=until, set_at=later, set_by_id=gina.person)
    with connection.cursor() as sql:  # as if the machine stopped in the middle of the case
        sql.execute(
            "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''stopped''; END'"
        )
        sql.execute("CREATE TRIGGER stop BEFORE DELETE ON casework_case FOR EACH ROW EXECUTE FUNCTION stop()")
    before = rows()
    assert removal.remove(later) == 0
    assert rows() == before
    item = report.items.get(number=case.number)
    assert (item.gone_at, "stopped" in item.last_error) == (None, True)
    assert report.items.get(number=changed).stays == "hold"
    assert Removal.objects.get(pk=report.pk).state == "ordered"
    with connection.cursor() as sql:
        sql.execute("DROP TRIGGER stop ON casework_case")
    assert removal.remove(later) == len(due) - 1
    assert removal.remove(later) == 0
    assert Removal.objects.get(pk=report.pk).state == "done"
    assert Case.objects.filter(pk=changed).exists()
    assert not Case.objects.filter(pk=case.number).exists()


def test_an_open_finding_keeps_a_case_and_its_reason_is_told():
    cast = people()
    finding = a_finding()
    number = finding.case_id
    assert number
    assert removal.remove(DUE) == 0
    assert refusal(retention.draw, actor=cast.dalia, at=when(30)) == ("removal-nothing-due",)
