"""The page “Programme”: staff read every rule with its source, and can look at what is to be confirmed alone."""

import html
import re

import pytest
from django.urls import reverse
from tests.law.programmes.folders import CODES, PUBLISHED, programme

from openaeo.law.programme import Chapter


@pytest.fixture
def shown(signed_in, settings):
    """The page under the programme of a code, as text."""

    def show(code="qm", who="ben", **query):
        settings.HOME_ADMINISTRATION = code.upper()
        answer = signed_in(who).get(reverse("programme"), query)
        return html.unescape(answer.content.decode())

    return show


def chapters(page):
    return re.findall(r'<section class="panel" id="([\w-]+)"', page)


@pytest.mark.parametrize("code", CODES)
def test_every_chapter_and_source_is_shown(shown, code):
    page = shown(code)
    assert chapters(page) == [*(chapter.value for chapter in Chapter), "sources"]
    assert [
        source.code for source in programme(code).sources if f"<bdi>{source.code}</bdi>" not in page
    ] == []
    assert page.count('href="#') == len(Chapter) + 2  # and the link over the navigation


def test_a_rule_stands_with_its_sentence_source_and_certainty(shown):
    page = shown("gb")
    assert "Customs has 120 days, counted from this event: the application was accepted." in page
    assert "HMRC CAA02080; HMRC CAA09050; UCC 22" in page
    assert [word in page for word in ("From a source", "To be confirmed", "Placeholder, no source")] == [
        True
    ] * 3


@pytest.mark.parametrize("code", PUBLISHED)
def test_what_is_to_be_confirmed_is_shown_alone(shown, code):
    page = shown(code, show="open")
    unsettled = sum(not cited.settled for _, cited in programme(code).cited())
    tags = re.findall(r'<div class="stands">', page)
    assert (len(tags), f'<span class="count">{unsettled}</span>' in page) == (unsettled, True)
    assert set(chapters(page)) < {*(chapter.value for chapter in Chapter), "sources"}


def test_nothing_to_be_confirmed_says_so(shown):
    page = shown("qm", show="open")
    assert ("Nothing is left to be confirmed" in page, chapters(page)) == (True, [])


def test_odd_words_in_the_address_show_everything(shown):
    assert len(chapters(shown("qm", show="<x>\x00"))) == len(Chapter) + 1


def test_who_reads_it_finds_it_in_the_navigation(shown):
    assert f'href="{reverse("programme")}" aria-current="page"' in shown()


def test_a_trader_finds_nothing(signed_in):
    assert signed_in("amara").get(reverse("programme")).status_code == 404


def test_it_asks_the_database_little(signed_in, settings, django_assert_max_num_queries):
    settings.HOME_ADMINISTRATION = "EU"
    client = signed_in("ben")
    with django_assert_max_num_queries(15):
        client.get(reverse("programme"))
