"""The case page: every tab has an address; a button is there only when the law opens the step, and says why not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, an_operator, when

from openaeo.casework import requests
from openaeo.casework.facts import case_facts
from openaeo.casework.models import Case
from openaeo.parties.mandates import give_mandate
from openaeo.parties.models import Person
from openaeo.web.desk.case import TABS, acts, stages


@pytest.mark.parametrize(
    "stage", ["submitted", "returned", "assessment", "decision", "hearing", "granted", "refused"]
)
def test_every_tab_shows_at_every_stage(signed_in, stage):
    case, ben = a_case(stage), signed_in("ben")
    for tab in TABS:
        page = ben.get(reverse("case", args=[case.number, tab]))
        assert (page.status_code, "Almadi Spices Ltd" in page.content.decode()) == (200, True), tab


def test_a_longer_case_costs_as_many_queries(signed_in, cast):
    case, ben = a_case("assessment"), signed_in("ben")

    def cost():
        queries = []
        for tab in TABS:
            with CaptureQueriesContext(connection) as captured:
                assert ben.get(reverse("case", args=[case.number, tab])).status_code == 200
            queries.append(len(captured))
        return queries

    requests.ask(case.number, question="Who keeps the keys?", actor=cast.ben, at=when(5))
    cost()
    before = cost()
    for question in ("Since when?", "How many?"):
        requests.ask(case.number, question=question, actor=cast.ben, at=when(6))
    assert cost() == before


def test_there_is_no_such_case_for_traders_the_public_and_drafts(signed_in, client):
    case = a_case("assessment")
    address = reverse("case", args=[case.number])
    assert signed_in("amara").get(address).status_code == 404
    assert signed_in("otto").get(address).status_code == 404
    assert client.get(address).status_code == 302
    draft = a_case("draft", firm=an_operator("f", name="Firm Ltd", tin="QM100000009"))
    assert signed_in("ben").get(reverse("case", args=[draft.number])).status_code == 404
    assert signed_in("ben").get(reverse("case", args=[case.number, "nonsense"])).status_code == 404


@pytest.mark.parametrize(
    ("who", "stage", "expected"),
    [
        ("chen", "submitted", ["take-on", "accept", "return"]),
        ("ben", "assessment", ["assign", "ask", "consult", "recommend"]),
        ("chen", "assessment", ["take-on", "ask", "consult", "recommend"]),
        ("dalia", "assessment", ["assign"]),
        ("dalia", "decision", ["send-back", "hear", "decide"]),
        ("ben", "decision", ["issue-report"]),
        ("dalia", "hearing", ["conclude-hearing"]),
        ("dalia", "granted", []),
        ("efua", "decision", []),
    ],
)
def test_buttons_follow_the_table_and_the_capacity(cast, who, stage, expected):
    case, actor = a_case(stage), getattr(cast, who)
    facts = case_facts(case, actor=actor, at=when(13))
    assert [act.name for act in acts(case, facts, actor)] == expected


def test_a_closed_button_says_every_reason(signed_in, cast):
    case = a_case("assessment")
    requests.ask(case.number, question="Who keeps the keys?", actor=cast.ben, at=when(5))
    page = signed_in("ben").get(reverse("case", args=[case.number])).content.decode()
    assert page.count('aria-describedby="why-recommend"') == 1
    assert "have no result yet" in page
    assert 'href="' + reverse("case_act", args=[case.number, "recommend"]) not in page


def test_stages_are_done_up_to_now(cast):
    assert [state for _word, state in stages(a_case("decision"))] == ["done", "done", "done", "now", "next"]


def test_a_granted_case_has_all_stages_done_and_a_refused_one_no_certificate(cast):
    assert [state for _word, state in stages(a_case("granted"))] == ["done"] * 5
    refused = a_case("refused", firm=an_operator("f", name="Firm Ltd", tin="QM100000009"))
    assert [state for _word, state in stages(refused)] == ["done"] * 4 + ["next"]


def test_the_timeline_names_what_officers_wrote(signed_in):
    case = a_case("decision")
    page = signed_in("dalia").get(reverse("case", args=[case.number, "history"])).content.decode()
    assert "Recommendation to the decider" in page
    assert "Grant it, from the desk&#x27;s view." in page
    assert Case.objects.get(pk=case.number).state == "decision"


def test_an_officer_who_acts_for_the_firm_reads_nothing_of_the_desk_s_view(signed_in, cast):
    case = a_case("decision")
    page = reverse("case", args=[case.number])
    assert signed_in("ben").get(page).status_code == 200
    ben = Person.objects.get(pk=cast.ben.person)
    give_mandate(cast.firm.number, ben, "preparer", actor=cast.amara, at=when(11))
    client = signed_in("ben")
    session = client.session
    session["capacity"] = "officer:"
    session.save()
    assert client.get(page).status_code == 404
    inbox = client.get(reverse("inbox"))
    assert (inbox.status_code, case.number in inbox.content.decode()) == (200, False)
    assert signed_in("chen").get(page).status_code == 200
