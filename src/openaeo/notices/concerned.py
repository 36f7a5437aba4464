"""The people behind the words of the audience table: whom an act concerns at a moment, and what each is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.law.terms import Capacity
from openaeo.notices.audience import APPLICANT_SIDE, AUDIENCES, SILENT, Audience
from openaeo.parties.models import Mandate, Person, Post

if TYPE_CHECKING:
    from openaeo.casework.models import Case
    from openaeo.register.models import Authorisation


@dataclass(frozen=True, slots=True)
class Matter:
    """What an act is about, as far as it says who is concerned. People and firms by their ids."""

    operator: int | None = None
    firm: str = ""
    case: str = ""
    authorisation: str = ""
    assessor: int | None = None
    former: int | None = None
    proposer: int | None = None
    person: int | None = None
    listing: int | None = None
    partner: str = ""
    edition: str = ""
    office: int | None = None
    offices: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is told, in the capacity that the telling is meant for."""

    person: int
    capacity: Capacity
    operator: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """How many people in one part of a matter are told; `count` is None where the reader is not to know."""

    to: Audience
    kind: str
    count: int | None


class Concerned:
    """The people whom a matter concerns at a moment: two queries, however many audiences are asked for."""

    def __init__(self, matter: Matter, at: datetime) -> None:
        self.matter, self.at = matter, at

    def of(self, audience: Audience) -> list[Addressee]:
        """Return who stands behind `audience`, by person. Nobody who may not sign in, and on the desk's side nobody
        who acts for the firm.
        """
        if audience is Audience.FIRM:
            found = [Addressee(one, Capacity.APPLICANT, self.matter.operator) for one in self._firm]
        elif audience is Audience.PERSON:
            found = self._person()
        else:
            desk = self._desk(audience)
            found = [Addressee(one, capacity) for one, capacity in desk.items() if one not in self._firm]
        return sorted(found, key=lambda one: one.person)

    def _desk(self, audience: Audience) -> dict[int, Capacity]:
        posts = self._posts
        if audience is Audience.ASSESSOR:  # whoever has left is no contact: then all officers are told
            officers = posts.get(Capacity.OFFICER, frozenset())
            mine = {self.matter.assessor} & officers or officers
            return {one: Capacity.OFFICER for one in mine if one is not None}
        if audience is Audience.FORMER_ASSESSOR:
            officers = posts.get(Capacity.OFFICER, frozenset())
            return {one: Capacity.OFFICER for one in officers if one == self.matter.former}
        if audience is Audience.PROPOSER:
            return {
                one: capacity
                for capacity in (Capacity.DECIDER, Capacity.OFFICER)
                for one in posts.get(capacity, frozenset())
                if one == self.matter.proposer
            }
        if audience is Audience.OFFICE:
            return dict.fromkeys(self._office, Capacity.OFFICER)
        capacity = _POSTS[audience]
        return dict.fromkeys(posts.get(capacity, frozenset()), capacity)

    def _person(self) -> list[Addressee]:
        one = self.matter.person
        if one is None or not Person.objects.filter(pk=one, is_active=True).exists():
            return []
        if one in self._firm:
            return [Addressee(one, Capacity.APPLICANT, self.matter.operator)]
        held = [capacity for capacity, people in self._posts.items() if one in people]
        return [Addressee(one, held[0] if held else Capacity.APPLICANT)]

    @cached_property
    def _firm(self) -> frozenset[int]:
        if self.matter.operator is None:
            return frozenset()
        live = Mandate.objects.filter(_live(self.at), operator=self.matter.operator, person__is_active=True)
        return frozenset(live.values_list("person_id", flat=True))

    @cached_property
    def _office(self) -> frozenset[int]:
        """The officers of the office that is asked, or of all `offices`; one query more, only for this audience."""
        live = Post.objects.filter(
            _live(self.at),
            office__in=[*filter(None, [self.matter.office]), *self.matter.offices],
            capacity=Capacity.OFFICER.value,
            person__is_active=True,
        )
        return frozenset(live.values_list("person_id", flat=True))

    @cached_property
    def _posts(self) -> dict[Capacity, frozenset[int]]:
        held: dict[Capacity, set[int]] = {}
        live = Post.objects.filter(_live(self.at), person__is_active=True).order_by("since", "pk")
        for capacity, person in live.values_list("capacity", "person_id"):
            held.setdefault(Capacity(capacity), set()).add(person)
        return {capacity: frozenset(people) for capacity, people in held.items()}


_POSTS = {
    Audience.DECIDERS: Capacity.DECIDER,
    Audience.ISSUERS: Capacity.ISSUER,
    Audience.REVIEWERS: Capacity.REVIEWER,
    Audience.DESK: Capacity.RECOGNITION_DESK,
    Audience.ADMINISTRATORS: Capacity.ADMINISTRATOR,
}


def _live(at: datetime) -> Q:
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))


def matter_of_case(case: Case) -> Matter:
    """Return the matter of an application as it is now; whoever has it is whom a colleague would take it over from."""
    return Matter(
        operator=case.operator_id,
        firm=case.operator.name,
        case=case.number,
        assessor=case.assessor_id,
        former=case.assessor_id,
    )


def matter_of_authorisation(held: Authorisation, *, proposer: int | None = None) -> Matter:
    """Return the matter of an authorisation; `proposer` is who proposed the measure in question."""
    return Matter(
        operator=held.operator_id,
        firm=held.holder,
        authorisation=held.number,
        proposer=proposer,
    )


def told_by(act: str, matter: Matter, *, actor: Actor, at: datetime) -> tuple[Told, ...]:
    """Return who will be told when `actor` takes `act` in `matter` at `at`; parts with nobody in them are left out.

    Whoever acts is not counted. Somebody who does not work for customs reads of customs no number of people, only
    that it is told. Raises `KeyError` for an act that the tables do not know. Two queries.
    """
    if act in SILENT:
        return ()
    people, found = Concerned(matter, at), []
    for telling in AUDIENCES[act]:
        count = sum(one.person != actor.person for one in people.of(telling.to))
        hidden = actor.capacity is Capacity.APPLICANT and telling.to not in APPLICANT_SIDE
        if count:
            found.append(Told(telling.to, telling.kind, None if hidden else count))
    return tuple(found)
