"""Consulting another office: the desk asks, the office reads only what it is asked about, and adds what it knows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import consultations as consulting
from openaeo.casework.models import Consultation
from openaeo.law.authority import allowed
from openaeo.law.consulting import CONSULTATION, Contribution, Position
from openaeo.law.lifecycle import CASE_FINAL, CaseState
from openaeo.law.timing import Expiry
from openaeo.parties.models import Office
from openaeo.parties.offices import seats_of
from openaeo.web.desk.case import a_case, frame
from openaeo.web.desk.forms import choices_of, text_field
from openaeo.web.shell import Request, page, refusals_onto, staff_page
from openaeo.web.timewords import AHEAD, PASSED, limit_words, silence
from openaeo.web.words import word

PER_PAGE = 25
STEPS = ("answer", "take-back", "cancel")


class ConsultForm(forms.Form):
    """Which office is asked what, about which sites."""

    office = forms.TypedChoiceField(label=gettext_lazy("Office"), coerce=int)
    question = text_field(
        gettext_lazy("What do you want to know?"),
        help_text=gettext_lazy(
            "The office is shown the question, the name and TIN of the firm and the sites that you choose, not the "
            "file. Write only what it needs to look this up."
        ),
        missing=gettext_lazy("Write what you want to know."),
    )
    sites = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Sites that it is about"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose none to ask about the firm as a whole."),
    )


class ContributionForm(forms.Form):
    """What the office knows."""

    position = forms.ChoiceField(
        label=gettext_lazy("Position of your office"),
        choices=[(one.value, word("position", one).label) for one in Position],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether your office objects.")},
    )
    violations = text_field(
        gettext_lazy("Violations that your office knows of"),
        required=False,
        rows=3,
        help_text=gettext_lazy("When, what, and how it ended."),
    )
    branches = text_field(
        gettext_lazy("Branches or sites that the firm did not declare"), required=False, rows=3
    )
    remarks = text_field(gettext_lazy("Remarks"), required=False, rows=3)


@staff_page()
def consultation_ask(request: Request, number: str) -> HttpResponse:
    """Ask another office what it knows of the firm of this case."""
    found = a_case(request, number)
    if allowed("consult", request.actor.capacity) is not None:
        raise Http404
    rule, own = consulting.consultation_rule(found), seats_of(request.actor, request.moment)
    form = ConsultForm(request.POST if request.method == "POST" else None)
    offices = Office.objects.visible_to(request.actor).still_open().exclude(pk__in=own)
    choices_of(
        form, "office", [("", _("Choose an office")), *((str(one.pk), _office(one)) for one in offices)]
    )
    sites = found.operator.sites.filter(closed_at=None)
    choices_of(form, "sites", [(str(one.pk), one.name) for one in sites])
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            said = form.cleaned_data
            consulting.consult(
                number,
                office=said["office"],
                question=said["question"],
                sites=said["sites"],
                actor=request.actor,
                at=request.moment,
            )
            messages.success(request, _("The office is asked. You are told when it answers."))
            return redirect("case", number, "messages")
    return page(
        request,
        "desk/consult.html",
        form=form,
        limit=limit_words(rule.limit) if rule else "",
        silence=silence(rule, over=False) if rule else "",
        **frame(request, found),
    )


@staff_page()
def consultations(request: Request) -> HttpResponse:
    """Show what the reader's own offices were asked: what waits for an answer first, then everything."""
    leaf = Paginator(consulting.asked_of(request.actor, at=request.moment), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return page(
        request,
        "desk/consultations.html",
        waiting=list(consulting.waiting_for(request.actor, at=request.moment)[:PER_PAGE]),
        leaf=leaf,
    )


@staff_page()
def consultation(request: Request, pk: int) -> HttpResponse:
    """Show one consultation; the office answers or takes its answer back, the desk takes the question back."""
    found = _a_consultation(request, pk)
    actor, at = request.actor, request.moment
    if request.method == "POST" and allowed("answer-consultation", actor.capacity) is not None:
        raise Http404
    step = request.POST.get("step", "")
    form = ContributionForm(request.POST if step == "answer" else None, initial=_said(found))
    plain = forms.Form(request.POST if step in STEPS[1:] else None)
    asked = form if step == "answer" else plain
    if request.method == "POST" and asked.is_valid():
        with refusals_onto(asked):
            return _taken(request, found, step, asked.cleaned_data)
    here = found.office_id in seats_of(actor, at)
    acts = allowed("answer-consultation", actor.capacity) is None
    open_steps = {one.name for one in CONSULTATION.open_to(found.standing)} if acts else set[str]()
    live = found.case.standing not in CASE_FINAL
    over = at > found.due_at
    return page(
        request,
        "desk/consultation.html",
        asked=found,
        case=found.case,
        sites=found.sites.all(),
        form=form,
        plain=plain,
        here=here,
        may_answer=here and live and "answer" in open_steps,
        may_take_back=here and "take-back" in open_steps and found.case.standing is CaseState.ASSESSMENT,
        may_cancel=not here and live and "cancel" in open_steps,
        over=over,
        silence=(PASSED if over else AHEAD)[Expiry(found.silence)],
    )


def _taken(request: Request, found: Consultation, step: str, said: dict[str, Any]) -> HttpResponse:
    by: dict[str, Any] = {"actor": request.actor, "at": request.moment}
    if step == "answer":
        position = Position(said.pop("position"))
        consulting.answer(found.pk, said=Contribution(position, **said), **by)
        messages.success(request, _("Your answer is with the desk of the case. The firm does not read it."))
    elif step == "take-back":
        consulting.take_back_answer(found.pk, **by)
        messages.success(request, _("Your answer is taken back. Your office can answer anew."))
    else:
        consulting.cancel_consultation(found.pk, **by)
        messages.success(request, _("The question is taken back. The office need not answer."))
    return redirect("consultation", found.pk)


def _a_consultation(request: Request, pk: int) -> Consultation:
    rows = Consultation.objects.visible_to(request.actor).of_others(request.actor)
    return get_object_or_404(
        rows.select_related("case__operator", "office", "asked_by", "answered_by"), pk=pk
    )


def _said(found: Consultation) -> dict[str, str]:
    return {name: getattr(found, name) for name in ("position", "violations", "branches", "remarks")}


def _office(one: Office) -> str:
    return f"{one.name} · {one.region}" if one.region else one.name
