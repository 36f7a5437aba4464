"""Letters as they were issued."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import StoredFile
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Mandate, Operator, Person


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
        return self.exclude(operator__in=Mandate.objects.filter(person=actor.person).values("operator"))

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
