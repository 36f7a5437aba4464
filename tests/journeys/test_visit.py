"""A visit from plan to report: three times read on a phone, one chosen, the visit held, the report read."""

import psycopg
import pytest
from playwright.sync_api import expect
from tests.journeys.firm import Firm, applies
from tests.journeys.visitor import NARROW

NOTE = "The guard was new; look again."


@pytest.mark.timeout(500)
def test_a_visit_from_three_offers_to_the_report(visit, live):
    trader, officer = visit(), visit()
    trader.page.set_viewport_size(NARROW)  # everything the firm does here, it does on a phone
    firm = Firm()
    applies(trader, firm)
    accepts(officer, firm)
    rates_the_site(officer, firm)
    plans(officer, firm)
    offers(officer)
    chooses(trader, firm)
    the_day_comes(live, firm)
    holds(officer)
    reports(officer)
    reads_the_report(trader, firm)


def accepts(one, firm):
    one.go("/")
    one.be("Ben")
    one.post_fast(f"/desk/cases/{firm.case}/steps/take-on/")
    one.post_fast(f"/desk/cases/{firm.case}/steps/accept/")


def rates_the_site(one, firm):
    one.go(f"/desk/cases/{firm.case}/visits/", narrow=True)
    one.reads("Nobody has seen these sites")
    one.follow("Rate Head office", narrow=True)
    one.tick("Low risk")
    one.fill("Reason", "One door, and a porter.")
    one.press("Record the rating")
    one.told("The rating is recorded.")
    one.follow("Plan Head office", narrow=True)
    one.tick("Left out of the sample")
    one.press("Record the plan", again="refused")
    one.reads("Sampling needs many premises")


def plans(one, firm):
    one.go(f"/desk/cases/{firm.case}/visits/")
    one.follow("Plan a visit", narrow=True)
    one.tick("By video", group="How")
    one.main.get_by_label("Second validator").select_option(label="Chen Demo-Lindqvist")
    one.press("Plan the visit", again="refused")
    one.reads("remote work may prepare a first grant")
    one.tick("On site", group="How")
    one.press("Plan the visit")
    one.told("The visit is planned.")


def offers(one):
    one.follow("Offer times", narrow=True)
    one.press("Offer these times", again="offered")
    one.told("The times are with the firm.")


def chooses(one, firm):
    one.go("/trader/", again="visit offered")
    one.follow("Choose a time")
    times = one.main.locator("button.time")
    expect(times).to_have_count(3)
    one.reads("(UTC)")
    one.reads("A site plan")
    with one.page.expect_navigation():
        times.nth(1).click()
    one.look(again="agreed")
    one.told("The time is agreed.")
    one.reads("Time agreed")
    one.go(f"/trader/applications/{firm.case}/timeline/")
    one.reads("You chose a time for the visit")


def the_day_comes(live, firm):
    """The agreed day lies behind the notice; a journey cannot wait for it, so the calendar is turned."""
    with psycopg.connect(live.database_url) as database:
        database.execute(
            "UPDATE casework_visit SET agreed_from = agreed_from - interval '60 days',"
            " agreed_until = agreed_until - interval '60 days' WHERE case_id = %s",
            [firm.case],
        )


def holds(one):
    one.page.reload()
    one.follow("Record that it took place", narrow=True)
    one.press("Record the visit", again="refused")
    one.reads("There is a problem")
    one.fill("Who was there", "Ines for the firm; Ben and Chen for customs.")
    one.press("Record the visit", again="held")
    one.told("The visit is recorded.")
    one.follow("Record what was seen", narrow=True)
    one.tick("Met")
    one.fill("What was seen", "The cage was locked.")
    one.press("Save the observation", again="seen")
    one.follow("Note for colleagues")
    one.fill("Note for colleagues", NOTE)
    one.press("Save the note", again="noted")
    one.reads(NOTE)


def reports(one):
    one.follow("Write the report")
    one.fill("Report", "We walked through your premises. All was as you wrote.")
    one.press("Send the report to the firm", again="reported", narrow=True)
    one.told("The report is with the firm.")
    one.go("/desk/visits/", narrow=True)
    one.follow("Sites due", narrow=True)


def reads_the_report(one, firm):
    one.go(f"/trader/applications/{firm.case}/timeline/", again="reported")
    one.reads("Customs sent the report of a visit")
    visit = one.main.locator("section", has_text="Visit by customs")
    with one.page.expect_navigation():
        visit.get_by_role("link").first.click()
    one.look(again="reported")
    one.reads("We walked through your premises. All was as you wrote.")
    expect(one.main).not_to_contain_text(NOTE)
    expect(one.main).not_to_contain_text("The cage was locked.")
