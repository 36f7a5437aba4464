"""Applying: what the applicant may do, when, and what is refused with which reasons."""

import pytest
from tests.worlds import (
    MONDAY,
    a_case,
    a_granted,
    acted,
    an_operator,
    answer_all,
    joins,
    people,
    refusal,
    when,
)

from openaeo.bedrock.journal import head, since
from openaeo.bedrock.models import JournalEntry, StoredFile
from openaeo.casework import application, assessment
from openaeo.casework.models import Answer, Case, Document, Evidence
from openaeo.casework.programme import current_edition
from openaeo.law.terms import Claim
from openaeo.parties.models import Operator

pytestmark = pytest.mark.django_db


def start(actor, at=MONDAY, **other):
    return acted(
        application.start, **{"tier": "full", "roles": ["importer"], "actor": actor, "at": at, **other}
    )


def a_file(digest="a" * 64):
    return StoredFile.objects.get_or_create(
        digest=digest, defaults={"media_type": "application/pdf", "size": 10, "stored_at": when()}
    )[0]


def test_a_start_pins_the_edition_and_draws_the_year_s_next_number():
    cast = people()

    case = start(cast.amara, roles=["exporter", "importer", "importer"])
    other = start(cast.otto)

    assert (case.number, other.number) == ("AEO-2026-0001", "AEO-2026-0002")
    assert (case.edition, case.edition_hash) == (current_edition(when(0)).code, current_edition(when(0)).hash)
    assert case.roles == ["importer", "exporter"]
    assert start_of_next_year() == "AEO-2027-0001"


def start_of_next_year():
    firm = an_operator("zora", name="Zenith Carriers Ltd", tin="QM000000009")
    return start(firm.owner, at=when(365)).number


def test_one_application_at_a_time_and_none_while_authorised():
    cast = people()
    case = start(cast.amara)
    again = {"tier": "gold", "roles": ["pirate"], "actor": cast.amara, "at": when(1)}

    assert refusal(application.start, **again) == ("case-open-already", "tier-unknown", "role-unknown")
    acted(application.withdraw, case.number, reason="", actor=cast.amara, at=when(1))
    start(cast.amara)


def test_a_holder_does_not_start_another_application():
    held = a_granted()
    cast = people()

    codes = refusal(application.start, tier="full", roles=[], actor=cast.amara, at=when(21))

    assert codes == ("authorised-already", "roles-missing")
    assert held.operator_id == cast.firm.pk


def test_tier_and_roles_can_be_chosen_anew_while_editable():
    case, cast = a_case(at="draft"), people()

    acted(application.choose, case.number, tier="security", roles=["carrier"], actor=cast.amara, at=when(1))

    case.refresh_from_db()
    assert (case.tier, case.roles) == ("security", ["carrier"])
    assert refusal(application.choose, case.number, tier="", roles=[], actor=cast.amara, at=when(1)) == (
        "tier-unknown",
        "roles-missing",
    )


def test_an_answer_is_replaced_by_the_next_and_its_words_stay_out_of_the_journal():
    case, cast = a_case(at="draft"), people()
    say = {"explanation": "The plan for the gate.", "actor": cast.amara}

    acted(application.answer, case.number, "A1", claim=Claim.NOT_YET, at=when(1), **say)
    acted(application.answer, case.number, "A1", claim=Claim.PARTLY, at=when(2), **say)

    given = Answer.objects.get(case=case)
    assert (given.claim, given.explanation, given.answered_at) == (
        "partly",
        "The plan for the gate.",
        when(2),
    )
    assert [entry.body for entry in JournalEntry.objects.filter(act="answer")] == [
        {"criterion": "A1", "claim": "not-yet"},
        {"criterion": "A1", "claim": "partly"},
    ]
    assert refusal(application.answer, case.number, "Z99", claim=Claim.MET, at=when(2), **say) == (
        "criterion-not-applying",
    )


