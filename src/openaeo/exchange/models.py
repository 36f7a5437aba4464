"""Arrangements with partner administrations, and the lists that they send us."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import StoredFile
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.listing import LIST, ListFacts, ListState
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Reason
from openaeo.parties.models import STAFF, Administration, Person

SEES_PARTNERS = STAFF | {Capacity.SYSTEM}


class StaffQuerySet(models.QuerySet["Arrangement"]):
    """Rows that only staff see."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff and the system see all, everybody else nothing."""
        return self if actor.capacity in SEES_PARTNERS else self.none()


class ImportQuerySet(models.QuerySet["ListImport"]):
    """Imports that only staff see."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff and the system see all, everybody else nothing."""
        return self if actor.capacity in SEES_PARTNERS else self.none()


class RowQuerySet(models.QuerySet["ListRow"]):
    """Rows of lists that only staff see."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff and the system see all, everybody else nothing."""
        return self if actor.capacity in SEES_PARTNERS else self.none()


class Arrangement(models.Model):
    """A mutual recognition arrangement as configuration: direction, tiers, roles, benefits, phase."""

    partner = models.OneToOneField(Administration, on_delete=models.PROTECT, related_name="arrangement")
    title = models.CharField(max_length=200)
    direction = models.CharField(max_length=10, choices=[(d.value, d.value) for d in Direction])
    phase = models.CharField(max_length=20, choices=[(p.value, p.value) for p in Phase])
    tiers = ArrayField(models.CharField(max_length=40), default=list)
    roles = ArrayField(models.CharField(max_length=20), default=list)
    benefits = ArrayField(models.CharField(max_length=60), default=list)
    in_operation_from = models.DateTimeField(null=True, blank=True)
    in_operation_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    objects = StaffQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class ListImport(models.Model):
    """One list of authorised operators received from a partner, from upload to application."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="imports")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    state = models.CharField(
        max_length=12,
        choices=[(s.value, s.value) for s in ListState],
        default=ListState.RECEIVED.value,
    )
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    failure = models.TextField(blank=True)
    reading = models.JSONField(default=dict)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_version = models.PositiveIntegerField(default=0)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    def facts(self) -> ListFacts:
        """Return what is true of this list now; asks whether the book was written since it was checked."""
        overtaken = self.checked_at is not None and (
            self.checked_version != self.arrangement.version
            or type(self)
            .objects.filter(arrangement=self.arrangement_id, applied_at__gt=self.checked_at)
            .exclude(pk=self.pk)
            .exists()
        )
        return ListFacts(rows=self.rows_total, errors=self.counts.get("error", 0), outdated=overtaken)

    def reasons(self) -> list[Reason]:
        """Return why the list failed; empty when it did not."""
        parts = (line.partition(": ") for line in self.failure.splitlines())
        return [Reason(code, detail if colon else None) for code, colon, detail in parts]

    def move(self, step: str) -> None:
        """Take `step` of the LIST table. Raises `law.workflow.Refused` with every reason."""
        self.state = LIST.move(ListState(self.state), step, self.facts()).value


class ListRow(models.Model):
    """One row of a list: what it says, and what would become of it."""

    class Verdict(models.TextChoices):
        NEW = "new", "new"
        CHANGED = "changed", "changed"
        SAME = "same", "same"
        ERROR = "error", "error"
        QUARANTINED = "quarantined", "quarantined"

    listing = models.ForeignKey(ListImport, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    verdict = models.CharField(max_length=12, choices=Verdict)
    values = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    released_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.TextField(blank=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["listing", "row"], name="one_verdict_per_row")]
        indexes = [
            models.Index(
                fields=["listing", "row"],
                name="row_trouble",
                condition=Q(verdict__in=["error", "quarantined"]),
            ),
            models.Index(fields=["listing", "verdict", "row"], name="row_verdict"),
        ]

    def __str__(self) -> str:
        return f"row {self.row}: {self.verdict}"
