"""What a suspended holder put right: read with its evidence, then verified or returned."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from openaeo.casework import cures
from openaeo.casework.models import Cure, Document
from openaeo.casework.programme import programme
from openaeo.law.authority import allowed
from openaeo.law.cure import NOT_CURED, OPEN_CURE, OWED_CURE, CureState, uncured
from openaeo.law.lifecycle import LIVE
from openaeo.law.parts import parts_of
from openaeo.web.desk import previews
from openaeo.web.desk.criterion import NOTHING, PICTURES, handed_over
from openaeo.web.desk.forms import CureForm
from openaeo.web.desk.resuming import resumption
from openaeo.web.shell import Request, page, refusals_onto, staff_page


@staff_page()
def cure(request: Request, pk: int) -> HttpResponse:
    """Show what is to be put right, until when, and what was reported; an officer returns it, a decider verifies."""
    found = _a_cure(request, pk)
    held = found.measure.authorisation
    may_answer = allowed("return-cure", request.actor.capacity) is None
    may_verify = allowed("verify-cure", request.actor.capacity) is None
    form = CureForm(request.POST if request.method == "POST" else None, may_verify=may_verify)
    if request.method == "POST":
        if not may_answer:
            raise Http404
        if previews.asked(request) and form.is_valid():
            if shown := _letter(request, found, form):
                return shown
        elif form.is_valid():
            with refusals_onto(form, {"reasons-missing": "reasons"}):
                return _answered(request, pk, form)
    clock = cures.cure_clock(found)
    live = held.status in LIVE
    tiers = programme().tiers
    return page(
        request,
        "desk/cure.html",
        cure=found,
        measure=found.measure,
        authorisation=held,
        form=form,
        clock=clock if live else None,
        rule=cures.cure_rule(found),
        may_owe=found.standing in OPEN_CURE,
        owed=live and found.standing in OWED_CURE,
        due=live and uncured(found.standing, clock, request.moment),
        revocable=NOT_CURED in programme().grounds_for("revoke"),
        may_propose=allowed("propose-measure", request.actor.capacity) is None,
        not_cured=NOT_CURED,
        may_answer=may_answer and live and found.state == CureState.REPORTED,
        stopped=[
            tiers.get(part, {"en": part}) for part in found.measure.parts or parts_of(programme(), held.tier)
        ],
        again=resumption(held, request.actor, request.moment, after=cures.restored(held, found))
        if may_verify and live and found.state == CureState.REPORTED
        else None,
        papers=[(paper, paper.file.media_type in PICTURES) for paper in found.documents.all()],
    )


@csp_replace({"default-src": NOTHING, "frame-ancestors": ["'self'"], "sandbox": True})
@xframe_options_sameorigin
@staff_page()
def cure_file(request: Request, pk: int, paper: int) -> FileResponse:
    """Hand over the bytes of a document put forward with this cure."""
    found = _a_cure(request, pk)
    document = get_object_or_404(Document.objects.visible_to(request.actor).filter(cures=found), pk=paper)
    return handed_over(document, download="download" in request.GET)


def _a_cure(request: Request, pk: int) -> Cure:
    rows = Cure.objects.visible_to(request.actor).of_others(request.actor)
    return get_object_or_404(
        rows.select_related("measure__authorisation", "reported_by", "answered_by").prefetch_related(
            "documents__file"
        ),
        pk=pk,
    )


def _letter(request: Request, found: Cure, form: CureForm) -> HttpResponse | None:
    leaves = cures.restored(found.measure.authorisation, found)
    body = {"reasons": form.cleaned_data["reasons"], "leaves": leaves}
    return previews.letter(request, form, f"{form.cleaned_data['decision']}-cure", found.measure, body)


def _answered(request: Request, pk: int, form: CureForm) -> HttpResponse:
    put_right = form.cleaned_data["decision"] == "verify"
    by: dict[str, Any] = {
        "reasons": form.cleaned_data["reasons"],
        "actor": request.actor,
        "at": request.moment,
    }
    done = cures.verify(pk, **by) if put_right else cures.send_back(pk, **by)
    messages.success(
        request,
        _("It is put right. The register says so from now on.")
        if put_right
        else _("The report is back with the holder. Its time to put things right runs on."),
    )
    return redirect("authorisation", done.measure.authorisation_id)
