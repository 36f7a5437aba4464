"""Reports of an assessment to the trader, and what was chosen for each: what went out, what was left out and why."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.casework.models.visits import DeskQuerySet
from openaeo.law.cutting import PRIVATE, ItemKind, WhyOut
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Person


class TraderReportQuerySet(models.QuerySet["TraderReport"]):
    """Reports behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all, a firm that there were some of its own; what was chosen is behind another gate."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(case__operator_id=actor.operator)
        return self.none()


class TraderReport(models.Model):
    """One version of the report to the trader; a later one takes its place and says in `corrects` why."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="trader_reports")
    version = models.PositiveSmallIntegerField()
    corrects = models.TextField(blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = TraderReportQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="report_versions_count_up"),
            models.CheckConstraint(name="later_report_says_why", condition=Q(version=1) | ~Q(corrects="")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} report {self.version}"


class ReportChoice(models.Model):
    """One item that could go into a report, in the words it had, and what was chosen; the firm never reads this row."""

    report = models.ForeignKey(TraderReport, on_delete=models.CASCADE, related_name="choices")
    place = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=40)
    kind = models.CharField(max_length=15, choices=choices(ItemKind))
    criterion = models.CharField(max_length=10, blank=True)
    content = models.JSONField()
    included = models.BooleanField()
    ground = models.CharField(max_length=10, choices=choices(WhyOut), blank=True)
    text = models.TextField(blank=True)

    objects = DeskQuerySet["ReportChoice"].as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["report", "item"], name="one_choice_an_item_a_report"),
            models.CheckConstraint(
                name="nothing_private_in_a_report",
                condition=~Q(kind__in=sorted(kind.value for kind in PRIVATE)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} in report {self.report_id}"
