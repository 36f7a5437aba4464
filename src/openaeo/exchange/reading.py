"""How a partner's list is read: CSV or XLSX in, numbered rows of text and dates out, nothing guessed silently."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from openaeo.bedrock.rows import Source, open_rows
from openaeo.bedrock.workbooks import Cell, WorkbookFault
from openaeo.law.workflow import Reason, Refused

REQUIRED = ("code", "name", "valid_from", "status")
OPTIONAL = (
    "scheme",
    "local_name",
    "address",
    "country",
    "tier",
    "roles",
    "valid_until",
    "status_since",
    "tin",
    "eori",
    "mid",
)
COLUMNS = REQUIRED + OPTIONAL
SYNONYMS: Mapping[str, str] = {
    "aeo": "code",
    "aeo code": "code",
    "aeo number": "code",
    "certificate number": "code",
    "number": "code",
    "code type": "scheme",
    "company": "name",
    "company name": "name",
    "legal name": "name",
    "operator": "name",
    "local script name": "local_name",
    "name in local script": "local_name",
    "registered address": "address",
    "country code": "country",
    "programme": "tier",
    "type": "tier",
    "role": "roles",
    "from": "valid_from",
    "start": "valid_from",
    "start date": "valid_from",
    "valid since": "valid_from",
    "end": "valid_until",
    "end date": "valid_until",
    "until": "valid_until",
    "valid to": "valid_until",
    "since": "status_since",
    "status date": "status_since",
    "tax number": "tin",
    "trader identification number": "tin",
    "eori number": "eori",
    "manufacturer id": "mid",
}
"""Other words for a column, compared in lower case with spaces for underscores and hyphens."""

MAX_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row with data. `number` counts as a spreadsheet does: the header is row 1, blank rows count.

    `cells` has known columns only, without empty cells. `surplus` is true when the row has more cells than the header.
    """

    number: int
    cells: Mapping[str, Cell]
    surplus: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How the file was understood, to be told to the officer.

    `encoding` and `delimiter` are empty for a workbook; `guessed` says that the encoding is the last resort.
    `unknown` are header names that are not used.
    """

    kind: str
    columns: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    guessed: bool = False
    sheet: str = ""

    def told(self) -> dict[str, object]:
        """Return the same as JSON."""
        return {
            "kind": self.kind,
            "columns": list(self.columns),
            "unknown": list(self.unknown),
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "guessed": self.guessed,
            "sheet": self.sheet,
        }


@dataclass(slots=True)
class Listing:
    """An open list: how it is read, and its rows, once."""

    reading: Reading
    rows: Iterator[Row] = field(repr=False)


@contextmanager
def open_list(open_stream: Callable[[], BinaryIO], *, act: str = "receive-list") -> Iterator[Listing]:
    """Open a list for reading, workbook or CSV by its content, and close it afterwards.

    Refused as `act` with "column-missing" or "column-twice" (the column's name), "list-has-no-header",
    "list-encoding-unknown", "list-unreadable" (the row), "list-too-many-rows", "workbook-unreadable",
    "workbook-too-large" or "workbook-unsafe". Faults beyond the header are raised while the rows are read.
    """
    with open_stream() as stream:
        try:
            with open_rows(stream) as (source, raw):
                yield _listing(raw, source)
        except WorkbookFault as fault:
            raise Refused(act, Reason(fault.code, fault.detail)) from fault


def _listing(raw: Iterator[list[Cell]], source: Source) -> Listing:
    header = [str(cell).strip() for cell in next(raw, [])]
    columns = [column_of(name) for name in header]
    known = [column for column in columns if column]
    if not known:
        raise WorkbookFault("list-has-no-header", header[0][:60] if header else "")
    for column in known:
        if known.count(column) > 1:
            raise WorkbookFault("column-twice", column)
    missing = [column for column in REQUIRED if column not in known]
    if missing:
        raise WorkbookFault("column-missing", ", ".join(missing))
    reading = Reading(
        kind=source.kind,
        columns=tuple(known),
        unknown=tuple(name[:60] for name, column in zip(header, columns, strict=True) if name and not column),
        encoding=source.encoding,
        delimiter=source.delimiter,
        guessed=source.guessed,
        sheet=source.title,
    )
    return Listing(reading, _rows(raw, columns))


def column_of(name: str) -> str:
    """Return the column that a header name stands for, or "" for none; case, spaces and hyphens do not matter."""
    words = " ".join(name.replace("_", " ").replace("-", " ").lower().split())
    plain = words.replace(" ", "_")
    return plain if plain in COLUMNS else SYNONYMS.get(words, "")


def _rows(raw: Iterator[list[Cell]], columns: list[str]) -> Iterator[Row]:
    found = 0
    for number, cells in enumerate(raw, start=2):
        named: dict[str, Cell] = {}
        for column, cell in zip(columns, cells, strict=False):
            tidy = cell.strip() if isinstance(cell, str) else cell
            if column and tidy != "":
                named[column] = tidy
        surplus = any(cell != "" for cell in cells[len(columns) :])
        if not named and not surplus:
            continue
        found += 1
        if found > MAX_ROWS:
            raise WorkbookFault("list-too-many-rows", MAX_ROWS)
        yield Row(number, named, surplus)
