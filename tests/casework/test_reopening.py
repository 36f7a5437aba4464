"""Closed applications opened again: when, by whom, at whose wish, where they go on, and how the clocks run then."""

import pytest
from tests.worlds import a_case, acted, assess_all, people, refusal, staff, when

from openaeo.bedrock.journal import verify
from openaeo.casework import application, assessment, reopening
from openaeo.casework.clocks import clocks
from openaeo.casework.models import Case, Handling
from openaeo.casework.timeline import timeline
from openaeo.law.terms import Capacity

pytestmark = pytest.mark.django_db
RULE = "QM rules, section 4"


def asks(case, days, **other):
    told = {"reason": "Our broker pressed the wrong button.", "actor": people().amara, "at": when(days)}
    return reopening.ask, case.number, {**told, **other}


def opens(case, days, **other):
    told = {"reason": "It was a mistake.", "reference": RULE, "actor": people().dalia, "at": when(days)}
    return reopening.reopen, case.number, {**told, **other}


def done(call):
    verb, number, told = call
    return acted(verb, number, **told)


def refused(call):
    verb, number, told = call
    return refusal(verb, number, **told)


def test_withdrawn_by_mistake_it_goes_on_in_assessment_and_customs_has_its_whole_time_again():
    case, cast = a_case("assessment"), people()
    assert refused(asks(case, 9)) == ("no-reopening-here",)
    application.withdraw(case.number, reason="Oh.", actor=cast.amara, at=when(10))

    # Only at the wish of the firm, which has 30 days for it: until the end of 14 February.
    assert refused(opens(case, 11)) == ("reopening-not-asked",)
    assert refused(asks(case, 11, reason=" ", actor=cast.otto)) == ("not-found",)
    assert refused(asks(case, 41, reason=" ")) == ("reason-missing", "reopening-too-late")
    done(asks(case, 40))
    assert refused(asks(case, 40)) == ("reopening-asked-already",)

    # What was asked in time is answered late, by somebody who did not assess, with reason and reference.
    assert refused(opens(case, 45, actor=cast.ben)) == ("not-your-capacity",)
    assert refused(opens(case, 45, actor=staff("ben", Capacity.DECIDER))) == ("decider-assessed",)
    assert refused(opens(case, 45, reason="", reference=" ")) == ("reason-missing", "reference-missing")
    assert refused((reopening.decline, case.number, {"reason": "", "actor": cast.dalia, "at": when(45)})) == (
        "reason-missing",
    )
    back = done(opens(case, 45))
    assert (back.state, back.closed_at, back.reopened_at) == ("assessment", None, when(45))
    assert (back.reopening_asked_at, back.reopening_request) == (None, "")
    clock = clocks(back, when(46)).decision
    assert clock.last_day(when(46)) == when(45 + 120).date()
    assert clock.elapsed_days(when(46)) == 1
    assert Handling.objects.filter(case=case, person_id=cast.dalia.person, kind="deciding").exists()
    assert refused(opens(case, 46)) == ("not-from-here",)

    # Both sides read it; from here on it is a case as any other.
    for reader, who in ((cast.amara, ""), (cast.chen, cast.dalia.name)):
        told = next(one for one in timeline(case, actor=reader) if one.code == "reopen-application")
        assert (told.params["reason"], told.params["reference"], told.who) == ("It was a mistake.", RULE, who)
    assess_all(case, actor=cast.ben, at=when(47))
    assert verify().fault is None


def test_what_lapsed_goes_back_to_the_firm_and_what_customs_did_not_take_is_checked_again():
    case, cast = a_case("returned"), people()
    assessment.refuse_to_accept(case.number, reason="Nothing came.", actor=cast.ben, at=when(40))
    # Customs opens of itself what it closed.
    back = done(opens(case, 50))
    assert (back.state, back.complete_by.date()) == ("returned", when(80).date())
    assert (back.not_accepted_reason, back.failed_check) == ("", "")
    assert clocks(back, when(51)).acceptance is None
    application.submit(case.number, declared_name="Amara Diallo", actor=cast.amara, at=when(52))
    application.withdraw(case.number, reason="Oh.", actor=cast.amara, at=when(53))
    done(asks(case, 54))
    declined = done(
        (reopening.decline, case.number, {"reason": "Apply anew.", "actor": cast.dalia, "at": when(55)})
    )
    assert (declined.state, declined.reopening_asked_at) == ("withdrawn", None)
    assert [one.params for one in timeline(case, actor=cast.amara) if one.code == "decline-reopening"] == [
        {"reason": "Apply anew."}
    ]
    done(asks(case, 56))
    # The time to accept counts from the reopening, and the decision's from the acceptance after it.
    Case.objects.filter(pk=case.pk).update(return_reason="")
    back = done(opens(case, 60))
    assert back.state == "submitted"
    assert clocks(back, when(61)).acceptance.last_day(when(61)) == when(90).date()
    accepted = assessment.accept(case.number, actor=cast.ben, at=when(70))
    assert clocks(accepted, when(71)).decision.last_day(when(71)) == when(190).date()


def test_another_application_a_draft_and_a_refusal_are_not_opened_again():
    case, cast = a_case("submitted"), people()
    application.withdraw(case.number, reason="Oh.", actor=cast.amara, at=when(3))
    done(asks(case, 4))
    new = application.start(tier="full", roles=["importer"], actor=cast.amara, at=when(5))
    assert refused(opens(case, 6)) == ("case-open-already",)
    application.withdraw(new.number, reason="Oh.", actor=cast.amara, at=when(7))
    assert refused(asks(new, 8)) == ("no-reopening-here",)  # a draft was never with customs
    assert done(opens(case, 9)).state == "submitted"
