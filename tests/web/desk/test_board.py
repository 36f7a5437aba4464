"""Results by group, and the pictures drawn of them."""

from datetime import UTC, datetime
from itertools import product

import pytest

from openaeo.web.desk.board import summed
from openaeo.web.desk.charts import Part, Stretch, ring, shares, stretches


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], ""),
        (["", ""], ""),
        (["met", ""], "in-review"),
        (["met", "met"], "met"),
        (["met", "not-applicable"], "met"),
        (["not-applicable"], "not-applicable"),
        (["not-applicable", ""], "in-review"),
        (["partly", ""], "partly"),
        (["met", "partly", "gap", ""], "gap"),
    ],
)
def test_the_worst_finding_counts_at_once(outcomes, expected):
    assert summed(outcomes) == expected


def test_the_order_of_findings_changes_nothing():
    words = ("met", "partly", "gap", "not-applicable", "")
    for found in product(words, repeat=3):
        assert summed(found) == summed(found[::-1]) == summed(sorted(found))


def test_shares_run_with_the_reader():
    parts = [Part(1, "green", "Met"), Part(3, "red", "Gap")]
    left = shares(parts, "Met: 1, Gap: 3", rtl=False)
    right = shares(parts, "Met: 1, Gap: 3", rtl=True)
    assert '<rect class="fill-green" x="0.00" y="4" width="24.60"' in left
    assert '<rect class="fill-green" x="75.40" y="4" width="24.60"' in right
    assert 'aria-label="Met: 1, Gap: 3"' in left


def test_time_is_drawn_to_scale_with_a_mark_at_the_moment():
    start, middle, end = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 6, 11))
    bar = stretches(
        [Stretch(start, middle, "green"), Stretch(middle, None, "amber")], end, middle, "told", rtl=False
    )
    assert '<rect class="fill-green" x="0.00" y="4" width="50.00"' in bar
    assert '<rect class="fill-amber" x="50.00" y="4" width="50.00"' in bar
    assert '<rect class="now" x="50.00"' in bar
    assert stretches([], end, middle, "told", rtl=False) == ""


def test_words_in_a_picture_are_escaped():
    assert "&lt;b&gt;" in ring([Part(1, "green", "x")], "1/1", "<b>", "title")
