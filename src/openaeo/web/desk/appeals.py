"""Appeals as the desk sees them: the list with what is due, one appeal with its file, and the reviewer's conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import appeals as reviews
from openaeo.casework import cures
from openaeo.casework.models import Appeal, Case, Cure
from openaeo.casework.timeline import timeline
from openaeo.law.appeal import APPEAL, APPEAL_OPEN, reviewer_took_no_part
from openaeo.law.authority import allowed
from openaeo.law.cure import OPEN_CURE
from openaeo.law.lifecycle import LIVE
from openaeo.web.desk import previews
from openaeo.web.desk.chronicle import told
from openaeo.web.desk.forms import LONG
from openaeo.web.desk.resuming import Resumption, resumption
from openaeo.web.shell import Request, page, refusals_onto, staff_page
from openaeo.web.wording import say

PER_PAGE = 50
DONE = {
    "allow": gettext_lazy("The appeal is allowed, and what follows from it has been done."),
    "dismiss": gettext_lazy("The appeal is dismissed. The decision stands."),
}


class ConclusionForm(forms.Form):
    """What the reviewer concludes, with reasons that the appellant reads."""

    conclusion = forms.ChoiceField(
        label=gettext_lazy("Conclusion"),
        choices=[
            ("allow", gettext_lazy("Allow the appeal")),
            ("dismiss", gettext_lazy("Dismiss the appeal")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose to allow or to dismiss the appeal.")},
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        help_text=gettext_lazy("The appellant reads this word for word."),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Give the reasons: the appellant is told why.")},
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One appeal on the list, with when it is due."""

    appeal: Appeal
    due: datetime | None
    overdue: bool


@staff_page()
def appeals(request: Request) -> HttpResponse:
    """List appeals: open ones first, by when they are due."""
    rows = (
        Appeal.objects.visible_to(request.actor)
        .of_others(request.actor)
        .select_related("operator", "case", "measure__authorisation", "reviewer")
    )
    closed = request.GET.get("show") == "closed"
    wanted = [state.value for state in APPEAL_OPEN]
    shown = rows.exclude(state__in=wanted) if closed else rows.filter(state__in=wanted).order_by("lodged_at")
    listed = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    lines = [_line(one, request.moment) for one in listed.object_list]
    return page(request, "desk/appeals.html", lines=lines, page_obj=listed, closed=closed)


def _line(one: Appeal, at: datetime) -> Line:
    clock = reviews.answer_clock(one) if one.standing in APPEAL_OPEN else None
    due = clock.due(at) if clock else None
    return Line(one, due, overdue=due is not None and at > due)


@staff_page()
def appeal(request: Request, pk: int) -> HttpResponse:
    """Show one appeal with its file; the reviewer takes it up and concludes it."""
    found = get_object_or_404(
        Appeal.objects.visible_to(request.actor)
        .of_others(request.actor)
        .select_related("operator", "case", "measure__authorisation", "reviewer", "lodged_by"),
        pk=pk,
    )
    may = allowed("take-up-appeal", request.actor.capacity) is None
    if request.method == "POST" and not may:
        raise Http404
    facts = reviews.appeal_facts(found, actor=request.actor)
    barred = reviewer_took_no_part(facts) if may else None
    concluding = request.method == "POST" and request.POST.get("act") == "conclude"
    form: forms.Form = ConclusionForm(request.POST if concluding else None)
    if request.method == "POST" and not concluding:
        form = forms.Form(request.POST)
        form.is_valid()
        with refusals_onto(form):
            reviews.take_up(pk, actor=request.actor, at=request.moment)
            messages.success(request, _("You review this appeal now."))
            return redirect("appeal", pk)
    elif previews.asked(request) and form.is_valid():
        act, body = f"{form.cleaned_data['conclusion']}-appeal", {"reasons": form.cleaned_data["reasons"]}
        if shown := previews.letter(request, form, act, found, body):
            return shown
    elif concluding and form.is_valid():
        verb = reviews.allow if form.cleaned_data["conclusion"] == "allow" else reviews.dismiss
        with refusals_onto(form):
            verb(pk, reasons=form.cleaned_data["reasons"], actor=request.actor, at=request.moment)
            messages.success(request, str(DONE[form.cleaned_data["conclusion"]]))
            return redirect("appeal", pk)
    return page(request, "desk/appeal.html", form=form, may=may, **_shown(request, found, barred))


def _shown(request: Request, found: Appeal, barred: Any) -> dict[str, Any]:
    case = found.case
    if case is None and found.measure is not None:
        case = (
            Case.objects.visible_to(request.actor)
            .filter(authorisation=found.measure.authorisation_id)
            .first()
        )
    steps = {step.name for step in APPEAL.open_to(found.standing)}
    mine = found.reviewer_id == request.actor.person and "allow" in steps
    return {
        "appeal": found,
        "again": _again(request, found) if mine else None,
        "case": case,
        "clock": reviews.answer_clock(found) if found.standing in APPEAL_OPEN else None,
        "barred": str(say(barred)) if barred else "",
        "mine": mine,
        "open": "take-up" in steps,
        "documents": found.documents.all(),
        "entries": told(timeline(case, actor=request.actor)) if case else (),
    }


def _again(request: Request, found: Appeal) -> Resumption | None:
    """What comes into effect again when an appeal against a suspension that still runs is allowed."""
    cure = Cure.objects.visible_to(request.actor).filter(measure=found.measure_id or 0).first()
    held = found.measure.authorisation if found.measure else None
    if cure is None or held is None or cure.standing not in OPEN_CURE or held.status not in LIVE:
        return None
    return resumption(held, request.actor, request.moment, after=cures.restored(held, cure))
