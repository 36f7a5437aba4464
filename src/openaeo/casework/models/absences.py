"""Days on which an officer is away, and the colleague who stands in."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from openaeo.bedrock.actors import Actor
from openaeo.parties.models import CASEWORKERS, Person


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever sees cases sees who is away; nobody else does."""
        return self if actor.capacity in CASEWORKERS else self.none()

    def on(self, day: date) -> Self:
        """Leave those that are on `day`."""
        return self.filter(first__lte=day, last__gte=day)


class Absence(models.Model):
    """An officer is away from `first` to `last`, both days away; why is nobody's affair."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stand_in = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    recorded_at = models.DateTimeField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["first", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(stand_in=F("person")), name="absent_is_not_the_stand_in"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.first} {self.last}"
