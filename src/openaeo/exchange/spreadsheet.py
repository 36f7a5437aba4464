"""How the first sheet of a workbook is read without trusting it: size limits first, formulas never evaluated."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_PARTS = 500
MAX_UNPACKED = 256 * 1024 * 1024
MAX_SHARED_STRINGS = 96 * 1024 * 1024
MAX_RATIO = 400
RATIO_FROM = 4 * 1024 * 1024
MAX_COLUMNS = 100
_UNPACKED_WRONG = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, OSError)
_UNREADABLE = (
    *_UNPACKED_WRONG,
    *(InvalidFileException, ParseError, KeyError, TypeError),
    *(AttributeError, IndexError, OverflowError, RecursionError),  # what openpyxl stumbles over in odd parts
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A spreadsheet cell that computes, or failed to; it is never evaluated."""

    text: str


Cell = str | date | datetime | Formula


class ListFault(Exception):
    """The list cannot be read: a stable code and what it is about."""

    def __init__(self, code: str, detail: str | int | None = None) -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{code} ({detail})")


@contextmanager
def sheet(stream: BinaryIO) -> Iterator[tuple[str, Iterator[list[Cell]]]]:
    """Open the first sheet: its title and its rows as lists of cells, trailing empty cells dropped.

    Raises `ListFault` "workbook-unreadable", "workbook-too-large" (unpacks to more than 256 MiB, or more than 400
    times its size) or "workbook-unsafe" (declares a document type, as an entity bomb does).
    """
    inspect(stream)
    try:
        book = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except _UNREADABLE as error:
        raise ListFault("workbook-unreadable") from error
    try:
        first = book.worksheets[0] if book.worksheets else None
        if first is None:
            raise ListFault("workbook-unreadable")
        # Some programs write a wrong size of the sheet; openpyxl would believe it and stop early.
        first.reset_dimensions()
        yield first.title, _rows(first)
    finally:
        book.close()


def inspect(stream: BinaryIO) -> None:
    """Refuse a workbook that would unpack to too much, before anything is unpacked; leaves the stream at its start."""
    try:
        with zipfile.ZipFile(stream) as parcel:
            parts = parcel.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise ListFault("workbook-too-large")
            for part in parts:
                _inspect_part(parcel, part)
    except (*_UNPACKED_WRONG, NotImplementedError, RuntimeError) as error:
        raise ListFault("workbook-unreadable") from error
    finally:
        stream.seek(0)


def _inspect_part(parcel: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
        raise ListFault("workbook-too-large")
    if part.filename.endswith("sharedStrings.xml") and part.file_size > MAX_SHARED_STRINGS:
        raise ListFault("workbook-too-large")
    if part.filename.endswith((".xml", ".rels")):
        with parcel.open(part) as opened:
            if b"<!DOCTYPE" in opened.read(4096):
                raise ListFault("workbook-unsafe")


def _rows(first: ReadOnlyWorksheet) -> Iterator[list[Cell]]:
    number = 0
    try:
        header = [
            _cell(cell.value, cell.data_type)
            for cells in _read(first, max_row=1, max_col=MAX_COLUMNS)
            for cell in cells
        ]
        width = max(
            (place for place, cell in enumerate(header, start=1) if cell != ""),
            default=0,
        )
        # One column more than the header has, so that a surplus cell is noticed and a far-away one costs nothing.
        for cells in _read(first, max_col=min(width + 1, MAX_COLUMNS)):
            number += 1
            row = [_cell(cell.value, cell.data_type) for cell in cells]
            yield row[:width] if number == 1 else row
    except _UNREADABLE as error:
        raise ListFault("list-unreadable", number + 1) from error


def _read(first: ReadOnlyWorksheet, **bounds: int) -> Iterator[tuple[ReadOnlyCell | EmptyCell, ...]]:
    # The type stubs describe the method of another class here.
    rows: Iterator[tuple[ReadOnlyCell | EmptyCell, ...]] = first.iter_rows(**bounds)  # type: ignore[misc,call-overload]
    return rows


def _cell(value: object, kind: str) -> Cell:
    if value is None:
        return ""
    if kind in {"f", "e"}:
        return Formula(str(value)[:200])
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