@pytest.mark.parametrize("state", ["submitted", "assessment", "decision", "hearing", "granted"])
def test_nothing_is_edited_once_submitted(state):
    case, cast = a_case(at=state), people()
    who = {"actor": cast.amara, "at": when(30)}

    assert refusal(application.answer, case.number, "A1", claim=Claim.MET, explanation="", **who) == (
        "not-editable",
    )
    assert refusal(application.attach, case.number, "A1", a_file(), name="plan.pdf", **who) == (
        "not-editable",
    )
    assert refusal(application.detach, case.number, "A1", 1, **who) == ("not-editable",)
    assert refusal(application.choose, case.number, tier="full", roles=["importer"], **who) == (
        "not-editable",
    )


def test_a_returned_application_is_corrected_and_submitted_again():
    case, cast = a_case(at="returned"), people()
    who = {"actor": cast.amara, "at": when(5)}

    acted(application.answer, case.number, "A1", claim=Claim.MET, explanation="Now with plan.", **who)
    acted(application.submit, case.number, declared_name="Amara Diallo", **who)

    case.refresh_from_db()
    assert (case.state, case.submitted_at) == ("submitted", when(5))
    submissions = JournalEntry.objects.filter(act="submit").order_by("cursor")
    assert [entry.at for entry in submissions] == [when(2), when(5)]
    assert len({entry.body["answers"] for entry in submissions}) == 2


def test_evidence_is_attached_once_reused_and_taken_back():
    case, cast = a_case(at="draft"), people()
    who = {"actor": cast.amara, "at": when(1)}
    assert refusal(application.attach, case.number, "A1", a_file(), name="plan.pdf", **who) == (
        "answer-first",
    )
    for criterion in ("A1", "A2"):
        application.answer(case.number, criterion, claim=Claim.MET, explanation="", **who)

    first = acted(application.attach, case.number, "A1", a_file(), name="plan.pdf", **who)
    acted(application.attach, case.number, "A2", first.document, **who)

    assert refusal(application.attach, case.number, "A2", a_file(), name="plan.pdf", **who) == (
        "already-attached",
    )
    assert refusal(application.attach, case.number, "A2", a_file("b" * 64), name=" ", **who) == (
        "name-missing",
    )
    assert Document.objects.count() == 1
    acted(application.detach, case.number, "A1", first.document_id, **who)
    assert list(Evidence.objects.values_list("answer__criterion", flat=True)) == ["A2"]
    assert refusal(application.detach, case.number, "A1", first.document_id, **who) == ("not-found",)


def test_another_firm_s_document_cannot_be_attached():
    cast = people()
    mine, theirs = start(cast.amara), start(cast.otto)
    for case, actor in ((mine, cast.amara), (theirs, cast.otto)):
        application.answer(case.number, "A1", claim=Claim.MET, explanation="", actor=actor, at=when(1))
    evidence = application.attach(
        theirs.number, "A1", a_file(), name="secret.pdf", actor=cast.otto, at=when(1)
    )

    codes = refusal(application.attach, mine.number, "A1", evidence.document, actor=cast.amara, at=when(2))

    assert codes == ("not-found",)


def test_submission_names_everything_that_is_missing():
    cast = people()
    firm = an_operator("zora", name="Zenith Carriers Ltd", tin="QM000000009", complete=False)
    case = start(firm.owner)
    Operator.objects.filter(pk=firm.operator.pk).update(staff=2)

    codes = refusal(application.submit, case.number, declared_name=" ", actor=firm.owner, at=when(1))

    assert codes == ("company-incomplete", "deputy-missing", "answers-missing", "declaration-missing")
    case.refresh_from_db()
    assert (case.state, case.declared_by_id, case.submitted_at) == ("draft", None, None)
    assert refusal(application.submit, case.number, declared_name="Otto", actor=cast.otto, at=when(1)) == (
        "not-found",
    )


def test_a_firm_of_more_than_one_names_a_deputy_before_it_submits():
    case, cast = a_case(at="draft"), people()
    answer_all(case, actor=cast.amara, at=when(1))
    Operator.objects.filter(pk=cast.firm.pk).update(staff=2)
    submit = {"declared_name": "Amara Diallo", "actor": cast.amara, "at": when(2)}

    assert refusal(application.submit, case.number, **submit) == ("deputy-missing",)
    deputy = joins("dora", "deputy")
    acted(application.submit, case.number, **{**submit, "declared_name": "Dora", "actor": deputy})


