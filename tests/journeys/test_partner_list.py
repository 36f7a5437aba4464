"""A partner's list: errors by row and column, whole or not at all, and recognised within seconds of being applied."""

import secrets
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect
from tests.journeys.elsewhere import asked

EXAMPLE = Path(settings.ROOT) / "examples" / "partner-list-qn.csv"
COLUMNS = "code,name,country,address,tier,roles,valid_from,valid_until,status,status_since,tin"
SECONDS = 10


@pytest.mark.timeout(240)
def test_a_list_with_errors_stays_out_and_a_sound_one_goes_in(visit, live):
    mark = f"{secrets.randbelow(10**7):07d}"
    one = visit()
    one.go("/")
    one.be("Efua", narrow=True)
    one.headed("Partners")
    one.follow("Customs of Nivaria (invented)", narrow=True)
    a_list_with_an_error_is_kept_out(one, mark)
    the_example_is_read(one)
    assert asked(live.recognition, f"QN5{mark}") == ("unknown-code", "not-in-book")
    a_sound_list_goes_in(one, mark)
    deadline = time.monotonic() + SECONDS
    while (heard := asked(live.recognition, f"QN5{mark}")) != ("recognised", "arrangement-covers"):
        assert time.monotonic() < deadline, heard
        threading.Event().wait(0.05)
    assert asked(live.recognition, f"QN6{mark}") == ("not-covered", "tier-not-covered")
    one.go("/desk/partners/QN/", again="applied")
    expect(one.main.get_by_role("row").filter(has_text=f"sound-{mark}.csv")).to_contain_text("Applied")


def a_list_with_an_error_is_kept_out(one, mark):
    rows = [
        row(f"QN-J-{mark}", "Papaya Sail (invented)"),
        row(f"QN-K-{mark}", "Copper Sail (invented)", valid_from="03/04/2026"),
        row("QNAEO0000000", f"Another Name {mark} (invented)"),
    ]
    upload(one, f"faulty-{mark}.csv", rows, until="Any of them keeps the whole list out.", narrow=True)
    wrong = one.panel("Errors").get_by_role("row").filter(has_text="Copper Sail (invented)")
    expect(wrong.get_by_role("rowheader")).to_have_text("3")
    expect(wrong).to_contain_text("Column valid_from: ")
    expect(wrong).to_contain_text("03/04/2026")
    held = one.panel("Held back").get_by_role("row").filter(has_text=f"Another Name {mark} (invented)")
    expect(held.get_by_role("rowheader")).to_have_text("4")
    expect(held).to_contain_text("Column name: ")
    expect(one.main.get_by_role("link", name="Apply the list")).to_have_count(0)
    one.reads("Nothing was imported.")
    with one.page.expect_download() as caught:
        one.main.get_by_role("link", name="Download for the partner (CSV)").first.click()
    told = Path(caught.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[:3] for line in told[1:]] == [
        ["3", "Error", "valid_from"],
        ["4", "Held back", "name"],
    ]
    one.follow("Discard")
    one.press("Discard the list", again="discarded")
    one.told("The list is discarded.")


def the_example_is_read(one):
    """The list that the product brings along has no error: somebody who tries it first is not turned away."""
    one.go("/desk/partners/QN/list/", narrow=True)
    one.main.get_by_label("The partner's list").set_input_files(EXAMPLE)
    one.press("Send and check", until="Missing from this list", again="example")
    expect(one.main.get_by_role("row").filter(has_text="Error").get_by_role("cell").first).to_have_text("0")
    one.follow("Discard")
    one.press("Discard the list")
    one.told("The list is discarded.")


def a_sound_list_goes_in(one, mark):
    rows = [
        row(f"QN-J-{mark}", "Papaya Sail (invented)", tin=f"QN5{mark}"),
        row(f"QN-K-{mark}", "Copper Sail (invented)", tier="basic", tin=f"QN6{mark}"),
        row("QNAEO0000002", f"New Name {mark} (invented)"),
    ]
    upload(one, f"sound-{mark}.csv", rows, until="Missing from this list", again="sound")
    for place, why in (
        (4, "Change of name confirmed by letter of 3 March."),
        (3, "Kept, though not covered."),
    ):
        one.follow(f"Release row {place}", narrow=True)
        one.fill("Why may this row pass?", why)
        one.press("Release the row", again="released")
        one.told(f"Row {place} is released.")
    one.follow(
        "1", within=one.main.get_by_role("row").filter(has_text="They enter the register."), narrow=True
    )
    one.reads("Papaya Sail (invented)")
    one.page.go_back()
    one.follow("Apply the list", narrow=True)
    one.reads("1 operator enters the register.")
    one.reads("2 released rows go in with them.")
    one.press("Apply the list", until="Applied", again="applied", narrow=True)


def row(code, name, *, tier="security", valid_from="2026-01-15", tin=""):
    return f"{code},{name},QN,1 Example Street,{tier},exporter,{valid_from},,granted,,{tin}"


def upload(one, name, rows, **how):
    one.go("/desk/partners/QN/")
    one.follow("Import a list", narrow=True)
    text = "\n".join([COLUMNS, *rows, ""])
    one.main.get_by_label("The partner's list").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    )
    one.press("Send and check", **how)
