"""Which holders review the edition in force, by when, and which have: for lists of any length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Case as Choice
from django.db.models import (
    DateField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, TruncDate

from openaeo.bedrock.actors import Actor
from openaeo.casework.models import EditionOrder, EditionReview
from openaeo.casework.programme import (
    asked_under,
    day_of,
    edition_called,
    order_in_force,
    programme,
)
from openaeo.law.edition import Edition
from openaeo.law.lifecycle import LIVE
from openaeo.law.reviewing import ReviewStanding
from openaeo.law.revision import ANSWERED, revision
from openaeo.law.sheet import EditionFault
from openaeo.law.terms import Role
from openaeo.parties.models import CASEWORKERS, Administration, firms_of

if TYPE_CHECKING:
    from openaeo.register.models import Authorisation

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Reviewing:
    """A review that a holder owes: since when it is asked, and its last moment."""

    held: Authorisation
    since: datetime
    due: datetime


def reviews_of(order: EditionOrder | None, *, actor: Actor) -> QuerySet[Any]:
    """Return the live holders that `order` asks for a review, those due first; caseworkers only. Without an order none.

    Each row has `due_on`, and `given`, the moment of the review or None as long as the review is not given. The same as
    `reviews.review_of` says of each, in three queries however many there are; firms that `actor` acts for are left out.
    """
    ours = Administration.objects.get(is_home=True).authorisations
    if order is None or actor.capacity not in CASEWORKERS:
        return ours.none()
    seen = ours.visible_to(actor)
    others = seen.exclude(operator__in=firms_of(actor))
    return _asked(order, others)


def all_reviewing(rows: QuerySet[Authorisation], at: datetime) -> Iterator[Reviewing]:
    """Yield for each of `rows` what it has still to review at `at`. Three queries, one while no edition was ordered."""
    order = order_in_force(at)
    if order is None:
        return
    zone = ZoneInfo(programme().zone)
    for held in _asked(order, rows.filter(operator__isnull=False)).filter(given=None):
        over = datetime.combine(held.due_on + timedelta(days=1), time.min, zone).astimezone(UTC)
        yield Reviewing(held, max(order.since, held.decided or order.since), over - _TICK)


def _asked(order: EditionOrder, held: QuerySet[Authorisation]) -> QuerySet[Any]:
    """Those of `held` that `order` asks something differently. One query, and the rows themselves."""
    rows = _under_another(order, held)
    groups = rows.filter(given=None).values_list("case__edition", "case__tier", "case__roles", "last")
    asked = Q(given__isnull=False)
    for edition, tier, roles, last in groups.order_by().distinct():
        if _asks(last or edition, order.edition, tier, roles):
            asked |= Q(case__edition=edition, case__tier=tier, case__roles=roles, last=last)
    return rows.filter(asked).order_by("due_on", "number")


def standing_as(rows: QuerySet[Any], standing: str, at: datetime) -> QuerySet[Any]:
    """Keep those of `reviews_of` whose review stands so at `at`, as `law.reviewing.review_standing` says."""
    today = day_of(at)
    kept = {
        ReviewStanding.GIVEN: Q(given__isnull=False),
        ReviewStanding.OVERDUE: Q(given=None, due_on__lt=today),
        ReviewStanding.OWED: Q(given=None, due_on__gte=today),
    }
    return rows.filter(kept[ReviewStanding(standing)])


def _under_another(order: EditionOrder, held: QuerySet[Authorisation]) -> QuerySet[Any]:
    """Our live holders that were judged by another edition, each with its latest review and when it is due."""
    given = EditionReview.objects.filter(authorisation=OuterRef("pk"), edition=order.edition)
    latest = EditionReview.objects.filter(authorisation=OuterRef("pk")).order_by("-answered_at", "-pk")
    since = day_of(order.since)
    granted = TruncDate("case__decided_at", tzinfo=ZoneInfo(programme().zone))
    later = Cast(ExpressionWrapper(granted + Value(_spell(order)), output_field=DateField()), DateField())
    due = Choice(
        When(Q(granted_on__isnull=True) | Q(granted_on__lte=since), then=Value(order.review_by)),
        default=later,
    )
    live = held.filter(
        administration__is_home=True, state__in=[one.value for one in LIVE], case__isnull=False
    )
    rows = live.exclude(case__edition=order.edition).annotate(
        given=Subquery(given.values("answered_at")[:1]),
        last=Coalesce(Subquery(latest.values("edition")[:1]), Value("")),
        granted_on=granted,
        decided=F("case__decided_at"),
    )
    return rows.annotate(due_on=Coalesce(Subquery(given.values("due_on")[:1]), due, output_field=DateField()))


def _spell(order: EditionOrder) -> timedelta:
    """How long a holder has: from the day of coming into force to the day of the order."""
    return order.review_by - day_of(order.since)


def _asks(before: str, now: str, tier: str, roles: Iterable[str]) -> bool:
    """Whether a holder judged by the edition `before` is asked anything differently; yes, when one cannot be read."""
    try:
        then, today = (_edition(code, tier) for code in (before, now))
    except EditionFault:
        return True
    return any(one.change in ANSWERED for one in revision(then, today, [Role(role) for role in roles]))


def _edition(code: str, tier: str) -> Edition:
    return asked_under(edition_called(code), tier)
