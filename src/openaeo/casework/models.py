"""Tables between application and decision, and the facts that the law asks of them."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import StoredFile
from openaeo.law.lifecycle import (
    CASE,
    MEASURE,
    REQUEST,
    CaseFacts,
    CaseState,
    MeasureFacts,
    MeasureState,
    RequestFacts,
    RequestState,
)
from openaeo.law.terms import Capacity, Claim, Outcome
from openaeo.parties.models import STAFF, Mandate, Operator, Person


def _choices(
    words: type[CaseState | RequestState | MeasureState | Claim | Outcome],
) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff see what has been submitted, never drafts; an applicant sees the firm's own; others none."""
        if actor.capacity in STAFF:
            return self.exclude(submitted_at__isnull=True)
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out what concerns a firm that the actor acts for: nobody reads the desk's view of their own."""
        return self.exclude(
            operator__in=Mandate.objects.filter(Q(person=actor.person), until__isnull=True).values("operator")
        )


class Case(models.Model):
    """One application for an authorisation, from draft to decision."""

    number = models.CharField(max_length=20, primary_key=True)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=12, choices=_choices(CaseState), default=CaseState.DRAFT.value)
    tier = models.CharField(max_length=40)
    roles = ArrayField(models.CharField(max_length=20), default=list)
    edition = models.CharField(max_length=40)
    edition_hash = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    declared_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declared_name = models.CharField(max_length=200, blank=True)
    return_reason = models.TextField(blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    assessor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recommended_at = models.DateTimeField(null=True, blank=True)
    recommendation = models.TextField(blank=True)
    hearing_grounds = models.TextField(blank=True)
    hearing_opened_at = models.DateTimeField(null=True, blank=True)
    hearing_closes_at = models.DateTimeField(null=True, blank=True)
    hearing_reply = models.TextField(blank=True)
    hearing_replied_at = models.DateTimeField(null=True, blank=True)
    past_hearings = ArrayField(DateTimeRangeField(), default=list, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decider = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision_reasons = models.TextField(blank=True)
    authorisation = models.OneToOneField(
        "register.Authorisation", on_delete=models.PROTECT, null=True, blank=True, related_name="case"
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                name="decided_case_has_decider_and_date",
                condition=~Q(state__in=[CaseState.GRANTED.value, CaseState.REFUSED.value])
                | Q(decider__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="granted_case_has_authorisation",
                condition=~Q(state=CaseState.GRANTED.value) | Q(authorisation__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_open_case_per_operator",
                fields=["operator"],
                condition=~Q(state__in=["granted", "refused", "withdrawn"]),
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="case_inbox")]

    def __str__(self) -> str:
        return self.number

    @property
    def standing(self) -> CaseState:
        """The recorded state as a word of the law."""
        return CaseState(self.state)

    def move(self, step: str, facts: CaseFacts) -> None:
        """Take `step` of the CASE table. Raises `law.workflow.Refused` with every reason."""
        self.state = CASE.move(self.standing, step, facts).value


class Answer(models.Model):
    """What the applicant says of one criterion."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="answers")
    criterion = models.CharField(max_length=10)
    claim = models.CharField(max_length=15, choices=_choices(Claim))
    explanation = models.TextField(blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    documents: models.ManyToManyField[Document, Evidence] = models.ManyToManyField(
        "Document", through="Evidence", related_name="answers"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "criterion"], name="one_answer_per_criterion")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.criterion}: {self.claim}"


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff see what was put forward in a submitted case or with a reply; an applicant the firm's own; others none."""
        if actor.capacity in STAFF:
            put_forward = Evidence.objects.filter(answer__case__submitted_at__isnull=False).values("document")
            with_a_reply = Request.objects.filter(documents__isnull=False).values("documents")
            return self.filter(Q(pk__in=put_forward) | Q(pk__in=with_a_reply))
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(operator_id=actor.operator)
        return self.none()


class Document(models.Model):
    """A file that an operator keeps with us; one document may serve many criteria."""

    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="documents")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at"]
        constraints = [
            models.UniqueConstraint(fields=["operator", "file", "name"], name="same_file_same_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Evidence(models.Model):
    """A document put forward for an answer."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="evidence")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="evidence")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "document"], name="document_once_per_answer")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} for {self.answer_id}"


class Handling(models.Model):
    """Somebody had a hand in assessing a case; whoever did never decides it, even after handing it over."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handlings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="one_handling_per_person")]

    def __str__(self) -> str:
        return f"{self.case_id} handled by {self.person_id}"


class Result(models.Model):
    """What an officer found of one criterion; the history of results is in the journal."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="results")
    criterion = models.CharField(max_length=10)
    outcome = models.CharField(max_length=15, choices=_choices(Outcome))
    reason = models.TextField(blank=True)
    mode = models.CharField(max_length=10, blank=True)
    assessed_at = models.DateTimeField()
    assessed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "criterion"], name="one_result_per_criterion"),
            models.CheckConstraint(
                name="gap_has_a_reason", condition=~Q(outcome__in=["gap", "partly"]) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.criterion}: {self.outcome}"


class RequestQuerySet(models.QuerySet["Request"]):
    """Questions to the applicant behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff see every question; an applicant sees those put to the firm; others none."""
        if actor.capacity in STAFF:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(case__operator_id=actor.operator)
        return self.none()


class Request(models.Model):
    """A question from customs to the applicant; the decision clock rests while it is open."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="requests")
    criterion = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=_choices(RequestState), default=RequestState.OPEN.value)
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


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Measures behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff see all; a holder sees those against its own authorisations; others none."""
        if actor.capacity in STAFF:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(authorisation__operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out what concerns a firm that the actor acts for: nobody reads the desk's view of their own."""
        return self.exclude(
            authorisation__operator__in=Mandate.objects.filter(
                Q(person=actor.person), until__isnull=True
            ).values("operator")
        )


class Measure(models.Model):
    """An adverse measure against a holder: suspension or revocation, noticed first, taken by a second person."""

    class Kind(models.TextChoices):
        SUSPEND = "suspend", "suspend"
        REVOKE = "revoke", "revoke"

    authorisation = models.ForeignKey(
        "register.Authorisation", on_delete=models.PROTECT, related_name="measures"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(
        max_length=10, choices=_choices(MeasureState), default=MeasureState.NOTICED.value
    )
    ground = models.CharField(max_length=60)
    grounds = models.TextField()
    urgent = models.BooleanField(default=False)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision_reasons = models.TextField(blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_measure_of_a_kind",
                fields=["authorisation", "kind"],
                condition=Q(state__in=["noticed", "answered"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.authorisation_id}"

    def facts(self, *, actor: Actor, at: datetime) -> MeasureFacts:
        """Return what the law asks of this measure when `actor` acts at `at`."""
        return MeasureFacts(
            proposer=self.proposed_by_id,
            actor=actor.person,
            at=at,
            noticed=self.proposed_at,
            closes=self.closes_at,
            heard=bool(self.reply.strip()),
            urgent=self.urgent,
        )

    def move(self, step: str, facts: MeasureFacts) -> None:
        """Take `step` of the MEASURE table. Raises `law.workflow.Refused` with every reason."""
        self.state = MEASURE.move(MeasureState(self.state), step, facts).value
