"""What a suspended holder puts right, and what customs makes of it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.choices import choices
from openaeo.casework.models.documents import Document
from openaeo.casework.models.measures import Measure
from openaeo.law.cure import CURE, OPEN_CURE, CureFacts, CureState
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Person


class CureQuerySet(models.QuerySet["Cure"]):
    """Cures behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; a holder sees those of its own suspensions; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(measure__authorisation__operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out what concerns a firm that the actor acts for."""
        return self.filter(measure__in=Measure.objects.visible_to(actor).of_others(actor))

    def running(self) -> Self:
        """Keep those whose suspension was not ended by an act."""
        return self.filter(state__in=[state.value for state in OPEN_CURE])


class Cure(models.Model):
    """The putting right of one suspension: open as long as the suspension runs."""

    measure = models.OneToOneField(Measure, on_delete=models.CASCADE, related_name="cure")
    state = models.CharField(max_length=10, choices=choices(CureState), default=CureState.ASKED.value)
    since = models.DateTimeField()
    report = models.TextField(blank=True)
    documents: models.ManyToManyField[Document, models.Model] = models.ManyToManyField(
        Document, related_name="cures"
    )
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CureQuerySet.as_manager()

    class Meta:
        ordering = ["since"]
        constraints = [
            models.CheckConstraint(
                name="reported_cure_has_a_date",
                condition=~Q(state=CureState.REPORTED.value) | Q(reported_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"cure of {self.measure_id}"

    @property
    def standing(self) -> CureState:
        """Its state as a word of the law."""
        return CureState(self.state)

    def move(self, step: str, facts: CureFacts) -> None:
        """Take `step` of the CURE table. Raises `law.workflow.Refused` with every reason."""
        self.state = CURE.move(self.standing, step, facts).value
