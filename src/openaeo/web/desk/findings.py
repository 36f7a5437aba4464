"""Findings at the desk: raise one, judge its plan and its evidence, ask for an exception or approve one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import findings as verbs
from openaeo.casework.facts import applies
from openaeo.casework.findings import BY_OTHERS, BY_THE_DESK, at_rest
from openaeo.casework.models import Case, Finding
from openaeo.casework.programme import day_of, edition_of
from openaeo.law.authority import allowed
from openaeo.law.findings import FINDING, Level, Severity
from openaeo.web.desk.case import Act, a_case
from openaeo.web.desk.finding_forms import (
    EXCEPTION_DAYS,
    PLAN_DAYS,
    AgainForm,
    DeclineForm,
    ExceptionForm,
    JudgementForm,
    RaiseForm,
)
from openaeo.web.desk.forms import ConfirmForm
from openaeo.web.findings import Shown, shown
from openaeo.web.shell import Request, page, refusals_onto, staff_page
from openaeo.web.wording import say

DATES = ("due-missing", "due-past", "due-too-far")
FIELDS = {
    "major-needs-must": "severity",
    "found-missing": "found",
    "remedy-missing": "remedy",
    "reason-missing": "reason",
    **dict.fromkeys(DATES, "due"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """An act on a finding: its step of the table, what it asks for, and what the officer reads before and after."""

    step: str
    verb: Callable[..., Finding]
    form: type[forms.Form]
    icon: str
    main: bool
    title: Any
    effect: Any
    done: Any


STEPS = {
    "accept-plan": Step(
        "accept",
        verbs.accept_plan,
        ConfirmForm,
        "check",
        True,
        gettext_lazy("Agree with the plan"),
        gettext_lazy(
            "The dates of the plan bind from now on. The trader is told, and gives evidence for each action."
        ),
        gettext_lazy("The plan is agreed. The trader gives evidence by its dates."),
    ),
    "return-plan": Step(
        "return",
        verbs.return_plan,
        AgainForm,
        "undo-2",
        False,
        gettext_lazy("Return the plan"),
        gettext_lazy("The trader is told what is lacking and proposes another plan."),
        gettext_lazy("The plan is back with the trader."),
    ),
    "verify-finding": Step(
        "verify",
        verbs.verify,
        JudgementForm,
        "badge-check",
        True,
        gettext_lazy("Verify"),
        gettext_lazy(
            "The finding is settled. The result of the criterion does not change by itself: record it anew."
        ),
        gettext_lazy("The finding is verified. Now judge the criterion anew."),
    ),
    "reopen-finding": Step(
        "reopen",
        verbs.reopen,
        AgainForm,
        "rotate-ccw",
        False,
        gettext_lazy("Reopen"),
        gettext_lazy("The trader is told what is lacking and proposes another plan. Earlier evidence stays."),
        gettext_lazy("The finding is open again, and with the trader."),
    ),
    "ask-exception": Step(
        "except",
        verbs.ask_exception,
        ExceptionForm,
        "hourglass",
        False,
        gettext_lazy("Ask for an exception"),
        gettext_lazy(
            "A second officer approves or declines. Until then nothing changes, and the trader is told nothing."
        ),
        gettext_lazy("The exception waits for a second officer."),
    ),
    "approve-exception": Step(
        "except",
        verbs.approve_exception,
        ConfirmForm,
        "check",
        True,
        gettext_lazy("Approve the exception"),
        gettext_lazy(
            "The finding is set aside until its last day and no longer stands in the way of a grant. The trader is told."
        ),
        gettext_lazy("The exception is approved."),
    ),
    "decline-exception": Step(
        "except",
        verbs.decline_exception,
        DeclineForm,
        "circle-x",
        False,
        gettext_lazy("Decline the exception"),
        gettext_lazy("The finding stays as it is. The trader is told nothing."),
        gettext_lazy("The exception is declined."),
    ),
    "withdraw-finding": Step(
        "withdraw",
        verbs.withdraw,
        JudgementForm,
        "minus",
        False,
        gettext_lazy("Take the finding back"),
        gettext_lazy("For a finding that should not have been raised. The trader is told."),
        gettext_lazy("The finding is taken back."),
    ),
}
OF_AN_EXCEPTION = frozenset({"approve-exception", "decline-exception"})


@staff_page()
def finding_raise(request: Request, number: str) -> HttpResponse:
    """Put a finding on the criterion named in the address to the trader; the desk's reason is offered as a draft."""
    found = a_case(request, number)
    criterion = applies(found, request.POST.get("criterion", request.GET.get("criterion", "")))
    if allowed("raise-finding", request.actor.capacity) is not None:
        raise Http404
    if criterion is None:
        return redirect("case", number, "findings")
    result = found.results.filter(criterion=criterion.id).first()
    offered = {
        "severity": Severity.MAJOR.value if result and result.outcome == "gap" else "",
        "level": Level.MUST.value,
        "found": result.reason if result else "",
        "due": _ahead(request, PLAN_DAYS),
    }
    form = RaiseForm(request.POST if request.method == "POST" else None, initial=offered)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            words = form.cleaned_data
            raised = verbs.raise_finding(
                number,
                criterion.id,
                **{**words, "level": Level(words["level"]), "severity": Severity(words["severity"])},
                actor=request.actor,
                at=request.moment,
            )
            messages.success(request, _("The finding is with the trader."))
            return redirect("finding", number, raised.pk)
    return page(
        request,
        "desk/finding_raise.html",
        form=form,
        case=found,
        operator=found.operator,
        criterion=criterion,
        result=result,
    )


