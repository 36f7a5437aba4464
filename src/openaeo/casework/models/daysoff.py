"""Days on which the home administration does not work, beside the weekend and what the programme itself closes."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.parties.models import STAFF, Person


class DayOffQuerySet(models.QuerySet["DayOff"]):
    """Days off behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever works for customs sees them; nobody else needs to: a limit says on which day it ends."""
        return self if actor.capacity in STAFF else self.none()

    def from_day(self, day: date) -> Self:
        """Leave those on `day` or after it."""
        return self.filter(day__gte=day)


class DayOff(models.Model):
    """A day that no limit in working days counts."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=100)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = DayOffQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="day_off_has_a_name")]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"
