"""Which holders review the edition in force, by when, and which have: for lists of any length."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case as Choice
from django.db.models import (
    DateField,
    ExpressionWrapper,
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
    programme,
)
from openaeo.law.edition import Edition
from openaeo.law.lifecycle import LIVE
from openaeo.law.reviewing import ReviewStanding
from openaeo.law.revision import ANSWERED, revision
from openaeo.law.sheet import EditionFault
from openaeo.law.terms import Role
from openaeo.parties.models import CASEWORKERS, Mandate
from openaeo.register.models import Authorisation


def reviews_of(order: EditionOrder, *, actor: Actor) -> QuerySet[Any]:
    """Return the live holders that `order` asks for a review, those due first; caseworkers only.

    Each row has `due_on`, and `given`, the moment of the review or None as long as the review is not given. The same as
    `reviews.review_of` says of each, in two queries however many there are; firms that `actor` acts for are left out.
    """
    rows = _under_another(order, actor)
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


def _under_another(order: EditionOrder, actor: Actor) -> QuerySet[Any]:
    """Our live holders that were judged by another edition, each with its latest review and when it is due."""
    seen = (
        Authorisation.objects.visible_to(actor)
        if actor.capacity in CASEWORKERS
        else Authorisation.objects.none()
    )
    given = EditionReview.objects.filter(authorisation=OuterRef("pk"), edition=order.edition)
    latest = EditionReview.objects.filter(authorisation=OuterRef("pk")).order_by("-answered_at", "-pk")
    since = day_of(order.since)
    granted = TruncDate("case__decided_at", tzinfo=ZoneInfo(programme().zone))
    later = Cast(ExpressionWrapper(granted + Value(_spell(order)), output_field=DateField()), DateField())
    due = Choice(
        When(Q(granted_on__isnull=True) | Q(granted_on__lte=since), then=Value(order.review_by)),
        default=later,
    )
    held = (
        seen.filter(administration__is_home=True, state__in=[one.value for one in LIVE], case__isnull=False)
        .exclude(operator__in=Mandate.objects.filter(person=actor.person).values("operator"))
        .exclude(case__edition=order.edition)
        .annotate(
            given=Subquery(given.values("answered_at")[:1]),
            last=Coalesce(Subquery(latest.values("edition")[:1]), Value("")),
            granted_on=granted,
        )
    )
    return held.annotate(due_on=Coalesce(Subquery(given.values("due_on")[:1]), due, output_field=DateField()))


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
