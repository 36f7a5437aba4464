"""Exports: all that a reader may read and nothing else, with a list of digests; made by steps, kept for a time."""

import hashlib
import json
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone
from tests.web.addresses import PAPER, world
from tests.worlds import joins, people, refusal, when

from openaeo.bedrock import files, worker
from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import JournalEntry, StoredFile
from openaeo.casework.models import (
    Case,
    DayOff,
    Docket,
    EditionOrder,
    Evidence,
    Intake,
    Removal,
    RemovalItem,
    SiteOutlook,
)
from openaeo.dossier import exports, holdings, making, record
from openaeo.dossier import people as held
from openaeo.dossier.labels import LABELS
from openaeo.dossier.models import Export, Letter
from openaeo.dossier.reach import Reach
from openaeo.law.terms import Capacity
from openaeo.parties import mandates
from openaeo.parties.models import Invitation, Mandate, Operator, Person, Post, Site, SiteRating, Succession

pytestmark = pytest.mark.django_db

CHAPTERS = (*holdings.FILE, *held.PEOPLE, *held.PERSON)
INSIDE = ("Grant it.", "Nothing is kept there before spring.", "Dalia Haddad", "Efua Mensah")
"""What only customs reads in this world: a recommendation, a plan for a site, who decides."""
DAY = when(50)


