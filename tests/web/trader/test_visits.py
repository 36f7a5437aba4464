"""What a firm sees of visits: the times, its choice, the report, and nothing that customs keeps to itself."""

import pytest
from django.urls import reverse
from tests.web.addresses import addresses, browser, fill, world
from tests.worlds import a_case, a_visit, people, when

from openaeo.casework import visits
from openaeo.casework.models import Visit

pytestmark = pytest.mark.django_db
SECRET = "KNOWN-TO-OFFICERS"


@pytest.fixture
def offered(cast):
    """A visit with times far ahead, however late the tests run."""
    visit = a_visit(a_case("assessment"))
    starts = [when(days) for days in (30_000, 30_001, 30_002)]
    return visits.offer(visit.pk, starts=starts, actor=people().ben, at=when(6))


def address(visit, name="own_visit"):
    return reverse(name, args=[visit.case_id, visit.pk])


def test_three_buttons_and_one_of_them_agrees_the_time(amara, offered):
    page = amara.get(address(offered)).content.decode()
    assert page.count('name="offer"') == 3
    for words in (
        "Customs would like to visit",
        "09:00",
        "12:00",
        "(UTC)",
        "Walk round",
    ):
        assert words in page
    assert "Customs would like to visit" in amara.get(reverse("trader_home")).content.decode()
    assert "Customs would like to visit" in (
        amara.get(reverse("case_timeline", args=[offered.case_id])).content.decode()
    )

    amara.post(address(offered), {"offer": offered.offers.all()[1].pk})

    offered.refresh_from_db()
    assert (offered.state, offered.agreed_from) == ("agreed", when(30_001))
    assert 'name="offer"' not in amara.get(address(offered)).content.decode()


@pytest.mark.parametrize("odd", [{}, {"offer": "x"}, {"offer": "999999999999"}, {"offer": ""}])
def test_an_odd_choice_is_told_and_changes_nothing(amara, offered, odd):
    assert amara.post(address(offered), odd).status_code == 200
    offered.refresh_from_db()
    assert offered.state == "offered"


def test_declining_says_why_and_the_second_time_goes_on(amara, offered):
    empty = amara.post(address(offered, "visit_decline"), {"reason": " "})
    assert (empty.status_code, "This field is required" in empty.content.decode()) == (200, True)
    amara.post(address(offered, "visit_decline"), {"reason": "Stocktaking."})
    offered.refresh_from_db()
    assert offered.state == "declined"
    assert "Customs will offer others." in amara.get(address(offered)).content.decode()


def test_a_visit_that_the_firm_was_not_told_of_does_not_exist_for_it(amara, sign_in):
    visit = a_visit(a_case("assessment"))
    assert amara.get(address(visit)).status_code == 404
    assert amara.get(address(visit, "visit_decline")).status_code == 404


@pytest.mark.usefixtures("unannounced_allowed")
def test_an_unannounced_visit_is_nowhere_before_it_took_place(amara):
    case = a_case("assessment")
    visit = a_visit(case, unannounced=True)
    for at in (reverse("trader_home"), reverse("case_timeline", args=[case.number])):
        assert "isit by customs" not in amara.get(at).content.decode()
    assert amara.get(address(visit)).status_code == 404


def test_another_firm_finds_nothing(sign_in, offered):
    other = sign_in("otto")
    for name in ("own_visit", "visit_decline"):
        assert (
            other.get(address(offered, name)).status_code,
            other.post(address(offered, name)).status_code,
        ) == (
            404,
            404,
        )


def test_the_report_is_read_and_what_customs_keeps_is_on_no_page_of_the_firm():
    """Every address of the product that answers the firm, pages and files alike, whatever the stage."""
    filled = world("granted")
    visit = Visit.objects.get()
    assert visit.notes.get().text.startswith(SECRET)
    client, found = browser("amara"), []
    for one in addresses():
        answer = client.get(fill(one, filled))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for let_go in answer._resource_closers:
            let_go()
        if SECRET.encode() in content:
            found.append(one.key)
    assert found == []
    assert "We saw the warehouse." in client.get(address(visit)).content.decode()
    for at in ("/api/v1/register", "/api/openapi.json"):
        assert SECRET.encode() not in client.get(at).content
