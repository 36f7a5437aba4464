"""What waits for an officer beside the open cases: measures, findings after a grant, changes, conversations and more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.together import at_once, together, unpacked
from openaeo.casework import splitting
from openaeo.casework.consultations import waiting_for
from openaeo.casework.models import Change, Cure, Finding, Measure, Reassessment
from openaeo.law.changes import ChangeState
from openaeo.law.cure import CureState
from openaeo.law.lifecycle import LIVE, OPEN_MEASURE, CaseState
from openaeo.web.conversations import listed, waiting_on_us
from openaeo.web.findings import soonest_first
from openaeo.web.shell import Request
from openaeo.web.timewords import change_words

FEW = 8
LEAF = 25
_LIVE = [one.value for one in LIVE]


def beside_the_cases(request: Request) -> dict[str, Any]:
    """Return the lists that stand above the cases of the inbox, by the names the page has for them. One query."""
    actor, at = request.actor, request.moment
    measures, findings, cures, consulted, parts, reassessments, talks, changes = at_once(
        _open_measures(actor),
        _after_grant(actor, at),
        _reported_cures(actor),
        waiting_for(actor, at=at)[:FEW],
        splitting.waiting_for(actor, at=at)[:FEW],
        _open_reassessments(actor),
        waiting_on_us(request)[:FEW],
        _open_changes(actor),
    )
    return {
        "measures": measures,
        "after_grant": soonest_first([unpacked(one) for one in findings], at),
        "cures": cures,
        "consulted": consulted,
        "parts": parts,
        "reassessments": reassessments,
        "talks": listed(talks, request),
        "changes": [(one, change_words(one.kind)) for one in changes],
    }


def _open_measures(actor: Actor) -> QuerySet[Measure]:
    """Measures that are proposed or with their holder, the time to reply that ends soonest ahead."""
    rows = Measure.objects.visible_to(actor).of_others(actor)
    rows = rows.filter(state__in=[state.value for state in OPEN_MEASURE])
    return rows.select_related("authorisation", "proposed_by").order_by("closes_at", "pk")


def _after_grant(actor: Actor, at: datetime) -> QuerySet[Finding]:
    """Findings on holders that customs is to look at, answered or overdue; at most a leaf, the oldest ahead."""
    rows = (
        Finding.objects.visible_to(actor)
        .of_others(actor)
        .to_look_at(at)
        .filter(case__state=CaseState.GRANTED.value, case__authorisation__state__in=_LIVE)
        .select_related("case__operator")
        .order_by("raised_at", "pk")
    )
    return together(rows, "actions")[:LEAF]


def _reported_cures(actor: Actor) -> QuerySet[Cure]:
    """Cures that nobody has looked at yet, the oldest ahead."""
    rows = Cure.objects.visible_to(actor).of_others(actor)
    rows = rows.filter(state=CureState.REPORTED, measure__authorisation__state__in=_LIVE)
    return rows.select_related("measure__authorisation").order_by("reported_at", "pk")


def _open_reassessments(actor: Actor) -> QuerySet[Reassessment]:
    """Re-assessments that run, the soonest due ahead, at most a leaf."""
    rows = Reassessment.objects.visible_to(actor).of_others(actor).running().select_related("authorisation")
    return rows.order_by(F("answered_at").asc(nulls_last=True), "due_at", "pk")[:LEAF]


def _open_changes(actor: Actor) -> QuerySet[Change]:
    """Changes that wait for somebody to look at them, the oldest ahead, at most a few; the queue has them all."""
    rows = Change.objects.visible_to(actor).of_others(actor).filter(state=ChangeState.REPORTED.value)
    return rows.select_related("authorisation").order_by("reported_at", "pk")[:FEW]