def opened(export):
    """Return the members of a package by path, having checked every digest of its manifest."""
    with files.open_file(export.package) as stream, zipfile.ZipFile(stream) as package:
        members = {name: package.read(name) for name in package.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    assert {one["path"]: one["sha256"] for one in manifest["files"]} == {
        path: hashlib.sha256(content).hexdigest() for path, content in members.items()
    }
    return members, manifest


def made(export, at=DAY):
    assert making.make(export.pk, at=at)
    return Export.objects.select_related("package", "record").get(pk=export.pk)


def test_every_table_of_casework_and_of_a_firm_stands_in_a_chapter():
    reach = Reach(Actor(Capacity.OFFICER, person=1))
    held = {chapter.rows(reach).model for chapter in CHAPTERS}
    elsewhere = {DayOff, Docket, EditionOrder, Evidence, Intake}  # made from others, the house, the programme
    elsewhere |= {Removal, RemovalItem, SiteOutlook}
    casework = {
        model for model in apps.get_app_config("casework").get_models() if not model._meta.auto_created
    }
    assert casework - elsewhere - held == set()
    firm = {Operator, Site, SiteRating, Mandate, Invitation, Succession, Person, Post, Letter}
    assert firm - held == set()


def test_every_field_has_a_name_and_what_stays_inside_is_known():
    keys = {field.key for chapter in CHAPTERS for field in record.fields_of(chapter, desk=True)}
    assert keys - set(LABELS) == set()
    inside = {chapter.name for chapter in CHAPTERS if not chapter.both}
    assert inside == {
        "site-ratings",
        "handlings",
        "interests",
        "remarks",
        "results",
        "report-choices",
        "recommendations",
        "recommended-points",
        "consultations",
        "observations",
        "visit-notes",
        "risk-ratings",
        "taken-over",
        "site-plans",
        "holds",
    }
    for chapter in CHAPTERS:
        found = [field.key for field in record.fields_of(chapter, desk=True)]
        assert len(found) == len(set(found)), chapter.name


def test_the_file_of_a_case_holds_all_that_customs_reads():
    number, cast = world("granted")["number"], people()
    asked = exports.ask_case(number, language="en", actor=cast.ben, at=DAY)
    assert refusal(exports.ask_case, number, language="en", actor=cast.ben, at=DAY) == ("export-under-way",)
    one = made(asked)
    assert (one.done, one.ends_at, one.busy, one.ready) == (one.total, DAY + exports.KEPT, False, True)
    members, manifest = opened(one)
    told = json.loads(members["record.json"])
    assert (told["format"], told["about"]) == ("openaeo-export-1", {"kind": "case", "number": number})
    chapters = told["chapters"]
    assert set(chapters) == {chapter.name for chapter in holdings.FILE} | {"history"}
    text = members["record.json"].decode()
    assert [secret for secret in INSIDE if secret not in text] == ["Efua Mensah"]
    empty = {name for name, rows in chapters.items() if not rows}
    assert empty <= {
        *("carried", "observations", "visit-notes", "extensions", "clock-stops", "declines", "appeals"),
        *(
            "site-ratings",
            "openings",
            "worksheets",
            "declarations",
            "reviews",
            "review-answers",
            "risk-ratings",
            "holds",
            "removed",
            "taken-over",
            "recommended-points",
            "reports",
            "report-choices",
            "reuses",
        ),
    }
    assert [one["number"] for one in chapters["applications"]] == [number]
    assert members[next(path for path in members if path.startswith("documents/"))] == PAPER
    issued = [path for path in members if path.startswith("letters/")]
    assert len(issued) == len([one for one in chapters["letters"] if one["file"]])
    assert members["record.pdf"].startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in members["record.pdf"]
    assert manifest["lost"] == []
    done = JournalEntry.objects.get(act="make-export", body__export=one.pk)
    assert (done.subject, done.body["package"], done.body["record"]) == (
        number,
        one.package_id,
        one.record_id,
    )
    assert making.make(one.pk, at=DAY) is False
    for other in (cast.dalia, cast.amara, cast.otto):
        assert not Export.objects.visible_to(other).filter(pk=one.pk).exists()

    exports.end(one.ends_at - timedelta(seconds=1))
    assert Export.objects.get(pk=one.pk).ready
    assert exports.end(one.ends_at) == 1
    assert not Export.objects.get(pk=one.pk).ready
    assert not StoredFile.objects.filter(pk__in=[one.package_id, one.record_id]).exists()
    assert files.path_of(one.package_id).exists()
    worker.DUTIES["files.sweep"].do(timezone.now() + timedelta(days=2))
    assert not files.path_of(one.package_id).exists()


def test_a_firm_and_a_person_get_theirs_and_never_what_customs_notes():
    world("granted")
    cast = people()
    whole = made(exports.ask_firm(language="ar", actor=cast.amara, at=DAY))
    members, _manifest = opened(whole)
    text = members["record.json"].decode()
    chapters = json.loads(text)["chapters"]
    inside = {chapter.name for chapter in holdings.FILE if not chapter.both}
    names = {chapter.name for chapter in (*holdings.FILE, *held.PEOPLE)}
    assert set(chapters) == names - inside | {"history"}
    assert [secret for secret in INSIDE if secret in text] == []
    for chapter in (*holdings.FILE, *held.PEOPLE):
        read = {field.key for field in record.fields_of(chapter, desk=False)}
        assert {key for row in chapters.get(chapter.name, ()) for key in row} <= read
    assert len(chapters["applications"]) == Case.objects.filter(operator=cast.firm).count() == 2
    assert {one["name"] for one in chapters["firm"]} == {"Almadi Spices Ltd"}
    assert "Juniper" not in text  # another firm; those it belongs to it knows
    assert members["record.pdf"].startswith(b"%PDF-1.7")

    own = made(exports.ask_own(language="en", actor=cast.ben, at=DAY))
    members, _manifest = opened(own)
    chapters = json.loads(members["record.json"])["chapters"]
    assert set(chapters) == {chapter.name for chapter in held.PERSON}
    assert [one["email"] for one in chapters["account"]] == ["ben@example.org"]
    assert {row["act"] for row in chapters["acts"]} >= {"accept", "recommend"}
    assert "Almadi" not in members["record.json"].decode()
    assert "password" not in members["record.json"].decode()


def test_who_may_ask_and_whose_right_ends_while_it_is_made():
    number, cast = world("draft")["number"], people()
    kim, deputy = joins("kim", "reader"), joins("noor", "deputy")
    assert refusal(exports.ask_case, number, language="en", actor=cast.ben, at=DAY) == ("not-found",)
    assert refusal(exports.ask_case, number, language="en", actor=cast.amara, at=DAY) == (
        "not-your-capacity",
    )
    assert refusal(exports.ask_firm, language="en", actor=kim, at=DAY) == ("not-your-mandate",)
    assert refusal(exports.ask_firm, language="en", actor=cast.dalia, at=DAY) == ("not-your-capacity",)
    asked = exports.ask_firm(language="en", actor=deputy, at=DAY)
    held = Mandate.objects.get(person=deputy.person)
    mandates.end_mandate(held.pk, actor=cast.amara, at=DAY)
    assert making.make(asked.pk, at=when(51)) is False
    assert Export.objects.get(pk=asked.pk).failed_at == when(51)


def test_what_cannot_be_made_is_tried_again_and_then_given_up(monkeypatch, tmp_path):
    cast = people()
    (tmp_path / "wrong.typ").write_text("#nonsense(")
    monkeypatch.setattr(making, "PAGES", tmp_path / "wrong.typ")
    asked = exports.ask_own(language="en", actor=cast.amara, at=DAY)
    at = DAY
    for _try in range(making.MOST_TRIES):
        assert making.make(asked.pk, at=at) is False
        assert making.make(asked.pk, at=at) is False  # not before its pause is over
        at += making.PAUSE
    row = Export.objects.get(pk=asked.pk)
    assert (row.tries, row.failed_at) == (making.MOST_TRIES, at - making.PAUSE)
    assert row.last_error.startswith("NotTypeset")
    monkeypatch.undo()
    again = exports.ask_own(language="en", actor=cast.amara, at=at)
    assert made(again, at).ready
