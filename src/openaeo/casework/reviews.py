"""A holder's review of a new edition: only what is new or asked differently, by a day; all other answers stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act_new
from openaeo.casework.facts import author, demand, roles_of
from openaeo.casework.models import Case, EditionReview, ReviewAnswer
from openaeo.casework.programme import (
    asked_under,
    current_edition,
    day_of,
    edition_called,
    edition_of,
    order_in_force,
)
from openaeo.casework.reach import ours
from openaeo.law.inforce import review_due
from openaeo.law.lifecycle import LIVE
from openaeo.law.questionnaire import Said
from openaeo.law.reviewing import review_faults
from openaeo.law.revision import ANSWERED, Changed, revision
from openaeo.law.terms import Claim
from openaeo.law.workflow import Reason, Refused

if TYPE_CHECKING:
    from openaeo.register.models import Authorisation


@dataclass(frozen=True, slots=True)
class Review:
    """What a holder answers: the edition, the day from which it is in force, by when to answer, and what changed."""

    edition: str
    since: date
    due: date
    changed: tuple[Changed, ...]


def review_of(held: Authorisation, at: datetime) -> Review | None:
    """Return what a holder has still to answer because of the edition in force; None for nothing.

    It is set against the edition that the holder answered last: that of its application or of a later review. A
    holder taken over from an earlier book has no case here, so it is not known what it was judged by: None. At
    most three queries.
    """
    order = order_in_force(at)
    if order is None or held.status not in LIVE:
        return None
    case: Case | None = getattr(held, "case", None)
    if case is None or case.edition == order.edition:
        return None
    given = next(iter(held.reviews.all()), None)
    if given is not None and given.edition == order.edition:
        return None
    edition_of(case)  # raises when the criteria it was granted under were edited since
    before = asked_under(edition_called(given.edition if given else case.edition), held.tier)
    now = asked_under(edition_called(order.edition), held.tier)
    changed = tuple(one for one in revision(before, now, roles_of(case)) if one.change in ANSWERED)
    granted = case.decided_at or order.since
    due = review_due(day_of(order.since), order.review_by, day_of(granted))
    return Review(order.edition, day_of(order.since), due, changed) if changed else None


def give_review(
    number: str, answers: Mapping[str, tuple[Claim, str]], *, actor: Actor, at: datetime
) -> EditionReview:
    """Give the review of the edition in force: a claim and an explanation for each changed criterion; return it.

    Taken late like in time; the authorisation is not touched. Refused: `not-found` (another firm's), `review-not-asked`
    (nothing changed, or it was given), and those of `law.reviewing.review_faults`.
    """
    step = "give-review"
    with act_new(step, topic="change", subject=number, actor=actor, at=at) as note:
        held = ours(step, number, actor)
        if held.operator_id is None or held.operator_id != actor.operator:
            raise Refused(step, Reason("not-found"))
        asked = review_of(held, at)
        if asked is None:
            raise Refused(step, Reason("review-not-asked"))
        said = {
            criterion: Said(criterion, Claim(claim), text.strip())
            for criterion, (claim, text) in answers.items()
        }
        demand(step, *review_faults([one.id for one in asked.changed], said))
        review = EditionReview.objects.create(
            authorisation=held,
            edition=asked.edition,
            edition_hash=current_edition(at).hash,
            due_on=asked.due,
            answered_at=at,
            answered_by_id=author(step, actor),
        )
        ReviewAnswer.objects.bulk_create(
            ReviewAnswer(
                review=review,
                criterion=one.id,
                claim=said[one.id].claim.value,
                explanation=said[one.id].explanation,
            )
            for one in asked.changed
        )
        note(edition=asked.edition, hash=review.edition_hash, late=day_of(at) > asked.due)
        note(answers={one.criterion: one.claim.value for one in said.values()})
    return review
