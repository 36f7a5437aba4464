"""Firms whose owner has left: what their people ask for, what customs proposes, and who decides."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from openaeo.law.mandates import SuccessionState
from openaeo.law.terms import Capacity
from openaeo.parties import mandates, succession
from openaeo.parties.models import Succession
from openaeo.web.desk.forms import ProposeSuccessorForm, SuccessionDecisionForm
from openaeo.web.shell import Request, page, refusals_onto, staff_page
from openaeo.web.wording import say

PER_PAGE = 25
FIELDS = {
    "not-found": "number",
    "successor-no-account": "email",
    "successor-works-for-customs": "email",
    "succession-reason-missing": "reason",
    "reasons-missing": "reasons",
}


@staff_page(Capacity.OFFICER, Capacity.ADMINISTRATOR)
def successions(request: Request) -> HttpResponse:
    """List the changes of owner that wait for customs, the oldest first, and those that are closed."""
    known = Succession.objects.visible_to(request.actor).select_related("operator", "successor", "asked_by")
    waiting = known.filter(state=SuccessionState.OPEN)
    closed = known.exclude(state=SuccessionState.OPEN).order_by("-closed_at", "-pk")
    return page(
        request,
        "desk/successions.html",
        waiting=waiting,
        closed=Paginator(closed, PER_PAGE).get_page(request.GET.get("page")),
    )


@staff_page(Capacity.OFFICER, Capacity.ADMINISTRATOR)
def succession_decide(request: Request, pk: int) -> HttpResponse:
    """Show who asks, why and what proves it; an administrator confirms or declines with reasons."""
    known = Succession.objects.visible_to(request.actor)
    asked = get_object_or_404(known.select_related("operator", "successor", "asked_by", "closed_by"), pk=pk)
    form = SuccessionDecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reasons = form.cleaned_data["reasons"]
        with refusals_onto(form, FIELDS):
            if form.cleaned_data["decision"] == "confirm":
                succession.confirm(pk, reasons=reasons, actor=request.actor, at=request.moment)
                messages.success(
                    request,
                    _("%(name)s now owns %(firm)s.") % {"name": asked.successor, "firm": asked.operator},
                )
            else:
                succession.decline(pk, reasons=reasons, actor=request.actor, at=request.moment)
                messages.success(request, _("Declined. The company reads your reasons."))
            return redirect("successions")
    unmet = succession.unmet(asked, actor=request.actor, at=request.moment)
    return page(
        request,
        "desk/succession.html",
        form=form,
        asked=asked,
        people=mandates.people_of(asked.operator, request.moment),
        is_open=asked.state == SuccessionState.OPEN,
        may_decide=not unmet["confirm"] or not unmet["decline"],
        unmet=[say(reason) for reason in unmet["confirm"]],
    )


@staff_page(Capacity.OFFICER, Capacity.ADMINISTRATOR)
def succession_propose(request: Request) -> HttpResponse:
    """Propose a new owner for a firm whose people are all gone; an administrator other than the proposer confirms."""
    form = ProposeSuccessorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            asked = succession.propose(
                form.cleaned_data["number"].strip().upper(),
                form.cleaned_data["email"],
                reason=form.cleaned_data["reason"],
                papers=form.cleaned_data["papers"],
                actor=request.actor,
                at=request.moment,
            )
            messages.success(request, _("Proposed. A second person of customs confirms it."))
            return redirect("succession_decide", pk=asked.pk)
    return page(request, "desk/succession_propose.html", form=form)
