"""Reading a list of our own holders: days in a stated order, names that are alike, fields that differ."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.intake import DateOrder, Field, field_of
from openaeo.law.intake_rows import Computed, orders_of, read_day
from openaeo.law.namesakes import Namesakes, alike, name_key


@pytest.mark.parametrize(
    ("cell", "order", "found"),
    [
        ("03/04/2026", DateOrder.DMY, date(2026, 4, 3)),
        ("03/04/2026", DateOrder.MDY, date(2026, 3, 4)),
        ("03/04/2026", DateOrder.YMD, None),
        ("2026-04-03", DateOrder.MDY, date(2026, 4, 3)),
        ("٠٣.٠٤.٢٠٢٦", DateOrder.DMY, date(2026, 4, 3)),
        ("03/04/26", DateOrder.DMY, None),
        ("31/02/2026", DateOrder.DMY, None),
        ("45292", DateOrder.DMY, None),
        (datetime(2026, 4, 3, 12, tzinfo=UTC), DateOrder.DMY, date(2026, 4, 3)),
        (Computed("=TODAY()"), DateOrder.DMY, None),
    ],
)
def test_a_day_is_read_in_the_order_that_was_stated_and_never_guessed(cell, order, found):
    assert read_day(cell, order) == found


@given(st.dates(date(1950, 1, 1), date(2199, 12, 31)))
def test_every_day_comes_back_in_each_order(day):
    written = {DateOrder.YMD: "%Y-%m-%d", DateOrder.DMY: "%d.%m.%Y", DateOrder.MDY: "%m/%d/%Y"}
    assert {read_day(day.strftime(form), order) for order, form in written.items()} == {day}


def test_which_orders_a_column_leaves_open():
    assert orders_of(["03/04/2026", "", "2026-04-03"]) == {DateOrder.DMY, DateOrder.MDY}
    assert orders_of(["03/04/2026", "25/04/2026"]) == {DateOrder.DMY}
    assert orders_of(["2026-04-03", date(2026, 1, 1)]) == set(DateOrder)
    assert orders_of(["soon"]) == set()


def test_names_are_alike_by_their_letters():
    assert name_key("Almadi  Spices, Ltd.") == name_key("ALMADI-SPICES") == "almadispices"
    assert alike("almadispices", "almadispice")
    assert alike("almadispices", "almadispecs") is False
    assert not alike("harbourdepot1", "harbourdepot2")
    assert not alike("acme", "acne")
    known = Namesakes([("QM-1", "Almadi Spices Ltd"), ("QM-2", "شركة التمر")])
    assert known.like("Almadi Spces") == ("QM-1", "Almadi Spices Ltd")
    assert known.like("Almadi Spices", but=["QM-1"]) is None
    assert known.like("شركة التمر") == ("QM-2", "شركة التمر")
    assert known.like("") is None


@given(st.text(alphabet="abcdefgh", min_size=8, max_size=14), st.integers(0, 13))
def test_whoever_leaves_out_a_letter_is_still_found(key, place):
    place %= len(key)
    other = key[:place] + key[place + 1 :]
    assert alike(key, other) is (len(other) >= 8)
    assert alike(other, key) is alike(key, other)
    if len(other) >= 8:
        assert Namesakes([("1", key)]).like(other) == ("1", key)


def test_headings_suggest_their_field():
    heads = ["TIN", "Valid_From", "Raison sociale", "رقم الترخيص", "Favourite colour"]
    assert [field_of(one) for one in heads] == [Field.TIN, Field.STARTS, Field.NAME, Field.NUMBER, None]
