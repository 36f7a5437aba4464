"""A saved view is one person's own: named once, at most twenty, one of them to start with, and in no journal."""

import pytest
from tests.worlds import people, refusal, when

from openaeo.bedrock import journal
from openaeo.casework.models import SavedView
from openaeo.casework.savedviews import LONGEST_NAME, MOST, change_view, delete_view, save_view

pytestmark = pytest.mark.django_db


def test_views_are_kept_renamed_started_with_and_forgotten():
    cast = people()
    before = journal.head()
    ben = {"actor": cast.ben, "at": when(1)}
    late = save_view(" Overdue ", {"show": "overdue", "q": ""}, starts=True, **ben)
    mine = save_view("Mine", {"show": "mine", "sort": "firm"}, starts=True, **ben)
    assert [(one.name, one.sought, one.starts) for one in SavedView.objects.visible_to(cast.ben)] == [
        ("Mine", {"show": "mine", "sort": "firm"}, True),
        ("Overdue", {"show": "overdue"}, False),
    ]
    change_view(late.pk, name="OVERDUE", starts=True, actor=cast.ben)
    change_view(late.pk, name="Too late", starts=True, actor=cast.ben)
    assert [(one.name, one.starts) for one in SavedView.objects.visible_to(cast.ben)] == [
        ("Mine", False),
        ("Too late", True),
    ]
    save_view("mine", {"show": "mine"}, actor=cast.dalia, at=when(1))  # a name is taken for its owner only
    assert refusal(save_view, "MINE", {"show": "mine"}, **ben) == ("view-known",)
    assert refusal(change_view, late.pk, name="mine", starts=False, actor=cast.ben) == ("view-known",)
    assert refusal(save_view, " ", {"q": ""}, **ben) == ("name-missing", "view-empty")
    assert refusal(save_view, "x" * (LONGEST_NAME + 1), {"q": "x"}, **ben) == ("view-name-long",)
    delete_view(mine.pk, actor=cast.ben)
    for number in range(MOST - 1):
        save_view(f"View {number}", {"q": str(number)}, **ben)
    assert refusal(save_view, "One more", {"q": "x"}, **ben) == ("views-too-many",)
    assert journal.head() == before


def test_nobody_touches_the_views_of_others():
    cast = people()
    view = save_view("Mine", {"show": "mine"}, actor=cast.ben, at=when(1))
    for other in (cast.chen, cast.dalia, cast.efua):
        assert list(SavedView.objects.visible_to(other)) == []
        assert refusal(change_view, view.pk, name="Theirs", starts=True, actor=other) == ("not-found",)
        assert refusal(delete_view, view.pk, actor=other) == ("not-found",)
    for trader in (cast.amara, cast.otto):
        assert refusal(save_view, "x", {"q": "x"}, actor=trader, at=when(1)) == ("not-your-capacity",)
        assert refusal(change_view, view.pk, name="x", starts=True, actor=trader) == ("not-your-capacity",)
        assert refusal(delete_view, view.pk, actor=trader) == ("not-found",)
    assert SavedView.objects.get().name == "Mine"
