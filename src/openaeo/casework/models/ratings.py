"""How risky customs found an application, each time it was rated; for customs only, and never rewritten."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from openaeo.casework.models.cases import Case
from openaeo.casework.models.visits import DeskQuerySet
from openaeo.parties.models import Person


class RiskRating(models.Model):
    """One rating of a case: what was known, the points it came to and why, and the band the case then stood in.

    The first has `place` 1 and stays as it was. `programme` is the hash of the programme that weighed. One that an
    officer `set_by_hand` keeps the points of the rating before it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="risk_ratings")
    place = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    points = models.PositiveSmallIntegerField()
    lines = models.JSONField()
    band = models.CharField(max_length=20, blank=True)
    set_by_hand = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    programme = models.CharField(max_length=80)
    rated_at = models.DateTimeField()
    rated_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = DeskQuerySet["RiskRating"].as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["case", "place"], name="one_rating_in_a_place"),
            models.CheckConstraint(condition=Q(place=1) | ~Q(reason=""), name="later_rating_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.points} {self.band}"
