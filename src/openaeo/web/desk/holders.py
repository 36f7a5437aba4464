"""A list of our own holders on its way into the register: upload, meaning, preview, rows, taking over, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from openaeo.bedrock import files
from openaeo.bedrock.rows import in_utf8
from openaeo.casework import intake as verbs
from openaeo.casework.intake_check import cell_of
from openaeo.casework.models import Intake, IntakeRow
from openaeo.law.authority import allowed
from openaeo.law.intake import INTAKE, WAITING, Fate, Field, IntakeState
from openaeo.law.intake_fates import PASSABLE
from openaeo.law.terms import Capacity
from openaeo.register.models import Authorisation
from openaeo.web.desk.holder_forms import (
    ColumnsForm,
    ConfirmForm,
    HoldersFileForm,
    RowForm,
    RowReasonForm,
    WordsForm,
)
from openaeo.web.desk.holder_meaning import columns_guessed, tiers, words_guessed, words_of
from openaeo.web.desk.holder_words import FATES, FIELDS, HAPPENS, STATES, sentence, shown, told
from openaeo.web.desk.partner_lists import download
from openaeo.web.shell import Request, page, refusals_onto, sought_in, staff_page

PER_PAGE, SAMPLES = 50, 3
PREPARERS = (Capacity.OFFICER, Capacity.DECIDER)
BUSY = frozenset({IntakeState.CHECKING.value, IntakeState.TAKING.value})


@staff_page()
def intakes(request: Request) -> HttpResponse:
    """List what was brought from a book kept before, the latest first."""
    rows = Intake.objects.visible_to(request.actor).select_related("received_by")
    rows = rows.annotate(
        taken=Count("rows", filter=Q(rows__fate=Fate.TAKEN.value)),
        waiting=Count("rows", filter=Q(rows__fate__in=[fate.value for fate in WAITING])),
    )
    leaf = Paginator(rows.order_by("-received_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/holders/intakes.html",
        leaf=leaf,
        lines=[(one, STATES[one.state]) for one in leaf],
        may_receive=_may(request, "receive-holders"),
    )


@staff_page(*PREPARERS)
def intake_new(request: Request) -> HttpResponse:
    """Take in a list as a file; one that cannot be a list is refused before anything is kept of it."""
    form = HoldersFileForm(request.POST, request.FILES) if request.method == "POST" else HoldersFileForm()
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, words=sentence):
            upload = form.cleaned_data["file"]
            with in_utf8(upload) as (stream, sent):
                stored = files.store(stream, upload.name, at=request.moment, accept=verbs.ACCEPTED)
            found = verbs.receive(
                stored=stored, name=upload.name, sent=sent, actor=request.actor, at=request.moment
            )
            return redirect("intake_columns", found.pk)
    return page(request, "desk/holders/upload.html", form=form)


@staff_page(*PREPARERS)
def intake_columns(request: Request, pk: int) -> HttpResponse:
    """Say which column tells what; headings are guessed, and known ones remembered from the list before."""
    found = _an_intake(request, pk)
    samples = list(IntakeRow.objects.visible_to(request.actor).filter(intake=found)[:200])
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        headings=found.headings,
        tiers=tiers(),
        initial=columns_guessed(request, found, samples),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, words=sentence):
            verbs.choose_columns(
                pk,
                form.columns(),
                order=form.order_chosen(),
                whole=form.whole(),
                actor=request.actor,
                at=request.moment,
            )
            return redirect("intake_words", pk)
    return page(
        request,
        "desk/holders/columns.html",
        **_about(found),
        form=form,
        columns=[
            (heading, [shown("", _plain(cell_of(row, place))) for row in samples[:SAMPLES]])
            for place, heading in enumerate(found.headings)
        ],
    )


@staff_page(*PREPARERS)
def intake_words(request: Request, pk: int) -> HttpResponse:
    """Say what the keeper's own words mean here, then have the list checked."""
    found = _an_intake(request, pk)
    if "columns" not in found.mapping:
        return redirect("intake_columns", pk)
    words = words_of(request, found)
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        words=words,
        tiers=tiers(),
        initial=words_guessed(request, found, words),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, words=sentence):
            verbs.choose_words(pk, form.words(), actor=request.actor, at=request.moment)
            return redirect("intake", pk)
    return page(request, "desk/holders/words.html", **_about(found), form=form, any=any(words.values()))


@staff_page()
def intake(request: Request, pk: int) -> HttpResponse:
    """Show a list: how far it is, what becomes of its rows, its totals beside the register's, what may be done."""
    found = _an_intake(request, pk)
    rows = IntakeRow.objects.visible_to(request.actor).filter(intake=found)
    counts = dict(rows.order_by().values_list("fate").annotate(Count("pk")))
    steps = {step.name for step in INTAKE.open_to(IntakeState(found.state))}
    unmet = INTAKE.unmet(IntakeState(found.state), "take-over", found.facts(request.actor))
    again = Intake.objects.visible_to(request.actor).filter(
        file=found.file_id, state=IntakeState.DONE.value, received_at__lt=found.received_at
    )
    return page(
        request,
        "desk/holders/intake.html",
        **_about(found),
        counts=[
            (code, one, counts.get(code, 0), HAPPENS[code]) for code, one in FATES.items() if counts.get(code)
        ],
        totals=_totals(request, rows),
        missing=_missing(request, rows),
        again=again.first(),
        waiting=sum(counts.get(fate.value, 0) for fate in WAITING),
        may_map="map" in steps and _may(request, "map-holders"),
        may_discard="discard" in steps and _may(request, "discard-holders"),
        may_take="take-over" in steps and _may(request, "take-over-holders") and not unmet,
        unmet=[sentence(one) for one in unmet] if found.state == IntakeState.CHECKED.value else [],
        checked=found.checked_at is not None,
    )


