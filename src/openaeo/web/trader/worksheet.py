"""Answering offline: the questions as a workbook, and its way back by a preview in which every change is seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from openaeo.bedrock import files
from openaeo.casework import worksheet as sheets
from openaeo.casework.answers import editable
from openaeo.casework.models import Case, Worksheet
from openaeo.casework.programme import edition_of, guidebook
from openaeo.casework.workbook import Question, Wording, written
from openaeo.casework.worksheet import Preview, Row, Verdict
from openaeo.law import questionnaire
from openaeo.law.guidance import Guidance
from openaeo.law.questionnaire import Said
from openaeo.law.terms import Claim
from openaeo.law.workflow import Reason
from openaeo.web.components import COMMAS
from openaeo.web.language import reading, worded_here
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.application import own_case
from openaeo.web.trader.forms import WorksheetApplyForm, WorksheetForm
from openaeo.web.wording import say
from openaeo.web.words import word

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS: Mapping[str, str | Promise] = {
    "criterion": gettext_lazy("No."),
    "group": gettext_lazy("Group"),
    "asked": gettext_lazy("What must be shown"),
    "proof": gettext_lazy("Usual evidence"),
    "knows": gettext_lazy("Who usually knows"),
    "helps": gettext_lazy("What usually helps"),
    "claim": gettext_lazy("Do you meet this?"),
    "explanation": gettext_lazy("How, and where it is written down"),
    "procedure": gettext_lazy("Procedure or document it is in"),
    "sites": gettext_lazy("Only for these sites"),
    "alternative": gettext_lazy("What you do instead"),
    "equivalence": gettext_lazy("Why this has the same effect"),
}
FAULTS: Mapping[str, str | Promise] = {
    "file-type-not-allowed": gettext_lazy(
        "Send the workbook as XLSX. Other kinds of file, and workbooks with macros (XLSM), are not taken."
    ),
    "file-content-differs": gettext_lazy(
        "This is not a plain XLSX workbook, or it holds macros. Save it as an Excel workbook (.xlsx) and send it again."
    ),
    "workbook-unreadable": gettext_lazy(
        "The workbook cannot be opened. Save it again as XLSX and send it anew; your answers are unharmed."
    ),
    "workbook-too-large": gettext_lazy(
        "The workbook is too large once unpacked. Start again from a fresh download; your answers are unharmed."
    ),
    "workbook-unsafe": gettext_lazy(
        "The workbook holds something that is not data. Start again from a fresh download; your answers are unharmed."
    ),
}
ON_THE_FILE = dict.fromkeys(
    (
        *FAULTS,
        *(
            "file-empty",
            "file-too-large",
            "worksheet-unknown",
            "worksheet-column-missing",
            "worksheet-too-long",
        ),
        *("worksheet-other-case", "worksheet-other-edition"),
    ),
    "file",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One column in which the workbook differs: its word, what stands here, what the workbook says."""

    label: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of the workbook as the page shows it."""

    row: Row
    asked: Mapping[str, str] | None
    changes: tuple[Change, ...]
    problems: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    choice: forms.BoundField | None


@applicant_page
def worksheet(request: Request, number: str) -> HttpResponse:
    """Offer the workbook, and take one back; nothing changes before its preview is agreed to."""
    case = own_case(request, number)
    form = WorksheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, ON_THE_FILE, words=_fault):
            upload = form.cleaned_data["file"]
            name = upload.name or "answers.xlsx"
            stored = files.store(upload, name, at=request.moment, accept=sheets.ACCEPTED)
            sent = sheets.receive(number, stored=stored, name=name, actor=request.actor, at=request.moment)
            return redirect("worksheet_preview", number=number, pk=sent.pk)
    return page(
        request,
        "trader/worksheet.html",
        case=case,
        form=form,
        editable=editable(case) is None,
        sent=Worksheet.objects.visible_to(request.actor).filter(case=case)[:10],
        limit_mb=settings.MAX_UPLOAD_BYTES // 1024**2,
    )


@applicant_page
def worksheet_file(request: Request, number: str) -> HttpResponse:
    """Hand over the questions and the answers so far as a workbook in the reader's language."""
    case = own_case(request, number)
    ground = sheets.ground_of(case)
    edition, book = edition_of(case), guidebook(case.edition)
    questions = [
        Question(
            criterion.id,
            f"{criterion.group} · {worded_here(edition.group(criterion.group).name)[0]}",
            worded_here(criterion.text)[0],
            worded_here(criterion.evidence)[0],
            *_help(book.on(criterion.id)),
        )
        for criterion in map(edition.criterion, ground.asked)
    ]
    offered = [label for key, label in ground.labels.items() if key in ground.open_sites]
    content = written(
        case.number,
        case.edition_hash,
        questions,
        ground.said,
        ground.labels,
        _wording(case, offered, request),
    )
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{case.number}-answers.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _help(given: Guidance | None) -> tuple[str, str]:
    """Who in a firm usually knows, and what usually helps, for two cells."""
    if given is None:
        return "", ""
    who = COMMAS.get(reading(), ", ").join(str(word("department", one).label) for one in given.known_by)
    return who, "\n".join(worded_here(text)[0] for text in given.solutions)


