"""An authorisation amended at its holder's wish: asking for more, and giving part of it up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import amending, application, carrying
from openaeo.casework.programme import programme
from openaeo.law.amending import above
from openaeo.law.lifecycle import AUTHORISATION
from openaeo.law.terms import Text
from openaeo.register.models import Authorisation
from openaeo.web.components import in_language
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.certificate import own_authorisation


class TierForm(forms.Form):
    """Another type of authorisation, one of those offered."""

    tier = forms.ChoiceField(
        label=gettext_lazy("Type of authorisation"),
        choices=[],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one of the types."),
            "invalid_choice": gettext_lazy("Choose one of the types."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None, *, tiers: Mapping[str, Text]) -> None:
        super().__init__(data)
        field = self.fields["tier"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(code, in_language(text)) for code, text in tiers.items()]
        if len(tiers) == 1:
            field.initial = next(iter(tiers))


class GiveUpForm(TierForm):
    """As what the authorisation goes on, and why part of it is given up."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why you give this part up.")},
    )


def more(held: Authorisation) -> dict[str, Text]:
    """Return the tiers that the holder of `held` may ask for, with their wording; none once it is not in force."""
    if not _amendable(held):
        return {}
    return {code: programme().tiers[code] for code in above(programme(), held.tier, held.roles)}


def less(held: Authorisation) -> dict[str, Text]:
    """Return the tiers to which the holder of `held` may step down, with their wording."""
    if not _amendable(held):
        return {}
    return {code: programme().tiers[code] for code in amending.steps_down(held)}


@applicant_page
def amendment_start(request: Request, number: str) -> HttpResponse:
    """Ask for more than the authorisation gives: the application opens with the answers that are there already."""
    held = own_authorisation(request, number)
    tiers = more(held)
    if not tiers:
        return redirect("certificate", number=number)
    form = TierForm(request.POST or None, tiers=tiers)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            case = application.start(
                tier=form.cleaned_data["tier"],
                roles=held.roles,
                amends=number,
                actor=request.actor,
                at=request.moment,
            )
            messages.success(
                request, _("The application is open. Your earlier answers and documents came along.")
            )
            forward = "answers_carried" if carrying.waiting(case) else "application"
            return redirect(forward, number=case.number)
    terms = programme()
    now = terms.benefits_of(held.tier)
    return page(
        request,
        "trader/amendment_start.html",
        authorisation=held,
        form=form,
        offers=[
            (text, [words for key, words in terms.benefits_of(code).items() if key not in now])
            for code, text in tiers.items()
        ],
    )


@applicant_page
def part_give_up(request: Request, number: str) -> HttpResponse:
    """Give part of the authorisation up, after reading what is lost."""
    held = own_authorisation(request, number)
    tiers = less(held)
    if not tiers:
        return redirect("certificate", number=number)
    form = GiveUpForm(request.POST or None, tiers=tiers)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            amending.give_up(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(
                request, _("That part is given up. The authorisation goes on under the same number.")
            )
            return redirect("certificate", number=number)
    terms = programme()
    losses = [(text, amending.loss(held, code, request.moment)) for code, text in tiers.items()]
    return page(
        request,
        "trader/part_give_up.html",
        authorisation=held,
        form=form,
        losses=[
            (
                text,
                [terms.tiers[part] for part in lost.stops if part in terms.tiers],
                [terms.benefits[code] for code in lost.benefits],
                [terms.benefits[code] for code in lost.kept],
            )
            for text, lost in losses
        ],
    )


def _amendable(held: Authorisation) -> bool:
    home = held.administration.is_home
    return home and "amend" in {step.name for step in AUTHORISATION.open_to(held.status)}
