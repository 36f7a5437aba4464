"""Who works on the cases of invented firms: given to an officer, kept from one with an interest, a stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.casework import absences, assessment, assigning, interests
from openaeo.config.demo.parts import Staff

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ENDINGS = frozenset({"given", "interested"})


def given(ending: str, staff: Staff, number: str, at: datetime) -> Iterator[datetime]:
    """Give the case to the second officer; where a story is of an interest, the first took it on and found one."""
    at += DAY
    yield at
    if ending == "interested":
        assessment.take_on(number, actor=staff.officer, at=at)
        at += HOUR
        yield at
        words = "My sister-in-law keeps the books of this firm; I saw her name in the site plan."
        interests.declare(number, interest=words, actor=staff.officer, at=at)
        at += HOUR
        yield at
    assigning.assign(number, officer=staff.second.person or 0, actor=staff.decider, at=at)


def is_away(officer: Actor, stand_in: Actor, at: datetime) -> None:
    """Let an officer say that a few days to come are spent elsewhere."""
    first, last = (at + 4 * DAY).date(), (at + 8 * DAY).date()
    absences.record(first=first, last=last, stand_in=stand_in.person or 0, actor=officer, at=at)
