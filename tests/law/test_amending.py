"""More and less of an authorisation: which tiers are above, which below, and that no history is rewritten."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.amending import above, below, gives_more
from openaeo.law.programme_folder import load_programme
from openaeo.law.standing import AMENDED, History, Suspension, timeline
from openaeo.law.terms import Period
from openaeo.register import history

ROOT = Path(__file__).parents[2] / "programmes"
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "tier", "role", "more", "less"),
    [
        ("qm", "compliance", "importer", ("full",), ()),
        ("qm", "full", "importer", (), ("compliance", "security")),
        ("eu", "aeos", "carrier", ("both",), ()),
        ("in", "t1", "importer", ("t2",), ()),  # the third needs the second first
        ("in", "t2", "importer", ("t3",), ()),
        ("in", "t3", "importer", (), ("t2",)),
        ("us", "beyond", "importer", (), ("certified", "validated")),
        ("qm", "unheard-of", "importer", (), ()),
    ],
)
def test_what_is_above_and_below(code, tier, role, more, less):
    programme = load_programme(ROOT / code)
    assert above(programme, tier, [role]) == more
    assert below(programme, tier, [role]) == less
    assert not any(gives_more(programme, tier, one) for one in (tier, *less))


moments = st.integers(0, 900).map(lambda hours: START + timedelta(hours=hours))


@given(st.lists(moments, min_size=3, max_size=3, unique=True).map(sorted), moments, st.booleans())
def test_an_amendment_leaves_the_past_as_it_was_and_begins_anew(marks, asked, partly):
    begun, over, at = marks
    past = History(Period(START), (Suspension(Period(begun, over), "g", "part" if partly else ""),))
    now = history.amended(past, at, "was")

    def told(of, moment, own):
        _period, status, reason, tier = next(one for one in timeline(of) if moment in one[0])
        return status, "" if reason == AMENDED else reason, tier or (own if status == "granted" else "")

    then = "was" if asked < at else "new"
    assert told(now, asked, "new") == told(past, asked, then)
