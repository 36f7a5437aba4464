"""Which edition of the criteria an administrator put in force, and from when."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.choices import choices
from openaeo.law.inforce import ORDER, OrderFacts, OrderState
from openaeo.parties.models import STAFF, Person


class EditionOrderQuerySet(models.QuerySet["EditionOrder"]):
    """Orders behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff see all; a firm reads what concerns it on its own pages; others none."""
        return self if actor.capacity in STAFF else self.none()

    def standing(self) -> Self:
        """Keep those that were not called off, the latest first."""
        return self.filter(state=OrderState.ORDERED.value).order_by("-since")


class EditionOrder(models.Model):
    """An edition is in force from `since` until the next order; holders review what it changed by `review_by`.

    `edition_hash` is the digest of its folder on the day of the order: what was ordered is what comes into force.
    """

    edition = models.CharField(max_length=40)
    edition_hash = models.CharField(max_length=64)
    since = models.DateTimeField()
    review_by = models.DateField()
    reasons = models.TextField()
    state = models.CharField(max_length=10, choices=choices(OrderState), default=OrderState.ORDERED.value)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = EditionOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                name="one_edition_order_at_a_moment",
                fields=["since"],
                condition=Q(state=OrderState.ORDERED.value),
            ),
            models.CheckConstraint(name="edition_order_looks_ahead", condition=Q(since__gte=F("ordered_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.edition} from {self.since:%Y-%m-%d}"

    def facts(self, at: datetime) -> OrderFacts:
        """Return what is true of it at `at`."""
        return OrderFacts(begun=self.since <= at)

    def move(self, step: str, facts: OrderFacts) -> None:
        """Take `step` of the ORDER table. Raises `law.workflow.Refused` with every reason."""
        self.state = ORDER.move(OrderState(self.state), step, facts).value
