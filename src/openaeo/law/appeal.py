"""A decision taken to somebody who had no part in it: lodged in time, reviewed, allowed or dismissed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openaeo.law.programme import Appeal as AppealRule
from openaeo.law.workflow import Reason, Step, Workflow

# Other bodies are told of; only this one works with the administration's own case file.
REVIEWER = "reviewer"


class AppealState(StrEnum):
    """Where an appeal stands."""

    LODGED = "lodged"
    REVIEW = "review"
    ALLOWED = "allowed"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


APPEAL_OPEN = frozenset({AppealState.LODGED, AppealState.REVIEW})


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """What is true of an appeal when a step is asked for. Keys are person ids.

    `involved` are all who had a hand in what is appealed against: assessed, visited, heard, decided, proposed.
    """

    rule: AppealRule | None = None
    actor: int | None = None
    reviewer: int | None = None
    involved: frozenset[int] = frozenset()
    reasons: str = ""


def reviewer_took_no_part(facts: AppealFacts) -> Reason | None:
    """Nobody reviews what they had a hand in (HMRC CAA11060), where the programme asks for that."""
    if facts.rule is None or not facts.rule.uninvolved or facts.actor is None:
        return None
    return Reason("reviewer-involved") if facts.actor in facts.involved else None


def in_own_review(facts: AppealFacts) -> Reason | None:
    """Whoever took the appeal up concludes it."""
    return None if facts.actor == facts.reviewer else Reason("not-your-review")


def reasons_told(facts: AppealFacts) -> Reason | None:
    """The appellant is told why."""
    return None if facts.reasons.strip() else Reason("reasons-missing")


S = AppealState
_CONCLUDING = (reviewer_took_no_part, in_own_review, reasons_told)
APPEAL: Workflow[AppealState, AppealFacts] = Workflow(
    "appeal",
    S.LODGED,
    Step("take-up", APPEAL_OPEN, S.REVIEW, (reviewer_took_no_part,)),
    Step("allow", frozenset({S.REVIEW}), S.ALLOWED, _CONCLUDING),
    Step("dismiss", frozenset({S.REVIEW}), S.DISMISSED, _CONCLUDING),
    Step("withdraw", APPEAL_OPEN, S.WITHDRAWN),
)


def may_lodge(rule: AppealRule | None, closes: datetime | None, at: datetime) -> Reason | None:
    """Return why no appeal may be lodged at `at`, or None when it may.

    `closes` is the last moment of the programme's time for it, None when the programme sets none. Refused:
    `no-appeal-here` when the programme knows no reviewer inside the administration, `appeal-too-late`.
    """
    if rule is None or REVIEWER not in rule.bodies:
        return Reason("no-appeal-here")
    return Reason("appeal-too-late") if closes is not None and at > closes else None
