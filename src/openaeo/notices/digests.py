"""Mail that gathers: once a day or once a week, what somebody has not read and wants gathered."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from openaeo.bedrock.worker import duty
from openaeo.notices import post
from openaeo.notices.kinds import Mail
from openaeo.notices.models import Delivery, Notice
from openaeo.parties.models import Person

HOUR = 6
"""Digests go out from this hour on, in the zone of `settings.TIME_ZONE`; the weekly one on Mondays."""


@duty("notices.digests", every=timedelta(minutes=10))
def gather(at: datetime) -> int:
    """Queue the digests that are due at `at`, at most one of a kind for a person and day; return how many."""
    here = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    if not settings.MAIL_READY or here.hour < HOUR:
        return 0
    kinds = [Mail.DAILY, Mail.WEEKLY] if here.weekday() == 0 else [Mail.DAILY]
    return sum(_gather(kind, here, at) for kind in kinds)


def _gather(kind: Mail, here: datetime, at: datetime) -> int:
    waiting = Notice.objects.filter(mail=kind.value, delivery__isnull=True, read_at__isnull=True)
    people = Person.objects.filter(pk__in=waiting.values("person"), is_active=True).order_by("pk")
    day = here.date().isoformat()
    return sum(_for(person, kind, f"{kind.value}:{day}:{person.pk}", at) for person in people)


@transaction.atomic
def _for(person: Person, kind: Mail, once: str, at: datetime) -> bool:
    delivery, new = Delivery.objects.get_or_create(
        once=once,
        defaults={
            "person": person,
            "address": person.email,
            "purpose": kind.value,
            "created_at": at,
            "next_at": at,
        },
    )
    if not new:
        return False
    gathered = Notice.objects.filter(
        person=person, mail=kind.value, delivery__isnull=True, read_at__isnull=True
    )
    gathered.update(delivery=delivery)
    post.wake()
    return True
