"""How a new edition comes into force: ordered for a day ahead, and called off only before that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from openaeo.law.workflow import Reason, Step, Workflow


class OrderState(StrEnum):
    """Whether an order to put an edition in force stands; from its day on it has effect."""

    ORDERED = "ordered"
    CALLED_OFF = "called-off"


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is true of an order when a step is asked for: `begun` once its day has come."""

    begun: bool = False


def not_begun(facts: OrderFacts) -> Reason | None:
    """What new applications rest on is not taken from under them."""
    return Reason("edition-begun") if facts.begun else None


ORDER: Workflow[OrderState, OrderFacts] = Workflow(
    "order",
    OrderState.ORDERED,
    Step("call-off", frozenset({OrderState.ORDERED}), OrderState.CALLED_OFF, (not_begun,)),
)


def order_faults(
    edition: str, since: date, review_by: date, *, today: date, latest: tuple[str, date | None]
) -> tuple[Reason, ...]:
    """Return every reason why `edition` cannot be put in force from `since` on, with reviews due by `review_by`.

    `latest` is the edition in force last, counting what is ordered ahead, and since when (None: nobody ordered it).
    The reasons: `edition-in-force-already`, `date-is-past`, `date-not-after-latest`, `review-before-start`.
    """
    reasons = []
    code, begun = latest
    if code == edition:
        reasons.append(Reason("edition-in-force-already", edition))
    if since < today:
        reasons.append(Reason("date-is-past"))
    if begun is not None and since <= begun:
        reasons.append(Reason("date-not-after-latest", begun.isoformat()))
    if review_by <= since:
        reasons.append(Reason("review-before-start"))
    return tuple(reasons)


def review_due(since: date, review_by: date, held_from: date) -> date:
    """Return by which day a holder since `held_from` reviews what an edition in force `since` changed.

    Whoever was granted an authorisation under the earlier edition later than that has as long as the others had.
    """
    return review_by if held_from <= since else held_from + (review_by - since)


def days_left(due: date, today: date) -> int:
    """Return the days from `today` to `due`; below zero when it is over."""
    return (due - today) // timedelta(days=1)
