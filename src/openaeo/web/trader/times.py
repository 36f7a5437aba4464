"""More time, asked for by the trader for the causes that the programme leaves to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import times
from openaeo.casework.clocks import clocks
from openaeo.law.timing import Duty, ExtensionRule, TimeLimit
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.timewords import cause_words
from openaeo.web.trader.application import own_case

LONG = 4000


class MoreTimeForm(forms.Form):
    """For which cause, and why."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Cause"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a cause.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What you need the time for"),
        help_text=gettext_lazy("Say what is to be done, by whom, and by when."),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what you need the time for.")},
    )

    def __init__(self, *args: Any, causes: list[ExtensionRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cause"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.cause, cause_words(one.cause)) for one in causes]


def causes_of(rule: TimeLimit | None) -> list[ExtensionRule]:
    """Return the causes for which the trader may ask for more time under `rule`."""
    return [one for one in rule.extensions if one.asked_by is Duty.TRADER] if rule else []


@applicant_page
def more_time(request: Request, number: str) -> HttpResponse:
    """Ask customs for more time, and see what was asked and answered before."""
    case = own_case(request, number)
    running = clocks(case, request.moment)
    causes = causes_of(running.decision_rule)
    if request.method == "POST" and not causes:
        raise Http404
    form = MoreTimeForm(request.POST or None, causes=causes)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            times.ask_for_time(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("Customs has your wish for more time and answers with a reason."))
            return redirect("more_time", number=number)
    return page(
        request,
        "trader/more_time.html",
        case=case,
        form=form,
        causes=causes,
        clocks=running,
        asked=[(one, cause_words(one.cause)) for one in case.extensions.all()],
    )
