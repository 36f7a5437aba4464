"""Editions of the criteria: which are loaded, what each would change and for whom, and putting one in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from openaeo.casework import editions as verbs
from openaeo.casework.models import EditionOrder
from openaeo.casework.programme import programme
from openaeo.law.authority import allowed
from openaeo.law.inforce import OrderState
from openaeo.law.terms import Capacity
from openaeo.parties.models import STAFF
from openaeo.web.desk.forms import ConfirmForm, text_field
from openaeo.web.desk.visit_forms import Day
from openaeo.web.revisions import shown
from openaeo.web.shell import Request, page, refusals_onto, staff_page

FIELDS = {
    "date-is-past": "since",
    "date-not-after-latest": "since",
    "review-before-start": "review_by",
    "reasons-missing": "reasons",
}


class OrderForm(forms.Form):
    """From when an edition is in force, until when holders review it, and why."""

    since = Day(
        label=_("In force from"),
        help_text=_("Applications begun on this day or later are under this edition."),
    )
    review_by = Day(
        label=_("Holders review by"),
        help_text=_(
            "Each holder sees on its certificate what is asked differently, and is asked to answer that, and nothing else, by this day. Nothing happens to an authorisation by itself when the day passes."
        ),
    )
    reasons = text_field(
        _("Why, and on what decision it rests"), help_text=_("Staff read this; it stays in the journal.")
    )


@dataclass(frozen=True, slots=True)
class Line:
    """An edition as it is listed: `state` is a word of `words.WORDS`, `order` the order that it follows from."""

    loaded: verbs.Loaded
    state: str
    order: EditionOrder | None


@staff_page(*sorted(STAFF))
def editions(request: Request) -> HttpResponse:
    """List the editions on disk and those that cases still need, each with what rests on it."""
    orders = list(EditionOrder.objects.visible_to(request.actor).standing())
    lines = [_line(one, orders, request.moment) for one in verbs.editions()]
    return page(request, "desk/editions.html", lines=lines)


@staff_page(*sorted(STAFF))
def edition(request: Request, code: str) -> HttpResponse:
    """Show what an edition changes and whom it concerns; an administrator puts it in force from a day on."""
    loaded = next((one for one in verbs.editions() if one.code == code), None)
    if loaded is None:
        raise Http404
    may_order = allowed("put-edition-in-force", request.actor.capacity) is None
    form = OrderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_order:
            raise Http404
        if form.is_valid():
            with refusals_onto(form, FIELDS):
                order = verbs.put_in_force(code, **form.cleaned_data, actor=request.actor, at=request.moment)
                messages.success(request, _told(order, request.moment))
                return redirect("edition", code)
    orders = list(EditionOrder.objects.visible_to(request.actor).select_related("ordered_by").standing())
    line = _line(loaded, orders, request.moment)
    compared_with, latest = verbs.before(code), verbs.latest()[0]
    return page(
        request,
        "desk/edition.html",
        line=line,
        loaded=loaded,
        form=form,
        changes=shown(verbs.changes(code)) if loaded.edition and compared_with != code else [],
        compared_with=compared_with,
        concerned=verbs.concerned(code),
        may_order=may_order and loaded.edition is not None and latest != code,
        may_call_off=may_order and line.state == "ordered",
        past=[one for one in orders if one.edition == code],
    )


@staff_page(Capacity.ADMINISTRATOR)
def edition_call_off(request: Request, pk: int) -> HttpResponse:
    """Call an order off before its day, after saying what that means."""
    orders = EditionOrder.objects.visible_to(request.actor).filter(state=OrderState.ORDERED.value)
    order = get_object_or_404(orders, pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            verbs.call_off(pk, actor=request.actor, at=request.moment)
            messages.success(
                request, _("The order is called off. Applications begin under the edition as before.")
            )
            return redirect("edition", order.edition)
    return page(request, "desk/edition_call_off.html", form=form, order=order)


def _line(loaded: verbs.Loaded, orders: Iterable[EditionOrder], at: datetime) -> Line:
    """Where an edition stands at `at`, by the `orders` that stand, the latest first."""
    mine = next((one for one in orders if one.edition == loaded.code), None)
    now = next((one for one in orders if one.since <= at), None)
    current = now.edition if now else programme().edition
    if loaded.code == current:
        state = "in-force"
    elif mine is not None and mine.since > at:
        state = "ordered"
    elif mine is not None or loaded.code == programme().edition:
        state = "earlier"
    else:
        state = "loaded"
    return Line(loaded, "unreadable" if loaded.fault else state, mine)


def _told(order: EditionOrder, at: datetime) -> Any:
    if order.since <= at:
        return _("The edition is in force. New applications are begun under it; open ones stay on theirs.")
    return _("The edition is ordered. Until its day everything goes on as before.")
