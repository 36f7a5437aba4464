"""What a holder's review of a new edition must say: an answer to each criterion that is new or asked differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from openaeo.law.questionnaire import Said, lacking, too_long
from openaeo.law.workflow import Reason


class ReviewStanding(StrEnum):
    """Where the review of a holder stands: asked and in time, asked and its day is over, given."""

    OWED = "owed"
    OVERDUE = "overdue"
    GIVEN = "given"


def review_standing(due: date, *, given: bool, today: date) -> ReviewStanding:
    """Return where a review due by the day `due` stands on the day `today`; on its day it is still in time."""
    if given:
        return ReviewStanding.GIVEN
    return ReviewStanding.OVERDUE if today > due else ReviewStanding.OWED


def review_faults(asked: Iterable[str], said: Mapping[str, Said]) -> tuple[Reason, ...]:
    """Return every reason why `said`, by criterion, is no review of the criteria `asked`.

    `review-answer-missing` for each criterion without an answer and `review-answer-short` for each whose answer
    lacks its explanation (`questionnaire.lacking`), with the criterion; `answer-too-long`; and
    `criterion-not-changed` for each that is answered and not asked: answers to what did not change stand.
    """
    wanted = tuple(asked)
    reasons: list[Reason] = []
    for criterion in wanted:
        if criterion not in said:
            reasons.append(Reason("review-answer-missing", criterion))
        elif lacking(said[criterion]):
            reasons.append(Reason("review-answer-short", criterion))
    for one in said.values():
        reasons += too_long(one)
    return (*reasons, *(Reason("criterion-not-changed", one) for one in said if one not in wanted))
