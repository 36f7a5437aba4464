"""Who takes part: administrations, operators with their sites, people, and in which capacity they may act."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.law.mandates import (
    INVITATION,
    SUCCESSION,
    InvitationFacts,
    InvitationState,
    MandateKind,
    SuccessionFacts,
    SuccessionKind,
    SuccessionState,
)
from openaeo.law.terms import Capacity, Role, Text
from openaeo.law.validation import Activity, SiteRisk
from openaeo.parties.models.offices import Office, OfficeQuerySet

__all__ = [
    "CASEWORKERS",
    "STAFF",
    "Administration",
    "Invitation",
    "Mandate",
    "MandateQuerySet",
    "OfFirmQuerySet",
    "Office",
    "OfficeQuerySet",
    "Operator",
    "OperatorQuerySet",
    "Person",
    "PersonRoll",
    "Post",
    "Site",
    "SiteQuerySet",
    "SiteRating",
    "SiteRatingQuerySet",
    "Succession",
    "SuccessionQuerySet",
    "firms_of",
]


def _choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the words of an enumeration of the law as Django's choices."""
    return [(word.value, word.value) for word in words]


STAFF = frozenset(
    {
        Capacity.OFFICER,
        Capacity.DECIDER,
        Capacity.ISSUER,
        Capacity.REVIEWER,
        Capacity.RECOGNITION_DESK,
        Capacity.ADMINISTRATOR,
    }
)
CASEWORKERS = STAFF - {Capacity.ADMINISTRATOR}
"""Who sees applications and holders: an administrator runs the house and reads none of it."""


class PersonRoll(BaseUserManager["Person"]):
    """Creates people; sign-up and `openaeo createadmin` come through here."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password or None)  # nobody signs in with an empty password
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in. What they may do follows from their mandates and posts, never from the person."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonRoll] = PersonRoll()

    def __str__(self) -> str:
        return self.name or self.email


class Administration(models.Model):
    """A customs administration, by its country code; exactly one is at home."""

    code = models.CharField(max_length=2, primary_key=True)
    name = models.JSONField(default=dict)
    is_home = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_home"], condition=Q(is_home=True), name="one_home_administration"
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> Text:
        """The name by language, or the code while nobody has given a name."""
        return self.name or {"en": self.code}


class OperatorQuerySet(models.QuerySet["Operator"]):
    """Operators behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff see every operator; an applicant sees the firm they act for; others see none."""
        if actor.capacity in STAFF:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(pk=actor.operator)
        return self.none()


class Operator(models.Model):
    """A firm in the international movement of goods."""

    class Size(models.TextChoices):
        MICRO = "micro", "micro"
        SMALL = "small", "small"
        MEDIUM = "medium", "medium"
        LARGE = "large", "large"

    number = models.CharField(max_length=20, unique=True)
    tin = models.CharField(max_length=17, unique=True)
    name = models.CharField(max_length=300)
    local_name = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=2)
    address = models.TextField(blank=True)
    size = models.CharField(max_length=10, choices=Size, default=Size.SMALL)
    staff = models.PositiveIntegerField(default=0)
    roles = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    consent_public = models.BooleanField(default=False)
    consent_partners = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    objects = OperatorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="operator_has_a_name"),
            models.CheckConstraint(
                condition=Q(roles__contained_by=[role.value for role in Role]), name="operator_roles_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SiteQuerySet(models.QuerySet["Site"]):
    """Sites behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff see every site; an applicant sees those of the firm they act for; others see none."""
        if actor.capacity in STAFF:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out premises of a firm that the actor acts for: nobody reads the desk's view of their own."""
        return self.exclude(operator__in=firms_of(actor))


class Site(models.Model):
    """Premises of an operator; what the firm says of them. What customs thinks of them is in their ratings."""

    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=200)
    address = models.TextField()
    purpose = models.CharField(max_length=200, blank=True)
    customs_relevant = models.BooleanField(default=True)
    activities = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(activities__contained_by=[one.value for one in Activity]),
                name="site_activities_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SiteRatingQuerySet(models.QuerySet["SiteRating"]):
    """Ratings behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff see every rating; nobody else sees any, the firm least of all."""
        return self if actor.capacity in STAFF else self.none()


