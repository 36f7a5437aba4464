"""Everything without a mouse: skip link, visible focus, menus, and a trader's main task from sign-in to answer."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.visitor import PASSWORD

STOPS = 60  # more presses of Tab than any page here has stops

RING = """e => {
  const seen = getComputedStyle(e);
  return (seen.outlineStyle !== 'none' && parseFloat(seen.outlineWidth) >= 2) || seen.boxShadow !== 'none';
}"""


def test_the_first_stop_skips_to_the_main_part(visit):
    one = visit()
    one.go("/")
    one.page.keyboard.press("Tab")
    skip = one.page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    one.page.keyboard.press("Enter")
    expect(one.page.get_by_role("main")).to_be_focused()
    one.page.keyboard.press("Tab")
    assert one.page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize(
    "address", ["/", "/ready", "/register", "/check", "/account/login/", "/account/signup/"]
)
def test_every_stop_is_seen(visit, address):
    one = visit()
    one.go(address)
    bare, stops = [], 0
    for _ in range(STOPS):
        one.page.keyboard.press("Tab")
        focused = one.page.locator(":focus")
        if not focused.count():
            break
        stops += 1
        expect(focused).to_be_in_viewport()  # the window scrolls to it
        if not focused.evaluate(RING):
            bare.append(focused.evaluate("e => e.outerHTML.slice(0, 120)"))
    assert stops > 10
    assert bare == []


@pytest.mark.timeout(180)
def test_a_trader_signs_in_and_answers_without_a_mouse(visit):
    one = visit()
    one.go("/account/login/")
    typed(one, one.main.get_by_label("Email", exact=True), "samir@demo.example")
    typed(one, one.main.get_by_label("Password", exact=True), PASSWORD)
    entered(one, one.main.get_by_role("button", name="Sign In"))
    entered(one, one.main.get_by_role("link", name="Go on with the application"))
    entered(one, one.main.get_by_role("link", name=re.compile("^M ·")))
    entered(one, one.main.get_by_role("link", name=re.compile("^M1 ·")))
    met = one.main.get_by_label("Met", exact=True)
    reach(one, met)
    one.page.keyboard.press("Space")
    expect(met).to_be_checked()
    one.page.keyboard.press("ArrowDown")
    expect(one.main.get_by_label("Partly met", exact=True)).to_be_checked()
    words = "The register is reviewed every half year; two points are open."
    typed(one, one.main.get_by_label(re.compile("^How, and where it is written down")), words)
    entered(one, one.main.get_by_role("button", name="Save and continue"))
    one.headed("M2")
    one.follow("M · Measurement and improvement", exact=False, within=one.main, again="answered")
    answer = one.main.get_by_role("listitem").filter(has_text="M1 ·")
    expect(answer).to_contain_text("Partly met")
    expect(answer).to_contain_text(words)


def test_menus_open_close_and_choose_by_key(visit):
    one = visit()
    one.go("/")
    one.be("Samir")
    keys, banner = one.page.keyboard, one.page.get_by_role("banner")
    for menu, inside in (
        (banner.locator(".language-menu"), banner.get_by_role("button", name="Français")),
        (banner.locator(".account-menu"), banner.get_by_role("link", name="Second factor")),
    ):
        summary = menu.locator("summary")
        reach(one, summary)
        expect(inside).to_be_hidden()
        keys.press("Enter")
        expect(inside).to_be_visible()
        reach(one, inside)
        one.look(again=f"menu {menu}")
        keys.press("Escape")
        expect(inside).to_be_hidden()
        expect(summary).to_be_focused()
    reach(one, banner.locator(".language-menu summary"), back=True)
    keys.press("Space")
    reach(one, banner.get_by_role("button", name="Français"))
    with one.page.expect_navigation():
        keys.press("Enter")
    expect(one.page.locator("html")).to_have_attribute("lang", "fr")
    one.language = "fr"
    one.look()


def test_a_faulty_form_leads_the_keyboard_to_the_field(visit):
    one = visit()
    one.go("/")
    one.be("Otto")
    with one.page.expect_navigation():
        one.page.get_by_role("button", name="Save").click()
    one.look(again="errors")
    summary = one.main.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_be_focused()
    one.page.keyboard.press("Tab")
    one.page.keyboard.press("Enter")
    expect(one.main.get_by_label("Registered name", exact=True)).to_be_focused()


def test_the_inbox_by_single_keys_that_can_be_switched_off(visit):
    one = visit()
    one.go("/")
    one.be("Ben")
    one.go("/desk/cases/?show=all")
    keys, rows = one.page.keyboard, one.main.locator("[data-rows] tbody tr")
    first, second = (rows.nth(place).locator("th a") for place in (0, 1))
    for key, there in (("j", first), ("j", second), ("k", first), ("ArrowDown", second)):
        keys.press(key)
        expect(there).to_be_focused()
    keys.press("x")
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()
    keys.press("/")
    search = one.main.get_by_label("Firm, case number or TIN")
    expect(search).to_be_focused()
    keys.type("jx?")  # nothing but text while somebody types
    expect(search).to_have_value("jx?")
    help_ = one.page.get_by_role("dialog")
    expect(help_).to_be_hidden()
    second.focus()
    keys.press("?")
    one.look(again="keys")
    help_.get_by_label("Use these keys in this browser").uncheck()
    keys.press("Escape")
    second.focus()
    for key in ("k", "?"):
        keys.press(key)
    expect(second).to_be_focused()
    expect(help_).to_be_hidden()
    one.main.get_by_role("button", name="Keys", exact=True).click()
    help_.get_by_label("Use these keys in this browser").check()
    keys.press("Escape")
    second.focus()
    with one.page.expect_navigation():
        keys.press("o")
    expect(one.page).to_have_url(re.compile("/desk/cases/[A-Z]"))


def reach(one, wanted, *, back=False):
    """Press Tab until `wanted` has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(STOPS):
        if wanted.evaluate("e => e === document.activeElement"):
            return
        one.page.keyboard.press("Shift+Tab" if back else "Tab")
    pytest.fail(f"{wanted} is not reached by Tab on {one.page.url}")


def typed(one, field, words):
    reach(one, field)
    one.page.keyboard.press("ControlOrMeta+a")
    one.page.keyboard.type(words)
    expect(field).to_have_value(words)


def entered(one, wanted):
    """Reach a link or button and press Enter; look at the page it leads to."""
    reach(one, wanted)
    with one.page.expect_navigation():
        one.page.keyboard.press("Enter")
    one.look()
