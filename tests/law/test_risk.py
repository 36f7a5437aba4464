"""A score orders work and explains itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.risk import FEATURES, RiskFacts, Score, ScoreLine, score

WEIGHTS = {"own-doubts": 30, "set-aside": 15, "unproven-claims": 20, "spread": 15, "earlier-trouble": 20}


def percents(facts):
    return {feature.code: feature.measure(facts) for feature in FEATURES}


def test_nothing_known_scores_nothing():
    assert score(RiskFacts(), WEIGHTS).points == 0


def test_each_feature_is_measured_from_the_facts_it_names():
    facts = RiskFacts(
        criteria=80, partly=4, not_yet=2, not_applicable=8, unproven=20, sites=4, roles=2, earlier_refusals=1
    )
    assert percents(facts) == {
        "own-doubts": 10,
        "set-aside": 10,
        "unproven-claims": 25,
        "spread": 40,
        "earlier-trouble": 50,
    }


def test_the_score_is_the_sum_of_its_lines():
    facts = RiskFacts(criteria=10, unproven=5, earlier_measures=3)
    assert score(facts, WEIGHTS) == Score(
        30,
        (
            ScoreLine("own-doubts", 0, 30, 0),
            ScoreLine("set-aside", 0, 15, 0),
            ScoreLine("unproven-claims", 50, 20, 10),
            ScoreLine("spread", 0, 15, 0),
            ScoreLine("earlier-trouble", 100, 20, 20),
        ),
    )


def test_points_are_rounded_down():
    assert score(RiskFacts(sites=2), {**WEIGHTS, "spread": 15}).lines[3] == ScoreLine("spread", 10, 15, 1)


def test_a_feature_without_a_weight_is_a_programming_error():
    with pytest.raises(KeyError):
        score(RiskFacts(), {})


facts = st.builds(RiskFacts, *[st.integers(0, 200)] * 9)


@given(facts)
def test_no_feature_leaves_its_scale_and_no_score_its_weights(one):
    result = score(one, WEIGHTS)
    assert all(0 <= line.percent <= 100 and 0 <= line.points <= line.weight for line in result.lines)
    assert result.points == sum(line.points for line in result.lines) <= sum(WEIGHTS.values())
