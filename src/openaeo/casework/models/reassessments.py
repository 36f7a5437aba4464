"""Re-assessments of authorisations in part, and each criterion that one asks again."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.changes import Change
from openaeo.casework.models.choices import choices
from openaeo.casework.models.documents import Document
from openaeo.casework.models.measures import Measure
from openaeo.law.lifecycle import LIVE
from openaeo.law.reassessment import (
    OPEN_REASSESSMENT,
    REASSESSMENT,
    Cause,
    ReassessmentFacts,
    ReassessmentState,
)
from openaeo.law.terms import Capacity, Claim, Outcome
from openaeo.parties.models import CASEWORKERS, Person, Site, firms_of

_OPEN = [state.value for state in OPEN_REASSESSMENT]


class ReassessmentQuerySet(models.QuerySet["Reassessment"]):
    """Re-assessments behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; a holder sees those of its own authorisations; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(authorisation__operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out what concerns a firm that the actor acts, or acted, for."""
        return self.exclude(authorisation__operator__in=firms_of(actor))

    def running(self) -> Self:
        """Keep those that are not concluded and whose authorisation has not ended meanwhile."""
        return self.filter(state__in=_OPEN, authorisation__state__in=[one.value for one in LIVE])

    def owed(self) -> Self:
        """Keep those that run and wait for the holder's answers."""
        return self.running().filter(state=ReassessmentState.OPEN.value, due_at__isnull=False)


class Reassessment(models.Model):
    """One re-assessment; `reason` is the holder's to read, `due_at` the last moment to answer, None when nothing is asked.

    `conclusion` is what customs said at its end, `look_again_on` the day on which the desk means to look again.
    """

    authorisation = models.ForeignKey(
        "register.Authorisation", on_delete=models.PROTECT, related_name="reassessments"
    )
    cause = models.CharField(max_length=12, choices=choices(Cause))
    change = models.ForeignKey(
        Change, on_delete=models.PROTECT, null=True, blank=True, related_name="reassessments"
    )
    state = models.CharField(
        max_length=12, choices=choices(ReassessmentState), default=ReassessmentState.OPEN.value
    )
    reason = models.TextField()
    sites: models.ManyToManyField[Site, models.Model] = models.ManyToManyField(
        Site, related_name="reassessments"
    )
    documents: models.ManyToManyField[Document, models.Model] = models.ManyToManyField(
        Document, related_name="reassessments"
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    conclusion = models.TextField(blank=True)
    look_again_on = models.DateField(null=True, blank=True)
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="reassessments"
    )

    objects = ReassessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_reassessment_an_authorisation",
                fields=["authorisation"],
                condition=Q(state__in=["open", "answered"]),
            ),
            models.CheckConstraint(
                name="closed_reassessment_has_a_conclusion",
                condition=Q(state__in=["open", "answered"])
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(conclusion=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.authorisation_id}"

    @property
    def standing(self) -> ReassessmentState:
        """Its state as a word of the law."""
        return ReassessmentState(self.state)

    @property
    def late(self) -> bool:
        """Whether the holder answered after its time was over."""
        return self.due_at is not None and self.answered_at is not None and self.answered_at > self.due_at

    def move(self, step: str, facts: ReassessmentFacts) -> None:
        """Take `step` of the REASSESSMENT table. Raises `law.workflow.Refused` with every reason."""
        self.state = REASSESSMENT.move(self.standing, step, facts).value


class ReassessedPoint(models.Model):
    """One criterion asked again: what the holder says of it, and what the desk finds (`remark` stays inside)."""

    reassessment = models.ForeignKey(Reassessment, on_delete=models.CASCADE, related_name="points")
    criterion = models.CharField(max_length=10)
    claim = models.CharField(max_length=20, choices=choices(Claim), blank=True)
    explanation = models.TextField(blank=True)
    outcome = models.CharField(max_length=15, choices=choices(Outcome), blank=True)
    remark = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_point_a_reassessed_criterion", fields=["reassessment", "criterion"]
            ),
            models.CheckConstraint(
                name="judged_point_has_a_judge",
                condition=Q(outcome="") | Q(judged_at__isnull=False, judged_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reassessment_id}: {self.criterion}"
