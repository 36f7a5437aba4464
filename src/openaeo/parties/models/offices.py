"""The offices of the home administration: where its people work, in which region, and until when."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from openaeo.bedrock.actors import Actor
from openaeo.law.terms import Capacity


class OfficeQuerySet(models.QuerySet["Office"]):
    """Offices behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever works for customs sees every office; firms and strangers see none."""
        return self.none() if actor.capacity in {Capacity.APPLICANT, Capacity.PUBLIC} else self

    def still_open(self) -> Self:
        """Leave those that are not closed, by name."""
        return self.filter(closed_at__isnull=True).order_by("name", "pk")


class Office(models.Model):
    """An office of the home administration; one that is closed stays, for what was done there."""

    name = models.CharField(max_length=100)
    region = models.CharField(max_length=100, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="office_has_a_name"),
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(closed_at__isnull=True),
                name="one_open_office_of_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name
