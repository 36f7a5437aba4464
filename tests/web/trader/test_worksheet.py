"""Answering by workbook, page by page: download, upload, preview, choose, agree."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, an_operator, answer_all, people, when

from openaeo.casework.application import answer
from openaeo.casework.facts import said_by
from openaeo.casework.models import Worksheet
from openaeo.casework.workbook import COLUMNS
from openaeo.law.terms import Claim

PLACE = {code: place for place, code in enumerate(COLUMNS, start=1)}
ODD = "= 5 لا يوجد\u202e حارس 🙂 <script>"


@pytest.fixture
def draft(cast, files_dir):
    case = a_case("draft")
    answer(case.number, "A1", claim=Claim.MET, explanation="Old words.", actor=cast.amara, at=when(1))
    return case


def at(case, name, *more):
    return reverse(name, args=[case.number, *more])


def download(client, case, language="en"):
    client.cookies["django_language"] = language
    response = client.get(at(case, "worksheet_file"))
    assert response["Content-Disposition"] == f'attachment; filename="{case.number}-answers.xlsx"'
    return response.content


def edited(content, *cells):
    """Return the workbook with (row, column, text) written in."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row, code, text in cells:
        cell = book.worksheets[1].cell(row, PLACE[code])
        cell.value = text
        if text and not text.startswith("=SUM"):
            cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(client, case, content, name="answers.xlsx"):
    return client.post(at(case, "worksheet"), {"file": SimpleUploadedFile(name, content)})


def preview(client, case, content):
    response = send(client, case, content)
    assert response.status_code == 302, response.context["form"].errors
    return response["Location"]


def test_out_and_back_in_with_every_change_shown_first(amara, cast, draft):
    content = edited(
        download(amara, draft),
        (2, "explanation", ODD),
        (3, "claim", "Partly met"),
        (3, "explanation", "Half."),
    )
    there = preview(amara, draft, content)
    page = amara.get(there).content.decode()
    assert ("Old words." in page, "&lt;script&gt;" in page, "<script> " in page) == (True, True, False)
    assert said_by(draft)["A1"].explanation == "Old words."

    done = amara.post(there, {"agreed": amara.get(there).context["mark"]})

    assert done["Location"] == at(draft, "application")
    said = said_by(draft)
    assert (said["A1"].explanation, said["A2"].claim, said["A2"].explanation) == (ODD, Claim.PARTLY, "Half.")
    again = amara.get(there)
    assert "Nothing would change" in again.content.decode()
    assert "2 answers" in amara.get(at(draft, "case_timeline")).content.decode()


@pytest.mark.parametrize(
    ("language", "claim", "rtl"), [("en", "Partly met", False), ("fr", None, False), ("ar", None, True)]
)
def test_the_workbook_speaks_the_reader_s_language(amara, draft, language, claim, rtl):
    content = download(amara, draft, language)
    book = openpyxl.load_workbook(io.BytesIO(content))
    answers, stamp = book.worksheets[1], book["stamp"]
    assert bool(answers.sheet_view.rightToLeft) is rtl
    words = {row[1].value: row[2].value for row in stamp.iter_rows() if row[0].value == "claim"}
    assert list(words) == [claim.value for claim in Claim]
    there = preview(amara, draft, edited(content, (3, "claim", words["partly"]), (3, "explanation", "x")))
    assert amara.get(there).context["changes"][0].row.there.claim is Claim.PARTLY
    assert claim in (None, words["partly"])


def test_a_conflict_is_chosen_and_by_default_the_answer_here_stays(amara, cast, draft):
    content = edited(download(amara, draft), (2, "explanation", "From the file."), (3, "claim", "Met"))
    answer(draft.number, "A1", claim=Claim.MET, explanation="From the page.", actor=cast.amara, at=when(2))
    there = preview(amara, draft, content)
    shown = amara.get(there)
    assert [one.row.criterion for one in shown.context["conflicts"]] == ["A1"]

    assert shown.context["form"]["conflict-A1"].initial == "keep"
    amara.post(there, {"agreed": shown.context["mark"], "conflict-A1": "keep"})
    assert (said_by(draft)["A1"].explanation, "A2" in said_by(draft)) == ("From the page.", True)
    amara.post(there, {"agreed": amara.get(there).context["mark"], "conflict-A1": "take"})
    assert said_by(draft)["A1"].explanation == "From the file."


