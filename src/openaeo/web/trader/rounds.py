"""A round with the firm: only the answers that customs sent back, each with its remark, and the way to return them."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import rounds
from openaeo.casework.facts import roles_of
from openaeo.casework.models import Round
from openaeo.casework.programme import edition_of
from openaeo.law.lifecycle import CaseState
from openaeo.web.rounds import shown
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.application import own_case


class RoundForm(forms.Form):
    """What the firm adds in words to the answers that it changed."""

    text = forms.CharField(
        label=gettext_lazy("Anything to add"),
        help_text=gettext_lazy("Not needed: customs sees what you changed in each answer."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@applicant_page
def own_round(request: Request, number: str) -> HttpResponse:
    """Show the latest round; while it is with the firm, each answer can be changed and all be sent back together."""
    case = own_case(request, number)
    every = Round.objects.visible_to(request.actor).filter(case=case).select_related("request")
    latest = every.prefetch_related("sendings").first()
    if latest is None:
        return redirect("case_timeline", number=number)
    form = RoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            rounds.answer_round(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The answers are with customs again."))
            return redirect("case_timeline", number=number)
    rows = shown(case, latest)
    return page(
        request,
        "trader/round.html",
        case=case,
        round=latest,
        rows=rows,
        total=len(edition_of(case).applying(roles_of(case))),
        done=sum(one.changed for one in rows),
        open=latest.over_at is None,
        returned=case.standing is CaseState.RETURNED,
        form=form,
    )
