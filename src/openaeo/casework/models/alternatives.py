"""What a firm does instead of what a criterion asks, and what customs decided on it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from openaeo.casework.models.answers import Answer
from openaeo.casework.models.choices import choices
from openaeo.law.alternatives import ALTERNATIVE, AlternativeFacts, AlternativeState
from openaeo.parties.models import Person


class Alternative(models.Model):
    """An alternative measure put forward with an answer; a changed text awaits a decision again."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="alternative")
    text = models.TextField(blank=True)
    equivalence = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=choices(AlternativeState), default=AlternativeState.PROPOSED.value
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="judged_alternative_has_judge_date_and_reason",
                condition=Q(state=AlternativeState.PROPOSED.value)
                | Q(judged_at__isnull=False, judged_by__isnull=False) & ~Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"instead of {self.answer_id}: {self.state}"

    @property
    def standing(self) -> AlternativeState:
        """The recorded state as a word of the law."""
        return AlternativeState(self.state)

    def move(self, step: str, facts: AlternativeFacts) -> None:
        """Take `step` of the ALTERNATIVE table. Raises `law.workflow.Refused` with every reason."""
        self.state = ALTERNATIVE.move(self.standing, step, facts).value
