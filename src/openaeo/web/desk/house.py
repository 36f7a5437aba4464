"""The house as its administrator sees it: programme, mail, letters, and the record of what was done to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from openaeo.bedrock.models import JournalEntry
from openaeo.casework.models import DayOff
from openaeo.casework.programme import current_edition, day_of, programme
from openaeo.law.rulebook import tally
from openaeo.law.terms import Capacity
from openaeo.notices import letters, trial
from openaeo.notices.audience import AUDIENCES, Audience
from openaeo.notices.inbox import mail_ready
from openaeo.notices.kinds import DEFAULTS, KINDS, Group, group_of
from openaeo.notices.models import Contact, Notice
from openaeo.parties import offices, record, roll
from openaeo.web.notice_words import GROUPS, MAILS, sample
from openaeo.web.shell import Request, page, refusals_told, staff_page
from openaeo.web.words import word

LATEST = 5
PER_PAGE = 25
DONE = {
    "appoint": gettext_lazy("Post given"),
    "end-post": gettext_lazy("Post ended"),
    "open-office": gettext_lazy("Office opened"),
    "rename-office": gettext_lazy("Office renamed"),
    "close-office": gettext_lazy("Office closed"),
    "add-day-off": gettext_lazy("Day off added"),
    "take-back-day-off": gettext_lazy("Day off taken back"),
    "load-days-off": gettext_lazy("Days off taken over from a file"),
    "try-mail": gettext_lazy("Test letter sent"),
    "put-edition-in-force": gettext_lazy("Edition put in force"),
    "call-off-edition": gettext_lazy("Order of an edition called off"),
}
TOLD: dict[Audience, Promise] = {
    Audience.FIRM: gettext_lazy("The people of the firm"),
    Audience.MEMBERS: gettext_lazy("The people of the firms that belong to the publisher"),
    Audience.PERSON: gettext_lazy("The person concerned"),
    Audience.ASSESSOR: gettext_lazy("The case officer, or all officers while there is none"),
    Audience.FORMER_ASSESSOR: gettext_lazy("The officer who had the case before"),
    Audience.DECIDERS: gettext_lazy("All deciders"),
    Audience.ISSUERS: gettext_lazy("All issuers of certificates"),
    Audience.REVIEWERS: gettext_lazy("All reviewers"),
    Audience.PROPOSER: gettext_lazy("Whoever proposed the measure"),
    Audience.OFFICE: gettext_lazy("The officers of the office that is consulted"),
    Audience.DESK: gettext_lazy("The recognition desk"),
    Audience.ADMINISTRATORS: gettext_lazy("All administrators"),
}
BEFORE_A_DATE = gettext_lazy("Whoever has to keep the date")


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the record: what was done, to what, by whom, when."""

    entry: JournalEntry
    what: str
    about: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice: what is read after signing in, what a mail says, and who is told."""

    sentence: str
    letter: str
    to: tuple[str, ...]


@staff_page(Capacity.ADMINISTRATOR)
def house(request: Request) -> HttpResponse:
    """Show how the house stands: programme in force, people, offices, days off, mail, and what was done last."""
    terms, actor = programme(), request.actor
    seats = [one for one in offices.offices(actor=actor, at=request.moment) if one.closed_at is None]
    closed = DayOff.objects.visible_to(actor).from_day(day_of(request.moment))
    return page(
        request,
        "desk/house.html",
        programme=terms,
        edition=current_edition(request.moment).code,
        counts=[(certainty.value, count) for certainty, count in tally(terms).items()],
        posts=roll.posts_held(actor=actor, at=request.moment).count(),
        seats=len(seats),
        regions=len({one.region for one in seats if one.region}),
        next_days=list(closed[:LATEST]),
        mail_ready=mail_ready(),
        mail=_mail_settings(),
        tried=trial.latest(actor=actor),
        unreached=Contact.objects.visible_to(actor).failing().count(),
        done=_told(record.house_record(actor=actor)[:LATEST]),
    )


@staff_page(Capacity.ADMINISTRATOR)
def house_record(request: Request) -> HttpResponse:
    """Show everything that was done to the house, newest first."""
    leaf = Paginator(record.house_record(actor=request.actor), PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "desk/house_record.html", leaf=leaf, done=_told(leaf))


@require_POST
@staff_page(Capacity.ADMINISTRATOR)
def mail_try(request: Request) -> HttpResponse:
    """Send the administrator a test letter."""
    with refusals_told(request):
        queued = trial.try_mail(actor=request.actor, at=request.moment)
        messages.success(
            request, _("A test letter is on its way to %(address)s.") % {"address": queued.address}
        )
    return redirect("house")


@staff_page(Capacity.ADMINISTRATOR)
def notice_kinds(request: Request) -> HttpResponse:
    """Show every kind of notice: who is told, what they read, and how little a mail says of it."""
    return page(
        request,
        "desk/notice_kinds.html",
        groups=[
            (word, MAILS[DEFAULTS[group]], [_kind(one) for one in KINDS if group_of(one) is group])
            for group, word in GROUPS.items()
        ],
    )


def _kind(kind: str) -> Kind:
    told = {one.to: None for tellings in AUDIENCES.values() for one in tellings if one.kind == kind}
    to = [str(TOLD[audience]) for audience in told]
    if group_of(kind) is Group.DATES:
        to = [str(BEFORE_A_DATE)]
    return Kind(sample(kind), letters.sentences([Notice(kind=kind)])[0], tuple(to))


def _mail_settings() -> list[tuple[str, str]]:
    """The settings of mail as pairs; a name or password is never shown, only whether there is one."""
    if not mail_ready():
        return []
    yes, no = _("Set, not shown"), _("Not set")
    lock = "STARTTLS" if settings.EMAIL_USE_TLS else "TLS" if settings.EMAIL_USE_SSL else _("None")
    return [
        (_("Mail server"), f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"),
        (_("Encryption"), lock),
        (_("Sender"), settings.DEFAULT_FROM_EMAIL),
        (_("Sign-in at the server"), yes if settings.EMAIL_HOST_USER else no),
        (_("Password"), yes if settings.EMAIL_HOST_PASSWORD else no),
    ]


def _told(entries: Iterable[JournalEntry]) -> list[Done]:
    """The entries in the reader's words. One query for the people that they are about."""
    rows = list(entries)
    names = record.people_in(rows)
    return [Done(one, str(DONE[one.act]), _about(one, names)) for one in rows]


def _about(entry: JournalEntry, names: dict[int, str]) -> str:
    body = entry.body
    if entry.topic == "person":
        parts = [
            names.get(int(entry.subject), ""),
            str(word("capacity", body["capacity"]).label),
            body["office"],
        ]
    elif entry.act == "rename-office":
        parts = [f"{body['before']} → {body['name']}", body["region"]]
    elif entry.topic == "edition":
        parts = [entry.subject]
    elif entry.act == "load-days-off":
        parts = [ngettext("%(count)d day", "%(count)d days", body["added"]) % {"count": body["added"]}]
    else:
        parts = [str(body.get(key, "")) for key in ("day", "name", "region", "address")]
    return " · ".join(part for part in parts if part)
