"""The numbered parts of a case: what each covers, whose it is, what its office recommends, and how it ended."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.law.deciding import Proposal
from openaeo.law.splitting import LIVING, PART, PartFacts, PartState, part_number
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Office, Person, Site, firms_of

_WAITING = sorted(state.value for state in LIVING)


class CasePartQuerySet(models.QuerySet["CasePart"]):
    """Parts of cases behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; a firm sees the parts of its own cases; nobody else sees any."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(case__operator=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out firms that the actor acts, or acted, for."""
        own = firms_of(actor)
        return self.exclude(case__operator__in=own)


class CasePart(models.Model):
    """A part of a case that is split: premises of the firm, or one type that the tier holds together.

    What its office recommends is the desk's own. `left_out_at` is when the firm said that it no longer applies for it,
    `heard_at` when its refusal was last put to the firm, `ended_why` why it was cancelled.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=40, blank=True)
    sites: models.ManyToManyField[Site, models.Model] = models.ManyToManyField(
        Site, related_name="case_parts"
    )
    state = models.CharField(max_length=12, choices=choices(PartState), default=PartState.OPEN.value)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposal = models.CharField(max_length=22, choices=choices(Proposal), blank=True)
    recommendation = models.TextField(blank=True)
    failed = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    recommended_at = models.DateTimeField(null=True, blank=True)
    recommended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    left_out_at = models.DateTimeField(null=True, blank=True)
    left_out_why = models.TextField(blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.TextField(blank=True)

    objects = CasePartQuerySet.as_manager()

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_part_of_a_number"),
            models.CheckConstraint(
                name="recommended_part_has_author_date_and_proposal",
                condition=~Q(state=PartState.RECOMMENDED.value)
                | Q(recommended_at__isnull=False, recommended_by__isnull=False) & ~Q(proposal=""),
            ),
            models.CheckConstraint(
                name="part_has_an_end_once_it_ended",
                condition=Q(state__in=_WAITING, ended_at__isnull=True)
                | Q(ended_at__isnull=False) & ~Q(state__in=_WAITING),
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The number under which people speak of it, such as "AEO-2026-0031/2"."""
        return part_number(self.case_id, self.number)

    @property
    def standing(self) -> PartState:
        """The recorded state as a word of the law."""
        return PartState(self.state)

    def move(self, step: str, facts: PartFacts) -> None:
        """Take `step` of the PART table. Raises `law.workflow.Refused` with every reason."""
        self.state = PART.move(self.standing, step, facts).value
