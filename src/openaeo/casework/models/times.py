"""More time for a limit, asked for and given; and the times when a clock was stopped by hand."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.law.clock import Extension as Added
from openaeo.law.clock import Limit, Unit
from openaeo.law.moretime import EXTENSION, ExtensionFacts, ExtensionState
from openaeo.law.terms import Capacity
from openaeo.law.timing import Duty
from openaeo.parties.models import CASEWORKERS, Person


class ExtensionQuerySet(models.QuerySet["Extension"]):
    """Requests for more time behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; an applicant sees those of its own cases; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(case__operator_id=actor.operator)
        return self.none()


class Extension(models.Model):
    """More time for the decision on a case: by customs for a cause of its own, or asked for by the trader."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="extensions")
    state = models.CharField(
        max_length=10, choices=choices(ExtensionState), default=ExtensionState.ASKED.value
    )
    cause = models.CharField(max_length=40)
    count = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=15, choices=choices(Unit))
    side = models.CharField(max_length=10, choices=choices(Duty))
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_why = models.TextField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_why = models.TextField(blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_extension_of_a_cause",
                fields=["case", "cause"],
                condition=Q(state=ExtensionState.ASKED.value),
            ),
            models.CheckConstraint(
                name="closed_extension_has_a_date",
                condition=Q(state=ExtensionState.ASKED.value) | Q(closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.count} {self.unit} for {self.cause}"

    @property
    def added(self) -> Added | None:
        """What it adds to the clock, as the law counts it; None unless given."""
        if self.state != ExtensionState.GIVEN or self.closed_at is None:
            return None
        return Added(Limit(self.count, Unit(self.unit)), self.cause, self.closed_at)

    def move(self, step: str, facts: ExtensionFacts) -> None:
        """Take `step` of the EXTENSION table. Raises `law.workflow.Refused` with every reason."""
        self.state = EXTENSION.move(ExtensionState(self.state), step, facts).value


class ClockStop(models.Model):
    """A time during which the clock of a case was stopped by a named act, and why."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clock_stops")
    why = models.CharField(max_length=20)
    since = models.DateTimeField()
    stopped_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    until = models.DateTimeField(null=True, blank=True)
    restarted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                name="one_running_stop_of_a_kind",
                fields=["case", "why"],
                condition=Q(until__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} stopped for {self.why}"
