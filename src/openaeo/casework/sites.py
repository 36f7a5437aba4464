"""What customs decides of a firm's sites: how risky each is, and whether it is visited, sampled out or monitored."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework import outlooks
from openaeo.casework.facts import author, demand, own_firm
from openaeo.casework.models import Case, SitePlan
from openaeo.casework.programme import programme
from openaeo.casework.scope import site_lines
from openaeo.law.lifecycle import CaseState
from openaeo.law.validation import Condition, Course, SiteRisk, sampling_unmet
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Site, SiteRating

PLANNABLE = frozenset({CaseState.ASSESSMENT, CaseState.GRANTED})
"""Sites are planned and visited during the assessment, and again while the authorisation lasts."""


def rate(
    site_pk: int, *, risk: SiteRisk, reason: str, incident_on: date | None = None, actor: Actor, at: datetime
) -> SiteRating:
    """Rate the risk of a site, and say when a serious incident happened there, if one did. The firm never reads it.

    An earlier rating stays beside the new one. Refused: `reason-missing`, `incident-ahead`, `closed-already`,
    `own-firm`.
    """
    about = (
        Site.objects.visible_to(actor).filter(pk=site_pk).values_list("operator__number", flat=True).first()
    )
    if about is None:
        raise Refused("rate-site", Reason("not-found"))
    with act("rate-site", Site, site_pk, topic="operator", subject=about, actor=actor, at=at) as (site, note):
        demand(
            "rate-site",
            None if reason.strip() else Reason("reason-missing"),
            Reason("incident-ahead") if incident_on is not None and incident_on > at.date() else None,
            Reason("closed-already") if site.closed_at is not None else None,
            own_firm(site.operator_id, actor),
        )
        rating = SiteRating.objects.create(
            site=site,
            risk=SiteRisk(risk).value,
            reason=reason.strip(),
            incident_on=incident_on,
            rated_at=at,
            rated_by_id=author("rate-site", actor),
        )
        note(site=site.pk, risk=rating.risk, reason=rating.reason, incident=incident_on)
    return rating


def plan_site(
    number: str,
    site_pk: int,
    *,
    course: Course,
    reason: str = "",
    stated: Collection[Condition] = (),
    due_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> SitePlan:
    """Decide what becomes of a site of the case: a visit, left out of a sample, or left to monitoring until a day.

    `stated` are the conditions of sampling that the officer states to be true (UCC-IA 29). An earlier plan is
    replaced and stays in the journal. Refused with every reason: `not-from-here`, `site-not-in-scope`, `own-firm`;
    unless visited `why-missing` and `monitoring-date-missing` or `monitoring-date-past`; and those of
    `law.validation.sampling_unmet`.
    """
    with act("plan-site", Case, number, actor=actor, at=at) as (case, note):
        course, conditions = Course(course), [one for one in Condition if one in set(stated)]
        lines = [line for line in site_lines(case, at) if line.in_scope]
        others = sum(
            line.visited or (line.plan is not None and line.plan.course == Course.VISIT)
            for line in lines
            if line.site.pk != site_pk
        )
        demand(
            "plan-site",
            None if case.standing in PLANNABLE else Reason("not-from-here", case.state),
            None if any(line.site.pk == site_pk for line in lines) else Reason("site-not-in-scope"),
            *(_left_out(reason, due_on, at) if course is not Course.VISIT else ()),
            *(
                sampling_unmet(conditions, allowed=programme().visits.sampling, others=others)
                if course is Course.SAMPLED
                else ()
            ),
            own_firm(case.operator_id, actor),
        )
        plan, _ = SitePlan.objects.update_or_create(
            case=case,
            site_id=site_pk,
            defaults={
                "course": course.value,
                "reason": reason.strip(),
                "stated": [one.value for one in conditions] if course is Course.SAMPLED else [],
                "due_on": due_on if course is not Course.VISIT else None,
                "decided_at": at,
                "decided_by_id": author("plan-site", actor),
            },
        )
        outlooks.make([site_pk])
        note(site=site_pk, course=plan.course, reason=plan.reason, stated=plan.stated, due=plan.due_on)
    return plan


def _left_out(reason: str, due_on: date | None, at: datetime) -> tuple[Reason | None, ...]:
    """A site that is not visited needs a reason, and a day by which monitoring looks at it."""
    day = Reason("monitoring-date-missing") if due_on is None else None
    if due_on is not None and due_on <= at.date():
        day = Reason("monitoring-date-past")
    return (None if reason.strip() else Reason("why-missing"), day)
