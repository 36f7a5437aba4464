"""Declarations of interest: who declared what in a case, and that whoever has a hand in it has declared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework.facts import author, demand
from openaeo.casework.models import Case, Handling, Interest
from openaeo.casework.models.interests import OVERSIGHT
from openaeo.law.assigning import ASSIGNABLE
from openaeo.law.interests import may_declare, stands_apart
from openaeo.law.lifecycle import CASE_FINAL
from openaeo.law.workflow import Reason


@dataclass(frozen=True, slots=True)
class Stance:
    """Where the reader stands to the firm of a case, as far as was declared in the case.

    `declared`: anything at all. `reason`: why the reader may not act, if so. `others`: somebody else declared an
    interest; only oversight is told.
    """

    declared: bool
    reason: Reason | None
    others: bool


def declare(number: str, *, interest: str, actor: Actor, at: datetime) -> Interest:
    """Declare an `interest` in the firm of the case, or none by an empty text; the words stay out of the journal.

    Whoever declares an interest does not act on the case any more, and the case goes back to be given to another.
    Refused: `interest-said`, `interest-stands`.
    """
    with act("declare-interest", Case, number, actor=actor, at=at) as (case, note):
        person, named = author("declare-interest", actor), interest.strip()
        before = list(case.interests.filter(person=person).values_list("named", flat=True))
        demand("declare-interest", may_declare(named, before))
        row = Interest.objects.create(
            case=case, person_id=person, named=named, with_act=False, declared_at=at
        )
        note(interest=row.pk, **({"named": True} if named else {}))
        if case.assessor_id == person and named:
            case.assessor_id = None
            note(before=person)
        elif case.assessor_id == person and case.standing in ASSIGNABLE:
            had_a_hand(case, Handling.Kind.ASSESSING, person, at=at)
    return row


def had_a_hand(case: Case, kind: Handling.Kind, person: int, *, at: datetime) -> None:
    """Remember that `person` had a hand in `case`, and that none was declared with it if nothing was before."""
    declared = Exists(Interest.objects.filter(case=OuterRef("case"), person=OuterRef("person")))
    known = Handling.objects.filter(case=case, person=person, kind=kind).values_list(declared).first()
    if known is None:
        Handling.objects.get_or_create(case=case, person_id=person, kind=kind, defaults={"since": at})
    if known != (True,):
        none_said(case, person, at=at)


def none_said(case: Case, person: int, *, at: datetime) -> None:
    """Remember that `person` declared no interest with a first act on `case`, unless something was declared before."""
    if not case.interests.filter(person=person).exists():
        Interest.objects.get_or_create(
            case=case, person_id=person, named="", defaults={"with_act": True, "declared_at": at}
        )


def interested_in(operator: int) -> frozenset[int]:
    """Return the keys of the people whose latest declaration about the firm with the key `operator` names an interest."""
    said = Interest.objects.filter(case__operator=operator).order_by("declared_at", "pk")
    latest = dict(said.values_list("person_id", "named"))
    return frozenset(person for person, named in latest.items() if named)


def stance(case: Case, actor: Actor) -> Stance:
    """Return where `actor` stands to the firm of `case`. One query unless the declarations are prefetched."""
    rows = list(case.interests.all())
    mine = [one.named for one in rows if one.person_id == actor.person]
    is_open = case.standing not in CASE_FINAL
    reason = stands_apart(
        own_firm=False,
        said=next(filter(None, mine), mine[0] if mine else None),
        given=not mine and actor.person is not None and case.assessor_id == actor.person and is_open,
    )
    others = actor.capacity in OVERSIGHT and any(one.named and one.person_id != actor.person for one in rows)
    return Stance(bool(mine), reason, others)


def declared(*, actor: Actor, case: str = "", named: bool = False) -> QuerySet[Interest]:
    """Return the declarations that `actor` may read, the newest first: of one case, or only those with an interest."""
    rows = Interest.objects.visible_to(actor).of_others(actor).select_related("person", "case__operator")
    return rows.filter(Q(case=case) if case else Q(), ~Q(named="") if named else Q())
