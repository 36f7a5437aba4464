"""How a programme's sheet says which results count again, and for how long."""

from __future__ import annotations

from openaeo.law.clock import Unit
from openaeo.law.reusing import Reusing
from openaeo.law.rule_sheets import CITED, Known, citation, limit
from openaeo.law.sheet import Table


def reusing(table: Table, known: Known) -> Reusing:
    """Read the table `[reuse]`: the groups of generic criteria, and a time that no day off moves."""
    table.only("groups", "count", "unit", *CITED)
    groups = table.listed("groups", known.groups)
    if not groups:
        raise table.fault(
            "groups",
            "No criterion is generic.",
            'Name their groups, for instance groups = ["A"], or leave the table out.',
        )
    within = limit(table)
    if within.unit is Unit.WORKING_DAYS:
        raise table.fault(
            "unit",
            "How long a result counts is not told in working days.",
            "Write calendar-days, months or years.",
        )
    return Reusing(groups, within, citation(table, known))
