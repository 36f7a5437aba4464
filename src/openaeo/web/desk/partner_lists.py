"""A partner's list on its way into the register: upload, progress, preview, rows, apply, discard, release."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from openaeo.bedrock import files
from openaeo.bedrock.rows import in_utf8
from openaeo.exchange import lists
from openaeo.exchange.checking import overview
from openaeo.exchange.models import ListImport, ListRow
from openaeo.exchange.reading import COLUMNS
from openaeo.exchange.verdicts import BINDING, Word
from openaeo.law.listing import LIST, ListState
from openaeo.law.terms import Capacity
from openaeo.web.desk.partner_forms import ConfirmForm, ReleaseForm, UploadForm
from openaeo.web.desk.partner_words import Told, sentence, told
from openaeo.web.desk.partners import READERS, an_arrangement
from openaeo.web.language import called
from openaeo.web.shell import Request, page, refusals_onto, sought_in, staff_page
from openaeo.web.words import word

DESK = Capacity.RECOGNITION_DESK
PER_PAGE, SHOWN = 50, 20
BUSY = frozenset({ListState.RECEIVED.value, ListState.CHECKING.value, ListState.APPLYING.value})
FILTERS = (Word.NEW, Word.CHANGED, Word.QUARANTINED, Word.ERROR)
EXAMPLE = {
    "code": "QN-AEO-0001",
    "scheme": "aeo",
    "name": "Papaya Wharf (invented) Ltd",
    "address": "1 Quay Street, Quince Harbour",
    "country": "QN",
    "tier": "full",
    "roles": "exporter;carrier",
    "valid_from": "2026-01-15",
    "valid_until": "2029-01-14",
    "status": "granted",
    "tin": "QN1000001",
}
"""The row of the template; the columns it leaves out are optional."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of a list as a page shows it: identity, problems in words, and what would change."""

    row: ListRow
    code: str
    name: str
    problems: tuple[Told, ...]
    changes: tuple[tuple[str, str, str], ...]
    releasable: bool


@staff_page(DESK)
def list_upload(request: Request, code: str) -> HttpResponse:
    """Take in a list as a file; a file that cannot be a list is refused before anything is kept of it."""
    arrangement = an_arrangement(request, code)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, words=sentence):
            upload = form.cleaned_data["file"]
            with in_utf8(upload) as (stream, sent):
                stored = files.store(stream, upload.name, at=request.moment, accept=lists.ACCEPTED)
            row = lists.receive_list(
                code, stored=stored, name=upload.name, sent=sent, actor=request.actor, at=request.moment
            )
            return redirect("list_import", row.pk)
    return page(
        request,
        "desk/partners/upload.html",
        form=form,
        arrangement=arrangement,
        name=called(arrangement.partner.name),
        columns=COLUMNS,
    )


@staff_page(*READERS)
def list_import(request: Request, pk: int) -> HttpResponse:
    """Show a list: how far it is, what would change, what is wrong, and what may be done."""
    row = _a_list(request, pk)
    counts = overview(row.counts)
    rows = ListRow.objects.visible_to(request.actor).filter(listing=row)
    steps = {step.name for step in LIST.open_to(ListState(row.state))}
    desk = request.actor.capacity is DESK
    return page(
        request,
        "desk/partners/import.html",
        **_about(row),
        counts=[(one, word("row", one).label, counts[one.value], word("row", one).tone) for one in Word],
        shares=[(word("row", one).label, counts[one.value], word("row", one).tone) for one in Word],
        missing=counts["missing"],
        missing_numbers=row.counts.get("missing_numbers", []),
        errors=_some(rows, Word.ERROR) if counts["error"] else [],
        held_back=_some(rows, Word.QUARANTINED) if counts["quarantined"] else [],
        more_errors=counts["error"] > SHOWN,
        more_held_back=counts["quarantined"] > SHOWN,
        applied_before=_applied_before(row, request),
        unmet=[sentence(reason) for reason in LIST.unmet(ListState.CHECKED, "apply", row.facts())]
        if row.state == ListState.CHECKED.value
        else [],
        failures=[sentence(reason) for reason in row.reasons()],
        may_apply=desk and "apply" in steps,
        may_check=desk and row.state in {ListState.CHECKED.value, ListState.FAILED.value},
        may_discard=desk and "discard" in steps,
        may_release=desk and row.state in {ListState.CHECKED.value, ListState.APPLIED.value},
    )


