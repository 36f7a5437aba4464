"""Reports of what is to be removed, cases held back from it, and what is left of a case whose data are gone."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.law.lifecycle import CaseState
from openaeo.law.retention import REMOVAL, REMOVAL_OPEN, After, RemovalFacts, RemovalState, Stay
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Operator, Person, firms_of

KEEPERS = frozenset({Capacity.DECIDER, Capacity.ADMINISTRATOR})
"""Who looks after what is kept: they read reports of removal, whichever cases are in them."""


class RemovalQuerySet(models.QuerySet["Removal"]):
    """Reports behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Deciders and administrators see all; others none."""
        return self if actor.capacity in KEEPERS else self.none()

    def standing(self) -> Self:
        """Keep the one that is neither done nor called off."""
        return self.filter(state__in=[state.value for state in RemovalState if state in REMOVAL_OPEN])


class Removal(models.Model):
    """A report of the cases whose time of keeping is over, and what became of it.

    `drawn_by` is nobody when the worker drew it. `from_day` is the first day on which the removal may be ordered.
    """

    state = models.CharField(max_length=12, choices=choices(RemovalState), default=RemovalState.DRAWN.value)
    programme_hash = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_day = models.DateField()
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ordered_at = models.DateTimeField(null=True, blank=True)
    ordered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RemovalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="removal_ordered_by_a_second_person",
                condition=Q(ordered_by__isnull=True)
                | Q(looked_by__isnull=False) & ~Q(ordered_by=models.F("looked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"removal {self.pk}"

    @property
    def standing(self) -> RemovalState:
        """The recorded state as a word of the law."""
        return RemovalState(self.state)

    def facts(self, *, actor: Actor, today: date) -> RemovalFacts:
        """Return what the law asks of this report when `actor` acts on the day `today`. One query."""
        left = self.items.filter(gone_at__isnull=True, stays="").count()
        return RemovalFacts(self.looked_by_id, actor.person, today, self.from_day, left)

    def move(self, step: str, facts: RemovalFacts) -> None:
        """Take `step` of the REMOVAL table. Raises `law.workflow.Refused` with every reason."""
        self.state = REMOVAL.move(self.standing, step, facts).value


class RemovalItemQuerySet(models.QuerySet["RemovalItem"]):
    """Cases of a report behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Deciders and administrators see all; others none."""
        return self if actor.capacity in KEEPERS else self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out firms that the actor acts, or acted, for: nobody keeps house over their own."""
        return self.exclude(operator__in=firms_of(actor))

    def waiting(self) -> Self:
        """Keep those that are neither removed nor found to stay."""
        return self.filter(gone_at__isnull=True, stays="")


class RemovalItem(models.Model):
    """One case of a report: by which rule it is due, and how many rows of each kind and files would go.

    `stays` says why it was not removed after the order: a `law.retention.Stay`, `not-due` any more, or `differs`
    when other rows were found than reported.
    """

    removal = models.ForeignKey(Removal, on_delete=models.CASCADE, related_name="items")
    number = models.CharField(max_length=20)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=40)
    outcome = models.CharField(max_length=12, choices=choices(CaseState))
    after = models.CharField(max_length=15, choices=choices(After))
    ended_on = models.DateField()
    kept_until = models.DateField()
    counts = models.JSONField(default=dict)
    files = models.PositiveIntegerField(default=0)
    stays = models.CharField(max_length=12, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    objects = RemovalItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="case_once_in_a_removal", fields=["removal", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} in removal {self.removal_id}"

    @property
    def rows(self) -> int:
        """How many rows go in all."""
        return sum(self.counts.values())


class HoldQuerySet(models.QuerySet["Hold"]):
    """Cases held back, behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Deciders and administrators see all; others none."""
        return self if actor.capacity in KEEPERS else self.none()

    def standing(self, today: date) -> Self:
        """Keep those that hold on `today`."""
        return self.filter(released_at__isnull=True, until__gte=today)


class Hold(models.Model):
    """A case held back from removal until a day, such as for a court: why, and by whom."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holds")
    reason = models.TextField()
    until = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="hold_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} held until {self.until}"


class TombstoneQuerySet(models.QuerySet["Tombstone"]):
    """What is left of removed cases, behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff see all; an applicant the firm's own; others none."""
        if actor.capacity in CASEWORKERS | KEEPERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out firms that the actor acts, or acted, for."""
        return self.exclude(operator__in=firms_of(actor))


class Tombstone(models.Model):
    """What is left of a case: number, dates, outcome, how much was removed, by which rule, on whose order.

    It also keeps the number from being given again. `source` is where the rule stands.
    """

    number = models.CharField(max_length=20, primary_key=True)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="tombstones")
    tier = models.CharField(max_length=40)
    roles = ArrayField(models.CharField(max_length=20), default=list)
    outcome = models.CharField(max_length=12, choices=choices(CaseState))
    authorisation = models.ForeignKey(
        "register.Authorisation", on_delete=models.PROTECT, null=True, blank=True, related_name="tombstones"
    )
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    after = models.CharField(max_length=15, choices=choices(After))
    ended_on = models.DateField()
    kept_until = models.DateField()
    source = models.CharField(max_length=300, blank=True)
    counts = models.JSONField(default=dict)
    files = models.PositiveIntegerField(default=0)
    removal = models.ForeignKey(Removal, on_delete=models.PROTECT, related_name="tombstones")
    ordered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField()

    objects = TombstoneQuerySet.as_manager()

    class Meta:
        ordering = ["-removed_at", "-number"]

    def __str__(self) -> str:
        return self.number


NOT_DUE, DIFFERS = "not-due", "differs"
STAYS = (*(stay.value for stay in Stay), NOT_DUE, DIFFERS)
"""Why a case of an ordered report may stay."""
