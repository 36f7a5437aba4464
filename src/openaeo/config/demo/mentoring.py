"""A firm of the demonstration has a mentor: a holder who has been through it looks over a smaller firm's shoulder."""

from __future__ import annotations

from datetime import datetime, timedelta

from openaeo.casework import mentoring
from openaeo.config.demo.people import acting
from openaeo.parties.models import Operator, Person

DAY = timedelta(days=1)


def mentored(owner: Person, mentor: Person, now: datetime) -> None:
    """Let `mentor` look at the questions of the owner's firm, read a few answers and advise on one."""
    firm, outside = acting(owner, now), acting(mentor, now)
    number = Operator.objects.visible_to(firm).get().number
    at = now - 5 * DAY
    offered = mentoring.invite(number, email=mentor.email, until=now + 60 * DAY, actor=firm, at=at)
    row = mentoring.accept(offered.token, actor=outside, at=at + DAY)
    seen = mentoring.view(row)
    if seen is None:
        return
    opened = [one.criterion for one in seen.glimpses[:3]]
    row = mentoring.open_to_mentor(row.pk, opened, actor=firm, at=at + DAY)
    mentoring.look(row, at=at + 2 * DAY)
    for criterion in opened[:2]:
        mentoring.look(row, criterion, shown=True, at=at + 2 * DAY)
    mentoring.advise(
        row.pk,
        opened[0],
        text="Say who does it when you are away: an officer will ask. One sentence is enough.",
        actor=outside,
        at=at + 2 * DAY,
    )
