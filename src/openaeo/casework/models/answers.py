"""What the applicant says of each criterion, and what the officer found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.law.terms import Claim, Outcome
from openaeo.parties.models import Person, Site

if TYPE_CHECKING:
    from openaeo.casework.models.documents import Document, Evidence


class Answer(models.Model):
    """What the applicant says of one criterion, for the sites named or for all when none is named.

    Who stated it is the owner who stands for these very words; the statement lapses when they change. Once customs
    accepted it, it stands as it is.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="answers")
    criterion = models.CharField(max_length=10)
    claim = models.CharField(max_length=15, choices=choices(Claim))
    explanation = models.TextField(blank=True)
    procedure = models.CharField(max_length=300, blank=True)
    sites = models.ManyToManyField(Site, related_name="+")
    stated_at = models.DateTimeField(null=True, blank=True)
    stated_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    documents: models.ManyToManyField[Document, Evidence] = models.ManyToManyField(
        "Document", through="Evidence", related_name="answers"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "criterion"], name="one_answer_per_criterion"),
            models.CheckConstraint(
                name="statement_has_maker_and_date",
                condition=Q(stated_at__isnull=True, stated_by__isnull=True)
                | Q(stated_at__isnull=False, stated_by__isnull=False),
            ),
            models.CheckConstraint(
                name="acceptance_has_officer_and_date",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.criterion}: {self.claim}"


class Result(models.Model):
    """What an officer found of one criterion; the history of results is in the journal."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="results")
    criterion = models.CharField(max_length=10)
    outcome = models.CharField(max_length=15, choices=choices(Outcome))
    reason = models.TextField(blank=True)
    mode = models.CharField(max_length=10, blank=True)
    assessed_at = models.DateTimeField()
    assessed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "criterion"], name="one_result_per_criterion"),
            models.CheckConstraint(
                name="gap_has_a_reason", condition=~Q(outcome__in=["gap", "partly"]) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["criterion", "outcome"], name="results_of_a_criterion")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.criterion}: {self.outcome}"
