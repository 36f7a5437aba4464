"""What a row states; every kind of error names its column."""

from datetime import UTC, date, datetime

import pytest

from openaeo.bedrock.workbooks import Formula
from openaeo.exchange.reading import Row
from openaeo.exchange.statement import Problem, Stated, read_row
from openaeo.law.identifiers import Scheme
from openaeo.law.terms import Status

SOUND = {"code": "QN-AEO.1", "name": "Papaya Wharf Ltd", "valid_from": "2024-01-15", "status": "granted"}


def stated(**cells):
    row = Row(7, {name: cell for name, cell in {**SOUND, **cells}.items() if cell != ""})
    return read_row(row, partner="QN")


def test_a_full_row():
    row = stated(
        local_name="بابايا",
        country="qn",
        tier="full",
        roles="Exporter; carrier|exporter",
        valid_until="2026-12-31",
        status="Suspended",
        status_since="2026-03-04",
        tin="QN123",
        mid="QNPAPWHA1LON; QNPAPWHA2LON",
    )
    assert row == Stated(
        7,
        "QN-AEO.1",
        Scheme.AEO,
        "Papaya Wharf Ltd",
        "بابايا",
        "",
        "QN",
        "full",
        ("exporter", "carrier"),
        datetime(2024, 1, 15, tzinfo=UTC),
        datetime(2027, 1, 1, tzinfo=UTC),
        Status.SUSPENDED,
        datetime(2026, 3, 4, tzinfo=UTC),
        (("aeo", "QNAEO1"), ("tin", "QN123"), ("mid", "QNPAPWHA1LON"), ("mid", "QNPAPWHA2LON")),
    )


def test_a_lean_row_takes_the_partners_country():
    row = stated()
    assert (row.country, row.tier, row.roles, row.valid_until, row.status_since) == ("QN", "", (), None, None)


def test_date_cells_and_moments():
    assert stated(valid_from=date(2024, 1, 15)).valid_from == datetime(2024, 1, 15, tzinfo=UTC)
    assert stated(valid_from="2024-01-15T10:00+02:00").valid_from == datetime(2024, 1, 15, 8, tzinfo=UTC)
    naive = datetime(2024, 1, 15, 10)  # noqa: DTZ001 - a workbook knows no zone
    assert stated(valid_from=naive).valid_from == datetime(2024, 1, 15, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"code": ""}, Problem("cell-empty", "code")),
        ({"name": ""}, Problem("cell-empty", "name")),
        ({"valid_from": ""}, Problem("cell-empty", "valid_from")),
        ({"status": ""}, Problem("cell-empty", "status")),
        ({"name": "x" * 301}, Problem("cell-too-long", "name", "300")),
        ({"tier": "x" * 41}, Problem("cell-too-long", "tier", "40")),
        ({"name": Formula("=A1")}, Problem("cell-computes", "name", "=A1")),
        ({"valid_from": Formula("=TODAY()")}, Problem("cell-computes", "valid_from", "=TODAY()")),
        ({"valid_from": "03/04/2026"}, Problem("date-ambiguous", "valid_from", "03/04/2026")),
        ({"valid_until": "3.4.26"}, Problem("date-ambiguous", "valid_until", "3.4.26")),
        ({"status_since": "spring"}, Problem("date-unreadable", "status_since", "spring")),
        ({"valid_from": "2026-02-30"}, Problem("date-unreadable", "valid_from", "2026-02-30")),
        ({"valid_from": "2026/04/03"}, Problem("date-unreadable", "valid_from", "2026/04/03")),
        ({"valid_from": "1066-10-14"}, Problem("date-out-of-range", "valid_from", "1066-10-14")),
        ({"valid_until": "9999-12-31"}, Problem("date-out-of-range", "valid_until", "9999-12-31")),
        (
            {"valid_from": "0001-01-01T00:00:00+05:00"},
            Problem("date-out-of-range", "valid_from", "0001-01-01T00:00:00+05:00"),
        ),
        ({"scheme": "vat"}, Problem("scheme-unknown", "scheme", "vat")),
        ({"tin": "!!"}, Problem("identifier-invalid", "tin", "!!")),
        ({"country": "Quince"}, Problem("country-invalid", "country", "QUINCE")),
        ({"roles": "pirate"}, Problem("role-unknown", "roles", "pirate")),
        ({"status": "maybe"}, Problem("status-unknown", "status", "maybe")),
    ],
)
def test_every_error_names_its_column(cells, problem):
    assert stated(**cells) == (problem,)


def test_a_row_tells_all_its_errors_at_once():
    problems = stated(name="", roles="pirate", status="maybe")
    assert [problem.column for problem in problems] == ["name", "roles", "status"]


def test_surplus_cells_are_an_error_of_the_row():
    assert read_row(Row(7, SOUND, surplus=True), partner="QN") == (Problem("row-too-long", ""),)
