"""The rule book in words: no sentence is missing, none lacks what fills it, and none shows a code."""

import re

import pytest
from django.utils.translation import override
from tests.law.programmes.folders import CODES, edition, programme

from openaeo.law.clock import Limit, Unit
from openaeo.law.programme import Adverse, Chapter
from openaeo.law.rule_sheets import BODIES, REMOTE
from openaeo.law.rulebook import Line, Named, rulebook
from openaeo.law.timing import Event, Expiry, Rest
from openaeo.web.rule_names import NAMES
from openaeo.web.rules_in_words import CHAPTERS, COUNTED, SENTENCES, say_line, told


def lines(code):
    for section in rulebook(programme(code), edition(code)):
        for rule in section.rules:
            yield from (*([rule.title] if rule.title else []), *rule.lines)


def named(param):
    if isinstance(param, Named):
        yield param
    if isinstance(param, tuple):
        for one in param:
            yield from named(one)


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_has_its_words_and_what_fills_them(code):
    for line in lines(code):
        template = str(COUNTED.get(line.code) or SENTENCES[line.code]) if line.code in SENTENCES else ""
        assert set(re.findall(r"%\((\w+)\)s", template)) == (set(line.params) if template else set())
        assert "%(" not in say_line(line)


@pytest.mark.parametrize("code", CODES)
def test_no_code_of_the_law_is_shown_for_want_of_a_word(code):
    found = {name for line in lines(code) for param in line.params.values() for name in named(param)}
    unknown = {name for name in found if name.kind != "role" and name.code not in NAMES[name.kind]}
    cited = [cited for _, cited in programme(code).cited()]
    keys = {key for one in cited for key in one.unconfirmed | one.placeholder}
    assert (unknown, keys - set(NAMES["key"])) == (set(), set())


def test_every_word_that_a_sheet_may_use_has_a_name():
    assert set(NAMES["event"]) == {event.value for event in Event}
    assert set(NAMES["resting"]) == {rest.value for rest in Rest}
    assert set(NAMES["adverse"]) == {act.value for act in Adverse}
    assert (set(NAMES["body"]), set(NAMES["remote"])) == (set(BODIES), set(REMOTE))
    assert {f"silence-{expiry.value}" for expiry in Expiry} <= set(SENTENCES)
    assert set(CHAPTERS) == set(Chapter)


def test_a_word_of_a_programme_that_nobody_named_is_shown_as_it_is():
    assert say_line(Line("time-named", {"time": Named("time", "siesta")})) == "siesta"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            Line("time-of-customs", {"limit": Limit(1, Unit.MONTHS), "event": Named("event", "visit")}),
            "Customs has 1 month, counted from this event: the visit.",
        ),
        (
            Line("extension-for-trader", {"limit": Limit(5, Unit.WORKING_DAYS), "count": 2}),
            "The firm may ask for 5 working days more, at most 2 times.",
        ),
        (Line("only-tiers", {"tiers": ({"en": "One"}, {"en": "Two"})}), "Only for: One, Two."),
        (
            Line("size-turnover", {"turnover": 50_000_000, "currency": "EUR"}),
            "Its yearly turnover is at most 50,000,000 EUR.",
        ),
    ],
)
def test_sentences(line, sentence):
    assert say_line(line) == sentence


def test_what_is_to_be_confirmed_is_said_of_each_rule():
    visits = next(
        one for one in told(rulebook(programme("us"), edition("us"))) if one.code == "visits"
    ).rules[0]
    assert (visits.certainty, visits.unconfirmed) == ("sourced", "days of notice, visits by video")
    assert visits.placeholder == "dates offered, refusals, visiting some sites for all, visits without notice"
    assert visits.settled is False


def test_lists_and_sources_follow_the_readers_language():
    with override("ar"):
        assert say_line(Line("only-tiers", {"tiers": ({"en": "One"}, {"en": "Two"})})).count("، ") == 1
        hearing = next(one for one in told(rulebook(programme("eu"), edition("eu"))) if one.code == "hearing")
        assert hearing.rules[0].source == "UCC-IA 8؛ HMRC CAA02120"
