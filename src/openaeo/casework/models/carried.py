"""Answers carried forward from an earlier application, and whether somebody has said that they are still true."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from openaeo.casework.models.answers import Answer
from openaeo.casework.models.cases import Case
from openaeo.parties.models import Person


class Carried(models.Model):
    """The mark on an answer that was carried forward. It lasts until the answer is confirmed or given anew.

    `source` is the earlier case; without one, the firm said so in a readiness check before it applied. `reworded`: the criterion is worded differently than when the answer was given.
    """

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, primary_key=True, related_name="carried")
    source = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reworded = models.BooleanField()
    carried_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="confirmed_by_somebody_at_a_moment",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} from {self.source_id or 'a check'}"


UNCONFIRMED = Q(
    carried__isnull=False, carried__confirmed_at__isnull=True, carried__carried_at__gte=F("answered_at")
)
"""Of answers: carried forward, not confirmed, and not given anew since."""
