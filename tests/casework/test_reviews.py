"""A holder answers what a new edition asks differently, once, and nothing else; everything else stands."""

from datetime import date

import pytest
from tests.worlds import a_case, people, refusal, staff, when

from openaeo.casework import editions, reviews
from openaeo.casework.models import Answer, EditionReview, ReviewAnswer
from openaeo.casework.programme import current_edition
from openaeo.casework.timeline import timeline
from openaeo.law.terms import Capacity, Claim

pytestmark = pytest.mark.django_db
MET = (Claim.MET, "")
SHORT = (Claim.NOT_YET, " ")


def test_only_what_changed_is_answered_and_the_rest_stands():
    cast, case = people(), a_case("granted")
    held = case.authorisation
    ask = {"actor": cast.amara, "at": when(60)}
    assert refusal(reviews.give_review, held.number, {"C2": MET}, **ask) == ("review-not-asked",)
    editions.put_in_force(
        "qm-2027",
        since=date(2026, 2, 20),
        review_by=date(2026, 6, 1),
        reasons="Order 7.",
        actor=staff("gina", Capacity.ADMINISTRATOR),
        at=when(40),
    )
    before = list(Answer.objects.filter(case=case).order_by("pk").values())
    assert refusal(reviews.give_review, held.number, {"C2": SHORT, "A1": MET}, **ask) == (
        "review-answer-short",
        "review-answer-missing",
        "review-answer-missing",
        "criterion-not-changed",
    )
    answers = {"C2": MET, "I6": MET, "M6": (Claim.NOT_YET, " Rehearsed in May. ")}
    assert refusal(reviews.give_review, held.number, answers, actor=cast.otto, at=when(60)) == ("not-found",)
    assert refusal(reviews.give_review, held.number, answers, actor=cast.ben, at=when(60)) == (
        "not-your-capacity",
    )
    assert not EditionReview.objects.exists()

    given = reviews.give_review(held.number, answers, **ask)

    assert (given.edition, given.edition_hash, given.due_on) == (
        "qm-2027",
        current_edition(when(60)).hash,
        date(2026, 6, 1),
    )
    assert list(ReviewAnswer.objects.values_list("criterion", "claim", "explanation")) == [
        ("C2", "met", ""),
        ("I6", "met", ""),
        ("M6", "not-yet", "Rehearsed in May."),
    ]
    assert list(Answer.objects.filter(case=case).order_by("pk").values()) == before
    assert reviews.review_of(held, when(61)) is None
    assert refusal(reviews.give_review, held.number, answers, **ask) == ("review-not-asked",)
    held.refresh_from_db()
    assert held.state == "granted"
    told = timeline(case, actor=cast.amara)[-1]
    assert (told.code, told.params) == ("give-review", {"edition": "qm-2027", "late": False})
    seen = {
        name: EditionReview.objects.visible_to(getattr(cast, name)).count()
        for name in ("ben", "amara", "otto")
    }
    assert seen == {"ben": 1, "amara": 1, "otto": 0}
