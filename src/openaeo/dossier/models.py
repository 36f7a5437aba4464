"""Letters as they were issued, and exports that people asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import StoredFile
from openaeo.law.mandates import may
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Operator, Person, firms_of


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see every letter, a firm those to itself, whatever the state of the file; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out letters to firms that the actor acts, or acted, for: nobody reads the desk's view of their own."""
        return self.exclude(operator__in=firms_of(actor))

    def waiting(self) -> Self:
        """Keep those whose file is still to be made."""
        return self.filter(issued_at__isnull=True)


class Letter(models.Model):
    """What one act says to a firm, on paper.

    `entry` is the cursor of the act in the journal, `template` the version of what placed the words. `said` is kept
    until the file is made from it and then wiped: an issued letter is only ever read.
    """

    entry = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=40)
    template = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="letters")
    case = models.ForeignKey(
        "casework.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    authorisation = models.ForeignKey(
        "register.Authorisation", on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    said = models.JSONField(default=dict, blank=True)
    written_at = models.DateTimeField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-entry"]
        constraints = [
            models.CheckConstraint(
                name="letter_issued_with_its_file",
                condition=Q(issued_at__isnull=True, file__isnull=True)
                | Q(issued_at__isnull=False, file__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["next_at"], name="letter_waiting", condition=Q(issued_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry}"

    @property
    def key(self) -> str:
        """The key of the notices that told of the same act."""
        return f"journal:{self.entry}"

    def issued(self, file: StoredFile, *, at: datetime) -> None:
        """Take the file that was made, and forget what it was made from."""
        self.file, self.issued_at, self.said, self.last_error = file, at, {}, ""


class ExportQuerySet(models.QuerySet["Export"]):
    """Exports behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever asked for one sees it, in a capacity that may still read what is in it; nobody else ever does."""
        if actor.person is None:
            return self.none()
        theirs = Q(case=None, operator=None)
        if actor.capacity in CASEWORKERS:
            own = firms_of(actor)
            theirs |= Q(case__isnull=False) & ~Q(case__operator__in=own)
        elif actor.mandate is not None and may("export-firm", actor.mandate):
            theirs |= Q(operator=actor.operator)
        return self.filter(theirs, asked_by=actor.person)

    def waiting(self) -> Self:
        """Keep those still to be made."""
        return self.filter(made_at=None, failed_at=None)


class Export(models.Model):
    """Everything the product holds about a case, a firm, or the person who asked, in files kept for a limited time.

    `done` of `total` steps say how far it is. `next_at` is when a worker may take it up: ahead of now while one works.
    """

    case = models.ForeignKey(
        "casework.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="exports"
    )
    operator = models.ForeignKey(
        Operator, on_delete=models.PROTECT, null=True, blank=True, related_name="exports"
    )
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exports")
    capacity = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    record = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    package = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="export_of_one_thing", condition=Q(case__isnull=True) | Q(operator__isnull=True)
            ),
            models.CheckConstraint(
                name="made_export_has_an_end", condition=Q(made_at__isnull=True) | Q(ends_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def busy(self) -> bool:
        """Whether it is still to be made."""
        return self.made_at is None and self.failed_at is None

    @property
    def ready(self) -> bool:
        """Whether its files are there to be taken."""
        return self.record_id is not None and self.package_id is not None
