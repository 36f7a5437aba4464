"""The rule book: every rule of every programme is told once, with where it stands."""

from collections import Counter

import pytest
from tests.law.programmes.folders import CODES, edition, programme

from openaeo.law.citing import Certainty
from openaeo.law.clock import Limit, Unit
from openaeo.law.programme import Chapter
from openaeo.law.rulebook import Line, Named, rulebook, tally


def book(code):
    return {section.chapter: section.rules for section in rulebook(programme(code), edition(code))}


def lines(code, chapter):
    return [line for rule in book(code)[chapter] for line in rule.lines]


@pytest.mark.parametrize("code", CODES)
def test_every_chapter_stands_once_and_every_citation_is_told_once(code):
    sections = rulebook(programme(code), edition(code))
    assert [section.chapter for section in sections] == list(Chapter)
    told = Counter(rule.cited for section in sections for rule in section.rules if rule.cited)
    assert told == Counter(cited for _, cited in programme(code).cited())


@pytest.mark.parametrize("code", CODES)
def test_every_rule_says_something(code):
    assert all(rule.lines for section in rulebook(programme(code), edition(code)) for rule in section.rules)


def test_a_decision_is_told_with_its_event_rest_silence_and_extension():
    rules = [rule for rule in book("gb")[Chapter.TIMES] if rule.title and rule.title.params.get("time")]
    decision = next(rule for rule in rules if rule.title.params["time"] == Named("time", "decision"))
    assert decision.lines == (
        Line(
            "time-of-customs",
            {"limit": Limit(120, Unit.CALENDAR_DAYS), "event": Named("event", "acceptance")},
        ),
        Line("time-backdated"),
        Line("time-rests", {"why": (Named("resting", "adjustment"), Named("resting", "criminal-case"))}),
        Line("silence-refused"),
    )
    extension = rules[rules.index(decision) + 1]
    assert (extension.title.code, extension.lines) == (
        "extension-named",
        (Line("extension-by-customs", {"limit": Limit(60, Unit.CALENDAR_DAYS), "count": 1}),),
    )


def test_a_limit_for_certain_tiers_names_them():
    assert Line("only-tiers", {"tiers": ({"en": "AEO-T2"}, {"en": "AEO-LO"})}) in lines("in", Chapter.TIMES)
    assert Line("time-indicative") in lines("in", Chapter.TIMES)


def test_validity_of_each_model():
    codes = {code: [line.code for line in lines(code, Chapter.VALIDITY)] for code in ("qm", "eu", "in", "us")}
    assert codes["qm"] == ["validity-fixed", "declaration", "undeclared-suspension", "revalidation"]
    assert codes["eu"][0] == "validity-none"
    assert codes["in"][:5] == [
        *("validity-fixed", "validity-continuous", "declaration", "review-after", "validity-fixed"),
    ]
    assert codes["us"][:3] == ["validity-none", "validity-none", "revalidation"]


def test_what_a_programme_does_not_rule_is_an_empty_chapter():
    empty = {chapter for chapter, rules in book("hk").items() if not rules}
    assert empty == {
        *(
            Chapter.DECIDING,
            Chapter.ACCEPTANCE,
            Chapter.BARS,
            Chapter.GRADES,
            Chapter.APPEAL,
            Chapter.KEEPING,
            Chapter.REUSE,
            Chapter.ACCOUNTS,
        ),
    }


def test_sizes_and_entry():
    assert [line.code for line in lines("eu", Chapter.ENTRY)][:3] == [
        *("size-staff", "size-turnover-balance", "size-unbounded"),
    ]
    assert Line("entry-half-year", {"count": 5}) in lines("in", Chapter.ENTRY)


def test_the_tally_counts_rules_and_single_values():
    assert tally(programme("qm")) == {
        Certainty.SOURCED: len(programme("qm").cited()),
        Certainty.UNCONFIRMED: 0,
        Certainty.PLACEHOLDER: 0,
    }
    for code in CODES:
        unsettled = Counter(programme(code).unsettled().values())
        assert {one: tally(programme(code))[one] for one in Certainty if one is not Certainty.SOURCED} == {
            one: unsettled[one] for one in Certainty if one is not Certainty.SOURCED
        }
