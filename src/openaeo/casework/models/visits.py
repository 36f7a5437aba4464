"""Visits to a firm's premises, the times offered for them, what was seen, and what becomes of each site."""

from __future__ import annotations

from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.law.terms import Capacity, Outcome, Period
from openaeo.law.validation import Course, VisitMode
from openaeo.law.visiting import SEEN_VISIT, VISIT, VisitFacts, VisitState
from openaeo.parties.models import CASEWORKERS, Person, Site, firms_of

Row = TypeVar("Row", bound=models.Model)
SEEN = [state.value for state in sorted(SEEN_VISIT)]
ON_THE_SPOT = [VisitMode.ON_SITE.value, VisitMode.HYBRID.value]


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see all; a firm sees those it was told of, an unannounced one only once it took place; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            told = Q(unannounced=False, round__gt=0) | Q(state__in=SEEN)
            return self.filter(told, case__operator_id=actor.operator)
        return self.none()

    def of_others(self, actor: Actor) -> Self:
        """Leave out what concerns a firm that the actor acts for: nobody reads the desk's view of their own."""
        own = firms_of(actor)
        return self.exclude(case__operator__in=own)

    def of_team(self, person: int | None) -> Self:
        """Visits that somebody leads or joins as second validator."""
        return self.filter(Q(lead=person) | Q(second=person))


class Visit(models.Model):
    """Customs looks at premises; everything in this row but the team may be read by the firm once it sees the visit."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="visits")
    sites = models.ManyToManyField(Site, related_name="visits")
    state = models.CharField(max_length=12, choices=choices(VisitState), default=VisitState.PLANNED.value)
    mode = models.CharField(max_length=10, choices=choices(VisitMode))
    unannounced = models.BooleanField(default=False)
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()
    agenda = models.TextField(blank=True)
    preparation = models.TextField(blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveIntegerField(default=0)
    agreed_from = models.DateTimeField(null=True, blank=True)
    agreed_until = models.DateTimeField(null=True, blank=True)
    set_reason = models.TextField(blank=True)
    called_off_reason = models.TextField(blank=True)
    took_from = models.DateTimeField(null=True, blank=True)
    took_until = models.DateTimeField(null=True, blank=True)
    attended = models.TextField(blank=True)
    report = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="visit_seen_has_times_and_people",
                condition=~Q(state__in=SEEN) | Q(took_from__lt=F("took_until")) & ~Q(attended=""),
            ),
            models.CheckConstraint(
                name="visit_reported_has_report",
                condition=~Q(state=VisitState.REPORTED.value) | ~Q(report="") & Q(reported_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_agreed_has_time",
                condition=~Q(state=VisitState.AGREED.value) | Q(agreed_from__lt=F("agreed_until")),
            ),
            models.CheckConstraint(
                name="visit_unannounced_is_never_offered", condition=Q(unannounced=False) | Q(round=0)
            ),
            models.CheckConstraint(name="visit_team_of_two", condition=~Q(lead=F("second"))),
        ]
        indexes = [models.Index(fields=["state", "agreed_from"], name="visit_calendar")]

    def __str__(self) -> str:
        return f"{self.case_id} visit {self.pk}"

    @property
    def team(self) -> tuple[int, int]:
        """The ids of lead and second validator."""
        return self.lead_id, self.second_id

    @property
    def agreed(self) -> Period | None:
        """The time that both sides know, None before."""
        return Period(self.agreed_from, self.agreed_until) if self.agreed_from else None

    @property
    def told(self) -> bool:
        """Whether the firm has heard of the visit."""
        return self.round > 0 or self.state in SEEN

    def move(self, step: str, facts: VisitFacts) -> None:
        """Take `step` of the VISIT table. Raises `law.workflow.Refused` with every reason."""
        self.state = VISIT.move(VisitState(self.state), step, facts).value


class Offer(models.Model):
    """A time held for the firm until it chooses or declines; those of earlier rounds are released."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="offers")
    round = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                name="offer_ends_after_it_starts", condition=Q(starts_at__lt=F("ends_at"))
            ),
            models.UniqueConstraint(name="one_offer_at_a_time", fields=["visit", "round", "starts_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.starts_at}"

    @property
    def period(self) -> Period:
        """The time as the law knows it."""
        return Period(self.starts_at, self.ends_at)


class Decline(models.Model):
    """The firm declined the times of a round, and why."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="declines")
    round = models.PositiveIntegerField()
    reason = models.TextField()
    declined_at = models.DateTimeField()
    declined_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["round"]
        constraints = [models.UniqueConstraint(name="one_decline_a_round", fields=["visit", "round"])]

    def __str__(self) -> str:
        return f"{self.visit_id} round {self.round}"


class DeskQuerySet(models.QuerySet[Row]):
    """Rows that never leave customs."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see them; nobody else does."""
        return self if actor.capacity in CASEWORKERS else self.none()


class Observation(models.Model):
    """What was seen of one criterion at one site during a visit; for customs only, as results are."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="observations")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=10)
    outcome = models.CharField(max_length=15, choices=choices(Outcome))
    text = models.TextField()
    observed_at = models.DateTimeField()
    observed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = DeskQuerySet.as_manager()

    class Meta:
        ordering = ["criterion", "pk"]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.criterion}: {self.outcome}"


class VisitNote(models.Model):
    """What somebody of customs notes about a visit for colleagues; it never leaves customs."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = DeskQuerySet.as_manager()

    class Meta:
        ordering = ["noted_at"]

    def __str__(self) -> str:
        return f"{self.visit_id} note {self.pk}"


class SitePlan(models.Model):
    """What becomes of a site in a case, by whom and why; earlier plans are in the journal."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="site_plans")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="plans")
    course = models.CharField(max_length=10, choices=choices(Course))
    reason = models.TextField(blank=True)
    stated = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    due_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = DeskQuerySet.as_manager()

    class Meta:
        ordering = ["site", "-decided_at"]
        constraints = [
            models.UniqueConstraint(name="one_plan_per_site_and_case", fields=["case", "site"]),
            models.CheckConstraint(
                name="site_left_out_has_date_and_reason",
                condition=Q(course=Course.VISIT.value) | Q(due_on__isnull=False) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.site_id}: {self.course}"
