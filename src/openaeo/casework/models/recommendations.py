"""What the assessing officer recommends to the decider, point by point, and why the decision was another."""

from __future__ import annotations

from typing import Self

from django.db import models

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.law.deciding import Proposal
from openaeo.parties.models import CASEWORKERS, Person


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    """Recommendations behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; nobody else ever sees one."""
        return self if actor.capacity in CASEWORKERS else self.none()


class Recommendation(models.Model):
    """The recommendation that is before the decider; earlier ones stand in the journal. Its text stands in the case."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="proposed")
    proposal = models.CharField(max_length=22, choices=choices(Proposal))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    departure = models.TextField(blank=True)

    objects = RecommendationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.proposal} in {self.case_id}"


class RecommendedPoint(models.Model):
    """A criterion that failed, with the reason and the legal reference that the recommendation gives."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="points")
    criterion = models.CharField(max_length=10)
    reason = models.TextField()
    reference = models.CharField(max_length=300)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "criterion"], name="one_point_a_recommended_criterion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion} in {self.recommendation_id}"
