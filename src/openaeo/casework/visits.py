"""How a visit comes about: planned with a team, times offered and held, chosen or declined, held or called off."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import Note, act
from openaeo.casework import outlooks
from openaeo.casework.facts import author, demand, own_firm
from openaeo.casework.models import Case, Decline, Handling, Offer, SitePlan, Visit
from openaeo.casework.models.visits import ON_THE_SPOT
from openaeo.casework.programme import programme
from openaeo.casework.scope import SiteLine, site_lines
from openaeo.casework.sites import PLANNABLE
from openaeo.law.lifecycle import CaseState
from openaeo.law.terms import Capacity, Period
from openaeo.law.validation import Course, VisitMode, mode_unmet
from openaeo.law.visiting import OPEN_VISIT, VISIT, VisitFacts, VisitState
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Mandate, Person, Post

SHORTEST, LONGEST = 30, 12 * 60
"""Minutes that a visit may be planned for."""


def validators(case: Case, at: datetime) -> list[tuple[str, str]]:
    """Return who may be in a team for `case`, by key and name: officers in office who never acted for the firm."""
    own = Mandate.objects.filter(operator_id=case.operator_id).values("person")
    officers = _officers(at).exclude(person__in=own).select_related("person").order_by("person__name")
    return [(str(post.person_id), str(post.person)) for post in officers]


def plan(
    number: str,
    *,
    sites: Collection[int],
    mode: VisitMode,
    lead: int,
    second: int,
    minutes: int,
    agenda: str = "",
    preparation: str = "",
    unannounced: bool = False,
    actor: Actor,
    at: datetime,
) -> Visit:
    """Plan a visit of `minutes` to the sites with keys `sites`, by the persons `lead` and `second`.

    The firm learns of it when times are offered, of an unannounced one when it took place. Refused with every
    reason: `not-from-here`, `sites-missing`, `site-not-in-scope`, those of `law.validation.mode_unmet`,
    `team-of-one`, `team-not-officers`, `team-own-firm`, `own-firm`, `visit-length`, `agenda-missing` when
    announced, `unannounced-not-in-programme`.
    """
    with act("plan-visit", Case, number, actor=actor, at=at) as (case, note):
        how, wanted = VisitMode(mode), set(sites)
        lines = [line for line in site_lines(case, at) if line.in_scope and line.site.pk in wanted]
        demand(
            "plan-visit",
            None if case.standing in PLANNABLE else Reason("not-from-here", case.state),
            None if wanted else Reason("sites-missing"),
            None if len(lines) == len(wanted) else Reason("site-not-in-scope"),
            *_mode(case, lines, how),
            *_team(case, lead, second, actor, at),
            None if SHORTEST <= minutes <= LONGEST else Reason("visit-length"),
            None if unannounced or agenda.strip() else Reason("agenda-missing"),
            Reason("unannounced-not-in-programme")
            if unannounced and not programme().visits.unannounced
            else None,
        )
        visit = Visit.objects.create(
            case=case,
            mode=how.value,
            unannounced=unannounced,
            lead_id=lead,
            second_id=second,
            minutes=minutes,
            agenda=agenda.strip(),
            preparation=preparation.strip(),
            planned_at=at,
            planned_by_id=author("plan-visit", actor),
        )
        visit.sites.set([line.site for line in lines])
        _to_be_visited(case, lines, actor, at)
        note(
            visit=visit.pk, sites=sorted(wanted), mode=how.value, team=[lead, second], unannounced=unannounced
        )
    return visit


def offer(visit_pk: int, *, starts: Iterable[datetime], actor: Actor, at: datetime) -> Visit:
    """Offer the firm the times that begin at `starts`; they are held for it until it chooses or declines.

    Refused with every reason of the VISIT table: as many as the programme wants, none within its notice or on a
    time that the team holds for others; `not-from-here`, `own-firm`.
    """
    with _held("offer-visit", visit_pk, actor, at) as (visit, note):
        offers = _periods(visit, starts)
        facts = replace(_known(visit, at), offers=offers, pending=_pending(visit), taken=_taken(visit))
        _take("offer-visit", "offer", visit, facts, own_firm(visit.case.operator_id, actor))
        visit.round += 1
        length = timedelta(minutes=visit.minutes)
        for one in offers:
            Offer.objects.create(
                visit=visit, round=visit.round, starts_at=one.start, ends_at=one.start + length
            )
        note(visit=visit.pk, round=visit.round, times=[one.start for one in offers])
    return visit


def choose(visit_pk: int, *, offer_pk: int, actor: Actor, at: datetime) -> Visit:
    """Choose one of the times offered; the others are released. Refused: `not-from-here`, `offer-unknown`, `offer-passed`."""
    with _held("choose-visit", visit_pk, actor, at) as (visit, note):
        offers = {one.pk: one.period for one in visit.offers.filter(round=visit.round)}
        facts = replace(_known(visit, at), offers=tuple(offers.values()), chosen=offers.get(offer_pk))
        _take("choose-visit", "choose", visit, facts)
        chosen = offers[offer_pk]
        visit.agreed_from, visit.agreed_until = chosen.start, chosen.end
        note(visit=visit.pk, time=visit.agreed_from)
    return visit


def decline(visit_pk: int, *, reason: str, actor: Actor, at: datetime) -> Visit:
    """Decline every time offered; customs offers others, or after too many refusals a decider sets one.

    Refused: `not-from-here`, `why-missing`.
    """
    with _held("decline-visit", visit_pk, actor, at) as (visit, note):
        refusals = visit.declines.count() + 1
        step = "escalate" if refusals >= programme().visits.refusals else "decline"
        facts = replace(_known(visit, at), reason=reason, refusals=refusals)
        _take("decline-visit", step, visit, facts)
        Decline.objects.create(
            visit=visit,
            round=visit.round,
            reason=reason.strip(),
            declined_at=at,
            declined_by_id=author("decline-visit", actor),
        )
        note(visit=visit.pk, round=visit.round, reason=reason.strip(), escalated=step == "escalate")
    return visit


def set_time(visit_pk: int, *, start: datetime, reason: str, actor: Actor, at: datetime) -> Visit:
    """Set the time of a visit that the firm refused too often, outside the notice; the firm reads the reason.

    Refused: `not-from-here`, `offer-inside-notice`, `team-busy`, `why-missing`, `own-firm`.
    """
    with _held("set-visit", visit_pk, actor, at) as (visit, note):
        times = _periods(visit, [start])
        facts = replace(_known(visit, at), offers=times, wanted=1, taken=_taken(visit), reason=reason)
        _take("set-visit", "set-time", visit, facts, own_firm(visit.case.operator_id, actor))
        visit.agreed_from, visit.agreed_until, visit.set_reason = times[0].start, times[0].end, reason.strip()
        note(visit=visit.pk, time=start, reason=visit.set_reason)
    return visit


def call_off(visit_pk: int, *, reason: str, actor: Actor, at: datetime) -> Visit:
    """Call a visit off that has not taken place; a firm that was told of it reads the reason.

    Refused: `not-from-here`, `why-missing`, `own-firm`.
    """
    with _held("call-off-visit", visit_pk, actor, at) as (visit, note):
        facts = replace(_known(visit, at), reason=reason)
        _take("call-off-visit", "call-off", visit, facts, own_firm(visit.case.operator_id, actor))
        visit.called_off_reason = reason.strip()
        note(visit=visit.pk, reason=visit.called_off_reason, unseen=not visit.told)
        if visit.told:
            note(told=True)
    return visit


def hold(
    visit_pk: int,
    *,
    began: datetime,
    ended: datetime,
    mode: VisitMode,
    attended: str,
    actor: Actor,
    at: datetime,
) -> Visit:
    """Record that the visit took place, how, and who was there; lead, second and recorder never decide the case.

    Refused with every reason of the VISIT table, those of `law.validation.mode_unmet`, `ends-before-start`,
    `own-firm`.
    """
    with _held("hold-visit", visit_pk, actor, at) as (visit, note):
        if ended <= began:
            raise Refused("hold-visit", Reason("visit-ends-before-start"))
        keys = set(visit.sites.values_list("pk", flat=True))
        lines = [line for line in site_lines(visit.case, at) if line.site.pk in keys]
        facts = replace(_known(visit, at), took=Period(began, ended), attended=attended)
        _take(
            "hold-visit",
            "hold",
            visit,
            facts,
            *_mode(visit.case, lines, VisitMode(mode)),
            own_firm(visit.case.operator_id, actor),
        )
        visit.mode, visit.attended = VisitMode(mode).value, attended.strip()
        visit.took_from, visit.took_until = began, ended
        if visit.mode in ON_THE_SPOT:
            outlooks.seen(keys, ended)
        had_a_hand(visit, {*visit.team, author("hold-visit", actor)}, at=at)
        note(visit=visit.pk, began=began, ended=ended, mode=visit.mode, attended=visit.attended)
    return visit


def had_a_hand(visit: Visit, persons: Iterable[int], *, at: datetime) -> None:
    """Remember for the four eyes that these persons had a hand in assessing the visit's case."""
    for person in persons:
        Handling.objects.get_or_create(
            case=visit.case, person_id=person, kind=Handling.Kind.ASSESSING, defaults={"since": at}
        )