class SiteRating(models.Model):
    """How much care customs takes with a site, and why; a new view is a new row, none is overwritten."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="ratings")
    risk = models.CharField(max_length=10, choices=[(one.value, one.value) for one in SiteRisk])
    reason = models.TextField()
    incident_on = models.DateField(null=True, blank=True)
    rated_at = models.DateTimeField()
    rated_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = SiteRatingQuerySet.as_manager()

    class Meta:
        ordering = ["-rated_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="rating_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.site_id}: {self.risk}"


class OfFirmQuerySet(models.QuerySet[Any]):
    """Rows of a firm's own people behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """An applicant sees those of the firm they act for; everybody else none, unless a table says more."""
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(operator_id=actor.operator)
        return self.none()


class MandateQuerySet(OfFirmQuerySet):
    """Mandates behind the visibility gate."""

    def live(self, at: datetime) -> Self:
        """Leave those under which somebody may act at `at`."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at, person__is_active=True)


class Mandate(models.Model):
    """A person acts for an operator in a part (`law.mandates`); nobody acts from `until` on."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="mandates")
    kind = models.CharField(max_length=10, choices=_choices(MandateKind), default=MandateKind.OWNER.value)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "operator"], name="one_mandate_per_firm"),
            models.CheckConstraint(
                condition=~Q(kind=MandateKind.CONSULTANT.value) | Q(until__isnull=False),
                name="consultant_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.operator}"


class Invitation(models.Model):
    """Somebody is invited to act for a firm; the link's token is kept as a digest only."""

    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    kind = models.CharField(max_length=10, choices=_choices(MandateKind))
    until = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=12, choices=_choices(InvitationState), default=InvitationState.OPEN.value
    )
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = OfFirmQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "email"],
                condition=Q(state=InvitationState.OPEN.value),
                name="one_open_invitation_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.operator_id}"

    def move(self, step: str, facts: InvitationFacts) -> None:
        """Take `step` of the INVITATION table. Raises `law.workflow.Refused` with every reason."""
        self.state = INVITATION.move(InvitationState(self.state), step, facts).value


class SuccessionQuerySet(OfFirmQuerySet):
    """Changes of owner behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Officers and administrators see what customs has a part in; an applicant sees the firm's own."""
        if actor.capacity in {Capacity.OFFICER, Capacity.ADMINISTRATOR}:
            return self.exclude(kind=SuccessionKind.HAND_OVER.value)
        return super().visible_to(actor)

    def untold(self, actor: Actor) -> Self:
        """Leave those that took a firm from the actor and that the actor has not read yet."""
        return self.filter(untold__contains=[actor.person or 0])


class Succession(models.Model):
    """A firm's change of owner: asked for by one person, confirmed by another."""

    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="successions")
    kind = models.CharField(max_length=12, choices=_choices(SuccessionKind))
    state = models.CharField(
        max_length=12, choices=_choices(SuccessionState), default=SuccessionState.OPEN.value
    )
    successor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    papers = models.TextField(blank=True)
    stays_as = models.CharField(max_length=10, choices=_choices(MandateKind), blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True)
    untold = ArrayField(models.BigIntegerField(), default=list, blank=True)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["operator"],
                condition=Q(state=SuccessionState.OPEN.value),
                name="one_open_succession_per_firm",
            ),
            models.CheckConstraint(
                condition=~Q(state=SuccessionState.DONE.value)
                | (Q(closed_by__isnull=False) & ~Q(closed_by=models.F("asked_by"))),
                name="succession_done_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operator_id}: {self.state}"

    def move(self, step: str, facts: SuccessionFacts) -> None:
        """Take `step` of the SUCCESSION table. Raises `law.workflow.Refused` with every reason."""
        self.state = SUCCESSION.move(SuccessionState(self.state), step, facts).value


class Post(models.Model):
    """A person works for the home administration in a capacity."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    capacity = models.CharField(max_length=20)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "capacity"], name="one_post_per_capacity"),
            models.CheckConstraint(
                condition=Q(capacity__in=[c.value for c in sorted(STAFF)]), name="post_is_a_staff_capacity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.capacity}"


def firms_of(actor: Actor) -> models.QuerySet[Mandate, dict[str, Any]]:
    """Return the keys of the firms that `actor` acts, or once acted, for: nobody handles their own for customs."""
    return Mandate.objects.filter(person=actor.person).values("operator")
