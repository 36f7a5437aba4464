"""Letters: one for each formal act, in the firm's language, made once, retried when it cannot be made, only read after."""

import io
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.worlds import a_case, a_finding, answer_all, assess_all, refusal, staff, when

from openaeo.bedrock import files, journal, typesetting, worker
from openaeo.bedrock.actors import ANYBODY
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import appeals, application, assessment, cures, decision, measures
from openaeo.casework.models import Document
from openaeo.casework.programme import edition_of
from openaeo.dossier import composing, dates, delivery, issuing
from openaeo.dossier.kinds import LETTERS, TITLES, kind_of
from openaeo.dossier.models import Letter
from openaeo.dossier.story import preview_of, story_of
from openaeo.dossier.wording import WORDING
from openaeo.law.authority import AUTHORITY
from openaeo.law.terms import Capacity
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db


def words(said):
    """Return everything that a letter says, line by line."""
    lines = []
    for block in said["blocks"]:
        lines += [block["text"]] if "text" in block else []
        lines += [f"{label}: {value}" for label, value in block.get("rows", [])]
        lines += block.get("items", [])
    return lines


def latest(kind):
    """Compose the letter about the newest act that produces `kind`, as the worker would."""
    for entry in JournalEntry.objects.order_by("-cursor"):
        if kind_of(entry.act, entry.body) == kind:
            return composing.composed(story_of(entry), kind)
    raise AssertionError(kind)


def test_every_kind_has_a_title_and_words_and_every_act_is_known():
    kinds = {one.kind for produced in LETTERS.values() for one in produced}
    assert kinds == set(TITLES) == set(WORDING)
    assert set(LETTERS) <= set(AUTHORITY)


def test_each_formal_act_produces_its_letter_as_an_archivable_file(cast, issue):
    case = a_case("refused", gaps=["A1"])
    assert issue(when(22)) == 3
    assert list(Letter.objects.order_by("entry").values_list("kind", flat=True)) == [
        "accepted",
        "hearing",
        "refused",
    ]
    for letter in Letter.objects.select_related("file"):
        with files.open_file(letter.file) as stream:
            made = stream.read()
        assert b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in made
        assert b"<pdfuaid:part>1</pdfuaid:part>" in made
        assert (letter.said, letter.language, letter.operator_id) == ({}, "en", cast.firm.pk)
        told = JournalEntry.objects.get(act="issue-letter", body__letter=letter.pk)
        assert (told.body["digest"], told.body["entry"], told.subject) == (
            letter.file_id,
            letter.entry,
            case.number,
        )
    assert issue(when(23)) == 0  # issued once, never again


def test_a_refusal_names_each_failed_criterion_with_its_source_and_the_way_of_appeal(cast):
    case = a_case("refused", gaps=["A1"])
    said = latest("refused")
    lines = words(said)
    criterion = edition_of(case).criterion("A1")
    assert f"A1: {criterion.text['en']}" in lines
    assert "Rule: SAFE Framework of Standards, edition 2021, criterion A1" in lines
    assert "They were not kept in time." in lines
    assert [one for one in lines if one in {"a reviewing officer", "a court"}] == [
        "a reviewing officer",
        "a court",
    ]
    assert "You may appeal until: 24 February 2026, 23:59 (UTC)" in lines
    assert "Not shown." not in " ".join(lines)  # the officer's result is the desk's own
    assert "desk's view" not in " ".join(lines)


def test_an_acceptance_says_from_when_the_clock_runs(cast):
    a_case("assessment")
    lines = words(latest("accepted"))
    assert "The time for the decision runs from: 9 January 2026" in lines
    assert "It ends, if nothing stops it, on: 9 May 2026" in lines
    assert "Rule: QM" in lines


def test_a_request_to_complete_and_a_refusal_to_accept_say_what_silence_and_they_mean(cast):
    case = a_case("returned")
    foretold = assessment.foretold(case, "return", actor=cast.ben, at=when(3))
    assert foretold == {"check": "", "due": case.complete_by}
    said = words(latest("completion"))
    assert "The site plan is missing." in said
    until = dates.minute(case.complete_by, "en")
    assert f"Please complete it by: {until}" in said
    assert any("customs may refuse to accept it" in line for line in said)
    late = {"actor": cast.ben, "at": case.complete_by + timedelta(days=1)}
    assessment.refuse_to_accept(case.number, reason="It was not completed in time.", **late)
    said = words(latest("not-accepted"))
    assert "It was not completed in time." in said
    assert "You may apply again once what is named here is settled." in " ".join(said)
    body = {"check": "registered", "reason": "It ends in a wrong digit."}
    lines = words(composing.composed(preview_of("return", case, body, at=when(3)), "completion"))
    assert "What failed: The TIN of the firm is not valid." in lines


