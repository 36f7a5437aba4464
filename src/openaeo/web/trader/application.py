"""The trader's application: scope, one group of criteria a page, evidence, check, declaration."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openaeo.casework import application, carrying, editions, exchanges
from openaeo.casework.answers import EDITABLE, said_in, shut, sites_offered
from openaeo.casework.facts import case_facts, said_by
from openaeo.casework.mentoring import advice_on
from openaeo.casework.models import Answer, Case
from openaeo.casework.programme import edition_of, guidebook, programme
from openaeo.law import questionnaire
from openaeo.law.edition import Criterion, Group
from openaeo.law.lifecycle import CASE, CaseState
from openaeo.law.terms import Role
from openaeo.law.workflow import Reason
from openaeo.web.acceptance_sentences import MISSING
from openaeo.web.readiness import IN_SESSION, Ready, opened
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.account import own_firm
from openaeo.web.trader.document_forms import EvidenceForm
from openaeo.web.trader.forms import AnswerForm, DeclarationForm, ReasonForm, ScopeForm
from openaeo.web.trader.papers import standing
from openaeo.web.wording import say

MOST_ADVICE = 5
LONG = 90  # minutes; beyond that people think in hours
ANSWER_FIELDS = {"site-unknown": "sites", "statement-not-offered": "statement"}


def own_case(request: Request, number: str) -> Case:
    """Return the firm's own case or answer as if there were none."""
    cases = Case.objects.visible_to(request.actor).select_related("operator", "authorisation", "assessor")
    return get_object_or_404(cases, number=number)


@dataclass(frozen=True, slots=True)
class Section:
    """One group of criteria on the task list."""

    group: Group
    progress: questionnaire.GroupProgress


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion with the firm's answer so far."""

    criterion: Criterion
    answer: Answer | None
    complete: bool
    waiting: bool


