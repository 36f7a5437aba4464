"""The book: who is authorised, here and abroad, under which identifiers, with which status over which time."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from openaeo.bedrock.actors import Actor
from openaeo.law.lifecycle import AUTHORISATION, AuthorisationFacts
from openaeo.law.terms import Capacity, Status
from openaeo.parties.models import CASEWORKERS, Administration, Operator

STATUSES = [(status.value, status.value) for status in Status]


class AuthorisationQuerySet(models.QuerySet["Authorisation"]):
    """Authorisations behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; a holder sees its own; everybody else sees consenting holders of this administration."""
        if actor.capacity in CASEWORKERS:
            return self
        public = Q(public=True, administration__is_home=True)
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(public | Q(operator_id=actor.operator))
        return self.filter(public)

    def narrowed_at(self, at: datetime) -> Self:
        """Mark each row `narrowed` when a part of it is suspended at `at`."""
        return self.annotate(narrowed=_narrowed(at))

    def only_narrowed_at(self, at: datetime) -> Self:
        """Keep those of which a part is suspended at `at`."""
        return self.filter(_narrowed(at))


def _narrowed(at: datetime) -> Exists:
    periods = StatusPeriod.objects.filter(authorisation=OuterRef("pk"), during__contains=at)
    return Exists(periods.exclude(tier=""))


class Authorisation(models.Model):
    """One authorised operator, ours or a partner's. Changes only through `register.entries`.

    `premises` names those that it covers where it covers some of the holder's only; empty, it covers the whole firm.
    """

    number = models.CharField(max_length=40, primary_key=True)
    administration = models.ForeignKey(
        Administration, on_delete=models.PROTECT, related_name="authorisations"
    )
    operator = models.ForeignKey(
        Operator, on_delete=models.PROTECT, null=True, blank=True, related_name="authorisations"
    )
    holder = models.CharField(max_length=300)
    holder_local = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=2)
    address = models.TextField(blank=True)
    tier = models.CharField(max_length=40)
    roles = ArrayField(models.CharField(max_length=20), default=list)
    premises = ArrayField(models.CharField(max_length=300), default=list, db_default=[], blank=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=STATUSES, default=Status.GRANTED.value)
    public = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    check_code = models.CharField(max_length=16, unique=True)

    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="authorisation_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["administration", "state"], name="authorisation_book"),
            models.Index(fields=["operator"], name="authorisation_operator"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def status(self) -> Status:
        """The recorded state as a word of the law."""
        return Status(self.state)

    def period_at(self, at: datetime) -> StatusPeriod | None:
        """Return the status period that holds at `at`, None before the authorisation begins. Honours a prefetch."""
        for period in self.periods.all():
            lower, upper = period.during.lower, period.during.upper
            if lower <= at and (upper is None or at < upper):
                return period
        return None

    def move(self, step: str, facts: AuthorisationFacts) -> None:
        """Take `step` of the AUTHORISATION table. Raises `law.workflow.Refused` with every reason."""
        self.state = AUTHORISATION.move(self.status, step, facts).value


class Alias(models.Model):
    """An identifier under which an authorised operator appears in declarations, normalised per scheme."""

    authorisation = models.ForeignKey(Authorisation, on_delete=models.CASCADE, related_name="aliases")
    scheme = models.CharField(max_length=20)
    value = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="one_holder_per_identifier")]
        indexes = [models.Index(fields=["value"], name="alias_value")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class StatusPeriod(models.Model):
    """Status of an authorisation over a half-open period; two periods of one authorisation never overlap.

    `tier` is the tier in effect while a part is suspended, "" otherwise: then the authorisation's own counts.
    """

    authorisation = models.ForeignKey(Authorisation, on_delete=models.CASCADE, related_name="periods")
    status = models.CharField(max_length=12, choices=STATUSES)
    during = DateTimeRangeField()
    reason = models.CharField(max_length=60, blank=True)
    tier = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        ordering = ["during"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tier="") | Q(status=Status.GRANTED.value, tier__regex=r"^[a-z0-9-]+$"),
                name="another_tier_in_effect_only_while_granted",
            ),
            ExclusionConstraint(
                name="status_periods_do_not_overlap",
                expressions=[("authorisation", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authorisation_id} {self.status} {self.during}"
