"""The jobs behind an export: making it, and picking up what an interruption left."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from openaeo.dossier import making
from openaeo.dossier.exports import MAKE_TASK
from openaeo.dossier.models import Export


def _now() -> datetime:
    """The clock of a job: a job is the outermost layer, as a page is."""
    return datetime.fromtimestamp(time.time(), UTC)


@app.task(name=MAKE_TASK)
def make_export(pk: int) -> None:
    """Make one export; see `making.make`."""
    making.make(pk, at=_now())


@app.periodic(cron="* * * * *")
@app.task(name="dossier.resume-exports", queueing_lock="dossier.resume-exports")
def resume_exports(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate tells for which minute it runs
    """Take up every export that waits: its try failed, or its worker was killed."""
    for pk in Export.objects.waiting().filter(next_at__lte=_now()).values_list("pk", flat=True):
        make_export(pk)
