"""The sites that an assessment looks at: what is known of each, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.together import together, unpacked
from openaeo.casework.models import Case, SitePlan, Visit
from openaeo.casework.models.visits import ON_THE_SPOT, SEEN
from openaeo.casework.programme import programme
from openaeo.law.lifecycle import CASE_FINAL, LIVE
from openaeo.law.splitting import PartState
from openaeo.law.validation import (
    RELEVANT,
    Activity,
    Course,
    SiteCourse,
    SiteFacts,
    SiteRisk,
    in_scope,
    unsettled,
)
from openaeo.law.visiting import VisitState
from openaeo.parties.models import Operator, Site, SiteRating


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site as customs sees it: in scope or not, rating, plan, visits of this case, last and next visit.

    `seen_at` is when customs was last on the spot, in whichever case; `next_on` the day of the next agreed visit,
    else the day by which its plan wants it looked at.
    """

    site: Site
    facts: SiteFacts
    rating: SiteRating | None
    plan: SitePlan | None
    visits: tuple[Visit, ...]
    seen_at: datetime | None
    next_on: date | None
    in_scope: bool = field(default=True)

    @property
    def visited(self) -> bool:
        """Whether a visit of this case took place here."""
        return any(visit.state in SEEN for visit in self.visits)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do here, as far as this site alone can tell."""
        return self.visited or (self.plan is not None and self.plan.course != Course.VISIT)


def firm_visits(case: Case) -> list[Visit]:
    """Return every visit to the firm, in this case and others, newest plan first, with its sites. Two queries."""
    return list(Visit.objects.filter(case__operator_id=case.operator_id).prefetch_related("sites"))


def site_lines(case: Case, at: datetime, known: Iterable[Visit] | None = None) -> list[SiteLine]:
    """Return every open site of the firm, in the order given; `known` are its visits where they were read already.

    Two queries and two for the visits, however many sites.

    For the desk and for the law; nothing of it but the sites themselves is the firm's to read.
    """
    sites = [
        unpacked(site) for site in together(case.operator.sites.filter(closed_at__isnull=True), "ratings")
    ]
    plans = {plan.site_id: plan for plan in case.site_plans.all()}
    visits: dict[int, list[Visit]] = {}
    for visit in firm_visits(case) if known is None else known:
        for site in visit.sites.all():
            visits.setdefault(site.pk, []).append(visit)
    return [_line(case, site, plans.get(site.pk), visits.get(site.pk, []), at) for site in sites]


def _line(case: Case, site: Site, plan: SitePlan | None, visits: list[Visit], at: datetime) -> SiteLine:
    ratings = list(site.ratings.all())
    seen = [
        one.took_until for one in visits if one.state in SEEN and one.mode in ON_THE_SPOT and one.took_until
    ]
    seen_at = max(seen, default=None)
    here = any(one.case_id == case.number and one.state in SEEN and one.mode in ON_THE_SPOT for one in visits)
    facts = site_facts(site, ratings, seen_at, followed_up=here)
    ahead = [
        one.agreed_from.date()
        for one in visits
        if one.state == VisitState.AGREED and one.agreed_from and one.agreed_from > at
    ]
    return SiteLine(
        site=site,
        facts=facts,
        rating=ratings[0] if ratings else None,
        plan=plan,
        visits=tuple(one for one in visits if one.case_id == case.number),
        seen_at=seen_at,
        next_on=min(ahead, default=plan.due_on if plan else None),
        in_scope=in_scope(facts),
    )


def site_facts(
    site: Site, ratings: list[SiteRating], seen_at: datetime | None, *, followed_up: bool = False
) -> SiteFacts:
    """Return what the law asks of premises; `ratings` newest first. An incident counts from the end of its day."""
    incidents = [one.incident_on for one in ratings if one.incident_on is not None]
    return SiteFacts(
        name=site.name,
        closed=site.closed_at is not None,
        stated_relevant=site.customs_relevant,
        activities=frozenset(Activity(one) for one in site.activities),
        risk=SiteRisk(ratings[0].risk) if ratings else None,
        incident=datetime.combine(max(incidents), time.max, UTC) if incidents else None,
        seen=seen_at,
        followed_up=followed_up,
    )


def owed(case: Case) -> tuple[tuple[str, ...], int]:
    """Return what visits still owe the case: sites in scope that nobody saw and no named act left out, by name,
    and how many visits took place without a report. No site where the programme asks for no visits. Two queries.
    """
    unreported = sum(one.state == VisitState.HELD for one in case.visits.all())
    if not programme().visits.required:
        return (), unreported
    seen = Visit.objects.filter(case=case, state__in=SEEN, sites=OuterRef("pk"))
    plans = SitePlan.objects.filter(case=case, site=OuterRef("pk")).values("course")
    sites = (
        _still_applied_for(case)
        .annotate(seen=Exists(seen), course=Subquery(plans))
        .values_list("name", "customs_relevant", "activities", "seen", "course")
    )
    left = unsettled(
        SiteCourse(name, seen, Course(course) if course else None)
        for name, relevant, done, seen, course in sites
        if in_scope(
            SiteFacts(name, stated_relevant=relevant, activities=frozenset(Activity(one) for one in done))
        )
    )
    return left, unreported


def _still_applied_for(case: Case) -> QuerySet[Site]:
    """The open sites of the firm, without those of parts that were cancelled: nothing is decided on these."""
    rows = case.operator.sites.filter(closed_at__isnull=True)
    if not case.split_by:
        return rows
    return rows.exclude(pk__in=case.parts.filter(state=PartState.CANCELLED.value).values("sites"))


def due_sites(actor: Actor, at: datetime) -> QuerySet[Site]:
    """Return the sites in scope of firms assessed or authorised that somebody should see, those never seen first.

    Due is a site that customs was never at, and one whose newest plan names a day after the last look on the spot
    (`SiteOutlook`).

    Each row carries `seen_at`, `agreed_at` (the next agreed visit), `due_on` (the plan's day), `risk` and
    `case_number` (the firm's newest case). One query. Staff only, and nobody reads about their own firm.
    """
    visits = Visit.objects.filter(sites=OuterRef("pk"), state=VisitState.AGREED.value, agreed_from__gt=at)
    cases = Case.objects.filter(accepted_at__isnull=False)
    running = cases.exclude(state__in=list(CASE_FINAL)).values("operator")
    held = Operator.objects.filter(
        authorisations__administration__is_home=True, authorisations__state__in=LIVE
    ).values("pk")
    newest = cases.filter(operator=OuterRef("operator")).order_by("-started_at").values("number")
    # Subqueries rather than joins: what nothing is chosen or sorted by is then worked out for one leaf only.
    return (
        Site.objects.visible_to(actor)
        .of_others(actor)
        .filter(
            Q(customs_relevant=True) | Q(activities__overlap=[one.value for one in RELEVANT]),
            Q(operator__in=running) | Q(operator__in=held),
            Q(outlook__seen_at=None) | Q(outlook__seen_at__date__lt=F("outlook__due_on")),
            closed_at__isnull=True,
        )
        .annotate(
            seen_at=F("outlook__seen_at"),
            agreed_at=Subquery(visits.order_by("agreed_from").values("agreed_from")[:1]),
            due_on=F("outlook__due_on"),
            risk=Subquery(SiteRating.objects.filter(site=OuterRef("pk")).values("risk")[:1]),
            case_number=Subquery(newest[:1]),
        )
        .select_related("operator")
        .order_by(F("due_on").asc(nulls_first=True), F("seen_at").asc(nulls_first=True), "pk")
    )
