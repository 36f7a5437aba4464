"""What waits for an officer: every open case with why it is here and what is due, soonest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openaeo.bedrock.actors import Actor
from openaeo.casework.consultations import waiting_for
from openaeo.casework.facts import clocks
from openaeo.casework.models import Case, Change, Cure, Finding, Measure, Request
from openaeo.casework.programme import EditionChanged, calendar, edition_of, programme
from openaeo.law.changes import ChangeState
from openaeo.law.cure import CureState
from openaeo.law.identifiers import tidy
from openaeo.law.lifecycle import CASE_FINAL, LIVE, OPEN_MEASURE, CaseState, RequestState
from openaeo.law.sheet import EditionFault
from openaeo.law.terms import Capacity
from openaeo.law.timing import Calendar
from openaeo.web.desk import board
from openaeo.web.findings import Shown, soonest_first
from openaeo.web.shell import Request as PageRequest
from openaeo.web.shell import page, staff_page
from openaeo.web.timewords import change_words
from openaeo.web.words import word

PER_PAGE = 25
FEW = 8


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


@dataclass(frozen=True, slots=True)
class Filter:
    """A tab of the inbox: its word in the address, its name, and which lines it keeps."""

    key: str
    word: str | Promise
    keeps: Callable[[Line, Actor], bool]


FILTERS = (
    Filter("", gettext_lazy("All open"), lambda _line, _actor: True),
    Filter("customs", gettext_lazy("Waiting on customs"), lambda line, _actor: line.turn == "customs"),
    Filter("trader", gettext_lazy("Waiting on the trader"), lambda line, _actor: line.turn == "applicant"),
    Filter("mine", gettext_lazy("Mine"), lambda line, actor: line.case.assessor_id == actor.person),
    Filter("overdue", gettext_lazy("Overdue"), lambda line, _actor: line.overdue),
)
OPEN_STATES = tuple(one for one in CaseState if one not in CASE_FINAL and one is not CaseState.DRAFT)


@staff_page()
def inbox(request: PageRequest) -> HttpResponse:
    """Show the open cases, filtered by the words in the address: `show`, `state`, `q`, `page`."""
    actor, at = request.actor, request.moment
    show, state, sought = (request.GET.get(name, "") for name in ("show", "state", "q"))
    open_cases, days = _open_cases(actor), calendar()
    lines = sorted((line_of(case, actor, at, days) for case in open_cases), key=_soonest)
    found = [
        line for line in lines if _matches(line.case, sought) and (not state or line.case.state == state)
    ]
    chosen = next((one for one in FILTERS if one.key == show), FILTERS[0])
    kept = [line for line in found if chosen.keeps(line, actor)]
    leaf = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/inbox.html",
        leaf=leaf,
        lines=_shown(list(leaf), at),
        tabs=[
            (
                f"?{_address(one.key, state, sought)}",
                one.word,
                one is chosen,
                sum(one.keeps(line, actor) for line in found),
            )
            for one in FILTERS
        ],
        states=[(one.value, word("case", one).label, one.value == state) for one in OPEN_STATES],
        show=chosen.key,
        sought=sought,
        nothing_open=not lines,
        measures=_open_measures(actor),
        after_grant=_after_grant(actor, at),
        cures=_reported_cures(actor),
        consulted=list(waiting_for(actor, at=at)[:FEW]),
        changes=[(one, change_words(one.kind)) for one in _open_changes(actor)],
    )


def _address(show: str, state: str, sought: str) -> str:
    return urlencode(
        {key: value for key, value in (("show", show), ("state", state), ("q", sought)) if value}
    )


def line_of(case: Case, actor: Actor, at: datetime, days: Calendar | None = None) -> Line:
    """Return why the case is here and what is due, for this actor at this moment; `days` as in `clocks`."""
    if case.standing is CaseState.RETURNED:
        return Line(case, _("Waiting for the trader to send it again"), "applicant", None, overdue=False)
    raised = soonest_first(case.findings.all(), at) if case.standing is CaseState.ASSESSMENT else []
    if why := _to_look_at(raised):
        return _deciding(case, why, at, days)
    asked = [one for one in case.requests.all() if one.state == RequestState.OPEN]
    if asked:
        first = min(asked, key=lambda one: one.due_at)
        since = min(one.asked_at for one in asked)
        return Line(case, _asked(asked), "applicant", first.due_at, at > first.due_at, since)
    if case.standing is CaseState.HEARING:
        return _hearing(case, at)
    if owed := [one for one in raised if one.turn == "applicant"]:
        return Line(case, _owed(len(owed)), "applicant", owed[0].due, owed[0].overdue)
    return _deciding(case, _why(case, actor), at, days)


def _deciding(case: Case, why: str, at: datetime, days: Calendar | None) -> Line:
    """It is customs' turn, and the statutory clock that runs says until when."""
    running = clocks(case, at, days=days)
    clock = running.acceptance if case.standing is CaseState.SUBMITTED else running.decision
    due = clock.due(at) if clock else None
    return Line(case, why, "customs", due, due is not None and at > due)