def test_rows_not_understood_are_told_and_left_out_by_word_only(amara, draft):
    content = edited(
        download(amara, draft), (2, "explanation", "New."), (3, "claim", "Perhaps"), (4, "sites", "=SUM(1)")
    )
    there = preview(amara, draft, content)
    page = amara.get(there)
    told = page.content.decode()
    assert (
        "Row 3" in told,
        "“Perhaps” is none of the answers." in told,
        "holds a formula (=SUM(1))" in told,
    ) == (
        True,
        True,
        True,
    )
    refused = amara.post(there, {"agreed": page.context["mark"]})
    assert "Say that these rows are to be left out" in refused.content.decode()
    assert said_by(draft)["A1"].explanation == "Old words."
    assert amara.post(there, {"agreed": page.context["mark"], "leave_out": "on"}).status_code == 302
    assert said_by(draft)["A1"].explanation == "New."


def test_what_changed_after_the_preview_is_shown_anew(amara, cast, draft):
    there = preview(amara, draft, edited(download(amara, draft), (2, "explanation", "New.")))
    mark = amara.get(there).context["mark"]
    answer(draft.number, "A1", claim=Claim.MET, explanation="Meanwhile.", actor=cast.amara, at=when(2))

    page = amara.post(there, {"agreed": mark})

    assert "An answer changed after you saw this preview." in page.content.decode()
    assert page.context["mark"] != mark
    assert said_by(draft)["A1"].explanation == "Meanwhile."


def with_macros(content):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as parcel:
        parcel.writestr("xl/vbaProject.bin", b"macro")
    return out.getvalue()


def bomb(content):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("xl/worksheets/sheet9.xml", b"0" * (40 * 1024 * 1024))
    return out.getvalue()


def large(content):
    return content + b"\0" * (10 * 1024 * 1024)


@pytest.mark.parametrize(
    ("name", "spoil", "words"),
    [
        ("answers.xlsm", with_macros, "workbooks with macros (XLSM), are not taken"),
        ("answers.xlsx", with_macros, "or it holds macros"),
        ("answers.xlsx", bomb, "not a plain XLSX workbook"),
        ("answers.xlsx", large, "The file is too large"),
        ("answers.csv", lambda _: b"a,b", "Send the workbook as XLSX."),
        ("answers.xlsx", lambda _: b"", "empty"),
        ("answers.xlsx", lambda content: content[:500], "not a plain XLSX workbook"),
    ],
)
def test_a_file_that_will_not_do_is_refused_in_words(amara, draft, name, spoil, words):
    response = send(amara, draft, spoil(download(amara, draft)), name)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Worksheet.objects.exists()


def test_another_application_s_workbook_is_refused_in_words(amara, sign_in, draft):
    other = a_case("draft", firm=an_operator("otto", name="Brandt Forwarding Ltd", tin="QM000000002"))
    content = download(sign_in("otto"), other)
    page = send(amara, draft, content).content.decode()
    assert f"belongs to another application ({other.number})" in page


def test_after_sending_the_workbook_is_read_only(amara, cast, draft):
    there = preview(amara, draft, edited(download(amara, draft), (2, "explanation", "New.")))
    mark = amara.get(there).context["mark"]
    answer_all(draft, actor=cast.amara, at=when(2), skip=["A1"])
    from openaeo.casework.application import submit

    submit(draft.number, declared_name="Amara", actor=cast.amara, at=when(3))
    assert amara.get(at(draft, "worksheet")).context["editable"] is False
    assert "can no longer be changed" in amara.post(there, {"agreed": mark}).content.decode()
    assert said_by(draft)["A1"].explanation == "Old words."


def test_nobody_else_gets_a_workbook(amara, sign_in, draft):
    there = preview(amara, draft, download(amara, draft))
    for key in ("otto", "ben", "dalia", "efua"):
        client = sign_in(key)
        for address in (at(draft, "worksheet"), at(draft, "worksheet_file"), there):
            assert client.get(address).status_code == 404
        assert client.post(there, {"agreed": "x"}).status_code == 404


def test_the_pages_ask_the_database_as_often_for_many_rows_as_for_one(amara, cast, draft):
    one = preview(amara, draft, edited(download(amara, draft), (2, "explanation", "New.")))
    rows = [
        (row, code, text) for row in range(2, 40) for code, text in (("claim", "Met"), ("explanation", "x"))
    ]
    many = preview(amara, draft, edited(download(amara, draft), *rows))

    def queries(address):
        with CaptureQueriesContext(connection) as seen:
            assert amara.get(address).status_code == 200
        return len(seen)

    assert (queries(one), queries(one) <= 15) == (queries(many), True)
    assert queries(at(draft, "worksheet_file")) <= 15
    assert people().amara == cast.amara