@applicant_page
def start(request: Request) -> HttpResponse:
    """Choose type and roles; the application opens with the questions that follow from them."""
    if opened(request.GET.get("ready", "")):
        request.session[IN_SESSION] = request.GET["ready"]  # kept through company and sites
    ready = opened(request.session.get(IN_SESSION, "")) or Ready()
    firm = own_firm(request)
    if firm is None:
        return redirect("company")
    form = ScopeForm(
        request.POST or None,
        initial={"roles": ready.roles or firm.roles, "tier": ready.tier or request.GET.get("tier", "")},
        tiers=programme().tiers,
        language=get_language() or "en",
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            case = application.start(
                **form.cleaned_data,
                met=ready.met,
                checked_under=ready.edition_hash,
                actor=request.actor,
                at=request.moment,
            )
            request.session.pop(IN_SESSION, None)
            forward = "application_carry" if carrying.offer(case) else "application"
            return redirect(forward, number=case.number)
    return page(request, "trader/scope.html", form=form, case=None, checked=len(ready.met))


@applicant_page
def roles(request: Request, number: str) -> HttpResponse:
    """Change type or roles of a draft; answers already given stay."""
    case = own_case(request, number)
    form = ScopeForm(
        request.POST or None,
        initial={"roles": case.roles, "tier": case.tier},
        tiers=programme().tiers,
        language=get_language() or "en",
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            application.choose(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("Type and roles are saved."))
            return redirect("application", number=number)
    return page(request, "trader/scope.html", form=form, case=case)


@applicant_page
def task_list(request: Request, number: str) -> HttpResponse:
    """Show what is done, what is left, and about how long it takes."""
    case = own_case(request, number)
    if case.standing not in EDITABLE:
        return redirect("case_timeline", number=number)
    edition, said = edition_of(case), said_by(case)
    progress = questionnaire.progress(edition, _roles(case), said)
    facts = case_facts(case, actor=request.actor, at=request.moment)
    sections = [Section(edition.group(row.letter), row) for row in progress]
    return page(
        request,
        "trader/task_list.html",
        case=case,
        firm=case.operator,
        sections=sections,
        sites=case.operator.sites.filter(closed_at=None).count(),
        done=sum(section.progress.done == section.progress.total for section in sections),
        minutes=(minutes := sum(row.minutes_left for row in progress)),
        hours=round(minutes / 60) if minutes > LONG else 0,
        unmet=CASE.unmet(case.standing, "submit", facts),
        programme=programme(),
        what_failed=MISSING.get(case.failed_check, ""),
        benefits=programme().benefits_of(case.tier),
        source=carrying.source_of_offer(case),
        waiting=len(facts.unconfirmed),
        next_question=next(iter(questionnaire.missing(edition, _roles(case), said)), None),
        round=case.standing is CaseState.RETURNED and exchanges.running(case),
        movable=editions.offered_to(case, request.moment) is not None,
    )


@applicant_page
def criteria_group(request: Request, number: str, letter: str) -> HttpResponse:
    """Show the criteria of one group with the answers so far."""
    case = own_case(request, number)
    edition = edition_of(case)
    questions = _questions(case, letter)
    if not questions:
        raise Http404
    letters = [row.letter for row in questionnaire.progress(edition, _roles(case), said_by(case))]
    here = letters.index(letter)
    return page(
        request,
        "trader/group.html",
        case=case,
        group=edition.group(letter),
        questions=questions,
        done=sum(question.complete for question in questions),
        following=letters[here + 1] if here + 1 < len(letters) else None,
        editable=case.standing in EDITABLE,
    )


@applicant_page
def criterion_answer(request: Request, number: str, criterion: str) -> HttpResponse:
    """Answer one criterion. With htmx the answer is saved while it is typed; without, by the button."""
    case = own_case(request, number)
    letter = criterion[:1]
    questions = _questions(case, letter)
    question = next((one for one in questions if one.criterion.id == criterion), None)
    if question is None:
        raise Http404
    given = question.answer
    small = case.operator.size in programme().statement_sizes
    form = AnswerForm(
        request.POST or None,
        initial=_initial(given) if given else None,
        sites=sites_offered(case, criterion),
        may_state=small and request.actor.may_bind,
    )
    saved: Answer | None = None
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, ANSWER_FIELDS):
            saved = application.answer(
                number, criterion, **form.cleaned_data, actor=request.actor, at=request.moment
            )
    if request.headers.get("HX-Request"):
        lacking = [say(reason) for reason in questionnaire.lacking(said_in(saved))] if saved else []
        return page(
            request,
            "trader/saved.html",
            saved=saved,
            lacking=lacking,
            form=form,
            case=case,
            criterion=criterion,
            evidence_form=EvidenceForm(documents=documents_to_offer(case)) if saved and not given else None,
            limit_mb=settings.MAX_UPLOAD_BYTES // 1024**2,
        )
    if saved:
        if case.standing not in EDITABLE:
            return redirect("own_round", number=number)
        return redirect(_next_page(number, letter, criterion, questions))
    evidence = given.evidence.select_related("document__file") if given else ()
    return page(
        request,
        "trader/criterion.html",
        case=case,
        firm=case.operator,
        group=edition_of(case).group(letter),
        help=(book := guidebook(case.edition)).on(criterion),
        drafts=book.drafts,
        question=question,
        form=form,
        evidence=standing(evidence, request.moment),
        evidence_form=EvidenceForm(documents=documents_to_offer(case)),
        place=questions.index(question) + 1,
        total=len(questions),
        requests=case.requests.filter(criterion=criterion),
        lacking=[say(reason) for reason in questionnaire.lacking(said_in(given))] if given else [],
        small=small,
        editable=criterion not in shut(case, [criterion]),
        remark=exchanges.remark_sent(case, criterion),
        advice=advice_on(criterion, actor=request.actor)[:MOST_ADVICE],
        limit_mb=settings.MAX_UPLOAD_BYTES // 1024**2,
    )


@applicant_page
def check_answers(request: Request, number: str) -> HttpResponse:
    """Show every answer on one page before it is sent."""
    case = own_case(request, number)
    edition = edition_of(case)
    said, every = said_by(case), _every_question(case)
    groups = [
        (edition.group(row.letter), [one for one in every if one.criterion.group == row.letter])
        for row in questionnaire.progress(edition, _roles(case), said)
    ]
    facts = case_facts(case, actor=request.actor, at=request.moment)
    return page(
        request,
        "trader/check_answers.html",
        case=case,
        firm=case.operator,
        sites=case.operator.sites.filter(closed_at=None),
        groups=groups,
        editable=case.standing in EDITABLE,
        unmet=[
            say(reason)
            for reason in CASE.unmet(case.standing, "submit", facts)
            if reason != Reason("declaration-missing")
        ],
    )


@applicant_page
def submit(request: Request, number: str) -> HttpResponse:
    """Declare the answers true and send the application."""
    case = own_case(request, number)
    form = DeclarationForm(request.POST or None, initial={"declared_name": request.actor.name})
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            application.submit(
                number,
                declared_name=form.cleaned_data["declared_name"],
                actor=request.actor,
                at=request.moment,
            )
            messages.success(
                request, _("Your application is sent. You need do nothing until customs writes to you.")
            )
            return redirect("case_timeline", number=number)
    return page(request, "trader/submit.html", case=case, form=form)


@applicant_page
def withdraw(request: Request, number: str) -> HttpResponse:
    """Withdraw the application, after a question."""
    case = own_case(request, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            application.withdraw(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(
                request, _("The application is withdrawn. Your answers and documents are kept for next time.")
            )
            return redirect("trader_home")
    return page(request, "trader/withdraw.html", case=case, form=form)


def _roles(case: Case) -> tuple[Role, ...]:
    return tuple(Role(role) for role in case.roles)


def _questions(case: Case, letter: str) -> list[Question]:
    return [question for question in _every_question(case) if question.criterion.group == letter]


def _every_question(case: Case) -> list[Question]:
    edition = edition_of(case)
    said = said_by(case)
    waiting = set(questionnaire.unconfirmed(edition, _roles(case), said))
    open_ = {*questionnaire.missing(edition, _roles(case), said), *waiting}
    answers = case.answers.select_related("alternative", "stated_by", "carried").prefetch_related("sites")
    given = {answer.criterion: answer for answer in answers}
    return [
        Question(criterion, given.get(criterion.id), criterion.id not in open_, criterion.id in waiting)
        for criterion in edition.applying(_roles(case))
    ]


def _initial(given: Answer) -> dict[str, object]:
    said = said_in(given)
    return {
        "claim": given.claim,
        "explanation": given.explanation,
        "procedure": given.procedure,
        "sites": sorted(said.sites),
        "alternative": said.alternative,
        "equivalence": said.equivalence,
        "statement": said.stated,
    }


def documents_to_offer(case: Case) -> list[tuple[str, str]]:
    """Return the documents that the firm may put forward, for a choice."""
    return [(str(document.pk), document.name) for document in case.operator.documents.in_use()]


def _next_page(number: str, letter: str, criterion: str, questions: list[Question]) -> str:
    """Return the address of the next criterion without an answer, else of the group."""
    ids = [question.criterion.id for question in questions]
    later = questions[ids.index(criterion) + 1 :]
    for question in later:
        if question.answer is None or question.waiting:
            return reverse("criterion_answer", args=[number, question.criterion.id])
    return reverse("criteria_group", args=[number, letter])
