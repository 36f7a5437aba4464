"""What the applicant says of each criterion, the documents behind it, and what the officer found."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import StoredFile
from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.casework.models.findings import CorrectiveAction
from openaeo.casework.models.requests import Request
from openaeo.law.terms import Capacity, Claim, Outcome
from openaeo.parties.models import STAFF, Operator, Person, Site


class Answer(models.Model):
    """What the applicant says of one criterion, for the sites named or for all when none is named.

    Who stated it is the owner who stands for these very words; the statement lapses when they change.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="answers")
    criterion = models.CharField(max_length=10)
    claim = models.CharField(max_length=15, choices=choices(Claim))
    explanation = models.TextField(blank=True)
    procedure = models.CharField(max_length=300, blank=True)
    sites = models.ManyToManyField(Site, related_name="+")
    stated_at = models.DateTimeField(null=True, blank=True)
    stated_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
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
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.criterion}: {self.claim}"


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff see what was put forward in a submitted case, with a reply, with an appeal, as evidence of a corrective
        action or of a cure; an applicant sees the firm's own; others none.
        """
        if actor.capacity in STAFF:
            put_forward = Evidence.objects.filter(answer__case__submitted_at__isnull=False).values("document")
            with_a_reply = Request.objects.filter(documents__isnull=False).values("documents")
            with_an_appeal = Document.objects.filter(appeals__isnull=False).values("pk")
            of_an_action = CorrectiveAction.objects.filter(documents__isnull=False).values("documents")
            with_a_cure = Document.objects.filter(cures__isnull=False).values("pk")
            sources = (put_forward, with_a_reply, with_an_appeal, of_an_action, with_a_cure)
            return self.filter(reduce(or_, (Q(pk__in=source) for source in sources)))
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(operator_id=actor.operator)
        return self.none()


class Document(models.Model):
    """A file that an operator keeps with us; one document may serve many criteria."""

    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="documents")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at"]
        constraints = [
            models.UniqueConstraint(fields=["operator", "file", "name"], name="same_file_same_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Evidence(models.Model):
    """A document put forward for an answer."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="evidence")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="evidence")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "document"], name="document_once_per_answer")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} for {self.answer_id}"


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
