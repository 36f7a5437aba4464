"""Assessing: taking on, returning, accepting, judging and recommending."""

import pytest
from tests.worlds import a_case, acted, assess_all, people, refusal, staff, when

from openaeo.bedrock.models import JournalEntry
from openaeo.casework import application, assessment, requests
from openaeo.casework.models import Handling, Result
from openaeo.law.terms import Capacity, Mode, Outcome
from openaeo.parties.mandates import give_mandate
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db
SIXTH = when(6)


def judge(case, criterion="A1", *, actor, outcome=Outcome.MET, reason="", mode=Mode.DESK, at=SIXTH):
    return acted(
        assessment.assess,
        case.number,
        criterion,
        outcome=outcome,
        reason=reason,
        mode=mode,
        actor=actor,
        at=at,
    )


def test_an_officer_takes_a_case_on_and_a_colleague_takes_over():
    case, cast = a_case(at="submitted"), people()

    acted(assessment.take_on, case.number, actor=cast.ben, at=when(3))
    assert refusal(assessment.take_on, case.number, actor=cast.ben, at=when(3)) == ("already-yours",)
    acted(assessment.take_on, case.number, actor=cast.chen, at=when(4))

    case.refresh_from_db()
    assert case.assessor_id == cast.chen.person
    assert set(Handling.objects.values_list("person_id", flat=True)) == {cast.ben.person, cast.chen.person}


def test_a_case_is_not_taken_on_after_its_assessment():
    case, cast = a_case(at="decision"), people()

    assert refusal(assessment.take_on, case.number, actor=cast.chen, at=when(11)) == ("not-from-here",)


def test_a_return_says_why():
    case, cast = a_case(at="submitted"), people()

    assert refusal(assessment.return_, case.number, reason=" ", actor=cast.ben, at=when(3)) == (
        "reason-missing",
    )
    acted(assessment.return_, case.number, reason="The site plan is missing.", actor=cast.ben, at=when(3))

    case.refresh_from_db()
    assert (case.state, case.return_reason) == ("returned", "The site plan is missing.")
    assert refusal(assessment.return_, case.number, reason="", actor=cast.ben, at=when(3)) == (
        "reason-missing",
        "not-from-here",
    )


def test_acceptance_starts_the_assessment():
    case, cast = a_case(at="submitted"), people()

    acted(assessment.accept, case.number, actor=cast.ben, at=when(4))

    case.refresh_from_db()
    assert (case.state, case.accepted_at) == ("assessment", when(4))
    assert refusal(assessment.accept, case.number, actor=cast.ben, at=when(4)) == ("not-from-here",)


def test_a_judgement_is_replaced_by_the_next_and_both_stay_in_the_journal():
    case, cast = a_case(at="assessment"), people()

    judge(case, actor=cast.ben, outcome=Outcome.GAP, reason="No log.", at=when(6))
    judge(case, actor=cast.chen, at=when(7))

    result = Result.objects.get(case=case)
    assert (result.outcome, result.assessed_by_id, result.assessed_at) == ("met", cast.chen.person, when(7))
    told = JournalEntry.objects.filter(act="assess").order_by("cursor")
    assert [(entry.body["outcome"], entry.body["reason"]) for entry in told] == [
        ("gap", "No log."),
        ("met", ""),
    ]


@pytest.mark.parametrize("outcome", [Outcome.PARTLY, Outcome.GAP, Outcome.NOT_APPLICABLE])
def test_every_judgement_but_met_needs_a_reason(outcome):
    case, cast = a_case(at="assessment"), people()
    particulars = {"outcome": outcome, "mode": Mode.DESK, "actor": cast.ben, "at": when(6)}

    assert refusal(assessment.assess, case.number, "A1", reason=" ", **particulars) == ("reason-missing",)
    judge(case, actor=cast.ben, outcome=outcome, reason="As seen.")


def test_a_judgement_names_everything_wrong_with_it():
    case, cast = a_case(at="submitted"), people()

    codes = refusal(
        assessment.assess,
        case.number,
        "Z9",
        outcome=Outcome.GAP,
        reason="",
        mode=Mode.DESK,
        actor=cast.ben,
        at=when(6),
    )

    assert codes == ("not-from-here", "criterion-not-applying", "reason-missing")


