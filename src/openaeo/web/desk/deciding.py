"""Before and after the decision: the officer recommends an outcome, and a third person issues the certificate."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from openaeo.casework import assessment, issuing, recommending
from openaeo.casework.facts import conditions_of
from openaeo.casework.models import Case
from openaeo.casework.programme import edition_of
from openaeo.law.authority import allowed
from openaeo.law.deciding import FailedPoint
from openaeo.law.lifecycle import CASE, CaseState
from openaeo.web.components import in_language
from openaeo.web.desk import board, previews
from openaeo.web.desk.case import a_case, frame, recommended
from openaeo.web.desk.deciding_forms import RecommendForm
from openaeo.web.desk.forms import ConfirmForm
from openaeo.web.shell import Request, page, refusals_onto, staff_page
from openaeo.web.wording import say

WHERE = {"proposal-unknown": "proposal", "conditions-none": "proposal"}


@staff_page()
def recommend(request: Request, number: str) -> HttpResponse:
    """Recommend an outcome with reasons; each criterion that failed is offered with what was found."""
    found = a_case(request, number)
    if allowed("recommend", request.actor.capacity) is not None:
        raise Http404
    context = frame(request, found)
    form = RecommendForm(request.POST if request.method == "POST" else None, drafts=_drafts(found, context))
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, WHERE):
            assessment.recommend(number, **form.said(), actor=request.actor, at=request.moment)
            messages.success(request, _("The case is with the decider."))
            return redirect("case", number)
    unmet = CASE.unmet(found.standing, "recommend", context["asked_of_law"])
    return page(
        request, "desk/recommend.html", form=form, unmet=[str(say(reason)) for reason in unmet], **context
    )


@staff_page()
def issue(request: Request, number: str) -> HttpResponse:
    """Issue the certificate of a granted case; whoever may not reads why."""
    found = a_case(request, number)
    if allowed("issue", request.actor.capacity) is not None:
        raise Http404
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if previews.asked(request) and form.is_valid():
        if shown := previews.letter(request, form, "issue", found, {}):
            return shown
    elif request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            held = issuing.issue(number, actor=request.actor, at=request.moment)
            messages.success(
                request, _("The certificate is issued. The authorisation stands in the register.")
            )
            return redirect("authorisation", held.number)
    context = frame(request, found)
    waits = found.standing is CaseState.TO_ISSUE
    unmet = CASE.unmet(found.standing, "issue", context["asked_of_law"])
    return page(
        request,
        "desk/issue.html",
        form=form,
        unmet=[str(say(reason)) for reason in unmet],
        terms=issuing.terms(found, decided=found.decided_at, at=request.moment)
        if waits and found.decided_at
        else None,
        conditions=conditions_of(found),
        **context,
        **recommended(found, request.actor),
    )


def _drafts(found: Case, context: dict[str, Any]) -> list[FailedPoint]:
    """Each criterion that failed, with the reason found and the place of the criterion in the edition."""
    groups: list[board.GroupRow] = context["groups"]
    reasons = {
        row.criterion.id: row.result.reason
        for group in groups
        for row in group.rows
        if row.result is not None
    }
    title = in_language(edition_of(found).title)
    findings = {one.criterion: one.found for one in found.findings.all()}
    return [
        FailedPoint(one, reasons.get(one) or findings.get(one, ""), f"{title}, {one}")
        for one in recommending.failed(context["asked_of_law"])
    ]
