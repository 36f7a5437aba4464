"""The firm's documents with their versions, what each was put forward for, and who opened them."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import F, Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import StoredFile
from openaeo.casework.models.answers import Answer
from openaeo.casework.models.cases import Case
from openaeo.casework.models.findings import CorrectiveAction
from openaeo.casework.models.requests import Request
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Operator, Person


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see what was put forward in a submitted case, with a reply, with an appeal, as evidence of a corrective
        action, of a cure or of a change; an applicant sees the firm's own; others none.
        """
        if actor.capacity in CASEWORKERS:
            put_forward = Evidence.objects.filter(answer__case__submitted_at__isnull=False).values("document")
            with_a_reply = Request.objects.filter(documents__isnull=False).values("documents")
            with_an_appeal = Document.objects.filter(appeals__isnull=False).values("pk")
            of_an_action = CorrectiveAction.objects.filter(documents__isnull=False).values("documents")
            with_a_cure = Document.objects.filter(cures__isnull=False).values("pk")
            with_a_change = Document.objects.filter(changes__isnull=False).values("pk")
            sources = (put_forward, with_a_reply, with_an_appeal, of_an_action, with_a_cure, with_a_change)
            return self.filter(reduce(or_, (Q(pk__in=source) for source in sources)))
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(operator_id=actor.operator)
        return self.none()

    def newest(self) -> Self:
        """Leave out versions that a newer one has replaced."""
        return self.filter(replacement__isnull=True)

    def in_use(self) -> Self:
        """Leave out replaced versions and what the firm has put aside: the rest may be put forward."""
        return self.newest().filter(retired_at__isnull=True)


class Document(models.Model):
    """One version of a file that an operator keeps with us; one document may serve many criteria.

    `issued_on` is the date on the document itself, `expires_on` its last good day. A new version is a row of its
    own that points at the one it replaces, so a file decided on keeps what it was decided on.
    """

    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="documents")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    description = models.CharField(max_length=300, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacement"
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at"]
        constraints = [
            models.UniqueConstraint(fields=["operator", "file", "name"], name="same_file_same_name_once"),
            models.CheckConstraint(
                name="document_ends_after_it_begins",
                condition=Q(issued_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=F("issued_on")),
            ),
            models.CheckConstraint(
                name="only_a_later_version_replaces",
                condition=Q(replaces__isnull=True, version=1) | Q(replaces__isnull=False, version__gt=1),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Evidence(models.Model):
    """A document put forward for an answer; `replaced_at` says since when a newer version stands in its place."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="evidence")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="evidence")
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "document"], name="document_once_per_answer")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} for {self.answer_id}"


class OpeningQuerySet(models.QuerySet["Opening"]):
    """Openings behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see who opened the documents that they may see themselves; an applicant those of the firm; others none."""
        return self.filter(document__in=Document.objects.visible_to(actor).values("pk"))


class Opening(models.Model):
    """Somebody opened a document, in which capacity and, for staff, in which case. An observation, not an act."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="openings")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=20)
    at = models.DateTimeField()

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["document", "at"], name="openings_of_a_document")]

    def __str__(self) -> str:
        return f"{self.document_id} opened by {self.person_id}"
