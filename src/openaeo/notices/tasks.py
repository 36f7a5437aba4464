"""The job behind the post: sending what is due, woken by whoever queues a mail and every minute besides."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from openaeo.notices import post


@app.periodic(cron="* * * * *")
@app.task(name=post.SEND_TASK)
def send_due(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate tells for which minute it runs
    """Send the mail that is due; a job is the outermost layer, as a page is, and reads the clock."""
    post.send_due(at=datetime.fromtimestamp(time.time(), UTC))
