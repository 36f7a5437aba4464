"""Pages before and after a decision: what is recommended, why a decision departs from it, who issues."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.worlds import a_case, assess_all, staff, when

from openaeo.casework import decision, recommending
from openaeo.casework.models import Case, Recommendation
from openaeo.law.terms import Capacity
from openaeo.parties.models import Person
from openaeo.register.models import Authorisation

SHOWN = "Granted, certificate not yet issued"


def text(page):
    return page.content.decode()


def at(name, case):
    return reverse(name, args=[case.number])


def test_the_officer_recommends_and_the_decider_says_why_otherwise(signed_in, cast):
    case = a_case("assessment")
    assess_all(case, actor=cast.ben, at=when(9), gaps=["A1"])
    ben, address = signed_in("ben"), at("recommend", case)
    page = text(ben.get(address))
    assert ("Not shown." in page, ", A1" in page, "Who will be told" in page) == (True, True, True)
    given = {"proposal": "refuse", "recommendation": "DESK: refuse.", "reason-A1": "Kept typed."}
    again = text(ben.post(address, given))
    assert ("Kept typed." in again, "A1. Give both" in again) == (True, True)
    assert Case.objects.get(pk=case.number).state == "assessment"
    assert ben.post(address, given | {"reference-A1": "Art. 5"}).status_code == 302
    for other in ("dalia", "efua", "amara", "otto"):
        assert signed_in(other).get(address).status_code == 404

    dalia = signed_in("dalia")
    desk = text(dalia.get(at("decide", case)))
    assert ("DESK: refuse." in desk, "Art. 5" in desk, "Kept typed." in desk) == (True, True, True)
    trader = text(signed_in("amara").get(at("case_timeline", case)))
    assert [word in trader for word in ("DESK: refuse.", "Art. 5", "Kept typed.")] == [False] * 3


def test_a_departure_is_asked_for_and_what_was_typed_stays(signed_in, cast):
    case = a_case("hearing")
    decision.reply_hearing(case.number, text="We do.", actor=cast.amara, at=when(15))
    dalia, form = signed_in("dalia"), {"decision": "grant", "reasons": "They do."}
    page = text(dalia.post(at("decide", case), form))
    assert ("recommended something else" in page, "They do." in page) == (True, True)
    assert dalia.post(at("decide", case), form | {"departure": "INSIDE: seen."}).status_code == 302
    assert Recommendation.objects.get(case=case.number).departure == "INSIDE: seen."
    assert "INSIDE: seen." in text(dalia.get(reverse("case", args=[case.number, "decision"])))
    assert "INSIDE" not in text(signed_in("amara").get(at("case_timeline", case)))


def test_a_third_person_issues_and_both_sides_read_what_is_missing(signed_in, cast):
    case = a_case("decision", tier="security")
    dalia = signed_in("dalia")
    assert "Your certificate is not issued yet" in text(dalia.get(at("decide", case)))
    dalia.post(at("decide", case), {"decision": "grant", "reasons": "Met."})
    assert (Case.objects.get(pk=case.number).state, Authorisation.objects.count()) == ("to-issue", 0)
    amara = signed_in("amara")
    page = text(amara.get(at("case_timeline", case)))
    assert (SHOWN in page, "has no effect before it is" in page) == (True, True)

    ines = Client()
    ines.force_login(Person.objects.get(pk=staff("ines", Capacity.ISSUER, "Ines Moreau").person))
    assert SHOWN in text(ines.get(reverse("inbox")))
    assert at("issue", case) in text(ines.get(at("case", case)))
    for other in ("ben", "dalia", "efua", "amara", "otto"):
        assert signed_in(other).post(at("issue", case), {}).status_code == 404
    assert Case.objects.get(pk=case.number).state == "to-issue"
    page = text(ines.get(at("issue", case)))
    assert ("Dalia Haddad" in page, "Who will be told" in page) == (True, True)
    done = ines.post(at("issue", case), {})
    held = Authorisation.objects.get()
    assert done["Location"] == reverse("authorisation", args=[held.number])
    assert "See your certificate" in text(amara.get(at("case_timeline", case)))
    again = ines.post(at("issue", case), {})
    assert (again.status_code, "There is a problem" in text(again)) == (200, True)


@pytest.mark.parametrize(("who", "sees"), [("ben", True), ("amara", False)])
def test_a_recommendation_is_read_by_customs_alone(cast, who, sees):
    case = a_case("decision")
    assert (recommending.before(case, actor=getattr(cast, who)) is not None) is sees
