"""Authorisations after the grant: search, standing over time, and measures with their effect shown first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from openaeo.bedrock.actors import Actor
from openaeo.casework import measures
from openaeo.casework.facts import deadline
from openaeo.casework.models import Measure
from openaeo.casework.programme import programme
from openaeo.exchange.models import Arrangement
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.authority import allowed
from openaeo.law.identifiers import tidy
from openaeo.law.lifecycle import AUTHORISATION, MEASURE, OPEN_MEASURE, MeasureState
from openaeo.law.terms import Status, Text
from openaeo.register.models import Authorisation
from openaeo.web.desk import charts
from openaeo.web.desk.forms import LiftForm, MeasureDecisionForm, MeasureForm
from openaeo.web.language import worded_here
from openaeo.web.shell import Request, page, refusals_onto, sought_in, staff_page
from openaeo.web.wording import say
from openaeo.web.words import word

PER_PAGE = 25
AHEAD = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Effect:
    """What stops when a measure is taken: identifiers, benefits, publication, and partners who honour ours."""

    aliases: tuple[tuple[str, str], ...]
    benefits: tuple[Any, ...]
    public: bool
    partners: tuple[Arrangement, ...]
    told: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A status over a half-open stretch of time, with its ground in words when the programme knows it."""

    status: str
    start: datetime
    end: datetime | None
    ground: Text | None


@staff_page()
def authorisations(request: Request) -> HttpResponse:
    """List our authorisations, filtered by the words in the address: `q`, `status`, `page`."""
    sought, status = sought_in(request), request.GET.get("status", "")
    rows = Authorisation.objects.visible_to(request.actor).filter(administration__is_home=True)
    if sought:
        key = tidy(sought)
        named = Q(holder__icontains=sought) | Q(holder_local__icontains=sought)
        rows = rows.filter(named | Q(aliases__value__startswith=key) if key else named).distinct()
    if status in set(Status):
        rows = rows.filter(state=status)
    leaf = Paginator(rows.order_by("holder", "number"), PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/authorisations.html",
        leaf=leaf,
        sought=sought,
        statuses=[(one.value, word("authorisation", one).label, one.value == status) for one in Status],
        filtered=bool(sought or status),
    )


@staff_page()
def authorisation(request: Request, number: str) -> HttpResponse:
    """Show one authorisation: standing over time, identifiers, measures, and what may be done."""
    held = _ours(request, number)
    return page(request, "desk/authorisation.html", **_about(held, request))


