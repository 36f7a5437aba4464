"""Who takes part: administrations, operators with their sites, people, and in which capacity they may act."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.law.terms import Capacity, Role, Text
from openaeo.law.validation import Activity, SiteRisk

STAFF = frozenset(
    {
        Capacity.OFFICER,
        Capacity.DECIDER,
        Capacity.REVIEWER,
        Capacity.RECOGNITION_DESK,
        Capacity.ADMINISTRATOR,
    }
)


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
        return self.exclude(
            operator__in=Mandate.objects.filter(person=actor.person, until__isnull=True).values("operator")
        )


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


class Mandate(models.Model):
    """A person acts for an operator. The owner binds it; a preparer fills in; nobody acts after `until`."""

    class Kind(models.TextChoices):
        OWNER = "owner", "owner"
        PREPARER = "preparer", "preparer"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="mandates")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OWNER)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "operator"], name="one_mandate_per_firm")]

    def __str__(self) -> str:
        return f"{self.person} for {self.operator}"


class Post(models.Model):
    """A person works for the home administration in a capacity."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    capacity = models.CharField(max_length=20)
    office = models.CharField(max_length=100, blank=True)
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
