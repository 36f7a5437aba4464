"""The rules of a programme about its own staff as its sheets write them."""

from __future__ import annotations

from openaeo.law.assigning import Rotation
from openaeo.law.rule_sheets import CITED, Known, citation
from openaeo.law.sheet import Table

MOST = 20


def rotation(table: Table, known: Known) -> Rotation:
    """Read how many cases of a firm one officer looks after in a row."""
    table.only("in_a_row", *CITED)
    return Rotation(table.whole("in_a_row", 1, MOST), citation(table, known))
