"""How a file of rows is opened, whatever it is: text in any encoding with its separators, or a workbook."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from openaeo.bedrock.workbooks import UNREADABLE, Cell, WorkbookFault, opened, rows_of, value_of

DELIMITERS = ",;\t"
SAMPLE = 64 * 1024
SPOOLED = 2 * 1024 * 1024
WORKBOOK = b"PK\x03\x04"
MAX_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Source:
    """How a file of rows was understood; `encoding` and `delimiter` are empty for a workbook, `title` for text.

    `guessed` says that the encoding is the last resort.
    """

    kind: str
    encoding: str = ""
    delimiter: str = ""
    guessed: bool = False
    title: str = ""


@contextmanager
def open_rows(stream: BinaryIO) -> Iterator[tuple[Source, Iterator[list[Cell]]]]:
    """Yield how the file is understood and its rows, the heading first; a workbook is known by its content.

    Raises `WorkbookFault` as `bedrock.workbooks.opened` does, "list-encoding-unknown", and "list-unreadable" with the
    row; faults beyond the heading are raised while the rows are read.
    """
    start = stream.read(len(WORKBOOK))
    stream.seek(0)
    if start == WORKBOOK:
        with sheet(stream) as (title, raw):
            yield Source("xlsx", title=title), raw
        return
    encoding, guessed = find_encoding(stream)
    with io.TextIOWrapper(stream, encoding=encoding, newline="") as text:
        first = text.readline(SAMPLE)
        text.seek(0)
        delimiter = max(DELIMITERS, key=first.count)
        yield Source("csv", encoding, delimiter, guessed), _lines(text, delimiter)


def _lines(text: io.TextIOWrapper, delimiter: str) -> Iterator[list[Cell]]:
    number = 0
    try:
        for cells in csv.reader(text, delimiter=delimiter, strict=True):
            number += 1
            yield list(cells)
    except csv.Error as error:
        raise WorkbookFault("list-unreadable", number + 1) from error


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
    except WorkbookFault:
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
    raise WorkbookFault("list-encoding-unknown")


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


@contextmanager
def sheet(stream: BinaryIO) -> Iterator[tuple[str, Iterator[list[Cell]]]]:
    """Open the first sheet: its title and its rows as lists of cells, trailing empty cells dropped.

    Raises `WorkbookFault` as `bedrock.workbooks.opened` does, and "list-unreadable" with the row.
    """
    with opened(stream) as book:
        first = book.worksheets[0] if book.worksheets else None
        if first is None:
            raise WorkbookFault("workbook-unreadable")
        # Some programs write a wrong size of the sheet; openpyxl would believe it and stop early.
        first.reset_dimensions()
        yield first.title, _rows(first)


def _rows(first: ReadOnlyWorksheet) -> Iterator[list[Cell]]:
    number = 0
    try:
        header = [
            value_of(cell) for cells in rows_of(first, max_row=1, max_col=MAX_COLUMNS) for cell in cells
        ]
        width = max(
            (place for place, cell in enumerate(header, start=1) if cell != ""),
            default=0,
        )
        # One column more than the header has, so that a surplus cell is noticed and a far-away one costs nothing.
        for cells in rows_of(first, max_col=min(width + 1, MAX_COLUMNS)):
            number += 1
            row = [value_of(cell) for cell in cells]
            yield row[:width] if number == 1 else row
    except UNREADABLE as error:
        raise WorkbookFault("list-unreadable", number + 1) from error
