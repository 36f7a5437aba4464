"""The post: mail waits in a table, is sent by the worker, tried again with growing pauses, and given up in the end."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from procrastinate.contrib.django import app

from openaeo.notices import letters
from openaeo.notices.models import Contact, Delivery, Notice
from openaeo.parties.models import Person

log = logging.getLogger(__name__)

SEND_TASK = "notices.send-due"
NOTICE, ACCOUNT = "notice", "account"
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"""How long to wait after each try that failed; after the last one the mail is given up."""
QUIET = timedelta(minutes=5)
"""So long the same account mail to the same address is not queued again."""
_LOCK = 0x0AE0_0011
_PERMANENT = 500


def send_at_once(notices: Sequence[Notice], *, at: datetime) -> None:
    """Queue one mail for each of `notices`; inside the transaction that wrote them."""
    people = Person.objects.in_bulk({one.person_id for one in notices})
    for one in notices:
        one.delivery = Delivery.objects.create(
            person_id=one.person_id,
            address=people[one.person_id].email,
            purpose=NOTICE,
            created_at=at,
            next_at=at,
        )
    Notice.objects.bulk_update(notices, ["delivery"])
    if notices:
        wake()


def hand_in(letter: letters.Letter, *, address: str, purpose: str, at: datetime) -> Delivery | None:
    """Queue a mail that somebody else has written, such as a link to set a new password.

    `purpose` names it. None is queued, and None returned, while the same mail to the same address is under way
    or was sent within the last `QUIET`. What it says is wiped once it is sent or given up.
    """
    named = f"{ACCOUNT}:{purpose}"[:60]
    with transaction.atomic():
        with connection.cursor() as sql:  # two presses at the same moment queue here
            sql.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, f"{named} {address}"])
        same = Delivery.objects.filter(address=address, purpose=named, failed_at__isnull=True)
        if same.filter(created_at__gt=at - QUIET).exists():
            return None
        row = Delivery.objects.create(
            person=Person.objects.filter(email=address.lower()).first(),
            address=address,
            purpose=named,
            content=letter.plain(),
            created_at=at,
            next_at=at,
        )
        wake()
    return row


def wake() -> None:
    """Ask the worker to look at the post now; with the transaction, so never for a row that is not there."""
    app.configure_task(SEND_TASK).defer()


def send_due(*, at: datetime, limit: int = 500) -> int:
    """Send up to `limit` mails that are due at `at`, and return how many were tried.

    Several workers may do so at once. A worker that is killed between the server's yes and our note of it sends
    that mail a second time; it is never lost.
    """
    tried = 0
    while tried < limit and _send_next(at):
        tried += 1
    return tried


@transaction.atomic
def _send_next(at: datetime) -> bool:
    due = Delivery.objects.waiting().filter(next_at__lte=at).order_by("next_at", "pk")
    row = due.select_for_update(of=("self",), skip_locked=True).select_related("person").first()
    if row is None:
        return False
    row.tries += 1
    try:
        letters.message(row).send()
    except Exception as fault:  # noqa: BLE001 - whatever stands in one mail's way must not hold up the others
        _failed(row, fault, at=at)
    else:
        row.sent_at, row.last_error, row.content = at, "", {}
        _note(row, at=at)
    row.save()
    return True


def _failed(row: Delivery, fault: Exception, *, at: datetime) -> None:
    row.last_error = f"{type(fault).__name__}: {fault}"[:300]
    log.warning("Mail %s was not sent at try %s: %s", row.pk, row.tries, type(fault).__name__)
    if _permanent(fault) or row.tries > len(PAUSES):
        row.failed_at, row.content = at, {}
        _note(row, at=at)
    else:
        row.next_at = at + PAUSES[row.tries - 1]


def _permanent(fault: Exception) -> bool:
    """Whether the server said that it will never take this mail (RFC 5321: replies of 500 and above)."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(code >= _PERMANENT for code, _words in fault.recipients.values())
    refusals = (smtplib.SMTPDataError, smtplib.SMTPSenderRefused)
    return isinstance(fault, refusals) and fault.smtp_code >= _PERMANENT


def _note(row: Delivery, *, at: datetime) -> None:
    """Remember how the person's address fares."""
    if row.person_id is None:
        return
    contact, _new = Contact.objects.select_for_update().get_or_create(person_id=row.person_id)
    if row.failed_at is None:
        contact.took(row.address)
    else:
        contact.refused(row.address, row.last_error, at=at)
    contact.save()
