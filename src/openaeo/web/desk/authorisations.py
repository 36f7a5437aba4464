"""Authorisations after the grant: search, standing over time, and measures with their effect shown first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
from openaeo.casework.models import Change, Cure, IntakeRow, Measure
from openaeo.casework.programme import edition_called, programme
from openaeo.casework.reach import criteria_of, effects
from openaeo.casework.reviews import review_of
from openaeo.exchange.models import Arrangement
from openaeo.law.authority import allowed
from openaeo.law.identifiers import tidy
from openaeo.law.intake import Fate
from openaeo.law.lifecycle import AUTHORISATION, LIVE, MEASURE, OPEN_MEASURE, MeasureState
from openaeo.law.terms import Status, Text
from openaeo.register.models import Authorisation
from openaeo.web.conversations import talks_about
from openaeo.web.desk import charts, previews
from openaeo.web.desk.forms import LiftForm, MeasureDecisionForm, MeasureForm
from openaeo.web.desk.resuming import honouring, resumption
from openaeo.web.language import worded_here
from openaeo.web.letters import letters_about
from openaeo.web.shell import Request, page, refusals_onto, sought_in, staff_page
from openaeo.web.timewords import change_words
from openaeo.web.wording import say
from openaeo.web.words import word

PER_PAGE = 25
AHEAD = timedelta(days=365)
IN_PART = "in-part"
"""How pages call an authorisation of which a part is suspended; the register knows the tier that is left."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What stops and what stays when a measure is taken: parts, benefits, identifiers, what rests on it, partners.

    `leaves` is the wording of the tier that goes on, None when nothing does.
    """

    stops: tuple[Text, ...]
    stays: tuple[Text, ...]
    leaves: Text | None
    aliases: tuple[tuple[str, str], ...]
    benefits: tuple[Text, ...]
    kept: tuple[Text, ...]
    reached: tuple[str, ...]
    public: bool
    partners: tuple[Arrangement, ...]
    told: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A status over a half-open stretch of time, with its ground in words when the programme knows it.

    `tier` words the tier in effect while a part is suspended, None otherwise.
    """

    status: str
    start: datetime
    end: datetime | None
    ground: Text | None
    tier: Text | None


