"""What customs found: read, planned for, shown to be done; never the desk's own note, never another firm's."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.addresses import addresses, browser, fill, world
from tests.worlds import FINDING_STATES, a_case, a_finding, assess_all, when

from openaeo.bedrock.models import JournalEntry
from openaeo.casework import application, assessment, decision
from openaeo.casework.models import Case
from openaeo.law.findings import Severity

SOON = (datetime.now(UTC) + timedelta(days=20)).date()
PLAN = {"cause": "No keeper.", "text_1": "Name one.", "due_1": SOON, "text_2": "", "due_2": ""}
NOTE = "the shift lead is overworked"


def at(finding, name="finding_read", *more):
    return reverse(name, args=[finding.case_id, finding.pk, *more])


def text_of(client, address):
    """Return what a page or a file says."""
    response = client.get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    for let_go in response._resource_closers:
        let_go()
    return content.decode(errors="replace")


@pytest.mark.parametrize("state", FINDING_STATES)
def test_every_standing_has_a_page_without_the_desk_s_note(amara, state):
    finding = a_finding(state)
    page = amara.get(at(finding)).content.decode()
    assert ("The seal log has gaps." in page, "A complete log of one month." in page) == (True, True)
    assert (NOTE in page, "Ben Osei" in page, "Dalia Haddad" in page) == (False, False, False)
    for name in ("case_timeline", "trader_home"):
        args = [finding.case_id] if name == "case_timeline" else []
        assert NOTE not in amara.get(reverse(name, args=args)).content.decode()


@pytest.mark.parametrize("state", ["raised", "planned", "evidenced", "excepted"])
def test_the_task_list_says_whose_turn_it_is_and_until_when(amara, state):
    finding = a_finding(state)
    listed = amara.get(reverse("case_timeline", args=[finding.case_id]))
    assert at(finding) in listed.content.decode()
    one = listed.context["findings"][0]
    assert (one.turn, one.due is not None) == {
        "raised": ("applicant", True),
        "planned": ("customs", False),
        "evidenced": ("customs", False),
        "excepted": ("applicant", True),  # its end is long past
    }[state]
    assert at(finding) in amara.get(reverse("trader_home")).content.decode()


def test_both_sides_read_the_same_date(amara, sign_in):
    finding = a_finding("accepted")
    theirs = sign_in("ben").get(reverse("finding", args=[finding.case_id, finding.pk]))
    assert theirs.context["one"].due == amara.get(at(finding)).context["one"].due == finding.in_hand[0].due_at


def test_a_plan_is_proposed(amara):
    finding = a_finding()
    assert amara.post(at(finding, "plan_propose"), PLAN)["Location"] == at(finding)
    finding.refresh_from_db()
    assert (finding.state, finding.cause) == ("planned", "No keeper.")
    assert [(one.text, one.due_at.date()) for one in finding.in_hand] == [("Name one.", SOON)]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"cause": " "}, ["cause"]),
        ({"text_1": "", "due_1": ""}, ["text_1", "due_1"]),
        ({"due_1": "soon"}, ["due_1"]),
        ({"text_2": "More."}, ["due_2"]),
        ({"due_2": SOON}, ["text_2"]),
        ({"due_1": "2020-01-01"}, ["__all__"]),
        ({"due_1": "9999-12-31"}, ["__all__"]),
    ],
)
def test_a_plan_without_its_parts_is_refused_and_kept(amara, change, fields):
    finding = a_finding()
    page = amara.post(at(finding, "plan_propose"), {**PLAN, **change})
    assert list(page.context["form"].errors) == fields
    for typed in {**PLAN, **change}.values():
        assert str(typed).strip() in page.content.decode()
    finding.refresh_from_db()
    assert finding.state == "raised"


def test_one_more_action_saves_nothing_and_loses_nothing(amara):
    finding = a_finding()
    page = amara.post(at(finding, "plan_propose"), {**PLAN, "more": "1"})
    assert (len(page.context["form"].rows), page.context["form"].errors) == (3, {})
    assert ("Name one." in page.content.decode(), SOON.isoformat() in page.content.decode()) == (True, True)
    many = {f"text_{place}": "x" for place in range(1, 60)}
    assert len(amara.post(at(finding, "plan_propose"), {**many, "more": "1"}).context["form"].rows) == 20
    assert finding.actions.count() == 0


def test_a_returned_plan_is_offered_for_mending_and_a_reopened_one_begins_anew(amara):
    finding = a_finding("returned")
    returned = amara.get(at(finding, "plan_propose"))
    assert returned.context["form"].initial["text_1"] == "Name a keeper for each shift."
    assert "Say who checks the keeper." in returned.content.decode()
    reopened = amara.get(at(a_finding("reopened", case=finding.case), "plan_propose"))
    assert set(reopened.context["form"].initial) == {"cause"}


def test_evidence_is_given_with_a_photograph(amara, sign_in, files_dir):
    finding = a_finding("accepted")
    action = finding.in_hand[0]
    page = at(finding, "action_evidence", action.pk)
    assert page in amara.get(at(finding)).content.decode()
    wrong = amara.post(page, {"text": "Here.", "file": SimpleUploadedFile("log.exe", b"MZ")})
    assert list(wrong.context["form"].errors) == ["file"]
    assert list(amara.post(page, {"text": " "}).context["form"].errors) == ["text"]
    sent = amara.post(page, {"text": "Here.", "file": SimpleUploadedFile("log.txt", b"seal 17")})
    assert sent["Location"] == at(finding)
    finding.refresh_from_db()
    document = action.documents.get()
    assert (finding.state, document.name) == ("evidenced", "log.txt")
    assert reverse("evidence_open", args=[document.pk]) in amara.get(at(finding)).content.decode()
    assert sign_in("otto").get(reverse("evidence_open", args=[document.pk])).status_code == 404
    assert amara.post(page, {"text": "Again."}).context["form"].non_field_errors()
    assert amara.get(at(finding, "action_evidence", action.pk + 1)).status_code == 404


def test_another_firm_and_the_desk_find_nothing_here(sign_in):
    finding = a_finding("accepted")
    places = (at(finding), at(finding, "plan_propose"), at(finding, "action_evidence", finding.in_hand[0].pk))
    for who in ("otto", "ben", "dalia"):
        for place in places:
            assert sign_in(who).get(place).status_code == 404
            assert sign_in(who).post(place, PLAN).status_code == 404


def test_a_condition_goes_on_after_the_grant(amara, cast):
    case = a_case("assessment")
    finding = a_finding("accepted", case=case, severity=Severity.MINOR)
    assess_all(case, actor=cast.ben, at=when(11))
    assessment.recommend(case.number, proposal="grant", recommendation="Grant.", actor=cast.ben, at=when(12))
    decision.grant(case.number, reasons="", actor=cast.dalia, at=when(13))
    assert at(finding) in amara.get(reverse("trader_home")).content.decode()
    assert amara.get(at(finding)).context["may_show"] is True


def test_with_the_application_the_finding_rests(amara, cast):
    finding = a_finding()
    application.withdraw(finding.case_id, reason="", actor=cast.amara, at=when(9))
    assert "The matter is closed" in amara.get(at(finding)).content.decode()
    assert at(finding) not in amara.get(reverse("trader_home")).content.decode()


def test_no_page_of_the_trader_shows_the_desk_s_note(db):
    """Every address that Amara may look at, on a case with a finding at every standing; and what is told of it."""
    filled = world("assessment")
    case = Case.objects.get(pk=filled["number"])
    for state in FINDING_STATES:
        a_finding(state, case=case)
    shown = [text_of(browser("amara"), fill(address, filled)) for address in addresses()]
    assert [text for text in shown if NOTE in text] == []
    assert any("seal log has gaps" in text for text in shown)
    assert NOTE not in str(list(JournalEntry.objects.values_list("body", flat=True)))
