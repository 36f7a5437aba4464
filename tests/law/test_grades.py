"""How values become a grade."""

import pytest

from openaeo.law.citing import Certainty, Citation
from openaeo.law.grades import Grade, Graded, ScoreRule, graded

CITED = Citation("QM", Certainty.SOURCED)
SCORES = (
    ScoreRule("control", {"en": "Control"}, 80, None, "", CITED),
    ScoreRule("debt", {"en": "Debt"}, None, 200, "rated", CITED),
)
GRADES = (
    Grade("low", {"en": "Low"}, {"record": 80}, CITED),
    Grade("high", {"en": "High"}, {"record": 90}, CITED),
)


@pytest.mark.parametrize(
    ("values", "shown", "result"),
    [
        ({"control": 80, "debt": 199, "record": 80}, (), Graded("low", ())),
        ({"control": 80, "debt": 199, "record": 90}, (), Graded("high", ())),
        ({"control": 80, "debt": 199, "record": 79}, (), Graded(None, ())),
        ({"control": 80, "debt": 199}, (), Graded(None, ())),
        ({"control": 79, "debt": 200, "record": 99}, (), Graded(None, ("control", "debt"))),
        ({"control": 80, "debt": 200, "record": 99}, ("rated",), Graded("high", ())),
        ({"control": 80, "record": 99}, ("rated",), Graded("high", ())),
        ({}, (), Graded(None, ("control", "debt"))),
    ],
)
def test_grades(values, shown, result):
    assert graded(SCORES, GRADES, values, shown) == result
