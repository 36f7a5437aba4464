"""Rounds on the pages: the officer notes and sends, the trader sees only these answers, the officer only what changed."""

import pytest
from django.urls import reverse
from tests.web.addresses import browser
from tests.worlds import a_case, people

from openaeo.casework import assessment, rounds
from openaeo.casework.models import Remark

pytestmark = pytest.mark.django_db


def test_a_round_from_desk_to_trader_and_back(django_assert_max_num_queries):
    case = a_case("assessment")
    number, ben, amara = case.number, browser("ben"), browser("amara")
    judge = reverse("answer_judge", args=[number, "B1"])
    tab, own = reverse("case_rounds", args=[number]), reverse("own_round", args=[number])
    answer = reverse("criterion_answer", args=[number, "B1"])

    kept = ben.post(judge, {"step": "note", "text": "", "private": "SECRET"}).content.decode()
    assert "Say what the trader should change" in kept
    assert "SECRET" in kept
    ben.post(judge, {"step": "note", "text": "Who keeps it?", "private": "SECRET"})
    ben.post(tab, {"criteria": ["A1", "A2"]})
    assert amara.get(own).status_code == 302  # nothing was sent yet
    shown = ben.get(tab).content.decode()
    assert all(one in shown for one in ("Who keeps it?", "SECRET", "2 answers are accepted."))
    ben.post(tab, {"words": "One answer again."})

    with django_assert_max_num_queries(17):  # with the session and the person behind it
        page = amara.get(own).content.decode()
    assert all(one in page for one in ("Round 2", "Who keeps it?", "One answer again.", answer))
    assert "SECRET" not in page
    assert reverse("criterion_answer", args=[number, "A1"]) not in page
    asked = case.requests.get()
    assert amara.get(reverse("request_reply", args=[number, asked.pk]))["Location"] == own
    assert "These answers are as they were" in amara.post(own, {}).content.decode()

    typed = {"claim": "met", "explanation": "Typed for an accepted answer."}
    frozen = reverse("criterion_answer", args=[number, "A1"])
    refused = amara.post(frozen, typed).content.decode()
    assert "Customs has accepted the answer to A1" in refused
    assert "Typed for an accepted answer." in refused
    hinted = amara.post(frozen, typed, headers={"HX-Request": "true"}).content.decode()
    assert "Customs has accepted the answer to A1" in hinted

    assert "Who keeps it?" in amara.get(answer).content.decode()
    assert amara.post(answer, {"claim": "met", "explanation": "The guard."})["Location"] == own
    assert amara.post(own, {})["Location"] == reverse("case_timeline", args=[number])
    with django_assert_max_num_queries(17):
        back = ben.get(tab).content.decode()
    assert "Changed since the last round" in back
    assert "The guard." in back
    ben.post(judge, {"step": "accept", "round": "1"})
    assert Remark.objects.get().state == "resolved"
    assert "Changed since the last round" not in ben.get(tab).content.decode()
    reopened = ben.post(judge, {"step": "reopen", "reason": "SECRET"}, follow=True).content.decode()
    assert "The answer is open again." in reopened
    for address in (own, answer, reverse("case_timeline", args=[number])):
        assert "SECRET" not in amara.get(address).content.decode()


def test_a_returned_application_shows_the_trader_its_remarks():
    case, cast = a_case("submitted"), people()
    more = {"actor": cast.ben, "at": case.submitted_at}
    rounds.note_remark(case.number, "B1", text="Who keeps it?", private="SECRET", **more)
    assessment.return_(case.number, reason="One answer again.", **more)
    amara = browser("amara")
    own = reverse("own_round", args=[case.number])
    assert own in amara.get(reverse("application", args=[case.number])).content.decode()
    page = amara.get(own).content.decode()
    assert "Who keeps it?" in page
    assert reverse("application", args=[case.number]) in page
    assert browser("otto").get(own).status_code == 404
