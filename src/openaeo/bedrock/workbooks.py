"""How a workbook is opened without trusting it: size limits first, formulas never evaluated."""

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

from openpyxl import Workbook, load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_PARTS = 500
MAX_UNPACKED = 256 * 1024 * 1024
MAX_SHARED_STRINGS = 96 * 1024 * 1024
MAX_RATIO = 400
RATIO_FROM = 4 * 1024 * 1024
_UNPACKED_WRONG = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, OSError)
UNREADABLE = (
    *_UNPACKED_WRONG,
    *(InvalidFileException, ParseError, KeyError, TypeError),
    *(AttributeError, IndexError, OverflowError, RecursionError),  # what openpyxl stumbles over in odd parts
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A spreadsheet cell that computes, or failed to; it is never evaluated."""

    text: str


Cell = str | date | datetime | Formula


class WorkbookFault(Exception):
    """A file of rows that cannot be read: a stable code and what it is about."""

    def __init__(self, code: str, detail: str | int | None = None) -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{code} ({detail})")


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Workbook]:
    """Open a workbook for reading row by row, and close it afterwards.

    Raises `WorkbookFault` "workbook-unreadable", "workbook-too-large" (unpacks to more than 256 MiB, or more than 400
    times its size) or "workbook-unsafe" (declares a document type, as an entity bomb does).
    """
    inspect(stream)
    try:
        book = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except UNREADABLE as error:
        raise WorkbookFault("workbook-unreadable") from error
    try:
        yield book
    finally:
        book.close()


def inspect(stream: BinaryIO) -> None:
    """Refuse a workbook that would unpack to too much, before anything is unpacked; leaves the stream at its start."""
    try:
        with zipfile.ZipFile(stream) as parcel:
            parts = parcel.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise WorkbookFault("workbook-too-large")
            for part in parts:
                _inspect_part(parcel, part)
    except (*_UNPACKED_WRONG, NotImplementedError, RuntimeError) as error:
        raise WorkbookFault("workbook-unreadable") from error
    finally:
        stream.seek(0)


def _inspect_part(parcel: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
        raise WorkbookFault("workbook-too-large")
    if part.filename.endswith("sharedStrings.xml") and part.file_size > MAX_SHARED_STRINGS:
        raise WorkbookFault("workbook-too-large")
    if part.filename.endswith((".xml", ".rels")):
        with parcel.open(part) as member:
            if b"<!DOCTYPE" in member.read(4096):
                raise WorkbookFault("workbook-unsafe")


def rows_of(sheet: ReadOnlyWorksheet, **bounds: int) -> Iterator[tuple[ReadOnlyCell | EmptyCell, ...]]:
    """Yield the rows of a sheet of an opened workbook within `bounds`, as openpyxl's `iter_rows` names them.

    Whatever openpyxl stumbles over while it reads is one of `UNREADABLE`.
    """
    # The type stubs describe the method of another class here.
    rows: Iterator[tuple[ReadOnlyCell | EmptyCell, ...]] = sheet.iter_rows(**bounds)  # type: ignore[misc,call-overload]
    return rows


def value_of(cell: ReadOnlyCell | EmptyCell) -> Cell:
    """Return what a cell holds: text, a day or moment, or a formula as it is written; nothing is ""."""
    value: object = cell.value
    if value is None:
        return ""
    if cell.data_type in {"f", "e"}:
        return Formula(str(value)[:200])
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
