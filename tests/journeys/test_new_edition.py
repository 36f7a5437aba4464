"""A new edition of the criteria: an administrator reads what it changes, a holder answers only that, the desk reads it."""

import pytest
from playwright.sync_api import expect
from tests.journeys.firm import Firm, applies
from tests.journeys.words import Words

NOT_YET = "An insolvency of our subsidiary was applied for in October; our lawyer expects it to be dismissed in May."


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["en"])
def test_a_new_edition_is_read_by_those_whom_it_concerns(visit, language):
    house, holder, officer, trader = visit(language), visit(language), visit(language), visit()
    say = Words(language)
    sees_what_is_in_force(house, say)
    cannot_order_it_again_or_in_the_past(house, say)
    number = answers_only_what_changed(holder, say)
    reads_what_is_not_met_yet(officer, say, number)
    begins_under_it(trader, house, say)


def sees_what_is_in_force(one, say):
    one.go("/")
    one.be("Farah")
    one.go("/desk/editions/", narrow=True)
    expect(one.main.get_by_role("row").filter(has_text="qm-2027")).to_contain_text(say("In force"))
    expect(one.main.get_by_role("row").filter(has_text="safe-2021")).to_contain_text(say("In force earlier"))
    one.follow("qm-2027", narrow=True)
    for kind in ("Asks something else", "Other words, same meaning", "New", "Asked no more"):
        expect(one.main.locator(".changes")).to_contain_text(say(kind))
    assert not one.main.locator("input[name=since]").count(), "it is in force already"


def cannot_order_it_again_or_in_the_past(one, say):
    one.go("/desk/editions/safe-2021/", again="an earlier one")
    one.main.locator("input[name=since]").fill("2001-01-01")
    one.main.locator("input[name=review_by]").fill("2001-01-02")
    one.main.locator("textarea[name=reasons]").fill("Back to what was.")
    one.press(say("Put in force"), again="refused", narrow=True)
    one.reads(
        say(
            "The day is over. An edition comes into force today or later, so that nothing begun is changed afterwards."
        )
    )
    expect(one.main.locator("textarea[name=reasons]")).to_have_value("Back to what was.")


def answers_only_what_changed(one, say):
    one.go("/")
    one.be("Nadia")
    with one.page.expect_navigation():
        one.main.locator("a[href^='/trader/certificates/']:not([href$='/declare/'])").first.click()
    one.look(again="a new edition", narrow=True)
    number = one.page.url.rstrip("/").rpartition("/")[2]
    one.follow(say("See what is asked differently"), narrow=True)
    expect(one.main.locator(".changes > li")).to_have_count(1)  # of what her kind of authorisation asks
    expect(one.main.locator(".changes")).to_contain_text("C2")
    expect(one.main.locator("ins")).to_be_visible()
    one.press(say("Send the answers"), again="not answered", narrow=True)
    one.main.locator("input[name=C2-claim][value=not-yet]").check()
    one.press(say("Send the answers"), again="not explained")
    one.main.locator("textarea[name=C2-explanation]").fill(NOT_YET)
    one.press(say("Send the answers"), again="answered", narrow=True)
    one.told(say("Customs has your answers. Everything else stays as it was judged."))
    one.reads(NOT_YET)
    assert not one.main.locator("textarea").count(), "a review is given once"
    return number


def reads_what_is_not_met_yet(one, say, number):
    one.go("/")
    one.be("Ben")
    one.go(f"/desk/authorisations/{number}/", again="a review", narrow=True)
    one.reads(NOT_YET)


def begins_under_it(trader, house, say):
    """Whoever applies now answers what the new edition asks."""
    firm = Firm()
    applies(trader, firm)
    asked = [one.id for one in firm.criteria]
    assert ("M6" in asked, "I12" in asked) == (True, False)
    house.go("/desk/editions/", again="one more")
    row = house.main.get_by_role("row").filter(has_text="qm-2027")
    expect(row).to_contain_text(say("In force"))
