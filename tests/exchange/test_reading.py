"""Reading lists: encodings, delimiters, quoting, workbooks, and everything that is refused at the door."""

import io
import zipfile
from datetime import date, datetime

import pytest
from tests.exchange.conftest import a_line, as_csv, as_xlsx

from openaeo.bedrock.workbooks import Formula
from openaeo.exchange.reading import Row, column_of, open_list
from openaeo.law.workflow import Reason, Refused

LEAN = ("code", "name", "valid_from", "status")


def read(content):
    with open_list(lambda: io.BytesIO(content)) as opened:
        return opened.reading, list(opened.rows)


def refusal(content):
    with pytest.raises(Refused) as refused:
        read(content)
    assert refused.value.step == "receive-list"
    return refused.value.reasons


@pytest.mark.parametrize(
    ("encoding", "told", "guessed"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8-sig", "utf-8-sig", False),
        ("utf-16", "utf-16", False),
        ("utf-16-le", "utf-16-le", False),
        ("utf-16-be", "utf-16-be", False),
        ("cp1252", "cp1252", True),
    ],
)
def test_encodings_are_found_and_the_last_resort_is_told(encoding, told, guessed):
    reading, rows = read(as_csv([["A1", "Café Noé", "2024-01-01", "granted"]], LEAN, encoding=encoding))
    assert (reading.encoding, reading.guessed) == (told, guessed)
    assert rows[0].cells["name"] == "Café Noé"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_are_found(delimiter):
    reading, rows = read(as_csv([["A1", "N", "2024-01-01", "granted"]], LEAN, delimiter=delimiter))
    assert reading.delimiter == delimiter
    assert rows == [Row(2, {"code": "A1", "name": "N", "valid_from": "2024-01-01", "status": "granted"})]


def test_quoted_newlines_and_blank_rows_count_as_a_spreadsheet_counts():
    content = b'code,name,valid_from,status\n\nA1,"Two\nlines, one cell",2024-01-01,granted\n,,,\nA2,N,2024-01-01,granted\n'
    _, rows = read(content)
    assert [(row.number, row.cells["name"]) for row in rows] == [(3, "Two\nlines, one cell"), (5, "N")]


def test_right_to_left_and_emoji_survive_both_formats():
    line = ["A1", "شركة البابايا 🍍", "2024-01-01", "granted"]
    for content in (as_csv([line], LEAN), as_xlsx([line], LEAN)):
        assert read(content)[1][0].cells["name"] == "شركة البابايا 🍍"


def test_header_synonyms_case_and_unknown_columns():
    header = ("AEO Number", "Company-Name", "Valid FROM", "Status", "Valid to", "Colour")
    reading, rows = read(as_csv([["A1", "N", "2024-01-01", "granted", "2027-01-01", "blue"]], header))
    assert reading.columns == ("code", "name", "valid_from", "status", "valid_until")
    assert reading.unknown == ("Colour",)
    assert rows[0].cells["valid_until"] == "2027-01-01"
    assert column_of("Trader Identification Number") == "tin"
    assert column_of("colour") == ""


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_a_missing_column_is_named(make):
    assert refusal(make([["A1", "N"]], ("code", "name"))) == (Reason("column-missing", "valid_from, status"),)


def test_a_column_named_twice_is_named():
    header = ("code", "AEO number", "name", "valid_from", "status")
    assert refusal(as_csv([], header)) == (Reason("column-twice", "code"),)


def test_a_file_without_a_header_is_refused():
    assert refusal(b"A1,N,2024-01-01,granted\n") == (Reason("list-has-no-header", "A1"),)
    assert refusal(b"") == (Reason("list-has-no-header", ""),)


def test_bytes_that_are_no_text_are_refused():
    assert refusal(b"code,name\x00\x01\x02\xff\xfe,valid_from,status\n") == (Reason("list-encoding-unknown"),)


def test_an_unclosed_quote_names_the_row():
    content = b'code,name,valid_from,status\nA1,N,2024-01-01,granted\nA2,"never closed,2024-01-01,granted\n'
    assert refusal(content) == (Reason("list-unreadable", 3),)


def test_surplus_cells_are_noticed_in_both_formats():
    line = ["A1", "N", "2024-01-01", "granted", "left over"]
    assert [read(make([line], LEAN))[1][0].surplus for make in (as_csv, as_xlsx)] == [True, True]


def test_workbook_cells_keep_their_meaning():
    lines = [["A1", "N", date(2024, 1, 15), "granted"], [12, 3.0, datetime(2024, 1, 15, 8, 30), "=1+1"]]  # noqa: DTZ001 - a workbook knows no zone
    reading, rows = read(as_xlsx(lines, LEAN))
    assert (reading.kind, reading.sheet) == ("xlsx", "Sheet")
    assert rows[0].cells["valid_from"] == date(2024, 1, 15)
    assert rows[1].cells == {
        "code": "12",
        "name": "3",
        "valid_from": datetime(2024, 1, 15, 8, 30),  # noqa: DTZ001 - as above
        "status": Formula("=1+1"),
    }


def bomb(name, content):
    """A workbook with one part replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx([a_line()]))) as sound,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for part in sound.infolist():
            bad.writestr(part.filename, content if part.filename == name else sound.read(part.filename))
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    assert refusal(bomb("xl/worksheets/sheet1.xml", b" " * 30_000_000)) == (Reason("workbook-too-large"),)


def test_a_document_type_is_refused():
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet>&a;</worksheet>'
    assert refusal(bomb("xl/worksheets/sheet1.xml", evil)) == (Reason("workbook-unsafe"),)


def test_a_torn_workbook_is_refused():
    assert refusal(as_xlsx([a_line()])[:900]) == (Reason("workbook-unreadable"),)
    with zipfile.ZipFile(io.BytesIO(as_xlsx([a_line(), a_line()]))) as sound:
        sheet = sound.read("xl/worksheets/sheet1.xml")
    torn = sheet[: sheet.index(b'<row r="3"') + 20]
    assert refusal(bomb("xl/worksheets/sheet1.xml", torn)) == (Reason("list-unreadable", 3),)


@pytest.mark.parametrize("part", ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("way", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_a_workbook_with_a_spoilt_part_is_refused(part, way):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx([a_line()]))) as sound,
        zipfile.ZipFile(out, "w", way) as bad,
    ):
        for one in sound.infolist():
            bad.writestr(one.filename, sound.read(one.filename))
    data = bytearray(out.getvalue())
    packed = data.index(part.encode()) + len(part)
    data[packed + 4 : packed + 30] = b"\xff" * 26
    assert {reason.code for reason in refusal(bytes(data))} <= {"workbook-unreadable", "list-unreadable"}


def test_a_package_without_a_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bad:
        bad.writestr(
            "[Content_Types].xml",
            b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
    assert refusal(out.getvalue()) == (Reason("workbook-unreadable"),)


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("openaeo.exchange.reading.MAX_ROWS", 2)
    lines = [[f"A{n}", "N", "2024-01-01", "granted"] for n in range(3)]
    assert refusal(as_csv(lines, LEAN)) == (Reason("list-too-many-rows", 2),)
