"""The published rules of Hong Kong, replayed: two tiers, ten groups and twelve; nothing else is known."""

from tests.law.programmes.folders import asked_of, letters, noon, programme, uncertain

from openaeo.law.citing import Certainty
from openaeo.law.lasting import end_of
from openaeo.law.programme import NEEDED

HK = programme("hk")


def test_tier_one_asks_ten_groups_and_tier_two_twelve():
    found = {tier: letters(asked) for tier, asked in asked_of("hk").items()}
    assert found == {"tier1": "ABCEFGHIJK", "tier2": "ABCEFGHIJKLM"}
    assert [len(found[tier]) for tier in ("tier1", "tier2")] == [10, 12]


def test_the_light_tier_leaves_out_crisis_management_and_measurement_and_nothing_else():
    asks = asked_of("hk")
    assert asks["tier1"] < asks["tier2"]
    assert letters(asks["tier2"] - asks["tier1"]) == "LM"


def test_the_second_tier_is_the_higher_and_needs_no_first():
    assert [(tier.code, tier.rank, sorted(tier.requires)) for tier in HK.rungs] == [
        ("tier1", 1, []),
        ("tier2", 2, []),
    ]


def test_no_limit_is_known():
    assert {(time.code, time.cited.certainty) for time in HK.times} == {
        (code, Certainty.PLACEHOLDER) for code in NEEDED
    }
    assert end_of(HK.lasts("tier1"), noon("2026-03-02"), HK.zone) is None
    assert (HK.bars, HK.entries, HK.scores, HK.appeal, HK.retention) == ((), (), (), None, None)


def test_what_is_unconfirmed():
    assert uncertain("hk", Certainty.UNCONFIRMED) == {
        *("tier tier1 groups", "tier tier1 without", "tier tier2 groups", "benefit BN1", "benefit BN6"),
    }


def test_what_is_a_placeholder():
    assert uncertain("hk", Certainty.PLACEHOLDER) == {
        *(f"time {code}" for code in NEEDED),
        *("validity 1", "change other", "hearing", "suspension", "visits", "risk", "ground criteria-not-met"),
    }
