"""A suspension as its holder sees it: what still counts, until when to put things right, and reporting it."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import cures
from openaeo.casework.models import Cure
from openaeo.casework.programme import programme
from openaeo.law.clock import Clock
from openaeo.law.cure import OPEN_CURE, OWED_CURE
from openaeo.law.lifecycle import LIVE
from openaeo.law.parts import parts_of
from openaeo.law.terms import Text
from openaeo.law.timing import TimeLimit
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.papers import FILE_REFUSALS
from openaeo.web.trader.progress import sent


class CureReportForm(forms.Form):
    """What was done, with a picture or a document."""

    text = forms.CharField(
        label=gettext_lazy("What you did"),
        help_text=gettext_lazy("Say what was done, when, and how it is kept from happening again."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        error_messages={"required": gettext_lazy("Say what was done.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Photo or document"),
        required=False,
        help_text=gettext_lazy("On a phone you can take the picture now."),
    )


@dataclass(frozen=True, slots=True)
class Owed:
    """A suspension: its cure, what stopped, the clock with its rule, whether it runs, and whether the holder is to act."""

    cure: Cure
    stopped: tuple[Text, ...]
    clock: Clock | None
    rule: TimeLimit | None
    running: bool
    owed: bool


def owed(cure: Cure) -> Owed:
    """Return what the holder is told of a suspension."""
    held, terms = cure.measure.authorisation, programme()
    running = held.status in LIVE and cure.standing in OPEN_CURE
    parts = cure.measure.parts or parts_of(terms, held.tier)
    return Owed(
        cure,
        tuple(terms.tiers.get(part, {"en": part}) for part in parts),
        cures.cure_clock(cure) if running else None,
        cures.cure_rule(cure),
        running,
        running and cure.standing in OWED_CURE,
    )


@applicant_page
def cure_report(request: Request, pk: int) -> HttpResponse:
    """Show what is suspended and why, and take the report of what was done."""
    rows = Cure.objects.visible_to(request.actor).select_related("measure__authorisation")
    found = get_object_or_404(rows.prefetch_related("documents"), pk=pk)
    number = found.measure.authorisation_id
    form = CureReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FILE_REFUSALS | {"report-empty": "text"}):
            papers = sent(form.cleaned_data["file"], request)
            cures.report(
                pk, text=form.cleaned_data["text"], papers=papers, actor=request.actor, at=request.moment
            )
            messages.success(
                request,
                _("Your report is with customs. What is suspended stays so until customs has looked at it."),
            )
            return redirect("certificate", number=number)
    return page(
        request,
        "trader/cure.html",
        form=form,
        shown=owed(found),
        cure=found,
        measure=found.measure,
        ground=programme().grounds.get(found.measure.ground),
    )
