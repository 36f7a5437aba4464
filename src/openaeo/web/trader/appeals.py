"""An appeal as its author sees it: lodged in time, followed to its conclusion, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import appeals
from openaeo.casework.models import Appeal, Measure
from openaeo.law.appeal import APPEAL_OPEN
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.application import own_case
from openaeo.web.trader.contested import Contested, refusal_of, suspension_of
from openaeo.web.trader.papers import FILE_REFUSALS
from openaeo.web.trader.progress import sent
from openaeo.web.wording import say

LONG = 20_000


class AppealForm(forms.Form):
    """Why the decision is wrong, and a document that shows it."""

    grounds = forms.CharField(
        label=gettext_lazy("Why the decision is wrong"),
        help_text=gettext_lazy(
            "Name the points of the decision that you contest, and what speaks against each."
        ),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Say why the decision is wrong.")},
    )
    file = forms.FileField(label=gettext_lazy("Document"), required=False)


@applicant_page
def case_appeal(request: Request, number: str) -> HttpResponse:
    """Take a refusal to review, and read what became of it."""
    case = own_case(request, number)
    return _appeal(
        request,
        refusal_of(case),
        list(case.appeals.prefetch_related("documents")),
        lambda given: appeals.lodge_for_case(number, **given, actor=request.actor, at=request.moment),
        back=reverse("case_timeline", args=[number]),
    )


@applicant_page
def measure_appeal(request: Request, pk: int) -> HttpResponse:
    """Take a suspension to review, and read what became of it."""
    measures = Measure.objects.visible_to(request.actor).select_related("authorisation")
    measure = get_object_or_404(measures, pk=pk)
    return _appeal(
        request,
        suspension_of(measure),
        list(measure.appeals.prefetch_related("documents")),
        lambda given: appeals.lodge_for_measure(pk, **given, actor=request.actor, at=request.moment),
        back=reverse("certificate", args=[measure.authorisation_id]),
    )


def _appeal(
    request: Request,
    contested: Contested,
    lodged: list[Appeal],
    lodge: Callable[[dict[str, Any]], Appeal],
    *,
    back: str,
) -> HttpResponse:
    form = AppealForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FILE_REFUSALS):
            papers = sent(form.cleaned_data["file"], request)
            lodge({"grounds": form.cleaned_data["grounds"], "papers": papers})
            messages.success(
                request, _("Your appeal is lodged. Somebody who had no part in the decision reviews it.")
            )
            return redirect(request.path)
    barred = contested.barred(request.moment)
    pending = any(one.decision_at == contested.decided for one in lodged)
    open_to = contested.decided is not None and not pending and barred is None
    return page(
        request,
        "trader/appeal.html",
        form=form if open_to or request.method == "POST" else None,
        appeals=[(one, appeals.answer_clock(one) if one.standing in APPEAL_OPEN else None) for one in lodged],
        contested=contested,
        barred=str(say(barred)) if barred and not pending else "",
        back=back,
    )


@applicant_page
def appeal_withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw an appeal, after a question."""
    found = get_object_or_404(Appeal.objects.visible_to(request.actor), pk=pk)
    back = (
        reverse("case_appeal", args=[found.case_id])
        if found.case_id
        else reverse("measure_appeal", args=[found.measure_id])
    )
    if request.method != "POST" and found.standing not in APPEAL_OPEN:
        raise Http404
    form = forms.Form(request.POST or None)
    if request.method == "POST":
        form = forms.Form(request.POST)
        form.is_valid()
        with refusals_onto(form):
            appeals.withdraw(pk, actor=request.actor, at=request.moment)
            messages.success(request, _("The appeal is withdrawn. The decision stands."))
            return redirect(back)
    return page(request, "trader/appeal_withdraw.html", appeal=found, form=form, back=back)