def test_a_hearing_cites_the_documents_relied_on_and_the_time(cast):
    case = a_case("draft")
    stored = files.store(io.BytesIO(b"seal,day\n1,2\n"), "log.csv", at=when(1))
    answer_all(case, actor=cast.amara, at=when(1))
    application.attach(case.number, "A1", stored, name="log.csv", actor=cast.amara, at=when(1))
    application.submit(case.number, declared_name="Amara Diallo", actor=cast.amara, at=when(2))
    assessment.accept(case.number, actor=cast.ben, at=when(4))
    assess_all(case, actor=cast.ben, at=when(9), gaps=["A1"])
    assessment.recommend(
        case.number, proposal="grant", recommendation="DESK ONLY", actor=cast.ben, at=when(10)
    )
    paper = Document.objects.get()
    said = {"grounds": "The log has gaps.", "actor": cast.dalia, "at": when(40)}
    wrong = refusal(decision.hear, case.number, relied_on=[paper.pk, paper.pk + 99], **said)
    assert wrong == ("document-not-of-case",)
    decision.hear(case.number, relied_on=[paper.pk], **said)
    lines = words(latest("hearing"))
    assert f"log.csv · {paper.file_id[:16]}" in lines
    assert "You may reply until: 16 March 2026, 23:59 (UTC)" in lines
    assert "The log has gaps." in lines


def test_measures_cures_and_appeals_have_theirs(cast, issue):
    case = a_case("granted")
    held = case.authorisation
    noticed = measures.propose(
        held.number,
        kind="suspend",
        ground="criteria-not-met",
        grounds="The gate stood open.",
        criteria=["G1"],
        actor=cast.ben,
        at=when(21),
    )
    measures.reply(noticed.pk, text="It is shut.", actor=cast.amara, at=when(22))
    measures.take(noticed.pk, reasons="It was open again.", actor=cast.dalia, at=when(23))
    lines = words(latest("suspended"))
    assert "What is meant: Security and safety" in lines
    assert any(line.startswith("G1: ") for line in lines)
    assert "Your time ends on: 29 March 2026, 23:59 (UTC)" in lines
    measures.lift(held.number, reasons="Shut and watched.", actor=cast.dalia, at=when(24))
    gone = measures.propose(
        held.number,
        kind="revoke",
        ground="false-information",
        grounds="The answers were invented.",
        actor=cast.ben,
        at=when(25),
    )
    measures.reply(gone.pk, text="They were not.", actor=cast.amara, at=when(26))
    measures.take(gone.pk, reasons="They were.", actor=cast.dalia, at=when(27))
    assert "A new application is possible after: 1 February 2029" in words(latest("revoked"))
    assert issue(when(28)) == 7
    assert list(Letter.objects.order_by("entry").values_list("kind", flat=True)) == [
        *("accepted", "granted", "suspension-notice", "suspended", "lifted"),
        *("revocation-notice", "revoked"),
    ]
    assert {one.case_id for one in Letter.objects.all()} == {case.number}


def test_a_cure_verified_and_appeals_concluded_have_theirs(cast):
    held = a_case("granted").authorisation
    taken = {"kind": "suspend", "ground": "criteria-not-met", "grounds": "Open.", "urgent": True}
    for criterion in ("G1", "A1"):  # the second hits the other part too
        one = measures.propose(held.number, **taken, criteria=[criterion], actor=cast.ben, at=when(21))
        measures.take(one.pk, reasons="Open.", actor=cast.dalia, at=when(22))
    cures.report(one.cure.pk, text="Done.", actor=cast.amara, at=when(23))
    cures.verify(one.cure.pk, reasons="Seen.", actor=cast.dalia, at=when(24))
    assert "In force as: Customs compliance" in words(latest("lifted"))
    rana = staff("rana", Capacity.REVIEWER)
    for day, conclude, kind in (
        (30, appeals.dismiss, "appeal-dismissed"),
        (40, appeals.allow, "appeal-allowed"),
    ):
        again = measures.propose(held.number, **taken, criteria=["A1"], actor=cast.ben, at=when(day))
        measures.take(again.pk, reasons="Open.", actor=cast.dalia, at=when(day + 1))
        lodged = appeals.lodge_for_measure(
            again.pk, grounds="It is shut.", actor=cast.amara, at=when(day + 2)
        )
        appeals.take_up(lodged.pk, actor=rana, at=when(day + 3))
        conclude(lodged.pk, reasons="Looked at anew.", actor=rana, at=when(day + 4))
        lines = words(latest(kind))
        assert "Looked at anew." in lines
        if kind == "appeal-dismissed":
            assert "a court" in lines
            measures.lift(held.number, reasons="Shut.", actor=cast.dalia, at=when(day + 5))
        else:
            assert "The suspension that you appealed against has ended." in lines


