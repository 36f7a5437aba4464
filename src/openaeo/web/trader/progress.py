"""After sending: whose turn it is and by when, questions and hearings to answer, and the certificate."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openaeo.bedrock import files
from openaeo.bedrock.models import StoredFile
from openaeo.casework import decision, measures
from openaeo.casework import requests as questions
from openaeo.casework.facts import clocks, timeline, turn
from openaeo.casework.models import Appeal, Case, Measure
from openaeo.casework.programme import edition_of, programme
from openaeo.register import certificate as document
from openaeo.register.models import Authorisation
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.application import own_case
from openaeo.web.trader.contested import refusal_of
from openaeo.web.trader.forms import ReasonForm, ReplyForm, RequestReplyForm
from openaeo.web.trader.history import told
from openaeo.web.trader.papers import FILE_REFUSALS
from openaeo.web.trader.times import causes_of


@applicant_page
def case_timeline(request: Request, number: str) -> HttpResponse:
    """Show what happened, whose turn it is, and by when."""
    case = own_case(request, number)
    running = clocks(case, request.moment)
    return page(
        request,
        "trader/timeline.html",
        case=case,
        firm=case.operator,
        turn=turn(case),
        clocks=running,
        appeals=(lodged := list(case.appeals.all())),
        appeal_closes=_open_until(case, lodged, request),
        may_ask_time=bool(causes_of(running.decision_rule)),
        items=told(timeline(case, actor=request.actor)),
        open_requests=case.requests.filter(state="open"),
        closed_requests=case.requests.exclude(state="open").prefetch_related("documents"),
        programme=programme(),
    )


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
    form = RequestReplyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FILE_REFUSALS):
            papers = sent(form.cleaned_data["file"], request)
            questions.reply(
                pk, text=form.cleaned_data["text"], papers=papers, actor=request.actor, at=request.moment
            )
            messages.success(request, _("Your reply is sent. The clock of customs runs again."))
            return redirect("case_timeline", number=number)
    criterion = edition_of(case).criterion(question.criterion) if question.criterion else None
    return page(
        request, "trader/request_reply.html", case=case, question=question, criterion=criterion, form=form
    )


def sent(upload: UploadedFile[bytes] | None, request: Request) -> list[tuple[StoredFile, str]]:
    """Keep an uploaded file and return it with its name; nothing when none was sent."""
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
    return page(request, "trader/hearing_reply.html", case=case, form=form)


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
        form=form,
        ground=programme().grounds.get(measure.ground),
    )


def _own_authorisation(request: Request, number: str) -> Authorisation:
    held = Q(operator=request.actor.operator)
    rows = Authorisation.objects.visible_to(request.actor).filter(held, operator__isnull=False)
    return get_object_or_404(rows.select_related("administration"), number=number)


@applicant_page
def certificate(request: Request, number: str) -> HttpResponse:
    """Show the status as a wallet card with the QR code, the benefits and what may change."""
    authorisation = _own_authorisation(request, number)
    return page(
        request,
        "trader/certificate.html",
        authorisation=authorisation,
        qr=mark_safe(document.qr_svg(authorisation, settings.PUBLIC_URL).decode()),  # noqa: S308 - drawn by us
        aliases=authorisation.aliases.all(),
        periods=authorisation.periods.all(),
        measures=Measure.objects.visible_to(request.actor).filter(authorisation=authorisation),
        benefits=programme().benefits,
        language=get_language() or "en",
    )


@applicant_page
def surrender(request: Request, number: str) -> HttpResponse:
    """Give the authorisation up, after a question."""
    authorisation = _own_authorisation(request, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            measures.surrender(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(
                request, _("The authorisation is given up. It is no longer recognised from this moment.")
            )
            return redirect("certificate", number=number)
    return page(request, "trader/surrender.html", authorisation=authorisation, form=form)
