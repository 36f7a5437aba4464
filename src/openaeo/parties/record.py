"""What was done to the house itself: posts, offices, days off, mail, editions; read by administrators, never a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import JournalEntry
from openaeo.law.terms import Capacity
from openaeo.parties.models import Person

TOPICS = ("person", "office", "days-off", "mail", "edition")
ACTS = (
    *("appoint", "end-post", "open-office", "rename-office", "close-office"),
    *("add-day-off", "take-back-day-off", "load-days-off", "try-mail"),
    *("put-edition-in-force", "call-off-edition"),
)


def house_record(*, actor: Actor) -> QuerySet[JournalEntry]:
    """Return what was done to the house, newest first, to an administrator; nothing to everybody else."""
    if actor.capacity is not Capacity.ADMINISTRATOR:
        return JournalEntry.objects.none()
    return JournalEntry.objects.filter(topic__in=TOPICS, act__in=ACTS).order_by("-cursor")


def people_in(entries: Iterable[JournalEntry]) -> dict[int, str]:
    """Return the names of the people whom the entries of a record are about, by key. One query."""
    about = {int(one.subject) for one in entries if one.topic == "person"}
    return dict(Person.objects.filter(pk__in=about).values_list("pk", "name"))
