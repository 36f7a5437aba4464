"""Adverse measures against holders."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.choices import choices
from openaeo.law.lifecycle import MEASURE, MeasureFacts, MeasureState
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Person, firms_of


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Measures behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; a holder sees those against its own authorisations; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(authorisation__operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out firms that the actor acts, or acted, for: nobody reads the desk's view of their own."""
        return self.exclude(authorisation__operator__in=firms_of(actor))


class Measure(models.Model):
    """An adverse measure against a holder: suspension, revocation or reduction, noticed first, taken by a second person.

    `criteria` are those found no longer met, when any is named; `parts` what a suspension hits, none meaning all, or
    what a reduction takes away for good.
    """

    class Kind(models.TextChoices):
        SUSPEND = "suspend", "suspend"
        REVOKE = "revoke", "revoke"
        REDUCE = "reduce", "reduce"

    authorisation = models.ForeignKey(
        "register.Authorisation", on_delete=models.PROTECT, related_name="measures"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=choices(MeasureState), default=MeasureState.NOTICED.value)
    ground = models.CharField(max_length=60)
    grounds = models.TextField()
    criteria = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    parts = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    urgent = models.BooleanField(default=False)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision_reasons = models.TextField(blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_measure_of_a_kind",
                fields=["authorisation", "kind"],
                condition=Q(state__in=["noticed", "answered"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.authorisation_id}"

    def facts(self, *, actor: Actor, at: datetime) -> MeasureFacts:
        """Return what the law asks of this measure when `actor` acts at `at`."""
        return MeasureFacts(
            proposer=self.proposed_by_id,
            actor=actor.person,
            at=at,
            noticed=self.proposed_at,
            closes=self.closes_at,
            heard=bool(self.reply.strip()),
            urgent=self.urgent,
        )

    def move(self, step: str, facts: MeasureFacts) -> None:
        """Take `step` of the MEASURE table. Raises `law.workflow.Refused` with every reason."""
        self.state = MEASURE.move(MeasureState(self.state), step, facts).value
