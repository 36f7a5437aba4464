"""Partners: which arrangements there are, how fresh their lists are, and changing an arrangement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import JournalEntry
from openaeo.casework.programme import programme
from openaeo.exchange import arrangements
from openaeo.exchange.models import Arrangement, ListImport
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.authority import allowed
from openaeo.law.listing import ListState
from openaeo.law.terms import Capacity, Status
from openaeo.register.models import Authorisation
from openaeo.web.components import plain_word
from openaeo.web.desk.partner_forms import ArrangementForm, initial, last_day
from openaeo.web.desk.partner_words import sentence
from openaeo.web.language import called, worded_here
from openaeo.web.shell import Request, page, refusals_onto, staff_page
from openaeo.web.words import AMBER, GREEN, GREY, RED, word

READERS = (Capacity.RECOGNITION_DESK, Capacity.OFFICER, Capacity.DECIDER)
PER_PAGE = 25
FRESH_DAYS, STALE_DAYS = 35, 70
"""Lists are typically exchanged about once a month; a second one missed is late."""

TERMS = {
    "title": gettext_lazy("Title"),
    "partner_name": gettext_lazy("Name of the administration"),
    "direction": gettext_lazy("Direction"),
    "phase": gettext_lazy("Phase"),
    "tiers": gettext_lazy("Tiers"),
    "roles": gettext_lazy("Roles"),
    "benefits": gettext_lazy("Benefits"),
    "in_operation_from": gettext_lazy("In operation from"),
    "in_operation_until": gettext_lazy("In operation until"),
}


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old the newest applied list is, in words."""

    text: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """One partner in the list."""

    arrangement: Arrangement
    name: str
    holders: Mapping[str, int]
    last: ListImport | None
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an arrangement, for the timeline."""

    at: datetime
    title: str
    text: str
    who: str
    tone: str = GREY


@staff_page(*READERS)
def partners(request: Request) -> HttpResponse:
    """List the partners, filtered by `phase` in the address, with holders by status and the age of the last list."""
    phase = request.GET.get("phase", "")
    rows = Arrangement.objects.visible_to(request.actor).select_related("partner").order_by("partner")
    if phase in set(Phase):
        rows = rows.filter(phase=phase)
    leaf = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/partners/partners.html",
        leaf=leaf,
        lines=_lines(list(leaf), request),
        phases=[(one.value, word("phase", one).label, one.value == phase) for one in Phase],
        filtered=bool(phase),
        may_arrange=_may(request, "arrange"),
    )


@staff_page(*READERS)
def partner(request: Request, code: str) -> HttpResponse:
    """Show one partner: the arrangement, its changes, holders by status, and the lists that came in."""
    row = an_arrangement(request, code)
    (line,) = _lines([row], request)
    lists = row.imports.visible_to(request.actor).select_related("received_by", "applied_by")
    return page(
        request,
        "desk/partners/partner.html",
        arrangement=row,
        line=line,
        terms=_terms(row),
        shares=[
            (word("authorisation", s).label, line.holders[s], word("authorisation", s).tone)
            for s in line.holders
        ],
        changes=[_change(entry) for entry in arrangements.changes(code)],
        lists=Paginator(lists, PER_PAGE).get_page(request.GET.get("page")),
        may_arrange=_may(request, "arrange"),
        may_receive=_may(request, "receive-list"),
    )


@staff_page(Capacity.RECOGNITION_DESK)
def arrangement_new(request: Request) -> HttpResponse:
    """Write down an arrangement with a new partner."""
    form = ArrangementForm(
        request.POST or None,
        initial={"version": 0, "direction": "both"},
        benefits=_benefits(),
        fixed_code=False,
    )
    if request.method == "POST" and form.is_valid() and (found := _arranged(request, form)):
        return redirect("partner", found.partner_id)
    return page(request, "desk/partners/arrangement.html", form=form, arrangement=None)


@staff_page(Capacity.RECOGNITION_DESK)
def arrangement_edit(request: Request, code: str) -> HttpResponse:
    """Change an arrangement; whoever was slower sees what is recorded now, and may save again."""
    row = an_arrangement(request, code)
    data = (
        {**request.POST.dict(), **_lists_in(request), "partner_code": code}
        if request.method == "POST"
        else None
    )
    form = ArrangementForm(data, initial=initial(row), benefits=_benefits(row), fixed_code=True)
    changed_meanwhile = False
    if request.method == "POST" and form.is_valid():
        if _arranged(request, form):
            return redirect("partner", code)
        if changed_meanwhile := form.cleaned_data.get("version") != row.version:
            form.data = {**form.data, "version": row.version}
    return page(
        request,
        "desk/partners/arrangement.html",
        form=form,
        arrangement=row,
        terms=_terms(row) if changed_meanwhile else (),
    )


def _lists_in(request: Request) -> dict[str, list[str]]:
    return {name: request.POST.getlist(name) for name in ("roles", "benefits")}


def _arranged(request: Request, form: ArrangementForm) -> Arrangement | None:
    fields = {
        "partner-code-invalid": "partner_code",
        "partner-is-home": "partner_code",
        "operation-start-missing": "in_operation_from",
        "operation-ends-before-start": "in_operation_until",
    }
    row: Arrangement | None = None
    with refusals_onto(form, fields, words=sentence):
        row = arrangements.arrange(
            form.cleaned_data["partner_code"], **form.terms(), actor=request.actor, at=request.moment
        )
        messages.success(request, _("The arrangement is saved. Recognition follows it from now on."))
    return row


def an_arrangement(request: Request, code: str) -> Arrangement:
    """Return the arrangement with a partner, or "not found"."""
    rows = Arrangement.objects.visible_to(request.actor).select_related("partner")
    return get_object_or_404(rows, partner=code)


def desk_only(request: Request, act: str) -> None:
    """Answer "not found" to whoever may not take `act`."""
    if not _may(request, act):
        raise Http404


def _may(request: Request, act: str) -> bool:
    return allowed(act, request.actor.capacity) is None


def _benefits(row: Arrangement | None = None) -> dict[str, str]:
    """The programme's benefits, and those of the arrangement that the programme no longer names."""
    kept = {code: code for code in row.benefits} if row else {}
    return kept | {code: worded_here(text)[0] for code, text in programme().benefits.items()}


