"""Answering in a spreadsheet: download, edit, send back, look, agree; on a phone, in English and in Arabic."""

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect
from tests.journeys.visitor import NARROW

from openaeo.casework.workbook import COLUMNS
from openaeo.web.trader.worksheet import XLSX

PLACE = {code: place for place, code in enumerate(COLUMNS, start=1)}
TEXT = "= التسليم عند البوابة 3 🙂 – gate 3"


@pytest.mark.timeout(240)
def test_a_department_answers_in_a_spreadsheet(visit):
    one = visit()
    one.go("/")
    one.be("Samir")
    one.page.set_viewport_size(NARROW)
    one.go("/trader/")
    number = (
        one.page.locator("a[href*='/trader/applications/AEO-']").first.get_attribute("href").split("/")[3]
    )
    there = f"/trader/applications/{number}/worksheet/"
    one.go(there)
    sheet = edited(downloaded(one), text=TEXT)
    one.main.get_by_label("The workbook with your answers").set_input_files(sheet)
    one.press("Send and look at the changes", again="changes")
    one.reads(TEXT)
    one.reads("is none of the answers")
    one.press("Take the changes over", again="refused")
    one.reads("Say that these rows are to be left out")
    one.main.get_by_label("Go on without the 1 row that is not understood").check()
    one.press("Take the changes over")
    one.told("1 answer is taken over from the workbook.")
    one.go(f"/trader/applications/{number}/criteria/A1/")
    expect(one.main.locator("textarea[name=explanation]")).to_have_value(TEXT)


@pytest.mark.timeout(240)
def test_the_same_from_right_to_left(visit):
    one = visit("ar")
    one.go("/")
    one.be("Samir")
    one.go("/trader/")
    number = (
        one.page.locator("a[href*='/trader/applications/AEO-']").first.get_attribute("href").split("/")[3]
    )
    one.go(f"/trader/applications/{number}/worksheet/", narrow=True)
    sheet = edited(downloaded(one), text=f"{TEXT} 2", strange="")
    one.page.locator("input[type=file]").set_input_files(sheet)
    with one.page.expect_navigation():
        one.main.locator("form button.btn-brand").click()
    one.look(narrow=True, again="changes")
    one.reads(f"{TEXT} 2")
    with one.page.expect_navigation():
        one.main.locator("form button.btn-brand").click()
    one.look()
    one.go(f"/trader/applications/{number}/criteria/A1/", narrow=True)
    expect(one.main.locator("textarea[name=explanation]")).to_have_value(f"{TEXT} 2")


def downloaded(one):
    with one.page.expect_download() as caught:
        one.main.locator("a[download]").click()
    return Path(caught.value.path()).read_bytes()


def edited(content, *, text, strange="Perhaps"):
    """Return the workbook with the first answer in other words and, in row 3, an answer that is none."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    answers = book.worksheets[1]
    cell = answers.cell(2, PLACE["explanation"])
    cell.value = text
    cell.data_type = "s"
    if strange:
        answers.cell(3, PLACE["claim"]).value = strange
    out = io.BytesIO()
    book.save(out)
    return {"name": "answers.xlsx", "mimeType": XLSX, "buffer": out.getvalue()}
