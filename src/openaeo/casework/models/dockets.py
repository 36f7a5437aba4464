"""What waits on each open case, kept beside it so that a list of thousands can be sorted by the database."""

from __future__ import annotations

from typing import Self

from django.db import models

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.parties.models import CASEWORKERS, firms_of


class DocketQuerySet(models.QuerySet["Docket"]):
    """Dockets behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see every docket; nobody else sees any."""
        return self if actor.capacity in CASEWORKERS else self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out firms that the actor acts, or acted, for: nobody reads the desk's view of their own."""
        return self.exclude(case__operator__in=firms_of(actor))


class Docket(models.Model):
    """Why an open case is at the desk, whose turn it is and until when: made from its rows, never decided upon.

    A case that is a draft or final has none. `turns_at` is when it reads otherwise though nobody acts; `made_at` is
    the moment it was made for. `casework.docket` makes it, and can make all of them anew.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="docket")
    why = models.CharField(max_length=20)
    turn = models.CharField(max_length=10)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    turns_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    objects = DocketQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "case"], name="docket_soonest_due"),
            models.Index(fields=["turns_at"], name="docket_turns"),
            models.Index(fields=["made_at"], name="docket_made"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.why}"
