"""The reviewer's pages: what waits, the file of an appeal, and its conclusion with reasons."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.worlds import a_case, a_suspended, people, staff, when

from openaeo.casework import appeals
from openaeo.law.terms import Capacity
from openaeo.parties.models import Person


@pytest.fixture
def appeal():
    case = a_case("refused")
    return appeals.lodge_for_case(
        case.number, grounds="The lamps are in place.", actor=people().amara, at=when(21)
    )


@pytest.fixture
def rana(cast):
    actor = staff("rana", Capacity.REVIEWER, "Rana Oyelaran")
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person))
    return client


def at(appeal):
    return reverse("appeal", args=[appeal.pk])


def body(page):
    return page.content.decode()


def test_the_list_shows_what_waits_and_what_is_over(rana, appeal):
    page = body(rana.get(reverse("appeals")))
    assert (at(appeal) in page, "Overdue" in page) == (True, True)  # 60 days after January have passed
    rana.post(at(appeal), {"act": "take-up"})
    rana.post(at(appeal), {"act": "conclude", "conclusion": "dismiss", "reasons": "No lamp."})
    assert at(appeal) not in body(rana.get(reverse("appeals")))
    assert at(appeal) in body(rana.get(reverse("appeals") + "?show=closed"))


def test_a_reviewer_takes_it_up_and_allows_it(rana, appeal):
    assert "Conclude the appeal" not in body(rana.get(at(appeal)))
    assert rana.post(at(appeal), {"act": "take-up"})["Location"] == at(appeal)
    wrong = rana.post(at(appeal), {"act": "conclude", "conclusion": "allow", "reasons": " "})
    assert "Give the reasons" in body(wrong)
    done = rana.post(at(appeal), {"act": "conclude", "conclusion": "allow", "reasons": "Seen."})
    assert done["Location"] == at(appeal)
    appeal.case.refresh_from_db()
    assert appeal.case.state == "assessment"
    again = rana.post(at(appeal), {"act": "conclude", "conclusion": "allow", "reasons": "Seen twice."})
    assert again.status_code == 200
    assert again.context["form"].non_field_errors()


def test_what_comes_into_effect_again_is_shown_before_a_suspension_is_overturned(rana, cast):
    measure = a_suspended().measures.get()
    lodged = appeals.lodge_for_measure(measure.pk, grounds="It was locked.", actor=cast.amara, at=when(41))
    assert "is in effect again" not in body(rana.get(at(lodged)))
    rana.post(at(lodged), {"act": "take-up"})
    shown = body(rana.get(at(lodged)))
    assert ("is in effect again" in shown, "Who will be told if you allow it" in shown) == (True, True)


def test_whoever_had_a_hand_reads_why_somebody_else_reviews(signed_in, appeal):
    staff("dalia", Capacity.REVIEWER)
    dalia = signed_in("dalia")
    dalia.post(reverse("choose_capacity"), {"capacity": "reviewer:"})
    assert "You had a hand in what is appealed against" in body(dalia.get(at(appeal)))
    assert dalia.post(at(appeal), {"act": "take-up"}).context["form"].non_field_errors()
    appeal.refresh_from_db()
    assert appeal.state == "lodged"


def test_officers_read_and_do_not_conclude(signed_in, appeal):
    assert "The lamps are in place." in body(signed_in("ben").get(at(appeal)))
    assert signed_in("ben").post(at(appeal), {"act": "take-up"}).status_code == 404
    assert signed_in("amara").get(at(appeal)).status_code == 404


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_many(
    rana, appeal, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        rana.get(reverse("appeals"))
