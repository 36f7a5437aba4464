"""Who mentors a firm from outside, what was opened to them, what they looked at and what they advised."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.choices import choices
from openaeo.law.mentoring import MENTORSHIP, MentorFacts, MentorshipState
from openaeo.law.terms import Capacity
from openaeo.parties.models import Operator, Person, Post


def _reached(actor: Actor, firm: str, mentor: str) -> Q | None:
    """What somebody of the trade reaches: the firm's own, and what is theirs as a mentor; None for everybody else."""
    if actor.capacity is not Capacity.APPLICANT or actor.person is None:
        return None
    own = Q(**{mentor: actor.person})
    return own if actor.operator is None else own | Q(**{firm: actor.operator})


class MentorshipQuerySet(models.QuerySet["Mentorship"]):
    """Mentorships behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """An applicant sees those of the firm they act for, a mentor their own; customs none."""
        reached = _reached(actor, "operator_id", "mentor_id")
        return self.none() if reached is None else self.filter(reached)

    def live(self, at: datetime) -> Self:
        """Leave those under which a mentor sees something at `at`: accepted, not over, and not of customs meanwhile."""
        posts = Post.objects.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at)
        return self.filter(state=MentorshipState.RUNNING.value, until__gt=at, mentor__is_active=True).exclude(
            mentor__in=posts.values("person")
        )


class Mentorship(models.Model):
    """Somebody from outside mentors a firm until `until`, and reads its answers to `criteria`; the link's token is a digest."""

    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="mentorships")
    email = models.EmailField()
    mentor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(
        max_length=12, choices=choices(MentorshipState), default=MentorshipState.INVITED.value
    )
    criteria = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    until = models.DateTimeField()
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "email"],
                condition=Q(state__in=[MentorshipState.INVITED.value, MentorshipState.RUNNING.value]),
                name="one_mentorship_per_address",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[MentorshipState.INVITED.value, MentorshipState.TAKEN_BACK.value])
                | Q(mentor__isnull=False, accepted_at__isnull=False),
                name="running_mentorship_has_a_mentor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} for {self.operator_id}"

    def move(self, step: str, facts: MentorFacts) -> None:
        """Take `step` of the MENTORSHIP table. Raises `law.workflow.Refused` with every reason."""
        self.state = MENTORSHIP.move(MentorshipState(self.state), step, facts).value


class AdviceQuerySet(models.QuerySet["Advice"]):
    """Advice behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """The firm reads what it was advised, a mentor what they advised; customs never any of it."""
        reached = _reached(actor, "mentorship__operator_id", "mentorship__mentor_id")
        return self.none() if reached is None else self.filter(reached)


class Advice(models.Model):
    """What a mentor advised about one criterion; nothing of it goes to customs."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.PROTECT, related_name="advice")
    criterion = models.CharField(max_length=10)
    text = models.TextField()
    given_at = models.DateTimeField()

    objects = AdviceQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.text[:40]}"


class MentorLookQuerySet(models.QuerySet["MentorLook"]):
    """What mentors looked at, behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """The firm sees what its mentors looked at, a mentor their own; customs none."""
        reached = _reached(actor, "mentorship__operator_id", "mentorship__mentor_id")
        return self.none() if reached is None else self.filter(reached)


class MentorLook(models.Model):
    """A mentor looked at a criterion, or at the list of them (""); `shown`: with the answer. An observation, not an act."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.PROTECT, related_name="looks")
    criterion = models.CharField(max_length=10, blank=True)
    shown = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects = MentorLookQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.mentorship_id}: {self.criterion or 'all'}"
