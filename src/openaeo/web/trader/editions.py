"""A draft under an earlier edition of the criteria: what the edition in force asks differently, and moving over."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from openaeo.casework import editions
from openaeo.casework.answers import EDITABLE
from openaeo.web.revisions import shown
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.application import own_case


@applicant_page
def move(request: Request, number: str) -> HttpResponse:
    """Show what would change for this draft, then move it over if the firm wants it."""
    case = own_case(request, number)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.is_valid()
        with refusals_onto(form):
            editions.move_over(number, actor=request.actor, at=request.moment)
            messages.success(
                request, _("Your draft is under the edition in force now. Every answer is kept.")
            )
            return redirect("application", number=number)
    changed = editions.offered_to(case, request.moment)
    if changed is None and not form.is_bound:
        return redirect("application" if case.standing in EDITABLE else "case_timeline", number=number)
    return page(
        request,
        "trader/edition.html",
        case=case,
        form=form,
        changes=shown(changed or ()),
        offered=changed is not None,
    )
