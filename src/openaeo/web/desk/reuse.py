"""Earlier results of the same firm at the desk: which count again, which do not and why, and taking them over."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.forms.boundfield import BoundWidget
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext

from openaeo.casework import reuse as verbs
from openaeo.casework.models import Evidence
from openaeo.casework.programme import programme
from openaeo.web.desk.case import a_case, frame
from openaeo.web.desk.earlier import may_take_over
from openaeo.web.desk.forms import choices_of, text_field
from openaeo.web.shell import Request, page, refusals_onto, staff_page
from openaeo.web.timewords import limit_words
from openaeo.web.wording import say


class TakeOverForm(forms.Form):
    """Which earlier results count here, and what the officer looked at to say so."""

    criteria = forms.MultipleChoiceField(
        label=gettext_lazy("Results that count here"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Tick at least one criterion. Nothing was changed."),
            "invalid_choice": gettext_lazy(
                "An earlier result counts no more. Look at the list again; nothing was changed."
            ),
        },
    )
    confirmation = text_field(
        gettext_lazy("What you looked at"),
        help_text=gettext_lazy(
            "Say how you know that nothing is new. It stands as the reason of each result; the trader does not see it."
        ),
        rows=3,
        missing=gettext_lazy("Say what you looked at, so that the decider can follow it."),
    )


@dataclass(frozen=True, slots=True)
class Offered:
    """An earlier result that counts, its documents, and the box to tick for it."""

    earlier: verbs.Earlier
    papers: list[Evidence]
    box: BoundWidget


@staff_page()
def case_reuse(request: Request, number: str) -> HttpResponse:
    """List the earlier results of the firm; an officer takes over those that count (`criterion` in the address is ticked)."""
    found = a_case(request, number)
    may = may_take_over(request, found)
    rows = verbs.earlier_results(found, actor=request.actor, at=request.moment)
    counting = [one for one in rows if not one.against]
    form = TakeOverForm(
        request.POST if request.method == "POST" else None,
        initial={"criteria": [request.GET.get("criterion", "")]},
    )
    choices_of(form, "criteria", [(one.criterion.id, one.criterion.id) for one in counting])
    if request.method == "POST":
        if not may:
            raise Http404
        if form.is_valid():
            with refusals_onto(form, {"confirmation-missing": "confirmation"}):
                taken = verbs.take_over(number, **form.cleaned_data, actor=request.actor, at=request.moment)
                told = ngettext(
                    "%(count)d earlier result counts here now.",
                    "%(count)d earlier results count here now.",
                    len(taken),
                )
                messages.success(request, told % {"count": len(taken)})
                return redirect("case_reuse", number)
    papers = verbs.papers_behind(counting)
    return page(
        request,
        "desk/case_reuse.html",
        form=form,
        rule=(rule := programme().reusing),
        lasts=limit_words(rule.within) if rule else "",
        offered=[
            Offered(one, papers.get(one.criterion.id, []), box)
            for one, box in zip(counting, form["criteria"], strict=True)
        ],
        passed_by=[(one, [say(reason) for reason in one.against]) for one in rows if one.against],
        may_take_over=may,
        **frame(request, found),
    )
