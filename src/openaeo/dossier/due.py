"""Which cases have ended and when, what keeps their data, and so which are due to be removed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Max

from openaeo.casework import models as casework
from openaeo.casework.programme import day_of, programme
from openaeo.law.appeal import APPEAL_OPEN
from openaeo.law.bars import Ended, Ending, barred_until
from openaeo.law.findings import OPEN_FINDING
from openaeo.law.lifecycle import LIVE, CaseState, MeasureState
from openaeo.law.retention import After, Closed, Stay, over

_UNDECIDED = (CaseState.WITHDRAWN, CaseState.NOT_ACCEPTED)
_OPEN_MEASURE = (MeasureState.NOTICED, MeasureState.ANSWERED)


def endings(at: datetime) -> Iterator[tuple[casework.Case, Closed]]:
    """Yield each case whose time of keeping is over at `at`, oldest first, with how it ended and what keeps it.

    Nothing while the programme has no rule. Eight queries for each case.
    """
    rule, today = programme().retention, day_of(at)
    if rule is None:
        return
    states = (CaseState.DRAFT, CaseState.GRANTED, CaseState.REFUSED, *_UNDECIDED)
    rows = casework.Case.objects.filter(state__in=[one.value for one in states])
    living = [one.value for one in LIVE]
    rows = rows.exclude(authorisation__state__in=living)
    rows = rows.exclude(superseded_at__isnull=False, concerns__state__in=living)
    shortest = min(months for _after, months in rule.months)
    rows = rows.filter(started_at__lt=at - timedelta(days=28 * shortest))  # a month has at least so many days
    for number in list(rows.order_by("started_at", "number").values_list("number", flat=True)):
        case = casework.Case.objects.select_related("authorisation", "concerns", "operator").get(pk=number)
        ended = closed(case)
        if over(rule, ended, today):
            yield case, Closed(ended.after, ended.on, stays(case, today))


def closed(case: casework.Case) -> Closed:
    """Return how `case` ended, without what keeps it. A running case or authorisation has not ended."""
    if case.standing is CaseState.DRAFT:
        return Closed(After.DRAFT, _day(_last_touched(case)))
    if case.standing is CaseState.REFUSED:
        return Closed(After.CASE, _day(case.decided_at))
    if case.standing in _UNDECIDED:
        return Closed(After.CASE, _day(case.closed_at))
    held = case.concerns if case.superseded_at else case.authorisation
    if (
        case.superseded_at and held is None
    ):  # what it had led to is removed already, and its time was over then
        return Closed(After.AUTHORISATION, _day(case.superseded_at))
    if case.standing is CaseState.GRANTED and held is not None and held.status not in LIVE:
        last = held.periods.order_by("during").last()
        return Closed(After.AUTHORISATION, _day(last.during.lower) if last is not None else None)
    return Closed(None, None)


def stays(case: casework.Case, today: date) -> frozenset[Stay]:
    """Return what keeps the data of an ended `case` on `today`, however long ago it ended."""
    held = [case.authorisation_id] if case.authorisation_id else []
    appeals = casework.Appeal.objects.filter(state__in=[one.value for one in APPEAL_OPEN])
    measures = casework.Measure.objects.filter(state__in=[one.value for one in _OPEN_MEASURE])
    found = {
        Stay.APPEAL: appeals.filter(case=case).exists()
        or appeals.filter(measure__authorisation__in=held).exists(),
        Stay.MEASURE: measures.filter(authorisation__in=held).exists(),
        Stay.FINDING: case.findings.filter(state__in=[one.value for one in OPEN_FINDING]).exists(),
        Stay.CARRIED: casework.Carried.objects.filter(source=case).exclude(answer__case=case).exists(),
        Stay.BAR: _barred(case, today),
        Stay.HOLD: case.holds.standing(today).exists(),
    }
    return frozenset(stay for stay, true in found.items() if true)


def _barred(case: casework.Case, today: date) -> bool:
    """Whether the refusal of `case` still keeps its firm from applying; a revocation is in the register."""
    if case.standing is not CaseState.REFUSED or case.decided_at is None:
        return False
    terms = programme()
    past = (Ended(Ending.REFUSAL, case.tier, case.decided_at),)
    last = [barred_until(terms.bars, tier, past, terms.zone) for tier in terms.tiers]
    return any(day is not None and today <= day for day in last)


def _last_touched(case: casework.Case) -> datetime:
    seen = casework.Case.objects.filter(pk=case.pk).aggregate(
        answered=Max("answers__answered_at"),
        carried=Max("answers__carried__carried_at"),
        attached=Max("answers__evidence__added_at"),
        received=Max("worksheets__received_at"),
    )
    touched: list[datetime] = [case.started_at, *filter(None, seen.values())]
    return max(touched)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else day_of(moment)
