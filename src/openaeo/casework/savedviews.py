"""Views of the inbox kept under a name: an officer's own, never part of a case and never in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Lower

from openaeo.bedrock.actors import Actor
from openaeo.casework.facts import author, demand
from openaeo.casework.models import SavedView
from openaeo.casework.models.savedviews import LONGEST_NAME
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import CASEWORKERS, Person

MOST = 20
"""Views that one person keeps; more are no help to find one."""


@transaction.atomic
def save_view(
    name: str, sought: Mapping[str, str], *, starts: bool = False, actor: Actor, at: datetime
) -> SavedView:
    """Keep the words `sought` of the inbox's address under `name`; with `starts` the inbox opens with them from now on.

    Refused: `not-your-capacity`, `name-missing`, `view-name-long`, `view-known` (the person has one of that name,
    however it is capitalised), `view-empty` (no word is sought), `views-too-many` (there are `MOST` already).
    """
    person = _alone("save-view", actor)
    kept = {key: value for key, value in sought.items() if value}
    mine = SavedView.objects.visible_to(actor)
    demand(
        "save-view",
        *_named(name, actor),
        None if kept else Reason("view-empty"),
        Reason("views-too-many", MOST) if mine.count() >= MOST else None,
    )
    if starts:
        mine.update(starts=False)
    return SavedView.objects.create(
        person_id=person, name=name.strip(), sought=kept, starts=starts, saved_at=at
    )


@transaction.atomic
def change_view(pk: int, *, name: str, starts: bool, actor: Actor) -> SavedView:
    """Give a view of the actor's own another name, and say whether the inbox opens with it; another then no longer does.

    Refused: `not-found`, and as `save_view` for the name.
    """
    _alone("change-view", actor)
    found = _own("change-view", pk, actor)
    demand("change-view", *_named(name, actor, but=pk))
    if starts:
        SavedView.objects.visible_to(actor).exclude(pk=pk).update(starts=False)
    found.name, found.starts = name.strip(), starts
    found.save(update_fields=["name", "starts"])
    return found


def delete_view(pk: int, *, actor: Actor) -> None:
    """Forget a view of the actor's own; no case is touched. Refused: `not-found`."""
    _own("delete-view", pk, actor).delete()


def _own(step: str, pk: int, actor: Actor) -> SavedView:
    found = SavedView.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Refused(step, Reason("not-found"))
    return found


def _alone(step: str, actor: Actor) -> int:
    """The person, held so that two windows cannot both save the last view or the same name."""
    if actor.capacity not in CASEWORKERS:
        raise Refused(step, Reason("not-your-capacity", actor.capacity.value))
    person = author(step, actor)
    Person.objects.select_for_update(no_key=True).get(pk=person)
    return person


def _named(name: str, actor: Actor, but: int = 0) -> tuple[Reason | None, ...]:
    named = name.strip()
    others = SavedView.objects.visible_to(actor).exclude(pk=but).annotate(low=Lower("name"))
    known = others.filter(low=Lower(Value(named)))
    return (
        None if named else Reason("name-missing"),
        Reason("view-name-long", LONGEST_NAME) if len(named) > LONGEST_NAME else None,
        Reason("view-known", named) if named and known.exists() else None,
    )