def test_a_grant_with_open_points_lists_them(cast, issue):
    finding = a_finding("accepted", severity="minor")
    case = finding.case
    assess_all(case, actor=cast.ben, at=when(9))
    assessment.recommend(
        case.number, proposal="grant", recommendation="DESK ONLY", actor=cast.ben, at=when(10)
    )
    decision.grant(case.number, reasons="", actor=cast.dalia, at=when(20))
    lines = words(latest("granted-with-conditions"))
    assert any(line.startswith("A1: ") and line.endswith("A complete log of one month.") for line in lines)
    assert not [line for line in lines if "DESK" in line or "overworked" in line]


def test_it_is_written_in_the_owners_language_right_to_left_where_it_is_so(cast, issue):
    Person.objects.filter(pk=cast.amara.person).update(language="ar")
    case = a_case("returned")
    said = latest("completion")
    assert (said["language"], said["rtl"]) == ("ar", True)
    assert {"block": "said", "text": "The site plan is missing.", "direction": "ltr"} in said["blocks"]
    assert issue(when(5)) == 1
    assert Letter.objects.get().language == "ar"
    assert case.operator_id == Letter.objects.get().operator_id


def test_when_it_cannot_be_made_the_act_stands_and_the_worker_tries_again(cast, issue, monkeypatch, tmp_path):
    (tmp_path / "wrong.typ").write_text("#nonsense(")
    right = composing.PAGES["letter-1"]
    monkeypatch.setitem(composing.PAGES, "letter-1", tmp_path / "wrong.typ")
    case = a_case("returned")
    assert issue(when(5)) == 0
    letter = Letter.objects.get()
    assert (letter.tries, letter.next_at, letter.file_id) == (1, when(5, minutes=1), None)
    assert letter.last_error.startswith("NotTypeset: ")
    assert case.state == "returned"
    monkeypatch.setitem(composing.PAGES, "letter-1", right)
    assert issuing.make(when(5)) == 0  # not before its time
    assert issuing.make(when(5, minutes=1)) == 1
    assert JournalEntry.objects.filter(act="issue-letter").count() == 1
    assert journal.verify().fault is None


def test_old_acts_get_no_letter(cast, issue):
    a_case("returned")
    assert issue(when(50)) == 0
    assert not Letter.objects.exists()


def test_who_sees_a_letter(cast, issue):
    a_case("returned")
    issue(when(5))
    seen = {
        name: Letter.objects.visible_to(actor).count()
        for name, actor in {
            "amara": cast.amara,
            "otto": cast.otto,
            "ben": cast.ben,
            "anybody": ANYBODY,
        }.items()
    }
    assert seen == {"amara": 1, "otto": 0, "ben": 1, "anybody": 0}


def test_delivery_is_told_in_one_query(cast, issue, django_assert_num_queries):
    case = a_case("refused", gaps=["A1"])
    issue(when(21))
    while worker.read_on(worker.READERS["notices"], at=when(21)):
        pass
    letter = Letter.objects.get(kind="refused")
    issuing.opened(letter, actor=cast.dalia, at=when(21))
    issuing.opened(letter, actor=cast.amara, at=when(22))
    letter.refresh_from_db()
    issuing.opened(letter, actor=cast.amara, at=when(23))
    with django_assert_num_queries(1):
        found = delivery.delivered(Letter.objects.filter(case=case))
    first = found[0]
    assert (first.letter.kind, first.shown_at, first.opened_at) == ("refused", when(20), when(22))
    assert [one.opened_at for one in found[1:]] == [None, None]


def test_a_letter_has_a_file_when_issued_and_only_then(cast, issue):
    a_case("returned")
    issue(when(5))
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.update(file=None)


def test_a_preview_is_marked_and_leaves_no_trace(cast):
    case = a_case("submitted")
    before = journal.head()
    made = composing.preview("return", case, {"reason": "Where is B7?"}, at=when(3))
    assert re.match(rb"%PDF-1\.7", made)
    assert composing.preview("take-on", case, {}, at=when(3)) is None
    assert journal.head() == before
    assert not Letter.objects.exists()
    with pytest.raises(typesetting.NotTypeset):
        composing.pages({"blocks": []}, "letter-1", at=when(3))
