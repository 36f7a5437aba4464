"""Whether a document holds on a day, and dates that cannot be right."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.documents import Validity, unlikely_dates, validity
from openaeo.law.workflow import Reason

DAY = date(2026, 6, 15)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("ends_in", "expected"),
    [
        (-1, Validity.EXPIRED),
        (0, Validity.EXPIRES_SOON),  # the day of expiry is the last good one
        (60, Validity.EXPIRES_SOON),
        (61, Validity.CURRENT),
    ],
)
def test_a_document_holds_through_its_last_day(ends_in, expected):
    assert validity(DAY + timedelta(days=ends_in), DAY, soon_days=60) is expected


def test_a_document_without_an_end_says_so():
    assert validity(None, DAY, soon_days=60) is Validity.UNDATED


@given(days, days, st.integers(1, 366))
def test_a_document_only_ever_grows_older(expires, on, soon):
    order = [Validity.CURRENT, Validity.EXPIRES_SOON, Validity.EXPIRED]
    today = order.index(validity(expires, on, soon_days=soon))
    tomorrow = order.index(validity(expires, on + timedelta(days=1), soon_days=soon))
    assert today <= tomorrow
    assert (today == 2) is (on > expires)


@pytest.mark.parametrize(
    ("issued", "expires", "faults"),
    [
        (None, None, ()),
        (DAY, DAY, ()),
        (DAY, None, ()),
        (None, date(1990, 1, 1), ()),  # long expired, and true all the same
        (DAY + timedelta(days=1), None, (Reason("document-not-yet-issued", "2026-06-16"),)),
        (DAY, DAY - timedelta(days=1), (Reason("document-ends-before-start", "2026-06-14"),)),
        (
            DAY + timedelta(days=2),
            DAY,
            (
                Reason("document-not-yet-issued", "2026-06-17"),
                Reason("document-ends-before-start", "2026-06-15"),
            ),
        ),
    ],
)
def test_dates_that_cannot_be_right_are_all_named(issued, expires, faults):
    assert unlikely_dates(issued, expires, DAY) == faults
