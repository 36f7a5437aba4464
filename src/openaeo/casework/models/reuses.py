"""Results taken over from an earlier application of the same firm."""

from __future__ import annotations

from typing import Self

from django.db import models

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Person


class ReuseQuerySet(models.QuerySet["Reuse"]):
    """Results taken over, behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; an applicant sees those of the firm's own cases; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(case__operator_id=actor.operator)
        return self.none()


class Reuse(models.Model):
    """Where the result that stands on a criterion of `case` comes from; gone as soon as the criterion is judged anew.

    `source` is the number of the earlier case, which may be removed before this one. `reason_then` is what the officer wrote
    then, `counts_until` the last moment at which it could be taken over. Who took it over, when and why is in the result.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reuses")
    criterion = models.CharField(max_length=10)
    source = models.CharField(max_length=20)
    edition = models.CharField(max_length=40)
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason_then = models.TextField(blank=True)
    counts_until = models.DateTimeField()

    objects = ReuseQuerySet.as_manager()

    class Meta:
        ordering = ["criterion"]
        constraints = [models.UniqueConstraint(fields=["case", "criterion"], name="one_reuse_per_criterion")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.criterion} from {self.source}"
