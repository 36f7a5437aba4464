"""The report of an assessment at the desk: what goes to the trader, what is left out and why, and what was chosen before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import trader_reports
from openaeo.casework.models import Case, ReportChoice, TraderReport
from openaeo.casework.programme import edition_of
from openaeo.casework.report_items import items_of, resting
from openaeo.dossier import reporting
from openaeo.law.authority import allowed
from openaeo.law.cutting import (
    OWED,
    PRIVATE,
    REPORTABLE,
    RESTING,
    Choice,
    Choices,
    Item,
    ItemKind,
    WhyOut,
    cut,
    included,
    mark,
)
from openaeo.law.terms import Text
from openaeo.web.desk import previews
from openaeo.web.desk.case import a_case
from openaeo.web.desk.forms import LONG, text_field
from openaeo.web.shell import Request, page, refusals_onto, staff_page
from openaeo.web.words import word

LABELS: Mapping[str, str | Promise] = {
    "found": gettext_lazy("What was found"),
    "why": gettext_lazy("Why it matters"),
    "remedy": gettext_lazy("What would settle it"),
    "site": gettext_lazy("Site"),
    "text": "",
}
"""Parts of an item in the order in which they are read, with their names; one without a name stands alone."""
STATUSES = {"outcome": "outcome", "severity": "severity", "state": "finding", "position": "position"}
"""Parts of an item that are words of the law, and the kind of words they are."""


class ReportForm(forms.Form):
    """For each item that could go out whether it does, and where it must be said, why not."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, items: Sequence[Item], before: Choices, again: bool
    ) -> None:
        super().__init__(data)
        self.items = [item for item in items if item.kind not in PRIVATE]
        for item in self.items:
            self._choose(item, before.get(item.key, Choice(included(item, {}))))
        self.fields["agreed"] = forms.CharField(
            widget=forms.HiddenInput, required=False, max_length=64, initial=mark(items)
        )
        if again:
            self.fields["corrects"] = text_field(
                gettext_lazy("What this version corrects"),
                help_text=gettext_lazy("The trader reads this word for word, at the head of the report."),
                required=False,
                rows=3,
            )

    def _choose(self, item: Item, before: Choice) -> None:
        what = word("report-item", item.kind).label
        self.fields[f"in-{item.key}"] = forms.BooleanField(
            label=_("%(what)s: in the report") % {"what": what}, required=False, initial=before.included
        )
        if item.kind in OWED:
            self.fields[f"ground-{item.key}"] = forms.ChoiceField(
                label=_("Ground, where it is left out"),
                choices=[("", "–"), *((one.value, word("why-out", one).label) for one in WhyOut)],
                required=False,
                initial=before.ground,
            )
            self.fields[f"text-{item.key}"] = forms.CharField(
                label=_("Why it is left out, in words"),
                required=False,
                max_length=LONG,
                initial=before.text,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def choices(self) -> dict[str, Choice]:
        """Return what was chosen, by the key of the item."""
        said = self.cleaned_data
        return {
            item.key: Choice(
                bool(said.get(f"in-{item.key}")),
                said.get(f"ground-{item.key}", ""),
                said.get(f"text-{item.key}", ""),
            )
            for item in self.items
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """One item as a page shows it: tags, lines with their labels, and what is or was chosen."""

    item: Item
    tags: list[tuple[str, str]]
    lines: list[tuple[str | Promise, str]]
    goes: BoundField | None = None
    why: list[BoundField] | None = None
    rests: bool = False
    chosen: ReportChoice | None = None

    @property
    def private(self) -> bool:
        return self.item.kind in PRIVATE

    @property
    def out(self) -> bool:
        """Whether it is left out as the page stands, so that why may be seen at once."""
        return self.goes is not None and not self.goes.value()


@staff_page()
def case_report(request: Request, number: str) -> HttpResponse:
    """Choose what of the assessment goes to the trader and issue it; `?version=` shows what was chosen for a version."""
    found = a_case(request, number)
    may = allowed("issue-report", request.actor.capacity) is None
    if request.method == "POST" and not may:
        raise Http404
    versions = list(
        TraderReport.objects.visible_to(request.actor).filter(case=found).select_related("issued_by")
    )
    asked = _version(request, versions)
    if asked is not None or not (may and found.standing in REPORTABLE):
        return page(request, "desk/report_version.html", **_record(request, found, versions, asked))
    items = items_of(found)
    before = trader_reports.chosen_before(versions[0] if versions else None, actor=request.actor)
    form = ReportForm(
        request.POST if request.method == "POST" else None, items=items, before=before, again=bool(versions)
    )
    if previews.asked(request) and form.is_valid():
        body = reporting.particulars(
            cut(items, form.choices()),
            version=len(versions) + 1,
            corrects=form.cleaned_data.get("corrects", ""),
        )
        if shown := previews.letter(request, form, "issue-report", found, body):
            return shown
    elif request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"report-correction-missing": "corrects"}):
            trader_reports.issue_report(
                number,
                choices=form.choices(),
                agreed=form.cleaned_data["agreed"],
                corrects=form.cleaned_data.get("corrects", ""),
                actor=request.actor,
                at=request.moment,
            )
            messages.success(request, _("The report is with the trader, and your choices are kept."))
            return redirect("case", number, "letters")
    basis = resting(found, request.moment)
    return page(
        request,
        "desk/report.html",
        case=found,
        operator=found.operator,
        form=form,
        seen=mark(items),
        versions=versions,
        sections=_sections(found, [_shown(item, form, basis) for item in items]),
    )


def _version(request: Request, versions: list[TraderReport]) -> TraderReport | None:
    wanted = request.GET.get("version", "") if request.method == "GET" else ""
    return next((one for one in versions if str(one.version) == wanted), None)


def _record(
    request: Request, found: Case, versions: list[TraderReport], asked: TraderReport | None
) -> dict[str, Any]:
    report = asked or (versions[0] if versions else None)
    rows = ReportChoice.objects.visible_to(request.actor).filter(report=report)
    shown = [
        _lined(Item(row.item, ItemKind(row.kind), row.criterion, row.content), chosen=row) for row in rows
    ]
    return {
        "case": found,
        "operator": found.operator,
        "report": report,
        "versions": versions,
        "left_out": [one for one in shown if one.chosen and not one.chosen.included],
        "sections": _sections(found, [one for one in shown if one.chosen and one.chosen.included]),
    }


def _shown(item: Item, form: ReportForm, basis: frozenset[str]) -> Shown:
    if item.kind in PRIVATE:
        return _lined(item)
    why = [form[f"ground-{item.key}"], form[f"text-{item.key}"]] if item.kind in OWED else None
    rests = item.kind in RESTING and item.criterion in basis
    return _lined(item, goes=form[f"in-{item.key}"], why=why, rests=rests)


def _lined(item: Item, **more: Any) -> Shown:
    return Shown(
        item,
        [(kind, item.words[name]) for name, kind in STATUSES.items() if name in item.words],
        [(label, item.words[name]) for name, label in LABELS.items() if item.words.get(name)],
        **more,
    )


def _sections(found: Case, shown: Sequence[Shown]) -> Iterator[tuple[str, Text | None, list[Shown]]]:
    """What is shown, criterion by criterion; what is about the whole case comes last, without one."""
    texts = {one.id: one.text for one in edition_of(found).criteria}
    by_criterion: dict[str, list[Shown]] = {}
    for one in shown:
        by_criterion.setdefault(one.item.criterion, []).append(one)
    for criterion, some in by_criterion.items():
        yield criterion, texts.get(criterion), some
