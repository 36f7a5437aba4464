"""Findings put to a firm, and the corrective actions that it proposes and shows to be done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.law import findings as law
from openaeo.law.findings import (
    FINDING,
    OWED_A_PLAN,
    WITH_CUSTOMS,
    FindingFacts,
    FindingState,
    Level,
    PlannedAction,
    Severity,
)
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Person, firms_of

if TYPE_CHECKING:
    from openaeo.casework.models.documents import Document


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see every finding; an applicant sees those put to the firm; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(case__operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out firms that the actor acts, or acted, for: nobody reads the desk's view of their own."""
        return self.exclude(case__operator__in=firms_of(actor))

    def to_look_at(self, at: datetime) -> Self:
        """Keep what customs is to look at: findings answered, overdue at `at`, or with an exception to approve.

        The same as `law.findings.turn` and `overdue` say of each row, in one query however many there are.
        """
        late_action = CorrectiveAction.objects.filter(
            finding=OuterRef("pk"), round=OuterRef("round"), evidenced_at=None, due_at__lt=at
        )
        return self.filter(
            Q(state__in=[state.value for state in WITH_CUSTOMS])
            | Q(state__in=[state.value for state in OWED_A_PLAN], plan_due_at__lt=at)
            & ~Q(severity=Severity.OBSERVATION.value)
            | Q(state=FindingState.ACCEPTED.value) & Exists(late_action)
            | Q(state=FindingState.EXCEPTED.value, exception_until__lt=at)
            & ~Q(severity=Severity.OBSERVATION.value)
            | Q(exception_asked_by__isnull=False, exception_approved_by=None)
        )


class Finding(models.Model):
    """A shortfall put to the firm: what was found and what would settle it, the plan in hand, and an exception.

    `desk_note` is the desk's own view of the root cause: no page, file or interface of the firm shows it.
    `round` counts the plans; the actions of the newest round are the plan in hand. `said` is customs' latest word.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="findings")
    criterion = models.CharField(max_length=10)
    level = models.CharField(max_length=10, choices=choices(Level))
    severity = models.CharField(max_length=15, choices=choices(Severity))
    state = models.CharField(max_length=10, choices=choices(FindingState), default=FindingState.RAISED.value)
    found = models.TextField()
    why = models.TextField(blank=True)
    remedy = models.TextField()
    desk_note = models.TextField(blank=True)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    plan_due_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveIntegerField(default=0)
    cause = models.TextField(blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    said = models.TextField(blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    exception_reason = models.TextField(blank=True)
    exception_until = models.DateTimeField(null=True, blank=True)
    exception_asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    exception_approved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["criterion", "raised_at"]
        constraints = [
            models.CheckConstraint(
                name="major_finding_needs_a_must",
                condition=~Q(severity=Severity.MAJOR.value) | Q(level=Level.MUST.value),
            ),
            models.CheckConstraint(
                name="exception_approved_by_another_person",
                condition=~Q(state=FindingState.EXCEPTED.value)
                | Q(exception_approved_by__isnull=False, exception_until__isnull=False)
                & ~Q(exception_approved_by=F("raised_by"))
                & ~Q(exception_approved_by=F("exception_asked_by")),
            ),
        ]
        indexes = [models.Index(fields=["state"], name="finding_state")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.criterion}: {self.severity}"

    @property
    def in_hand(self) -> list[CorrectiveAction]:
        """The actions of the newest plan in order; honours a prefetch."""
        return [action for action in self.actions.all() if action.round == self.round]

    @property
    def exception_waits(self) -> bool:
        """Whether an exception is asked for and neither approved nor declined."""
        return self.exception_asked_by_id is not None and self.exception_approved_by_id is None

    def facts(self, *, at: datetime, actor: Actor | None = None) -> FindingFacts:
        """Return what the law asks of this finding when `actor` acts at `at`. One query unless prefetched."""
        actions = list(self.actions.all())
        return FindingFacts(
            severity=Severity(self.severity),
            raiser=self.raised_by_id,
            plan_due=self.plan_due_at,
            actions=tuple(
                PlannedAction(one.due_at, one.evidenced_at is not None)
                for one in actions
                if one.round == self.round
            ),
            evidence_givers=frozenset(one.evidenced_by_id for one in actions if one.evidenced_by_id),
            exception_asker=self.exception_asked_by_id,
            exception_until=self.exception_until,
            actor=actor.person if actor else None,
            at=at,
        )

    def standing(self, at: datetime) -> FindingState:
        """Return where the finding stands at `at`: past its end an exception is open again."""
        return law.standing(FindingState(self.state), self.facts(at=at))

    def move(self, step: str, facts: FindingFacts) -> None:
        """Take `step` of the FINDING table. Raises `law.workflow.Refused` with every reason."""
        self.state = FINDING.move(FindingState(self.state), step, facts).value


class CorrectiveAction(models.Model):
    """What the firm will do about a finding by a date, and its evidence once it was done."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="actions")
    round = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    text = models.TextField()
    due_at = models.DateTimeField()
    evidence = models.TextField(blank=True)
    documents: models.ManyToManyField[Document, models.Model] = models.ManyToManyField(
        "Document", related_name="corrective_actions"
    )
    evidenced_at = models.DateTimeField(null=True, blank=True)
    evidenced_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-round", "place"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "round", "place"], name="one_action_per_place"),
            models.CheckConstraint(
                name="evidence_has_a_giver",
                condition=Q(evidenced_at__isnull=True) | Q(evidenced_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} action {self.round}.{self.place}"