@pytest.mark.parametrize("kind", ["preparer", "reader", "consultant"])
def test_whoever_does_not_bind_the_firm_does_not_submit(kind):
    case, helper = a_case(at="draft"), joins("helper", kind, until=when(90))
    answer_all(case, actor=people().amara, at=when(1))

    assert refusal(application.submit, case.number, declared_name="Helper", actor=helper, at=when(2)) == (
        "not-your-mandate",
    )
    said = {"claim": Claim.MET, "explanation": "", "actor": helper, "at": when(2)}
    if kind == "reader":
        assert refusal(application.answer, case.number, "A1", **said) == ("not-your-mandate",)
    else:
        acted(application.answer, case.number, "A1", **said)


def test_a_second_submission_is_refused():
    case, cast = a_case(at="draft"), people()
    answer_all(case, actor=cast.amara, at=when(1))
    submit = {"declared_name": "Amara Diallo", "actor": cast.amara, "at": when(2)}

    submitted = acted(application.submit, case.number, **submit)

    assert (submitted.state, submitted.declared_by_id, submitted.declared_name, submitted.submitted_at) == (
        "submitted",
        cast.amara.person,
        "Amara Diallo",
        when(2),
    )
    assert refusal(application.submit, case.number, **submit) == ("not-from-here",)


def test_an_answer_that_leaves_the_choice_of_roles_does_not_count():
    case, cast = a_case(at="draft"), people()
    answer_all(case, actor=cast.amara, at=when(1), skip=["A1"])

    codes = refusal(application.submit, case.number, declared_name="Amara", actor=cast.amara, at=when(2))

    assert codes == ("answers-missing",)


def test_withdrawing_lets_open_questions_lapse():
    from openaeo.casework import requests

    case, cast = a_case(at="assessment"), people()
    question = requests.ask(case.number, question="Who keeps the keys?", actor=cast.ben, at=when(5))
    preparer = joins("nia", "preparer")

    assert refusal(application.withdraw, case.number, reason="", actor=preparer, at=when(6)) == (
        "not-entitled-to-bind",
    )
    acted(application.withdraw, case.number, reason="Sold the firm.", actor=cast.amara, at=when(6))

    question.refresh_from_db()
    assert (question.state, question.closed_at) == ("cancelled", when(6))
    assert refusal(application.withdraw, case.number, reason="", actor=cast.amara, at=when(7)) == (
        "not-from-here",
    )


def test_otto_gets_nothing():
    case, otto = a_case(at="draft"), people().otto
    who = {"actor": otto, "at": when(1)}
    before = head()

    codes = [
        refusal(application.choose, case.number, tier="full", roles=["importer"], **who),
        refusal(application.answer, case.number, "A1", claim=Claim.MET, explanation="", **who),
        refusal(application.attach, case.number, "A1", a_file(), name="a.pdf", **who),
        refusal(application.detach, case.number, "A1", 1, **who),
        refusal(application.submit, case.number, declared_name="Otto", **who),
        refusal(application.withdraw, case.number, reason="", **who),
    ]

    assert set(codes) == {("not-found",)}
    assert not Case.objects.visible_to(otto).exists()
    assert since(before[0]) == []


def test_staff_do_not_apply():
    case, ben = a_case(at="returned"), people().ben

    assert refusal(
        application.answer, case.number, "A1", claim=Claim.MET, explanation="", actor=ben, at=when(4)
    ) == ("not-your-capacity",)
    assert refusal(application.start, tier="full", roles=["importer"], actor=ben, at=when(4)) == (
        "not-your-capacity",
    )


def test_staff_do_not_see_a_draft():
    case, ben = a_case(at="draft"), people().ben

    assert refusal(assessment.take_on, case.number, actor=ben, at=when(1)) == ("not-found",)
