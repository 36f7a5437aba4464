"""Rounds at the desk: what came back, what goes out next, and each answer accepted or sent back with a remark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openaeo.casework import rounds
from openaeo.casework.models import Case, Remark, Round
from openaeo.law.authority import allowed
from openaeo.law.lifecycle import CaseState
from openaeo.law.rounds import LOOKED_AT, RemarkState
from openaeo.web.desk.case import a_case, frame, tab_page
from openaeo.web.desk.forms import text_field
from openaeo.web.rounds import shown
from openaeo.web.shell import Request, page, refusals_onto, refusals_told, staff_page

ACTS: Mapping[str, Any] = {
    "accept-answer": gettext_lazy("Answer accepted"),
    "reopen-answer": gettext_lazy("Acceptance taken back"),
    "note-remark": gettext_lazy("Remark noted"),
    "resolve-remark": gettext_lazy("Remark resolved"),
}


class RemarkForm(forms.Form):
    """A remark on an answer: what the trader reads, and what stays here."""

    text = text_field(
        gettext_lazy("Remark to the trader"),
        help_text=gettext_lazy("The trader reads this word for word once the round is sent."),
        missing=gettext_lazy("Say what the trader should change in this answer."),
        rows=4,
    )
    private = text_field(
        gettext_lazy("Comment for colleagues"),
        help_text=gettext_lazy("Stays with customs. The trader never sees it."),
        required=False,
        rows=3,
    )


class ReopenForm(forms.Form):
    """Why an accepted answer is opened again."""

    reason = text_field(
        gettext_lazy("Why the acceptance is taken back"),
        help_text=gettext_lazy("Stays with customs. What the trader is to change goes into a remark."),
        missing=gettext_lazy("Say why, so that a colleague can follow it."),
        rows=3,
    )


class SendForm(forms.Form):
    """The words that go before the remarks of a round."""

    words = text_field(
        gettext_lazy("Words before the remarks"),
        missing=gettext_lazy("Write a sentence to the trader."),
        rows=3,
    )


@staff_page()
def case_rounds(request: Request, number: str) -> HttpResponse:
    """Show what changed since the last round and what the next one holds; an officer sends it."""
    found = a_case(request, number)
    may = allowed("send-round", request.actor.capacity) is None
    sending = request.method == "POST" and "words" in request.POST
    if request.method == "POST" and not may:
        raise Http404
    form = SendForm(
        request.POST if sending else None,
        initial={"words": _("Please look at these answers again. Each has a remark.")},
    )
    if sending and form.is_valid():
        with refusals_onto(form):
            rounds.send_round(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The round is with the trader."))
            return redirect("case_rounds", number)
    elif request.method == "POST" and not sending:
        with refusals_told(request):
            taken = rounds.accept_answers(
                number, request.POST.getlist("criteria"), actor=request.actor, at=request.moment
            )
            messages.success(
                request,
                ngettext("%(count)d answer is accepted.", "%(count)d answers are accepted.", len(taken))
                % {"count": len(taken)},
            )
        return redirect("case_rounds", number)
    every = Round.objects.visible_to(request.actor).filter(case=found).select_related("sent_by")
    told = [(one, shown(found, one)) for one in every.prefetch_related("sendings")]
    marks = {one.criterion: one for one in found.remarks.all()}
    return tab_page(
        request,
        found,
        "rounds",
        told=told,
        latest_round=told[0][0] if told else None,
        back=[one for one in (told[0][1] if told else ()) if _answered(marks.get(one.criterion.id))],
        noted=[one for one in marks.values() if one.standing is RemarkState.NOTED],
        accepted=sum(one.accepted_at is not None for one in found.answers.all()),
        untouched=_untouched(request, found, marks),
        may_judge=may and found.standing in LOOKED_AT,
        may_send=may and found.standing is CaseState.ASSESSMENT,
        form=form,
    )


def _answered(mark: Remark | None) -> bool:
    return mark is not None and mark.standing is RemarkState.ANSWERED


def _untouched(request: Request, found: Case, marks: Mapping[str, Remark]) -> list[tuple[Any, list[str]]]:
    """Answers that were neither accepted nor remarked upon, group by group."""
    rows = []
    for group in frame(request, found)["groups"]:
        some = [
            row.criterion.id
            for row in group.rows
            if row.answer and not row.answer.accepted_at and row.criterion.id not in marks
        ]
        if some:
            rows.append((group, some))
    return rows


@staff_page()
def answer_judge(request: Request, number: str, criterion: str) -> HttpResponse:
    """Accept an answer, send it back with a remark, resolve or reopen; a refusal keeps what was typed."""
    found = a_case(request, number)
    context = frame(request, found)
    place = next(
        ((group, row) for group in context["groups"] for row in group.rows if row.criterion.id == criterion),
        None,
    )
    if place is None or allowed("note-remark", request.actor.capacity) is not None:
        raise Http404
    mark = next((one for one in found.remarks.all() if one.criterion == criterion), None)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    noted = mark if mark and mark.standing is RemarkState.NOTED else None
    remark = RemarkForm(
        request.POST if step == "note" else None,
        initial={"text": noted.text, "private": noted.private} if noted else None,
    )
    reopen = ReopenForm(request.POST if step == "reopen" else None)
    form = {"note": remark, "reopen": reopen}.get(step, forms.Form(request.POST if step else None))
    if step and form.is_valid():
        with refusals_onto(form, {"remark-missing": "text", "reason-missing": "reason"}):
            messages.success(request, _taken(step, number, criterion, form, request))
            if "round" in request.POST:
                return redirect("case_rounds", number)
            return redirect("answer_judge", number, criterion)
    every = Round.objects.visible_to(request.actor).filter(case=found, sendings__criterion=criterion)
    told = [
        (one, [row for row in shown(found, one) if row.criterion.id == criterion])
        for one in every.prefetch_related("sendings")
    ]
    return page(
        request,
        "desk/answer.html",
        group=place[0],
        row=place[1],
        mark=mark,
        live=mark is not None and mark.standing in {RemarkState.NOTED, RemarkState.ANSWERED},
        away=mark is not None and mark.standing is RemarkState.OPEN,
        may_judge=found.standing in LOOKED_AT,
        told=told,
        heard=[(one, ACTS[one.act]) for one in rounds.heard(found, criterion, actor=request.actor)],
        form=form,
        remark=remark,
        reopen=reopen,
        **context,
    )


def _taken(step: str, number: str, criterion: str, form: forms.Form, request: Request) -> str:
    """Take the step that was chosen and say what was done."""
    who: dict[str, Any] = {"actor": request.actor, "at": request.moment}
    if step == "accept":
        rounds.accept_answers(number, [criterion], **who)
        return _("The answer is accepted. The trader can no longer change it.")
    if step == "resolve":
        rounds.resolve_remark(number, criterion, **who)
        return _("The remark is resolved.")
    if step == "reopen":
        rounds.reopen_answer(number, criterion, **form.cleaned_data, **who)
        return _("The answer is open again. Note a remark to send it back.")
    if step == "note":
        rounds.note_remark(number, criterion, **form.cleaned_data, **who)
        return _("The remark is noted. It goes to the trader with the next round.")
    raise Http404