@staff_page()
def measure_propose(request: Request, number: str) -> HttpResponse:
    """Propose a suspension or revocation; what would stop is shown before the notice goes out."""
    held = _ours(request, number)
    if allowed("propose-measure", request.actor.capacity) is not None:
        raise Http404
    form = MeasureForm(
        request.POST if request.method == "POST" else None,
        grounds={code: worded_here(text)[0] for code, text in programme().grounds.items()},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"grounds-missing": "grounds", "urgent-only-suspends": "urgent"}):
            proposed = measures.propose(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The notice is with the holder. A second officer decides."))
            return redirect("measure", proposed.pk)
    return page(
        request,
        "desk/measure_propose.html",
        form=form,
        authorisation=held,
        effect=effect(held, request.actor),
        closes=deadline("measure-hearing", request.moment, held.tier),
    )


@staff_page()
def measure(request: Request, pk: int) -> HttpResponse:
    """Show a measure with notice and reply; a second officer takes or drops it."""
    found = get_object_or_404(
        Measure.objects.visible_to(request.actor)
        .of_others(request.actor)
        .select_related("authorisation__operator", "proposed_by", "decided_by"),
        pk=pk,
    )
    may_decide = allowed("take-measure", request.actor.capacity) is None
    is_open = found.state in OPEN_MEASURE
    form = MeasureDecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_decide:
            raise Http404
        if form.is_valid():
            with refusals_onto(form, {"reasons-missing": "reasons"}):
                return _measure_decided(request, pk, form)
    unmet = MEASURE.unmet(
        MeasureState(found.state), "take", found.facts(actor=request.actor, at=request.moment)
    )
    return page(
        request,
        "desk/measure.html",
        form=form,
        measure=found,
        authorisation=found.authorisation,
        ground=programme().grounds.get(found.ground, {"en": found.ground}),
        effect=effect(found.authorisation, request.actor) if is_open else None,
        is_open=is_open,
        may_decide=may_decide and is_open,
        unmet=[str(say(reason)) for reason in unmet] if is_open else [],
    )


@staff_page()
def lift(request: Request, number: str) -> HttpResponse:
    """End a suspension, with reasons."""
    held = _ours(request, number)
    if allowed("lift", request.actor.capacity) is not None:
        raise Http404
    form = LiftForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"reasons-missing": "reasons"}):
            measures.lift(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The suspension is lifted. The authorisation is recognised again."))
            return redirect("authorisation", number)
    return page(request, "desk/lift.html", form=form, authorisation=held, effect=effect(held, request.actor))


def _measure_decided(request: Request, pk: int, form: MeasureDecisionForm) -> HttpResponse:
    verb: Callable[..., Measure] = {"take": measures.take, "drop": measures.drop}[
        form.cleaned_data["decision"]
    ]
    verb(pk, reasons=form.cleaned_data["reasons"], actor=request.actor, at=request.moment)
    messages.success(
        request,
        _("The measure is taken. The register says so from now on.")
        if form.cleaned_data["decision"] == "take"
        else _("The proposal is dropped. The authorisation stays as it is."),
    )
    return redirect("measure", pk)


def effect(held: Authorisation, actor: Actor) -> Effect:
    """Return what stops when a measure is taken against `held`, partners who honour our operators included."""
    inside = measures.effects(held)
    partners = Arrangement.objects.visible_to(actor).filter(
        direction__in=[Direction.OUTBOUND.value, Direction.BOTH.value],
        phase__in=[Phase.IN_OPERATION.value, Phase.PILOT.value],
    )
    benefits = programme().benefits
    return Effect(
        inside.aliases,
        tuple(benefits[code] for code in inside.benefits if code in benefits),
        inside.public,
        tuple(partners.select_related("partner").order_by("partner")),
        held.operator is not None and held.operator.consent_partners,
    )


def _ours(request: Request, number: str) -> Authorisation:
    rows = Authorisation.objects.visible_to(request.actor).filter(administration__is_home=True)
    return get_object_or_404(
        rows.select_related("operator", "case").prefetch_related("periods"), number=number
    )


def _about(held: Authorisation, request: Request) -> dict[str, Any]:
    grounds = programme().grounds
    periods = [
        Standing(one.status, one.during.lower, one.during.upper, grounds.get(one.reason))
        for one in held.periods.all()
    ]
    until = _horizon(held, periods, request.moment)
    steps = {step.name for step in AUTHORISATION.open_to(held.status)}
    capacity = request.actor.capacity
    return {
        "authorisation": held,
        "case": getattr(held, "case", None),
        "tier": programme().tiers.get(held.tier, {"en": held.tier}),
        "periods": periods,
        "bar": _bar(periods, until, request.moment),
        "bar_from": held.starts,
        "bar_until": until,
        "aliases": held.aliases.order_by("scheme", "value"),
        "measures": held.measures.select_related("proposed_by", "decided_by"),
        "may_propose": bool(steps & {"suspend", "revoke"}) and allowed("propose-measure", capacity) is None,
        "may_lift": "lift" in steps and allowed("lift", capacity) is None,
    }


def _horizon(held: Authorisation, periods: Sequence[Standing], now: datetime) -> datetime:
    return max([held.ends or now + AHEAD, now + AHEAD / 4, *(one.end for one in periods if one.end)])


def _bar(periods: Sequence[Standing], until: datetime, now: datetime) -> SafeString:
    stretches = [
        charts.Stretch(one.start, one.end, word("authorisation", one.status).tone) for one in periods
    ]
    told = ", ".join(str(word("authorisation", one.status).label) for one in periods)
    return charts.stretches(stretches, until, now, told, rtl=get_language_bidi())
