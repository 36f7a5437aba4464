"""What a firm and customs write to each other without form, beside the acts of the law."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import StoredFile
from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.law.conversing import CONVERSATION, MessageFacts, Phase, Turn
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Operator, Person, firms_of


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Conversations behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers read all, whoever may write in them; an applicant reads the firm's own; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out firms that the actor acts, or acted, for."""
        return self.exclude(operator__in=firms_of(actor))

    def waiting_for(self, side: Turn) -> Self:
        """Keep those in which it is the turn of `side`, soonest due first, then the longest waiting."""
        return self.filter(state=side.value).order_by(models.F("due_at").asc(nulls_last=True), "turned_at")


class Conversation(models.Model):
    """One subject between a firm and customs, about a case or an authorisation, in the phase in which it began.

    `state` says whose turn it is, `turned_at` since when somebody is waited for, `due_at` until when by the
    programme (None: it sets no time). It is informal: no clock of the law rests on it.
    """

    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="conversations")
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, null=True, blank=True, related_name="conversations"
    )
    authorisation = models.ForeignKey(
        "register.Authorisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conversations",
    )
    phase = models.CharField(max_length=12, choices=choices(Phase))
    subject = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=choices(Turn), default=Turn.NOBODY.value)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    turned_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-turned_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="conversation_about_one_thing",
                condition=Q(case__isnull=False, authorisation__isnull=True)
                | Q(case__isnull=True, authorisation__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_side_has_a_time_to_answer",
                condition=Q(due_at__isnull=True) | Q(state__in=[Turn.CUSTOMS.value, Turn.APPLICANT.value]),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="conversation_turns")]

    def __str__(self) -> str:
        return f"{self.case_id or self.authorisation_id}: {self.subject}"

    @property
    def turn(self) -> Turn:
        """Whose turn it is, as a word of the law."""
        return Turn(self.state)

    def move(self, step: str, facts: MessageFacts) -> None:
        """Take `step` of the CONVERSATION table. Raises `law.workflow.Refused` with every reason."""
        self.state = CONVERSATION.move(self.turn, step, facts).value


class Message(models.Model):
    """What one side wrote; `late` when it came after the time that the programme gave that side."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=choices(Turn))
    text = models.TextField()
    late = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.text[:40]}"


class EnclosureQuerySet(models.QuerySet["Enclosure"]):
    """Files of conversations behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever reads the conversation reads its files."""
        return self.filter(message__conversation__in=Conversation.objects.visible_to(actor).values("pk"))


class Enclosure(models.Model):
    """A file sent with a message; it is no evidence until the firm puts it forward as such."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="enclosures")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)

    objects = EnclosureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
