"""The jobs behind a list: checking and applying, one worker at a time, and picking up what an interruption left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection
from procrastinate.contrib.django import app

from openaeo.bedrock.actors import SYSTEM
from openaeo.exchange import applying, checking
from openaeo.exchange.lists import APPLY_TASK, CHECK_TASK
from openaeo.exchange.models import ListImport
from openaeo.law.listing import ListState

_LOCK = 0x0AE0_0010
UNFINISHED = (ListState.RECEIVED.value, ListState.CHECKING.value, ListState.APPLYING.value)


def _now() -> datetime:
    """The clock of a job: a job is the outermost layer, as a page is."""
    return datetime.fromtimestamp(time.time(), UTC)


@app.task(name=CHECK_TASK)
def check_list(pk: int) -> None:
    """Check a received list; see `checking.check`."""
    _alone(pk, lambda: checking.check(pk, actor=SYSTEM, at=_now()))


@app.task(name=APPLY_TASK)
def apply_list(pk: int) -> None:
    """Write a list that the desk applied into the book; see `applying.finish`."""
    _alone(pk, lambda: applying.finish(pk, at=_now()))


@app.periodic(cron="* * * * *")
@app.task(name="exchange.resume-lists", queueing_lock="exchange.resume-lists")
def resume_lists(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate tells for which minute it runs
    """Take up every list that a worker left unfinished, for instance because it was killed."""
    for pk, state in ListImport.objects.filter(state__in=UNFINISHED).values_list("pk", "state"):
        (apply_list if state == ListState.APPLYING.value else check_list)(pk)


def _alone(pk: int, work: Callable[[], None]) -> None:
    with _turn(pk) as mine:
        if mine:
            work()


@contextmanager
def _turn(pk: int) -> Iterator[bool]:
    """Hold the list while the connection lives: a killed worker lets go of it at once."""
    with connection.cursor() as sql:
        sql.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, pk])
        mine = bool(sql.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as sql:
                sql.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, pk])