def _lines(rows: Iterable[Arrangement], request: Request) -> list[Line]:
    """Three queries, however many partners."""
    rows = list(rows)
    holders = _holders([row.partner_id for row in rows], request.actor)
    newest = {
        one.arrangement_id: one
        for one in ListImport.objects.visible_to(request.actor)
        .filter(arrangement__in=rows, state=ListState.APPLIED.value)
        .order_by("arrangement", "-applied_at")
        .distinct("arrangement")
    }
    return [
        Line(
            row,
            called(row.partner.name) or row.partner_id,
            holders[row.partner_id],
            newest.get(row.pk),
            _freshness(row, newest.get(row.pk), request.moment),
        )
        for row in rows
    ]


def _holders(codes: list[str], actor: Actor) -> dict[str, dict[str, int]]:
    counted = (
        Authorisation.objects.visible_to(actor)
        .filter(administration__in=codes)
        .values_list("administration", "state")
        .annotate(count=Count("pk"))
        .order_by()
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for code, state, count in counted:
        found[code][state] = count
    return {
        code: {status.value: found[code][status.value] for status in Status if status.value in found[code]}
        for code in codes
    }


def _freshness(row: Arrangement, last: ListImport | None, at: datetime) -> Freshness:
    running = row.phase in {Phase.IN_OPERATION.value, Phase.PILOT.value}
    if row.direction == Direction.OUTBOUND.value:
        return Freshness(_("No list is due: they honour ours"), "minus", GREY)
    if last is None or last.applied_at is None:
        tone = RED if running else GREY
        return Freshness(_("No list yet"), "triangle-alert" if running else "circle-dashed", tone)
    days = (at - last.applied_at).days
    text = (
        ngettext("%(days)d day old", "%(days)d days old", days) % {"days": days} if days else _("From today")
    )
    if days <= FRESH_DAYS:
        return Freshness(text, "check", GREEN)
    tone = AMBER if days <= STALE_DAYS or not running else RED
    return Freshness(text, "clock", tone)


def _terms(row: Arrangement) -> list[tuple[Any, Any]]:
    benefits = _benefits(row)
    return [
        (TERMS["title"], row.title),
        (TERMS["direction"], word("direction", row.direction).label),
        (TERMS["phase"], word("phase", row.phase).label),
        (TERMS["tiers"], ", ".join(row.tiers) or _("Every tier")),
        (TERMS["roles"], ", ".join(plain_word(role, "role") for role in row.roles) or _("Every role")),
        (TERMS["benefits"], "; ".join(benefits.get(code, code) for code in row.benefits) or _("None")),
        (TERMS["in_operation_from"], _iso(row.in_operation_from)),
        (TERMS["in_operation_until"], str(last_day(row.in_operation_until) or _("No end agreed"))),
    ]


def _iso(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "–"


def _change(entry: JournalEntry) -> Change:
    after, before = entry.body.get("after", {}), entry.body.get("before", {})
    if not before:
        return Change(entry.at, _("Arrangement written down"), "", entry.person_name, GREEN)
    told = "; ".join(
        f"{TERMS.get(name, name)}: {_shown(name, before.get(name))} → {_shown(name, value)}"
        for name, value in after.items()
    )
    return Change(entry.at, _("Arrangement changed"), told, entry.person_name)


def _shown(name: str, value: object) -> str:
    if isinstance(value, list):
        kind = "role" if name == "roles" else name
        return ", ".join(plain_word(one, kind) for one in value) or "–"
    if name in {"direction", "phase"}:
        return plain_word(value, name)
    return str(value)[:10] if name.startswith("in_operation") and value else str(value or "–")
