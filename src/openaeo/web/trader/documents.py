"""The firm's documents: what is there and until when, its versions, what it serves, who saw it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.bedrock import files
from openaeo.bedrock.models import StoredFile
from openaeo.casework import documents
from openaeo.casework.answers import EDITABLE
from openaeo.casework.facts import roles_of
from openaeo.casework.models import Case, Document, Evidence
from openaeo.casework.openings import Seen, seen
from openaeo.casework.programme import edition_of
from openaeo.law.documents import Validity
from openaeo.law.edition import Criterion, Group
from openaeo.law.lifecycle import CASE_FINAL
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.account import own_firm
from openaeo.web.trader.document_forms import DescriptionForm, DocumentForm, UseForm, VersionForm
from openaeo.web.trader.forms import ConsentForm
from openaeo.web.trader.papers import FILE_REFUSALS
from openaeo.web.words import word

ON_A_PAGE = 25
LATEST = 10
"""Days on which a document was opened that are shown on its page."""
ASIDE = "retired"
STATES = (
    *(Validity.EXPIRED.value, Validity.EXPIRES_SOON.value, Validity.CURRENT.value),
    *(Validity.UNDATED.value, ASIDE),
)
DATE_REFUSALS = {
    "document-not-yet-issued": "issued_on",
    "document-ends-before-start": "expires_on",
    "document-known-already": "file",
    "name-missing": "file",
}


@dataclass(frozen=True, slots=True)
class Served:
    """A case and the criteria in it that a document stands behind."""

    case: Case
    criteria: list[str]


@dataclass(frozen=True, slots=True)
class Card:
    """One document on the board: its state (a word of kind `document`), what it serves, who looked at it last."""

    document: Document
    state: str
    served: list[Served]
    seen: list[Seen]

    @property
    def customs_looked(self) -> date | None:
        """The last day on which customs opened it."""
        return next((one.day for one in self.seen if one.side == "customs"), None)


def own_document(request: Request, pk: int) -> Document:
    """Return one of the firm's own documents, or answer as if there were none."""
    return get_object_or_404(Document.objects.visible_to(request.actor).select_related("file"), pk=pk)


def open_case(request: Request) -> Case | None:
    """Return the firm's open application, if there is one."""
    return Case.objects.visible_to(request.actor).exclude(state__in=CASE_FINAL).first()


@applicant_page
def board(request: Request) -> HttpResponse:
    """Show every document with its expiry and what it serves; choose by state."""
    if own_firm(request) is None:
        return redirect("company")
    every = list(Document.objects.visible_to(request.actor).newest().select_related("file"))
    states = {document.pk: _state(document, request.moment) for document in every}
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in STATES else ""
    chosen = [one for one in every if states[one.pk] == wanted or (not wanted and states[one.pk] != ASIDE)]
    leaf = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = list(leaf)
    prefetch_related_objects(shown, "evidence__answer__case")
    opened = seen(shown, actor=request.actor)
    return page(
        request,
        "trader/documents.html",
        cards=[
            Card(one, states[one.pk], _served(one.evidence.all()), opened.get(one.pk, [])) for one in shown
        ],
        leaf=leaf,
        tabs=_tabs(states.values(), wanted),
        wanted=wanted,
        nothing=not every,
        case=open_case(request),
    )


def _tabs(states: Iterable[str], wanted: str) -> list[tuple[str, object, bool, int]]:
    found, address = list(states), reverse("documents")
    tabs: list[tuple[str, object, bool, int]] = [
        (address, gettext_lazy("All"), not wanted, sum(one != ASIDE for one in found))
    ]
    tabs += [
        (f"{address}?state={key}", word("document", key).label, key == wanted, found.count(key))
        for key in STATES
        if key in found or key == wanted
    ]
    return tabs


@applicant_page
def add(request: Request) -> HttpResponse:
    """Keep a new document, before it is put forward for anything."""
    if own_firm(request) is None:
        return redirect("company")
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FILE_REFUSALS | DATE_REFUSALS):
            stored, name = _stored(form.cleaned_data.pop("file"), request)
            document = documents.add(
                stored, name=name, **form.cleaned_data, actor=request.actor, at=request.moment
            )
            messages.success(request, _("The document is kept. Now say which criteria it serves."))
            return redirect("document", pk=document.pk)
    return page(request, "trader/document_add.html", form=form, limit_mb=_limit_mb())


@applicant_page
def document(request: Request, pk: int) -> HttpResponse:
    """Show one document with its versions, what it serves and who opened it; describe it anew."""
    found = own_document(request, pk)
    line = documents.versions_of(found)
    known = {"description": found.description, "issued_on": found.issued_on, "expires_on": found.expires_on}
    form = DescriptionForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, DATE_REFUSALS):
            documents.describe(pk, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("What you say of the document is saved."))
            return redirect("document", pk=pk)
    case = open_case(request)
    opened = seen(line, actor=request.actor)
    return page(
        request,
        "trader/document.html",
        document=found,
        newest=line[0].pk == found.pk,
        state=_state(found, request.moment) if line[0].pk == found.pk else "replaced",
        versions=[(one, _state(one, request.moment) if one is line[0] else "replaced") for one in line],
        served=_served(found.evidence.select_related("answer__case")),
        seen=sorted((one for rows in opened.values() for one in rows), key=lambda one: one.day, reverse=True)[
            :LATEST
        ],
        case=case,
        usable=case is not None and case.standing in EDITABLE,
        form=form,
    )


