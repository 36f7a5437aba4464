"""What those who work on a case declare of an interest in its firm."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Person, firms_of

OVERSIGHT = frozenset({Capacity.DECIDER, Capacity.REVIEWER})
"""Who reads what others declared."""


class InterestQuerySet(models.QuerySet["Interest"]):
    """Declarations behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Deciders and reviewers see all; everybody else who sees cases their own; others none."""
        if actor.capacity in OVERSIGHT:
            return self
        return self.filter(person=actor.person) if actor.capacity in CASEWORKERS else self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out firms that the actor acts, or acted, for: nobody reads the desk's view of their own."""
        return self.exclude(case__operator__in=firms_of(actor))


class Interest(models.Model):
    """One declaration: `named` is the interest, empty for none; made `with_act` when a first act was it.

    Whoever takes a first act on a case declares none with it, as the page says.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="interests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    named = models.TextField(blank=True)
    with_act = models.BooleanField()
    declared_at = models.DateTimeField()

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(named=""), name="no_interest_declared_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.case_id}"
