"""How a partner's list is read: CSV or XLSX in, numbered rows of text and dates out, nothing guessed silently."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from openaeo.exchange.spreadsheet import Cell, ListFault, sheet
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

DELIMITERS = ",;\t"
MAX_ROWS = 200_000
SAMPLE = 64 * 1024
SPOOLED = 2 * 1024 * 1024
WORKBOOK = b"PK\x03\x04"


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
        start = stream.read(len(WORKBOOK))
        stream.seek(0)
        try:
            if start == WORKBOOK:
                with sheet(stream) as (title, raw):
                    yield _listing(raw, kind="xlsx", title=title)
            else:
                encoding, guessed = find_encoding(stream)
                with io.TextIOWrapper(stream, encoding=encoding, newline="") as text:
                    yield _csv_listing(text, encoding, guessed)
        except ListFault as fault:
            raise Refused(act, Reason(fault.code, fault.detail)) from fault


@dataclass(frozen=True, slots=True)
class Sent:
    """How a list was written before it was put into UTF-8, and the SHA-256 of the bytes as they were sent."""

    encoding: str
    guessed: bool
    digest: str


@contextmanager
def in_utf8(upload: BinaryIO) -> Iterator[tuple[BinaryIO, Sent | None]]:
    """Yield a list as the file store takes it: text in UTF-8, anything else as it is.

    The second value tells what was done; None when nothing was. Bytes that no encoding fits are left for the
    store to refuse.
    """
    start = upload.read(len(WORKBOOK))
    upload.seek(0)
    try:
        encoding, guessed = ("utf-8", False) if start == WORKBOOK else find_encoding(upload)
    except ListFault:
        encoding, guessed = "utf-8", False
    if encoding in {"utf-8", "utf-8-sig"}:
        yield upload, None
        return
    with tempfile.SpooledTemporaryFile(max_size=SPOOLED) as rewritten:
        digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder(encoding)()
        while block := upload.read(SAMPLE):
            digest.update(block)
            rewritten.write(decoder.decode(block).encode())
        rewritten.write(decoder.decode(b"", final=True).encode())
        rewritten.seek(0)
        yield cast("BinaryIO", rewritten), Sent(encoding, guessed, digest.hexdigest())


def find_encoding(stream: BinaryIO) -> tuple[str, bool]:
    """Return the encoding of a text file and whether it is a last resort (cp1252); leaves the stream at its start.

    A byte order mark decides; otherwise UTF-8 if every byte fits; otherwise UTF-16 if every second byte of the
    beginning is empty; otherwise cp1252, which fits nearly every file and is therefore told.
    """
    head = stream.read(SAMPLE)
    stream.seek(0)
    if head.startswith(codecs.BOM_UTF8):
        candidates = [("utf-8-sig", False)]
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = [("utf-16", False)]
    elif b"\x00" in head:
        order = "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
        candidates = [(order, False)]
    else:
        candidates = [("utf-8", False), ("cp1252", True)]
    for encoding, guessed in candidates:
        if _decodes(stream, encoding):
            return encoding, guessed
    raise ListFault("list-encoding-unknown")


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := stream.read(SAMPLE):
            if "\x00" in decoder.decode(block):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True


def _csv_listing(text: io.TextIOWrapper, encoding: str, guessed: bool) -> Listing:
    first = text.readline(SAMPLE)
    text.seek(0)
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(text, delimiter=delimiter, strict=True)

    def raw() -> Iterator[list[Cell]]:
        number = 0
        try:
            for cells in reader:
                number += 1
                yield list(cells)
        except csv.Error as error:
            raise ListFault("list-unreadable", number + 1) from error

    return _listing(raw(), kind="csv", encoding=encoding, delimiter=delimiter, guessed=guessed)


def _listing(
    raw: Iterator[list[Cell]],
    *,
    kind: str,
    encoding: str = "",
    delimiter: str = "",
    guessed: bool = False,
    title: str = "",
) -> Listing:
    header = [str(cell).strip() for cell in next(raw, [])]
    columns = [column_of(name) for name in header]
    known = [column for column in columns if column]
    if not known:
        raise ListFault("list-has-no-header", header[0][:60] if header else "")
    for column in known:
        if known.count(column) > 1:
            raise ListFault("column-twice", column)
    missing = [column for column in REQUIRED if column not in known]
    if missing:
        raise ListFault("column-missing", ", ".join(missing))
    reading = Reading(
        kind=kind,
        columns=tuple(known),
        unknown=tuple(name[:60] for name, column in zip(header, columns, strict=True) if name and not column),
        encoding=encoding,
        delimiter=delimiter,
        guessed=guessed,
        sheet=title,
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
            raise ListFault("list-too-many-rows", MAX_ROWS)
        yield Row(number, named, surplus)
