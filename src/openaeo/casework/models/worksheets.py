"""Workbooks of answers that firms sent back."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import StoredFile
from openaeo.casework.models.cases import Case
from openaeo.law.terms import Capacity
from openaeo.parties.models import Person


class WorksheetQuerySet(models.QuerySet["Worksheet"]):
    """Worksheets behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """An applicant sees those of the firm; nobody else any, for they are on the way to an answer."""
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(case__operator_id=actor.operator)
        return self.none()


class Worksheet(models.Model):
    """A workbook of answers: received, shown as a preview, and applied as one act or never."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="worksheets")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written = models.PositiveIntegerField(default=0)

    objects = WorksheetQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(
                name="applied_worksheet_has_date_and_person",
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"
