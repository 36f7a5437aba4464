"""After sending: whose turn it is, replies, hearings, measures, the certificate; never the desk's own notes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.worlds import a_case, a_granted, a_suspended, when

from openaeo.casework import measures, requests
from openaeo.casework.models import Measure


def test_the_timeline_says_whose_turn_it_is(amara, cast):
    case = a_case("assessment")
    page = reverse("case_timeline", args=[case.number])
    assert amara.get(page).context["turn"] == "customs"
    asked = requests.ask(case.number, question="Which gate?", actor=cast.ben, at=when(5))
    shown = amara.get(page)
    assert (shown.context["turn"], "Which gate?" in shown.content.decode()) == ("applicant", True)
    reply = reverse("request_reply", args=[case.number, asked.pk])
    assert amara.post(reply, {"text": "  "}).context["form"].errors
    assert amara.post(reply, {"text": "Gate 3."})["Location"] == page
    asked.refresh_from_db()
    assert (asked.state, asked.reply) == ("answered", "Gate 3.")
    assert amara.post(reply, {"text": "Gate 4."}).context["form"].non_field_errors()


def test_a_document_comes_with_the_reply_and_the_officer_opens_it(amara, sign_in, cast):
    case = a_case("assessment")
    asked = requests.ask(case.number, question="The log, please.", actor=cast.ben, at=when(5))
    reply = reverse("request_reply", args=[case.number, asked.pk])
    wrong = amara.post(reply, {"text": "Here.", "file": SimpleUploadedFile("log.exe", b"MZ")})
    assert wrong.context["form"].errors["file"]
    assert asked.documents.count() == 0
    amara.post(reply, {"text": "Here.", "file": SimpleUploadedFile("log.txt", b"seal 17")})
    document = asked.documents.get()
    file = reverse("evidence_file", args=[case.number, document.pk])
    assert file in sign_in("ben").get(reverse("case", args=[case.number, "messages"])).content.decode()
    assert b"".join(sign_in("ben").get(file).streaming_content) == b"seal 17"
    assert sign_in("otto").get(reverse("evidence_open", args=[document.pk])).status_code == 404


def test_what_the_desk_notes_for_itself_never_reaches_the_trader(amara, cast):
    case = a_case("decision", gaps=("A1",))
    for name in ("case_timeline", "check_answers"):
        shown = amara.get(reverse(name, args=[case.number])).content.decode()
        assert "from the desk's view" not in shown
        assert "from the desk&#x27;s view" not in shown
        assert "Not shown." not in shown
        assert cast.dalia.name not in shown


def test_the_applicant_is_heard(amara, sign_in, cast):
    case = a_case("hearing", gaps=("B1",))
    page = reverse("hearing_reply", args=[case.number])
    assert "Records are not kept." in amara.get(page).content.decode()
    assert sign_in("otto").post(page, {"text": "Me too."}).status_code == 404
    assert amara.post(page, {"text": "They are kept now."}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.hearing_reply) == ("decision", "They are kept now.")


def test_a_holder_replies_to_a_notice(amara, sign_in, cast):
    held = a_granted()
    noticed = measures.propose(
        held.number,
        kind="suspend",
        ground="criteria-not-met",
        grounds="Three seals are unknown.",
        actor=cast.ben,
        at=when(30),
    )
    page = reverse("measure_reply", args=[noticed.pk])
    assert "Three seals are unknown." in amara.get(page).content.decode()
    assert reverse("measure_reply", args=[noticed.pk]) in amara.get(reverse("trader_home")).content.decode()
    assert sign_in("otto").get(page).status_code == 404
    assert amara.post(page, {"text": "They are ours."}).status_code == 302
    assert Measure.objects.get(pk=noticed.pk).state == "answered"


def test_the_certificate_shows_status_and_history(amara, sign_in, cast):
    held = a_suspended()
    page = reverse("certificate", args=[held.number])
    shown = amara.get(page)
    assert [one.status for one, _tier in shown.context["periods"]][:2] == ["granted", "suspended"]
    assert held.check_code in shown.content.decode()
    assert "<svg" in shown.content.decode().split('class="qr"')[1][:200]
    for key in ("otto", "ben"):
        assert sign_in(key).get(page).status_code == 404


def test_surrender_is_final(amara, sign_in, cast):
    held = a_granted()
    page = reverse("surrender", args=[held.number])
    assert sign_in("otto").post(page, {"reason": "Mine."}).status_code == 404
    shown = amara.get(page).content.decode()
    assert [words in shown for words in ("What ends if you give it up", "Stops: ", "Who will be told")] == [
        True
    ] * 3
    assert amara.post(page, {"reason": "We close."}).status_code == 302
    held.refresh_from_db()
    assert held.state == "surrendered"
    assert amara.post(page, {"reason": "Again."}).context["form"].non_field_errors()


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "assessment", "hearing", "refused"])
def test_every_state_has_a_page(amara, cast, state):
    case = a_case(state, gaps=("B1",) if state in {"hearing", "refused"} else ())
    assert amara.get(reverse("case_timeline", args=[case.number])).status_code == 200
    assert amara.get(reverse("trader_home")).status_code == 200
