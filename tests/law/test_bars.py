"""How long a firm is kept out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.bars import Bar, Ended, Ending, barred_until
from openaeo.law.citing import Certainty, Citation
from openaeo.law.clock import Limit, Unit

CITED = Citation("QM", Certainty.SOURCED)
THREE = Bar(frozenset({Ending.REVOCATION}), frozenset(), Limit(3, Unit.YEARS), CITED)
ONE = Bar(frozenset({Ending.REVOCATION}), frozenset({"t1", "t2"}), Limit(1, Unit.YEARS), CITED)
REVOKED = datetime(2026, 5, 10, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("bars", "tier", "how", "ended_tier", "last"),
    [
        ((THREE,), "full", Ending.REVOCATION, "full", date(2029, 5, 10)),
        ((THREE,), "full", Ending.REFUSAL, "full", None),
        ((ONE,), "t1", Ending.REVOCATION, "t2", date(2027, 5, 10)),
        ((ONE,), "t3", Ending.REVOCATION, "t1", None),
        ((ONE, THREE), "t1", Ending.REVOCATION, "t1", date(2029, 5, 10)),
        ((), "t1", Ending.REVOCATION, "t1", None),
    ],
)
def test_the_last_day_of_a_bar(bars, tier, how, ended_tier, last):
    assert barred_until(bars, tier, [Ended(how, ended_tier, REVOKED)], "UTC") == last


def test_the_day_of_an_ending_is_one_of_the_programmes_zone():
    past = [Ended(Ending.REVOCATION, "full", REVOKED)]
    assert barred_until([THREE], "full", past, "Asia/Seoul") == date(2029, 5, 11)


MOMENTS = st.integers(0, 20_000).map(lambda days: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=days))


@given(st.lists(MOMENTS, min_size=1))
def test_of_several_endings_the_longest_bar_holds(moments):
    past = [Ended(Ending.REVOCATION, "full", moment) for moment in moments]
    single = [barred_until([THREE], "full", [one], "UTC") for one in past]
    assert barred_until([THREE], "full", past, "UTC") == max(single)
