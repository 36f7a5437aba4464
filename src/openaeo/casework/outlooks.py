"""Keeps beside each site when it was last seen and by when it is to be seen, in the transaction of what changes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Greatest

from openaeo.casework.models import SiteOutlook, SitePlan, Visit
from openaeo.casework.models.visits import ON_THE_SPOT, SEEN
from openaeo.parties.models import Site


def make(sites: Iterable[int]) -> None:
    """Make what is kept of the sites with the keys `sites` anew from their visits and plans; nothing where there are none.

    Three queries, however many sites.
    """
    keys = set(sites)
    visits = Visit.objects.filter(sites=OuterRef("pk"), state__in=SEEN, mode__in=ON_THE_SPOT)
    plans = SitePlan.objects.filter(site=OuterRef("pk")).order_by("-decided_at", "-pk")
    rows = (
        Site.objects.filter(Exists(visits) | Exists(plans), pk__in=keys)
        .annotate(
            seen_at=Subquery(visits.order_by("-took_until").values("took_until")[:1]),
            due_on=Subquery(plans.values("due_on")[:1]),
        )
        .values_list("pk", "seen_at", "due_on")
    )
    made = [SiteOutlook(site_id=pk, seen_at=seen, due_on=due) for pk, seen, due in rows]
    SiteOutlook.objects.filter(site__in=keys - {one.site_id for one in made}).delete()
    SiteOutlook.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["site"], update_fields=["seen_at", "due_on"]
    )


def seen(sites: Iterable[int], at: datetime) -> None:
    """Note that customs was on the spot of the sites with the keys `sites` until `at`; a later look stays. Two queries."""
    keys = set(sites)
    SiteOutlook.objects.bulk_create([SiteOutlook(site_id=pk) for pk in keys], ignore_conflicts=True)
    SiteOutlook.objects.filter(site__in=keys).update(seen_at=Greatest("seen_at", at))
