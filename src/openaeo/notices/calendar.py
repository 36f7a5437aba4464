"""Calendar files of the dates ahead (RFC 5545): written by hand, whole days, and nothing sensitive in them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from openaeo.bedrock.actors import Actor
from openaeo.law.workflow import Reason, Refused
from openaeo.notices.dates import DateAhead, of_person
from openaeo.notices.models import Contact
from openaeo.parties.models import Person

MEDIA_TYPE = "text/calendar; charset=utf-8"
_WIDTH = 75
TITLES = {
    "consultation-due": gettext_lazy("Answer of your office due: case %(case)s"),
    "message-due": gettext_lazy("Answer due in a conversation with customs"),
    "message-owed": gettext_lazy("Answer due in a conversation with a firm"),
    "question-due": gettext_lazy("Reply due: application %(case)s"),
    "completion-due": gettext_lazy("To be completed: application %(case)s"),
    "hearing-due": gettext_lazy("Reply due: application %(case)s"),
    "measure-reply-due": gettext_lazy("Reply due: authorisation"),
    "reassessment-due": gettext_lazy("Answers due: re-assessment"),
    "declaration-due": gettext_lazy("Yearly declaration due"),
    "review-due": gettext_lazy("Review of the new edition due"),
    "authorisation-ends": gettext_lazy("Authorisation ends"),
    "mandate-ends": gettext_lazy("Mandate ends"),
    "completeness-due": gettext_lazy("Completeness check due: application %(case)s"),
    "decision-due": gettext_lazy("Decision due: application %(case)s"),
}
"""What a calendar calls each kind of date; a date that has no name here would break the calendar of everybody who has it."""


def feed(key: str, *, at: datetime) -> str | None:
    """Return the calendar of whoever holds the secret `key`, in their language; None when nobody does."""
    contact = (
        Contact.objects.filter(calendar_key=key, person__is_active=True).select_related("person").first()
    )
    if contact is None:
        return None
    with override(contact.person.language):
        return written(of_person(contact.person, at=at), at=at)


def key_of(actor: Actor) -> str:
    """Return the secret of `actor`'s calendar; empty while none was asked for."""
    contact = Contact.objects.visible_to(actor).filter(person=actor.person).first()
    return (contact.calendar_key or "") if contact else ""


def renew(*, actor: Actor) -> str:
    """Give `actor` a new secret and return it; addresses with the old one lead nowhere. Refused: `not-signed-in`."""
    if actor.person is None:
        raise Refused("renew-calendar", Reason("not-signed-in"))
    person = Person.objects.get(pk=actor.person)
    key = secrets.token_urlsafe(32)
    Contact.objects.update_or_create(person=person, defaults={"calendar_key": key})
    return key


def written(dates: Iterable[DateAhead], *, at: datetime) -> str:
    """Return `dates` as one calendar in the language that is active: UTF-8, lines ended by CRLF and folded at 75 bytes."""
    return "".join(f"{part}\r\n" for line in _lines(dates, at) for part in folded(line))


def _lines(dates: Iterable[DateAhead], at: datetime) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:-//OpenAEO//OpenAEO//{(get_language() or 'en').upper()}"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    yield f"X-WR-CALNAME:{escaped(_('OpenAEO dates'))}"
    for one in dates:
        yield from _event(one, at)
    yield "END:VCALENDAR"


def _event(one: DateAhead, at: datetime) -> Iterator[str]:
    host = settings.PUBLIC_URL.partition("://")[2].partition(":")[0]
    title = str(TITLES[one.kind]) % {"case": one.matter.case}
    yield "BEGIN:VEVENT"
    yield f"UID:{_public_name(one)}@{host}"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(title)}"
    yield f"URL:{settings.PUBLIC_URL}{reverse('notices')}"
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(title)}"
    yield "TRIGGER:-P1D"
    yield "END:VALARM"
    yield "END:VEVENT"


def _public_name(one: DateAhead) -> str:
    """The name of a date without the number of an authorisation, under which declarations are made."""
    if not one.matter.authorisation or one.measure:
        return one.name
    return f"{one.kind}-{one.matter.operator}-{one.day:%Y%m%d}"


def escaped(text: str) -> str:
    """Return `text` as a value of type TEXT (RFC 5545, 3.3.11)."""
    for plain, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(plain, safe)
    return text


def folded(line: str) -> Iterator[str]:
    """Yield `line` in parts of at most 75 bytes, the second and later ones after a blank; no letter is cut in two."""
    part, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _WIDTH:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + width
    yield part
