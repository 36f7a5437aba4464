"""What holds of every programme drawn from public sources: who made it, where each word stands, what is not known."""

import re

import pytest
from tests.law.programmes.folders import CODES, PUBLISHED, ROOT, asked_of, edition, programme

from openaeo.law.catalogue import catalogue
from openaeo.law.citing import Certainty, Origin
from openaeo.law.lasting import Validity
from openaeo.law.programme import NEEDED
from openaeo.law.terms import Role

each = pytest.mark.parametrize("code", PUBLISHED)


def test_every_folder_is_known_here():
    assert sorted(folder.name for folder in (ROOT / "programmes").iterdir()) == sorted(CODES)


@each
def test_it_says_that_nobody_adopted_it(code):
    one = programme(code)
    assert (one.origin, one.drafts) == (Origin.PUBLIC_SOURCES, frozenset())
    assert dict(one.note) == {
        "en": "Drawn from the public sources named here. Not adopted by the administration; "
        "to be checked by it before use."
    }


@each
def test_everything_said_to_people_says_where_it_stands(code):
    one = programme(code)
    said = {f"ground {name}" for name in one.grounds} | {f"benefit {name}" for name in one.benefits}
    said |= {f"question {question.code}" for question in one.eligibility} | {"risk"}
    assert set(one.backing) == said


@each
def test_a_source_is_named_unless_the_rule_is_a_placeholder(code):
    without = {name for name, cited in programme(code).cited() if not cited.source}
    placeholders = {
        name for name, cited in programme(code).cited() if cited.certainty is Certainty.PLACEHOLDER
    }
    assert without <= placeholders


@each
def test_every_declared_source_is_cited(code):
    places = [place for _, cited in programme(code).cited() for place in cited.source.split("; ")]
    unused = {
        source.code
        for source in programme(code).sources
        if not any(re.match(rf"{re.escape(source.code)}($|[\s§])", place) for place in places)
    }
    assert unused == set()


@each
def test_names_of_rules_are_unique(code):
    names = [name for name, _ in programme(code).cited()]
    assert len(names) == len(set(names))


@each
def test_every_tier_can_be_run(code):
    one = programme(code)
    for tier in one.tiers:
        assert asked_of(code)[tier]
        assert all(one.time(needed, tier) for needed in NEEDED)
        assert one.lasts(tier).model in set(Validity)
        assert edition(code).applying(one.rung(tier).roles or set(Role))
    assert {measure for measures in one.measures.values() for measure in measures} == {"suspend", "revoke"}


@pytest.mark.parametrize(
    ("code", "added"),
    [
        ("eu", ["X1", "X2", "X3", "X4"]),
        ("gb", ["X1", "X2", "X3", "X4", "X8"]),
        ("us", ["X6", "X7"]),
        ("in", ["X8"]),
        ("kr", []),
        ("hk", []),
        ("qm", []),
    ],
)
def test_the_criteria_that_each_adds(code, added):
    whole, base = catalogue(edition(code), programme(code)), edition(code)
    assert [one.id for one in whole.criteria[len(base.criteria) :]] == added
    assert (whole.hash == base.hash) is (added == [])
