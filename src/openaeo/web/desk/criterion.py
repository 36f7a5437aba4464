"""One criterion of a case: what it asks, what the trader says and shows, what the officer finds and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from openaeo.bedrock import files
from openaeo.casework import alternatives, assessment, openings
from openaeo.casework.documents import validity_at
from openaeo.casework.history import results_of
from openaeo.casework.models import AccountEnclosure, Case, Document
from openaeo.casework.precedents import UsedReason, precedents, reasons_used
from openaeo.casework.programme import guidebook
from openaeo.casework.references import behind
from openaeo.law.authority import allowed
from openaeo.law.lifecycle import CaseState
from openaeo.law.rounds import LOOKED_AT
from openaeo.law.terms import Mode, Outcome
from openaeo.web.desk import board
from openaeo.web.desk.case import a_case, frame, may_raise
from openaeo.web.desk.earlier import beside, may_take_over
from openaeo.web.desk.forms import AlternativeForm, AskForm, ResultForm
from openaeo.web.findings import soonest_first
from openaeo.web.shell import Request, page, refusals_onto, staff_page

PICTURES = frozenset({"image/png", "image/jpeg"})
SHOWN = PICTURES | {"application/pdf", "text/plain"}
"""Media types that open beside the answer; everything else is handed over as a download."""
NOTHING = ["'none'"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A document put forward for the criterion, and how it can be looked at."""

    document: Document
    state: str
    picture: bool
    inline: bool


@csp_update({"frame-src": ["'self'"]})
@staff_page()
def criterion(request: Request, number: str, criterion: str) -> HttpResponse:
    """Show answer and evidence side by side; an officer records a result in assessment."""
    found = a_case(request, number)
    context = frame(request, found)
    groups = context["groups"]
    place = next(
        ((group, row) for group in groups for row in group.rows if row.criterion.id == criterion), None
    )
    if place is None:
        raise Http404
    group, row = place
    may_assess = allowed("assess", request.actor.capacity) is None and found.standing is CaseState.ASSESSMENT
    form = ResultForm(
        request.POST if request.method == "POST" else None, modes=row.criterion.modes, initial=_initial(row)
    )
    if request.method == "POST":
        if allowed("assess", request.actor.capacity) is not None:
            raise Http404
        if "use" in request.POST:  # nothing is saved yet
            form = ResultForm(modes=row.criterion.modes, initial=_with_reason(request))
        elif form.is_valid():
            with refusals_onto(form, {"reason-missing": "reason", "mode-not-allowed": "mode"}):
                _record(form, found, criterion, request)
                messages.success(
                    request, _("The result for %(criterion)s is saved.") % {"criterion": criterion}
                )
                return redirect("criterion", number, _after(request, groups, criterion))
    before, after = board.neighbours(groups, criterion)
    documents = _behind(row, found.decided_at or request.moment)
    return page(
        request,
        "desk/criterion.html",
        form=form,
        ask_form=AskForm(),
        help=(book := guidebook(found.edition)).on(criterion),
        drafts=book.drafts,
        group=group,
        row=row,
        before=before,
        after=after,
        may_assess=may_assess,
        mark=next((one for one in found.remarks.all() if one.criterion == criterion), None),
        may_remark=found.standing in LOOKED_AT and allowed("note-remark", request.actor.capacity) is None,
        may_judge=_may_judge(request, found),
        may_ask=may_assess and allowed("ask", request.actor.capacity) is None,
        documents=documents,
        opened=_chosen(documents, request.GET.get("document", "")),
        referred=behind(found, criterion) if getattr(row.answer, "references_made", 0) else (),
        questions=[one for one in found.requests.all() if one.criterion == criterion],
        raised=soonest_first(
            (one for one in found.findings.all() if one.criterion == criterion), request.moment
        ),
        may_raise=may_raise(found, request.actor),
        precedents=precedents(found, {criterion: row.outcome}, actor=request.actor),
        library=_by_outcome(reasons_used(found, criterion, actor=request.actor)) if may_assess else (),
        earlier=results_of(found, criterion, actor=request.actor)[1:],
        may_take_over=may_take_over(request, found),
        **beside(request, found, criterion),
        **context,
    )