@staff_page(*READERS)
def list_progress(request: Request, pk: int) -> HttpResponse:
    """Return the progress bar for htmx; once the work is done it asks for the whole page instead."""
    row = _a_list(request, pk)
    if not request.headers.get("HX-Request"):
        return redirect("list_import", pk)
    response = page(request, "desk/partners/progress.html", **_about(row))
    if row.state not in BUSY:
        response.headers["HX-Refresh"] = "true"
    return response


@staff_page(*READERS)
def list_rows(request: Request, pk: int) -> HttpResponse:
    """List the rows that are not as before, filtered by the words in the address: `verdict`, `q`, `page`."""
    row = _a_list(request, pk)
    verdict, sought = request.GET.get("verdict", ""), sought_in(request)
    rows = ListRow.objects.visible_to(request.actor).filter(listing=row).select_related("released_by")
    if verdict in set(FILTERS):
        rows = rows.filter(verdict=verdict)
    if sought:
        rows = rows.filter(Q(values__code__icontains=sought) | Q(values__name__icontains=sought))
    leaf = Paginator(rows.order_by("row"), PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/partners/rows.html",
        **_about(row),
        leaf=leaf,
        rows=[_shown(one) for one in leaf],
        sought=sought,
        verdict=verdict,
        verdicts=[(one.value, word("row", one).label, one.value == verdict) for one in FILTERS],
        filtered=bool(verdict or sought),
        may_release=request.actor.capacity is DESK
        and row.state in {ListState.CHECKED.value, ListState.APPLIED.value},
    )


@staff_page(*READERS)
def list_errors(request: Request, pk: int) -> StreamingHttpResponse:
    """Return every error and held-back row as CSV, to be sent to the partner."""
    row = _a_list(request, pk)
    rows = ListRow.objects.visible_to(request.actor).filter(
        listing=row, verdict__in=[Word.ERROR.value, Word.QUARANTINED.value]
    )
    header = [_("Row"), _("Verdict"), _("Column"), _("Value"), _("What is wrong"), _("What to do")]
    return download(
        _error_lines(header, rows.order_by("row").iterator(chunk_size=1000)), f"list-{pk}-errors.csv"
    )


@staff_page(*READERS)
def list_template(request: Request) -> StreamingHttpResponse:  # noqa: ARG001 - every page takes the request
    """Return a CSV with the columns of a list and one invented row."""
    return download(
        iter([list(COLUMNS), [EXAMPLE.get(column, "") for column in COLUMNS]]), "partner-list-template.csv"
    )


@staff_page(DESK)
def list_apply(request: Request, pk: int) -> HttpResponse:
    """Write the list into the register, after saying what will happen."""
    return _confirmed(
        request, pk, "apply", lists.apply_list, _("The list is being written into the register.")
    )


@staff_page(DESK)
def list_check(request: Request, pk: int) -> HttpResponse:
    """Check the list again, against the register as it is now."""
    return _confirmed(request, pk, "check", lists.check_again, _("The list is being checked again."))


@staff_page(DESK)
def list_discard(request: Request, pk: int) -> HttpResponse:
    """Put the list aside, after saying what will happen."""
    return _confirmed(
        request, pk, "discard", lists.discard_list, _("The list is discarded. The register is as it was.")
    )


@staff_page(DESK)
def row_release(request: Request, pk: int) -> HttpResponse:
    """Let one held-back row pass, with a reason."""
    rows = ListRow.objects.visible_to(request.actor).select_related("listing__arrangement__partner")
    row = get_object_or_404(rows, pk=pk, verdict=Word.QUARANTINED.value)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"reason-missing": "reason"}, words=sentence):
            lists.release_row(pk, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("Row %(row)s is released.") % {"row": row.row})
            return redirect("list_import", row.listing_id)
    return page(
        request,
        "desk/partners/release.html",
        **_about(row.listing),
        form=form,
        shown=_shown(row),
        facts=[(name, _words(value)) for name, value in row.values.items() if value],
        applied=row.listing.state == ListState.APPLIED.value,
    )


