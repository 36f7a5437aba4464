"""What a firm must have behind it, by size."""

import pytest

from openaeo.law.citing import Certainty, Citation
from openaeo.law.entry import Business, Entry, Size, barriers, entry_for, size_of
from openaeo.law.workflow import Reason

CITED = Citation("QM", Certainty.SOURCED)
TEXT = {"en": "Small"}
SMALL = Size("small", TEXT, 250, 50_000_000, 43_000_000, "EUR", CITED)
LARGE = Size("large", TEXT, None, None, None, "", CITED)
ALL = Entry(frozenset(), frozenset(), 3, 3, 25, None, size_certificate=False, cited=CITED)
FEW = Entry(frozenset({"t1"}), frozenset({"small"}), 2, 2, 10, 5, size_certificate=True, cited=CITED)


@pytest.mark.parametrize(
    ("staff", "turnover", "balance", "code"),
    [
        (249, None, None, "small"),
        (250, None, None, "large"),
        (10, 50_000_000, 99_000_000, "small"),
        (10, 50_000_001, 43_000_000, "small"),
        (10, 50_000_001, 43_000_001, "large"),
    ],
)
def test_a_firm_has_the_first_size_that_it_fits(staff, turnover, balance, code):
    assert size_of([SMALL, LARGE], staff=staff, turnover=turnover, balance=balance) == code


def test_a_firm_may_fit_no_size():
    assert size_of([SMALL], staff=250) == ""


@pytest.mark.parametrize(
    ("tier", "size", "rule"), [("t1", "small", FEW), ("t1", "large", ALL), ("t2", "small", ALL)]
)
def test_the_most_particular_rule_of_entry_counts(tier, size, rule):
    assert entry_for([ALL, FEW], tier, size) == rule


def test_without_a_rule_everybody_may_enter():
    assert entry_for([FEW], "t2", "large") is None
    assert barriers(None, Business()) == ()


@pytest.mark.parametrize(
    ("business", "reasons"),
    [
        (Business("small", 2, 2, 10, 5, certified=True), ()),
        (
            Business("small", 1, 1, 9, 4, certified=False),
            (
                Reason("too-young", 2),
                Reason("record-too-short", 2),
                Reason("too-few-documents", 10),
                Reason("half-year-too-few", 5),
                Reason("size-not-certified"),
            ),
        ),
        (Business("small", 2, 2, None, 5, certified=True), (Reason("business-unknown", "documents"),)),
    ],
)
def test_every_barrier_is_named_at_once(business, reasons):
    assert barriers(FEW, business) == reasons
