"""Organisations that publish procedures as customs sees them, and the answers that rest on what was published."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.bedrock import files
from openaeo.casework import publishing
from openaeo.casework.models import ProcedureReference, ProcedureVersion, Publisher
from openaeo.law.authority import allowed
from openaeo.law.procedures import PUBLISHER, PublisherFacts, PublisherState, ReferenceStand
from openaeo.web.desk.case import a_case
from openaeo.web.shell import Request, page, refusals_onto, staff_page
from openaeo.web.words import word

PER_PAGE = 25
SHOWN = (
    *(ReferenceStand.WITHDRAWN, ReferenceStand.LAPSED, ReferenceStand.NEWER),
    *(ReferenceStand.STAYED, ReferenceStand.CURRENT),
)
DECISIONS = (
    ("verify", gettext_lazy("It may publish")),
    ("turn-down", gettext_lazy("It may not publish")),
    ("end", gettext_lazy("It may publish no longer")),
)


class PublisherDecisionForm(forms.Form):
    """What customs decides about a publisher, and why."""

    decision = forms.ChoiceField(label=gettext_lazy("Decision"), choices=[], widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The organisation reads them. Needed when you say no."),
    )

    def __init__(self, *args: object, steps: set[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offered = [(code, label) for code, label in DECISIONS if code in steps]
        self.fields["decision"].choices = offered  # type: ignore[attr-defined]


@staff_page()
def publishers(request: Request) -> HttpResponse:
    """List the organisations that publish or ask to, those that wait first."""
    rows = Publisher.objects.visible_to(request.actor).of_others(request.actor).select_related("operator")
    waiting = rows.filter(state=PublisherState.ASKED.value)
    others = rows.exclude(state=PublisherState.ASKED.value).order_by("operator__name")
    return page(
        request,
        "desk/publishers.html",
        waiting=waiting[:PER_PAGE],
        leaf=Paginator(others, PER_PAGE).get_page(request.GET.get("page")),
    )


@staff_page()
def publisher(request: Request, pk: int) -> HttpResponse:
    """Show what an organisation says of itself; an officer lets it publish, or not."""
    rows = Publisher.objects.visible_to(request.actor).of_others(request.actor)
    found = get_object_or_404(rows.select_related("operator", "asked_by", "decided_by"), pk=pk)
    may = allowed("verify-publisher", request.actor.capacity) is None
    steps = {
        step
        for step, _label in DECISIONS
        if may and not PUBLISHER.unmet(PublisherState(found.state), step, PublisherFacts("x"))
    }
    form = PublisherDecisionForm(request.POST if request.method == "POST" else None, steps=steps)
    if request.method == "POST" and not may:
        raise Http404
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"reasons-missing": "reasons"}):
            _decide(found, form, request)
            messages.success(request, _("The decision is recorded, and the organisation is told."))
            return redirect("publishers")
    return page(request, "desk/publisher.html", publisher=found, form=form, may_decide=bool(steps))


def _decide(found: Publisher, form: PublisherDecisionForm, request: Request) -> None:
    step, reasons = form.cleaned_data["decision"], form.cleaned_data["reasons"]
    if step == "verify":
        publishing.verify(found.pk, actor=request.actor, at=request.moment)
    elif step == "turn-down":
        publishing.turn_down(found.pk, reasons=reasons, actor=request.actor, at=request.moment)
    else:
        publishing.end_publisher(found.pk, reasons=reasons, actor=request.actor, at=request.moment)


@staff_page()
def procedures_used(request: Request) -> HttpResponse:
    """List the answers in use that rest on procedures of others, those on a withdrawn one first; choose by state."""
    rows = ProcedureReference.objects.visible_to(request.actor).of_others(request.actor).in_use()
    wanted = request.GET.get("show", "")
    show = next((one for one in SHOWN if one.value == wanted), SHOWN[0])
    leaf = Paginator(
        rows.standing_as(show)
        .select_related(
            "version__procedure__publisher__operator", "follows", "stays", "answer__case__operator"
        )
        .order_by("-referred_at", "-pk"),
        PER_PAGE,
    ).get_page(request.GET.get("page"))
    address = reverse("procedures_used")
    tabs = [(f"{address}?show={one}", word("reference", one).label, one is show) for one in SHOWN]
    return page(request, "desk/procedures_used.html", leaf=leaf, tabs=tabs)


@staff_page()
def case_procedure(request: Request, number: str, pk: int) -> FileResponse:
    """Hand over the text of a version that an answer of this case rests on, as a download."""
    found = a_case(request, number)
    resting = ProcedureReference.objects.visible_to(request.actor).filter(answer__case=found)
    versions = ProcedureVersion.objects.visible_to(request.actor).filter(
        Q(pk__in=resting.values("version")) | Q(pk__in=resting.values("follows"))
    )
    version = get_object_or_404(versions.select_related("file"), pk=pk)
    try:
        stream = files.open_file(version.file)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(
        stream, as_attachment=True, filename=version.name, content_type=version.file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