def _confirmed(
    request: Request, pk: int, step: str, verb: Callable[..., ListImport], done: str
) -> HttpResponse:
    row = _a_list(request, pk)
    form: forms.Form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.is_valid()
        with refusals_onto(form, words=sentence):
            verb(pk, actor=request.actor, at=request.moment)
            messages.success(request, done)
            return redirect("list_import", pk)
    counts = overview(row.counts)
    released = (
        ListRow.objects.visible_to(request.actor).filter(listing=row, released_by__isnull=False).count()
    )
    return page(
        request,
        "desk/partners/confirm.html",
        **_about(row),
        form=form,
        step=step,
        counts=counts,
        released=released,
        staying=counts["quarantined"] - released,
    )


def _a_list(request: Request, pk: int) -> ListImport:
    rows = ListImport.objects.visible_to(request.actor)
    return get_object_or_404(
        rows.select_related("arrangement__partner", "received_by", "applied_by", "file"), pk=pk
    )


def _about(row: ListImport) -> dict[str, Any]:
    counted = row.state != ListState.APPLYING.value
    return {
        "listing": row,
        "arrangement": row.arrangement,
        "partner_name": called(row.arrangement.partner.name) or row.arrangement.partner_id,
        "busy": row.state in BUSY,
        "counted": counted and row.rows_total > 0,
        "steps": _stages(row),
    }


def _stages(row: ListImport) -> list[tuple[str, str]]:
    reached = {
        "received": 0,
        "checking": 1,
        "failed": 1,
        "checked": 2,
        "discarded": 2,
        "applying": 3,
        "applied": 4,
    }
    now = reached[row.state]
    labels = [_("Received"), _("Checked"), _("Looked at"), _("In the register")]
    return [
        (label, "done" if place < now else "now" if place == now else "next")
        for place, label in enumerate(labels)
    ]


def _applied_before(row: ListImport, request: Request) -> ListImport | None:
    """An earlier list with the very same bytes."""
    return (
        ListImport.objects.visible_to(request.actor)
        .filter(
            arrangement=row.arrangement_id,
            file=row.file_id,
            state=ListState.APPLIED.value,
            received_at__lt=row.received_at,
        )
        .first()
    )


def _some(rows: QuerySet[ListRow], verdict: Word) -> list[Shown]:
    some = rows.filter(verdict=verdict.value).select_related("released_by").order_by("row")[:SHOWN]
    return [_shown(row) for row in some]


def _shown(row: ListRow) -> Shown:
    said = row.values
    codes = {problem["code"] for problem in row.problems}
    return Shown(
        row,
        str(said.get("code", "")),
        str(said.get("name", "")),
        tuple(told(problem) for problem in row.problems),
        tuple((name, _words(old), _words(said.get(name))) for name, old in row.before.items()),
        row.verdict == Word.QUARANTINED.value and row.released_by_id is None and not codes & BINDING,
    )


def _words(value: object) -> str:
    if isinstance(value, list):
        return (
            ", ".join(":".join(map(str, one)) if isinstance(one, list) else str(one) for one in value) or "–"
        )
    return str(value or "–").removesuffix("T00:00:00+00:00")


def _error_lines(header: list[str], rows: Iterator[ListRow]) -> Iterator[list[object]]:
    yield list(header)
    for row in rows:
        for problem in row.problems:
            said = told(problem)
            yield [
                row.row,
                str(word("row", row.verdict).label),
                said.column,
                _words(row.values.get(said.column, "")),
                said.what,
                said.fix,
            ]


class _Echo:
    """A file that hands back what is written, for streaming."""

    def write(self, text: str) -> str:
        return text


def harmless(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


def download(lines: Iterator[Sequence[object]], name: str) -> StreamingHttpResponse:
    """Return `lines` as a CSV file called `name`, in which nothing computes."""
    writer = csv.writer(_Echo())
    # The mark at the start tells spreadsheets that it is UTF-8.
    chunks = (writer.writerow([harmless(cell) for cell in line]) for line in lines)
    response = StreamingHttpResponse(_marked(chunks), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _marked(chunks: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from chunks