@staff_page()
def alternative(request: Request, number: str, criterion: str) -> HttpResponse:
    """Decide on the alternative measure put forward for a criterion; the reason reaches the trader."""
    found = a_case(request, number)
    context = frame(request, found)
    place = next(
        ((group, row) for group in context["groups"] for row in group.rows if row.criterion.id == criterion),
        None,
    )
    if place is None or place[1].alternative is None or not _may_judge(request, found):
        raise Http404
    form = AlternativeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"reason-missing": "reason"}):
            alternatives.judge(
                number,
                criterion,
                approve=form.cleaned_data["decision"] == "approve",
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                at=request.moment,
            )
            messages.success(request, _("The decision on the alternative measure is recorded."))
            return redirect("criterion", number, criterion)
    return page(request, "desk/alternative.html", form=form, group=place[0], row=place[1], **context)


@csp_replace({"default-src": NOTHING, "frame-ancestors": ["'self'"], "sandbox": True})
@xframe_options_sameorigin
@staff_page()
def evidence_file(request: Request, number: str, pk: int) -> FileResponse:
    """Hand over the bytes of a document put forward in this case; only known harmless types open in the page.

    Who looked, and when, is written down for the firm.
    """
    found = a_case(request, number)
    document = get_object_or_404(
        Document.objects.visible_to(request.actor)
        .filter(
            Q(evidence__answer__case=found)
            | Q(requests__case=found)
            | Q(appeals__case=found)
            | Q(appeals__measure__authorisation__case=found)
            | Q(corrective_actions__finding__case=found)
        )
        .distinct(),
        pk=pk,
    )
    response = handed_over(document, download="download" in request.GET)
    if request.method == "GET":
        openings.record(document, case=found, actor=request.actor, at=request.moment)
    return response


def handed_over(document: Document | AccountEnclosure, *, download: bool) -> FileResponse:
    """Return the bytes of a document; only known harmless types open in the page. Not found when they are lost."""
    kind = document.file.media_type
    try:
        stream = files.open_file(document.file)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(
        stream,
        as_attachment=kind not in SHOWN or download,
        filename=document.name,
        content_type=kind,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _may_judge(request: Request, found: Case) -> bool:
    return (
        allowed("judge-alternative", request.actor.capacity) is None and found.standing in alternatives.OPEN
    )


def _record(form: ResultForm, found: Case, criterion: str, request: Request) -> None:
    assessment.assess(
        found.number,
        criterion,
        outcome=Outcome(form.cleaned_data["outcome"]),
        reason=form.cleaned_data["reason"],
        mode=Mode(form.cleaned_data["mode"]),
        actor=request.actor,
        at=request.moment,
    )


def _after(request: Request, groups: tuple[board.GroupRow, ...], criterion: str) -> str:
    """Where "Save and go on" leads: the next criterion, or the same one at the end."""
    return (board.neighbours(groups, criterion)[1] or criterion) if "next" in request.POST else criterion


def _initial(row: board.CriterionRow) -> dict[str, Any]:
    if row.result is None:
        return {}
    return {"outcome": row.result.outcome, "reason": row.result.reason, "mode": row.result.mode}


def _with_reason(request: Request) -> dict[str, Any]:
    """What was typed so far, with a reason from the library after it; its outcome where none was chosen."""
    outcome, _colon, text = request.POST["use"].partition(":")
    typed = request.POST.get("reason", "").strip()
    return {
        "outcome": request.POST.get("outcome") or outcome,
        "mode": request.POST.get("mode", ""),
        "reason": f"{typed}\n{text}" if typed else text,
    }


def _by_outcome(reasons: list[UsedReason]) -> list[tuple[str, list[UsedReason]]]:
    """The library in the order in which results are offered."""
    groups = [(one.value, [reason for reason in reasons if reason.outcome == one]) for one in Outcome]
    return [(outcome, some) for outcome, some in groups if some]


def _behind(row: board.CriterionRow, moment: datetime) -> list[Opened]:
    """What stands behind the answer, the versions in force before those that were replaced since."""
    rows = row.answer.evidence.all() if row.answer else ()
    return [
        _opened(one.document, moment)
        for one in sorted(rows, key=lambda one: (one.replaced_at is not None, one.added_at))
    ]


def _opened(document: Document, moment: datetime) -> Opened:
    kind = document.file.media_type
    state = "replaced" if board.newer_version(document) else validity_at(document, moment).value
    return Opened(document, state, kind in PICTURES, kind in SHOWN)


def _chosen(documents: list[Opened], pk: str) -> Opened | None:
    wanted = next((one for one in documents if str(one.document.pk) == pk), None)
    return wanted or next((one for one in documents if one.inline), None)
