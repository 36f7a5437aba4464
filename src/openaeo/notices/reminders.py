"""The daily pass over the dates ahead: whoever has to keep one is reminded so many days before, once for each step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import transaction

from openaeo.bedrock.worker import duty
from openaeo.casework.declarations import Owed, all_owed
from openaeo.law.lasting import Declaring
from openaeo.notices.audience import Audience
from openaeo.notices.concerned import Concerned, matter_of_authorisation
from openaeo.notices.dates import DateAhead, ahead
from openaeo.notices.telling import NEWS, Item, write
from openaeo.register.models import Authorisation

STEPS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "question-due": (1, 7),
        "message-due": (1, 3),
        "message-owed": (1, 3),
        "completion-due": (1, 7),
        "hearing-due": (1, 7),
        "measure-reply-due": (1, 7),
        "reassessment-due": (1, 7),
        "consultation-due": (1, 7),
        "completeness-due": (1, 7),
        "decision-due": (1, 7, 21),
        "declaration-due": (7, 30, 60),
        "review-due": (7, 30),
        "authorisation-ends": (30, 90),
        "mandate-ends": (7, 30),
    }
)
"""How many days before each kind of date people are reminded, the nearest first."""

OVERDUE: Mapping[str, Audience] = MappingProxyType(
    {"declaration-overdue": Audience.FIRM, "declaration-missed": Audience.ASSESSOR}
)
"""What is told, once, of a date that has passed, and to whom."""

_FARTHEST = timedelta(days=max(max(steps) for steps in STEPS.values()) + 1)


@duty("notices.reminders", every=timedelta(hours=3))
def remind(at: datetime) -> int:
    """Remind of every date that has come within one of its steps by `at`; return how many notices were written.

    Safe to repeat: each step of each date is told once. A worker that was away tells the step that is now right.
    """
    return sum(_remind(one, at) for one in ahead(at=at, horizon=_FARTHEST)) + sum(
        _overdue(held, owed, at)
        for held, owed in all_owed(Authorisation.objects.all(), at)
        if owed.standing is Declaring.OVERDUE and at - owed.due <= NEWS
    )


@transaction.atomic
def _remind(one: DateAhead, at: datetime) -> int:
    step = step_of(one, at)
    if step is None:
        return 0
    items = [Item(who, one.kind, one.params()) for who in Concerned(one.matter, at).of(one.to)]
    key = f"date:{one.name}:{one.day.isoformat()}:{step}"
    return len(write(items, key=key, mail=True, moment=at, at=at))


@transaction.atomic
def _overdue(held: Authorisation, owed: Owed, at: datetime) -> int:
    """Tell both sides that a declaration was not made in its days. Whatever follows, people do."""
    matter = matter_of_authorisation(held)
    people, known = Concerned(matter, at), {"authorisation": held.number, "due": owed.due.isoformat()}
    items = [
        Item(who, kind, known if to is Audience.FIRM else known | {"firm": matter.firm})
        for kind, to in OVERDUE.items()
        for who in people.of(to)
    ]
    key = f"declaration:{held.number}:{owed.window.closes.isoformat()}"
    return len(write(items, key=key, mail=True, moment=at, at=at))


def step_of(one: DateAhead, at: datetime) -> int | None:
    """Return the step that `one` has reached at `at`, or None.

    A date that was set inside a step needs no reminder for it: people were told when it was set.
    """
    left = one.days_left(at)
    step = next((days for days in STEPS[one.kind] if left <= days), None)
    return step if step is not None and one.days_left(one.since) > step else None
