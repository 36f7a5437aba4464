"""The second officer decides: never on what they assessed, never against the trader unheard."""

import pytest
from django.urls import reverse
from tests.worlds import a_case, when

from openaeo.bedrock.actors import SYSTEM
from openaeo.casework.models import Case
from openaeo.law.terms import Capacity
from openaeo.parties.models import Person
from openaeo.parties.onboarding import appoint
from openaeo.register.models import Authorisation
from openaeo.web.shell import CHOSEN


def decide(case):
    return reverse("decide", args=[case.number])


def fresh(case):
    return Case.objects.get(pk=case.number)


def test_granting_enters_the_register_once(signed_in, cast):
    case, dalia = a_case("decision"), signed_in("dalia")
    form = {"decision": "grant", "reasons": "All criteria are met."}
    page = dalia.post(decide(case), form)
    assert page["Location"] == reverse("case", args=[case.number, "decision"])
    assert (fresh(case).state, fresh(case).decider_id) == ("granted", cast.dalia.person)
    again = dalia.post(decide(case), form)
    assert (again.status_code, "There is a problem" in again.content.decode()) == (200, True)
    assert Authorisation.objects.count() == 1


def test_a_gap_cannot_be_granted_and_the_reasons_stay(signed_in):
    case = a_case("decision", gaps=["A1"])
    page = signed_in("dalia").post(decide(case), {"decision": "grant", "reasons": "Good enough."})
    words = page.content.decode()
    assert ("Good enough." in words, "A1" in words, fresh(case).state) == (True, True, "decision")


def test_nobody_is_refused_unheard(signed_in):
    case = a_case("decision", gaps=["A1"])
    signed_in("dalia").post(decide(case), {"decision": "refuse", "reasons": "No."})
    assert fresh(case).state == "decision"


def test_hear_then_refuse(signed_in, cast):
    case, dalia = a_case("decision", gaps=["A1"]), signed_in("dalia")
    draft = dalia.get(reverse("hear", args=[case.number])).content.decode()
    assert "A1: Not shown." in draft
    dalia.post(reverse("hear", args=[case.number]), {"grounds": "Records are not kept."})
    assert (fresh(case).state, fresh(case).hearing_grounds) == ("hearing", "Records are not kept.")
    from openaeo.casework.decision import reply_hearing

    reply_hearing(case.number, text="We keep them now.", actor=cast.amara, at=fresh(case).hearing_opened_at)
    assert "We keep them now." in dalia.get(decide(case)).content.decode()
    dalia.post(decide(case), {"decision": "refuse", "reasons": "Too late.", "departure": "See A1."})
    assert (fresh(case).state, fresh(case).decision_reasons) == ("refused", "Too late.")


@pytest.mark.parametrize("form", [{"decision": "", "reasons": "Fine."}, {"decision": "grant", "reasons": ""}])
def test_choice_and_reasons_are_asked_for(signed_in, form):
    case = a_case("decision")
    assert "There is a problem" in signed_in("dalia").post(decide(case), form).content.decode()
    assert fresh(case).state == "decision"


def test_whoever_assessed_reads_why_they_may_not_decide(signed_in, cast):
    case = a_case("decision")
    appoint(Person.objects.get(pk=cast.ben.person), Capacity.DECIDER, actor=SYSTEM, at=when(11))
    ben = signed_in("ben")
    session = ben.session
    session[CHOSEN] = "decider:"
    session.save()
    assert "A second officer decides" in ben.get(decide(case)).content.decode()
    ben.post(decide(case), {"decision": "grant", "reasons": "Mine."})
    assert fresh(case).state == "decision"


@pytest.mark.parametrize("who", ["ben", "efua", "amara", "otto"])
def test_others_find_no_such_page(signed_in, who):
    case = a_case("decision")
    assert signed_in(who).get(decide(case)).status_code == 404
    assert signed_in(who).post(decide(case), {"decision": "grant", "reasons": "x"}).status_code == 404
    assert signed_in(who).get(reverse("hear", args=[case.number])).status_code == 404
    assert fresh(case).state == "decision"
