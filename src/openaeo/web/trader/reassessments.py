"""What customs asks a holder again, why and by when; answering it, and reading what came of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import reassessments as verbs
from openaeo.casework.models import Reassessment
from openaeo.casework.reach import criteria_of
from openaeo.law.lifecycle import LIVE
from openaeo.law.reassessment import OPEN_REASSESSMENT, ReassessmentState
from openaeo.web.language import worded_here
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.papers import FILE_REFUSALS
from openaeo.web.trader.progress import sent
from openaeo.web.trader.reviews import ReviewForm


class ReassessmentForm(ReviewForm):
    """For each criterion asked again whether it is met and how, and a document that shows it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = forms.FileField(label=gettext_lazy("Document"), required=False)


@applicant_page
def own_reassessment(request: Request, pk: int) -> HttpResponse:
    """Show what customs looks at again; take the answers while it waits for them."""
    rows = Reassessment.objects.visible_to(request.actor).select_related("authorisation__case")
    found = get_object_or_404(rows.prefetch_related("points", "sites", "documents"), pk=pk)
    held = found.authorisation
    named = {one.criterion for one in found.points.all()}
    asked = [one for one in criteria_of(held) if one.id in named]
    waits = bool(named) and found.standing is ReassessmentState.OPEN and held.status in LIVE
    form = ReassessmentForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        changes=asked,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FILE_REFUSALS):
            papers = sent(form.cleaned_data["file"], request)
            verbs.answer(pk, form.said(), papers=papers, actor=request.actor, at=request.moment)
            messages.success(request, _("Customs has your answers. Your authorisation stays as it is."))
            return redirect("own_reassessment", pk=pk)
    points = {one.criterion: one for one in found.points.all()}
    case = verbs.case_of(held)
    before = {one.criterion: one for one in case.answers.filter(criterion__in=named)} if case else {}
    return page(
        request,
        "trader/reassessment.html",
        found=found,
        authorisation=held,
        asked=[
            (one, worded_here(one.text)[0], form.asking(one.id), points[one.id], before.get(one.id))
            for one in asked
        ],
        form=form,
        waits=waits,
        late=bool(waits and found.due_at and request.moment > found.due_at),
        runs=found.standing in OPEN_REASSESSMENT and held.status in LIVE,
    )
