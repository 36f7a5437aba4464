"""Beginning with what was answered before: the offer with its preview, and saying that carried answers are still true."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from openaeo.casework import carrying
from openaeo.casework.answers import EDITABLE
from openaeo.casework.documents import validity_at
from openaeo.casework.facts import roles_of
from openaeo.casework.models import Document
from openaeo.casework.programme import edition_of
from openaeo.law.documents import Validity
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.application import own_case
from openaeo.web.trader.document_forms import UseForm
from openaeo.web.trader.forms import offer
from openaeo.web.trader.papers import standing

WAYS = (
    ("documents", _("Carry answers and documents forward")),
    ("answers", _("Carry the answers forward, without documents")),
    ("nothing", _("Begin with empty answers")),
)


class CarryForm(forms.Form):
    """Whether to begin with what was answered before."""

    way = forms.ChoiceField(
        label=_("How do you want to begin?"), choices=[], widget=forms.RadioSelect, initial="documents"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "way", WAYS)


@applicant_page
def carry(request: Request, number: str) -> HttpResponse:
    """Say what may be carried forward, then do as the trader chooses."""
    case = own_case(request, number)
    form = CarryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        way = form.cleaned_data["way"]
        if way == "nothing":
            return redirect("application", number=number)
        with refusals_onto(form):
            carrying.carry(number, with_documents=way == "documents", actor=request.actor, at=request.moment)
            messages.success(
                request, _("Your answers are carried forward. Say of each whether it is still true.")
            )
            return redirect("answers_carried", number=number)
    offered = carrying.offer(case)
    if offered is None and not form.is_bound:
        return redirect("application" if case.standing in EDITABLE else "case_timeline", number=number)
    edition = edition_of(case)
    old = [one for one in offered.documents if _expired(one, request)] if offered else []
    return page(
        request,
        "trader/carry.html",
        case=case,
        form=form,
        offer=offered,
        expired=old,
        changed=[edition.criterion(key) for key in offered.comparison.changed] if offered else [],
        new=[edition.criterion(key) for key in offered.comparison.new] if offered else [],
    )


@applicant_page
def carried(request: Request, number: str) -> HttpResponse:
    """List the carried answers that wait, and confirm those that are ticked."""
    case = own_case(request, number)
    edition, waiting = edition_of(case), carrying.waiting(case)
    asked = edition.applying(roles_of(case))
    form = UseForm(request.POST if request.method == "POST" else None, criteria=[one.id for one in asked])
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            wanted = form.cleaned_data["criteria"]
            done = carrying.confirm(number, wanted, actor=request.actor, at=request.moment)
            messages.success(
                request,
                ngettext(
                    "%(n)d answer is confirmed as still true.",
                    "%(n)d answers are confirmed as still true.",
                    len(done),
                )
                % {"n": len(done)},
            )
            left = any(one.id in waiting and one.id not in done for one in asked)
            return redirect("answers_carried" if left else "application", number=number)
    ticked = set(request.POST.getlist("criteria"))
    rows = [
        (
            one,
            waiting[one.id],
            standing(waiting[one.id].evidence.all(), request.moment),
            one.id in ticked,
        )
        for one in asked
        if one.id in waiting
    ]
    groups = [(group, [row for row in rows if row[0].group == group.letter]) for group in edition.groups]
    return page(
        request,
        "trader/carried.html",
        case=case,
        form=form,
        groups=[(group, held) for group, held in groups if held],
        editable=case.standing in EDITABLE,
        back=reverse("application", args=[number]),
    )


def _expired(document: Document, request: Request) -> bool:
    return validity_at(document, request.moment) is Validity.EXPIRED
