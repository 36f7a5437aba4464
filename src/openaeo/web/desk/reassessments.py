"""Looking again at part of an authorisation at the desk: opening, judging what was asked, concluding, calling off."""

from __future__ import annotations

from itertools import islice
from typing import Any

from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.forms.boundfield import BoundWidget
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import reassessments as verbs
from openaeo.casework.models import Change, Document, Reassessment
from openaeo.casework.reach import criteria_of
from openaeo.law.authority import allowed
from openaeo.law.lifecycle import LIVE
from openaeo.law.reassessment import OPEN_REASSESSMENT, REASSESSMENT, Cause, Ending
from openaeo.law.terms import Outcome
from openaeo.register.models import Authorisation
from openaeo.web.changes import groups_of
from openaeo.web.desk.authorisations import criteria_by_group
from openaeo.web.desk.criterion import NOTHING, handed_over
from openaeo.web.desk.forms import choices_of, text_field
from openaeo.web.desk.visit_forms import Day
from openaeo.web.shell import Request, page, refusals_onto, staff_page
from openaeo.web.wording import say
from openaeo.web.words import word

OPENING = {
    "reassessment-empty": "criteria",
    "criterion-not-asked": "criteria",
    "site-not-in-scope": "sites",
    "change-no-case": "sites",
    "reasons-missing": "reason",
    "due-missing": "due",
    "due-past": "due",
    "due-too-far": "due",
}
CONCLUDING = {"reasons-missing": "reasons", "due-past": "look_again_on", "due-too-far": "look_again_on"} | {
    f"reassessment-{one}": "ending"
    for one in ("running", "unjudged", "unseen", "not-met", "no-finding", "no-measure")
}


