"""Declaring an interest in the firm of a case, or none; and what oversight reads of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import interests
from openaeo.law.terms import Capacity
from openaeo.web.desk.case import a_case
from openaeo.web.desk.forms import text_field
from openaeo.web.shell import Request, page, refusals_onto, staff_page

PER_PAGE = 25
NONE, SOME = "none", "some"


class InterestForm(forms.Form):
    """Whether there is an interest in the firm, and which."""

    has = forms.ChoiceField(
        label=gettext_lazy("Your interest in the firm"),
        choices=[
            (NONE, gettext_lazy("I have no interest in this firm")),
            (SOME, gettext_lazy("I have an interest in this firm")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the two.")},
    )
    interest = text_field(
        gettext_lazy("Which interest"),
        required=False,
        rows=3,
        help_text=gettext_lazy(
            "For example a relative who works there, a share, or earlier work. Deciders and reviewers read it; the firm does not."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Whoever has an interest names it; whoever has none names nothing."""
        cleaned = super().clean() or {}
        named = cleaned.get("interest", "").strip()
        if cleaned.get("has") == SOME and not named:
            self.add_error("interest", _("Name the interest in a few words."))
        if cleaned.get("has") == NONE and named:
            self.add_error(
                "has", _("You named an interest below. Choose that you have one, or empty the text.")
            )
        return cleaned


@staff_page(Capacity.OFFICER, Capacity.DECIDER, Capacity.ISSUER, Capacity.REVIEWER)
def case_interest(request: Request, number: str) -> HttpResponse:
    """Declare an interest in the firm of the case, or none; below stands what was declared before."""
    found = a_case(request, number)
    form = InterestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, dict.fromkeys(("interest-said", "interest-stands"), "has")):
            said = form.cleaned_data["interest"]
            interests.declare(number, interest=said, actor=request.actor, at=request.moment)
            messages.success(
                request,
                _("Thank you. You do not act on this case any more; a colleague is given it.")
                if said.strip()
                else _("Thank you. You may work on the case."),
            )
            return redirect("case", number)
    return page(
        request,
        "desk/interest.html",
        form=form,
        case=found,
        operator=found.operator,
        rows=interests.declared(actor=request.actor, case=number),
    )


@staff_page(Capacity.DECIDER, Capacity.REVIEWER)
def declarations(request: Request) -> HttpResponse:
    """List the interests that were declared, the newest first; `show=all` lists declarations of none as well."""
    every = request.GET.get("show") == "all"
    rows = interests.declared(actor=request.actor, named=not every)
    return page(
        request,
        "desk/interests.html",
        leaf=Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        every=every,
    )
