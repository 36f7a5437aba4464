"""Requests to open an account for a firm: what was asked, the papers, the questions of customs, what came of it."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import StoredFile
from openaeo.casework.models.choices import choices
from openaeo.law.accounts import ACCOUNT, AccountFacts, AccountPaper, AccountState
from openaeo.law.terms import Capacity
from openaeo.parties.models import Mandate, Operator, Person

OPENERS = frozenset({Capacity.OFFICER, Capacity.ADMINISTRATOR})
"""Who looks at requests for an account."""


def _gate(actor: Actor, path: str = "") -> Q:
    """What `actor` may see: the desk what was confirmed, a firm the request that opened its own account."""
    if actor.capacity in OPENERS:
        return Q(**{f"{path}confirmed_at__isnull": False})
    if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
        return Q(**{f"{path}operator": actor.operator})
    return Q(pk__in=[])


class AccountRequestQuerySet(models.QuerySet["AccountRequest"]):
    """Requests behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Officers and administrators see those whose address is confirmed, a firm its own; others none."""
        return self.filter(_gate(actor))

    def of_others(self, actor: Actor) -> Self:
        """Leave out the actor's own, and those of a firm that the actor acts, or acted, for."""
        own = Mandate.objects.filter(person=actor.person).values("operator__tin")
        mine = Person.objects.filter(pk=actor.person or 0).values("email")
        return self.exclude(email__in=mine).exclude(tin__in=own)


class AccountRequest(models.Model):
    """Somebody without an account asks customs to open one for a firm.

    `code` and `email` together lead to it without signing in. `due_at`: until when whoever has
    the turn is to answer. `person` and
    `operator` are those that the opening made.
    """

    code = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=12, choices=choices(AccountState), default=AccountState.ASKED.value)
    email = models.EmailField()
    name = models.CharField(max_length=200)
    part = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, default="en")
    firm = models.CharField(max_length=300)
    tin = models.CharField(max_length=17)
    country = models.CharField(max_length=2)
    address = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    link_until = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reasons = models.TextField(blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    operator = models.ForeignKey(
        Operator, on_delete=models.PROTECT, null=True, blank=True, related_name="account_requests"
    )

    objects = AccountRequestQuerySet.as_manager()

    class Meta:
        ordering = ["confirmed_at", "pk"]
        indexes = [models.Index(fields=["email", "-asked_at"], name="account_request_by_address")]

    def __str__(self) -> str:
        return f"account request {self.pk}"

    @property
    def standing(self) -> AccountState:
        """The recorded state as a word of the law."""
        return AccountState(self.state)

    def move(self, step: str, facts: AccountFacts) -> None:
        """Take `step` of the ACCOUNT table. Raises `law.workflow.Refused` with every reason."""
        self.state = ACCOUNT.move(self.standing, step, facts).value


class BelowAccountQuerySet(models.QuerySet[Any]):
    """Papers and questions of requests behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """As the request they belong to."""
        return self.filter(_gate(actor, "request__"))


class AccountQuestion(models.Model):
    """A question of customs about a request; `wants_paper` says that a document is asked for, too."""

    request = models.ForeignKey(AccountRequest, on_delete=models.CASCADE, related_name="questions")
    question = models.TextField()
    wants_paper = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    lapses = models.BooleanField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = BelowAccountQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"question {self.pk} about account request {self.request_id}"


class AccountEnclosure(models.Model):
    """A paper given with a request, or in answer to a question."""

    request = models.ForeignKey(AccountRequest, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=10, choices=choices(AccountPaper))
    name = models.CharField(max_length=255)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    objects = BelowAccountQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "pk"]

    def __str__(self) -> str:
        return self.name
