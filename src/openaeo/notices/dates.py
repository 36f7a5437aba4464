"""The dates ahead that somebody has to keep: replies due, statutory clocks, ends of authorisations and mandates."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import JournalEntry
from openaeo.casework.clocks import clocks
from openaeo.casework.consultations import asked_of
from openaeo.casework.declarations import all_owed
from openaeo.casework.models import (
    Case,
    Consultation,
    Conversation,
    Measure,
    Reassessment,
    ReassessmentQuerySet,
    Request,
)
from openaeo.casework.programme import calendar, day_of
from openaeo.casework.reviewed import all_reviewing
from openaeo.law.consulting import ConsultationState
from openaeo.law.conversing import Turn
from openaeo.law.lifecycle import CASE_FINAL, LIVE, CaseState, MeasureState, RequestState
from openaeo.law.terms import Capacity
from openaeo.notices.audience import APPLICANT_SIDE, Audience
from openaeo.notices.concerned import Matter, matter_of_authorisation, matter_of_case
from openaeo.parties.models import STAFF, Mandate, Person
from openaeo.parties.offices import seats_of
from openaeo.parties.onboarding import capacities_of
from openaeo.register.models import Authorisation


@dataclass(frozen=True, slots=True)
class DateAhead:
    """A moment by which something is due. `name` stays the same as long as it is the same date for the same thing."""

    name: str
    kind: str
    to: Audience
    matter: Matter
    since: datetime
    due: datetime
    request: int | None = None
    measure: int | None = None
    consultation: int | None = None
    reassessment: int | None = None
    conversation: int | None = None

    @property
    def day(self) -> date:
        """The day on which it is due, in the programme's zone."""
        return day_of(self.due)

    def days_left(self, at: datetime) -> int:
        """Return the days from the day of `at` to the day on which it is due."""
        return (self.day - day_of(at)).days

    def params(self) -> dict[str, Any]:
        """Return the particulars for a notice; the firm's name only for the desk's side."""
        known = {
            "case": self.matter.case,
            "authorisation": self.matter.authorisation,
            "request": self.request,
            "measure": self.measure,
            "consultation": self.consultation,
            "reassessment": self.reassessment,
            "conversation": self.conversation,
            "firm": "" if self.to in APPLICANT_SIDE else self.matter.firm,
        }
        return {name: value for name, value in known.items() if value} | {"due": self.due.isoformat()}


def ahead(*, at: datetime, horizon: timedelta) -> Iterator[DateAhead]:
    """Yield every date of every matter that lies between `at` and `at + horizon`. At most thirteen queries."""
    until = at + horizon
    of_desk = (
        *_of_cases(_open_cases(), at),
        *_consulted(Consultation.objects.all()),
        *_talked(Conversation.objects.waiting_for(Turn.CUSTOMS)),
    )
    for one in (*_of_firms(at, until=until), *of_desk):
        if at <= one.due <= until:
            yield one


def of_person(person: Person, *, at: datetime) -> list[DateAhead]:
    """Return the dates that `person` has to keep in any capacity held at `at`, soonest first."""
    capacities = capacities_of(person, at)
    firms = {actor.operator for actor in capacities if actor.operator is not None}
    held = {actor.capacity for actor in capacities}
    mine = Q(pk__in=())
    if Capacity.OFFICER in held:
        mine |= Q(assessor=person, state__in=[CaseState.SUBMITTED.value, CaseState.ASSESSMENT.value])
    offices = frozenset[int]()
    if Capacity.OFFICER in held:
        offices = frozenset().union(
            *(seats_of(one, at) for one in capacities if one.capacity is Capacity.OFFICER)
        )
    if Capacity.DECIDER in held:
        mine |= Q(state=CaseState.DECISION.value)
    found = list(_of_firms(at, operators=firms)) if firms else []
    if held & STAFF:
        found += _of_cases(_open_cases().filter(mine).exclude(operator__in=firms), at)
    if Capacity.OFFICER in held:
        talks = Conversation.objects.waiting_for(Turn.CUSTOMS).filter(case__assessor=person)
        found += _talked(talks.exclude(operator__in=firms))
    if offices:
        found += _consulted(Consultation.objects.filter(office__in=offices).exclude(case__operator__in=firms))
    return sorted((one for one in found if one.due >= at), key=lambda one: (one.due, one.name))


