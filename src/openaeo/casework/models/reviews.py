"""What a holder answered when a new edition of the criteria asked something differently."""

from __future__ import annotations

from typing import Self

from django.db import models

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.choices import choices
from openaeo.law.terms import Capacity, Claim
from openaeo.parties.models import CASEWORKERS, Person


class EditionReviewQuerySet(models.QuerySet["EditionReview"]):
    """Reviews behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; a holder sees its own; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(authorisation__operator_id=actor.operator)
        return self.none()


class EditionReview(models.Model):
    """A holder's review of the edition `edition`, given once; `edition_hash` is what was asked then, `due_on` by when."""

    authorisation = models.ForeignKey(
        "register.Authorisation", on_delete=models.PROTECT, related_name="reviews"
    )
    edition = models.CharField(max_length=40)
    edition_hash = models.CharField(max_length=64)
    due_on = models.DateField()
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = EditionReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="one_review_an_edition", fields=["authorisation", "edition"])
        ]

    def __str__(self) -> str:
        return f"{self.authorisation_id} under {self.edition}"


class ReviewAnswer(models.Model):
    """One answer of a review; answers to criteria that did not change stay with the case."""

    review = models.ForeignKey(EditionReview, on_delete=models.CASCADE, related_name="answers")
    criterion = models.CharField(max_length=10)
    claim = models.CharField(max_length=20, choices=choices(Claim))
    explanation = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_answer_a_reviewed_criterion", fields=["review", "criterion"])
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.criterion}"
