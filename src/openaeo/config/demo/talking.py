"""What an invented firm and customs write to each other beside the formal acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from openaeo.casework import conversations
from openaeo.casework.models import Case
from openaeo.config.demo.founding import owner_of
from openaeo.config.demo.parts import Plot, Staff
from openaeo.law.conversing import phase_of

DAY = timedelta(days=1)
SETTLED = 12 * DAY
"""How long after its beginning a firm that is asked is well in assessment."""


def talks(plot: Plot, staff: Staff) -> Iterator[datetime]:
    """Let customs ask something small that is answered and closed, and the firm write what nobody has answered yet."""
    at = plot.begins + SETTLED
    yield at
    case = Case.objects.filter(operator__tin=plot.tin).first()
    if case is None or phase_of(case.standing) is None:
        return
    firm, officer = owner_of(plot, at), staff.officer
    talk = conversations.begin(
        case.number,
        subject="Who meets us at the gate",
        text="Whom may our driver ask for on the day of the visit, and is there room for a van in the yard?",
        actor=officer,
        at=at,
    )
    at += DAY
    yield at
    conversations.write(
        talk.pk,
        text="Please ask for the shift lead at gate 2. There is room beside the weighbridge.",
        actor=firm,
        at=at,
    )
    at += DAY
    yield at
    conversations.close(talk.pk, actor=officer, at=at)
    at += 8 * DAY
    yield at
    conversations.begin(
        case.number,
        subject="New fence along the quay",
        text="The fence is built in spring. Would you like to see the drawings before, or only when it stands?",
        actor=firm,
        at=at,
    )
