"""Pages under every programme: what they show of tiers, times and criteria is the programme's at home."""

import html

import pytest
from django.urls import reverse
from tests.law.programmes.folders import CODES, programme
from tests.worlds import a_case, a_granted, people, when

from openaeo.casework import requests
from openaeo.law.terms import Role
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db

TIERS = {"qm": "full", "eu": "both", "gb": "aeos", "us": "certified", "in": "t2", "kr": "aeo", "hk": "tier1"}
DECIDES = {
    "qm": "Customs has 120 days, counted from this event: the application was accepted.",
    "eu": "Customs has 120 days, counted from this event: the application was accepted.",
    "gb": "Customs has 120 days, counted from this event: the application was accepted.",
    "us": "Customs has 90 days, counted from this event: the application was sent.",
    "in": "Customs has 30 days, counted from this event: the recommendation.",
    "kr": "Customs has 120 days, counted from this event: the application was accepted.",
    "hk": "Customs has 120 days, counted from this event: the application was accepted.",
}


def roles(code):
    allowed = programme(code).rung(TIERS[code]).roles
    return tuple(role.value for role in Role if not allowed or role in allowed)[:2]


def shown(client, actor, *address):
    client.force_login(Person.objects.get(pk=actor.person))
    answer = client.get(reverse(*address[:1], args=address[1:]))
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("code", CODES)
def test_the_public_reads_the_times_and_questions_of_the_programme(client, settings, code):
    settings.HOME_ADMINISTRATION = code.upper()
    home = html.unescape(client.get(reverse("home")).content.decode())
    assert DECIDES[code] in home
    questions = {question.code: "yes" for question in programme(code).eligibility}
    ready = html.unescape(client.get(reverse("eligibility"), {**questions, "asked": "1"}).content.decode())
    assert DECIDES[code] in ready


@pytest.mark.parametrize("code", ["qm", "eu"])
def test_nobody_is_told_of_a_rest_that_the_programme_does_not_know(client, settings, code):
    settings.HOME_ADMINISTRATION = code.upper()
    case, cast = a_case("assessment", tier=TIERS[code], roles=roles(code)), people()
    requests.ask(case.number, question="Who keeps the keys?", actor=cast.ben, at=when(10))
    told = [
        "the clock rests while you answer" in html.unescape(client.get(reverse("home")).content.decode()),
        "The time for the decision rests" in html.unescape(client.get(reverse("help")).content.decode()),
        "the clock of customs rests" in shown(client, cast.amara, "case_timeline", case.number),
        "clock rests until the trader replies" in shown(client, cast.ben, "request_ask", case.number),
    ]
    assert told == [code == "qm"] * 4


@pytest.mark.parametrize("code", CODES)
def test_a_case_is_read_on_both_sides(client, settings, code):
    settings.HOME_ADMINISTRATION = code.upper()
    case = a_case("decision", tier=TIERS[code], roles=roles(code))
    cast = people()
    tier = programme(code).rung(TIERS[code]).text["en"]
    for page in (
        shown(client, cast.ben, "case", case.number),
        shown(client, cast.amara, "case_timeline", case.number),
    ):
        assert "Almadi Spices Ltd" in page
    assert tier in shown(client, cast.ben, "case", case.number)
    assert case.number in shown(client, cast.ben, "inbox")
    shown(client, cast.ben, "case", case.number, "criteria")
    shown(client, cast.dalia, "decide", case.number)


@pytest.mark.parametrize("code", CODES)
def test_an_authorisation_is_read_on_both_sides(client, settings, code):
    settings.HOME_ADMINISTRATION = code.upper()
    held = a_granted(tier=TIERS[code], roles=roles(code))
    cast = people()
    tier = programme(code).rung(TIERS[code]).text["en"]
    assert tier in shown(client, cast.ben, "authorisation", held.number)
    certificate = shown(client, cast.amara, "certificate", held.number)
    given = programme(code).benefits_of(TIERS[code])
    assert [text["en"] in certificate for text in programme(code).benefits.values()] == [
        name in given for name in programme(code).benefits
    ]
    ground = next(iter(programme(code).grounds_for("suspend")))
    assert f'value="{ground}"' in shown(client, cast.ben, "measure_propose", held.number)
    assert tier in html.unescape(client.get(reverse("register_entry", args=[held.number])).content.decode())
