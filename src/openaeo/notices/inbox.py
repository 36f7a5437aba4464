"""What a reader does with notices: read one, tick off all, choose how to be told; and what the bell says.

Reading and choosing are the reader's own affair. They change no matter and leave no entry in the journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Subquery

from openaeo.bedrock.actors import Actor
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Reason, Refused
from openaeo.notices.kinds import KINDS, Group, Mail
from openaeo.notices.models import Contact, Notice, Preference
from openaeo.notices.telling import chosen
from openaeo.parties.models import STAFF, Person


@dataclass(frozen=True, slots=True)
class Bell:
    """What the frame of every page tells somebody who is signed in: how many unread, and whether mail gets through."""

    unread: int
    mail_fails: bool


def bell(actor: Actor) -> Bell:
    """Return what the bell says to `actor`. One query over an index of unread rows; none for a stranger."""
    if actor.person is None:
        return Bell(0, mail_fails=False)
    unread = Notice.objects.filter(person=OuterRef("pk"), read_at__isnull=True).order_by()
    counted = unread.values("person").annotate(many=Count("pk")).values("many")
    failing = Contact.objects.failing().filter(person=OuterRef("pk"))
    found = Person.objects.filter(pk=actor.person).annotate(unread=Subquery(counted), fails=Exists(failing))
    many, fails = found.values_list("unread", "fails").get()
    return Bell(many or 0, mail_fails=fails)


def read(pk: int, *, actor: Actor, at: datetime) -> Notice:
    """Tick a notice off as read and return it; reading again changes nothing. Refused: `not-found`."""
    notice = Notice.objects.visible_to(actor).filter(pk=pk).first()
    if notice is None:
        raise Refused("read-notice", Reason("not-found"))
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


def read_all(*, actor: Actor, at: datetime) -> int:
    """Tick off everything that `actor` has not read, told by `at`, and return how many there were."""
    unread = Notice.objects.visible_to(actor).filter(read_at__isnull=True, created_at__lte=at)
    return unread.update(read_at=at)


def groups_for(capacities: set[Capacity]) -> tuple[Group, ...]:
    """Return the groups that can concern somebody with these capacities, in their order."""
    if Capacity.RECOGNITION_DESK in capacities:
        return tuple(Group)
    casework = capacities & (STAFF - {Capacity.ADMINISTRATOR}) or Capacity.APPLICANT in capacities
    return tuple(group for group in Group if group is not Group.PARTNERS) if casework else (Group.PEOPLE,)


def choices_of(actor: Actor) -> dict[Group, Mail]:
    """Return when each group goes to `actor` by mail. One query."""
    if actor.person is None:
        return {}
    wishes = chosen([actor.person])
    return {group: wishes(actor.person, group) for group in Group}


def choose(choices: Mapping[Group, Mail], *, actor: Actor) -> None:
    """Keep when `actor` wants each group by mail. What waits for a digest follows the new choice.

    Refused: `not-signed-in`.
    """
    if actor.person is None:
        raise Refused("choose-mail", Reason("not-signed-in"))
    with transaction.atomic():
        for group, mail in choices.items():
            Preference.objects.update_or_create(
                person_id=actor.person, group=Group(group).value, defaults={"mail": Mail(mail).value}
            )
            kinds = [kind for kind, (of, _weight) in KINDS.items() if of is group]
            waiting = Notice.objects.visible_to(actor).filter(
                kind__in=kinds, delivery__isnull=True, mail__in=[Mail.DAILY.value, Mail.WEEKLY.value]
            )
            # What was to come in a digest comes in the next one when the reader now wants mail at once.
            waiting.update(mail=(Mail.DAILY if mail is Mail.AT_ONCE else Mail(mail)).value)


def mail_ready() -> bool:
    """Return whether this installation can send mail at all; pages say so when it cannot."""
    return bool(settings.MAIL_READY)
