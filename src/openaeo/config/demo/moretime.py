"""How time is asked for and taken in the stories of invented firms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.casework import times

DAY = timedelta(days=1)


def asked(applicant: Actor, number: str, at: datetime) -> Iterator[datetime]:
    """Let the firm ask for time to make adjustments."""
    at += 2 * DAY
    yield at
    times.ask_for_time(
        number,
        cause="adjustment",
        reason="The second gate gets its lock in three weeks; the order is placed.",
        actor=applicant,
        at=at,
    )


def taken(officer: Actor, number: str, at: datetime) -> Iterator[datetime]:
    """Let customs extend its time, stop the clock and let it run again."""
    at += DAY
    yield at
    times.extend(
        number,
        cause="complex-case",
        reason="Nine sites in four ports; two of them are shared with another firm.",
        actor=officer,
        at=at,
    )
    at += DAY
    yield at
    times.stop(
        number,
        why="criminal-case",
        reason="A court decides in spring whether a former manager evaded duty.",
        actor=officer,
        at=at,
    )
    at += 5 * DAY
    yield at
    times.restart(number, why="criminal-case", actor=officer, at=at)
