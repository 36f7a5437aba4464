"""Reviews of a new edition as the desk lists them: owed, overdue and given, the same as each holder is told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, an_operator, staff

from openaeo.casework import editions, reviews
from openaeo.casework.models import EditionOrder
from openaeo.casework.reviewed import reviews_of
from openaeo.law.terms import Capacity, Claim

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def days_ago(days):
    return NOW - timedelta(days=days)


def test_the_desk_sees_who_owes_a_review_and_by_when(signed_in, cast):
    otto = an_operator("otto", name="Brandt Forwarding Ltd", tin="QM000000002")
    early = a_case("granted", tier="compliance", firm=an_operator(), begun=days_ago(60)).authorisation
    later = a_case("granted", tier="compliance", firm=otto, begun=days_ago(35)).authorisation
    ben, here = signed_in("ben"), reverse("reviews_owed")
    assert "No review is owed" in ben.get(here).content.decode()
    editions.put_in_force(
        "qm-2027",
        since=days_ago(30).date(),
        review_by=days_ago(5).date(),
        reasons="Order 7.",
        actor=staff("gina", Capacity.ADMINISTRATOR),
        at=days_ago(31),
    )
    order = EditionOrder.objects.get()
    rows = {one.number: one for one in reviews_of(order, actor=cast.ben)}
    assert {key: one.due_on for key, one in rows.items()} == {
        held.number: reviews.review_of(held, NOW).due for held in (early, later)
    }
    assert [list(reviews_of(order, actor=getattr(cast, who))) for who in ("amara", "otto")] == [[], []]
    assert [one.number for one in reviews_of(order, actor=staff("otto", Capacity.OFFICER))] == [early.number]

    with CaptureQueriesContext(connection) as asked:
        page = ben.get(here).content.decode()
    assert len(asked) <= 15, [one["sql"][:120] for one in asked]
    assert page.index(early.number) < page.index(later.number)
    reviews.give_review(later.number, {"C2": (Claim.MET, "")}, actor=cast.otto, at=NOW)
    listed = {
        query: [held.number in ben.get(f"{here}?{query}").content.decode() for held in (early, later)]
        for query in ("standing=overdue", "standing=owed", "standing=given", "q=brandt", "standing=x&page=x")
    }
    assert listed == {
        "standing=overdue": [True, False],
        "standing=owed": [False, False],
        "standing=given": [False, True],
        "q=brandt": [False, True],
        "standing=x&page=x": [True, True],
    }