def test_a_criterion_is_verified_only_as_the_edition_allows():
    from openaeo.casework.facts import roles_of
    from openaeo.casework.programme import edition_of

    case, cast = a_case(at="assessment"), people()
    bound = next(c for c in edition_of(case).applying(roles_of(case)) if len(c.modes) < len(Mode))
    wrong = next(mode for mode in Mode if mode not in bound.modes)

    codes = refusal(
        assessment.assess,
        case.number,
        bound.id,
        outcome=Outcome.MET,
        reason="",
        mode=wrong,
        actor=cast.ben,
        at=when(6),
    )

    assert codes == ("mode-not-allowed",)


def test_a_recommendation_needs_every_judgement_and_no_open_question():
    case, cast = a_case(at="assessment"), people()
    question = requests.ask(case.number, question="Who keeps the keys?", actor=cast.ben, at=when(5))

    assert refusal(
        assessment.recommend, case.number, proposal="grant", recommendation="", actor=cast.ben, at=when(8)
    ) == (
        "recommendation-missing",
        "criteria-unassessed",
        "requests-open",
        "sites-unsettled",
    )
    assess_all(case, actor=cast.ben, at=when(8))
    requests.reply(question.pk, text="The guard.", actor=cast.amara, at=when(8))
    acted(
        assessment.recommend,
        case.number,
        proposal="grant",
        recommendation="Grant.",
        actor=cast.chen,
        at=when(9),
    )

    case.refresh_from_db()
    assert (case.state, case.recommendation, case.recommended_at) == ("decision", "Grant.", when(9))
    assert Handling.objects.filter(person_id=cast.chen.person).exists()


@pytest.mark.parametrize("who", ["amara", "dalia", "efua", "otto"])
def test_only_officers_assess(who):
    case, cast = a_case(at="submitted"), people()
    actor = {"actor": getattr(cast, who), "at": when(4)}
    result = {"outcome": Outcome.MET, "reason": "", "mode": Mode.DESK}

    assert {
        refusal(assessment.take_on, case.number, **actor),
        refusal(assessment.return_, case.number, reason="x", **actor),
        refusal(assessment.accept, case.number, **actor),
        refusal(assessment.assess, case.number, "A1", **result, **actor),
        refusal(assessment.recommend, case.number, proposal="grant", recommendation="x", **actor),
    } == {("not-your-capacity",)}


def test_nobody_handles_their_own_firm():
    case, cast = a_case(at="submitted"), people()
    ben = Person.objects.get(pk=cast.ben.person)
    give_mandate(cast.firm.number, ben, "preparer", actor=cast.amara, at=when(2))
    result = {"outcome": Outcome.MET, "reason": "", "mode": Mode.DESK}
    who = {"actor": cast.ben, "at": when(4)}

    assert refusal(assessment.take_on, case.number, **who) == ("own-firm",)
    assert refusal(assessment.accept, case.number, **who) == ("own-firm",)
    assert refusal(assessment.return_, case.number, reason="x", **who) == ("own-firm",)
    acted(assessment.accept, case.number, actor=cast.chen, at=when(4))
    assert refusal(assessment.assess, case.number, "A1", **result, **who) == ("own-firm",)


def test_one_person_in_two_capacities_is_still_one_person():
    """Dalia has an officer's post too; what she assessed she does not decide."""
    from openaeo.casework import decision

    case = a_case(at="assessment")
    officer = staff("dalia", Capacity.OFFICER)
    judge(case, actor=officer)
    assess_all(case, actor=people().ben, at=when(8))
    assessment.recommend(
        case.number, proposal="grant", recommendation="Grant.", actor=people().ben, at=when(9)
    )

    assert refusal(decision.grant, case.number, reasons="", actor=people().dalia, at=when(10)) == (
        "decider-assessed",
    )
    application.withdraw(case.number, reason="", actor=people().amara, at=when(11))
