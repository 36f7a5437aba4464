"""Rounds: accepted answers stand, remarks go and come back, and what is private stays inside."""

import io

import pytest
from tests.worlds import a_case, acted, people, refusal, when

from openaeo.bedrock import files
from openaeo.casework import application, assessment, documents, exchanges, requests, rounds, worksheet
from openaeo.casework.clocks import clocks
from openaeo.casework.facts import case_facts, turn
from openaeo.casework.models import Case, Request, Round, Sending
from openaeo.casework.workbook import Filled, Line, Stamp
from openaeo.law.terms import Claim

pytestmark = pytest.mark.django_db
PAPER = b"name,key"


def says(case, criterion, text, at, **more):
    return application.answer(
        case.number, criterion, claim=Claim.MET, explanation=text, actor=people().amara, at=at, **more
    )


def test_a_round_in_assessment_from_note_to_resolution():
    case, cast = a_case("assessment"), people()
    number, ben, amara = case.number, {"actor": cast.ben}, {"actor": cast.amara}
    assert refusal(rounds.send_round, number, words=" ", **ben, at=when(5)) == (
        "question-missing",
        "remark-none-noted",
    )
    acted(rounds.accept_answers, number, ["A1", "A2"], **ben, at=when(5))
    acted(rounds.note_remark, number, "B1", text="Who?", private="He lies.", **ben, at=when(5))
    acted(rounds.note_remark, number, "B1", text="Who keeps it?", private="He lies.", **ben, at=when(5))
    rounds.note_remark(number, "B2", text="Since when?", **ben, at=when(5))
    assert refusal(rounds.note_remark, number, "A1", text=" ", **ben, at=when(5)) == (
        "answer-accepted",
        "remark-missing",
    )
    assert refusal(says, case, "B1", "Too soon.", when(5)) == ("not-editable",)
    for stranger in (cast.amara, cast.dalia):
        assert refusal(rounds.note_remark, number, "C1", text="x", actor=stranger, at=when(5)) == (
            "not-your-capacity",
        )

    sent = acted(rounds.send_round, number, words="Two again.", **ben, at=when(6))
    case = Case.objects.get(pk=number)
    assert (sent.number, sent.state, sent.request.state, turn(case, when(6))) == (
        2,
        "open",
        "open",
        "applicant",
    )
    assert clocks(case, when(6)).decision.pauses[0].period.start == when(6)
    facts = case_facts(case, actor=cast.ben, at=when(6))
    assert (facts.remarks_open, facts.open_requests) == (("B1", "B2"), 1)
    assert refusal(
        assessment.recommend, number, proposal="grant", recommendation="Grant.", **ben, at=when(6)
    )[:2] == (
        "criteria-unassessed",
        "remarks-open",
    )
    for act in (rounds.resolve_remark, rounds.note_remark):
        words = {"text": "x"} if act is rounds.note_remark else {}
        assert refusal(act, number, "B1", **words, **ben, at=when(6)) == ("remark-with-firm",)
    assert refusal(rounds.accept_answers, number, ["B1", "A1"], **ben, at=when(6)) == (
        "answer-accepted",
        "remark-with-firm",
    )
    rounds.note_remark(number, "C1", text="For the next.", **ben, at=when(6))
    assert refusal(rounds.send_round, number, words="More.", **ben, at=when(6)) == ("round-running",)
    assert refusal(requests.reply, sent.request_id, text="Yes.", **amara, at=when(7)) == ("reply-by-round",)

    _the_firm_answers(case)
    _customs_goes_on(case)


def _the_firm_answers(case):
    cast, number = people(), case.number
    amara = {"actor": cast.amara}
    says(case, "B1", "The guard.", when(7))
    assert refusal(says, case, "A1", "Frozen.", when(7)) == ("answer-accepted",)
    assert refusal(says, case, "C1", "Not asked.", when(7)) == ("not-editable",)
    assert refusal(rounds.answer_round, number, **amara, at=when(7)) == ("remarks-unanswered",)
    assert refusal(rounds.answer_round, number, actor=cast.otto, at=when(7)) == ("not-found",)
    stored = files.store(io.BytesIO(PAPER), "keys.csv", at=when(7))
    application.attach(number, "B2", stored, name="keys.csv", actor=cast.amara, at=when(7))
    done = acted(rounds.answer_round, number, **amara, at=when(7))
    one, two = done.sendings.all()
    assert (one.text, one.before["explanation"], one.after["explanation"]) == (
        "Who keeps it?",
        "",
        "The guard.",
    )
    assert (two.before["documents"], two.after["documents"]) == ("", "keys.csv")
    assert (done.request.state, done.request.reply) == ("answered", "B1, B2")
    assert refusal(says, case, "B1", "Later.", when(8)) == ("not-editable",)
    assert refusal(rounds.answer_round, number, **amara, at=when(8)) == ("round-not-running",)


