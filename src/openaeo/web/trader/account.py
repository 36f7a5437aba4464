"""The trader's own affairs: home, company, sites, and where its status may be shown."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from openaeo.casework import accounts
from openaeo.casework.consent import set_consent
from openaeo.casework.declarations import all_owed
from openaeo.casework.facts import turn
from openaeo.casework.findings import BY_OTHERS
from openaeo.casework.mentoring import mentored_by
from openaeo.casework.models import Case, Change, Cure, Finding, Measure, Reassessment, Visit
from openaeo.law.cure import OWED_CURE
from openaeo.law.lasting import Declaring
from openaeo.law.lifecycle import CASE_FINAL, LIVE, OPEN_MEASURE, CaseState
from openaeo.law.visiting import OPEN_VISIT
from openaeo.parties import onboarding
from openaeo.parties.models import Operator
from openaeo.parties.onboarding import Firm
from openaeo.register.models import Authorisation
from openaeo.web.conversations import waiting
from openaeo.web.findings import soonest_first
from openaeo.web.readiness import IN_SESSION
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.forms import CompanyForm, ConsentForm, SiteForm

FEW = 8
"""Conversations shown on the first page; the list has them all."""


def own_firm(request: Request) -> Operator | None:
    """Return the firm that the person acts for, or None before it is registered."""
    return Operator.objects.visible_to(request.actor).first()


@applicant_page
def home(request: Request) -> HttpResponse:
    """Lead the trader to what is next: register the firm, go on with the application, or see the status."""
    firm = own_firm(request)
    mentors = mentored_by(request.actor, request.moment).exists()
    if firm is None:
        return redirect("firms_mentored" if mentors else "company")
    cases = Case.objects.visible_to(request.actor).select_related("authorisation")
    open_case = cases.exclude(state__in=[state.value for state in CASE_FINAL]).first()
    authorisations = Authorisation.objects.visible_to(request.actor).filter(operator=firm)
    held = list(authorisations.narrowed_at(request.moment).order_by("-starts"))
    measures = Measure.objects.visible_to(request.actor).filter(
        state__in=[state.value for state in OPEN_MEASURE]
    )
    live = Finding.objects.visible_to(request.actor).filter(
        Q(case__state__in=[state.value for state in BY_OTHERS - {CaseState.GRANTED}])
        | Q(case__authorisation__state__in=[state.value for state in LIVE])
    )
    return page(
        request,
        "trader/home.html",
        firm=firm,
        trader=True,
        mentors=mentors,
        talks=waiting(request, FEW),
        open_case=open_case,
        turn=turn(open_case, request.moment) if open_case else "",
        findings=[
            one for one in soonest_first(live.prefetch_related("actions"), request.moment) if not one.settled
        ],
        may_start=open_case is None and not any(one.state in LIVE for one in held),
        closed_cases=cases.filter(state__in=[state.value for state in CASE_FINAL]),
        authorisations=held,
        cures=Cure.objects.visible_to(request.actor)
        .filter(
            state__in=[state.value for state in OWED_CURE],
            measure__authorisation__state__in=[status.value for status in LIVE],
        )
        .select_related("measure"),
        measures=measures.select_related("authorisation"),
        declaring=[
            (one, owed)
            for one, owed in all_owed(authorisations, request.moment)
            if owed.standing is not Declaring.AHEAD
        ],
        reassessments=Reassessment.objects.visible_to(request.actor).owed().select_related("authorisation"),
        asked_changes=Change.objects.visible_to(request.actor)
        .open()
        .filter(questions__asked_at__isnull=False, questions__replied_at=None),
        visits=Visit.objects.visible_to(request.actor)
        .filter(state__in=[state.value for state in OPEN_VISIT])
        .prefetch_related("sites"),
    )


@applicant_page
def company(request: Request) -> HttpResponse:
    """Register the firm, or bring its details up to date."""
    firm = own_firm(request)
    known = (
        {
            field: getattr(firm, field)
            for field in ("name", "local_name", "country", "address", "size", "staff")
        }
        if firm
        else None
    )
    form = CompanyForm(request.POST or None, initial=known, registered=firm is not None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            if firm is None:
                accounts.register(Firm(**form.cleaned_data), actor=request.actor, at=request.moment)
                messages.success(request, _("Your company is registered. Now say where you work."))
                return redirect("sites")
            onboarding.describe_company(
                firm.number, **form.cleaned_data, actor=request.actor, at=request.moment
            )
            messages.success(request, _("The company details are saved."))
            return redirect("trader_home")
    return page(request, "trader/company.html", form=form, firm=firm, held=_held(request, firm))


def _held(request: Request, firm: Operator | None) -> list[str]:
    """The numbers of the firm's live authorisations: who holds one tells its changes."""
    own = Authorisation.objects.visible_to(request.actor).filter(operator=firm, operator__isnull=False)
    return list(own.filter(state__in=[state.value for state in LIVE]).values_list("number", flat=True))


@applicant_page
def sites(request: Request) -> HttpResponse:
    """List the firm's sites and add one."""
    firm = own_firm(request)
    if firm is None:
        return redirect("company")
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            onboarding.add_site(firm.number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The site is added."))
            return redirect("sites")
    return page(
        request,
        "trader/sites.html",
        form=form,
        firm=firm,
        sites=firm.sites.filter(closed_at=None),
        held=_held(request, firm),
        checked=IN_SESSION in request.session,
    )


@applicant_page
def site_close(request: Request, pk: int) -> HttpResponse:
    """Ask whether a site is closed, then close it."""
    firm = own_firm(request)
    if firm is None:
        return redirect("company")
    site = get_object_or_404(firm.sites.filter(closed_at=None), pk=pk)
    form = ConsentForm(request.POST or None)
    if request.method == "POST":
        with refusals_onto(form):
            onboarding.close_site(site.pk, actor=request.actor, at=request.moment)
            messages.success(request, _("The site is closed. It stays in the history of your file."))
            return redirect("sites")
    return page(request, "trader/site_close.html", form=form, site=site)


@applicant_page
def consent(request: Request) -> HttpResponse:
    """Say where the firm's status may be shown."""
    firm = own_firm(request)
    if firm is None:
        return redirect("company")
    form = ConsentForm(
        request.POST or None, initial={"public": firm.consent_public, "partners": firm.consent_partners}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            set_consent(firm.number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("Your choice is saved and takes effect at once."))
            return redirect("trader_home")
    return page(request, "trader/consent.html", form=form, firm=firm)
