"""What comes of a visit: what was seen of each criterion, notes for colleagues, and the report that the firm reads."""

from __future__ import annotations

from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework.facts import applies, author, demand, own_firm
from openaeo.casework.interests import none_said
from openaeo.casework.models import Observation, Visit, VisitNote
from openaeo.casework.visits import had_a_hand
from openaeo.law.terms import Outcome
from openaeo.law.visiting import VISIT, VisitFacts, VisitState
from openaeo.law.workflow import Reason


def observe(
    visit_pk: int,
    *,
    site_pk: int,
    criterion: str,
    outcome: Outcome,
    text: str,
    actor: Actor,
    at: datetime,
) -> Observation:
    """Record what was seen of a criterion at a site of a visit that took place; customs alone reads it.

    Refused with every reason: `not-from-here` before the visit and after its report, `site-not-visited`,
    `criterion-not-applying`, `observation-missing`, `own-firm`.
    """
    with act(
        "observe", Visit, visit_pk, topic="case", subject=_case(visit_pk, actor), actor=actor, at=at
    ) as (
        visit,
        note,
    ):
        demand(
            "observe",
            None if visit.state == VisitState.HELD else Reason("not-from-here", visit.state),
            None if visit.sites.filter(pk=site_pk).exists() else Reason("site-not-visited"),
            None if applies(visit.case, criterion) else Reason("criterion-not-applying", criterion),
            None if text.strip() else Reason("observation-missing"),
            own_firm(visit.case.operator_id, actor),
        )
        seen = Observation.objects.create(
            visit=visit,
            site_id=site_pk,
            criterion=criterion,
            outcome=Outcome(outcome).value,
            text=text.strip(),
            observed_at=at,
            observed_by_id=author("observe", actor),
        )
        had_a_hand(visit, [author("observe", actor)], at=at)
        none_said(visit.case, author("observe", actor), at=at)
        note(visit=visit.pk, site=site_pk, criterion=criterion, outcome=seen.outcome, text=seen.text)
    return seen


def jot(visit_pk: int, *, text: str, actor: Actor, at: datetime) -> VisitNote:
    """Note something about a visit for colleagues; it never leaves customs. Refused: `note-missing`, `own-firm`."""
    with act(
        "note-visit", Visit, visit_pk, topic="case", subject=_case(visit_pk, actor), actor=actor, at=at
    ) as (
        visit,
        note,
    ):
        demand(
            "note-visit",
            None if text.strip() else Reason("note-missing"),
            own_firm(visit.case.operator_id, actor),
        )
        jotted = VisitNote.objects.create(
            visit=visit, text=text.strip(), noted_at=at, noted_by_id=author("note-visit", actor)
        )
        note(visit=visit.pk, note=jotted.pk)
    return jotted


def report(visit_pk: int, *, text: str, actor: Actor, at: datetime) -> Visit:
    """Send the firm the report of a visit that took place.

    Refused: `not-from-here`, `sites-unobserved`, `report-missing`, `own-firm`.
    """
    with act(
        "report-visit", Visit, visit_pk, topic="case", subject=_case(visit_pk, actor), actor=actor, at=at
    ) as (
        visit,
        note,
    ):
        observed = set(visit.observations.values_list("site_id", flat=True))
        facts = VisitFacts(
            at=at,
            report=text,
            unobserved=tuple(site.name for site in visit.sites.all() if site.pk not in observed),
        )
        demand(
            "report-visit",
            *VISIT.unmet(VisitState(visit.state), "report", facts),
            own_firm(visit.case.operator_id, actor),
        )
        visit.move("report", facts)
        visit.report, visit.reported_at = text.strip(), at
        visit.reported_by_id = author("report-visit", actor)
        had_a_hand(visit, [visit.reported_by_id], at=at)
        none_said(visit.case, visit.reported_by_id, at=at)
        note(visit=visit.pk, report=visit.report)
    return visit


def _case(visit_pk: int, actor: Actor) -> str | None:
    """The number of the case that a visible visit belongs to; the journal files the act under it."""
    return Visit.objects.visible_to(actor).filter(pk=visit_pk).values_list("case_id", flat=True).first()
