"""What people were told, how they want to be told, and how the mail to them fared."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.law.terms import Capacity
from openaeo.notices.kinds import Group, Mail
from openaeo.parties.models import Operator, Person


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Mail behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """An administrator sees how all mail fared, never what it said; everybody else sees none."""
        if actor.capacity is Capacity.ADMINISTRATOR:
            return self.defer("content")
        return self.none()

    def waiting(self) -> Self:
        """Keep what is neither sent nor given up."""
        return self.filter(sent_at__isnull=True, failed_at__isnull=True)


class Delivery(models.Model):
    """One mail to one address, until it is sent or given up. `content` is kept only until then."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.EmailField()
    purpose = models.CharField(max_length=60)
    content = models.JSONField(default=dict, blank=True)
    once = models.CharField(max_length=80, null=True, blank=True, unique=True)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mail_is_sent_or_given_up",
                condition=Q(sent_at__isnull=True) | Q(failed_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="mail_waiting",
                condition=Q(sent_at__isnull=True, failed_at__isnull=True),
            ),
            models.Index(fields=["address", "purpose", "-created_at"], name="mail_to_address"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} to {self.address}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Everybody sees what they were told themselves, in whichever capacity; strangers see none."""
        return self.none() if actor.person is None else self.filter(person=actor.person)


class Notice(models.Model):
    """Somebody was told something, once. `key` is what it comes from: an act in the journal, or a date."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    capacity = models.CharField(max_length=20)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    params = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=10, choices=[(mail.value, mail.value) for mail in Mail])
    delivery = models.ForeignKey(
        Delivery, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["key", "person", "kind"], name="told_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notice_list"),
            models.Index(fields=["person"], name="notice_unread", condition=Q(read_at__isnull=True)),
            models.Index(
                fields=["mail", "person"],
                name="notice_for_digest",
                condition=Q(delivery__isnull=True, read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id}"

    @property
    def is_read(self) -> bool:
        """Whether the reader has opened it or ticked it off."""
        return self.read_at is not None


class PreferenceQuerySet(models.QuerySet["Preference"]):
    """Preferences behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Everybody sees their own; strangers see none."""
        return self.none() if actor.person is None else self.filter(person=actor.person)


class Preference(models.Model):
    """When a group of notices goes to a person by mail."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=20, choices=[(group.value, group.value) for group in Group])
    mail = models.CharField(max_length=10, choices=[(mail.value, mail.value) for mail in Mail])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="one_choice_per_group")]

    objects = PreferenceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.person_id} {self.group}: {self.mail}"


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """An administrator sees everybody's, everybody else their own; strangers see none."""
        if actor.capacity is Capacity.ADMINISTRATOR:
            return self
        return self.none() if actor.person is None else self.filter(person=actor.person)

    def failing(self) -> Self:
        """Keep those whose present address has not taken mail for `TROUBLED` mails in a row."""
        return self.filter(failures__gte=TROUBLED, address=models.F("person__email"))


TROUBLED = 2
"""So many mails in a row given up, and the address is taken to be out of order."""


class Contact(models.Model):
    """How a person is reached: the secret of the calendar, and how mail to the address fares."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="contact")
    calendar_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    address = models.EmailField(blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    objects = ContactQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.person_id}: {self.failures} failures"

    def took(self, address: str) -> None:
        """Note that `address` took a mail."""
        self.address, self.failures, self.failing_since, self.last_error = address, 0, None, ""

    def refused(self, address: str, error: str, *, at: datetime) -> None:
        """Note that a mail to `address` was given up; a new address begins anew."""
        if self.address != address:
            self.took(address)
        self.failures += 1
        self.failing_since = self.failing_since or at
        self.last_error = error
