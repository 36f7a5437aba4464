"""The frame around every page: navigation by capacity, language menu, account menu, demonstration bar."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _

from openaeo.bedrock.actors import ANYBODY, Actor
from openaeo.casework import accounts
from openaeo.law.authority import allowed
from openaeo.law.mandates import MandateKind
from openaeo.law.terms import Capacity
from openaeo.notices.inbox import Bell, bell
from openaeo.parties.cast import cast
from openaeo.parties.models import STAFF, Operator, Person
from openaeo.parties.succession import news_for
from openaeo.web.components import plain_word
from openaeo.web.language import offered, reading
from openaeo.web.shell import capacity_key

register = template.Library()

PUBLIC_LINKS = (("home", _("Home")), ("register", _("Register")), ("eligibility", _("Am I ready?")))
TRADER_LINKS = (
    ("trader_home", _("My application")),
    ("documents", _("Documents")),
    ("firm_people", _("People")),
    ("register", _("Register")),
)
BOOK_LINKS = (
    ("inbox", _("Inbox")),
    ("my_visits", _("Visits")),
    ("authorisations", _("Authorisations")),
    ("recognise", _("Recognition")),
)
RULES_LINK = ("programme", _("Programme"))
REVIEWER_LINKS = (("appeals", _("Appeals")), *BOOK_LINKS, RULES_LINK)
DESK_LINKS = (*BOOK_LINKS, ("partners", _("Partners")), RULES_LINK)
ADMINISTRATOR_LINKS = (
    ("house", _("The house")),
    ("people", _("People")),
    ("offices", _("Offices")),
    ("days_off", _("Days off")),
    ("successions", _("Successions")),
    ("account_requests", _("Account requests")),
    ("editions", _("Editions")),
    RULES_LINK,
)


def links_for(actor: Actor) -> tuple[tuple[str, Any], ...]:
    """Return the navigation of somebody in the actor's capacity: URL names and labels."""
    if actor.capacity is Capacity.APPLICANT:
        return TRADER_LINKS
    if actor.capacity is Capacity.REVIEWER:
        return REVIEWER_LINKS
    if actor.capacity is Capacity.ADMINISTRATOR:
        return ADMINISTRATOR_LINKS
    return DESK_LINKS if actor.capacity in STAFF else PUBLIC_LINKS


def _current(path: str, addresses: list[str]) -> str:
    """Return the longest of `addresses` that `path` stands at or below; "" when there is none."""
    here = [
        one for one in addresses if path == one or (one != "/" and path.startswith(one.rstrip("/") + "/"))
    ]
    return max(here, key=len, default="")


def _request(context: template.Context) -> HttpRequest | None:
    request = context.get("request")
    return request if isinstance(request, HttpRequest) else None


@register.simple_tag
def direction() -> str:
    """Return the direction the reader's language is written in: `ltr` or `rtl`."""
    return "rtl" if get_language_bidi() else "ltr"


@register.simple_tag
def reader_language() -> str:
    """Return the code of the reader's language."""
    return reading()


def _bell(request: HttpRequest | None) -> Bell:
    """What the bell says to the reader, asked for once a page."""
    found = getattr(request, "bell", None)
    if not isinstance(found, Bell):
        found = bell(getattr(request, "actor", ANYBODY))
        if request is not None:
            request.bell = found  # type: ignore[attr-defined]
    return found


@register.inclusion_tag("notices/mail_fails.html", takes_context=True)
def mail_fails(context: template.Context) -> dict[str, Any]:
    """Say that mail to the reader does not arrive; nothing while it does."""
    request = _request(context)
    return {
        "fails": _bell(request).mail_fails,
        "address": getattr(getattr(request, "user", None), "email", ""),
    }


@register.inclusion_tag("components/app_bar.html", takes_context=True)
def app_bar(context: template.Context) -> dict[str, Any]:
    """Show brand, navigation by capacity, language menu and account menu."""
    request = _request(context)
    actor: Actor = getattr(request, "actor", ANYBODY)
    path = request.path if request else ""
    offered_links = [(reverse(name), label) for name, label in links_for(actor)]
    current = _current(path, [url for url, _label in offered_links])
    links = [{"url": url, "label": label, "current": url == current} for url, label in offered_links]
    signed_in = actor.person is not None
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "links": links,
        "languages": offered(),
        "reading": reading(),
        "here": request.get_full_path() if request and request.method == "GET" else "/",
        "actor": actor,
        "signed_in": signed_in,
        "bell": _bell(request),
        "acting_as": _capacity_label(actor),
        "others": [
            {"key": capacity_key(other), "label": _capacity_label(other)}
            for other in getattr(request, "capacities", [])
            if other != actor
        ],
    }


def _capacity_label(actor: Actor) -> str:
    """Return part and firm for somebody who acts for one, else the word for the capacity."""
    firm = Operator.objects.visible_to(actor).first() if actor.operator is not None else None
    if firm is None:
        return plain_word(actor.capacity, "capacity")
    part = plain_word(actor.mandate, "mandate")
    return gettext("%(part)s, %(firm)s") % {"firm": firm.name, "part": part}


@register.simple_tag(takes_context=True)
def may(context: template.Context, act: str) -> bool:
    """Return whether the reader's capacity and mandate reach the act `act`; what a form or button is shown by."""
    actor: Actor = getattr(_request(context), "actor", ANYBODY)
    return allowed(act, actor.capacity, actor.mandate) is None


@register.simple_tag(takes_context=True)
def account_door(context: template.Context) -> bool:
    """Return whether this is the page where people sign up alone, beside which customs takes requests for accounts."""
    match = getattr(_request(context), "resolver_match", None)
    return match is not None and match.url_name == "account_signup" and accounts.rule() is not None


@register.inclusion_tag("components/firm_news.html", takes_context=True)
def firm_news(context: template.Context) -> dict[str, Any]:
    """Tell a former owner, on every page until it was read, that the firm has a new owner."""
    actor: Actor = getattr(_request(context), "actor", ANYBODY)
    return {"news": news_for(actor), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/demo_bar.html", takes_context=True)
def demo_bar(context: template.Context) -> dict[str, Any]:
    """Show who a visitor of the demonstration may be; nothing outside a demonstration."""
    if not settings.DEMO:
        return {"shown": False}
    request = _request(context)
    actor: Actor = getattr(request, "actor", ANYBODY)
    people = cast()
    return {
        "shown": True,
        "csrf_token": context.get("csrf_token"),
        "people": [
            {
                "email": person.email,
                "name": person.name.split()[0],
                "role": _part(person),
                "now": person.pk == actor.person,
            }
            for person in people
        ],
    }


def _part(person: Person) -> str:
    """Return in which part somebody of the demonstration appears: the post, the firm owned, or the part in a firm."""
    if posts := list(person.posts.all()):
        return plain_word(posts[0].capacity, "capacity")
    mandates = list(person.mandates.all())
    if not mandates:
        return plain_word(Capacity.APPLICANT, "capacity")
    held = mandates[0]
    return held.operator.name if held.kind == MandateKind.OWNER else plain_word(held.kind, "mandate")
