"""Declaring an interest on its page, what a case then shows, and the list for oversight."""

from django.urls import reverse
from tests.worlds import a_case, when

from openaeo.casework import assigning
from openaeo.casework.models import Case, Interest

COUSIN = "A cousin keeps the books there."


def test_a_given_case_asks_first_and_an_interest_leaves_it_to_a_colleague(signed_in, cast):
    case = a_case("assessment")
    assigning.assign(case.number, officer=cast.chen.person, reason="Ill.", actor=cast.dalia, at=when(5))
    overview, address = (reverse(name, args=[case.number]) for name in ("case", "case_interest"))
    chen, dalia = signed_in("chen"), signed_in("dalia")
    page = chen.get(overview).content.decode()
    assert ("This case was given to you" in page, "Recommend a decision" in page) == (True, False)
    asked = chen.post(reverse("request_ask", args=[case.number]), {"question": "Why?"}).content.decode()
    assert "Declare first whether you have an interest" in asked
    for said, wanted in (
        ({}, "Choose one of the two."),
        ({"has": "some", "interest": " "}, "Name the interest in a few words."),
        ({"has": "none", "interest": COUSIN}, "You named an interest below."),
    ):
        kept = chen.post(address, said).content.decode()
        assert (wanted in kept, said.get("interest", "") in kept) == (True, True)
    assert chen.post(address, {"has": "none"}).status_code == 302
    page = chen.get(overview).content.decode()
    assert ("Recommend a decision" in page, "You declared that you have no interest" in page) == (True, True)
    assert "already that you have no interest" in chen.post(address, {"has": "none"}).content.decode()
    chen.post(address, {"has": "some", "interest": COUSIN})
    assert Case.objects.get(pk=case.pk).assessor is None
    page = chen.get(overview).content.decode()
    assert ("You declared an interest" in page, "Recommend a decision" in page) == (True, False)

    assert "Somebody declared an interest" in dalia.get(overview).content.decode()
    assert COUSIN in dalia.get(address).content.decode()
    listed = dalia.get(reverse("interests")).content.decode()
    assert (COUSIN in listed, "Ben Osei" in listed) == (True, False)
    assert "Ben Osei" in dalia.get(reverse("interests"), {"show": "all"}).content.decode()
    ben = signed_in("ben")
    assert COUSIN not in ben.get(overview).content.decode() + ben.get(address).content.decode()
    assert ben.get(reverse("interests")).status_code == 404
    assert (
        "Declared an interest in the firm"
        in dalia.get(reverse("case_assign", args=[case.number])).content.decode()
    )
    for reader in (signed_in("amara"), signed_in("efua")):
        assert reader.get(address).status_code == 404
    assert Interest.objects.filter(case=case).count() == 3
