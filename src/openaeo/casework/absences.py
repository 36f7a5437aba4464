"""Who is away and who stands in: recorded by officers for themselves, read wherever cases are given or looked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act, act_new
from openaeo.casework.facts import author, demand
from openaeo.casework.models import Absence
from openaeo.casework.programme import day_of
from openaeo.law.absence import may_record
from openaeo.law.workflow import Reason
from openaeo.parties import roll
from openaeo.parties.models import Person


def record(*, first: date, last: date, stand_in: int, actor: Actor, at: datetime) -> Absence:
    """Record that the actor is away from `first` to `last`, and who stands in; the stand-in is told.

    Refused as `law.absence.may_record`.
    """
    with act_new("record-absence", topic="person", subject=str(stand_in), actor=actor, at=at) as note:
        person = author("record-absence", actor)
        Person.objects.select_for_update(no_key=True).get(pk=person)  # two at once would not see one another
        in_office = set(roll.officers(actor=actor, at=at).values_list("person_id", flat=True))
        known = Absence.objects.filter(person=person).values_list("first", "last")
        demand(
            "record-absence",
            *may_record(
                (first, last),
                today=day_of(at),
                known=list(known),
                person=person,
                stand_in=stand_in if stand_in in in_office else None,
            ),
        )
        row = Absence.objects.create(
            person_id=person, stand_in_id=stand_in, first=first, last=last, recorded_at=at
        )
        note(absence=row.pk, absent=actor.name, first=first, last=last)
    return row


def end(pk: int, *, actor: Actor, at: datetime) -> None:
    """Take an absence of one's own back before it begins, or be back today. Refused: `not-found`, `absence-passed`."""
    rows = Absence.objects.filter(person=actor.person)
    with act("end-absence", Absence, pk, rows=rows, topic="person", actor=actor, at=at) as (row, note):
        today = day_of(at)
        demand("end-absence", Reason("absence-passed") if row.last < today else None)
        note.about(row.stand_in_id)
        note(absence=row.pk, absent=actor.name)
        if row.first < today:
            row.last = today - timedelta(days=1)
        else:
            row.delete()


def to_come(*, actor: Actor, at: datetime) -> QuerySet[Absence]:
    """Return the absences that are not over at `at` in which the actor is away or stands in, the soonest first."""
    rows = Absence.objects.visible_to(actor).filter(last__gte=day_of(at))
    return rows.filter(Q(person=actor.person) | Q(stand_in=actor.person)).select_related("person", "stand_in")


def stood_in_for(actor: Actor, at: datetime) -> QuerySet[Absence, int]:
    """Return the keys of the people for whom the actor stands in at `at`."""
    rows = Absence.objects.visible_to(actor).on(day_of(at)).filter(stand_in=actor.person)
    return rows.values_list("person", flat=True)


def away(*, actor: Actor, at: datetime) -> dict[int, date]:
    """Return until when those who are away at `at` are, by person. One query."""
    return dict(Absence.objects.visible_to(actor).on(day_of(at)).values_list("person", "last"))
