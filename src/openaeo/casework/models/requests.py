"""Questions from customs to the applicant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.law.lifecycle import REQUEST, RequestFacts, RequestState
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Person

if TYPE_CHECKING:
    from openaeo.casework.models.documents import Document


class RequestQuerySet(models.QuerySet["Request"]):
    """Questions to the applicant behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see every question; an applicant sees those put to the firm; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(case__operator_id=actor.operator)
        return self.none()


class Request(models.Model):
    """A question from customs to the applicant; the decision clock rests while it is open."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="requests")
    criterion = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=choices(RequestState), default=RequestState.OPEN.value)
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    documents: models.ManyToManyField[Document, models.Model] = models.ManyToManyField(
        "Document", related_name="requests"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return f"{self.case_id} question {self.pk}"

    def move(self, step: str, facts: RequestFacts) -> None:
        """Take `step` of the REQUEST table. Raises `law.workflow.Refused` with every reason."""
        self.state = REQUEST.move(RequestState(self.state), step, facts).value
