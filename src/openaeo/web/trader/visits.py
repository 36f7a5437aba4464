"""Visits as the firm sees them: the times offered, what to prepare, the agenda, and the report."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from openaeo.casework import visits
from openaeo.casework.models import Visit
from openaeo.law.visiting import VisitState
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.application import own_case
from openaeo.web.trader.forms import ChoiceOfTimeForm, ReasonForm


def _own_visit(request: Request, number: str, pk: int) -> Visit:
    """Return a visit that the firm was told of, or answer as if there were none."""
    case = own_case(request, number)
    rows = Visit.objects.visible_to(request.actor).prefetch_related("sites", "offers")
    return get_object_or_404(rows, case=case, pk=pk)


@applicant_page
def visit(request: Request, number: str, pk: int) -> HttpResponse:
    """Show a visit; while times are offered, a button for each chooses it."""
    found = _own_visit(request, number, pk)
    offers = [one for one in found.offers.all() if one.round == found.round]
    form = ChoiceOfTimeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            visits.choose(pk, offer_pk=form.cleaned_data["offer"], actor=request.actor, at=request.moment)
            messages.success(
                request, _("The time is agreed. Customs comes then; the other times are released.")
            )
            return redirect("own_visit", number=number, pk=pk)
    return page(
        request,
        "trader/visit.html",
        case=found.case,
        visit=found,
        offers=[(one, one.starts_at > request.moment) for one in offers]
        if found.state == VisitState.OFFERED
        else (),
        form=form,
    )


@applicant_page
def visit_decline(request: Request, number: str, pk: int) -> HttpResponse:
    """Decline every time offered, and say what would suit."""
    found = _own_visit(request, number, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"why-missing": "reason"}):
            visits.decline(pk, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("Customs knows that none of these times suits you."))
            return redirect("own_visit", number=number, pk=pk)
    return page(request, "trader/visit_decline.html", case=found.case, visit=found, form=form)