@staff_page()
def intake_progress(request: Request, pk: int) -> HttpResponse:
    """Return the progress bar for htmx; once the work is done it asks for the whole page instead."""
    if not request.headers.get("HX-Request"):
        return redirect("intake", pk)
    found = _an_intake(request, pk)
    response = page(request, "desk/holders/progress.html", **_about(found))
    if found.state not in BUSY:
        response.headers["HX-Refresh"] = "true"
    return response


@staff_page()
def intake_rows(request: Request, pk: int) -> HttpResponse:
    """List the rows, filtered by the words in the address: `fate`, `q`, `page`."""
    found = _an_intake(request, pk)
    fate, sought = request.GET.get("fate", ""), sought_in(request)
    rows = IntakeRow.objects.visible_to(request.actor).filter(intake=found)
    if fate in FATES:
        rows = rows.filter(fate=fate)
    if sought:
        rows = rows.filter(
            Q(values__number__icontains=sought)
            | Q(number__icontains=sought)
            | Q(values__name__icontains=sought)
            | Q(values__identifiers__icontains=sought)
        )
    leaf = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/holders/rows.html",
        **_about(found),
        leaf=leaf,
        lines=[_line(row) for row in leaf],
        sought=sought,
        fates=[(code, one.label, code == fate) for code, one in FATES.items()],
        filtered=bool(fate or sought),
    )


@staff_page()
def intake_row(request: Request, pk: int) -> HttpResponse:
    """Show one row as it came and as it is read; somebody who prepares corrects it, passes it or leaves it out."""
    rows = IntakeRow.objects.visible_to(request.actor).select_related("intake", "settled_by")
    row = get_object_or_404(rows, pk=pk)
    found = row.intake
    open_still = row.fate in WAITING and found.state in verbs.SETTLING
    may = open_still and _may(request, "correct-holder")
    step = request.POST.get("step", "") if request.method == "POST" and may else ""
    asked = [
        field
        for field in Field
        if field.value in found.mapping.get("columns", {}) or field.value in row.typed
    ]
    form = RowForm(
        request.POST if step == "correct" else None, asked=asked, tiers=tiers(), initial=_typed(row)
    )
    reasoned = RowReasonForm(request.POST if step in {"pass", "leave-out"} else None)
    if step == "correct" and form.is_valid():
        with refusals_onto(form, words=sentence):
            settled = verbs.correct(pk, form.typed(), actor=request.actor, at=request.moment)
            return _settled(request, settled)
    elif step in {"pass", "leave-out"} and reasoned.is_valid():
        verb = verbs.pass_row if step == "pass" else verbs.leave_out
        with refusals_onto(reasoned, {"reason-missing": "reason"}, words=sentence):
            settled = verb(pk, **reasoned.cleaned_data, actor=request.actor, at=request.moment)
            return _settled(request, settled)
    codes = {problem["code"] for problem in row.problems}
    return page(
        request,
        "desk/holders/row.html",
        **_about(found),
        **_line(row),
        form=form if may else None,
        reasoned=reasoned,
        passable=bool(codes) and codes <= PASSABLE,
        cells=[
            (heading, shown("", _plain(cell_of(row, place)))) for place, heading in enumerate(found.headings)
        ],
        values=[(FIELDS[name], shown(name, _now(row, name))) for name in FIELDS if _now(row, name)],
        by_hand=[(FIELDS[name], shown(name, text)) for name, text in row.typed.items() if name in FIELDS],
        held=row.number,
    )


@staff_page(Capacity.DECIDER)
def intake_take_over(request: Request, pk: int) -> HttpResponse:
    """Take the new rows into the register, after saying what will happen."""
    return _confirmed(request, pk, "take-over", verbs.take_over, _("The new rows are being taken over."))


@staff_page(*PREPARERS)
def intake_discard(request: Request, pk: int) -> HttpResponse:
    """Put the list aside, after saying what will happen."""
    return _confirmed(
        request, pk, "discard", verbs.discard, _("The list is discarded. The register is as it was.")
    )


@staff_page()
def intake_report(request: Request, pk: int) -> StreamingHttpResponse:
    """Return what became of every row as CSV, fit for spreadsheets."""
    found = _an_intake(request, pk)
    rows = IntakeRow.objects.visible_to(request.actor).filter(intake=found)
    return download(_report(rows.iterator(chunk_size=1000)), f"holders-{pk}-report.csv")


