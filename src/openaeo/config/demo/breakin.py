"""The demonstration's break-in: the security part of an authorisation is suspended, and its cure is reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from openaeo.bedrock import files
from openaeo.casework import cures, measures
from openaeo.config.demo import documents, texts
from openaeo.config.demo.founding import owner_of
from openaeo.config.demo.parts import Plot, Staff

DAY = timedelta(days=1)


def suffers_a_break_in(plot: Plot, staff: Staff, number: str, at: datetime) -> Iterator[datetime]:
    """The security part is suspended; who is "cured" has reported what was put right, and customs is to look."""
    at += 12 * DAY
    yield at
    measure = measures.propose(
        number,
        kind="suspend",
        ground="criteria-not-met",
        grounds=texts.BREAK_IN,
        criteria=["I1"],
        urgent=True,
        actor=staff.officer,
        at=at,
    )
    at += DAY
    yield at
    measures.take(measure.pk, reasons=texts.STANDS_OPEN, actor=staff.decider, at=at)
    if plot.ending == "part":
        return
    at += 9 * DAY
    yield at
    plan = files.store(documents.sheet("site-plan.pdf"), "site-plan.pdf", at=at)
    cures.report(
        measure.cure.pk,
        text=texts.MENDED,
        papers=[(plan, "yard-fence.pdf")],
        actor=owner_of(plot, at),
        at=at,
    )
