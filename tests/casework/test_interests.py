"""Declarations of interest: with the first act or by themselves; whoever has one does not act, and oversight reads it."""

import pytest
from tests.worlds import a_case, a_visit, acted, answer_all, people, refusal, staff, when

from openaeo.bedrock import journal, worker
from openaeo.casework import (
    appeals,
    application,
    assessment,
    assigning,
    decision,
    docket,
    interests,
    requests,
    visits,
)
from openaeo.casework.models import Case, Docket, Handling, Interest
from openaeo.law.terms import Capacity, Mode, Outcome
from openaeo.notices.models import Notice

pytestmark = pytest.mark.django_db
COUSIN = "A cousin keeps the books there."


def declared(number):
    rows = Interest.objects.filter(case=number).order_by("declared_at", "pk")
    return list(rows.values_list("person_id", "named", "with_act"))


def test_whoever_takes_a_first_act_declares_none_with_it():
    cast, case = people(), a_case("decision")
    ben, dalia = cast.ben.person, cast.dalia.person
    assert declared(case.number) == [(ben, "", True)]
    decision.send_back(case.number, reason="Look at A1.", actor=cast.dalia, at=when(11))
    decision_made = [(ben, "", True), (dalia, "", True)]
    assert declared(case.number) == decision_made
    judged = {"outcome": Outcome.MET, "reason": "", "mode": Mode.DESK}
    assessment.assess(case.number, "A1", **judged, actor=cast.ben, at=when(12))
    assert declared(case.number) == decision_made
    again = {"interest": " ", "actor": cast.ben, "at": when(12)}
    assert refusal(interests.declare, case.number, **again) == ("interest-said",)
    assert refusal(interests.declare, case.number, **again | {"actor": cast.amara}) == ("not-your-capacity",)
    assert refusal(interests.declare, case.number, **again | {"actor": cast.efua}) == ("not-your-capacity",)


def test_who_was_given_a_case_declares_before_acting_and_an_interest_sends_it_back():
    cast, case = people(), a_case("assessment")
    chen = {"actor": cast.chen, "at": when(6)}
    assigning.assign(case.number, officer=cast.chen.person, reason="Ill.", actor=cast.dalia, at=when(5))
    judged = {"outcome": Outcome.MET, "reason": "", "mode": Mode.DESK}
    acts = {
        assessment.assess: {"criterion": "A1", **judged},
        requests.ask: {"question": "Since when?"},
        assigning.assign: {"officer": cast.ben.person, "reason": "No."},
    }
    for verb, said in acts.items():
        assert refusal(verb, case.number, **said, **chen) == ("interest-undeclared",)
    acted(interests.declare, case.number, interest="", **chen)
    assert Handling.objects.filter(case=case, person_id=cast.chen.person).exists()
    acted(assessment.assess, case.number, "A1", **judged, **chen)

    docket.read_on(at=when(7))
    assert Docket.objects.get(pk=case.pk).why == "assess"
    acted(interests.declare, case.number, interest=f" {COUSIN} ", actor=cast.chen, at=when(7))
    for verb, said in acts.items():
        assert "interest-declared" in refusal(verb, case.number, **said, **chen)
    assert refusal(assessment.take_on, case.number, **chen) == ("interest-declared",)
    assert refusal(interests.declare, case.number, interest="", **chen) == ("interest-stands",)
    given = {"officer": cast.chen.person, "actor": cast.dalia, "at": when(8)}
    assert refusal(assigning.assign, case.number, **given) == ("officer-interested",)
    assert refusal(a_visit, case)[0] == "team-interested"
    assert str(cast.chen.person) not in dict(visits.validators(case, when(8)))
    docket.read_on(at=when(8))
    assert (Docket.objects.get(pk=case.pk).why, Case.objects.get(pk=case.pk).assessor) == ("untaken", None)

    entry = [one for one in journal.since(0) if one.act == "declare-interest"][-1]
    assert (entry.body["named"], COUSIN in str(entry.body)) == (True, False)
    while worker.read_on(worker.READERS["notices"], at=when(8)):
        pass
    told = Notice.objects.filter(kind="interest-declared").values_list("person_id", flat=True)
    assert list(told) == [cast.dalia.person]

    rana = staff("rana", Capacity.REVIEWER, "Rana Bond")
    read = {
        actor.name: [row.named for row in interests.declared(actor=actor, case=case.number, named=True)]
        for actor in (cast.dalia, rana, cast.chen, cast.ben, cast.efua, cast.amara, cast.otto)
    }
    assert read == {
        name: [COUSIN] if name in {"Dalia Haddad", "Rana Bond", "Chen Li"} else [] for name in read
    }
    assert [interests.stance(case, one).others for one in (cast.dalia, cast.ben, cast.chen)] == [
        *(True, False, False)
    ]


def test_an_interest_reaches_whatever_else_concerns_the_firm_until_none_is_declared_in_a_new_case():
    cast, case = people(), a_case("hearing")
    interests.declare(case.number, interest=COUSIN, actor=cast.ben, at=when(13))
    decision.reply_hearing(case.number, text="No.", actor=cast.amara, at=when(15))
    decision.refuse(case.number, reasons="Not kept.", actor=cast.dalia, at=when(20))
    rana = staff("rana", Capacity.REVIEWER, "Rana Bond")
    interests.declare(case.number, interest="I was their broker.", actor=rana, at=when(21))
    appeal = appeals.lodge_for_case(case.number, grounds="We do.", actor=cast.amara, at=when(22))
    assert refusal(appeals.take_up, appeal.pk, actor=rana, at=when(23)) == ("interest-declared",)
    romy = staff("romy", Capacity.REVIEWER, "Romy Falk")
    acted(appeals.take_up, appeal.pk, actor=romy, at=when(23))
    assert declared(case.number)[-1] == (romy.person, "", True)
    appeals.withdraw(appeal.pk, actor=cast.amara, at=when(24))

    anew = application.start(tier="compliance", roles=["importer"], actor=cast.amara, at=when(400))
    answer_all(anew, actor=cast.amara, at=when(401))
    application.submit(anew.number, declared_name="Amara Diallo", actor=cast.amara, at=when(402))
    ben = {"actor": cast.ben, "at": when(403)}
    assert refusal(assessment.take_on, anew.number, **ben) == ("interest-declared",)
    acted(interests.declare, anew.number, interest="", **ben)
    acted(assessment.take_on, anew.number, **ben)
