"""Procedures that a parent firm or an association publishes, the firms that belong to it, and answers that refer to one."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import StoredFile
from openaeo.casework.models.answers import Answer
from openaeo.casework.models.choices import choices
from openaeo.law.lifecycle import CASE_FINAL, LIVE
from openaeo.law.procedures import (
    MEMBERSHIP,
    PROCEDURE,
    PUBLISHER,
    MembershipFacts,
    MembershipState,
    ProcedureFacts,
    ProcedureState,
    PublisherFacts,
    PublisherKind,
    PublisherState,
    ReferenceFacts,
    ReferenceStand,
    VersionStand,
    reference_stand,
    version_stand,
)
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Operator, Person, firms_of


def _firm(actor: Actor) -> int | None:
    """The firm that somebody of the trade acts for; None for everybody else."""
    return actor.operator if actor.capacity is Capacity.APPLICANT else None


class PublisherQuerySet(models.QuerySet["Publisher"]):
    """Publishers behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; a firm sees itself and those it belongs to or is asked to."""
        if actor.capacity in CASEWORKERS:
            return self
        if (firm := _firm(actor)) is None:
            return self.none()
        asked = Membership.objects.filter(operator=firm, state__in=BELONGING)
        return self.filter(Q(operator=firm) | Q(pk__in=asked.values("publisher")))

    def of_others(self, actor: Actor) -> Self:
        """Leave out organisations that the actor acts, or acted, for."""
        return self.exclude(operator__in=firms_of(actor))


class Publisher(models.Model):
    """A parent firm or an association that publishes procedures once customs has made sure of it."""

    operator = models.OneToOneField(Operator, on_delete=models.PROTECT, related_name="publisher")
    kind = models.CharField(max_length=12, choices=choices(PublisherKind))
    about = models.TextField()
    state = models.CharField(
        max_length=12, choices=choices(PublisherState), default=PublisherState.ASKED.value
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.TextField(blank=True)

    objects = PublisherQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.operator_id}: {self.state}"

    def move(self, step: str, facts: PublisherFacts) -> None:
        """Take `step` of the PUBLISHER table. Raises `law.workflow.Refused` with every reason."""
        self.state = PUBLISHER.move(PublisherState(self.state), step, facts).value


BELONGING = (MembershipState.OFFERED.value, MembershipState.RUNNING.value)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; a firm sees those of either side that it is."""
        if actor.capacity in CASEWORKERS:
            return self
        if (firm := _firm(actor)) is None:
            return self.none()
        return self.filter(Q(operator=firm) | Q(publisher__operator=firm))


class Membership(models.Model):
    """A firm belongs to a publisher: offered by the one, accepted by the other, ended by either."""

    publisher = models.ForeignKey(Publisher, on_delete=models.PROTECT, related_name="memberships")
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="memberships")
    state = models.CharField(
        max_length=12, choices=choices(MembershipState), default=MembershipState.OFFERED.value
    )
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publisher", "operator"],
                condition=Q(state__in=BELONGING),
                name="one_membership_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.operator_id} of {self.publisher_id}"

    def move(self, step: str, facts: MembershipFacts) -> None:
        """Take `step` of the MEMBERSHIP table. Raises `law.workflow.Refused` with every reason."""
        self.state = MEMBERSHIP.move(MembershipState(self.state), step, facts).value


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    """Published procedures behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever sees a version of a procedure sees that there is one."""
        return self.filter(pk__in=ProcedureVersion.objects.visible_to(actor).values("procedure"))

    def published_to(self, operator: int) -> Self:
        """Leave those that a firm may refer to: in force, and of a verified publisher that it belongs to."""
        return self.filter(
            state=ProcedureState.IN_FORCE.value,
            publisher__state=PublisherState.VERIFIED.value,
            publisher__in=Membership.objects.filter(
                operator=operator, state=MembershipState.RUNNING.value
            ).values("publisher"),
        )


class Procedure(models.Model):
    """What a publisher has its members do, with the criteria that it speaks to; its text is in its versions."""

    publisher = models.ForeignKey(Publisher, on_delete=models.PROTECT, related_name="procedures")
    title = models.CharField(max_length=200)
    criteria = ArrayField(models.CharField(max_length=10), default=list)
    state = models.CharField(
        max_length=12, choices=choices(ProcedureState), default=ProcedureState.IN_FORCE.value
    )
    latest = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def move(self, step: str, facts: ProcedureFacts) -> None:
        """Take `step` of the PROCEDURE table. Raises `law.workflow.Refused` with every reason."""
        self.state = PROCEDURE.move(ProcedureState(self.state), step, facts).value


