"""What a mail says: that there is something, never what; the matter itself is read after signing in.

Mail passes through many hands. A letter therefore carries at most the number of an application: no firm, no person,
no reason, no criterion, no number of an authorisation, because declarations are made under it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _

from openaeo.notices.kinds import Group, Weight, group_of, weight_of
from openaeo.notices.models import Delivery, Notice

_CASE = {
    Weight.NEWS: gettext_lazy("There is news about application %(case)s."),
    Weight.TASK: gettext_lazy("Something waits for you in application %(case)s."),
    Weight.DATE: gettext_lazy("A date is near in application %(case)s."),
}
_ELSE: dict[tuple[Group, Weight], Promise] = {
    (Group.CASES, Weight.NEWS): gettext_lazy("There is news about an application or a decision."),
    (Group.CASES, Weight.TASK): gettext_lazy("Something about an application or a decision waits for you."),
    (Group.AUTHORISATIONS, Weight.NEWS): gettext_lazy("There is news about an authorisation."),
    (Group.AUTHORISATIONS, Weight.TASK): gettext_lazy("Something about an authorisation waits for you."),
    (Group.PARTNERS, Weight.NEWS): gettext_lazy("There is news about a partner."),
    (Group.PARTNERS, Weight.TASK): gettext_lazy("Something about a partner waits for you."),
    (Group.PEOPLE, Weight.NEWS): gettext_lazy("There is news about who may act."),
    (Group.PEOPLE, Weight.TASK): gettext_lazy("Something about who may act waits for you."),
    (Group.DATES, Weight.DATE): gettext_lazy("A date is near."),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject and text of a mail, and the same as simple HTML where there is one."""

    subject: str
    text: str
    html: str = ""

    def plain(self) -> dict[str, str]:
        """Return the letter as it is kept until it is sent."""
        return {"subject": self.subject, "text": self.text, "html": self.html}


def message(row: Delivery) -> EmailMultiAlternatives:
    """Return the mail of `row`, in the language of the person it goes to."""
    letter = Letter(**row.content) if row.content else _written(row)
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        settings.DEFAULT_FROM_EMAIL,
        [row.address],
        headers={
            "Auto-Submitted": "auto-generated",
            "Message-ID": _message_id(row),
            "Content-Language": row.person.language if row.person else settings.LANGUAGE_CODE,
        },
    )
    if not row.content:
        mail.extra_headers["List-Unsubscribe"] = f"<{_address('notice_preferences')}>"
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    return mail


def _message_id(row: Delivery) -> str:
    """The same at every try, so that a mail that arrives twice is seen to be the same."""
    host = settings.PUBLIC_URL.partition("://")[2].partition(":")[0]
    return f"<mail-{row.pk}-{int(row.created_at.timestamp())}@{host}>"


def _written(row: Delivery) -> Letter:
    with override(row.person.language if row.person else settings.LANGUAGE_CODE):
        lines = sentences(row.notices.order_by("created_at", "pk"))
        subject = lines[0]
        if len(lines) > 1:
            count = len(lines)
            subject = ngettext(
                "OpenAEO: %(count)d matter has something new for you",
                "OpenAEO: %(count)d matters have something new for you",
                count,
            ) % {"count": count}
        context = {
            "subject": subject,
            "lines": lines,
            "notices": _address("notices"),
            "preferences": _address("notice_preferences"),
            "direction": "rtl" if get_language_bidi() else "ltr",
            "language": row.person.language if row.person else settings.LANGUAGE_CODE,
        }
        return Letter(
            subject,
            render_to_string("letters/notice.txt", context).strip() + "\n",
            render_to_string("letters/notice.html", context),
        )


def sentences(notices: Iterable[Notice]) -> list[str]:
    """Return what a mail says of `notices`: each sentence once, in the order in which they came."""
    return list(Counter(_sentence(one) for one in notices)) or [str(_("There is something new for you."))]


def _sentence(notice: Notice) -> str:
    weight = weight_of(notice.kind)
    if case := notice.params.get("case"):
        return str(_CASE[weight]) % {"case": case}
    return str(_ELSE[group_of(notice.kind), weight])


def _address(name: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name)}"
