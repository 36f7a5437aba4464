"""A closed application, and the wish of its firm that customs open it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import reopening
from openaeo.casework.closings import closed
from openaeo.casework.models import Case
from openaeo.law.reopening import may_ask
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.application import own_case


class AskForm(forms.Form):
    """Why customs should open the application again."""

    reason = forms.CharField(
        label=gettext_lazy("Why customs should open it again"),
        help_text=gettext_lazy("Say what happened, and what has changed since if anything has."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Say why customs should open it again.")},
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """What a closed application shows its firm: until when it may ask, or when it asked and in which words."""

    until: datetime | None
    asked: datetime | None
    words: str


def offered(case: Case, at: datetime) -> Offer | None:
    """Return what the page of a closed `case` says of opening it again; None when there is nothing to say."""
    found = closed(case)
    if found is not None and found.asked:
        return Offer(None, found.asked, case.reopening_request)
    return Offer(found.until, None, "") if found is not None and not may_ask(found, at) else None


@applicant_page
def reopening_ask(request: Request, number: str) -> HttpResponse:
    """Ask customs to open a closed application again."""
    case = own_case(request, number)
    offer = offered(case, request.moment)
    if offer is None or (offer.asked and request.method != "POST"):
        return redirect("case_timeline", number=number)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            reopening.ask(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("Your wish is with customs. You are told what it decides."))
            return redirect("case_timeline", number=number)
    return page(request, "trader/reopening_ask.html", case=case, form=form)