class ProcedureVersionQuerySet(models.QuerySet["ProcedureVersion"]):
    """Versions of published procedures behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """The publisher sees its own; a member what was published to it, and what its own answers rest on; caseworkers
        what an answer of a submitted case rests on; others none.
        """
        used = ProcedureReference.objects.visible_to(actor)
        resting = Q(pk__in=used.values("version")) | Q(pk__in=used.values("follows"))
        if actor.capacity in CASEWORKERS:
            return self.filter(resting)
        if (firm := _firm(actor)) is None:
            return self.none()
        belongs = Membership.objects.filter(operator=firm, state=MembershipState.RUNNING.value)
        return self.filter(
            resting
            | Q(procedure__publisher__operator=firm)
            | Q(procedure__publisher__in=belongs.values("publisher"))
        )


class ProcedureVersion(models.Model):
    """One version of a published procedure: its own date, its text as a file, and what is new in it."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    dated_on = models.DateField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    news = models.TextField(blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = ProcedureVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="one_version_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.number}"

    @property
    def stand(self) -> VersionStand:
        """How it stands, by the law."""
        line = self.procedure
        return version_stand(self.number, line.latest, ProcedureState(line.state))


class ProcedureReferenceQuerySet(models.QuerySet["ProcedureReference"]):
    """References to procedures behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see those of submitted cases, a firm its own; a publisher never those of its members."""
        if actor.capacity in CASEWORKERS:
            return self.filter(answer__case__submitted_at__isnull=False)
        if (firm := _firm(actor)) is None:
            return self.none()
        return self.filter(answer__case__operator=firm)

    def of_others(self, actor: Actor) -> Self:
        """Leave out firms that the actor acts, or acted, for."""
        firms = firms_of(actor)
        return self.exclude(answer__case__operator__in=firms)

    def in_use(self) -> Self:
        """Leave those of open applications and of authorisations that live."""
        final, live = [one.value for one in CASE_FINAL], [one.value for one in LIVE]
        return self.filter(~Q(answer__case__state__in=final) | Q(answer__case__authorisation__state__in=live))

    def standing_as(self, stand: ReferenceStand) -> Self:
        """Leave those that stand as `law.procedures.reference_stand` says."""
        latest = F("version__procedure__latest")
        rows = self.annotate(
            rests_on=Coalesce("follows__number", "version__number"), looked_at=Coalesce("stays__number", 0)
        )
        withdrawn = Q(version__procedure__state=ProcedureState.WITHDRAWN.value)
        lapsed, current, stayed = (
            Q(lapsed_at__isnull=False),
            Q(rests_on__gte=latest),
            Q(looked_at__gte=latest),
        )
        found = {
            ReferenceStand.LAPSED: lapsed,
            ReferenceStand.WITHDRAWN: ~lapsed & withdrawn,
            ReferenceStand.CURRENT: ~lapsed & ~withdrawn & current,
            ReferenceStand.STAYED: ~lapsed & ~withdrawn & ~current & stayed,
            ReferenceStand.NEWER: ~lapsed & ~withdrawn & ~current & ~stayed,
        }
        return rows.filter(found[stand])


class ProcedureReference(models.Model):
    """An answer refers to a version of a published procedure, with what the firm does differently.

    `follows` is a newer version that the firm follows since, `stays` one that it looked at and did not take; the
    version referred to stays as it was. `lapsed_at`: since when the firm belongs to the publisher no more.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="references")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="references")
    differences = models.TextField(blank=True)
    referred_at = models.DateTimeField()
    referred_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    follows = models.ForeignKey(
        ProcedureVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stays = models.ForeignKey(
        ProcedureVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lapsed_at = models.DateTimeField(null=True, blank=True)

    objects = ProcedureReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["referred_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "version"], name="version_once_per_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} refers to {self.version_id}"

    @property
    def held(self) -> ProcedureVersion:
        """The version that the answer rests on now."""
        return self.follows or self.version

    @property
    def stand(self) -> ReferenceStand:
        """What the answer rests on, by the law."""
        line = self.version.procedure
        return reference_stand(
            ReferenceFacts(
                referred=self.version.number,
                latest=line.latest,
                follows=self.follows.number if self.follows else None,
                stays=self.stays.number if self.stays else None,
                withdrawn=line.state == ProcedureState.WITHDRAWN,
                lapsed=self.lapsed_at is not None,
            )
        )
