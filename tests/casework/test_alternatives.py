"""Alternative measures: proposed with an answer, decided by customs, decided anew when the text changes."""

import pytest
from tests.worlds import a_case, acted, assess_all, people, refusal, staff, when

from openaeo.bedrock.models import JournalEntry
from openaeo.casework import alternatives, application, assessment, decision
from openaeo.casework.models import Alternative, Case
from openaeo.casework.timeline import timeline
from openaeo.law.terms import Capacity, Claim, Mode, Outcome
from openaeo.parties.mandates import give_mandate
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db
TEXT, WHY = "Two people carry the key.", "Nobody is alone with goods."


def proposed(*, until="assessment", criterion="A1", equivalence=WHY):
    """A case in which A1 is answered by an alternative measure."""
    case, cast = a_case("returned"), people()
    application.answer(
        case.number,
        criterion,
        claim=Claim.MET,
        explanation="",
        alternative=TEXT,
        equivalence=equivalence,
        actor=cast.amara,
        at=when(4),
    )
    if until != "returned":
        application.submit(case.number, declared_name="Amara", actor=cast.amara, at=when(5))
    if until == "assessment":
        assessment.accept(case.number, actor=cast.ben, at=when(6))
    return Case.objects.get(pk=case.pk)


def judge(case, *, approve=True, reason="Seen by video.", actor=None, at=None):
    return acted(
        alternatives.judge,
        case.number,
        "A1",
        approve=approve,
        reason=reason,
        actor=actor or people().ben,
        at=at or when(7),
    )


@pytest.mark.parametrize(("approve", "state"), [(True, "approved"), (False, "refused")])
def test_a_decision_is_on_record_with_its_reason_and_who_and_when(approve, state):
    case, cast = proposed(), people()

    held = judge(case, approve=approve, reason=" Seen by video. ")

    held.refresh_from_db()
    assert (held.state, held.reason, held.judged_at, held.judged_by_id) == (
        state,
        "Seen by video.",
        when(7),
        cast.ben.person,
    )
    entry = JournalEntry.objects.get(act="judge-alternative")
    assert (entry.subject, entry.body) == (
        case.number,
        {
            "criterion": "A1",
            "alternative": state,
            "reason": "Seen by video.",
            "text": TEXT,
            "equivalence": WHY,
        },
    )


def test_a_decision_may_be_replaced_and_counts_as_a_hand_in_the_assessment():
    case, cast = proposed(), people()
    judge(case, approve=False, reason="Not shown.")
    judge(case, approve=True, actor=cast.chen, at=when(8))

    assert Alternative.objects.get().state == "approved"
    assert {cast.ben.person, cast.chen.person} <= set(case.handlings.values_list("person_id", flat=True))


def test_everything_wrong_with_a_decision_is_named_at_once():
    case, cast = proposed(until="returned"), people()
    early = {"approve": True, "reason": " ", "actor": cast.ben, "at": when(4)}

    assert refusal(alternatives.judge, case.number, "A1", **early) == ("not-from-here", "reason-missing")
    assert refusal(alternatives.judge, case.number, "A2", **early) == ("not-found",)


def test_half_an_alternative_measure_is_not_submitted():
    case, cast = proposed(until="returned", equivalence=" "), people()

    assert refusal(application.submit, case.number, declared_name="Amara", actor=cast.amara, at=when(5)) == (
        "answers-missing",
    )


def test_only_officers_decide_and_never_on_their_own_firm():
    case, cast = proposed(), people()
    give_mandate(
        cast.firm.number, Person.objects.get(pk=cast.chen.person), "preparer", actor=cast.amara, at=when(6)
    )
    gina = staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")
    say = {"approve": True, "reason": "Fine.", "at": when(7)}

    for actor in (cast.amara, cast.otto, cast.dalia, cast.efua, gina):
        assert refusal(alternatives.judge, case.number, "A1", actor=actor, **say) == ("not-your-capacity",)
    assert refusal(alternatives.judge, case.number, "A1", actor=cast.chen, **say) == ("own-firm",)


def test_a_changed_text_is_undecided_again_and_the_same_text_is_not():
    case, cast = proposed(until="submitted"), people()
    judge(case, approve=False, reason="One gate only.", at=when(6))
    assessment.return_(case.number, reason="Please cover both gates.", actor=cast.ben, at=when(6))
    say = {"claim": Claim.MET, "explanation": "More.", "actor": cast.amara}

    acted(application.answer, case.number, "A1", alternative=TEXT, equivalence=WHY, at=when(7), **say)
    assert Alternative.objects.get().state == "refused"
    acted(application.answer, case.number, "A1", alternative="At both.", equivalence=WHY, at=when(8), **say)

    held = Alternative.objects.get()
    assert (held.state, held.text, held.reason, held.judged_at, held.judged_by) == (
        *("proposed", "At both.", ""),
        *(None, None),
    )
    assert JournalEntry.objects.filter(act="answer").latest("cursor").body == {
        "criterion": "A1",
        "claim": "met",
        "reopened": True,
    }


def granting(case, *, outcome=Outcome.MET):
    cast = people()
    assess_all(case, actor=cast.ben, at=when(8))
    if outcome is not Outcome.MET:
        assessment.assess(
            case.number, "A1", outcome=outcome, reason="Half.", mode=Mode.DESK, actor=cast.ben, at=when(8)
        )
    assessment.recommend(case.number, proposal="grant", recommendation="Grant.", actor=cast.ben, at=when(9))
    return {"reasons": "All met.", "actor": cast.dalia, "at": when(10)}


def test_no_grant_rests_on_an_undecided_alternative_measure():
    case = proposed()
    how = granting(case)

    assert refusal(decision.grant, case.number, **how) == ("alternatives-undecided",)

    decision.send_back(case.number, reason="A1.", actor=how["actor"], at=when(10))
    judge(case, at=when(11))
    assessment.recommend(
        case.number, proposal="grant", recommendation="Grant.", actor=people().ben, at=when(12)
    )
    acted(decision.grant, case.number, **{**how, "at": when(13)})


def test_an_undecided_alternative_measure_stands_in_the_way_of_nothing_but_met():
    case = proposed()
    acted(decision.grant, case.number, **granting(case, outcome=Outcome.PARTLY))


def test_the_applicant_reads_the_outcome_and_the_reason_and_no_officer_s_name():
    case, cast = proposed(), people()
    judge(case, approve=False, reason="One gate only.")

    told = next(i for i in timeline(case, actor=cast.amara) if i.code == "judge-alternative")
    assert (told.params, told.who, told.side) == (
        {"criterion": "A1", "alternative": "refused", "reason": "One gate only."},
        "",
        "customs",
    )
    assert timeline(case, actor=cast.otto) == []
