"""What waits for an officer: every open case with why it is here and what is due, soonest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from openaeo.bedrock.actors import Actor
from openaeo.casework import docket
from openaeo.casework.docket import Waiting, waiting
from openaeo.casework.models import Case, Docket
from openaeo.casework.programme import EditionChanged, edition_of, programme
from openaeo.law.sheet import EditionFault
from openaeo.law.terms import Capacity
from openaeo.parties import roll
from openaeo.web.desk import board
from openaeo.web.desk.beside import beside_the_cases
from openaeo.web.desk.bulk import offered
from openaeo.web.desk.inbox_filter import EVERYTHING, Sought, choices, counted
from openaeo.web.desk.saved_views import kept_views
from openaeo.web.shell import Request as PageRequest
from openaeo.web.shell import page, staff_page

PER_PAGE = 25
WHY: Mapping[str, Promise | str] = {
    "returned": gettext_lazy("Waiting for the trader to send it again"),
    "exception": gettext_lazy("An exception waits for a second officer"),
    "hearing": gettext_lazy("Waiting for the trader's reply to the notice"),
    "heard": gettext_lazy("The time to reply to the notice is over"),
    "issue": gettext_lazy("Granted; the certificate is to be issued"),
    "check": gettext_lazy("Check whether the application is complete"),
    "assess": gettext_lazy("Assess the criteria"),
    "untaken": gettext_lazy("Nobody has taken the case on yet"),
}
COUNTED = {
    "written": ngettext_lazy(
        "Answer the trader in %(count)d conversation", "Answer the trader in %(count)d conversations", "count"
    ),
    "answered": ngettext_lazy(
        "Look at the trader's plan or evidence for %(count)d finding",
        "Look at the trader's plan or evidence for %(count)d findings",
        "count",
    ),
    "owed": ngettext_lazy(
        "Waiting for the trader on %(count)d finding", "Waiting for the trader on %(count)d findings", "count"
    ),
    "asked": ngettext_lazy(
        "Waiting for the trader's reply to %(count)d question",
        "Waiting for the trader's reply to %(count)d questions",
        "count",
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One case in the inbox: why it is here, whose turn it is, when something is due."""

    case: Case
    why: str
    turn: str
    due: datetime | None
    overdue: bool
    since: datetime | None = None
    days: int | None = None
    cells: tuple[tuple[str, str, str], ...] = ()


@staff_page()
def inbox(request: PageRequest) -> HttpResponse:
    """Show the open cases that the words in the address keep (`inbox_filter.Sought`), in the order they name.

    Without any word the officer is led to the view that they start with, if there is one.
    """
    actor, at = request.actor, request.moment
    docket.read_on(at=at)
    sought = Sought.read(request)
    kept = kept_views(request, sought)
    if kept["start"] and not request.GET:
        return redirect(reverse("inbox") + kept["start"])
    rows = Docket.objects.visible_to(actor).of_others(actor)
    found = sought.narrowed(rows, actor, at)
    counts = counted(found, actor, at)
    paged = Paginator(
        sought.sorted(sought.shown(found, actor, at)).select_related("case__operator", "case__assessor"),
        PER_PAGE,
    )
    paged.count = counts[sought.show]  # asked for with the others, in one query
    leaf = paged.get_page(request.GET.get("page"))
    lines = [_line(row.case, docket.read(row, at), actor) for row in leaf]
    return page(
        request,
        "desk/inbox.html",
        leaf=leaf,
        lines=_shown(lines, at),
        asks_accounts=programme().accounts is not None,
        sought=sought,
        tabs=sought.tabs(counts),
        choices=choices(sought, list(roll.officers(actor=actor, at=at))),
        nothing_open=not lines and not rows.exists(),
        bulk_acts=offered(actor),
        everything=reverse("inbox") + EVERYTHING,
        **kept,
        **beside_the_cases(request),
    )


def line_of(case: Case, actor: Actor, at: datetime) -> Line:
    """Return why the open case is here and what is due, for this actor at this moment."""
    return _line(case, waiting(case, at), actor)


def _line(case: Case, found: Waiting, actor: Actor) -> Line:
    return Line(case, _why(case, found, actor), found.turn, found.due, found.overdue, found.since)


def _why(case: Case, found: Waiting, actor: Actor) -> str:
    if found.why in COUNTED:
        return str(COUNTED[found.why] % {"count": found.count})
    if found.why in WHY:
        return str(WHY[found.why])
    if case.assessor_id == actor.person:
        return _("Waiting for a second officer's decision")
    return _("Your decision") if actor.capacity is Capacity.DECIDER else _("Waiting for a decision")


def _shown(lines: Sequence[Line], at: datetime) -> list[Line]:
    """Complete the lines of one leaf: days left in the programme's zone, and the strip of results."""
    prefetch_related_objects([line.case for line in lines], "results")
    zone = ZoneInfo(programme().zone)
    return [
        replace(
            line,
            days=(line.due.astimezone(zone).date() - at.astimezone(zone).date()).days if line.due else None,
            cells=_cells(line.case),
        )
        for line in lines
    ]


def _cells(case: Case) -> tuple[tuple[str, str, str], ...]:
    """The strip of results; none where the criteria of the case cannot be read, which its own page explains."""
    try:
        edition = edition_of(case)
    except (EditionChanged, EditionFault):
        return ()
    found = {result.criterion: result.outcome for result in case.results.all()}
    return tuple(board.cells(edition, case.roles, found))