def _why(case: Case, actor: Actor) -> str:
    if case.standing is CaseState.SUBMITTED:
        return _("Check whether the application is complete")
    if case.standing is CaseState.ASSESSMENT:
        return _("Assess the criteria") if case.assessor_id else _("Nobody has taken the case on yet")
    if case.assessor_id == actor.person:
        return _("Waiting for a second officer's decision")
    return _("Your decision") if actor.capacity is Capacity.DECIDER else _("Waiting for a decision")


def _asked(asked: Sequence[Request]) -> str:
    return ngettext(
        "Waiting for the trader's reply to %(count)d question",
        "Waiting for the trader's reply to %(count)d questions",
        len(asked),
    ) % {"count": len(asked)}


def _to_look_at(raised: Sequence[Shown]) -> str:
    """What the findings ask of customs, or "" when they ask nothing."""
    if answered := sum(one.turn == "customs" for one in raised):
        return ngettext(
            "Look at the trader's plan or evidence for %(count)d finding",
            "Look at the trader's plan or evidence for %(count)d findings",
            answered,
        ) % {"count": answered}
    waits = any(one.row.exception_waits for one in raised)
    return _("An exception waits for a second officer") if waits else ""


def _owed(count: int) -> str:
    return ngettext(
        "Waiting for the trader on %(count)d finding", "Waiting for the trader on %(count)d findings", count
    ) % {"count": count}


def _hearing(case: Case, at: datetime) -> Line:
    closes = case.hearing_closes_at
    if closes and at >= closes:
        return Line(case, _("The time to reply to the notice is over"), "customs", closes, overdue=True)
    since = case.hearing_opened_at
    return Line(
        case,
        _("Waiting for the trader's reply to the notice"),
        "applicant",
        closes,
        overdue=False,
        since=since,
    )


def _soonest(line: Line) -> tuple[bool, float, str]:
    return (line.due is None, line.due.timestamp() if line.due else 0.0, line.case.number)


def _matches(case: Case, sought: str) -> bool:
    if not sought.strip():
        return True
    said = sought.strip().casefold()
    if said in case.operator.name.casefold() or said in case.operator.local_name.casefold():
        return True
    key = tidy(sought)
    return bool(key) and any(
        key in tidy(value) for value in (case.number, case.operator.tin, case.operator.number)
    )


def _open_cases(actor: Actor) -> list[Case]:
    return list(
        Case.objects.visible_to(actor)
        .of_others(actor)
        .exclude(state__in=[state.value for state in CASE_FINAL])
        .select_related("operator", "assessor")
        .prefetch_related("requests", "findings__actions", "extensions", "clock_stops")
    )


def _after_grant(actor: Actor, at: datetime) -> list[Shown]:
    """Findings on holders that customs is to look at, answered or overdue; the soonest ahead, at most a leaf."""
    rows = (
        Finding.objects.visible_to(actor)
        .of_others(actor)
        .to_look_at(at)
        .filter(
            case__state=CaseState.GRANTED.value, case__authorisation__state__in=[one.value for one in LIVE]
        )
        .select_related("case__operator")
        .prefetch_related("actions")
        .order_by("raised_at")
    )
    return soonest_first(rows[:PER_PAGE], at)


def _open_measures(actor: Actor) -> list[Measure]:
    return list(
        Measure.objects.visible_to(actor)
        .of_others(actor)
        .filter(state__in=[state.value for state in OPEN_MEASURE])
        .select_related("authorisation", "proposed_by")
        .order_by("closes_at")
    )


def _open_changes(actor: Actor) -> list[Change]:
    """Changes that wait for somebody to look at them, the oldest ahead, at most a few; the queue has them all."""
    rows = Change.objects.visible_to(actor).of_others(actor).filter(state=ChangeState.REPORTED.value)
    return list(rows.select_related("authorisation").order_by("reported_at", "pk")[:FEW])


def _reported_cures(actor: Actor) -> list[Cure]:
    return list(
        Cure.objects.visible_to(actor)
        .of_others(actor)
        .filter(state=CureState.REPORTED, measure__authorisation__state__in=[one.value for one in LIVE])
        .select_related("measure__authorisation")
        .order_by("reported_at")
    )


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
