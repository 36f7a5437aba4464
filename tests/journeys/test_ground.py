"""The ground journeys stand on: the home page in both widths, with a strict policy and no fault."""

import pytest
from tests.journeys.visitor import Visitor

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


def test_home_is_accessible_and_fits_a_wide_window(page, assert_accessible, assert_no_overflow):
    answer = page.goto("/")
    assert answer.status == 200
    assert set(answer.headers["content-security-policy"].split("; ")) == POLICY
    assert_accessible(page)
    assert_no_overflow(page)


def test_home_is_accessible_and_fits_a_phone(phone, assert_accessible, assert_no_overflow):
    assert phone.goto("/").status == 200
    assert_accessible(phone)
    assert_no_overflow(phone)


def test_an_overflow_is_noticed(page, assert_no_overflow):
    page.goto("/")
    page.evaluate(
        "() => { document.body.append(document.createElement('hr')); document.body.lastChild.style.width = '3000px'; }"
    )
    with pytest.raises(AssertionError, match="too wide"):
        assert_no_overflow(page)


def test_a_page_nobody_looked_at_is_noticed(browser, browser_context_args, live):
    context = browser.new_context(**browser_context_args)
    visitor = Visitor(context, set())
    visitor.page.goto("/register")
    assert visitor.seen - visitor.looked_at == {"/register"}
    visitor.look()
    assert visitor.seen - visitor.looked_at == set()
    context.close()


def test_a_breach_of_the_policy_is_noticed(browser, browser_context_args, live):
    context = browser.new_context(**browser_context_args)
    visitor = Visitor(context, set())
    visitor.page.goto("/")
    assert visitor.faults == []
    with visitor.page.expect_console_message():
        visitor.page.evaluate(
            "() => { const s = document.createElement('style'); s.textContent = 'p{}'; document.head.append(s); }"
        )
    assert len(visitor.faults) == 1
    assert "Content Security Policy" in visitor.faults[0]
    context.close()
