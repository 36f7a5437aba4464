"""The way of a finding: a gap, a plan with dates, evidence from a phone, verified, judged anew, granted."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from tests.journeys.firm import MANUAL, Firm, applies, assesses
from tests.journeys.visitor import NARROW

GAP = "I6"
SOON = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()


@pytest.mark.timeout(420)
def test_a_gap_is_mended_and_granted(visit):
    trader, officer, decider = visit(), visit(), visit()
    firm = Firm()
    applies(trader, firm)
    finds_a_gap(officer, firm)
    raises_a_finding(officer, firm)
    plans(trader, firm)
    agrees(officer, firm)
    gives_evidence_from_a_phone(trader, firm)
    verifies_and_judges_anew(officer, firm)
    grants(decider, firm)
    reads_the_end(trader, firm)


def finds_a_gap(one, firm):
    one.go("/")
    one.be("Ben")
    one.post_fast(f"/desk/cases/{firm.case}/steps/take-on/")
    one.post_fast(f"/desk/cases/{firm.case}/steps/accept/")
    assesses(one, firm, firm.criteria, gaps=[GAP])


def raises_a_finding(one, firm):
    one.go(f"/desk/cases/{firm.case}/findings/", narrow=True)
    one.reads("the trader was told nothing yet")
    one.follow(f"Raise a finding {GAP}", narrow=True)
    expect(one.main.get_by_label("What was found")).to_have_value(f"No sign of {GAP}.")
    one.fill("What was found", "Gate 3 is dark.")
    one.fill("What would settle it", "Light that reaches the whole gate.")
    one.fill("Root cause as the desk sees it", "Nobody owns gate 3.")
    one.press("Put it to the trader")
    one.told("The finding is with the trader.")


def plans(one, firm):
    one.go("/trader/")
    one.follow(f"{GAP} · Gate 3 is dark.", narrow=True)
    one.reads("It is your turn")
    expect(one.main).not_to_contain_text("Nobody owns gate 3.")  # the desk's own note
    one.follow("Propose a plan")
    one.fill("Why it came to this", "The lamps were taken down for the new fence.")
    first = one.main.get_by_role("group", name="Action 1")
    one.fill("What you will do", "Two lamps on new poles.", within=first)
    one.press("One more action")
    expect(one.main.get_by_role("group", name="Action 3")).to_be_visible()
    one.press("Send the plan", again="no date", narrow=True)
    one.reads("Give the day.")
    one.fill("Done by", SOON, within=one.main.get_by_role("group", name="Action 1"))
    one.press("Send the plan")
    one.told("Your plan is with customs.")
    one.reads("It is the turn of customs")


def agrees(one, firm):
    one.go(f"/desk/cases/{firm.case}/findings/")
    one.follow(f"{GAP} · Gate 3 is dark.", narrow=True)
    one.reads("The lamps were taken down for the new fence.")
    one.follow("Agree with the plan", narrow=True)
    one.press("Agree with the plan")
    one.told("The plan is agreed.")


def gives_evidence_from_a_phone(one, firm):
    one.page.set_viewport_size(NARROW)
    one.go(f"/trader/applications/{firm.case}/timeline/")
    one.follow(f"{GAP} · Gate 3 is dark.", again="accepted")
    one.follow("Give evidence", exact=False)
    one.fill("What was done", "Both lamps burn since Monday.")
    one.main.get_by_label("Document or photograph").set_input_files(
        {"name": MANUAL, "mimeType": "application/pdf", "buffer": firm.paper}
    )
    one.press("Send the evidence")
    one.told("Your evidence is with customs.")
    one.reads(MANUAL)


def verifies_and_judges_anew(one, firm):
    one.go(f"/desk/cases/{firm.case}/findings/")
    one.follow(f"{GAP} · Gate 3 is dark.", again="evidenced")
    one.reads("Both lamps burn since Monday.")
    one.follow("Verify")
    one.fill("What you saw", "Both lamps seen at night, by video.")
    one.press("Verify")
    one.reads("The result still stands as a gap.")
    one.follow("To the criterion")
    one.tick("Met")
    one.press("Save")
    one.told(f"The result for {GAP} is saved.")
    one.post_fast(f"/desk/cases/{firm.case}/steps/recommend/", proposal="grant", recommendation="Grant.")


def grants(one, firm):
    one.go("/")
    one.be("Dalia")
    one.go(f"/desk/cases/{firm.case}/decide/", narrow=True)
    one.reads("Verified")
    one.tick("Grant the authorisation")
    one.fill("Reasons", "All criteria are met; gate 3 is lit.")
    one.press("Decide")
    one.told("The authorisation is granted")


def reads_the_end(one, firm):
    one.go(f"/trader/applications/{firm.case}/timeline/")
    one.reads("Customs verified a finding")
    one.reads("Both lamps seen at night, by video.")