def _customs_goes_on(case):
    cast, number = people(), case.number
    ben, done = {"actor": cast.ben}, Round.objects.get()
    acted(rounds.accept_answers, number, ["B1"], **ben, at=when(8))  # resolves its remark
    acted(rounds.resolve_remark, number, "C1", **ben, at=when(8))
    acted(rounds.note_remark, number, "B2", text="The old one?", **ben, at=when(8))
    marks = {one.criterion: one.state for one in case.remarks.all()}
    assert marks == {"B1": "resolved", "B2": "noted", "C1": "resolved"}
    assert refusal(rounds.resolve_remark, number, "C1", **ben, at=when(8)) == ("remark-not-there",)
    assert [(one.act, one.private) for one in rounds.heard(case, "B1", actor=cast.dalia)] == [
        ("accept-answer", ""),
        ("note-remark", "He lies."),
        ("note-remark", "He lies."),
    ]
    assert rounds.heard(case, "B1", actor=cast.amara) == []
    assert list(Round.objects.visible_to(cast.amara)) == [done]
    assert list(Round.objects.visible_to(cast.otto)) == []

    second = rounds.send_round(number, words="One more.", **ben, at=when(9))
    requests.cancel(second.request_id, **ben, at=when(10))
    second.refresh_from_db()
    assert (second.number, second.state) == (3, "cancelled")
    assert case.remarks.get(criterion="B2").state == "noted"
    assert Request.objects.get(pk=second.request_id).state == "cancelled"
    assert refusal(says, case, "B2", "Gone.", when(10)) == ("not-editable",)


def test_remarks_go_along_with_a_returned_application_and_what_was_accepted_stands():
    case, cast = a_case("submitted"), people()
    number, ben = case.number, {"actor": cast.ben}
    stored = files.store(io.BytesIO(PAPER), "keys.csv", at=when(3))
    rounds.note_remark(number, "B1", text="Who keeps it?", **ben, at=when(3))
    assert "remarks-open" in refusal(assessment.accept, number, **ben, at=when(3))
    assessment.return_(number, reason="One answer again.", **ben, at=when(3))
    application.attach(number, "B2", stored, name="keys.csv", actor=cast.amara, at=when(3))
    says(case, "B1", "The guard.", when(3))
    application.submit(number, declared_name="Amara", actor=cast.amara, at=when(3))
    rounds.accept_answers(number, ["B1", "B2"], **ben, at=when(3))
    rounds.note_remark(number, "C1", text="And this?", **ben, at=when(3))
    assessment.return_(number, reason="Once more.", **ben, at=when(4))

    case = Case.objects.get(pk=number)
    assert exchanges.running(case).number == 3
    assert list(Sending.objects.values_list("round__number", "criterion")) == [(2, "B1"), (3, "C1")]
    paper = case.operator.documents.get()
    frozen = ("answer-accepted",)
    assert refusal(says, case, "B1", "Other.", when(5)) == frozen
    assert refusal(application.detach, number, "B2", paper.pk, actor=cast.amara, at=when(5)) == frozen
    assert refusal(documents.use, number, paper.pk, ["B1"], actor=cast.amara, at=when(5)) == frozen
    newer = files.store(io.BytesIO(b"new"), "keys2.csv", at=when(5))
    documents.replace(paper.pk, newer, name="keys2.csv", actor=cast.amara, at=when(5))
    assert case.answers.get(criterion="B2").evidence.get().replaced_at is None
    says(case, "D1", "Free to change.", when(5))

    ground = worksheet.ground_of(case)
    stamp = Stamp(
        case=number, edition=case.edition_hash, claims={"met": Claim.MET}, sites={}, answers={}, columns={}
    )
    lines = [
        Line(row, {"criterion": key, "claim": "met", "explanation": "By workbook."})
        for row, key in enumerate(("B1", "C1"), 2)
    ]
    plan = worksheet.compared(Filled(stamp, lines), ground)
    assert [one.reason.code for one in plan.rows[0].problems] == ["answer-accepted"]
    assert plan.rows[1].problems == ()

    submit = {"declared_name": "Amara", "actor": cast.amara, "at": when(6)}
    assert refusal(application.submit, number, **submit) == ("remarks-unanswered",)
    says(case, "C1", "Changed.", when(6))
    application.submit(number, **submit)
    acted(rounds.reopen_answer, number, "B1", reason="Rashly done.", **ben, at=when(7))
    assert refusal(rounds.reopen_answer, number, "B1", reason=" ", **ben, at=when(7)) == (
        "reason-missing",
        "answer-not-accepted",
    )
    rounds.resolve_remark(number, "C1", **ben, at=when(7))
    assessment.accept(number, **ben, at=when(7))
    assert case.answers.get(criterion="C1").accepted_at is None
