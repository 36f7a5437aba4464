"""Remarks of customs on single answers, and the rounds in which they go to the firm and come back."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.casework.models.cases import Case
from openaeo.casework.models.choices import choices
from openaeo.casework.models.requests import Request
from openaeo.law.rounds import REMARK, RemarkFacts, RemarkState
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS, Person


class Remark(models.Model):
    """The remark on one answer of a case; customs alone reads this row, the firm reads what was sent in `Sending`.

    `text` is what the firm is told with the next round, `private` never leaves customs.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="remarks")
    criterion = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=choices(RemarkState), default=RemarkState.NOTED.value)
    text = models.TextField()
    private = models.TextField(blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["criterion"]
        constraints = [
            models.UniqueConstraint(fields=["case", "criterion"], name="one_remark_per_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.criterion}: {self.state}"

    @property
    def standing(self) -> RemarkState:
        """The recorded state as a word of the law."""
        return RemarkState(self.state)

    def move(self, step: str, facts: RemarkFacts) -> None:
        """Take `step` of the REMARK table. Raises `law.workflow.Refused` with every reason."""
        self.state = REMARK.move(self.standing, step, facts).value


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds behind the visibility gate."""

    def visible_to(self, actor: Actor) -> Self:
        """Caseworkers see every round; an applicant sees those of the firm; others none."""
        if actor.capacity in CASEWORKERS:
            return self
        if actor.capacity is Capacity.APPLICANT and actor.operator is not None:
            return self.filter(case__operator_id=actor.operator)
        return self.none()

    def running(self) -> Self:
        """Return the rounds that are with the firm."""
        return self.filter(over_at__isnull=True)


class Round(models.Model):
    """Remarks that went to the firm together; the application as it was first sent is round 1.

    In assessment it goes as a question to the applicant (`request`), so that the clock and the dates are those of
    questions; with a returned application it needs none. `over_at` is when the firm sent it back, or customs took
    it back (`taken_back`).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    request = models.OneToOneField(
        Request, on_delete=models.CASCADE, null=True, blank=True, related_name="round"
    )
    words = models.TextField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    over_at = models.DateTimeField(null=True, blank=True)
    taken_back = models.BooleanField(default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="rounds_count_up"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(over_at__isnull=True), name="one_round_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} round {self.number}"

    @property
    def state(self) -> str:
        """Where the round stands, in the words for questions: open, answered, cancelled."""
        if self.over_at is None:
            return "open"
        return "cancelled" if self.taken_back else "answered"


class Sending(models.Model):
    """One remark as it went out with a round: its words, the answer then, and the answer that came back.

    Both answers are texts by the names of their parts (see `casework.exchanges.snapshot`); `after` is empty until
    the round came back.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="sendings")
    criterion = models.CharField(max_length=10)
    text = models.TextField()
    before = models.JSONField()
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["criterion"]
        constraints = [
            models.UniqueConstraint(fields=["round", "criterion"], name="one_remark_an_answer_a_round")
        ]

    def __str__(self) -> str:
        return f"round {self.round_id}: {self.criterion}"