@staff_page()
def finding(request: Request, number: str, pk: int) -> HttpResponse:
    """Show a finding whole: what was found, plans and evidence, exception, and what may be done now."""
    found, row = _a_finding(request, number, pk)
    prefetch_related_objects(
        [row], "actions__documents", "raised_by", "exception_asked_by", "exception_approved_by"
    )
    one = shown(row, request.moment)
    return page(
        request,
        "desk/finding.html",
        case=found,
        operator=found.operator,
        criterion=edition_of(found).criterion(row.criterion),
        one=one,
        acts=_acts(request, found, one),
        resting=at_rest(found, BY_THE_DESK),
        over=at_rest(found, BY_OTHERS),
        result=found.results.filter(criterion=row.criterion).select_related("assessed_by").first(),
    )


@staff_page()
def finding_act(request: Request, number: str, pk: int, step: str) -> HttpResponse:
    """Take one step of the finding after saying what it will do; a refusal keeps what was typed."""
    found, row = _a_finding(request, number, pk)
    if step not in STEPS or allowed(step, request.actor.capacity) is not None:
        raise Http404
    what = STEPS[step]
    offered = {"due": _ahead(request, PLAN_DAYS), "until": _ahead(request, EXCEPTION_DAYS)}
    form = what.form(request.POST if request.method == "POST" else None, initial=offered)
    if request.method == "POST" and form.is_valid():
        where = FIELDS if "due" in form.fields else {**FIELDS, **dict.fromkeys(DATES, "until")}
        with refusals_onto(form, where):
            what.verb(pk, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, str(what.done))
            return redirect("finding", number, pk)
    return page(
        request,
        "desk/finding_step.html",
        form=form,
        what=what,
        case=found,
        operator=found.operator,
        one=shown(row, request.moment),
    )


def _a_finding(request: Request, number: str, pk: int) -> tuple[Case, Finding]:
    found = a_case(request, number)
    row = next((one for one in found.findings.all() if one.pk == pk), None)
    if row is None:
        raise Http404
    return found, row


def _acts(request: Request, found: Case, one: Shown) -> list[Act]:
    """The buttons that the table opens where the finding stands, for this capacity; a locked one says why."""
    facts = one.row.facts(at=request.moment, actor=request.actor)
    open_steps = {step.name for step in FINDING.open_to(one.stands)}
    acts = []
    for name, what in STEPS.items():
        by = BY_OTHERS if name in OF_AN_EXCEPTION else BY_THE_DESK
        fits = what.step in open_steps and at_rest(found, by) is None
        if what.step == "except":
            fits = fits and one.row.exception_waits == (name in OF_AN_EXCEPTION)
        if not fits or allowed(name, request.actor.capacity) is not None:
            continue
        unmet = (
            ()
            if name in {"ask-exception", "decline-exception"}
            else tuple(str(say(reason)) for reason in FINDING.unmet(one.stands, what.step, facts))
        )
        address = reverse("finding_act", args=[found.number, one.row.pk, name])
        acts.append(Act(name, str(what.title), what.icon, what.main, address, unmet))
    return acts


def _ahead(request: Request, days: int) -> date:
    """The day so many days from today in the programme's zone."""
    return day_of(request.moment) + timedelta(days=days)
