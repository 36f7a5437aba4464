"""An alternative measure: what a firm does instead of what a criterion asks, and what customs makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openaeo.law.workflow import Reason, Step, Workflow


class AlternativeState(StrEnum):
    """Where an alternative measure stands: proposed by the firm, then approved or refused by customs."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AlternativeFacts:
    """What is true of an alternative measure: the two texts of the firm, and the reason that customs gives."""

    text: str = ""
    equivalence: str = ""
    reason: str = ""


def described(facts: AlternativeFacts) -> Reason | None:
    """The firm says what it does instead, and why that is of equal effect."""
    whole = facts.text.strip() and facts.equivalence.strip()
    return None if whole else Reason("alternative-incomplete")


def reasoned(facts: AlternativeFacts) -> Reason | None:
    """Customs gives its reason, for a yes as for a no."""
    return None if facts.reason.strip() else Reason("reason-missing")


S = AlternativeState
ALTERNATIVE: Workflow[AlternativeState, AlternativeFacts] = Workflow(
    "alternative",
    S.PROPOSED,
    Step("approve", frozenset(S), S.APPROVED, (described, reasoned)),
    Step("refuse", frozenset(S), S.REFUSED, (reasoned,)),
    Step("propose-anew", frozenset({S.APPROVED, S.REFUSED}), S.PROPOSED),
)
