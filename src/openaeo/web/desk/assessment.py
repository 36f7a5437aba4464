"""Steps of a case that an officer takes on a page of their own: the words they need, then one verb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import assessment, decision, reopening, requests
from openaeo.dossier.kinds import LETTERS
from openaeo.law.authority import allowed
from openaeo.web.conversations import formal_question
from openaeo.web.desk import previews
from openaeo.web.desk.case import a_case, frame
from openaeo.web.desk.forms import (
    AskForm,
    ConfirmForm,
    RefuseToAcceptForm,
    ReturnForm,
    SendBackForm,
)
from openaeo.web.desk.reopening_forms import LeaveClosedForm, ReopenForm
from openaeo.web.shell import Request, page, refusals_onto, staff_page


@dataclass(frozen=True, slots=True)
class Step:
    """What a step asks for, what it does, and what the officer reads before and after."""

    verb: Callable[..., Any]
    form: type[forms.Form]
    title: Any
    effect: Any
    button: Any
    done: Any


STEPS = {
    "take-on": Step(
        assessment.take_on,
        ConfirmForm,
        gettext_lazy("Take the case on"),
        gettext_lazy(
            "You become the case officer: the trader sees your name as the contact, and the case is under “Mine”. "
            "Whoever assesses a case cannot decide it."
        ),
        gettext_lazy("Take the case on"),
        gettext_lazy("You are the case officer now."),
    ),
    "accept": Step(
        assessment.accept,
        ConfirmForm,
        gettext_lazy("Accept for assessment"),
        gettext_lazy(
            "The application is complete. The trader is told so, and the time for the decision starts to run today."
        ),
        gettext_lazy("Accept for assessment"),
        gettext_lazy("The application is accepted. The time for the decision runs."),
    ),
    "return": Step(
        assessment.return_,
        ReturnForm,
        gettext_lazy("Return to the trader"),
        gettext_lazy("The trader may change the answers and send the application again. Nothing is lost."),
        gettext_lazy("Return to the trader"),
        gettext_lazy("The application is back with the trader."),
    ),
    "refuse-to-accept": Step(
        assessment.refuse_to_accept,
        RefuseToAcceptForm,
        gettext_lazy("Refuse to accept"),
        gettext_lazy(
            "The application ends here without a decision on it. The trader is told why and may apply again."
        ),
        gettext_lazy("Refuse to accept"),
        gettext_lazy("The application is not accepted. The trader is told why."),
    ),
    "reopen-application": Step(
        reopening.reopen,
        ReopenForm,
        gettext_lazy("Open the application again"),
        gettext_lazy(
            "It goes on where it stood: checked again, completed by the trader, or assessed. The time of customs begins "
            "anew today. Questions and visits that lapsed are asked and planned anew."
        ),
        gettext_lazy("Open the application again"),
        gettext_lazy("The application is open again. The trader is told why."),
    ),
    "decline-reopening": Step(
        reopening.decline,
        LeaveClosedForm,
        gettext_lazy("Leave it closed"),
        gettext_lazy("The application stays closed. The trader reads why, and may start a new one."),
        gettext_lazy("Leave it closed"),
        gettext_lazy("The application stays closed. The trader is told why."),
    ),
    "send-back": Step(
        decision.send_back,
        SendBackForm,
        gettext_lazy("Send back to assessment"),
        gettext_lazy("The case officer may assess again and recommend anew. Results so far stay."),
        gettext_lazy("Send back to assessment"),
        gettext_lazy("The case is back in assessment."),
    ),
    "conclude-hearing": Step(
        decision.conclude_hearing,
        ConfirmForm,
        gettext_lazy("Conclude the hearing"),
        gettext_lazy("The case returns to the decider, who takes the trader's reply into account."),
        gettext_lazy("Conclude the hearing"),
        gettext_lazy("The hearing is concluded. The case is ready for decision."),
    ),
}


@staff_page()
def case_act(request: Request, number: str, step: str) -> HttpResponse:
    """Take one step of the case after saying what it will do; a refusal keeps what was typed."""
    found = a_case(request, number)
    if step not in STEPS or allowed(step, request.actor.capacity) is not None:
        raise Http404
    what = STEPS[step]
    form = what.form(request.POST if request.method == "POST" else None)
    if previews.asked(request) and form.is_valid():
        body = {
            **form.cleaned_data,
            **assessment.foretold(found, step, actor=request.actor, at=request.moment),
        }
        if shown := previews.letter(request, form, step, found, body):
            return shown
    elif request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            what.verb(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, str(what.done))
            return redirect("case", number)
    return page(
        request,
        "desk/step.html",
        form=form,
        step=what,
        step_name=step,
        letter=step in LETTERS,
        **frame(request, found),
    )


@staff_page()
def request_ask(request: Request, number: str) -> HttpResponse:
    """Put a question to the trader, about one criterion (`criterion` in the address) or the whole case."""
    found = a_case(request, number)
    if allowed("ask", request.actor.capacity) is not None:
        raise Http404
    context = frame(request, found)
    criterion = request.POST.get("criterion", request.GET.get("criterion", ""))
    row = next(
        (row for group in context["groups"] for row in group.rows if row.criterion.id == criterion), None
    )
    if criterion and row is None:
        raise Http404
    form = AskForm(
        request.POST if request.method == "POST" else None,
        initial={"question": formal_question(request, number)},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            requests.ask(
                number, criterion=criterion, **form.cleaned_data, actor=request.actor, at=request.moment
            )
            messages.success(request, _("The question is with the trader."))
            return (
                redirect("criterion", number, criterion)
                if criterion
                else redirect("case", number, "messages")
            )
    return page(request, "desk/ask.html", form=form, criterion=criterion, row=row, **context)


@staff_page()
def request_cancel(request: Request, number: str, pk: int) -> HttpResponse:
    """Take back a question that the trader need not answer any more."""
    found = a_case(request, number)
    asked = next((one for one in found.requests.all() if one.pk == pk), None)
    if asked is None or allowed("cancel-request", request.actor.capacity) is not None:
        raise Http404
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.is_valid()
        with refusals_onto(form):
            requests.cancel(pk, actor=request.actor, at=request.moment)
            messages.success(request, _("The question is taken back."))
            return redirect("case", number, "messages")
    return page(request, "desk/cancel.html", form=form, asked=asked, **frame(request, found))
