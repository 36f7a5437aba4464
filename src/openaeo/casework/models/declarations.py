"""What holders declare once a year."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Person


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    """Declarations behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; a holder sees its own; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(authorisation__operator_id=actor.operator)
        return self.none()


class Declaration(models.Model):
    """One yearly declaration, for the days `opens` to `closes`: every change was told, and the criteria are met.

    `unchanged`: no change was told since the declaration before it, or since the authorisation began.
    """

    authorisation = models.ForeignKey(
        "register.Authorisation", on_delete=models.PROTECT, related_name="declarations"
    )
    opens = models.DateField()
    closes = models.DateField()
    unchanged = models.BooleanField()
    late = models.BooleanField()
    declared_name = models.CharField(max_length=200)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        ordering = ["-opens"]
        constraints = [
            models.UniqueConstraint(name="one_declaration_a_window", fields=["authorisation", "opens"]),
            models.CheckConstraint(name="declaration_is_signed", condition=~Q(declared_name="")),
        ]

    def __str__(self) -> str:
        return f"{self.authorisation_id} {self.opens:%Y}"