class OpenForm(forms.Form):
    """What is looked at again, why, and by when the holder answers."""

    cause = forms.ChoiceField(
        label=gettext_lazy("What led to it"),
        choices=[(one.value, word("reassessment-cause", one).label) for one in Cause],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what led to it.")},
    )
    criteria = forms.MultipleChoiceField(
        label=gettext_lazy("Criteria that the holder answers again"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("All other answers stand as they are."),
    )
    sites = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Sites to visit"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only these are visited. The visit is planned on the case of the holder."),
    )
    reason = text_field(
        gettext_lazy("Reason"),
        help_text=gettext_lazy("The holder reads this word for word."),
        missing=gettext_lazy("Give the reason, so that the holder knows what it is about."),
    )
    due = Day(
        label=gettext_lazy("The holder answers by"),
        required=False,
        help_text=gettext_lazy("Needed when a criterion is chosen."),
    )

    def __init__(self, *args: Any, held: Authorisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = criteria_by_group(held)
        choices_of(self, "criteria", [one for group in groups.values() for one in group])
        self._groups = {name: len(group) for name, group in groups.items()}
        places = verbs.sites_of(held) if verbs.case_of(held) else []
        choices_of(self, "sites", [(str(site.pk), site.name) for site in places])
        if not places:
            del self.fields["sites"]

    def grouped(self) -> list[tuple[str, int, list[BoundWidget]]]:
        """Return the criteria by group: its name, how many are chosen, and a box for each."""
        boxes = iter(self["criteria"])
        groups = [(name, list(islice(boxes, count))) for name, count in self._groups.items()]
        return [(name, sum(box.data["selected"] for box in held), held) for name, held in groups]


class JudgeForm(forms.Form):
    """What the desk finds of one criterion asked again."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=[(one.value, word("outcome", one).label) for one in Outcome],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a result.")},
    )
    remark = text_field(
        gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("Stays with customs. Needed when the criterion is not met or only in part."),
    )


class ConcludeForm(forms.Form):
    """How it ends, what the holder reads, and when customs looks again."""

    ending = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=[(one.value, word("reassessment-ending", one).label) for one in Ending],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a result.")},
    )
    reasons = text_field(
        gettext_lazy("Reasons"),
        help_text=gettext_lazy("The holder reads this word for word."),
        missing=gettext_lazy("Give the reasons for the holder."),
    )
    look_again_on = Day(
        label=gettext_lazy("Customs means to look again by"),
        required=False,
        help_text=gettext_lazy("Stays with customs and is shown in the monitoring of the holder."),
    )


class CallOffForm(forms.Form):
    """Why a re-assessment is called off."""

    reasons = text_field(
        gettext_lazy("Reason"),
        help_text=gettext_lazy("The holder reads this word for word."),
        missing=gettext_lazy("Say why it is called off."),
    )


@staff_page()
def reassessment_open(request: Request, number: str) -> HttpResponse:
    """Open a re-assessment of an authorisation; a change named in the address (`change`) fills in what it touches."""
    rows = Authorisation.objects.visible_to(request.actor).filter(administration__is_home=True)
    held = get_object_or_404(rows.select_related("operator", "case"), number=number)
    if allowed("open-reassessment", request.actor.capacity) is not None:
        raise Http404
    led = _led_by(request, held)
    form = OpenForm(request.POST if request.method == "POST" else None, held=held, initial=_touched(led))
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, OPENING):
            made = verbs.begin(
                number,
                **form.cleaned_data,
                change=led.pk if led else None,
                actor=request.actor,
                at=request.moment,
            )
            messages.success(
                request, _("The re-assessment is open. The holder is told; the authorisation stays as it is.")
            )
            return redirect("reassessment", made.pk)
    return page(
        request,
        "desk/reassessment_open.html",
        authorisation=held,
        form=form,
        change=led,
        live=held.status in LIVE,
        running=held.reassessments.running().first(),
    )


@staff_page()
def reassessment(request: Request, pk: int) -> HttpResponse:
    """Show a re-assessment with answers, judgements and visits; an officer concludes it."""
    found = _one(request, pk)
    may = _may(request, found)
    form = ConcludeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may:
            raise Http404
        if form.is_valid():
            with refusals_onto(form, CONCLUDING):
                verbs.conclude(pk, **form.cleaned_data, actor=request.actor, at=request.moment)
                messages.success(request, _("The re-assessment is concluded. The holder reads the result."))
                return redirect("reassessment", pk)
    facts = verbs.facts_of(found, at=request.moment, reasons="given")
    unmet = [
        (word("reassessment-ending", one).label, [str(say(reason)) for reason in reasons])
        for one in Ending
        if (reasons := REASSESSMENT.unmet(found.standing, one.value, facts))
    ]
    failed = [one.criterion for one in found.points.all() if one.outcome in {"gap", "partly"}]
    held = found.authorisation
    return page(
        request,
        "desk/reassessment.html",
        found=found,
        authorisation=held,
        points=_worded(found, request),
        case=verbs.case_of(held),
        visits=verbs.visits_since(found),
        findings=verbs.findings_since(found),
        failed=failed,
        bare=[one for one in failed if one not in facts.found],
        measure=verbs.measure_since(found) if found.closed_at is None else found.measure,
        form=form,
        may=may,
        waits=bool(facts.due and not facts.answered and request.moment <= facts.due),
        unmet=unmet if may else [],
    )


@staff_page()
def reassessment_judge(request: Request, pk: int, criterion: str) -> HttpResponse:
    """Judge one criterion that was asked again, with what the holder says of it beside."""
    found = _one(request, pk)
    point = next((one for one in found.points.all() if one.criterion == criterion), None)
    if point is None or not _may(request, found):
        raise Http404
    known = {"outcome": point.outcome, "remark": point.remark}
    form = JudgeForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"reason-missing": "remark"}):
            verbs.judge(pk, criterion, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The result is recorded."))
            return redirect("reassessment", pk)
    told = next(iter(_worded(found, request, criterion)), (point, ""))
    return page(request, "desk/reassessment_judge.html", found=found, point=point, text=told[1], form=form)


@staff_page()
def reassessment_call_off(request: Request, pk: int) -> HttpResponse:
    """Call a re-assessment off, with a reason that the holder reads."""
    found = _one(request, pk)
    mine = allowed("call-off-reassessment", request.actor.capacity) is None
    if not mine or found.standing not in OPEN_REASSESSMENT:
        raise Http404
    form = CallOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"reasons-missing": "reasons"}):
            verbs.call_off(pk, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The re-assessment is called off. The holder is told."))
            return redirect("reassessment", pk)
    return page(request, "desk/reassessment_call_off.html", found=found, form=form)


@csp_replace({"default-src": NOTHING, "sandbox": True})
@staff_page()
def reassessment_file(request: Request, pk: int, paper: int) -> FileResponse:
    """Hand over the bytes of a document sent with the answers."""
    found = _one(request, pk)
    rows = Document.objects.visible_to(request.actor).filter(reassessments=found)
    return handed_over(get_object_or_404(rows, pk=paper), download="download" in request.GET)


def _one(request: Request, pk: int) -> Reassessment:
    rows = Reassessment.objects.visible_to(request.actor).of_others(request.actor)
    return get_object_or_404(
        rows.select_related(
            "authorisation__case", "opened_by", "closed_by", "change", "measure"
        ).prefetch_related("points__judged_by", "sites", "documents__file"),
        pk=pk,
    )


def _may(request: Request, found: Reassessment) -> bool:
    runs = found.standing in OPEN_REASSESSMENT and found.authorisation.status in LIVE
    return runs and allowed("conclude-reassessment", request.actor.capacity) is None


def _worded(found: Reassessment, request: Request, only: str = "") -> list[tuple[Any, str]]:
    """Each criterion asked again with its wording."""
    points = [one for one in found.points.all() if only in {"", one.criterion}]
    groups = groups_of([one.criterion for one in points], request.moment)
    texts = {code: text for _letter, _name, held in groups for code, text in held}
    return [(one, texts.get(one.criterion, "")) for one in points]


def _led_by(request: Request, held: Authorisation) -> Change | None:
    typed = (request.POST if request.method == "POST" else request.GET).get("change", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):  # noqa: PLR2004 - fits a key
        return None
    rows = Change.objects.visible_to(request.actor).of_others(request.actor).filter(authorisation=held)
    return rows.prefetch_related("sites").filter(pk=typed).first()


def _touched(led: Change | None) -> dict[str, Any]:
    if led is None:
        return {}
    kind = Cause.INCIDENT if led.kind == "incident" else Cause.CHANGE
    asked = {one.id for one in criteria_of(led.authorisation)}
    return {
        "cause": kind.value,
        "criteria": [one for one in led.criteria if one in asked],
        "sites": [site.pk for site in led.sites.all()],
    }
