"""What customs found: each finding with what would settle it, the firm's plan, its evidence, and what came of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from openaeo.casework import findings as verbs
from openaeo.casework.findings import BY_OTHERS, MOST_ACTIONS, at_rest
from openaeo.casework.models import Case, Finding
from openaeo.casework.programme import day_of, edition_of
from openaeo.law.findings import FINDING, OWED_A_PLAN, FindingState
from openaeo.web.findings import shown
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.application import own_case
from openaeo.web.trader.forms import ActionEvidenceForm, PlanForm
from openaeo.web.trader.papers import FILE_REFUSALS
from openaeo.web.trader.progress import sent

STAGES = (
    OWED_A_PLAN,
    frozenset({FindingState.PLANNED}),
    frozenset({FindingState.ACCEPTED}),
    frozenset({FindingState.EVIDENCED}),
)
"""The way of a finding as the page tells it: plan, answer, evidence, verification."""
ROWS = 2
"""How many actions the form of a plan offers at first; the trader asks for more."""


@applicant_page
def finding_read(request: Request, number: str, pk: int) -> HttpResponse:
    """Show what was found, why, what would settle it, the plan and its evidence, and whose turn it is."""
    case, row = _own_finding(request, number, pk)
    one = shown(row, request.moment)
    works = at_rest(case, BY_OTHERS) is None
    return page(
        request,
        "trader/finding.html",
        case=case,
        one=one,
        criterion=edition_of(case).criterion(row.criterion),
        works=works,
        may_propose=_may_propose(case, row, request),
        stage=next((i for i, states in enumerate(STAGES) if one.stands in states), len(STAGES)),
        may_show=works and one.stands is FindingState.ACCEPTED,
    )


@applicant_page
def plan_propose(request: Request, number: str, pk: int) -> HttpResponse:
    """Say why it came to the finding and what will be done by when. "One more action" saves nothing yet."""
    case, row = _own_finding(request, number, pk)
    asked = request.POST if request.method == "POST" else None
    if asked is None and not _may_propose(case, row, request):
        return redirect("finding_read", number=number, pk=pk)
    if asked is None:
        form = PlanForm(initial=_so_far(row), rows=max(ROWS, len(row.in_hand)))
    elif "more" in asked:
        form = PlanForm(initial=asked.dict(), rows=min(_rows(asked) + 1, MOST_ACTIONS))
    else:
        form = PlanForm(asked, rows=_rows(asked))
    if form.is_bound and form.is_valid():
        with refusals_onto(form, {"cause-missing": "cause", "plan-empty": "text_1"}):
            verbs.propose_plan(
                pk,
                cause=form.cleaned_data["cause"],
                actions=form.actions(),
                actor=request.actor,
                at=request.moment,
            )
            messages.success(request, _("Your plan is with customs. You are told when it is agreed."))
            return redirect("finding_read", number=number, pk=pk)
    return page(
        request,
        "trader/finding_plan.html",
        case=case,
        one=shown(row, request.moment),
        form=form,
        more=len(form.rows) < MOST_ACTIONS,
    )


@applicant_page
def action_evidence(request: Request, number: str, pk: int, action: int) -> HttpResponse:
    """Show that one action was done, in words and with a document or a photograph."""
    case, row = _own_finding(request, number, pk)
    wanted = next((one for one in row.in_hand if one.pk == action), None)
    if wanted is None:
        raise Http404
    form = ActionEvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {**FILE_REFUSALS, "reply-empty": "text"}):
            papers = sent(form.cleaned_data["file"], request)
            verbs.give_evidence(
                pk,
                action,
                text=form.cleaned_data["text"],
                papers=papers,
                actor=request.actor,
                at=request.moment,
            )
            messages.success(request, _("Your evidence is with customs."))
            return redirect("finding_read", number=number, pk=pk)
    return page(
        request,
        "trader/finding_evidence.html",
        case=case,
        one=shown(row, request.moment),
        action=wanted,
        form=form,
        limit_mb=settings.MAX_UPLOAD_BYTES // 1024**2,
    )


def _own_finding(request: Request, number: str, pk: int) -> tuple[Case, Finding]:
    case = own_case(request, number)
    prefetch_related_objects([case], "findings__actions__documents")
    row = next((one for one in case.findings.all() if one.pk == pk), None)
    if row is None:
        raise Http404
    return case, row


def _may_propose(case: Case, row: Finding, request: Request) -> bool:
    open_steps = {step.name for step in FINDING.open_to(row.standing(request.moment))}
    return "propose" in open_steps and at_rest(case, BY_OTHERS) is None


def _rows(asked: QueryDict) -> int:
    """How many actions the form that was sent had."""
    return min(max(ROWS, sum(name.startswith("text_") for name in asked)), MOST_ACTIONS)


def _so_far(row: Finding) -> dict[str, str | date]:
    """The plan in hand, to be mended; nothing of a plan whose evidence did not settle the finding."""
    so_far: dict[str, str | date] = {"cause": row.cause}
    if row.state in {FindingState.PLANNED, FindingState.RETURNED}:
        for action in row.in_hand:
            day = day_of(action.due_at)
            so_far |= {f"text_{action.place}": action.text, f"due_{action.place}": day}
    return so_far
