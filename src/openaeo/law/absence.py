"""Days on which an officer is away, and who stands in: what may be recorded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from openaeo.law.workflow import Reason

Days = tuple[date, date]
"""The first and the last day, both of them away."""


def may_record(
    days: Days, *, today: date, known: Collection[Days], person: int | None, stand_in: int | None
) -> tuple[Reason, ...]:
    """Return why `person` may not be recorded as away for `days` with `stand_in` (None: no officer in office).

    `known` are the days recorded before. Reasons: `absence-ends-before`, `absence-passed`, `absence-overlaps`,
    `stand-in-unknown`, `stand-in-self`.
    """
    first, last = days
    found = (
        Reason("absence-ends-before") if last < first else None,
        Reason("absence-passed") if last < today else None,
        Reason("absence-overlaps") if any(first <= end and start <= last for start, end in known) else None,
        Reason("stand-in-unknown") if stand_in is None else None,
        Reason("stand-in-self") if stand_in is not None and stand_in == person else None,
    )
    return tuple(one for one in found if one is not None)
