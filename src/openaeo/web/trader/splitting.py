"""A part of one's own application: what it covers, and leaving it out or applying for it after all."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from openaeo.casework import splitting
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.splitting import lines
from openaeo.web.trader.application import own_case
from openaeo.web.trader.forms import ReasonForm


@applicant_page
def own_part(request: Request, number: str, part: int) -> HttpResponse:
    """Leave a part out of the application, or apply for it after all."""
    case = own_case(request, number)
    shown = next((one for one in lines(case) if one.row.number == part), None)
    if shown is None:
        raise Http404
    out = shown.row.left_out_at is not None
    typed = request.POST if request.method == "POST" else None
    form: forms.Form = forms.Form(typed) if out else ReasonForm(typed)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            if out:
                splitting.keep_part(number, part, actor=request.actor, at=request.moment)
                messages.success(request, _("You apply for this part after all. Its office is told."))
            else:
                why = form.cleaned_data["reason"]
                splitting.leave_out_part(number, part, why=why, actor=request.actor, at=request.moment)
                messages.success(request, _("The part is left out. Its office is told and closes it."))
            return redirect("case_timeline", number)
    return page(request, "trader/part.html", case=case, part=shown, form=form)
