"""Changes of holders at the desk: the queue, one change with what the law proposes, and what an officer does about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import changes as verbs
from openaeo.casework.models import Change, Document
from openaeo.law.authority import allowed
from openaeo.law.changes import CHANGE, OPEN_CHANGE, ChangeState, Look
from openaeo.law.lifecycle import LIVE
from openaeo.law.terms import Capacity
from openaeo.register.models import Authorisation
from openaeo.web.changes import groups_of, to_tell
from openaeo.web.desk.criterion import NOTHING, handed_over
from openaeo.web.desk.forms import choices_of, text_field
from openaeo.web.desk.visit_forms import Day
from openaeo.web.language import worded_here
from openaeo.web.shell import Request, page, refusals_onto, sought_in, staff_page
from openaeo.web.timewords import change_words
from openaeo.web.wording import say

PER_PAGE = 25
SHOWS: tuple[tuple[str, str | Promise], ...] = (
    ("", gettext_lazy("All open")),
    ("reported", gettext_lazy("New")),
    ("under-review", gettext_lazy("Looked at")),
    ("late", gettext_lazy("Told late")),
    ("closed", gettext_lazy("Settled or taken back")),
)
FIELDS = {
    "reasons-missing": "text",
    "question-missing": "text",
    "change-course-unknown": "step",
    "change-no-case": "step",
    "change-not-told": "step",
    "change-visit-owed": "step",
}
STEPS: dict[str, tuple[str, str | Promise]] = {
    "note": ("note", gettext_lazy("Take note: nothing else is to be done")),
    "desk": ("review", gettext_lazy("Check it at the desk")),
    "visit": ("review", gettext_lazy("Look at it by a visit")),
    "ask": ("ask", gettext_lazy("Ask the holder")),
    "settle": ("settle", gettext_lazy("Settle it: what was looked at is in order")),
}
"""What an officer may do: the step of the law's table behind each, and its words."""
DONE = {
    "note": gettext_lazy("Note is taken of the change."),
    "desk": gettext_lazy("The check at the desk is open."),
    "visit": gettext_lazy("The check is open. Plan the visit now."),
    "ask": gettext_lazy("The question is with the holder."),
    "settle": gettext_lazy("The change is settled."),
}


