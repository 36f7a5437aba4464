"""The inbox says why each case is here and what is due, at the same cost for one case and for many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.worlds import a_case, an_operator, when

from openaeo.casework import requests
from openaeo.casework.models import Case
from openaeo.web.desk.inbox import line_of

INBOX = "/desk/cases/"


def firms(count):
    return [an_operator(f"firm{i}", name=f"Firm {i} Ltd", tin=f"QM10000000{i}") for i in range(count)]


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("stage", ["submitted", "assessment", "decision", "hearing"])
def test_three_cases_cost_as_many_queries_as_one(signed_in, stage):
    one, two, three = firms(3)
    ben = signed_in("ben")
    a_case(stage, firm=one)
    before = queries(ben, INBOX)
    a_case(stage, firm=two)
    a_case(stage, firm=three)
    assert queries(ben, INBOX) == before


def test_an_empty_inbox_says_what_to_expect(signed_in):
    page = signed_in("ben").get(INBOX)
    assert "No case is open" in page.content.decode()


def found(client, **words):
    page = client.get(INBOX, words).content.decode()
    return sorted(name for name in ("Firm 0 Ltd", "Firm 1 Ltd", "Firm 2 Ltd") if name in page)


def test_filters_in_the_address(signed_in, cast):
    zero, one, two = firms(3)
    a_case("submitted", firm=zero)
    asked = a_case("assessment", firm=one)
    requests.ask(asked.number, question="Since when?", actor=cast.ben, at=when(5))
    a_case("decision", firm=two)
    ben = signed_in("ben")
    assert found(ben) == ["Firm 0 Ltd", "Firm 1 Ltd", "Firm 2 Ltd"]
    assert found(ben, show="customs") == ["Firm 0 Ltd", "Firm 2 Ltd"]
    assert found(ben, show="trader") == ["Firm 1 Ltd"]
    assert found(ben, show="mine") == ["Firm 1 Ltd", "Firm 2 Ltd"]
    assert found(ben, show="overdue", state="submitted") == ["Firm 0 Ltd"]
    assert found(ben, state="decision") == ["Firm 2 Ltd"]
    assert found(ben, q="firm 1") == ["Firm 1 Ltd"]
    assert found(ben, q="qm 100-000-002") == ["Firm 2 Ltd"]
    assert found(ben, q=asked.number.lower()) == ["Firm 1 Ltd"]
    assert found(ben, q="nobody of that name") == []
    assert found(ben, show="nonsense", page="99") == ["Firm 0 Ltd", "Firm 1 Ltd", "Firm 2 Ltd"]


def line(case, actor, at):
    return line_of(Case.objects.get(pk=case.number), actor, at)


def test_why_a_case_is_here_depends_on_stage_and_reader(cast):
    zero, one, two = firms(3)
    submitted, decision, hearing = (
        a_case("submitted", firm=zero),
        a_case("decision", firm=one),
        a_case("hearing", firm=two),
    )
    assert line(submitted, cast.ben, when(3)).why == "Check whether the application is complete"
    assert line(decision, cast.dalia, when(11)).why == "Your decision"
    assert line(decision, cast.chen, when(11)).why == "Waiting for a decision"
    assert line(decision, cast.ben, when(11)).why == "Waiting for a second officer's decision"
    waiting, over = line(hearing, cast.dalia, when(13)), line(hearing, cast.dalia, when(900))
    assert (waiting.turn, waiting.overdue) == ("applicant", False)
    assert (over.turn, over.overdue) == ("customs", True)


def test_a_case_is_overdue_the_moment_after_its_last(cast):
    case = a_case("submitted")
    due = line(case, cast.ben, when(3)).due
    assert line(case, cast.ben, due).overdue is False
    assert line(case, cast.ben, due + timedelta(microseconds=1)).overdue is True


def test_a_question_makes_it_the_traders_turn_since_it_was_asked(cast):
    case = a_case("assessment")
    requests.ask(case.number, question="Since when?", actor=cast.ben, at=when(5))
    waiting = line(case, cast.ben, when(6))
    assert (waiting.turn, waiting.since) == ("applicant", when(5))
    requests.reply(case.requests.get().pk, text="Since 2019.", actor=cast.amara, at=when(7))
    assert line(case, cast.ben, when(8)).turn == "customs"


def test_decided_cases_and_drafts_are_not_here(signed_in):
    zero, one, _two = firms(3)
    a_case("granted", firm=zero)
    a_case("draft", firm=one)
    assert found(signed_in("ben")) == []


def test_traders_and_visitors_find_no_inbox(signed_in, client):
    assert signed_in("amara").get(INBOX).status_code == 404
    assert client.get(INBOX).status_code == 302
