"""Visits on the desk: the plan of a case's sites, one visit with its steps, everybody's own visits, sites due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from openaeo.bedrock.actors import Actor
from openaeo.casework import sites, visits
from openaeo.casework.models import Case, Observation, Visit, VisitNote
from openaeo.casework.programme import programme
from openaeo.casework.scope import SiteLine, due_sites, firm_visits, site_lines
from openaeo.casework.sites import PLANNABLE
from openaeo.law.authority import allowed
from openaeo.law.terms import Capacity
from openaeo.law.validation import VisitMode
from openaeo.law.visiting import VISIT, VisitState
from openaeo.web.desk.case import a_case, tab_page
from openaeo.web.desk.visit_forms import DueForm, PlanVisitForm, RateForm, SitePlanForm
from openaeo.web.desk.visit_steps import ACTS, STEPS, Asked
from openaeo.web.shell import Request, page, refusals_onto, sought_in, staff_page

PER_PAGE = 25
UPCOMING = [state.value for state in VisitState if state not in {VisitState.REPORTED, VisitState.CALLED_OFF}]
PLACES = {"monitoring-date-missing": "due_on", "monitoring-date-past": "due_on", "why-missing": "reason"}


@dataclass(frozen=True, slots=True)
class Link:
    """A step of a visit that this officer may take now."""

    step: str
    word: Any
    icon: str
    main: bool


@staff_page()
def case_visits(request: Request, number: str) -> HttpResponse:
    """Show the sites of the firm with what became of each, and the visits of the case."""
    found = a_case(request, number)
    may = allowed("plan-visit", request.actor.capacity) is None
    known = firm_visits(found)
    return tab_page(
        request,
        found,
        "visits",
        lines=site_lines(found, request.moment, known),
        visits=[one for one in known if one.case_id == found.number],
        may_plan=may and found.standing in PLANNABLE,
        may_rate=may,
        required=programme().visits.required,
    )


def _visits(actor: Actor) -> Any:
    return (
        Visit.objects.visible_to(actor)
        .of_others(actor)
        .select_related("case__operator", "lead", "second")
        .prefetch_related("sites", "offers", "declines")
    )


@staff_page(Capacity.OFFICER)
def site_rate(request: Request, number: str, pk: int) -> HttpResponse:
    """Rate the risk of a site; earlier ratings stand below the form."""
    found, line = _site(request, number, pk)
    form = RateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"reason-missing": "reason", "incident-ahead": "incident_on"}):
            sites.rate(pk, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The rating is recorded. Earlier ratings stay beside it."))
            return redirect("case", number, "visits")
    earlier = line.site.ratings.select_related("rated_by")
    return page(request, "desk/site.html", case=found, line=line, form=form, rating=True, earlier=earlier)


@staff_page(Capacity.OFFICER)
def site_plan(request: Request, number: str, pk: int) -> HttpResponse:
    """Decide whether a site is visited, left out of a sample, or left to monitoring."""
    found, line = _site(request, number, pk)
    known = (
        {name: getattr(line.plan, name) for name in ("course", "stated", "due_on", "reason")}
        if line.plan
        else None
    )
    form = SitePlanForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, PLACES):
            sites.plan_site(number, pk, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The plan for this site is recorded."))
            return redirect("case", number, "visits")
    return page(request, "desk/site.html", case=found, line=line, form=form, rating=False)


def _site(request: Request, number: str, pk: int) -> tuple[Case, SiteLine]:
    found = a_case(request, number)
    line = next((one for one in site_lines(found, request.moment) if one.site.pk == pk), None)
    if line is None:
        raise Http404
    return found, line


@staff_page(Capacity.OFFICER)
def visit_plan(request: Request, number: str) -> HttpResponse:
    """Plan a visit: sites, way, team, agenda."""
    found = a_case(request, number)
    lines = [line for line in site_lines(found, request.moment) if line.in_scope]
    form = PlanVisitForm(
        request.POST or None,
        places=[(str(line.site.pk), line.site.name) for line in lines],
        people=visits.validators(found, request.moment),
        unannounced=programme().visits.unannounced,
        initial={
            "sites": [line.site.pk for line in lines if not line.settled],
            "mode": VisitMode.ON_SITE.value,
            "lead": request.actor.person,
        },
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"agenda-missing": "agenda", "team-of-one": "second"}):
            visit = visits.plan(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The visit is planned. The firm knows nothing of it yet."))
            return redirect("visit", number, visit.pk)
    return page(request, "desk/visit_plan.html", case=found, operator=found.operator, form=form)


@staff_page()
def visit(request: Request, number: str, pk: int) -> HttpResponse:
    """Show one visit: team, times, what was seen, notes, report, and what may be done next."""
    found, one = _visit(request, number, pk)
    current = [offer for offer in one.offers.all() if offer.round == one.round]
    return page(
        request,
        "desk/visit.html",
        case=found,
        operator=found.operator,
        visit=one,
        offers=current if one.state == VisitState.OFFERED else (),
        links=links(one, request.actor),
        observations=Observation.objects.visible_to(request.actor)
        .filter(visit=one)
        .select_related("site", "observed_by"),
        notes=VisitNote.objects.visible_to(request.actor).filter(visit=one).select_related("noted_by"),
    )


def links(one: Visit, actor: Actor) -> list[Link]:
    """Return the steps that the table opens from here and the law allows this capacity, in their usual order."""
    opened = {step.name for step in VISIT.open_to(VisitState(one.state))} | {"note"}
    if one.state == VisitState.HELD:
        opened.add("observe")
    if one.unannounced:
        opened.discard("offer")
    elif one.state == VisitState.PLANNED:
        opened.discard("hold")
    return [
        Link(name, what.title, what.icon, what.main)
        for name, what in STEPS.items()
        if name in opened and allowed(ACTS[name], actor.capacity) is None
    ]


def _visit(request: Request, number: str, pk: int) -> tuple[Case, Visit]:
    found = a_case(request, number)
    return found, get_object_or_404(_visits(request.actor), case=found, pk=pk)


@staff_page(Capacity.OFFICER, Capacity.DECIDER)
def visit_step(request: Request, number: str, pk: int, step: str) -> HttpResponse:
    """Take one step of a visit after saying what it will do; a refusal keeps what was typed."""
    found, one = _visit(request, number, pk)
    if step not in STEPS or allowed(ACTS[step], request.actor.capacity) is not None:
        raise Http404
    what = STEPS[step]
    form = what.form(Asked(request.POST or None, found, one, request.moment))
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            what.verb(one.pk, form, actor=request.actor, at=request.moment)
            messages.success(request, str(what.done))
            return redirect("visit", number, pk)
    return page(
        request, "desk/visit_step.html", case=found, operator=found.operator, visit=one, form=form, what=what
    )


@staff_page()
def my_visits(request: Request) -> HttpResponse:
    """Show the officer's own visits in every case, soonest first; deciders see those that firms declined too often."""
    mine = _visits(request.actor).of_team(request.actor.person).filter(state__in=UPCOMING)
    escalated = _visits(request.actor).filter(state=VisitState.ESCALATED.value)
    return page(
        request,
        "desk/my_visits.html",
        mine=sorted(mine, key=_soonest),
        escalated=escalated if allowed("set-visit", request.actor.capacity) is None else (),
    )


def _soonest(one: Visit) -> tuple[bool, float]:
    """Agreed visits by their time, then the first time offered, then what has no time."""
    offered = [offer.starts_at for offer in one.offers.all() if offer.round == one.round]
    moment = one.took_from or one.agreed_from or min(offered, default=None)
    return moment is None, moment.timestamp() if moment else 0.0


@staff_page()
def sites_due(request: Request) -> HttpResponse:
    """Show sites that nobody saw or whose next look is before a day; `q` finds firm or site, `before` is the day."""
    form = DueForm(request.GET or None)
    rows = due_sites(request.actor, request.moment)
    if sought := sought_in(request):
        rows = rows.filter(Q(operator__name__icontains=sought) | Q(name__icontains=sought))
    if form.is_bound and (before := form.before_day()):
        rows = rows.filter(Q(due_on__lt=before) | Q(due_on__isnull=True, seen_at__isnull=True))
    leaf = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "desk/sites_due.html", leaf=leaf, form=form, sought=sought)