def lapse(case: Case, *, at: datetime) -> list[int]:
    """Call off every open visit of a case that ends without one, and return their keys; the end is the reason."""
    still_open = list(
        Visit.objects.select_for_update(no_key=True).filter(
            case=case, state__in=[state.value for state in OPEN_VISIT]
        )
    )
    for visit in still_open:
        visit.move("call-off", VisitFacts(at=at, reason=case.state))
        visit.save()
    return [visit.pk for visit in still_open]


def _held(name: str, visit_pk: int, actor: Actor, at: datetime) -> AbstractContextManager[tuple[Visit, Note]]:
    """Hold a visible visit; the journal files the act under its case."""
    number = Visit.objects.visible_to(actor).filter(pk=visit_pk).values_list("case_id", flat=True).first()
    if number is None:
        raise Refused(name, Reason("not-found"))
    return act(name, Visit, visit_pk, topic="case", subject=number, actor=actor, at=at)


def _take(name: str, step: str, visit: Visit, facts: VisitFacts, *others: Reason | None) -> None:
    demand(name, *VISIT.unmet(VisitState(visit.state), step, facts), *others)
    visit.move(step, facts)


def _known(visit: Visit, at: datetime) -> VisitFacts:
    terms = programme()
    return VisitFacts(
        at=at,
        unannounced=visit.unannounced,
        wanted=terms.visits.offers,
        notice_days=terms.visits.notice_days,
        most_refusals=terms.visits.refusals,
        agreed=visit.agreed,
        zone=terms.calendar.zone,
    )


