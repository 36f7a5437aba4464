"""Findings at the desk: raised from the criterion, judged step by step, excepted by a second person."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import FINDING_STATES, a_case, a_finding, an_operator, assess_all, when

from openaeo.bedrock import files
from openaeo.casework import assessment, decision, findings
from openaeo.casework.models import Finding
from openaeo.law.findings import Severity
from openaeo.law.terms import Mode, Outcome

SOON = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
WORDS = {
    "severity": "major",
    "level": "must",
    "found": "Gate 3 is dark.",
    "why": "",
    "remedy": "Light.",
    "due": SOON,
    "desk_note": "Nobody owns it.",
}


def at(finding, step=""):
    args = [finding.case_id, finding.pk, *([step] if step else [])]
    return reverse("finding_act" if step else "finding", args=args)


def raise_at(case, criterion="A1"):
    return f"{reverse('finding_raise', args=[case.number])}?criterion={criterion}"


def test_a_gap_offers_a_finding_and_raises_none(signed_in, cast):
    case, ben = a_case("assessment"), signed_in("ben")
    criterion = reverse("criterion", args=[case.number, "A1"])
    ben.post(criterion, {"outcome": "gap", "reason": "Inside words.", "mode": "desk"})
    page = ben.get(criterion).content.decode()
    assert (case.findings.count(), raise_at(case) in page) == (0, True)
    assert "the trader was told nothing yet" in page
    tab = ben.get(reverse("case", args=[case.number, "findings"])).content.decode()
    assert raise_at(case) in tab
    form = ben.get(raise_at(case)).context["form"]
    assert (form.initial["severity"], form.initial["found"]) == ("major", "Inside words.")


def test_a_finding_is_raised_and_shown(signed_in, cast):
    case, ben = a_case("assessment"), signed_in("ben")
    answer = ben.post(raise_at(case), {**WORDS, "criterion": "A1"})
    finding = case.findings.get()
    assert answer["Location"] == at(finding)
    assert (finding.severity, finding.found, finding.desk_note) == (
        "major",
        "Gate 3 is dark.",
        "Nobody owns it.",
    )
    page = ben.get(at(finding)).content.decode()
    assert ("Gate 3 is dark." in page, "Nobody owns it." in page) == (True, True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"found": " "}, "found"),
        ({"severity": ""}, "severity"),
        ({"due": "tomorrow"}, "due"),
        ({"due": "2020-01-01"}, "due"),
        ({"due": "9999-12-31"}, "due"),
        ({"level": "should"}, "severity"),
        ({"level": "perhaps"}, "level"),
    ],
)
def test_a_finding_without_its_parts_is_refused_and_kept(signed_in, change, field):
    case = a_case("assessment")
    page = signed_in("ben").post(raise_at(case), {**WORDS, **change, "criterion": "A1"})
    assert list(page.context["form"].errors) == [field]
    assert "Nobody owns it." in page.content.decode()
    assert Finding.objects.count() == 0


STEPS = {
    "raised": {"ask-exception", "withdraw-finding"},
    "planned": {"accept-plan", "return-plan", "ask-exception", "withdraw-finding"},
    "returned": {"ask-exception", "withdraw-finding"},
    "accepted": {"ask-exception", "withdraw-finding"},
    "evidenced": {"verify-finding", "reopen-finding", "ask-exception", "withdraw-finding"},
    "verified": {"reopen-finding"},
    "reopened": {"ask-exception", "withdraw-finding"},
    "excepted": {"ask-exception", "withdraw-finding"},  # its end is long past when the page is asked for
    "withdrawn": set(),
}


@pytest.mark.parametrize("state", FINDING_STATES)
def test_the_buttons_are_those_of_the_table(signed_in, state):
    finding = a_finding(state)
    shown = signed_in("ben").get(at(finding))
    assert {act.name for act in shown.context["acts"]} == STEPS[state]
    assert {act.name for act in signed_in("dalia").get(at(finding)).context["acts"]} == set()


def test_a_plan_is_agreed_and_evidence_verified(signed_in, cast, files_dir):
    finding, ben = a_finding("planned"), signed_in("ben")
    assert ben.post(at(finding, "accept-plan"))["Location"] == at(finding)
    finding.refresh_from_db()
    stored = files.store(io.BytesIO(b"seal 17\n"), "log.txt", at=when(9))
    action = finding.in_hand[0]
    findings.give_evidence(
        finding.pk, action.pk, text="Done.", papers=[(stored, "log.txt")], actor=cast.amara, at=when(9)
    )
    page = ben.get(at(finding)).content.decode()
    file = reverse("evidence_file", args=[finding.case_id, action.documents.get().pk])
    assert ("Done." in page, file in page) == (True, True)
    assert b"".join(ben.get(file).streaming_content) == b"seal 17\n"
    assert ben.post(at(finding, "verify-finding"), {"reason": " "}).context["form"].errors["reason"]
    ben.post(at(finding, "verify-finding"), {"reason": "Log seen."})
    finding.refresh_from_db()
    assert (finding.state, finding.said) == ("verified", "Log seen.")


@pytest.mark.parametrize(
    ("state", "step", "after"),
    [
        ("planned", "return-plan", "returned"),
        ("evidenced", "reopen-finding", "reopened"),
        ("verified", "reopen-finding", "reopened"),
    ],
)
def test_what_does_not_settle_it_goes_back_with_a_new_day(signed_in, state, step, after):
    finding, ben = a_finding(state), signed_in("ben")
    late = ben.post(at(finding, step), {"reason": "Not enough.", "due": "2020-01-01"})
    assert list(late.context["form"].errors) == ["due"]
    assert "January 1, 2020" in late.content.decode()
    ben.post(at(finding, step), {"reason": "Not enough.", "due": SOON})
    finding.refresh_from_db()
    assert (finding.state, finding.said, finding.plan_due_at.date().isoformat()) == (
        after,
        "Not enough.",
        SOON,
    )


def test_an_exception_is_asked_for_and_approved_by_a_second_person(signed_in):
    finding, ben, dalia = a_finding(), signed_in("ben"), signed_in("dalia")
    over = ben.post(at(finding, "ask-exception"), {"reason": "Cameras.", "until": "2020-01-01"})
    assert list(over.context["form"].errors) == ["until"]
    ben.post(at(finding, "ask-exception"), {"reason": "Cameras.", "until": SOON})
    locked = ben.get(at(finding))
    approve = next(act for act in locked.context["acts"] if act.name == "approve-exception")
    assert "somebody else must approve it" in approve.unmet[0]
    assert ben.post(at(finding, "approve-exception")).context["form"].non_field_errors()
    assert {act.name for act in dalia.get(at(finding)).context["acts"]} == {
        "approve-exception",
        "decline-exception",
    }
    assert dalia.post(at(finding, "approve-exception"))["Location"] == at(finding)
    finding.refresh_from_db()
    assert finding.state == "excepted"
    assert "Set aside for a time" in ben.get(at(finding)).content.decode()


def test_a_declined_exception_leaves_the_finding_as_it_is(signed_in):
    finding = a_finding()
    signed_in("ben").post(at(finding, "ask-exception"), {"reason": "Cameras.", "until": SOON})
    signed_in("chen").post(at(finding, "decline-exception"), {"reason": "Too long."})
    finding.refresh_from_db()
    assert (finding.state, finding.exception_reason) == ("raised", "")


def test_the_decider_reads_what_stands_in_the_way_and_what_stays_open(signed_in, cast):
    case = a_case("assessment")
    a_finding("raised", case=case)
    minor = a_finding("accepted", case=case, criterion="B1", severity=Severity.MINOR)
    assess_all(case, actor=cast.ben, at=when(11))
    assessment.recommend(case.number, proposal="grant", recommendation="Wait.", actor=cast.ben, at=when(12))
    dalia = signed_in("dalia")
    page = dalia.get(reverse("decide", args=[case.number])).content.decode()
    assert "Major findings are open: A1." in page
    assert "These points stay open, with the dates agreed:" in page
    assert at(minor) in page
    refused = dalia.post(reverse("decide", args=[case.number]), {"decision": "grant", "reasons": "x"})
    assert "decision" in refused.context["form"].errors
    assert signed_in("ben").get(at(minor)).context["acts"] == []  # while it lies with the decider
    assert "findings are not judged" in signed_in("ben").get(at(minor)).content.decode()


def test_wrong_people_and_wrong_places_find_nothing(signed_in):
    finding = a_finding()
    other = a_case("assessment", firm=an_operator("f", name="Firm Ltd", tin="QM100000009"))
    elsewhere = reverse("finding", args=[other.number, finding.pk])
    assert signed_in("ben").get(elsewhere).status_code == 404
    for who in ("amara", "otto"):
        assert signed_in(who).get(at(finding)).status_code == 404
        assert signed_in(who).post(raise_at(other), WORDS).status_code == 404
    assert signed_in("ben").get(at(finding, "nonsense")).status_code == 404
    assert signed_in("dalia").post(at(finding, "withdraw-finding"), {"reason": "x"}).status_code == 404


def test_more_findings_cost_as_many_queries(signed_in):
    case, ben = a_case("assessment"), signed_in("ben")
    first = a_finding("verified", case=case)
    addresses = [
        reverse("case", args=[case.number, "findings"]),
        at(first),
        reverse("criterion", args=[case.number, "A1"]),
    ]

    def cost():
        counted = []
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert ben.get(address).status_code == 200
            counted.append(len(captured))
        return counted

    cost()
    before = cost()
    for state in FINDING_STATES:
        a_finding(state, case=case)
    assert cost() == before


def test_like_cases_and_used_reasons_are_offered(signed_in, cast):
    firm = an_operator("f", name="Firm Ltd", tin="QM100000009")
    earlier = a_case("assessment", firm=firm)
    assess_all(earlier, actor=cast.ben, at=when(9))
    assessment.assess(
        earlier.number,
        "A1",
        outcome=Outcome.PARTLY,
        reason="Two of five <b>unsigned</b>.",
        mode=Mode.DESK,
        actor=cast.ben,
        at=when(9),
    )
    assessment.recommend(
        earlier.number, proposal="grant", recommendation="Grant.", actor=cast.ben, at=when(10)
    )
    decision.grant(earlier.number, reasons="", actor=cast.dalia, at=when(20))
    case, ben = a_case("assessment"), signed_in("ben")
    address = reverse("criterion", args=[case.number, "A1"])
    page = ben.get(address).content.decode()
    assert ("How the like was judged" in page, earlier.number in page) == (True, True)
    assert 'value="partly:Two of five &lt;b&gt;unsigned&lt;/b&gt;."' in page

    used = ben.post(address, {"use": "partly:Two of five.", "reason": "At gate 3.", "mode": "desk"})
    assert used.context["form"].initial == {
        "outcome": "partly",
        "mode": "desk",
        "reason": "At gate 3.\nTwo of five.",
    }
    assert (used.context["form"].errors, case.results.count()) == ({}, 0)
    kept = ben.post(address, {"use": "partly:Two.", "outcome": "gap", "reason": "", "mode": ""})
    assert (kept.context["form"].initial["outcome"], kept.context["form"].initial["reason"]) == (
        "gap",
        "Two.",
    )
    assert signed_in("dalia").post(address, {"use": "partly:Two."}).status_code == 404
