"""The frame around every page: navigation by capacity, language menu, account menu, demonstration bar."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

from openaeo.bedrock.actors import ANYBODY, Actor
from openaeo.law.terms import Capacity
from openaeo.parties.cast import cast
from openaeo.parties.models import STAFF, Operator, Person
from openaeo.web.components import plain_word
from openaeo.web.language import offered, reading
from openaeo.web.shell import capacity_key

register = template.Library()

PUBLIC_LINKS = (("home", _("Home")), ("register", _("Register")), ("eligibility", _("Am I ready?")))
TRADER_LINKS = (
    ("trader_home", _("My application")),
    ("documents", _("Documents")),
    ("register", _("Register")),
)
BOOK_LINKS = (("inbox", _("Inbox")), ("authorisations", _("Authorisations")), ("recognise", _("Recognition")))
REVIEWER_LINKS = (("appeals", _("Appeals")), *BOOK_LINKS)
DESK_LINKS = (*BOOK_LINKS, ("partners", _("Partners")))
ADMINISTRATOR_LINKS = (*BOOK_LINKS, ("people", _("People")))


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
        "acting_as": _capacity_label(actor),
        "others": [
            {"key": capacity_key(other), "label": _capacity_label(other)}
            for other in getattr(request, "capacities", [])
            if other != actor
        ],
    }


def _capacity_label(actor: Actor) -> str:
    """Return the firm's name for somebody who acts for one, else the word for the capacity."""
    firm = Operator.objects.visible_to(actor).first() if actor.operator is not None else None
    return firm.name if firm else plain_word(actor.capacity, "capacity")


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
    """Return in which part somebody of the demonstration appears: the post, or the firm acted for."""
    if posts := list(person.posts.all()):
        return plain_word(posts[0].capacity, "capacity")
    mandates = list(person.mandates.all())
    return mandates[0].operator.name if mandates else plain_word(Capacity.APPLICANT, "capacity")
