"""How long a time is, as every page tells it: the sentence of the rule book, for the tier that is meant."""

import pytest
from django.template import Context, Template
from tests.law.programmes.folders import programme


@pytest.mark.parametrize(
    ("code", "time", "tier", "sentence"),
    [
        ("qm", "acceptance", "", "Customs has 30 days, counted from this event: the application was sent."),
        ("us", "validation", "", "Customs has 1 year, counted from this event: the certification."),
        (
            "in",
            "decision",
            "t1",
            "Customs has 30 days, counted from this event: the complete application was sent.",
        ),
        ("in", "decision", "t2", "Customs has 30 days, counted from this event: the recommendation."),
        ("gb", "appeal", "aeos", "The firm has 30 days, counted from this event: the decision."),
        ("eu", "effect", "", "A decision has effect 5 days after it was taken."),
        ("hk", "appeal", "", ""),
    ],
)
def test_a_time_is_told_with_its_event(code, time, tier, sentence):
    template = Template("{% load components %}{% time_told programme time tier %}")
    assert template.render(Context({"programme": programme(code), "time": time, "tier": tier})) == sentence
