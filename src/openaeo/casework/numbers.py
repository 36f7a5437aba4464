"""How cases are numbered: by the year they were started in, without gaps, each number once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Length

from openaeo.casework.models import Case, Tombstone

_LOCK = 7_200_101


def starts_queue() -> None:
    """Wait for every other start, and hold new ones until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def next_case_number(at: datetime) -> str:
    """Return the next free number of the year of `at`, such as "AEO-2026-0001".

    Call it inside the transaction that writes the case: starts queue here until that transaction ends, so a
    number is neither given twice nor lost, nor given again once the data of its case are removed. Past 9999 the number grows a digit.
    """
    starts_queue()
    prefix = f"AEO-{at.year}-"
    given = (_last(rows, prefix) for rows in (Case.objects.all(), Tombstone.objects.all()))
    return f"{prefix}{max(given) + 1:04d}"


def _last(rows: QuerySet[Any], prefix: str) -> int:
    found = (
        rows.filter(number__startswith=prefix)
        .order_by(Length("number").desc(), "-number")
        .values_list("number", flat=True)
        .first()
    )
    return int(found.removeprefix(prefix)) if found else 0
