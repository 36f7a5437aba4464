"""The state of an authorisation follows when its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from openaeo.bedrock.worker import duty
from openaeo.register import entries

BATCH = 500


@duty("register.expiry", every=timedelta(minutes=1))
def expire_due(at: datetime) -> int:
    """Let every authorisation that ended by `at` expire, in batches; return how many did.

    Answers were right without this: the status periods say "expired" from the end on.
    """
    count = 0
    while numbers := entries.expire(at=at, limit=BATCH):
        count += len(numbers)
        if len(numbers) < BATCH:
            break
    return count
