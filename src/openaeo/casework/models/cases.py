"""Applications for an authorisation, and who had a hand in them."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.choices import choices
from openaeo.law.lifecycle import CASE, CaseFacts, CaseState
from openaeo.law.splitting import SplitBy
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Operator, Person, firms_of

DECIDED = (CaseState.TO_ISSUE, CaseState.GRANTED, CaseState.REFUSED)


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see what has been submitted, never drafts; an applicant sees the firm's own; others none."""
        if actor.capacity in CASEWORKERS:
            return self.exclude(submitted_at__isnull=True)
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out firms that the actor acts, or acted, for: nobody reads the desk's view of their own."""
        return self.exclude(operator__in=firms_of(actor))


class Case(models.Model):
    """One application for an authorisation, from draft to decision.

    `closed_at` is when it ended without a decision: withdrawn by the firm, or not accepted. `split_by` is what its parts
    divide among them, "" while it has none. `reopening_request` is why the firm asks to open it again, while customs has
    not answered. `concerns` is the authorisation that it asks to amend, or, once a later application has taken its place
    at `superseded_at`, the one that it had led to.
    """

    number = models.CharField(max_length=20, primary_key=True)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=12, choices=choices(CaseState), default=CaseState.DRAFT.value)
    tier = models.CharField(max_length=40)
    roles = ArrayField(models.CharField(max_length=20), default=list)
    split_by = models.CharField(max_length=5, choices=choices(SplitBy), blank=True)
    edition = models.CharField(max_length=40)
    edition_hash = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    declared_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declared_name = models.CharField(max_length=200, blank=True)
    return_reason = models.TextField(blank=True)
    failed_check = models.CharField(max_length=20, blank=True)
    complete_by = models.DateTimeField(null=True, blank=True)
    not_accepted_reason = models.TextField(blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    assessor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recommended_at = models.DateTimeField(null=True, blank=True)
    recommendation = models.TextField(blank=True)
    hearing_grounds = models.TextField(blank=True)
    hearing_opened_at = models.DateTimeField(null=True, blank=True)
    hearing_closes_at = models.DateTimeField(null=True, blank=True)
    hearing_reply = models.TextField(blank=True)
    hearing_replied_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    past_hearings = ArrayField(DateTimeRangeField(), default=list, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopening_asked_at = models.DateTimeField(null=True, blank=True)
    reopening_request = models.TextField(blank=True)
    decider = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision_reasons = models.TextField(blank=True)
    authorisation = models.OneToOneField(
        "register.Authorisation", on_delete=models.PROTECT, null=True, blank=True, related_name="case"
    )
    concerns = models.ForeignKey(
        "register.Authorisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="amendments"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                name="decided_case_has_decider_and_date",
                condition=~Q(state__in=[state.value for state in DECIDED])
                | Q(decider__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="granted_case_has_authorisation",
                condition=~Q(state=CaseState.GRANTED.value)
                | Q(authorisation__isnull=False)
                | Q(superseded_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_open_case_per_operator",
                fields=["operator"],
                condition=~Q(state__in=["granted", "refused", "withdrawn", "not-accepted"]),
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="case_inbox")]

    def __str__(self) -> str:
        return self.number

    @property
    def standing(self) -> CaseState:
        """The recorded state as a word of the law."""
        return CaseState(self.state)

    @property
    def led_to(self) -> str:
        """The number of the authorisation that this case led to, also after a later one took its place; "" before."""
        return self.authorisation_id or (self.superseded_at and self.concerns_id) or ""

    def move(self, step: str, facts: CaseFacts) -> None:
        """Take `step` of the CASE table. Raises `law.workflow.Refused` with every reason."""
        self.state = CASE.move(self.standing, step, facts).value


class Handling(models.Model):
    """Somebody had a hand in a case, for good.

    Whoever assessed it never decides it, even after handing it over; where the programme asks for a third person, who
    assessed or decided it never issues its certificate; whoever had any hand never reviews it.
    """

    class Kind(models.TextChoices):
        ASSESSING = "assessing", "assessing"
        DECIDING = "deciding", "deciding"
        ISSUING = "issuing", "issuing"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handlings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ASSESSING)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "kind"], name="one_handling_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} handled by {self.person_id}"
