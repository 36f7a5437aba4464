"""Who works on what: giving a case to an officer, with what each has in hand beside the name, and the work of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from openaeo.casework import assigning, docket
from openaeo.casework.assigning import Load
from openaeo.casework.models import Docket
from openaeo.casework.models.interests import OVERSIGHT
from openaeo.casework.programme import programme
from openaeo.law.assigning import Candidate, barred, propose
from openaeo.law.terms import Capacity
from openaeo.web.desk import charts
from openaeo.web.desk.case import a_case, may_assign
from openaeo.web.desk.forms import choices_of, text_field
from openaeo.web.shell import Request, page, refusals_onto, sought_in, staff_page

PER_PAGE = 25
FIELDS = {
    **dict.fromkeys(
        ("officer-unknown", "officer-has-it", "officer-of-firm", "officer-interested"), "officer"
    ),
    **dict.fromkeys(("handing-unexplained", "rotation-unexplained"), "reason"),
}
WHY_NOT = {
    "officer-has-it": gettext_lazy("Has the case already"),
    "officer-of-firm": gettext_lazy("Acts, or once acted, for the firm"),
    "officer-interested": gettext_lazy("Declared an interest in the firm"),
}
"""In the table of officers, by reason code."""


class AssignForm(forms.Form):
    """Who is given the case, and why it changes hands."""

    officer = forms.TypedChoiceField(
        label=gettext_lazy("Officer"),
        coerce=int,
        error_messages={
            "required": gettext_lazy("Choose an officer."),
            "invalid_choice": gettext_lazy("Choose an officer who holds a post today."),
        },
    )
    reason = text_field(
        gettext_lazy("Why the case changes hands"),
        required=False,
        rows=3,
        help_text=gettext_lazy(
            "Needed when an officer has the case already, or when it is another's turn. The trader does not see this."
        ),
    )

    def __init__(self, *args: Any, officers: Iterable[Load], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "officer", [(str(one.person), one.name) for one in officers])


@dataclass(frozen=True, slots=True)
class Row:
    """An officer as the tables show one: `days` until the nearest date, `why_not` a case cannot be given to them."""

    load: Load
    days: int | None
    bar: SafeString
    why_not: str = ""
    rotates: bool = False
    proposed: bool = False
    chosen: bool = False


@staff_page(Capacity.OFFICER, Capacity.DECIDER)
def case_assign(request: Request, number: str) -> HttpResponse:
    """Give the case to an officer: those of an office (`office` in the address) or of all, the least loaded proposed."""
    found = a_case(request, number)
    if not may_assign(found, request.actor, request.moment):
        raise Http404
    docket.read_on(at=request.moment)
    everybody = [one for one in assigning.loads(actor=request.actor, at=request.moment) if one.in_office]
    office = _office(request, everybody)
    here = [one for one in everybody if office is None or one.sits_in(office)]
    open_to = assigning.candidates(found, here)
    proposed = propose(open_to)
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        officers=everybody,
        initial={"officer": proposed.person if proposed else None},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            assigning.assign(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The case is given to the officer, who is told."))
            return redirect("case", number)
    rows = _offered(here, open_to, proposed, str(form["officer"].value() or ""), request.moment)
    return page(
        request,
        "desk/assign.html",
        form=form,
        leaf=Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        offices=_offices(everybody, office),
        proposed=proposed,
        case=found,
        operator=found.operator,
    )


@staff_page()
def work(request: Request) -> HttpResponse:
    """Show what each officer has in hand; `office` in the address keeps the officers of one."""
    docket.read_on(at=request.moment)
    everybody = assigning.loads(actor=request.actor, at=request.moment)
    office = _office(request, everybody)
    here = [one for one in everybody if office is None or one.sits_in(office)]
    dockets = Docket.objects.visible_to(request.actor).of_others(request.actor)
    return page(
        request,
        "desk/work.html",
        leaf=Paginator(_rows(here, request.moment), PER_PAGE).get_page(request.GET.get("page")),
        offices=_offices(everybody, office),
        oversight=request.actor.capacity in OVERSIGHT,
        free=dockets.filter(case__assessor=None).count(),
    )


def _office(request: Request, officers: Iterable[Load]) -> int | None:
    """Return the office that the address names, if an officer sits in it."""
    return next(
        (key for one in officers for key, _name in one.seats if str(key) == sought_in(request, "office")),
        None,
    )


def _offices(officers: Iterable[Load], chosen: int | None) -> list[tuple[object, object, bool]]:
    names = {key: name for one in officers for key, name in one.seats}
    return [(key, names[key], key == chosen) for key in sorted(names, key=names.__getitem__)]


def _rows(officers: Sequence[Load], at: datetime) -> list[Row]:
    most = max((one.cases for one in officers), default=0) or 1
    zone = ZoneInfo(programme().zone)
    return [
        Row(
            one,
            (one.soonest.astimezone(zone).date() - at.astimezone(zone).date()).days if one.soonest else None,
            charts.meter(one.cases / most, "red" if one.late else "blue", rtl=get_language_bidi()),
        )
        for one in officers
    ]


def _offered(
    officers: Sequence[Load],
    open_to: Iterable[Candidate],
    proposed: Candidate | None,
    chosen: str,
    at: datetime,
) -> list[Row]:
    """The officers whom the page offers: the proposed one ahead, then by load; who cannot be given it last."""
    asked = {one.person: one for one in open_to}
    rows = []
    for row in _rows(officers, at):
        reason = barred(asked[row.load.person])
        rows.append(
            Row(
                row.load,
                row.days,
                row.bar,
                why_not=str(WHY_NOT[reason.code]) if reason else "",
                rotates=asked[row.load.person].rotates,
                proposed=proposed is not None and row.load.person == proposed.person,
                chosen=str(row.load.person) == chosen,
            )
        )
    return sorted(
        rows,
        key=lambda one: (
            not one.proposed,
            bool(one.why_not),
            one.load.cases,
            one.load.waiting,
            one.load.name,
        ),
    )
