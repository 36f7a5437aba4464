"""When an edition may come into force, and by when its holders look at it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.inforce import ORDER, OrderFacts, OrderState, order_faults, review_due
from openaeo.law.workflow import Reason

TODAY = date(2026, 11, 2)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def faults(edition="new", since=TODAY, review_by=date(2027, 2, 1), latest=("old", None)):
    return order_faults(edition, since, review_by, today=TODAY, latest=latest)


def test_today_is_early_enough_and_yesterday_is_not():
    assert faults() == ()
    assert faults(since=date(2026, 11, 1)) == (Reason("date-is-past"),)


def test_orders_follow_each_other_and_never_say_the_same():
    ahead = ("old", date(2026, 12, 1))
    assert faults(since=date(2026, 12, 2), latest=ahead) == ()
    assert faults(since=date(2026, 12, 1), latest=ahead) == (Reason("date-not-after-latest", "2026-12-01"),)
    assert faults(edition="old") == (Reason("edition-in-force-already", "old"),)


def test_every_fault_is_named_at_once():
    found = faults("old", date(2026, 10, 1), date(2026, 10, 1), ("old", date(2026, 12, 1)))
    assert [one.code for one in found] == [
        "edition-in-force-already",
        "date-is-past",
        "date-not-after-latest",
        "review-before-start",
    ]


def test_an_order_is_called_off_only_before_its_day():
    assert ORDER.move(OrderState.ORDERED, "call-off", OrderFacts()) is OrderState.CALLED_OFF
    begun = OrderFacts(begun=True)
    assert ORDER.unmet(OrderState.ORDERED, "call-off", begun) == (Reason("edition-begun"),)


@given(since=DAYS, length=st.integers(1, 400), held=DAYS)
def test_whoever_was_judged_later_has_as_long_as_the_others(since, length, held):
    review_by = since + timedelta(days=length)
    due = review_due(since, review_by, held)
    assert due - max(since, held) == timedelta(days=length)
    assert due >= review_by
