"""The criteria with their help, for everybody: a group a page, both sides of it, and nothing of any firm."""

import pytest
from django.urls import reverse
from django.utils.html import escape
from tests.worlds import when

from openaeo.casework.programme import current_edition, guidebook

pytestmark = pytest.mark.django_db


def test_a_group_shows_both_sides_with_help(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        page = client.get(reverse("requirements", args=["A"])).content.decode()
    edition, book = current_edition(when(0)), guidebook("safe-2021")
    shown = [one for one in edition.criteria if escape(one.text["en"]) in page]
    assert [one.id for one in shown] == ["A1", "A2", "A3", "A4", "A5", "A6"]
    assert [escape(book.on(one.id).risk["en"]) in page for one in shown] == [True] * 6
    assert page.index("What a firm shows") < page.index("What customs does in return") < page.index(">A6<")


@pytest.mark.parametrize("letter", ["Z", "a", "AA", "%00"])
def test_no_such_group(client, letter):
    assert client.get(f"/requirements/{letter}").status_code == 404
