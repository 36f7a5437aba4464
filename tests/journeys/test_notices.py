"""Being told: an officer asks, the trader's bell rings, a mail says only that there is something, and the date is kept."""

import re
import time

import pytest
from playwright.sync_api import expect
from tests.journeys.firm import Firm, applies

QUESTION = "Who keeps the keys of gate 3?"
PATIENCE = 60  # seconds; a busy machine sends its mail late


@pytest.mark.timeout(300)
def test_a_question_finds_its_way_to_the_trader_and_into_the_calendar(visit):
    trader, officer = visit(), visit()
    firm = Firm()
    applies(trader, firm)
    asks(officer, firm)
    is_rung(trader, firm)
    reads_the_notice(trader, firm)
    keeps_the_date(trader, firm)
    finds_no_secret_in_the_mail(trader, firm)
    wants_no_more_mail(trader)


def asks(one, firm):
    one.go("/")
    one.be("Ben")
    one.post_fast(f"/desk/cases/{firm.case}/steps/take-on/")
    one.post_fast(f"/desk/cases/{firm.case}/steps/accept/")
    one.go(f"/desk/cases/{firm.case}/ask/", narrow=True)
    one.reads("Who will be told")
    one.reads("1 person who acts for the firm")
    one.fill("Question to the trader", QUESTION)
    one.press("Send the question")


def is_rung(one, firm):
    until = time.monotonic() + PATIENCE
    one.go("/trader/", again="assessment")
    bell = one.page.get_by_role("link", name=re.compile(r"Notices\s*, 3 unread"))
    while not bell.count() and time.monotonic() < until:
        one.page.reload()
    expect(bell).to_be_visible()
    with one.page.expect_navigation():
        bell.click()
    one.look(narrow=True)


def reads_the_notice(one, firm):
    first = one.main.get_by_role("listitem").first
    expect(first).to_contain_text(f"Customs asked a question about application {firm.case}. Please reply by")
    expect(first).to_contain_text("Unread")
    one.press(f"Customs asked a question about application {firm.case}.", exact=False)
    one.reads(QUESTION)
    expect(one.page.get_by_role("link", name=re.compile(r"Notices\s*, 2 unread"))).to_be_visible()


def keeps_the_date(one, firm):
    one.go(f"/trader/applications/{firm.case}/timeline/", again="asked", narrow=True)
    link = one.panel("Customs asks").get_by_role("link", name="Put the date into my calendar")
    answer = one.page.request.get(link.get_attribute("href"))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert f"SUMMARY:Reply due: application {firm.case}\r\n" in answer.text()
    one.go("/notices/preferences/", narrow=True)
    one.press("Make an address", again="address")
    feed = one.main.locator(".feed").inner_text()
    assert f"SUMMARY:Reply due: application {firm.case}\r\n" in one.page.request.get(feed).text()
    assert firm.name not in one.page.request.get(feed).text()


def finds_no_secret_in_the_mail(one, firm):
    until = time.monotonic() + PATIENCE
    one.go("/demo/mail", narrow=True)
    mine = one.main.get_by_role("listitem").filter(has_text=firm.email)
    waiting = mine.filter(has_text=f"Something waits for you in application {firm.case}.")
    while not waiting.count() and time.monotonic() < until:
        one.page.wait_for_timeout(500)
        one.page.reload()
    waiting.locator("summary").click()
    expect(waiting).to_contain_text("Sign in to read it:")
    for secret in (QUESTION, firm.name, firm.tin, firm.person, "Ben"):
        expect(waiting).not_to_contain_text(secret)


def wants_no_more_mail(one):
    one.go("/notices/preferences/")
    one.main.get_by_label("Applications and their assessment").select_option(label="Never by mail")
    one.press("Save", again="chosen")
    one.told("Your choice is saved.")
    expect(one.main.get_by_label("Applications and their assessment")).to_have_value("never")
    one.go("/notices/")
    one.press("Mark all as read", again="read")
    one.told("notices are marked as read.")
    expect(one.page.get_by_role("link", name="Notices", exact=True)).to_be_visible()
