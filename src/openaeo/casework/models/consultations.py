"""What another office of the administration was asked about a case, and what it added."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.law.consulting import CONSULTATION, ConsultationFacts, ConsultationState, Position
from openaeo.law.timing import Expiry
from openaeo.parties.models import CASEWORKERS, Office, Person, Site, firms_of


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Consultations behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see every consultation; a firm never learns that there was one, nor does anybody else."""
        return self if actor.capacity in CASEWORKERS else self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out firms that the actor acts, or acted, for."""
        own = firms_of(actor)
        return self.exclude(case__operator__in=own)


class Consultation(models.Model):
    """A question from the desk of a case to another office; `silence` is what it means that no answer comes."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consultations")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=choices(ConsultationState), default=ConsultationState.ASKED.value
    )
    question = models.TextField()
    sites: models.ManyToManyField[Site, models.Model] = models.ManyToManyField(Site, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    silence = models.CharField(max_length=20, choices=choices(Expiry))
    position = models.CharField(max_length=20, choices=choices(Position), blank=True)
    violations = models.TextField(blank=True)
    branches = models.TextField(blank=True)
    remarks = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_consultation_of_an_office",
                fields=["case", "office"],
                condition=Q(state=ConsultationState.ASKED.value),
            ),
            models.CheckConstraint(
                name="answered_consultation_has_author_date_and_position",
                condition=~Q(state=ConsultationState.ANSWERED.value)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(position=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} consults {self.office_id}: {self.state}"

    @property
    def standing(self) -> ConsultationState:
        """The recorded state as a word of the law."""
        return ConsultationState(self.state)

    def move(self, step: str, facts: ConsultationFacts) -> None:
        """Take `step` of the CONSULTATION table. Raises `law.workflow.Refused` with every reason."""
        self.state = CONSULTATION.move(self.standing, step, facts).value
