"""Parts of a case on the desk: splitting it, and each part with what its own office may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from openaeo.casework import partition, recommending, splitting
from openaeo.casework.models import Case
from openaeo.casework.programme import edition_of, programme
from openaeo.law.authority import allowed
from openaeo.law.lifecycle import CASE_FINAL, CaseState
from openaeo.law.splitting import PART, SplitBy
from openaeo.parties.models import Office
from openaeo.parties.offices import seats_of
from openaeo.web.components import in_language
from openaeo.web.desk.case import a_case, frame
from openaeo.web.desk.splitting_forms import (
    CancelPartForm,
    PlaceForm,
    RecommendPartForm,
    SplitForm,
    TypesForm,
)
from openaeo.web.shell import Request, page, refusals_onto, staff_page
from openaeo.web.splitting import PartLine

STEPS = ("recommend", "cancel", "place", "take-back")


@staff_page()
def case_split(request: Request, number: str) -> HttpResponse:
    """Split a case by sites, one part after the other, or by the types that were applied for."""
    found = a_case(request, number)
    if allowed("split-case", request.actor.capacity) is not None:
        raise Http404
    context, step = frame(request, found), request.POST.get("step", "")
    offices = [("", _("Choose an office")), *_offices(request)]
    by_site = SplitForm(
        request.POST if step == "sites" else None,
        sites=_sites(found, context["parts"]),
        offices=offices,
        first=not found.split_by,
    )
    by_type = TypesForm(request.POST if step == "types" else None, types=_types(found), offices=offices)
    asked: forms.Form = by_type if step == "types" else by_site
    if request.method == "POST" and asked.is_valid():
        with refusals_onto(asked, {"part-empty": "sites", "rest-office-missing": "rest"}):
            if step == "types":
                splitting.split_by_type(
                    number, offices=by_type.offices(), actor=request.actor, at=request.moment
                )
            else:
                splitting.split(number, **by_site.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The case is split. The offices and the trader are told."))
            return redirect("case", number)
    return page(
        request,
        "desk/split.html",
        by_site=by_site,
        by_type=by_type,
        form=asked,
        now=found.standing is CaseState.ASSESSMENT,
        may_by_site=found.split_by != SplitBy.TYPES and len(by_site.fields["sites"].choices) > 1,  # type: ignore[attr-defined]
        may_by_type=not found.split_by and len(by_type.types) > 1,
        **context,
    )


@staff_page()
def case_part(request: Request, number: str, part: int) -> HttpResponse:
    """Show one part; officers of its office recommend it, take that back or close it, and sites are put into it."""
    found = a_case(request, number)
    context = frame(request, found)
    shown: PartLine | None = next((one for one in context["parts"] if one.row.number == part), None)
    acts = allowed("recommend-part", request.actor.capacity) is None
    if shown is None or (request.method == "POST" and not acts):
        raise Http404
    step = request.POST.get("step", "")
    typed = {one: request.POST if step == one else None for one in STEPS}
    asking: dict[str, forms.Form] = {
        "recommend": RecommendPartForm(typed["recommend"], criteria=_failed(found, context)),
        "cancel": CancelPartForm(typed["cancel"]),
        "place": PlaceForm(typed["place"], sites=_elsewhere(found, context["parts"], part)),
        "take-back": forms.Form(typed["take-back"]),
    }
    form = asking.get(step, asking["take-back"])
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"proposal-unknown": "proposal", "part-points-missing": "failed"}):
            return _taken(request, number, part, step, form.cleaned_data)
    open_steps = {one.name for one in PART.open_to(shown.row.standing)} if acts else set[str]()
    assessed, here = found.standing is CaseState.ASSESSMENT, shown.row.office_id in _seats(request)
    return page(
        request,
        "desk/part.html",
        part=shown,
        form=form,
        forms=asking,
        here=here,
        may_recommend=here and assessed and "recommend" in open_steps,
        may_take_back=here and assessed and "take-back" in open_steps,
        may_cancel=here and found.standing not in CASE_FINAL and "cancel" in open_steps and _fell_away(shown),
        may_place=assessed and "recommend" in open_steps and not shown.row.type,
        **context,
    )


def _taken(request: Request, number: str, part: int, step: str, said: dict[str, Any]) -> HttpResponse:
    by: dict[str, Any] = {"actor": request.actor, "at": request.moment}
    if step == "recommend":
        splitting.recommend_part(number, part, **said, **by)
        messages.success(request, _("The recommendation of your office is with the case."))
    elif step == "cancel":
        splitting.cancel_part(number, part, **said, **by)
        messages.success(request, _("The part is closed. The trader is told why."))
    elif step == "place":
        splitting.place_site(number, part, **said, **by)
        messages.success(request, _("The site lies in this part now."))
    else:
        splitting.take_back_part(number, part, **by)
        messages.success(request, _("The recommendation is taken back. Your office can recommend anew."))
    return redirect("case_part", number, part)


def _fell_away(shown: PartLine) -> bool:
    """Whether the firm left the part out, or none of its sites is open any more."""
    sites = list(shown.row.sites.all())
    closed = bool(sites) and all(site.closed_at is not None for site in sites)
    return shown.row.left_out_at is not None or closed


def _seats(request: Request) -> frozenset[int]:
    return seats_of(request.actor, request.moment)


def _offices(request: Request) -> list[tuple[str, str]]:
    rows = Office.objects.visible_to(request.actor).still_open()
    return [(str(one.pk), f"{one.name} · {one.region}" if one.region else one.name) for one in rows]


def _sites(found: Case, lines: list[PartLine]) -> list[tuple[str, str]]:
    """Each open site that may move, with the part that it lies in now."""
    lies = {site.pk: one for one in lines for site in one.row.sites.all()}
    return [
        (
            str(site.pk),
            _("%(site)s (now in part %(part)s)") % {"site": site.name, "part": lies[site.pk].row.called}
            if site.pk in lies
            else site.name,
        )
        for site in found.operator.sites.filter(closed_at=None)
        if site.pk not in lies or lies[site.pk].row.state == "open"
    ]


def _elsewhere(found: Case, lines: list[PartLine], part: int) -> list[tuple[str, str]]:
    here = {str(site.pk) for one in lines if one.row.number == part for site in one.row.sites.all()}
    return [choice for choice in _sites(found, lines) if choice[0] not in here]


def _types(found: Case) -> list[tuple[str, str]]:
    known = programme().tiers
    return [(code, in_language(known[code])) for code in partition.types_of(found) if code in known]


def _failed(found: Case, context: dict[str, Any]) -> list[tuple[str, str]]:
    edition = edition_of(found)
    return [
        (one, f"{one} · {in_language(edition.criterion(one).text)}")
        for one in recommending.failed(context["asked_of_law"])
    ]