@applicant_page
def replace(request: Request, pk: int) -> HttpResponse:
    """Send a new version of a document."""
    found = own_document(request, pk)
    follows = open_case(request)
    form = VersionForm(
        request.POST or None,
        request.FILES or None,
        initial={"description": found.description, "follow": True},
        follows=follows is not None,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FILE_REFUSALS | DATE_REFUSALS):
            stored, name = _stored(form.cleaned_data.pop("file"), request)
            new = documents.replace(
                pk, stored, name=name, **form.cleaned_data, actor=request.actor, at=request.moment
            )
            messages.success(request, _("The new version is in place. The old one stays readable."))
            return redirect("document", pk=new.pk)
    return page(
        request, "trader/document_replace.html", document=found, form=form, limit_mb=_limit_mb(), case=follows
    )


@applicant_page
def retire(request: Request, pk: int) -> HttpResponse:
    """Ask whether a document is put aside, then do so."""
    found = own_document(request, pk)
    form = ConsentForm(request.POST or None)
    if request.method == "POST":
        with refusals_onto(form):
            documents.retire(pk, actor=request.actor, at=request.moment)
            messages.success(request, _("The document is put aside. You find it under “Put aside”."))
            return redirect("documents")
    return page(request, "trader/document_retire.html", document=found, form=form)


@applicant_page
def restore(request: Request, pk: int) -> HttpResponse:
    """Take a document up again that was put aside."""
    found = own_document(request, pk)
    form = ConsentForm(request.POST or None)
    if request.method == "POST":
        with refusals_onto(form):
            documents.restore(pk, actor=request.actor, at=request.moment)
            messages.success(request, _("The document is offered again."))
            return redirect("document", pk=pk)
    return page(request, "trader/document_restore.html", document=found, form=form)


@dataclass(frozen=True, slots=True)
class Choice:
    """One criterion on the page "use for other criteria": may be ticked, or why not."""

    criterion: Criterion
    answered: bool
    attached: bool
    ticked: bool


@applicant_page
def use(request: Request, pk: int) -> HttpResponse:
    """Put a document forward for several criteria at once."""
    found, case = own_document(request, pk), open_case(request)
    if case is None:
        raise Http404
    edition = edition_of(case)
    asked = edition.applying(roles_of(case))
    form = UseForm(request.POST if request.method == "POST" else None, criteria=[one.id for one in asked])
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            wanted = form.cleaned_data["criteria"]
            links = documents.use(case.number, pk, wanted, actor=request.actor, at=request.moment)
            messages.success(
                request, _("The document now serves these criteria too: %(list)s.") % {"list": _listed(links)}
            )
            return redirect("document", pk=pk)
    answered = set(case.answers.values_list("criterion", flat=True))
    there = set(found.evidence.filter(answer__case=case).values_list("answer__criterion", flat=True))
    ticked = set(request.POST.getlist("criteria"))
    rows = [Choice(one, one.id in answered, one.id in there, one.id in ticked) for one in asked]
    return page(
        request,
        "trader/document_use.html",
        document=found,
        case=case,
        form=form,
        groups=_grouped(edition.groups, rows),
        usable=any(row.answered and not row.attached for row in rows),
    )


def _grouped(groups: tuple[Group, ...], rows: list[Choice]) -> list[tuple[Group, list[Choice]]]:
    found = ((group, [row for row in rows if row.criterion.group == group.letter]) for group in groups)
    return [(group, held) for group, held in found if held]


def _listed(links: Iterable[Evidence]) -> str:
    return ", ".join(link.answer.criterion for link in links)


def _state(document: Document, moment: datetime) -> str:
    return ASIDE if document.retired_at else documents.validity_at(document, moment).value


def _served(rows: Iterable[Evidence]) -> list[Served]:
    """The criteria by case, the latest case first; what was replaced since no longer counts."""
    cases: dict[str, Served] = {}
    for row in rows:
        if row.replaced_at is None:
            case = row.answer.case
            cases.setdefault(case.number, Served(case, [])).criteria.append(row.answer.criterion)
    for one in cases.values():
        one.criteria.sort(key=lambda key: (key[0], int(key[1:])))
    return sorted(cases.values(), key=lambda one: one.case.started_at, reverse=True)


def _stored(upload: UploadedFile[bytes], request: Request) -> tuple[StoredFile, str]:
    name = files.safe_name(upload.name or "")
    return files.store(upload, name, at=request.moment), name


def _limit_mb() -> int:
    return int(settings.MAX_UPLOAD_BYTES) // 1024**2