def _report(rows: Iterator[IntakeRow]) -> Iterator[list[object]]:
    heads = (Field.NUMBER, Field.NAME, Field.TIN, Field.TIER, Field.STATUS, Field.STARTS, Field.ENDS)
    yield [
        _("Row"),
        _("What became of it"),
        _("Entry in the register"),
        *(str(FIELDS[field.value]) for field in heads),
        _("Why"),
    ]
    for row in rows:
        line = _line(row)
        why = [f"{one.field}: {one.text}" if one.field else one.text for one in line["problems"]]
        why += [f"{name}: {before} / {now}" for name, before, now in line["changes"]]
        said = [shown(field.value, _now(row, field.value)) for field in heads]
        yield [row.row, str(line["fate"].label), row.number, *said, "; ".join([*why, row.reason]).strip("; ")]


def _confirmed(request: Request, pk: int, step: str, verb: Callable[..., Intake], done: str) -> HttpResponse:
    found = _an_intake(request, pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.is_valid()
        with refusals_onto(form, words=sentence):
            verb(pk, actor=request.actor, at=request.moment)
            messages.success(request, done)
            return redirect("intake", pk)
    rows = IntakeRow.objects.visible_to(request.actor).filter(intake=found)
    return page(
        request,
        "desk/holders/confirm.html",
        **_about(found),
        form=form,
        step=step,
        new=rows.filter(fate=Fate.NEW.value).count(),
        staying=rows.filter(fate__in=[fate.value for fate in WAITING]).count(),
    )


def _settled(request: Request, row: IntakeRow) -> HttpResponse:
    told_ = FATES[row.fate].label
    messages.success(request, _("Row %(row)s: %(fate)s.") % {"row": row.row, "fate": told_})
    return redirect("intake_row", row.pk)


def _may(request: Request, act: str) -> bool:
    return allowed(act, request.actor.capacity) is None


def _an_intake(request: Request, pk: int) -> Intake:
    rows = Intake.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("received_by", "taken_by"), pk=pk)


def _about(found: Intake) -> dict[str, Any]:
    return {"intake": found, "state": STATES[found.state], "busy": found.state in BUSY}


def _plain(cell: object) -> str:
    return str(getattr(cell, "text", cell))


def _line(row: IntakeRow) -> dict[str, Any]:
    return {
        "row": row,
        "fate": FATES[row.fate],
        "name": row.values.get("name", ""),
        "code": row.values.get("number") or row.number or ", ".join(row.values.get("identifiers", [])),
        "problems": [told(problem) for problem in row.problems],
        "changes": [
            (FIELDS.get(name, name), shown(name, before), shown(name, _now(row, name)))
            for name, before in row.before.items()
        ],
    }


def _now(row: IntakeRow, name: str) -> object:
    """What a row says of a field; identifiers are kept together."""
    if name in {Field.TIN.value, Field.EORI.value, Field.MID.value}:
        told_ = [one.partition(":") for one in row.values.get("identifiers", [])]
        return [value for scheme, _colon, value in told_ if scheme == name]
    return row.values.get(name, "")


def _typed(row: IntakeRow) -> dict[str, Any]:
    """The row as a form shows it: what was typed, else what could be read, else the cell as it came."""
    columns = row.intake.mapping.get("columns", {})
    initial: dict[str, Any] = {}
    for field in Field:
        name = field.value
        said = row.typed[name] if name in row.typed else _now(row, name)
        if not said and name in columns and name not in row.typed:
            said = _plain(cell_of(row, columns[name]))
        if field is Field.ROLES and isinstance(said, str):
            said = [part for part in said.split(";") if part]
        initial[name] = "; ".join(said) if isinstance(said, list) and field is not Field.ROLES else said
    return initial


def _totals(request: Request, rows: Any) -> list[tuple[str, str, int, int, int]]:
    """By type and status: rows of the list, those that stand in the register or were taken over, and the register's."""
    standing = Q(fate__in=[Fate.SAME.value, Fate.TAKEN.value])
    grouped = rows.order_by().values("values__tier", "values__status")
    counted = grouped.annotate(all=Count("pk"), there=Count("pk", filter=standing)).values_list(
        "values__tier", "values__status", "all", "there"
    )
    listed = {(tier or "", status or ""): (count, there) for tier, status, count, there in counted}
    ours = Authorisation.objects.visible_to(request.actor).filter(administration__is_home=True)
    book = {
        (tier, state): count
        for tier, state, count in ours.order_by().values_list("tier", "state").annotate(Count("pk"))
    }
    named = tiers()
    return [
        (
            named.get(tier, tier) or "–",
            shown(Field.STATUS.value, status),
            *listed.get((tier, status), (0, 0)),
            book.get((tier, status), 0),
        )
        for tier, status in sorted({*listed, *book})
    ]


def _missing(request: Request, rows: Any) -> int:
    """How many authorisations of ours no row of the list tells of."""
    ours = Authorisation.objects.visible_to(request.actor).filter(administration__is_home=True)
    return int(ours.exclude(number__in=rows.exclude(number="").values("number")).count())
