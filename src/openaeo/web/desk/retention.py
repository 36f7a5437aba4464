"""Data whose time is over, as those who look after them see it: reports, what each would remove, holds, what is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openaeo.casework.models import DIFFERS, KEEPERS, NOT_DUE, Hold, Removal, RemovalItem, Tombstone
from openaeo.casework.programme import day_of, programme
from openaeo.dossier import retention as verbs
from openaeo.dossier.holdings import FILE
from openaeo.law.retention import REMOVAL_OPEN, After, RemovalState, Stay
from openaeo.web.desk.forms import ConfirmForm, text_field
from openaeo.web.desk.visit_forms import Day
from openaeo.web.shell import Request, page, refusals_onto, refusals_told, staff_page
from openaeo.web.words import AMBER, BLUE, GREEN, GREY, Word

PER_PAGE = 25
SHOWN = 10
STANDS = {
    RemovalState.DRAWN: Word(_("To be looked through"), "eye", BLUE),
    RemovalState.LOOKED: Word(_("Waits for the order of a second person"), "hourglass", AMBER),
    RemovalState.ORDERED: Word(_("Being removed"), "clock", BLUE),
    RemovalState.DONE: Word(_("Done"), "check", GREEN),
    RemovalState.CALLED_OFF: Word(_("Called off"), "minus", GREY),
}
RULES = {
    After.DRAFT: _("A draft that was never sent"),
    After.CASE: _("Ended without authorisation"),
    After.AUTHORISATION: _("Its authorisation ended"),
}
STAYS = {
    Stay.APPEAL: _("An appeal is open"),
    Stay.MEASURE: _("A measure is open"),
    Stay.FINDING: _("A finding is open"),
    Stay.CARRIED: _("A later application rests on its answers"),
    Stay.BAR: _("Its refusal still bars the firm"),
    Stay.HOLD: _("Held back"),
    NOT_DUE: _("No longer due when its turn came"),
    DIFFERS: _("Something was added after the report"),
}
KINDS: dict[str, str | Promise] = {
    **{chapter.name: chapter.title for chapter in FILE},
    "applications": _("Application"),
    "exports": _("Exports"),
    "notices": _("Notices to people"),
    "evidence": _("Documents put forward for an answer"),
    "dockets": _("Lines of the inbox"),
}
STEPS = {
    "look-through": (
        verbs.look_through,
        _("You looked the report through. A second person may order the removal."),
    ),
    "order": (verbs.order, _("The removal is ordered. The worker removes application by application.")),
    "call-off": (verbs.call_off, _("The report is called off. Nothing was removed.")),
}


class HoldForm(forms.Form):
    """Why an application is held back, and until when."""

    reason = text_field(
        _("Why it is held back"),
        rows=3,
        help_text=_(
            "For instance the court and the number of the proceedings. It goes with the application one day."
        ),
    )
    until = Day(label=_("Held back up to and with"))


@dataclass(frozen=True, slots=True)
class Line:
    """One application of a report: the row, its rule, why it stays if it does, and what goes by kind."""

    item: RemovalItem
    rule: str | Promise
    stays: str | Promise
    kinds: tuple[tuple[str | Promise, int], ...]


@staff_page(*sorted(KEEPERS))
def removals(request: Request) -> HttpResponse:
    """List the reports and what is left of removed applications; draw up a report when asked."""
    if request.method == "POST":
        with refusals_told(request):
            verbs.draw(actor=request.actor, at=request.moment)
            messages.success(request, _("The report is drawn up. Nothing is removed by it."))
        return redirect("removals")
    reports = Removal.objects.visible_to(request.actor).annotate(
        due=Count("items", filter=Q(items__stays="")),
        gone=Count("items", filter=Q(items__gone_at__isnull=False)),
    )
    left = Tombstone.objects.visible_to(request.actor).of_others(request.actor)
    return page(
        request,
        "desk/removals.html",
        rule=programme().retention,
        reports=[(one, STANDS[one.standing]) for one in reports[:SHOWN]],
        open_report=any(one.standing in REMOVAL_OPEN for one in reports[:1]),
        leaf=_leaf(request, left.select_related("operator", "ordered_by"), _tombstone),
    )


@staff_page(*sorted(KEEPERS))
def removal(request: Request, pk: int) -> HttpResponse:
    """Show a report: each application with its rule and what would go; look it through, order it, call it off."""
    rows = Removal.objects.visible_to(request.actor).select_related("drawn_by", "looked_by", "ordered_by")
    report = get_object_or_404(rows, pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        step = STEPS.get(request.POST.get("step", ""))
        with refusals_onto(form):
            if step is None:
                return redirect("removal", pk)
            step[0](pk, actor=request.actor, at=request.moment)
            messages.success(request, str(step[1]))
            return redirect("removal", pk)
    items = report.items.visible_to(request.actor).of_others(request.actor)
    return page(
        request,
        "desk/removal.html",
        form=form,
        leaf=_leaf(request, items.select_related("operator"), _line),
        second=report.looked_by_id not in {None, request.actor.person},
        notice_over=day_of(request.moment) >= report.from_day,
        rule=programme().retention,
        **_stands(report),
    )


@staff_page(*sorted(KEEPERS))
def removal_progress(request: Request, pk: int) -> HttpResponse:
    """Return how far an ordered removal is, for htmx; without it, lead to the report."""
    report = get_object_or_404(Removal.objects.visible_to(request.actor), pk=pk)
    if request.headers.get("HX-Request"):
        return page(request, "desk/parts/removal_progress.html", **_stands(report))
    return redirect("removal", pk)


@staff_page(*sorted(KEEPERS))
def removal_hold(request: Request, number: str) -> HttpResponse:
    """Hold an application of the open report back, or let it go again."""
    actor = request.actor
    items = RemovalItem.objects.visible_to(actor).of_others(actor).select_related("operator")
    item = get_object_or_404(
        items.filter(removal__in=Removal.objects.visible_to(actor).standing(), gone_at=None), number=number
    )
    held = Hold.objects.visible_to(actor).standing(day_of(request.moment)).filter(case=number).first()
    posted = request.POST if request.method == "POST" else None
    form: forms.Form = ConfirmForm(posted) if held else HoldForm(posted)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"hold-reason-missing": "reason", "hold-day-past": "until"}):
            if held:
                verbs.release(number, actor=actor, at=request.moment)
                messages.success(request, _("The application is no longer held back."))
            else:
                verbs.hold(number, **form.cleaned_data, actor=actor, at=request.moment)
                messages.success(
                    request, _("The application is held back. Nothing of it is removed until then.")
                )
            return redirect("removal", item.removal_id)
    return page(request, "desk/removal_hold.html", form=form, item=item, held=held)


def _stands(report: Removal) -> dict[str, Any]:
    """How far a report is. One query."""
    counts = report.items.aggregate(
        due=Count("pk", filter=Q(stays="")),
        gone=Count("pk", filter=Q(gone_at__isnull=False)),
        tried=Count("pk", filter=Q(gone_at__isnull=True, stays="") & ~Q(last_error="")),
    )
    return {"report": report, "stands": STANDS[report.standing], **counts}


def _leaf(request: Request, rows: Any, line: Any) -> Any:
    leaf = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    leaf.object_list = [line(one) for one in leaf.object_list]
    return leaf


def _line(item: RemovalItem) -> Line:
    stays = STAYS.get(item.stays, item.stays)
    return Line(item, RULES[After(item.after)], stays, tuple(_kinds(item.counts.items())))


def _tombstone(row: Tombstone) -> tuple[Tombstone, str | Promise]:
    return row, RULES[After(row.after)]


def _kinds(counts: Iterable[tuple[str, int]]) -> Iterable[tuple[str | Promise, int]]:
    return ((KINDS.get(name, name), count) for name, count in counts)
