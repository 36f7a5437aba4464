"""How the home administration is divided into offices: opened, renamed, closed; their history is kept."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act, act_new
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Office, Post


def open_office(*, name: str, region: str = "", actor: Actor, at: datetime) -> Office:
    """Open an office. Refused: `name-missing`, `office-known` (an open one has this name)."""
    with act_new("open-office", topic="office", actor=actor, at=at) as note:
        _demand("open-office", *_nameable(name))
        office = Office.objects.create(name=name.strip(), region=region.strip(), opened_at=at)
        note.about(office.pk)
        note(name=office.name, region=office.region)
    return office


def rename_office(pk: int, *, name: str, region: str, actor: Actor, at: datetime) -> Office:
    """Give an open office another name or region; the journal keeps both.

    Refused: `not-found`, `name-missing`, `office-known`, `closed-already`.
    """
    with act("rename-office", Office, pk, actor=actor, at=at) as (office, note):
        _demand("rename-office", _still_open(office), *_nameable(name, but=pk))
        note(before=office.name, name=name.strip(), region=region.strip())
        office.name, office.region = name.strip(), region.strip()
    return office


def close_office(pk: int, *, actor: Actor, at: datetime) -> Office:
    """Close an office in which nobody holds a post any more. Refused: `not-found`, `closed-already`, `office-staffed`."""
    with act("close-office", Office, pk, actor=actor, at=at) as (office, note):
        staffed = Post.objects.filter(_held(at), office=office).count()
        _demand(
            "close-office",
            _still_open(office),
            Reason("office-staffed", staffed) if staffed else None,
        )
        office.closed_at = at
        note(name=office.name)
    return office


def offices(*, actor: Actor, at: datetime) -> QuerySet[Office]:
    """Return the offices that `actor` may see, open ones first by name, each with `staffed`, its posts held at `at`."""
    return (
        Office.objects.visible_to(actor)
        .annotate(staffed=Count("posts", filter=_held(at, "posts__")))
        .order_by(F("closed_at").asc(nulls_first=True), "name", "pk")
    )


def seats_of(actor: Actor, at: datetime) -> frozenset[int]:
    """Return the offices in which the actor holds a post in this capacity at `at`, by key. One query."""
    return frozenset(seats_held(actor, at))


def seats_held(actor: Actor, at: datetime) -> QuerySet[Post, int]:
    """Return the same as rows, for another query to look into; none for whoever is not signed in."""
    posts = Post.objects.filter(_held(at), person__in=[actor.person], capacity=actor.capacity.value)
    return posts.filter(office__isnull=False).values_list("office_id", flat=True)


def _held(at: datetime, through: str = "") -> Q:
    lasts = Q(**{f"{through}until__isnull": True}) | Q(**{f"{through}until__gt": at})
    return Q(**{f"{through}since__lte": at}) & lasts


def _nameable(name: str, but: int = 0) -> tuple[Reason | None, ...]:
    same = Office.objects.still_open().filter(name__iexact=name.strip()).exclude(pk=but)
    return (
        None if name.strip() else Reason("name-missing"),
        Reason("office-known") if name.strip() and same.exists() else None,
    )


def _still_open(office: Office) -> Reason | None:
    return None if office.closed_at is None else Reason("closed-already")


def _demand(step: str, *reasons: Reason | None) -> None:
    if unmet := [reason for reason in reasons if reason is not None]:
        raise Refused(step, *unmet)
