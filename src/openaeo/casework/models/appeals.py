"""Appeals against a refusal or a suspension."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.casework.models.documents import Document
from openaeo.casework.models.measures import Measure
from openaeo.law.appeal import APPEAL, APPEAL_OPEN, AppealFacts, AppealState
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Operator, Person, firms_of

# In the order of the enumeration: a constraint is written into the database word by word.
UNCONCLUDED = [state.value for state in AppealState if state in APPEAL_OPEN or state is AppealState.WITHDRAWN]


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Appeals behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; an appellant sees the firm's own; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out firms that the actor acts, or acted, for: nobody reads the desk's view of their own."""
        own = firms_of(actor)
        return self.exclude(operator__in=own)


class Appeal(models.Model):
    """One decision taken to review: of a case that was refused, or of a measure that was taken."""

    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="appeals")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="appeals")
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="appeals"
    )
    decision_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=choices(AppealState), default=AppealState.LODGED.value)
    grounds = models.TextField()
    documents: models.ManyToManyField[Document, models.Model] = models.ManyToManyField(
        Document, related_name="appeals"
    )
    lodged_at = models.DateTimeField()
    lodged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["-lodged_at"]
        constraints = [
            models.CheckConstraint(
                name="appeal_is_against_one_thing",
                condition=Q(case__isnull=False, measure__isnull=True)
                | Q(case__isnull=True, measure__isnull=False),
            ),
            models.UniqueConstraint(fields=["case", "decision_at"], name="one_appeal_per_refusal"),
            models.UniqueConstraint(fields=["measure", "decision_at"], name="one_appeal_per_measure"),
            models.CheckConstraint(
                name="concluded_appeal_has_reviewer_and_date",
                condition=Q(state__in=UNCONCLUDED) | Q(reviewer__isnull=False, closed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "lodged_at"], name="appeal_list")]

    def __str__(self) -> str:
        return f"appeal {self.pk} of {self.operator_id}"

    @property
    def standing(self) -> AppealState:
        """The recorded state as a word of the law."""
        return AppealState(self.state)

    def move(self, step: str, facts: AppealFacts) -> None:
        """Take `step` of the APPEAL table. Raises `law.workflow.Refused` with every reason."""
        self.state = APPEAL.move(self.standing, step, facts).value
