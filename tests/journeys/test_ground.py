"""The ground journeys stand on: the home page in both widths, with a strict policy and no fault."""

import pytest

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