class ChangeStepForm(forms.Form):
    """What an officer does about a change, and why."""

    step = forms.ChoiceField(
        label=gettext_lazy("What you do"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you do.")},
    )
    text = text_field(
        gettext_lazy("Reason or question"),
        help_text=gettext_lazy("The holder reads this word for word, if it told the change itself."),
        missing=gettext_lazy("Give the reason, or write the question."),
    )

    def __init__(self, *args: Any, steps: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "step", [(one, STEPS[one][1]) for one in steps])


class RecordForm(forms.Form):
    """A change or an incident that customs learnt of otherwise."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is.")},
    )
    happened_on = Day(label=gettext_lazy("Day of it"))
    text = text_field(
        gettext_lazy("What is known, and from where"),
        help_text=gettext_lazy("Stays with customs: the holder does not read it."),
        missing=gettext_lazy("Say what is known."),
    )
    sites = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Premises"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, held: Authorisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "kind", [(one.code, worded_here(one.text)[0]) for one in verbs.kinds()])
        places = list(held.operator.sites.filter(closed_at=None)) if held.operator else []
        choices_of(self, "sites", [(str(site.pk), site.name) for site in places])
        if not places:
            del self.fields["sites"]


@staff_page()
def changes(request: Request) -> HttpResponse:
    """List changes of holders, oldest first while they are open; filtered by `show`, `kind`, `q`, `page` of the address."""
    show, kind, sought = request.GET.get("show", ""), request.GET.get("kind", ""), sought_in(request)
    rows = Change.objects.visible_to(request.actor).of_others(request.actor).select_related("authorisation")
    kinds = [(one.code, worded_here(one.text)[0]) for one in verbs.kinds()]
    if kind in {code for code, _text in kinds}:
        rows = rows.filter(kind=kind)
    if sought:
        rows = rows.filter(Q(authorisation__holder__icontains=sought) | Q(authorisation=sought.upper()))
    if show == "late":
        rows = rows.late()
    elif show == "closed":
        rows = rows.exclude(state__in=[state.value for state in OPEN_CHANGE])
    elif show in set(ChangeState):
        rows = rows.filter(state=show)
    else:
        rows = rows.open()
    order = ("-reported_at", "-pk") if show == "closed" else ("reported_at", "pk")
    leaf = Paginator(rows.order_by(*order), PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/changes.html",
        leaf=leaf,
        lines=[(one, change_words(one.kind)) for one in leaf],
        shows=[(code, label, code == show) for code, label in SHOWS],
        kinds=[(code, text, code == kind) for code, text in kinds],
        sought=sought,
        filtered=bool(show or kind or sought),
    )


@staff_page()
def change(request: Request, pk: int) -> HttpResponse:
    """Show a change with the criteria it touches and what the law proposes; an officer decides what is done."""
    found = _a_change(request, pk)
    may = allowed("settle-change", request.actor.capacity) is None
    steps = _steps(found) if may else []
    form = ChangeStepForm(
        request.POST if request.method == "POST" else None,
        steps=steps,
        initial={"step": found.proposed if found.standing is ChangeState.REPORTED else ""},
    )
    if request.method == "POST":
        if not may:
            raise Http404
        if form.is_valid():
            with refusals_onto(form, FIELDS):
                return _done(request, found, form.cleaned_data["step"], form.cleaned_data["text"])
    case = verbs.case_of(found)
    unmet = CHANGE.unmet(found.standing, "settle", verbs.settling(found, "given"))
    return page(
        request,
        "desk/change.html",
        change=found,
        authorisation=found.authorisation,
        kind=verbs.kind_of(found),
        touched=groups_of(found.criteria, request.moment),
        telling=to_tell(found.authorisation.tier),
        form=form,
        steps=steps,
        case=case,
        visits=verbs.visits_since(found),
        may_reassess=may and found.authorisation.status in LIVE,
        may_plan=may and case is not None and found.course == Look.VISIT and found.standing in OPEN_CHANGE,
        unmet=[str(say(reason)) for reason in unmet] if found.standing is ChangeState.UNDER_REVIEW else [],
    )


@csp_replace({"default-src": NOTHING, "sandbox": True})
@staff_page()
def change_file(request: Request, pk: int, paper: int) -> FileResponse:
    """Hand over the bytes of a document sent with this change."""
    found = _a_change(request, pk)
    document = get_object_or_404(Document.objects.visible_to(request.actor).filter(changes=found), pk=paper)
    return handed_over(document, download="download" in request.GET)


@staff_page(Capacity.OFFICER)
def change_record(request: Request, number: str) -> HttpResponse:
    """Record a change or an incident of a holder that customs learnt of otherwise."""
    rows = Authorisation.objects.visible_to(request.actor).filter(administration__is_home=True)
    held = get_object_or_404(rows.select_related("operator"), number=number)
    form = RecordForm(request.POST if request.method == "POST" else None, held=held)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, TOLD_FIELDS):
            made = verbs.record(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("It is recorded. The holder does not read it."))
            return redirect("change", made.pk)
    return page(request, "desk/change_record.html", authorisation=held, form=form, live=held.status in LIVE)


TOLD_FIELDS = {
    "change-unknown": "kind",
    "change-empty": "text",
    "change-too-far-ahead": "happened_on",
    "change-too-old": "happened_on",
    "site-not-found": "sites",
}


def _a_change(request: Request, pk: int) -> Change:
    rows = Change.objects.visible_to(request.actor).of_others(request.actor)
    return get_object_or_404(
        rows.select_related("authorisation", "reported_by", "answered_by").prefetch_related(
            "sites", "documents__file", "questions"
        ),
        pk=pk,
    )


def _steps(found: Change) -> list[str]:
    """What may be done now, the law's proposal first."""
    open_now = {step.name for step in CHANGE.open_to(found.standing)}
    asked = verbs.open_question(found) is not None
    steps = [
        name
        for name, (step, _words) in STEPS.items()
        if step in open_now and name != found.course and (name != "ask" or (found.told and not asked))
    ]
    return sorted(steps, key=lambda name: name != found.proposed)


def _done(request: Request, found: Change, step: str, text: str) -> HttpResponse:
    by: dict[str, Any] = {"actor": request.actor, "at": request.moment}
    take: dict[str, Callable[[], Change]] = {
        "note": lambda: verbs.take_note(found.pk, reasons=text, **by),
        "desk": lambda: verbs.review(found.pk, course=Look.DESK, reasons=text, **by),
        "visit": lambda: verbs.review(found.pk, course=Look.VISIT, reasons=text, **by),
        "ask": lambda: verbs.ask(found.pk, question=text, **by),
        "settle": lambda: verbs.settle(found.pk, reasons=text, **by),
    }
    take[step]()
    messages.success(request, str(DONE[step]))
    return redirect("change", found.pk)
