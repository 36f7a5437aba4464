"""Lists of our own holders from a book kept before, and every row of them with what became of it."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import StoredFile
from openaeo.casework.models.choices import choices
from openaeo.law.intake import INTAKE, Fate, IntakeFacts, IntakeState
from openaeo.parties.models import CASEWORKERS, Person


class IntakeQuerySet(models.QuerySet["Intake"]):
    """Intakes behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see every intake; nobody else sees any."""
        return self if actor.capacity in CASEWORKERS else self.none()


class IntakeRowQuerySet(models.QuerySet["IntakeRow"]):
    """Rows of intakes behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see every row; nobody else sees any."""
        return self if actor.capacity in CASEWORKERS else self.none()


class Intake(models.Model):
    """One list of our own holders, from the upload to the register.

    `mapping` says what its columns and words mean; `hands` are the people who prepared something of it.
    """

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    state = models.CharField(max_length=12, choices=choices(IntakeState), default=IntakeState.RECEIVED.value)
    headings = ArrayField(models.CharField(max_length=200), default=list)
    reading = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    hands = ArrayField(models.IntegerField(), default=list)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    def facts(self, actor: Actor) -> IntakeFacts:
        """Return what is true of this intake for `actor` now. One query."""
        counted = self.rows.aggregate(
            new=models.Count("pk", filter=models.Q(fate=Fate.NEW.value)),
            taken=models.Count("pk", filter=models.Q(fate=Fate.TAKEN.value)),
        )
        return IntakeFacts(
            new=counted["new"],
            taken=counted["taken"],
            prepared=actor.person in self.hands,
            mapped="columns" in self.mapping,
        )

    def move(self, step: str, facts: IntakeFacts) -> None:
        """Take `step` of the INTAKE table. Raises `law.workflow.Refused` with every reason."""
        self.state = INTAKE.move(IntakeState(self.state), step, facts).value


class IntakeRow(models.Model):
    """One row of such a list: its cells as they came, what was typed instead, and what becomes of it.

    `values` is what it states, `before` what the register has where that differs; `number` the authorisation of the
    register that it tells of; `passed` are suspicions that somebody lifted; `reason` why it was lifted or left out.
    """

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    typed = models.JSONField(default=dict)
    fate = models.CharField(max_length=12, choices=choices(Fate), default=Fate.UNREAD.value)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    passed = ArrayField(models.CharField(max_length=40), default=list)
    number = models.CharField(max_length=40, blank=True, db_index=True)
    reason = models.TextField(blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = IntakeRowQuerySet.as_manager()

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["intake", "row"], name="one_fate_per_row")]
        indexes = [models.Index(fields=["intake", "fate", "row"], name="intake_row_fate")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.fate}"
