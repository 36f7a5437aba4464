"""Procedures of a group or an association as a member reads them, and the answers that refer to them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openaeo.bedrock import files
from openaeo.casework import references
from openaeo.casework.models import Membership, Procedure, ProcedureReference, ProcedureVersion
from openaeo.law.procedures import MembershipState
from openaeo.web.shell import Request, applicant_page, page, refusals_onto, refusals_told
from openaeo.web.trader.account import own_firm
from openaeo.web.trader.application import own_case
from openaeo.web.trader.forms import ReasonForm
from openaeo.web.trader.procedure_forms import FIELDS, ReferenceForm

A_PAGE = 25
DECISIONS = {"follow": references.take_version, "stay": references.stay}


@applicant_page
def procedures(request: Request) -> HttpResponse:
    """List to whom the firm belongs, what is published to it, and what a newer version asks it to decide."""
    firm = own_firm(request)
    if firm is None:
        return redirect("company")
    mine = Membership.objects.visible_to(request.actor).filter(operator=firm)
    published = Procedure.objects.visible_to(request.actor).exclude(publisher__operator=firm)
    shown = Paginator(published.select_related("publisher__operator"), A_PAGE)
    return page(
        request,
        "trader/procedures.html",
        memberships=mine.filter(
            state__in=[MembershipState.OFFERED.value, MembershipState.RUNNING.value]
        ).select_related("publisher__operator"),
        published=shown.get_page(request.GET.get("page")),
        to_settle=references.to_settle(request.actor)[:A_PAGE],
    )


@applicant_page
def procedure(request: Request, pk: int) -> HttpResponse:
    """Show a procedure with the versions that the firm may read, and the firm's answers that rest on it."""
    found = get_object_or_404(
        Procedure.objects.visible_to(request.actor).select_related("publisher__operator"), pk=pk
    )
    versions = ProcedureVersion.objects.visible_to(request.actor).filter(procedure=found)
    resting = ProcedureReference.objects.visible_to(request.actor).filter(version__procedure=found)
    resting = resting.select_related("version__procedure", "follows", "stays", "answer__case")
    return page(
        request,
        "trader/procedure.html",
        procedure=found,
        versions=versions.select_related("procedure", "file"),
        resting=Paginator(resting, A_PAGE).get_page(request.GET.get("page")),
        ours=found.publisher.operator_id == request.actor.operator,
    )


@applicant_page
def procedure_file(request: Request, pk: int) -> FileResponse:
    """Send the text of a version, as a download."""
    return sent(get_object_or_404(ProcedureVersion.objects.visible_to(request.actor), pk=pk))


def sent(version: ProcedureVersion) -> FileResponse:
    """Return the bytes of a version that came through its gate; not found when they are lost."""
    try:
        stream = files.open_file(version.file)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(
        stream, as_attachment=True, filename=version.name, content_type=version.file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@applicant_page
def reference_settle(request: Request, pk: int) -> HttpResponse:
    """Follow the newest version from now on, or stay with the one that the answer rests on."""
    rows = ProcedureReference.objects.visible_to(request.actor).select_related("version")
    found = get_object_or_404(rows, pk=pk)
    verb = DECISIONS.get(request.POST.get("decision", ""))
    if verb is None:
        messages.error(request, _("Choose whether you follow the newer version. Nothing was changed."))
    else:
        with refusals_told(request):
            verb(pk, actor=request.actor, at=request.moment)
            messages.success(request, _("Your decision is recorded."))
    return redirect("procedure", pk=found.version.procedure_id)


@applicant_page
def reference_add(request: Request, number: str, criterion: str) -> HttpResponse:
    """Let an answer refer to a procedure that was published to the firm."""
    case = own_case(request, number)
    choices = [
        (str(one.pk), f"{one.title} ({one.publisher.operator.name})")
        for one in references.offered(case).filter(criteria__contains=[criterion])
    ]
    form = ReferenceForm(request.POST if request.method == "POST" else None, procedures=choices)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            references.refer(
                number,
                criterion,
                int(form.cleaned_data["procedure"]),
                differences=form.cleaned_data["differences"],
                actor=request.actor,
                at=request.moment,
            )
            messages.success(request, _("The answer refers to the procedure now."))
            return redirect("criterion_answer", number=number, criterion=criterion)
    return page(
        request, "trader/reference_add.html", case=case, criterion=criterion, form=form, choices=choices
    )


@applicant_page
def reference_remove(request: Request, number: str, criterion: str, pk: int) -> HttpResponse:
    """Take a reference back from an answer, after a question."""
    case = own_case(request, number)
    found = get_object_or_404(references.behind(case, criterion), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        with refusals_onto(form):
            references.drop(number, criterion, pk, actor=request.actor, at=request.moment)
            messages.success(request, _("The answer no longer refers to the procedure."))
            return redirect("criterion_answer", number=number, criterion=criterion)
    return page(
        request,
        "trader/reference_remove.html",
        case=case,
        criterion=criterion,
        reference=found,
        form=form,
    )
