"""The parts of pages: what they show, that they escape what they are given, and that they need no inline style."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from tests.web.test_shell import Inline

from openaeo.law.clock import Clock, Limit, Pause, Unit
from openaeo.law.terms import Period

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
EVIL = "<b>&"


def show(source, **context):
    html = Template("{% load components %}" + source).render(Context(context))
    parser = Inline()
    parser.feed(html)
    assert parser.found == []
    assert EVIL not in html
    return html


def test_status_is_colour_icon_and_word():
    html = show('{% status "outcome" "gap" %}')
    assert html.startswith('<span class="tag tag-red"><svg')
    assert html.endswith("Gap found</span>")
    assert "<b>" not in show('{% status "outcome" value %}', value=EVIL)


def test_words_are_divided_by_the_comma_of_the_language():
    assert show('{{ roles|words:"role" }}', roles=["importer", "broker"]) == "Importer, Customs broker"
    with translation.override("ar"):
        assert "، " in show('{{ roles|words:"role" }}', roles=["importer", "broker"])


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "9 February 2027"), ("fr", "9 février 2027"), ("ar", "9 فبراير 2027")]
)
def test_days_have_month_names_and_latin_digits(language, shown):
    with translation.override(language):
        html = show("{% day at %}", at=datetime(2027, 2, 9, tzinfo=UTC))
    assert html == f'<time datetime="2027-02-09T00:00:00+00:00">{shown}</time>'
    assert show("{% day at %}", at=None) == "–"


def test_stages_say_where_the_matter_stands():
    html = show("{% stepper steps %}", steps=[("One", "done"), (EVIL, "now"), ("Three", "next")])
    assert html.count('aria-current="step"') == 1
    assert html.count("(done)") == 1


def test_progress_stays_inside_its_bounds():
    assert 'max="5" value="5"' in show('{% progress 9 5 "x" "green" %}')
    assert 'max="1" value="0"' in show('{% progress 0 0 "x" "pink" %}')
    assert "bar-grey" in show('{% progress 0 0 "x" "pink" %}')


def test_a_ring_with_and_without_anything_to_count():
    html = show(
        "{% donut counts centre %}",
        counts=[("Met", 3, "green"), (EVIL, 1, "red"), ("None", 0, "grey")],
        centre="all",
    )
    assert html.count("stroke-dasharray") == 2
    assert "<b>4</b>" in html
    assert "stroke-dasharray" not in show("{% donut counts %}", counts=[("Met", 0, "green")])


LIMIT = Limit(10, Unit.CALENDAR_DAYS)


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "10 days left"), (9, "1 day left"), (10, "Last day"), (11, "Time is over")],
)
def test_a_deadline(days, said):
    html = show("{% deadline clock at %}", clock=Clock(MONDAY, LIMIT), at=MONDAY + timedelta(days=days))
    assert said in html
    assert "15 January 2026" in html


def test_a_resting_clock_says_that_it_rests():
    clock = Clock(MONDAY, LIMIT, (Pause(Period(MONDAY + timedelta(days=1)), "question"),))
    assert "The clock rests" in show("{% deadline clock at %}", clock=clock, at=MONDAY + timedelta(days=2))


def test_lists_and_empty_lists():
    html = show(
        "{% timeline items %}",
        items=[{"title": EVIL, "at": MONDAY, "who": EVIL, "tone": "green"}, {"title": "x"}],
    )
    assert html.count("<li") == 2
    assert "&lt;b&gt;&amp;" in show("{% facts pairs %}", pairs=[("Name", EVIL), ("None", "")])
    assert 'aria-current="page"' in show(
        "{% tabs items %}", items=[("/a", EVIL, True, 3), ("/b", "b", False)]
    )
    assert 'href="/x"' in show('{% empty "inbox" "Nothing" "Yet" "/x" "Add" %}')
    assert "A: Met" in show("{% strip cells %}", cells=[("A", "Met", "green")])


def test_pages_keep_filters_once():
    from django.core.paginator import Paginator

    request = RequestFactory().get("/", {"q": EVIL, "page": "1"})
    html = show("{% pages shown %}", shown=Paginator(range(30), 10).get_page(2), request=request)
    assert 'href="?q=%3Cb%3E%26&amp;page=1"' in html
    assert 'href="?q=%3Cb%3E%26&amp;page=3"' in html
    assert show("{% pages shown %}", shown=Paginator([], 10).get_page(1), request=request).strip() == ""
