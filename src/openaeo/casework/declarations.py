"""The yearly declaration of a holder: which one is owed, making it, and who has kept silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act_new
from openaeo.casework.facts import author, demand
from openaeo.casework.models import Change, Declaration
from openaeo.casework.programme import day_of, programme
from openaeo.casework.reach import ours
from openaeo.law.changes import ChangeState
from openaeo.law.lasting import Declaring, Silence, Window, declaring, may_declare, next_window
from openaeo.law.lifecycle import LIVE
from openaeo.law.workflow import Reason, Refused

if TYPE_CHECKING:
    from openaeo.register.models import Authorisation


@dataclass(frozen=True, slots=True)
class Owed:
    """The declaration that a holder owes next: its days, where it stands, what silence means.

    `since` is the day from which it speaks: that of the declaration before, or on which the authorisation began.
    `opens` and `due` are the first and the last moment of its days.
    """

    window: Window
    standing: Declaring
    silence: Silence | None
    since: datetime
    opens: datetime
    due: datetime


def owed(held: Authorisation, at: datetime) -> Owed | None:
    """Return the declaration that the holder owes next; None when none is owed. At most one query."""
    if not _asked_of(held):
        return None
    return _owed(
        held, Declaration.objects.filter(authorisation=held).aggregate(last=Max("declared_at"))["last"], at
    )


def all_owed(rows: QuerySet[Authorisation], at: datetime) -> Iterator[tuple[Authorisation, Owed]]:
    """Yield each of `rows` that is in force and owes a declaration, with the one it owes next. One query."""
    if all(one.declaration is None for one in programme().lasting):
        return
    live = rows.filter(
        administration__is_home=True, operator__isnull=False, state__in=[one.value for one in LIVE]
    )
    for held in live.annotate(last_declared=Max("declarations__declared_at")).order_by("number"):
        if (found := _owed(held, held.last_declared, at)) is not None:
            yield held, found


def declare(number: str, *, declared_name: str, actor: Actor, at: datetime) -> Declaration:
    """Declare for the year, in the name of `declared_name`: all changes were told, and the criteria are still met.

    A declaration after its days is taken like any other and shown as late. Refused with every reason: `not-found`
    (not the holder's), `declaration-missing` (no name), `declaration-not-owed`, `declaration-too-early`,
    `not-from-here` once the authorisation has ended. Source: IN 18/2021 (yearly declaration).
    """
    with act_new("declare-yearly", topic="monitoring", subject=number, actor=actor, at=at) as note:
        held = ours("declare-yearly", number, actor)
        if held.operator_id is None or held.operator_id != actor.operator:
            raise Refused("declare-yearly", Reason("not-found"))
        found = owed(held, at)
        demand(
            "declare-yearly",
            None if declared_name.strip() else Reason("declaration-missing"),
            may_declare(found.window if found else None, day_of(at)) if held.status in LIVE else None,
            None if held.status in LIVE else Reason("not-from-here", held.state),
        )
        if found is None:
            raise Refused("declare-yearly", Reason("declaration-not-owed"))
        made = Declaration.objects.create(
            authorisation=held,
            opens=found.window.opens,
            closes=found.window.closes,
            unchanged=not told_since(held, found.since).exists(),
            late=found.standing is Declaring.OVERDUE,
            declared_name=declared_name.strip(),
            declared_at=at,
            declared_by_id=author("declare-yearly", actor),
        )
        note(year=made.opens.year, unchanged=made.unchanged, late=made.late)
    return made


def told_since(held: Authorisation, since: datetime) -> QuerySet[Change]:
    """Return the changes that the holder told since that moment and did not take back."""
    return Change.objects.filter(authorisation=held, told=True, reported_at__gte=since).exclude(
        state=ChangeState.WITHDRAWN.value
    )


def _asked_of(held: Authorisation) -> bool:
    terms = programme()
    return held.tier in terms.tiers and terms.lasts(held.tier).declaration is not None


def _owed(held: Authorisation, last: datetime | None, at: datetime) -> Owed | None:
    if not _asked_of(held):
        return None
    lasting = programme().lasts(held.tier)
    window = next_window(lasting, day_of(held.starts), day_of(last) if last else None)
    if window is None:
        return None
    zone = ZoneInfo(programme().zone)
    return Owed(
        window=window,
        standing=declaring(window, day_of(at)),
        silence=lasting.silence,
        since=last or held.starts,
        opens=datetime.combine(window.opens, time.min, zone),
        due=datetime.combine(window.closes, time(23, 59), zone),
    )
