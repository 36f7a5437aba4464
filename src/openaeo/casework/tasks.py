"""The jobs behind a list of our own holders: checking and taking over, and picking up what an interruption left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection
from procrastinate.contrib.django import app

from openaeo.casework import intake_check, intake_taking
from openaeo.casework.intake import CHECK_TASK, TAKE_TASK
from openaeo.casework.models import Intake
from openaeo.law.intake import IntakeState

_LOCK = 0x0AE0_0011
UNFINISHED = (IntakeState.CHECKING.value, IntakeState.TAKING.value)


def _now() -> datetime:
    """The clock of a job: a job is the outermost layer, as a page is."""
    return datetime.fromtimestamp(time.time(), UTC)


@app.task(name=CHECK_TASK)
def check_holders(pk: int) -> None:
    """Judge the rows of a list; see `intake_check.check`."""
    _alone(pk, lambda: intake_check.check(pk, at=_now()))


@app.task(name=TAKE_TASK)
def take_over_holders(pk: int) -> None:
    """Enter the new rows of a list; see `intake_taking.finish`."""
    _alone(pk, lambda: intake_taking.finish(pk, at=_now()))


@app.periodic(cron="* * * * *")
@app.task(name="casework.resume-intakes", queueing_lock="casework.resume-intakes")
def resume_intakes(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate tells for which minute it runs
    """Take up every list that a worker left unfinished, for instance because it was killed."""
    for pk, state in Intake.objects.filter(state__in=UNFINISHED).values_list("pk", "state"):
        (check_holders if state == IntakeState.CHECKING.value else take_over_holders)(pk)


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
