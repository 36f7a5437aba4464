"""Views of the inbox that somebody of customs gave a name."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from openaeo.bedrock.actors import Actor
from openaeo.parties.models import CASEWORKERS, Person

LONGEST_NAME = 60


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see their own; nobody else sees any."""
        return self.filter(person=actor.person) if actor.capacity in CASEWORKERS else self.none()


class SavedView(models.Model):
    """The words of the inbox's address, as somebody keeps them; `starts` is the one that the inbox opens with."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    sought = models.JSONField()
    starts = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("person", Lower("name"), name="one_view_a_name"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(starts=True), name="one_view_to_start_with"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
