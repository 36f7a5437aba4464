"""Who works on a case: what each officer has in hand, whom a case may be given to, and giving it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Min, Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework import absences
from openaeo.casework.facts import demand, own_firm
from openaeo.casework.interests import interested_in
from openaeo.casework.models import Case, Docket
from openaeo.casework.programme import programme
from openaeo.law.assigning import Candidate, may_assign
from openaeo.law.terms import Capacity
from openaeo.parties import roll
from openaeo.parties.models import Mandate

LEADS = frozenset({Capacity.DECIDER})
"""Who gives cases to officers, whoever has them."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer has in hand, as the dockets say.

    `cases` are open, `waiting` of them wait on customs, `late` of these are overdue; `soonest` is the nearest date of
    what waits on customs. `away_until` is the last day of an absence that runs. `seats` are key and name of the offices
    in which a post of officer is held; who holds none any more, and so is not `in_office`, left the cases behind.
    """

    person: int
    name: str
    seats: tuple[tuple[int, str], ...] = ()
    cases: int = 0
    waiting: int = 0
    late: int = 0
    soonest: datetime | None = None
    away_until: date | None = None
    in_office: bool = False

    def sits_in(self, office: int) -> bool:
        """Return whether a post is held in the office with this key."""
        return any(key == office for key, _name in self.seats)


def loads(*, actor: Actor, at: datetime) -> list[Load]:
    """Return what each officer in office has in hand, and whoever left open cases behind, the most loaded first.

    Staff see them, nobody else any. Three queries.
    """
    kept, away = _in_hand(actor, at), absences.away(actor=actor, at=at)
    for post in roll.officers(actor=actor, at=at):
        one = kept.get(post.person_id, Load(post.person_id, post.person.name))
        seat = ((post.office.pk, post.office.name),) if post.office else ()
        kept[post.person_id] = replace(
            one, seats=(*one.seats, *seat), in_office=True, away_until=away.get(post.person_id)
        )
    return sorted(kept.values(), key=lambda one: (-one.cases, -one.waiting, one.name, one.person))


def candidates(case: Case, officers: Iterable[Load]) -> list[Candidate]:
    """Return `officers` as the law looks at them when `case` is to be given to one of them. At most three queries."""
    known = [one for one in officers if one.in_office]
    firm = set(
        Mandate.objects.filter(
            operator_id=case.operator_id, person__in=[one.person for one in known]
        ).values_list("person_id", flat=True)
    )
    interested = interested_in(case.operator_id)
    over = turn_over(case)
    return [
        Candidate(
            one.person,
            cases=one.cases,
            waiting=one.waiting,
            holds=one.person == case.assessor_id,
            own_firm=one.person in firm,
            absent=one.away_until is not None,
            rotates=one.person == over,
            interested=one.person in interested,
        )
        for one in known
    ]


def assign(number: str, *, officer: int, reason: str = "", actor: Actor, at: datetime) -> Case:
    """Give the case to the officer with the id `officer`, who looks after it from now on.

    A lead gives any case, an officer hands over the one in hand or of whom they stand in for; `reason` says why it
    changes hands, for customs alone. Refused as `law.assigning.may_assign` and `own_firm`.
    """
    with act("assign", Case, number, actor=actor, at=at) as (case, note):
        officers = candidates(case, loads(actor=actor, at=at))
        demand(
            "assign",
            own_firm(case.operator_id, actor),
            *may_assign(
                case.standing,
                next((one for one in officers if one.person == officer), None),
                holder=case.assessor_id,
                giver=actor.person,
                stands_in=stands_in(case, actor, at),
                leads=actor.capacity in LEADS,
                reason=reason,
            ),
        )
        note(before=case.assessor_id, officer=officer, reason=reason.strip())
        case.assessor_id = officer
    return case


def turn_over(case: Case) -> int | None:
    """Return who looked after as many of the firm's latest cases in a row as the programme lets; None when nobody did.

    Cases that nobody took on do not count. At most one query.
    """
    rule = programme().rotation
    if rule is None:
        return None
    before = Case.objects.filter(operator=case.operator_id, assessor__isnull=False).exclude(pk=case.pk)
    latest = before.order_by("-submitted_at", "-pk").values_list("assessor", flat=True)[: rule.in_a_row]
    had = list(latest)
    return had[0] if len(had) == rule.in_a_row and len(set(had)) == 1 else None


def stands_in(case: Case, actor: Actor, at: datetime) -> bool:
    """Return whether the actor stands in for the officer of `case` at `at`. One query, none without such an officer."""
    holder = case.assessor_id
    return holder is not None and absences.stood_in_for(actor, at).filter(person=holder).exists()


def _in_hand(actor: Actor, at: datetime) -> dict[int, Load]:
    """What stands in the dockets of each person who has a case."""
    ours = Q(turn="customs")
    rows = (
        Docket.objects.visible_to(actor)
        .filter(case__assessor__isnull=False)
        .order_by()
        .values_list("case__assessor", "case__assessor__name")
        .annotate(
            cases=Count("pk"),
            waiting=Count("pk", filter=ours),
            late=Count("pk", filter=ours & Q(due_at__lt=at)),
            soonest=Min("due_at", filter=ours),
        )
    )
    return {
        person: Load(person, name, cases=cases, waiting=waiting, late=late, soonest=soonest)
        for person, name, cases, waiting, late, soonest in rows
    }
