"""Steps on pages of their own: done once, refused with what was typed kept, and not there for others."""

import pytest
from django.urls import reverse
from tests.worlds import a_case, assess_all, when

from openaeo.casework import requests
from openaeo.casework.models import Case


def step(case, name):
    return reverse("case_act", args=[case.number, name])


def state(case):
    return Case.objects.get(pk=case.number).state


def test_take_on_makes_the_officer_the_contact(signed_in, cast):
    case = a_case("submitted")
    page = signed_in("chen").post(step(case, "take-on"))
    assert (page.status_code, page["Location"]) == (302, reverse("case", args=[case.number]))
    assert Case.objects.get(pk=case.number).assessor_id == cast.chen.person


def test_accept_and_a_second_press_changes_nothing(signed_in):
    case = a_case("submitted")
    chen = signed_in("chen")
    assert chen.post(step(case, "accept")).status_code == 302
    accepted = Case.objects.get(pk=case.number).accepted_at
    again = chen.post(step(case, "accept"))
    assert (again.status_code, "There is a problem" in again.content.decode()) == (200, True)
    assert Case.objects.get(pk=case.number).accepted_at == accepted


def test_return_needs_a_reason(signed_in):
    case = a_case("submitted")
    empty = signed_in("ben").post(step(case, "return"), {"reason": ""})
    assert "Say what is missing" in empty.content.decode()
    assert state(case) == "submitted"
    signed_in("ben").post(step(case, "return"), {"reason": "The site plan is missing."})
    assert (state(case), Case.objects.get(pk=case.number).return_reason) == (
        "returned",
        "The site plan is missing.",
    )


def test_a_refused_recommendation_keeps_what_was_typed(signed_in):
    case = a_case("assessment")
    page = signed_in("ben").post(
        step(case, "recommend"), {"proposal": "grant", "recommendation": "Grant; the yard was seen."}
    )
    assert page.status_code == 200
    assert "Grant; the yard was seen." in page.content.decode()
    assert "have no result yet" in page.content.decode()
    assert state(case) == "assessment"


def test_recommend_when_all_is_assessed(signed_in, cast):
    case = a_case("assessment")
    assess_all(case, actor=cast.ben, at=when(9))
    signed_in("ben").post(step(case, "recommend"), {"proposal": "grant", "recommendation": "Grant."})
    assert state(case) == "decision"


def test_send_back_is_the_deciders(signed_in):
    case = a_case("decision")
    assert signed_in("ben").post(step(case, "send-back"), {"reason": "Look at G1."}).status_code == 404
    signed_in("dalia").post(step(case, "send-back"), {"reason": "Look at G1."})
    assert state(case) == "assessment"


def test_conclude_a_hearing_after_its_time(signed_in):
    case = a_case("hearing")
    signed_in("dalia").post(step(case, "conclude-hearing"))
    assert state(case) == "decision"


@pytest.mark.parametrize(
    "name", ["take-on", "accept", "return", "refuse-to-accept", "recommend", "send-back", "conclude-hearing"]
)
def test_steps_are_not_there_for_traders_and_visitors(signed_in, client, name):
    case = a_case("submitted")
    assert signed_in("amara").post(step(case, name)).status_code == 404
    assert client.post(step(case, name)).status_code == 302
    assert state(case) == "submitted"


def test_unknown_steps_are_not_there(signed_in):
    assert signed_in("ben").get(step(a_case("submitted"), "grant")).status_code == 404


def test_a_question_about_a_criterion_leads_back_to_it(signed_in):
    case = a_case("assessment")
    page = signed_in("ben").post(
        reverse("request_ask", args=[case.number]), {"criterion": "A1", "question": "Since when?"}
    )
    assert page["Location"] == reverse("criterion", args=[case.number, "A1"])
    asked = case.requests.get()
    assert (asked.criterion, asked.question, asked.state) == ("A1", "Since when?", "open")


def test_an_empty_question_and_a_criterion_that_does_not_apply_are_refused(signed_in):
    case = a_case("assessment")
    address = reverse("request_ask", args=[case.number])
    assert "Write the question." in signed_in("ben").post(address, {"question": " "}).content.decode()
    assert signed_in("ben").post(address, {"criterion": "Z9", "question": "?"}).status_code == 404
    assert signed_in("dalia").get(address).status_code == 404
    assert case.requests.count() == 0


def test_a_question_is_taken_back(signed_in, cast):
    case = a_case("assessment")
    asked = requests.ask(case.number, question="Since when?", actor=cast.ben, at=when(5))
    address = reverse("request_cancel", args=[case.number, asked.pk])
    assert signed_in("ben").get(address).status_code == 200
    assert signed_in("dalia").post(address).status_code == 404
    signed_in("ben").post(address)
    assert case.requests.get().state == "cancelled"
    assert (
        signed_in("ben").get(reverse("request_cancel", args=[case.number, asked.pk + 1])).status_code == 404
    )


def test_the_reply_is_on_the_messages_tab(signed_in, cast):
    case = a_case("assessment")
    asked = requests.ask(case.number, question="Since when?", actor=cast.ben, at=when(5))
    requests.reply(asked.pk, text="Since 2019.", actor=cast.amara, at=when(6))
    page = signed_in("ben").get(reverse("case", args=[case.number, "messages"])).content.decode()
    assert "Since 2019." in page
