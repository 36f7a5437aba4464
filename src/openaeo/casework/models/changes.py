"""What a holder tells of changes, and what customs learnt otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.choices import choices
from openaeo.casework.models.documents import Document
from openaeo.law.changes import CHANGE, OPEN_CHANGE, ChangeFacts, ChangeState, Look, Why
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Person, Site, firms_of


class ChangeQuerySet(models.QuerySet["Change"]):
    """Changes behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; a holder sees those that it told itself; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(told=True, authorisation__operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out what concerns a firm that the actor acts, or acted, for."""
        return self.exclude(authorisation__operator__in=firms_of(actor))

    def open(self) -> Self:
        """Keep those that wait to be settled."""
        return self.filter(state__in=[state.value for state in OPEN_CHANGE])

    def late(self) -> Self:
        """Keep those told after the programme's time was over."""
        return self.filter(told=True, due_at__lt=models.F("reported_at"))


class Change(models.Model):
    """One change of a holder: `told` by the firm, else recorded by the desk and kept inside.

    `criteria` are those it touches and `proposed`, `why` what the law proposed, as they were on the day it came in;
    `course` is what an officer opened, "" before.
    """

    authorisation = models.ForeignKey(
        "register.Authorisation", on_delete=models.PROTECT, related_name="changes"
    )
    told = models.BooleanField()
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=choices(ChangeState), default=ChangeState.REPORTED.value)
    happened_on = models.DateField()
    text = models.TextField()
    sites: models.ManyToManyField[Site, models.Model] = models.ManyToManyField(Site, related_name="changes")
    documents: models.ManyToManyField[Document, models.Model] = models.ManyToManyField(
        Document, related_name="changes"
    )
    criteria = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    proposed = models.CharField(max_length=10, choices=choices(Look))
    why = models.CharField(max_length=20, choices=choices(Why))
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    course = models.CharField(max_length=10, choices=choices(Look), blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back = models.TextField(blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="settled_change_has_an_answer",
                condition=~Q(state=ChangeState.SETTLED.value) | ~Q(answer="") & Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="looked_at_change_was_opened", condition=Q(course="") | Q(opened_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["state", "reported_at"], name="change_queue")]

    def __str__(self) -> str:
        return f"{self.kind} {self.authorisation_id}"

    @property
    def standing(self) -> ChangeState:
        """Its state as a word of the law."""
        return ChangeState(self.state)

    @property
    def late(self) -> bool:
        """Whether the firm told it after the programme's time was over."""
        return self.told and self.due_at is not None and self.reported_at > self.due_at

    def move(self, step: str, facts: ChangeFacts) -> None:
        """Take `step` of the CHANGE table. Raises `law.workflow.Refused` with every reason."""
        self.state = CHANGE.move(self.standing, step, facts).value

    def answered(self, reasons: str, *, actor: Actor, at: datetime) -> None:
        """Keep what customs said last, by whom and when."""
        self.answer, self.answered_at, self.answered_by_id = reasons.strip(), at, actor.person


class ChangeQuestion(models.Model):
    """A question of customs about a change, and the holder's reply; one at a time."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="questions")
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_question_a_change", fields=["change"], condition=Q(replied_at__isnull=True)
            ),
            models.CheckConstraint(
                name="replied_question_has_a_reply", condition=Q(replied_at__isnull=True) | ~Q(reply="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.question[:40]}"