@applicant_page
def worksheet_preview(request: Request, number: str, pk: int) -> HttpResponse:
    """Show what a workbook would change, row by row; the changes are applied together or not at all."""
    case = own_case(request, number)
    sent = get_object_or_404(
        Worksheet.objects.visible_to(request.actor).select_related("file", "applied_by").filter(case=case),
        pk=pk,
    )
    sent.case = case
    try:
        plan = sheets.preview(sent)
    except FileNotFoundError as lost:
        raise Http404 from lost
    form = _apply_form(request, plan)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            done = sheets.apply(
                pk,
                agreed=form.cleaned_data["agreed"],
                take=form.taken(),
                leave_out=form.cleaned_data.get("leave_out", False),
                actor=request.actor,
                at=request.moment,
            )
            messages.success(request, _written(done.written))
            return redirect("application", number=number)
    edition = edition_of(case)
    asked = {criterion.id: criterion.text for criterion in edition.criteria}
    labels = {site.pk: site.name for site in case.operator.sites.all()}
    shown = [_shown(row, asked, labels, form) for row in plan.rows]
    return page(
        request,
        "trader/worksheet_preview.html",
        case=case,
        sent=sent,
        form=form,
        editable=editable(case) is None,
        counts=[(verdict.value, len(plan.of(verdict))) for verdict in _ORDER],
        faulty=[one for one in shown if one.row.verdict is Verdict.NOT_UNDERSTOOD],
        conflicts=[one for one in shown if one.row.verdict is Verdict.CONFLICT],
        changes=[one for one in shown if one.row.verdict is Verdict.CHANGED],
        same=[row.criterion for row in plan.of(Verdict.SAME)],
        absent=plan.absent,
        mark=plan.mark,
    )


_ORDER = (Verdict.CHANGED, Verdict.CONFLICT, Verdict.NOT_UNDERSTOOD, Verdict.SAME)


def _apply_form(request: Request, plan: Preview) -> WorksheetApplyForm:
    return WorksheetApplyForm(
        request.POST if request.method == "POST" else None,
        initial={"agreed": plan.mark},
        conflicts=[row.criterion for row in plan.of(Verdict.CONFLICT)],
        left_out=len(plan.of(Verdict.NOT_UNDERSTOOD)),
    )


def _shown(row: Row, asked: Mapping[str, Any], sites: Mapping[int, str], form: WorksheetApplyForm) -> Shown:
    return Shown(
        row,
        asked.get(row.criterion),
        tuple(
            Change(str(COLUMNS[code]), _part(row.here, code, sites), _part(row.there, code, sites))
            for code in row.differences
        )
        if row.there
        else (),
        tuple((str(COLUMNS.get(one.column, "")), str(say(one.reason))) for one in row.problems),
        tuple(_notes(row)),
        form[form.choice_of(row.criterion)] if row.verdict is Verdict.CONFLICT else None,
    )


def _notes(row: Row) -> Iterable[str]:
    """What follows from taking a row over that its columns do not show."""
    if row.there is None:
        return
    yield from (str(say(reason)) for reason in questionnaire.lacking(row.there))
    if row.here is not None and row.here.stated:
        yield _("The owner's statement was for the words before, so it lapses. The owner may give it again.")
    if (
        row.here is not None
        and row.here.alternative
        and {"alternative", "equivalence"} & set(row.differences)
    ):
        yield _("Customs decides anew on an alternative measure whose text changes.")


def _part(said: Said | None, code: str, sites: Mapping[int, str]) -> str:
    if said is None:
        return ""
    if code == "claim":
        return str(word("claim", said.claim).label)
    if code == "sites":
        names = [sites[key] for key in sorted(said.sites) if key in sites]
        return COMMAS.get(reading(), ", ").join(names) or _("All sites")
    return str(getattr(said, code))


def _fault(reason: Reason) -> str:
    return str(FAULTS.get(reason.code) or say(reason))


def _written(count: int) -> str:
    sentence = ngettext(
        "%(count)d answer is taken over from the workbook.",
        "%(count)d answers are taken over from the workbook.",
        count,
    )
    return sentence % {"count": count}


def _wording(case: Case, sites: Iterable[str], request: Request) -> Wording:
    claims = {claim: str(word("claim", claim).label) for claim in Claim}
    comma = COMMAS.get(reading(), ", ")
    listed = {
        "case": case.number,
        "firm": case.operator.name,
        "day": format_date(request.moment, "d MMMM y", locale=reading()),
        "claims": comma.join(claims.values()),
        "sites": "; ".join(sites),
    }
    return Wording(
        language=reading(),
        right_to_left=get_language_bidi(),
        guide_title=_("Read me"),
        answers_title=_("Answers"),
        guide=[text % listed for text in _guide()],
        columns={code: str(text) for code, text in COLUMNS.items()},
        claims=claims,
        claim_fault=_("Choose one of the answers in the list."),
    )


def _guide() -> list[str]:
    return [
        _("Application %(case)s of %(firm)s, as it stood on %(day)s."),
        _("Fill in the white columns of the sheet with the answers. The grey ones only tell what is asked."),
        _("Choose one of: %(claims)s. Say in the next column how, or why not."),
        _("Name sites as here, with a semicolon between them; leave the cell empty for all sites: %(sites)s"),
        _(
            "When you do something else with the same effect, fill in both columns: what, and why it has that effect."
        ),
        _("Rows may be sorted, filtered or deleted. What is not in the workbook stays as it is."),
        _("Documents and statements of the owner are not part of the workbook; add them on the pages."),
        _(
            "Send the workbook back where you got it. You will see every change before anything is taken over."
        ),
    ]
