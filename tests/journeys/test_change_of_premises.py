"""New premises: a holder tells of them, customs decides on a visit, sees them, and everybody reads that all is in order."""

from datetime import UTC, datetime

import psycopg
import pytest
from playwright.sync_api import expect
from tests.journeys.firm import Firm, applies, is_authorised
from tests.journeys.words import Words

SITE = "Cold store"
TOLD = "A cold store beside the quay, fenced and watched like the head office."
FIELD = "text"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["en"])
def test_new_premises_are_told_visited_and_in_order(visit, live, language):
    trader, officer, decider = visit(language), visit(language), visit()
    say, firm = Words(language), Firm()
    applies(trader, firm)
    is_authorised(officer, decider, firm)
    tells_of_the_premises(trader, say)
    change = decides_on_a_visit(officer, say, firm)
    plans_the_visit(officer, say)
    chooses_a_time(trader, say)
    the_day_comes(live, firm)
    reports(officer, say)
    closes_the_change(officer, say, change)
    reads_that_all_is_in_order(trader, say)


def tells_of_the_premises(one, say):
    one.go("/trader/sites/", again="a holder")
    one.post_fast(
        "/trader/sites/",
        name=SITE,
        address="9 Quay of Examples, Demo Harbour",
        purpose="Cold storage before export",
        customs_relevant="on",
    )
    one.follow(say("Tell customs of a change"), narrow=True)
    one.main.locator("input[name=kind][value=premises-new]").check()
    one.fill(say("What is different"), TOLD)
    one.press(say("Tell customs"), again="refused")
    expect(one.main.locator(f"textarea[name={FIELD}]")).to_have_value(TOLD)
    one.main.locator("input[name=happened_on]").fill(datetime.now(UTC).date().isoformat())
    one.tick(SITE)
    one.press(say("Tell customs"), narrow=True)
    one.told(say("Customs is told of the change."))
    one.reads(TOLD)


def decides_on_a_visit(one, say, firm):
    one.go("/desk/changes/", narrow=True)
    one.follow(firm.name, narrow=True)
    one.reads(TOLD)
    one.reads(SITE)
    expect(one.main.locator("input[name=step][value=visit]")).to_be_checked()  # as the law proposes
    one.main.locator(f"textarea[name={FIELD}]").fill("We would like to see the cold store.")
    one.press(say("Do it"), again="a visit")
    one.told(say("The check is open. Plan the visit now."))
    one.reads(say("It cannot be settled yet:"))
    return one.page.url


def plans_the_visit(one, say):
    one.follow(say("Plan the visit"))
    expect(one.main.get_by_label(SITE)).to_be_checked()
    one.main.locator("select[name=second]").select_option(label="Chen Demo-Lindqvist")
    one.press(say("Plan the visit"))
    one.follow(say("Offer times"))
    one.press(say("Offer these times"), again="offered")


def chooses_a_time(one, say):
    one.go("/trader/", again="visit offered")
    one.follow(say("Choose a time"))
    with one.page.expect_navigation():
        one.main.locator("button.time").first.click()
    one.look(again="agreed")


def the_day_comes(live, firm):
    """The agreed day lies behind the notice; a journey cannot wait for it, so the calendar is turned."""
    with psycopg.connect(live.database_url) as database:
        database.execute(
            "UPDATE casework_visit SET agreed_from = agreed_from - interval '60 days',"
            " agreed_until = agreed_until - interval '60 days' WHERE case_id = %s",
            [firm.case],
        )


def reports(one, say):
    one.page.reload()
    one.follow(say("Record that it took place"))
    one.fill(say("Who was there"), "Ines for the firm; Ben and Chen for customs.")
    one.press(say("Record the visit"), again="held")
    one.follow(say("Record what was seen"))
    one.main.locator("input[value=met]").check()
    one.fill(say("What was seen"), "The door was locked, and the log complete.")
    one.press(say("Save the observation"), again="seen")
    one.follow(say("Write the report"))
    one.fill(say("Report"), "We saw the cold store. It is kept as you wrote.")
    one.press(say("Send the report to the firm"), again="reported")
    one.told(say("The report is with the firm."))


def closes_the_change(one, say, change):
    one.go(change, again="visited", narrow=True)
    one.main.locator("input[name=step][value=settle]").check()
    one.main.locator(f"textarea[name={FIELD}]").fill("The cold store is in order.")
    one.press(say("Do it"), again="settled")
    one.told(say("The change is settled."))


def reads_that_all_is_in_order(one, say):
    one.go("/trader/", again="settled")
    with one.page.expect_navigation():
        one.main.locator("a[href^='/trader/certificates/']").first.click()
    one.look(again="a change", narrow=True)
    changes = one.panel(say("Changes told to customs"))
    expect(changes).to_contain_text(say("Settled"))
    with one.page.expect_navigation():
        changes.locator("a[href^='/trader/changes/']").click()
    one.look(again="settled", narrow=True)
    one.reads("The cold store is in order.")
    one.reads(SITE)
    one.go("/trader/sites/", again="two sites")
    one.reads(SITE)
