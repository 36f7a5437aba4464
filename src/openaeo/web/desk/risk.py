"""The risk of a case on the desk: the rating with its explanation, the first one beside it, and how it came about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from openaeo.casework.models import RiskRating
from openaeo.casework.programme import programme
from openaeo.casework.risk import RATEABLE, override_risk, rate_risk
from openaeo.law.authority import allowed
from openaeo.web.components import in_language
from openaeo.web.desk.case import a_case, tab_page
from openaeo.web.desk.forms import LONG, choices_of
from openaeo.web.rule_names import NAMES
from openaeo.web.shell import Request, refusals_onto, staff_page
from openaeo.web.words import AMBER, GREEN, GREY, RED

UNSEEN = _("Only customs reads it.")


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating with the name of its band, its icon and tone, and its lines as feature, percent, weight and points."""

    row: RiskRating
    name: str
    icon: str
    tone: str
    lines: tuple[tuple[Any, int, int, int], ...]


class AgainForm(forms.Form):
    """Why the case is rated again."""

    reason = forms.CharField(
        label=_("Why is it rated again?"),
        help_text=UNSEEN,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what changed since the last rating.")},
    )


class OverrideForm(forms.Form):
    """Another risk than the points say, and why."""

    band = forms.ChoiceField(label=_("Risk"), error_messages={"required": _("Choose a risk.")})
    reason = forms.CharField(
        label=_("Why is it another risk than the points say?"),
        help_text=UNSEEN,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the points do not tell all.")},
    )

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(one.code, in_language(one.text)) for one in programme().bands if one.code != now]
        choices_of(self, "band", others)


@staff_page()
def case_risk(request: Request, number: str) -> HttpResponse:
    """Show how risky the case was found and why; an officer rates it, rates it again, or sets another risk."""
    found = a_case(request, number)
    ratings = rated(
        RiskRating.objects.visible_to(request.actor).filter(case=found).select_related("rated_by")
    )
    may = allowed("rate-risk", request.actor.capacity) is None
    wanted = request.POST.get("act", "") if request.method == "POST" else ""
    if request.method == "POST" and not may:
        raise Http404
    if request.method == "POST" and wanted not in {"first", "again", "override"}:
        messages.error(
            request, _("Nothing was changed: choose on this page what is to be done with the risk.")
        )
        return redirect("case_risk", number)
    latest = ratings[-1] if ratings else None
    again = AgainForm(request.POST if wanted == "again" else None, prefix="again")
    override = OverrideForm(
        request.POST if wanted == "override" else None,
        prefix="override",
        now=latest.row.band if latest else "",
    )
    form = {"again": again, "override": override}.get(wanted, forms.Form(request.POST if wanted else None))
    if wanted and form.is_valid():
        with refusals_onto(
            form, {"risk-reason-missing": "reason", "band-the-same": "band", "band-unknown": "band"}
        ):
            verb = override_risk if wanted == "override" else rate_risk
            verb(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The rating is saved. The earlier ones are kept."))
            return redirect("case_risk", number)
    return tab_page(
        request,
        found,
        "risk",
        ratings=ratings[::-1],
        rating=latest,
        first=ratings[0] if ratings else None,
        may_rate=may and found.standing in RATEABLE,
        form=form,
        again=again,
        override=override,
        banded=bool(programme().bands),
    )


def rated(rows: Iterable[RiskRating]) -> list[Rated]:
    """Return the ratings, the first one ahead, as the page shows them; a band that the programme dropped keeps its code."""
    bands = programme().bands
    names = {one.code: in_language(one.text) for one in bands}
    ends = {one.code: place for place, one in enumerate(bands)}
    found = []
    for row in rows:
        icon, tone = _look(ends.get(row.band), len(bands))
        lines = tuple(
            (
                NAMES["feature"].get(one["feature"], one["feature"]),
                one["percent"],
                one["weight"],
                one["points"],
            )
            for one in row.lines
        )
        found.append(Rated(row, names.get(row.band, row.band), icon, tone, lines))
    return found


def _look(place: int | None, count: int) -> tuple[str, str]:
    if place is None:
        return "circle-dashed", GREY
    if place == 0:
        return "shield-check", GREEN
    return ("shield-alert", RED) if place == count - 1 else ("shield", AMBER)