def named(name: str, *, actor: Actor, at: datetime) -> DateAhead | None:
    """Return the date called `name` when `actor` may see the matter, else None; what is over has no date."""
    what, _dash, key = name.partition("-")
    if not key:
        return None
    if what in {"question", "measure", "consultation", "reassessment", "message"} and not _a_key(key):
        return None
    kinds = {
        "question": _question,
        "message": _message,
        "hearing": _hearing,
        "completion": _completion,
        "measure": _measure,
        "ends": _end,
        "consultation": _consultation,
        "declaration": _declaration,
        "reassessment": _reassessment,
        "review": _review,
    }
    found = kinds.get(what, _clock)
    return next((one for one in found(what, key, actor, at) if one.name == name), None)


def _a_key(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 19  # noqa: PLR2004 - fits a key


def _question(_what: str, key: str, actor: Actor, _at: datetime) -> Iterator[DateAhead]:
    return _asked(Request.objects.visible_to(actor).filter(pk=key, case__in=_cases_seen(actor)))


def _message(_what: str, key: str, actor: Actor, _at: datetime) -> Iterator[DateAhead]:
    seen = Conversation.objects.visible_to(actor)
    return _talked((seen.of_others(actor) if actor.capacity in STAFF else seen).filter(pk=key))


def _hearing(_what: str, key: str, actor: Actor, _at: datetime) -> Iterator[DateAhead]:
    return _heard(_cases_seen(actor).filter(pk=key))


def _completion(_what: str, key: str, actor: Actor, _at: datetime) -> Iterator[DateAhead]:
    return _returned(_cases_seen(actor).filter(pk=key))


def _measure(_what: str, key: str, actor: Actor, _at: datetime) -> Iterator[DateAhead]:
    seen = Measure.objects.visible_to(actor)
    return _measured((seen.of_others(actor) if actor.capacity in STAFF else seen).filter(pk=key))


def _consultation(_what: str, key: str, actor: Actor, at: datetime) -> Iterator[DateAhead]:
    return _consulted(asked_of(actor, at=at).filter(pk=key))


def _end(_what: str, key: str, actor: Actor, _at: datetime) -> Iterator[DateAhead]:
    own = Q(operator=actor.operator, operator__isnull=False)
    return _ending(Authorisation.objects.visible_to(actor).filter(own, pk=key))


def _declaration(_what: str, key: str, actor: Actor, at: datetime) -> Iterator[DateAhead]:
    own = Q(operator=actor.operator, operator__isnull=False)
    return _declaring(Authorisation.objects.visible_to(actor).filter(own, pk=key), at)


def _review(_what: str, key: str, actor: Actor, at: datetime) -> Iterator[DateAhead]:
    own = Q(operator=actor.operator, operator__isnull=False)
    return _reviewing(Authorisation.objects.visible_to(actor).filter(own, pk=key), at)


def _reassessment(_what: str, key: str, actor: Actor, _at: datetime) -> Iterator[DateAhead]:
    seen = Reassessment.objects.visible_to(actor)
    return _reassessed((seen.of_others(actor) if actor.capacity in STAFF else seen).filter(pk=key))


def _clock(_what: str, key: str, actor: Actor, at: datetime) -> Iterator[DateAhead]:
    return iter(_of_cases(_cases_seen(actor).filter(pk=key).select_related("operator"), at))


def _cases_seen(actor: Actor) -> QuerySet[Case]:
    seen = Case.objects.visible_to(actor)
    return seen.of_others(actor) if actor.capacity in STAFF else seen


def _open_cases() -> QuerySet[Case]:
    return (
        Case.objects.exclude(submitted_at__isnull=True)
        .select_related("operator")
        .prefetch_related("requests", "extensions", "clock_stops")
    )


def _of_firms(
    at: datetime, *, operators: Collection[int] | None = None, until: datetime | None = None
) -> Iterator[DateAhead]:
    """The dates of firms, of all of them or of `operators`; of what ends, only what ends by `until`."""
    requests, cases, measures = Request.objects.all(), Case.objects.all(), Measure.objects.all()
    again, talks = Reassessment.objects.all(), Conversation.objects.waiting_for(Turn.APPLICANT)
    held = Authorisation.objects.filter(operator__isnull=False)
    mandates = Mandate.objects.filter(until__gte=at)
    if operators is not None:
        requests = requests.filter(case__operator__in=operators)
        cases, talks = cases.filter(operator__in=operators), talks.filter(operator__in=operators)
        measures = measures.filter(authorisation__operator__in=operators)
        again = again.filter(authorisation__operator__in=operators)
        held, mandates = held.filter(operator__in=operators), mandates.filter(operator__in=operators)
    ending = held.filter(ends__gte=at)
    if until is not None:
        ending, mandates = ending.filter(ends__lte=until), mandates.filter(until__lte=until)
    yield from _asked(requests)
    yield from _talked(talks)
    yield from _heard(cases)
    yield from _returned(cases)
    yield from _measured(measures)
    yield from _reassessed(again)
    yield from _ending(ending)
    yield from _declaring(held, at)
    yield from _reviewing(held, at)
    yield from _mandated(mandates)


def _asked(requests: QuerySet[Request]) -> Iterator[DateAhead]:
    for one in requests.filter(state=RequestState.OPEN.value).select_related("case__operator"):
        matter = matter_of_case(one.case)
        yield DateAhead(
            f"question-{one.pk}",
            "question-due",
            Audience.FIRM,
            matter,
            one.asked_at,
            one.due_at,
            request=one.pk,
        )


def _talked(talks: QuerySet[Conversation]) -> Iterator[DateAhead]:
    """The answers that somebody waits for in conversations, where the programme sets a time."""
    for one in talks.filter(due_at__isnull=False).select_related("case__operator", "authorisation"):
        if (due := one.due_at) is None:
            continue
        ours = one.turn is Turn.CUSTOMS
        matter = (
            matter_of_case(one.case)
            if one.case
            else matter_of_authorisation(one.authorisation)
            if one.authorisation
            else Matter(operator=one.operator_id)
        )
        yield DateAhead(
            f"message-{one.pk}",
            "message-owed" if ours else "message-due",
            Audience.ASSESSOR if ours else Audience.FIRM,
            matter,
            one.turned_at,
            due,
            conversation=one.pk,
        )


def _consulted(consultations: QuerySet[Consultation]) -> Iterator[DateAhead]:
    """What offices still have to answer, of cases that are open."""
    waiting = consultations.filter(state=ConsultationState.ASKED.value)
    for one in waiting.exclude(case__state__in=[state.value for state in CASE_FINAL]).select_related(
        "case__operator"
    ):
        yield DateAhead(
            f"consultation-{one.pk}",
            "consultation-due",
            Audience.OFFICE,
            replace(matter_of_case(one.case), office=one.office_id),
            one.asked_at,
            one.due_at,
            consultation=one.pk,
        )


def _heard(cases: QuerySet[Case]) -> Iterator[DateAhead]:
    for one in cases.filter(state=CaseState.HEARING.value).select_related("operator"):
        opened, closes = one.hearing_opened_at, one.hearing_closes_at
        if opened is not None and closes is not None:
            yield DateAhead(
                f"hearing-{one.number}", "hearing-due", Audience.FIRM, matter_of_case(one), opened, closes
            )


def _returned(cases: QuerySet[Case]) -> Iterator[DateAhead]:
    """What firms still have to complete of applications that came back, where the programme sets a time."""
    waiting = cases.filter(state=CaseState.RETURNED.value, complete_by__isnull=False)
    sent_back = JournalEntry.objects.filter(topic="case", act="return", subject=OuterRef("number"))
    since = Subquery(sent_back.order_by("-cursor").values("at")[:1])
    for one in waiting.select_related("operator").annotate(since=since):
        if (due := one.complete_by) is not None:
            matter, begun = matter_of_case(one), getattr(one, "since", None) or one.started_at
            yield DateAhead(f"completion-{one.number}", "completion-due", Audience.FIRM, matter, begun, due)


def _measured(measures: QuerySet[Measure]) -> Iterator[DateAhead]:
    for one in measures.filter(state=MeasureState.NOTICED.value).select_related("authorisation"):
        matter = matter_of_authorisation(one.authorisation, proposer=one.proposed_by_id)
        yield DateAhead(
            f"measure-{one.pk}",
            "measure-reply-due",
            Audience.FIRM,
            matter,
            one.proposed_at,
            one.closes_at,
            measure=one.pk,
        )


def _reassessed(again: ReassessmentQuerySet) -> Iterator[DateAhead]:
    """What holders still have to answer because customs looks again."""
    for one in again.owed().select_related("authorisation"):
        if (due := one.due_at) is not None:
            matter = matter_of_authorisation(one.authorisation)
            yield DateAhead(
                f"reassessment-{one.pk}",
                "reassessment-due",
                Audience.FIRM,
                matter,
                one.opened_at,
                due,
                reassessment=one.pk,
            )


def _ending(held: QuerySet[Authorisation]) -> Iterator[DateAhead]:
    live = held.filter(
        administration__is_home=True, ends__isnull=False, state__in=[one.value for one in LIVE]
    )
    for one in live:
        if (ends := one.ends) is not None:
            matter = matter_of_authorisation(one)
            yield DateAhead(
                f"ends-{one.number}", "authorisation-ends", Audience.FIRM, matter, one.starts, ends
            )


def _declaring(held: QuerySet[Authorisation], at: datetime) -> Iterator[DateAhead]:
    """The yearly declarations of which the days have begun."""
    for one, owed in all_owed(held, at):
        if owed.opens <= at:
            yield DateAhead(
                f"declaration-{one.number}",
                "declaration-due",
                Audience.FIRM,
                matter_of_authorisation(one),
                owed.opens,
                owed.due,
            )


def _reviewing(held: QuerySet[Authorisation], at: datetime) -> Iterator[DateAhead]:
    """The reviews that holders owe because an edition in force asks something differently."""
    for one in all_reviewing(held, at):
        name, matter = f"review-{one.held.number}", matter_of_authorisation(one.held)
        yield DateAhead(name, "review-due", Audience.FIRM, matter, one.since, one.due)


def _mandated(mandates: QuerySet[Mandate]) -> Iterator[DateAhead]:
    for one in mandates.select_related("operator"):
        if (until := one.until) is not None:
            matter = Matter(operator=one.operator_id, firm=one.operator.name, person=one.person_id)
            yield DateAhead(f"mandate-{one.pk}", "mandate-ends", Audience.PERSON, matter, one.since, until)


def _of_cases(cases: QuerySet[Case], at: datetime) -> list[DateAhead]:
    """The statutory clocks that run; one that rests while the applicant is asked has no date yet."""
    found = []
    states = [CaseState.SUBMITTED.value, CaseState.ASSESSMENT.value, CaseState.DECISION.value]
    days = calendar()
    for case in cases.filter(state__in=states):
        running = clocks(case, at, days=days)
        to = Audience.DECIDERS if case.standing is CaseState.DECISION else Audience.ASSESSOR
        for what, clock in (("completeness", running.acceptance), ("decision", running.decision)):
            if clock is not None and clock.running(at):
                name, matter = f"{what}-{case.number}", matter_of_case(case)
                found.append(DateAhead(name, f"{what}-due", to, matter, clock.start, clock.due(at)))
    return found