def _periods(visit: Visit, starts: Iterable[datetime]) -> tuple[Period, ...]:
    length = timedelta(minutes=visit.minutes)
    return tuple(Period(start, start + length) for start in sorted(starts))


def _pending(visit: Visit) -> tuple[Period, ...]:
    """What the firm may still choose; nothing once it declined."""
    if visit.state != VisitState.OFFERED:
        return ()
    return tuple(one.period for one in visit.offers.filter(round=visit.round))


def _taken(visit: Visit) -> tuple[Period, ...]:
    """Times that the team holds for other visits. Both persons are held, so two offers cannot cross."""
    team = visit.team
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=team).order_by("pk"))
    busy = Visit.objects.exclude(pk=visit.pk).filter(Q(lead__in=team) | Q(second__in=team))
    agreed = [one.agreed for one in busy.filter(state=VisitState.AGREED.value)]
    offered = Offer.objects.filter(
        visit__in=busy.filter(state=VisitState.OFFERED.value), round=F("visit__round")
    )
    return tuple(one for one in (*agreed, *(one.period for one in offered)) if one is not None)


def _mode(case: Case, lines: Iterable[SiteLine], mode: VisitMode) -> list[Reason]:
    earlier = Case.objects.filter(operator_id=case.operator_id, state=CaseState.GRANTED.value)
    first = not earlier.exists()
    remote = programme().visits.remote
    return [reason for line in lines for reason in mode_unmet(line.facts, mode, first=first, remote=remote)]


def _team(case: Case, lead: int, second: int, actor: Actor, at: datetime) -> tuple[Reason | None, ...]:
    """Two officers in office, neither of whom acts or acted for the firm."""
    team = {lead, second}
    posts = _officers(at).filter(person__in=team)
    own = Mandate.objects.filter(operator_id=case.operator_id, person__in=team).exists()
    return (
        Reason("team-of-one") if lead == second else None,
        None if posts.values("person").distinct().count() == len(team) else Reason("team-not-officers"),
        Reason("team-own-firm") if own else None,
        own_firm(case.operator_id, actor),
    )


def _officers(at: datetime) -> QuerySet[Post]:
    now = Q(until__isnull=True) | Q(until__gt=at)
    return Post.objects.filter(now, since__lte=at, person__is_active=True, capacity=Capacity.OFFICER.value)


def _to_be_visited(case: Case, lines: Iterable[SiteLine], actor: Actor, at: datetime) -> None:
    """A site without plan is now to be visited; one that was left out by a named act stays so until then."""
    unplanned = [line.site for line in lines if line.plan is None]
    for site in unplanned:
        SitePlan.objects.create(
            case=case,
            site=site,
            course=Course.VISIT.value,
            decided_at=at,
            decided_by_id=author("plan-visit", actor),
        )
    outlooks.make(site.pk for site in unplanned)
