"""After sending: whose turn it is and by when, questions, hearings and notices to answer."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from openaeo.bedrock import files
from openaeo.bedrock.models import StoredFile
from openaeo.bedrock.together import at_once
from openaeo.casework import decision, measures, reuse
from openaeo.casework import requests as questions
from openaeo.casework.clocks import clocks
from openaeo.casework.facts import turn
from openaeo.casework.models import Appeal, Case, Measure, Round, Visit
from openaeo.casework.programme import edition_of, programme
from openaeo.casework.timeline import timeline
from openaeo.law.conversing import phase_of
from openaeo.web.acceptance_sentences import MISSING
from openaeo.web.conversations import talks_about
from openaeo.web.findings import soonest_first
from openaeo.web.letters import letters_about
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.splitting import PartLine, lines
from openaeo.web.trader.application import own_case
from openaeo.web.trader.contested import refusal_of
from openaeo.web.trader.forms import ReplyForm, RequestReplyForm
from openaeo.web.trader.history import told
from openaeo.web.trader.papers import FILE_REFUSALS
from openaeo.web.trader.reopening import offered
from openaeo.web.trader.times import causes_of


@applicant_page
def case_timeline(request: Request, number: str) -> HttpResponse:
    """Show what happened, whose turn it is, and by when."""
    case = own_case(request, number)
    running = clocks(case, request.moment)
    prefetch_related_objects([case], "findings__actions", "requests__documents")
    lodged, counts_again = at_once(case.appeals.all(), reuse.told_to_firm(case, actor=request.actor))
    return page(
        request,
        "trader/timeline.html",
        case=case,
        firm=case.operator,
        trader=True,
        talks=talks_about(request, case=number),
        may_talk=phase_of(case.standing) is not None,
        turn=turn(case, request.moment),
        clocks=running,
        appeals=lodged,
        appeal_closes=_open_until(case, lodged, request),
        may_ask_time=bool(causes_of(running.decision_rule)),
        findings=soonest_first(case.findings.all(), request.moment),
        items=told(timeline(case, actor=request.actor)),
        open_requests=[one for one in case.requests.all() if one.state == "open"],
        closed_requests=[one for one in case.requests.all() if one.state != "open"],
        programme=programme(),
        counts_again=counts_again,
        reopening=offered(case, request.moment),
        what_failed=MISSING.get(case.failed_check, ""),
        parts=(parts := lines(case)),
        put_to_us=_put_to_us(case, parts),
        letters=letters_about(case, request.actor),
        visits=Visit.objects.visible_to(request.actor).filter(case=case).prefetch_related("sites"),
    )


def _put_to_us(case: Case, parts: list[PartLine]) -> list[PartLine]:
    """The parts that the hearing under way may end in a refusal of."""
    opened = case.hearing_opened_at
    return [one for one in parts if one.waits and opened is not None and one.row.heard_at == opened]


def _open_until(case: Case, lodged: list[Appeal], request: Request) -> datetime | None:
    """Until when the refusal may still be appealed; None when it may not, or is already."""
    contested = refusal_of(case)
    pending = any(one.decision_at == contested.decided for one in lodged)
    return None if pending or contested.barred(request.moment) else contested.closes


@applicant_page
def request_reply(request: Request, number: str, pk: int) -> HttpResponse:
    """Reply to a question from customs."""
    case = own_case(request, number)
    question = get_object_or_404(case.requests, pk=pk)
    if Round.objects.visible_to(request.actor).filter(request=question).exists():
        return redirect("own_round", number=number)
    form = RequestReplyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FILE_REFUSALS):
            papers = sent(form.cleaned_data["file"], request)
            questions.reply(
                pk, text=form.cleaned_data["text"], papers=papers, actor=request.actor, at=request.moment
            )
            messages.success(request, _("Your reply is sent."))
            return redirect("case_timeline", number=number)
    criterion = edition_of(case).criterion(question.criterion) if question.criterion else None
    return page(
        request, "trader/request_reply.html", case=case, question=question, criterion=criterion, form=form
    )


def sent(upload: UploadedFile[bytes] | None, request: Request) -> list[tuple[StoredFile, str]]:
    """Keep an uploaded file and return it with its name, for a verb that takes papers; nothing when none was sent."""
    if upload is None:
        return []
    name = files.safe_name(upload.name or "")
    return [(files.store(upload, name, at=request.moment), name)]


@applicant_page
def hearing_reply(request: Request, number: str) -> HttpResponse:
    """Answer the notice of an intended refusal."""
    case = own_case(request, number)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            decision.reply_hearing(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(
                request, _("Your reply is on file and will be weighed before anything is decided.")
            )
            return redirect("case_timeline", number=number)
    put = _put_to_us(case, lines(case))
    return page(request, "trader/hearing_reply.html", case=case, form=form, put_to_us=put)


@applicant_page
def measure_reply(request: Request, pk: int) -> HttpResponse:
    """Answer the notice of an intended suspension or revocation."""
    measure = get_object_or_404(
        Measure.objects.visible_to(request.actor).select_related("authorisation"), pk=pk
    )
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            measures.reply(pk, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(
                request, _("Your reply is on file and will be weighed before anything is decided.")
            )
            return redirect("certificate", number=measure.authorisation_id)
    return page(
        request,
        "trader/measure_reply.html",
        measure=measure,
        parts=[programme().tiers.get(part, {"en": part}) for part in measure.parts],
        form=form,
        ground=programme().grounds.get(measure.ground),
    )
