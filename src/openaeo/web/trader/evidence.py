"""The documents behind the trader's answers: put forward, taken back, opened, and what is there for each criterion."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.bedrock import files
from openaeo.casework import application, openings, references
from openaeo.casework.answers import EDITABLE
from openaeo.casework.facts import roles_of
from openaeo.casework.models import Document, ProcedureReference
from openaeo.casework.programme import edition_of
from openaeo.law.documents import Validity
from openaeo.law.edition import Criterion, Group
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.application import documents_to_offer, own_case
from openaeo.web.trader.document_forms import EvidenceForm
from openaeo.web.trader.forms import ReasonForm
from openaeo.web.trader.papers import FILE_REFUSALS, Paper, standing

EXPIRING = (Validity.EXPIRED, Validity.EXPIRES_SOON)
SHOWN = {
    "": gettext_lazy("Every criterion"),
    "missing": gettext_lazy("Without a document"),
    "expiring": gettext_lazy("Expired or expiring soon"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One criterion: what is usually asked as proof, and what is there."""

    criterion: Criterion
    answered: bool
    papers: list[Paper]
    referred: list[ProcedureReference]
    counting: bool

    @property
    def state(self) -> str:
        """The worst that can be said of what is there: a word of kind `evidence`."""
        if not self.papers:
            return "there" if self.counting else "missing"
        found = {paper.validity for paper in self.papers}
        return next((one.value for one in EXPIRING if one in found), "there")

    def is_among(self, show: str) -> bool:
        """Whether the criterion belongs to the part of the board called `show`."""
        return not show or (self.state == "missing" if show == "missing" else self.state in EXPIRING)


@applicant_page
def evidence_board(request: Request, number: str) -> HttpResponse:
    """Show criterion by criterion what is asked and what is there."""
    case = own_case(request, number)
    edition, show = edition_of(case), request.GET.get("show", "")
    show = show if show in SHOWN else ""
    behind = [f"references__{one}" for one in ("version__procedure", "follows", "stays")]
    rows = case.answers.prefetch_related("evidence__document__file", *behind)
    answers = {one.criterion: one for one in rows}
    referred = {key: list(one.references.all()) for key, one in answers.items()}
    every = [
        Asked(
            criterion,
            criterion.id in answers,
            standing(answers[criterion.id].evidence.all(), request.moment) if criterion.id in answers else [],
            referred.get(criterion.id, []),
            any(references.counts(one, case.operator.size) for one in referred.get(criterion.id, [])),
        )
        for criterion in edition.applying(roles_of(case))
    ]
    chosen = [one for one in every if one.is_among(show)]
    address = reverse("evidence_board", args=[number])
    return page(
        request,
        "trader/evidence_board.html",
        case=case,
        groups=_by_group(edition.groups, chosen),
        tabs=[
            (
                f"{address}?show={key}" if key else address,
                label,
                key == show,
                sum(one.is_among(key) for one in every),
            )
            for key, label in SHOWN.items()
        ],
        editable=case.standing in EDITABLE,
    )


def _by_group(groups: tuple[Group, ...], every: list[Asked]) -> list[tuple[Group, list[Asked]]]:
    found = ((group, [one for one in every if one.criterion.group == group.letter]) for group in groups)
    return [(group, rows) for group, rows in found if rows]


@applicant_page
def evidence_add(request: Request, number: str, criterion: str) -> HttpResponse:
    """Attach a new or an already given document to the answer."""
    case = own_case(request, number)
    form = EvidenceForm(request.POST or None, request.FILES or None, documents=documents_to_offer(case))
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FILE_REFUSALS):
            upload = form.cleaned_data["file"]
            if isinstance(upload, UploadedFile):
                name = files.safe_name(upload.name or "")
                stored = files.store(upload, name, at=request.moment)
                application.attach(
                    number, criterion, stored, name=name, actor=request.actor, at=request.moment
                )
            else:
                document = get_object_or_404(case.operator.documents, pk=form.cleaned_data["document"])
                application.attach(
                    number, criterion, document, name=document.name, actor=request.actor, at=request.moment
                )
            messages.success(request, _("The document is attached."))
            return redirect("criterion_answer", number=number, criterion=criterion)
    return page(
        request,
        "trader/evidence.html",
        case=case,
        criterion=criterion,
        form=form,
        limit_mb=settings.MAX_UPLOAD_BYTES // 1024**2,
    )


@applicant_page
def evidence_remove(request: Request, number: str, criterion: str, pk: int) -> HttpResponse:
    """Take a document back from an answer; it stays among the firm's documents."""
    case = own_case(request, number)
    document = get_object_or_404(case.operator.documents, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        with refusals_onto(form):
            application.detach(number, criterion, pk, actor=request.actor, at=request.moment)
            messages.success(
                request, _("The document no longer belongs to this answer. It is still among your documents.")
            )
            return redirect("criterion_answer", number=number, criterion=criterion)
    return page(
        request, "trader/evidence_remove.html", case=case, criterion=criterion, document=document, form=form
    )


@applicant_page
def evidence_open(request: Request, pk: int) -> FileResponse:
    """Send one of the firm's own documents, as a download, and write down that it was opened."""
    documents = Document.objects.visible_to(request.actor).select_related("file")
    document = get_object_or_404(documents, pk=pk)
    try:
        stream = files.open_file(document.file)
    except FileNotFoundError as lost:
        raise Http404 from lost
    if request.method == "GET":
        openings.record(document, actor=request.actor, at=request.moment)
    response = FileResponse(
        stream,
        as_attachment=True,
        filename=document.name,
        content_type=document.file.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
