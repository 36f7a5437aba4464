"""The checks before acceptance on the pages of both sides."""

import pytest
from django.urls import reverse
from tests.worlds import a_case

from openaeo.casework.models import Case
from openaeo.parties.models import Operator

pytestmark = pytest.mark.django_db


def test_the_page_stops_at_the_first_failure_and_offers_only_what_fits(signed_in):
    case = a_case("submitted")
    ben, address = signed_in("ben"), reverse("case", args=[case.number])
    refuse = reverse("case_act", args=[case.number, "refuse-to-accept"])
    page = ben.get(address).content.decode()
    assert page.count("Holds") == 6
    assert refuse not in page
    assert reverse("case_act", args=[case.number, "accept"]) in page

    Operator.objects.filter(pk=case.operator_id).update(country="QN")
    page = ben.get(address).content.decode()
    assert "The firm is not established in the territory of customs." in page
    assert (page.count("Holds"), page.count("Fails"), page.count("Not reached")) == (1, 1, 4)
    assert refuse in page
    for other in ("accept", "return"):
        assert reverse("case_act", args=[case.number, other]) not in page

    assert "Say why" in ben.post(refuse, {"reason": ""}).content.decode()
    assert ben.post(refuse, {"reason": "The seat is abroad."}).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "not-accepted"
    assert "The seat is abroad." in ben.get(address).content.decode()
    mine = signed_in("amara").get(reverse("case_timeline", args=[case.number])).content.decode()
    assert "The seat is abroad." in mine
    assert "The firm is not established in the territory of customs." in mine


def test_the_trader_reads_until_when_to_complete(signed_in):
    case = a_case("returned")
    page = signed_in("amara").get(reverse("application", args=[case.number])).content.decode()
    assert "Please complete it by 7 February 2026." in page
    assert signed_in("ben").get(reverse("case", args=[case.number])).status_code == 200
