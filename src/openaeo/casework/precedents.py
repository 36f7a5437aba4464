"""How the like was judged before: decided cases on the same criterion, and the reasons that officers gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as Choice
from django.db.models import Count, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import RowNumber

from openaeo.bedrock.actors import Actor
from openaeo.casework.models import Case, Result
from openaeo.law.lifecycle import CaseState
from openaeo.parties.models import CASEWORKERS

MOST = 5


@dataclass(frozen=True, slots=True)
class Precedent:
    """A result in another decided case, and the roles and size of its firm; the firm's name is not part of it."""

    case: str
    criterion: str
    outcome: str
    reason: str
    decided_at: datetime | None
    decision: str
    roles: tuple[str, ...]
    size: str


@dataclass(frozen=True, slots=True)
class UsedReason:
    """A reason in the words of colleagues, and in how many cases it was given for this outcome."""

    outcome: str
    text: str
    times: int


def precedents(case: Case, sought: Mapping[str, str], *, actor: Actor) -> list[Precedent]:
    """Return at most five results of other decided cases on the criteria of `sought`, the most alike first. One query.

    `sought` gives for each criterion the outcome found here, or "" while there is none. Alike is, in this order: the
    same outcome, a role in common, the same size of firm; then the latest decision. Only cases under the same edition
    count. Caseworkers only; never the firm's own earlier cases, nor those of a firm that `actor` acts for.
    """
    if actor.capacity not in CASEWORKERS or not sought:
        return []
    alike = Q(pk__in=())
    for criterion, outcome in sought.items():
        alike |= Q(criterion=criterion, outcome=outcome)
    rows = (
        Result.objects.filter(
            criterion__in=list(sought),
            case__in=Case.objects.visible_to(actor).of_others(actor),
            case__state__in=[CaseState.TO_ISSUE.value, CaseState.GRANTED.value, CaseState.REFUSED.value],
            case__edition=case.edition,
        )
        .exclude(case__operator_id=case.operator_id)
        .annotate(
            same_outcome=_one_if(alike),
            same_roles=_one_if(Q(case__roles__overlap=case.roles)),
            same_size=_one_if(Q(case__operator__size=case.operator.size)),
        )
        .order_by("-same_outcome", "-same_roles", "-same_size", "-case__decided_at", "-pk")
        .select_related("case__operator")
    )
    return [
        Precedent(
            case=row.case_id,
            criterion=row.criterion,
            outcome=row.outcome,
            reason=row.reason,
            decided_at=row.case.decided_at,
            decision=row.case.state,
            roles=tuple(row.case.roles),
            size=row.case.operator.size,
        )
        for row in rows[:MOST]
    ]


def reasons_used(case: Case, criterion: str, *, actor: Actor) -> list[UsedReason]:
    """Return the reasons given for `criterion` in other cases, the most used first, at most five an outcome. One query.

    Only cases under the same edition count. Caseworkers only; nothing from a firm that `actor` acts for.
    """
    if actor.capacity not in CASEWORKERS:
        return []
    rows = (
        Result.objects.filter(
            criterion=criterion,
            case__in=Case.objects.visible_to(actor).of_others(actor),
            case__edition=case.edition,
        )
        .exclude(case=case)
        .exclude(reason="")
        .values("outcome", "reason")
        .annotate(times=Count("pk"))
        .order_by("outcome", "-times", "reason")
    )
    ranked = rows.annotate(
        rank=Window(RowNumber(), partition_by="outcome", order_by=[F("times").desc(), F("reason").asc()])
    ).filter(rank__lte=MOST)
    return [UsedReason(row["outcome"], row["reason"], row["times"]) for row in ranked]


def _one_if(condition: Q) -> Choice:
    return Choice(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
