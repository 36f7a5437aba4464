"""The inbox says why each case is here and what is due, at the same cost for one case and for many."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.addresses import world
from tests.worlds import (
    FINDING_STATES,
    a_case,
    a_finding,
    a_visit,
    an_office,
    an_operator,
    assess_all,
    staff,
    when,
)

from openaeo.bedrock.together import at_once, together, unpacked
from openaeo.casework import (
    assessment,
    changes,
    consultations,
    conversations,
    decision,
    findings,
    measures,
    requests,
)
from openaeo.casework.models import Case, CorrectiveAction, Finding, Measure
from openaeo.law.findings import Severity
from openaeo.law.terms import Capacity
from openaeo.web.desk.inbox import line_of
from openaeo.web.findings import shown

INBOX = "/desk/cases/"
QUERIES = 15


def firms(count):
    return [an_operator(f"firm{i}", name=f"Firm {i} Ltd", tin=f"QM10000000{i}") for i in range(count)]


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("stage", ["decision", "hearing"])
def test_three_cases_cost_as_many_queries_as_one(signed_in, stage):
    one, two, three = firms(3)
    ben = signed_in("ben")
    a_case(stage, firm=one)
    before = queries(ben, INBOX)
    a_case(stage, firm=two)
    a_case(stage, firm=three)
    assert queries(ben, INBOX) == before


def test_all_that_waits_beside_the_cases_is_there_and_costs_no_query_more(signed_in, cast):
    ben = signed_in("ben")
    one, two, three = firms(3)
    a_case("submitted", firm=one)
    few = queries(ben, INBOX)
    world("granted")
    changes.report(
        Measure.objects.earliest("pk").authorisation_id,
        kind="premises-new",
        happened_on=when(20).date(),
        text="A shed.",
        papers=(),
        actor=cast.amara,
        at=when(30),
    )
    for firm in (two, three):
        case = a_case("assessment", firm=firm)
        conversations.begin(case.number, subject="Seals", text="Since when?", actor=firm.owner, at=when(5))
        consultations.consult(
            case.number,
            office=an_office("Harbour").pk,
            question="Known?",
            actor=staff("mara", Capacity.OFFICER, "Mara Coast", office="Coast"),
            at=when(5),
        )
    page = ben.get(INBOX).context
    kinds = ("measures", "after_grant", "cures", "consulted", "reassessments", "talks", "changes")
    assert [len(page[kind]) for kind in kinds] == [1, 1, 1, 2, 1, 3, 1]
    many = queries(ben, INBOX)
    assert (few, many <= QUERIES) == (many, True)
    rows_fetched_at_once_are_the_rows()


def rows_fetched_at_once_are_the_rows():
    lists = [
        Finding.objects.select_related("case__operator", "raised_by", "exception_asked_by"),
        Measure.objects.select_related("authorisation", "proposed_by").order_by("-pk")[:2],
        Finding.objects.none(),
        together(Finding.objects.order_by("pk"), "actions"),
    ]
    found = at_once(*lists)
    assert [[values(one) for one in rows] for rows in found] == [
        [values(one) for one in rows] for rows in lists
    ]
    assert values(found[0][0].case.operator) == values(lists[0][0].case.operator)
    with CaptureQueriesContext(connection) as captured:
        actions = [values(action) for one in found[3] for action in unpacked(one).actions.all()]
        assert (str(found[0][0].raised_by), found[0][0].exception_asked_by) == ("Ben Osei", None)
    assert len(captured) == 0
    assert actions == [values(one) for one in CorrectiveAction.objects.order_by("finding", "round", "place")]


def values(row):
    return {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}


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


def test_filters_by_officer_office_date_and_type_and_orders(signed_in, cast):
    zero, one, two = firms(3)
    a_case("submitted", firm=two)
    asked = a_case("assessment", firm=one)
    requests.ask(asked.number, question="Since when?", actor=cast.ben, at=when(5))
    case = a_case("decision", firm=zero)
    ben = signed_in("ben")
    harbour = an_office("Harbour").pk
    assert found(ben, officer="nobody") == ["Firm 2 Ltd"]
    assert found(ben, officer=cast.ben.person) == ["Firm 0 Ltd", "Firm 1 Ltd"]
    assert found(ben, officer=cast.chen.person) == []
    assert found(ben, office=harbour) == ["Firm 0 Ltd", "Firm 1 Ltd"]
    assert found(ben, office=an_office("North Gate").pk) == []
    assert found(ben, due="today", state="submitted") == ["Firm 2 Ltd"]
    assert found(ben, due="none") == []
    assert found(ben, tier=case.tier, q="firm 0") == ["Firm 0 Ltd"]
    for odd in (
        {"office": "x"},
        {"officer": "9" * 40},
        {"officer": "²"},
        {"sort": "x", "due": "x", "tier": "x"},
    ):
        assert len(found(ben, **odd)) == 3
    orders = {
        sort: ben.get(INBOX, {"sort": sort}).content.decode()
        for sort in ("firm", "officer", "received", "newest")
    }
    names = {
        sort: sorted(["0", "1", "2"], key=lambda n: text.index(f"Firm {n} Ltd"))
        for sort, text in orders.items()
    }
    assert names["firm"] == ["0", "1", "2"]
    assert names["received"] == names["newest"][::-1] or len({c.submitted_at for c in Case.objects.all()}) < 3
    kept = ben.get(INBOX, {"sort": "firm", "officer": cast.ben.person}).content.decode()
    assert f"?show=mine&amp;officer={cast.ben.person}&amp;sort=firm" in kept


def test_the_page_of_a_long_case_keeps_its_budget(signed_in, cast):
    case = a_case("assessment")
    a_finding("planned", case=case)
    a_visit(case)
    requests.ask(case.number, question="Since when?", actor=cast.ben, at=when(6))
    ben = signed_in("ben")
    for place in (
        "overview",
        "criteria",
        "evidence",
        "findings",
        "visits",
        "messages",
        "history",
        "criteria/A1",
    ):
        assert queries(ben, f"{INBOX}{case.number}/{place}/") <= 15


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


@pytest.mark.parametrize(
    ("state", "day", "turn", "overdue", "why"),
    [
        ("raised", 12, "applicant", False, "Waiting for the trader on 1 finding"),
        ("raised", 31, "applicant", True, "Waiting for the trader on 1 finding"),
        ("accepted", 59, "applicant", False, "Waiting for the trader on 1 finding"),
        ("accepted", 61, "applicant", True, "Waiting for the trader on 1 finding"),
        ("planned", 12, "customs", False, "Look at the trader's plan or evidence for 1 finding"),
        ("evidenced", 12, "customs", False, "Look at the trader's plan or evidence for 1 finding"),
        ("verified", 12, "customs", False, "Assess the criteria"),
    ],
)
def test_a_finding_says_whose_turn_it_is_and_what_is_late(cast, state, day, turn, overdue, why):
    case = a_finding(state).case
    shown = line(case, cast.ben, when(day))
    assert (shown.turn, shown.overdue, shown.why) == (turn, overdue, why)


def test_an_exception_waits_in_the_inbox(cast):
    finding = a_finding()
    findings.ask_exception(finding.pk, reason="x", until=date(2026, 6, 1), actor=cast.ben, at=when(7))
    assert line(finding.case, cast.chen, when(8)).why == "An exception waits for a second officer"


def test_findings_after_a_grant_are_here_when_answered_or_overdue(signed_in, cast):
    case = a_case("assessment")
    finding = a_finding("accepted", case=case, severity=Severity.MINOR)
    assess_all(case, actor=cast.ben, at=when(11))
    assessment.recommend(case.number, proposal="grant", recommendation="Grant.", actor=cast.ben, at=when(12))
    held = decision.grant(case.number, reasons="", actor=cast.dalia, at=when(13))
    heading = "Findings after a grant, answered or overdue"
    page = signed_in("ben").get(INBOX).content.decode()  # the plan's date is long past by now
    assert (heading in page, reverse("finding", args=[case.number, finding.pk]) in page) == (True, True)
    measures.surrender(held.number, reason="", actor=cast.amara, at=when(30))
    assert heading not in signed_in("ben").get(INBOX).content.decode()


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("day", [12, 31, 61, 200])
def test_the_database_keeps_what_the_law_would(cast, severity, day):
    case = a_case("assessment")
    for state in FINDING_STATES:
        a_finding(state, case=case, severity=severity)
    wanted = {
        one.row.pk
        for one in (shown(row, when(day)) for row in case.findings.all())
        if one.turn == "customs" or one.overdue
    }
    assert {row.pk for row in Finding.objects.to_look_at(when(day))} == wanted


def test_decided_cases_and_drafts_are_not_here(signed_in):
    zero, one, _two = firms(3)
    a_case("granted", firm=zero)
    a_case("draft", firm=one)
    assert found(signed_in("ben")) == []


def test_traders_and_visitors_find_no_inbox(signed_in, client):
    assert signed_in("amara").get(INBOX).status_code == 404
    assert client.get(INBOX).status_code == 302
