"""The yearly declaration: what was told since the last one, and the holder's word that nothing else changed."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import declarations as verbs
from openaeo.casework.models import Declaration
from openaeo.law.lasting import Declaring
from openaeo.law.lifecycle import LIVE
from openaeo.register.models import Authorisation
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.timewords import change_words


class YearlyForm(forms.Form):
    """The declaration for the year."""

    declared_name = forms.CharField(
        label=gettext_lazy("Your full name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Type your full name.")},
    )
    true = forms.BooleanField(
        label=gettext_lazy(
            "I declare that every change was told to customs, that the criteria are still met, and that I may bind "
            "the firm."
        ),
        error_messages={"required": gettext_lazy("Tick the declaration, or tell customs of a change first.")},
    )


@applicant_page
def declare(request: Request, number: str) -> HttpResponse:
    """Declare for the year; what was told since the last declaration stands above, and telling a change is one step away."""
    mine = Q(operator=request.actor.operator, operator__isnull=False)
    held = get_object_or_404(Authorisation.objects.visible_to(request.actor).filter(mine), number=number)
    owed = verbs.owed(held, request.moment) if held.status in LIVE else None
    form = YearlyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"declaration-missing": "declared_name"}):
            name = form.cleaned_data["declared_name"]
            verbs.declare(number, declared_name=name, actor=request.actor, at=request.moment)
            messages.success(request, _("The yearly declaration is made. Customs has it."))
            return redirect("declare", number=number)
    told = verbs.told_since(held, owed.since) if owed else ()
    return page(
        request,
        "trader/declare.html",
        authorisation=held,
        owed=owed,
        now=owed is not None and owed.standing is not Declaring.AHEAD,
        told=[(one, change_words(one.kind)) for one in told],
        made=Declaration.objects.visible_to(request.actor).filter(authorisation=held),
        form=form,
    )
