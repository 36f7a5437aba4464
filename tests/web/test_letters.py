"""Letters on pages: read before the act without a trace, listed on both sides with their delivery, opened once."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, people, when

from openaeo.bedrock import journal
from openaeo.casework.models import Case
from openaeo.dossier import composing, issuing
from openaeo.dossier.models import Letter
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db


def browser(key):
    people()
    client = Client()
    client.force_login(Person.objects.get(email=f"{key}@example.org"))
    return client


def issued(case):
    for entry in journal.since(0):
        issuing.write(entry, when(21))
    issuing.make(when(21))
    return Letter.objects.filter(case=case)


@pytest.mark.parametrize(
    ("stage", "who", "page", "arguments", "form"),
    [
        ("submitted", "ben", "case_act", ["return"], {"reason": "Where is B7?"}),
        ("submitted", "ben", "case_act", ["accept"], {}),
        ("decision", "dalia", "hear", [], {"grounds": "Gaps."}),
        ("decision", "dalia", "decide", [], {"decision": "grant", "reasons": "Fine."}),
        ("decision", "dalia", "decide", [], {"decision": "refuse", "reasons": "No."}),
        (
            "granted",
            "ben",
            "measure_propose",
            [],
            {"kind": "suspend", "ground": "threat", "grounds": "A threat."},
        ),
        ("granted", "dalia", "lift", [], {"reasons": "Fine."}),
    ],
)
def test_the_letter_is_read_before_the_act_and_nothing_is_done(stage, who, page, arguments, form):
    case = a_case(stage)
    number = case.authorisation_id if page in {"measure_propose", "lift"} else case.number
    before = journal.head()
    answer = browser(who).post(reverse(page, args=[number, *arguments]), {**form, "letter": "1"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-1.7")
    assert journal.head() == before
    assert Case.objects.get(pk=case.number).state == case.state


def test_what_is_typed_stays_when_there_is_no_letter(monkeypatch, tmp_path):
    case = a_case("submitted")
    address = reverse("case_act", args=[case.number, "take-on"])
    assert "No letter goes out for this." in browser("ben").post(address, {"letter": "1"}).content.decode()
    (tmp_path / "wrong.typ").write_text("#nonsense(")
    monkeypatch.setitem(composing.PAGES, "letter-1", tmp_path / "wrong.typ")
    address = reverse("case_act", args=[case.number, "return"])
    page = browser("ben").post(address, {"reason": "Where is B7?", "letter": "1"}).content.decode()
    assert "The letter cannot be shown now." in page
    assert "Where is B7?" in page
    assert Case.objects.get(pk=case.number).state == "submitted"


def test_both_sides_list_letters_and_only_the_firm_opens_one(django_assert_max_num_queries):
    case = a_case("refused", gaps=["A1"])
    assert issued(case).count() == 3
    letter = Letter.objects.get(kind="refused")
    at = reverse("letter_file", args=[letter.pk])
    desk, trader = browser("dalia"), browser("amara")
    with CaptureQueriesContext(connection) as history:
        desk.get(reverse("case", args=[case.number, "history"]))
    with django_assert_max_num_queries(len(history) + 1):  # one more than a tab of what is there anyway
        page = desk.get(reverse("case", args=[case.number, "letters"])).content.decode()
    assert page.count(".pdf") == 3
    with django_assert_max_num_queries(15):
        assert at in trader.get(reverse("case_timeline", args=[case.number])).content.decode()
    for client in (desk, trader):
        answer = client.get(at)
        assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")
        assert answer["Content-Type"] == "application/pdf"
        for let_go in answer._resource_closers:
            let_go()
        letter.refresh_from_db()
        assert (letter.opened_by is None) == (client is desk)
    assert browser("otto").get(at).status_code == 404


def test_a_letter_that_is_not_made_yet_says_so_and_is_no_link(monkeypatch, tmp_path):
    (tmp_path / "wrong.typ").write_text("#nonsense(")
    monkeypatch.setitem(composing.PAGES, "letter-1", tmp_path / "wrong.typ")
    case = a_case("returned")
    letter = issued(case).get()
    page = browser("ben").get(reverse("case", args=[case.number, "letters"])).content.decode()
    assert ("Not made yet, tried again" in page, ".pdf" in page) == (True, False)
    assert browser("amara").get(reverse("letter_file", args=[letter.pk])).status_code == 404


def test_the_notice_cites_what_the_decider_ticks():
    case = a_case("decision", gaps=["A1"])
    form = {"grounds": "Gaps.", "relied_on": ["77"]}
    page = browser("dalia").post(reverse("hear", args=[case.number]), form)
    assert page.status_code == 302  # nothing to choose from: what was sent beside is ignored