@staff_page()
def authorisations(request: Request) -> HttpResponse:
    """List our authorisations, filtered by the words in the address: `q`, `status`, `page`."""
    sought, status = sought_in(request), request.GET.get("status", "")
    rows = Authorisation.objects.visible_to(request.actor).filter(administration__is_home=True)
    rows = rows.narrowed_at(request.moment)
    if sought:
        key = tidy(sought)
        named = Q(holder__icontains=sought) | Q(holder_local__icontains=sought)
        rows = rows.filter(named | Q(aliases__value__startswith=key) if key else named).distinct()
    if status == IN_PART:
        rows = rows.only_narrowed_at(request.moment)
    elif status in set(Status):
        rows = rows.filter(state=status)
    leaf = Paginator(rows.order_by("holder", "number"), PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/authorisations.html",
        leaf=leaf,
        sought=sought,
        statuses=[(one, word("authorisation", one).label, one == status) for one in (*Status, IN_PART)],
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
    chosen = _chosen(request)
    form = MeasureForm(
        request.POST if request.method == "POST" and "preview" not in request.POST else None,
        initial=chosen,
        grounds={code: worded_here(text)[0] for code, text in programme().grounds.items()},
        criteria=criteria_by_group(held),
    )
    if previews.asked(request) and form.is_valid():
        if shown := previews.letter(request, form, "propose-measure", held, _notice(held, form, request)):
            return shown
    elif form.is_bound and form.is_valid():
        with refusals_onto(form, {"grounds-missing": "grounds", "urgent-only-suspends": "urgent"}):
            proposed = measures.propose(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The notice is with the holder. A second officer decides."))
            return redirect("measure", proposed.pk)
    return page(
        request,
        "desk/measure_propose.html",
        form=form,
        shown=shown_status(held, request),
        authorisation=held,
        effect=effect(
            held, request.actor, request.moment, kind=str(chosen["kind"]), criteria=chosen["criteria"]
        ),
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
        if previews.asked(request) and form.is_valid():
            if shown := _measure_letter(request, found, form):
                return shown
        elif form.is_valid():
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
        effect=effect(
            found.authorisation,
            request.actor,
            request.moment,
            kind=found.kind,
            criteria=found.criteria,
        )
        if is_open
        else None,
        parts=[programme().tiers.get(part, {"en": part}) for part in found.parts],
        cure=Cure.objects.visible_to(request.actor).filter(measure=found).first(),
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
    if previews.asked(request) and form.is_valid():
        if shown := previews.letter(request, form, "lift", held, form.cleaned_data):
            return shown
    elif request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"reasons-missing": "reasons"}):
            measures.lift(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The suspension is lifted. The authorisation is recognised again."))
            return redirect("authorisation", number)
    return page(
        request,
        "desk/lift.html",
        form=form,
        authorisation=held,
        shown=shown_status(held, request),
        again=resumption(held, request.actor, request.moment, after=held.tier),
    )


def _notice(held: Authorisation, form: MeasureForm, request: Request) -> dict[str, Any]:
    """The particulars of the notice as they would be if it went out now."""
    typed = form.cleaned_data
    return {
        **typed,
        "parts": measures.parts_meant(held, typed["kind"], typed["criteria"]),
        "closes": deadline("measure-hearing", request.moment, held.tier),
    }


def _measure_letter(request: Request, found: Measure, form: MeasureDecisionForm) -> HttpResponse | None:
    body = {
        "kind": found.kind,
        "ground": found.ground,
        "criteria": found.criteria,
        "parts": found.parts,
        "reasons": form.cleaned_data["reasons"],
    }
    return previews.letter(request, form, f"{form.cleaned_data['decision']}-measure", found, body)


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


def effect(
    held: Authorisation, actor: Actor, at: datetime, *, kind: str, criteria: Iterable[str] = ()
) -> Effect:
    """Return what a measure of `kind` for the failed `criteria` would stop, partners who honour ours included."""
    inside = effects(held, kind=kind, criteria=criteria, at=at)
    tiers, benefits = programme().tiers, programme().benefits
    return Effect(
        stops=tuple(tiers.get(part, {"en": part}) for part in inside.stops),
        stays=tuple(tiers.get(part, {"en": part}) for part in inside.stays),
        leaves=tiers.get(inside.leaves, {"en": inside.leaves}) if inside.leaves else None,
        aliases=inside.aliases,
        benefits=tuple(benefits[code] for code in inside.benefits),
        kept=tuple(benefits[code] for code in inside.kept),
        reached=inside.reached,
        public=inside.public,
        partners=tuple(honouring(actor)),
        told=held.operator is not None and held.operator.consent_partners,
    )


def shown_status(held: Authorisation, request: Request) -> str:
    """Return the word of kind `authorisation` for `held`: its status, or `in-part` while a part is suspended."""
    period = held.period_at(request.moment)
    return IN_PART if period is not None and period.tier else held.state


def _chosen(request: Request) -> dict[str, Any]:
    """What is chosen so far: typed on this page, or led to by the address (`kind`, `ground`)."""
    typed = request.POST if request.method == "POST" else request.GET
    return {
        "kind": typed.get("kind", Measure.Kind.SUSPEND.value),
        "ground": typed.get("ground", ""),
        "criteria": typed.getlist("criteria"),
        "grounds": typed.get("grounds", ""),
        "urgent": bool(typed.get("urgent")),
    }


def criteria_by_group(held: Authorisation) -> dict[str, list[tuple[str, str]]]:
    """Return the criteria that the holder must meet, as choices by the name of their group."""
    groups: dict[str, list[tuple[str, str]]] = {}
    edition = edition_called(programme().edition)
    names = {group.letter: worded_here(group.name)[0] for group in (*edition.groups, *programme().groups)}
    for one in criteria_of(held):
        named = groups.setdefault(f"{one.group} · {names.get(one.group, one.group)}", [])
        named.append((one.id, f"{one.id} · {worded_here(one.text)[0]}"))
    return groups


def _ours(request: Request, number: str) -> Authorisation:
    rows = Authorisation.objects.visible_to(request.actor).filter(administration__is_home=True)
    return get_object_or_404(
        rows.select_related("operator", "case").prefetch_related("periods", "reviews__answers"), number=number
    )


def _about(held: Authorisation, request: Request) -> dict[str, Any]:
    grounds, tiers = programme().grounds, programme().tiers
    periods = [
        Standing(
            IN_PART if one.tier else one.status,
            one.during.lower,
            one.during.upper,
            grounds.get(one.reason),
            tiers.get(one.tier, {"en": one.tier}) if one.tier else None,
        )
        for one in held.periods.all()
    ]
    shown = shown_status(held, request)
    until = _horizon(held, periods, request.moment)
    steps = {step.name for step in AUTHORISATION.open_to(held.status)}
    capacity = request.actor.capacity
    taken = list(held.measures.select_related("proposed_by", "decided_by", "cure"))
    return {
        "authorisation": held,
        "case": getattr(held, "case", None),
        **_source(held, request),
        "shown": shown,
        "tier": tiers.get(held.tier, {"en": held.tier}),
        "cures": [cure for one in taken if (cure := getattr(one, "cure", None)) is not None],
        "changes": [
            (one, change_words(one.kind))
            for one in Change.objects.visible_to(request.actor).filter(authorisation=held)[:PER_PAGE]
        ],
        "talks": talks_about(request, held=held.number),
        "may_talk": held.operator_id is not None
        and held.status in LIVE
        and allowed("begin-conversation", capacity) is None,
        "may_record": held.status in LIVE and allowed("record-change", capacity) is None,
        "reviews": held.reviews.all(),
        "owed_review": review_of(held, request.moment),
        "periods": periods,
        "bar": _bar(periods, until, request.moment),
        "bar_from": held.starts,
        "bar_until": until,
        "aliases": held.aliases.order_by("scheme", "value"),
        "letters": letters_about(held, request.actor),
        "measures": taken,
        "may_propose": bool(steps & {"suspend", "revoke"}) and allowed("propose-measure", capacity) is None,
        "may_lift": ("lift" in steps or shown == IN_PART) and allowed("lift", capacity) is None,
    }


def _source(held: Authorisation, request: Request) -> dict[str, Any]:
    """Where an authorisation without an application came from, and whether somebody acts for its firm by now."""
    if getattr(held, "case", None) is not None:
        return {}
    rows = IntakeRow.objects.visible_to(request.actor).select_related("intake__taken_by")
    sources = list(rows.filter(number=held.number, fate=Fate.TAKEN.value))
    return {
        "sources": sources,
        "unclaimed": bool(sources) and held.operator is not None and not held.operator.mandates.exists(),
    }


def _horizon(held: Authorisation, periods: Sequence[Standing], now: datetime) -> datetime:
    return max([held.ends or now + AHEAD, now + AHEAD / 4, *(one.end for one in periods if one.end)])


def _bar(periods: Sequence[Standing], until: datetime, now: datetime) -> SafeString:
    stretches = [
        charts.Stretch(one.start, one.end, word("authorisation", one.status).tone) for one in periods
    ]
    told = ", ".join(str(word("authorisation", one.status).label) for one in periods)
    return charts.stretches(stretches, until, now, told, rtl=get_language_bidi())
