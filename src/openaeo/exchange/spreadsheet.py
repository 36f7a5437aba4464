"""How a partner's list is read from the first sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from openaeo.bedrock.workbooks import UNREADABLE, Cell, Formula, WorkbookFault, opened, rows_of, value_of

__all__ = ["Cell", "Formula", "ListFault", "sheet"]

MAX_COLUMNS = 100
ListFault = WorkbookFault
"""The list cannot be read: a stable code and what it is about."""


@contextmanager
def sheet(stream: BinaryIO) -> Iterator[tuple[str, Iterator[list[Cell]]]]:
    """Open the first sheet: its title and its rows as lists of cells, trailing empty cells dropped.

    Raises `ListFault` as `bedrock.workbooks.opened` does, and "list-unreadable" with the row.
    """
    with opened(stream) as book:
        first = book.worksheets[0] if book.worksheets else None
        if first is None:
            raise ListFault("workbook-unreadable")
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
        raise ListFault("list-unreadable", number + 1) from error
