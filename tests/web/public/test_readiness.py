"""The full readiness check: what is asked and what is missing, kept in the address, and its way into an application."""

from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from tests.worlds import a_case, people, when

from openaeo.casework import application, carrying
from openaeo.casework.models import Answer, Case
from openaeo.casework.programme import current_edition, guidebook, programme
from openaeo.law.terms import Role
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db

FIRM = {"tier": "full", "roles": ["forwarder"], "size": "micro"}
ADDRESS = "/ready/all"


def asked():
    return [one.id for one in current_edition(when()).applying([Role.FORWARDER])]


def read(client, **said):
    answer = client.get(ADDRESS, said)
    assert answer.status_code == 200
    return answer, unescape(answer.content.decode())


def test_a_stranger_learns_what_is_missing_and_nothing_is_kept(client, django_assert_max_num_queries):
    ids = asked()
    answer, page = read(client, **FIRM)
    assert answer.context["total"] == len(ids)
    assert [f'value="{key}"' in page for key in ids] == [True] * len(ids)
    with django_assert_max_num_queries(3):
        answer, page = read(client, **FIRM, met=[*ids[1:], "Z9", "\x00"], told="1")
    one = guidebook(current_edition(when()).code).on(ids[0])
    assert (answer.context["gaps"], answer.context["minutes"]) == (1, 4)
    assert one.solutions[0]["en"] in page
    assert one.small["en"] in page
    assert "A firm may not apply for 3 years after this ending:" in page
    assert [text["en"] in page for text in programme().benefits_of("full").values()] == [True] * len(
        programme().benefits_of("full")
    )
    assert one.small["en"] not in read(client, **FIRM | {"size": "large"}, told="1")[1]
    assert (Session.objects.count(), Case.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "wrong", [{"tier": "x"}, {"roles": ["\x00"]}, {"size": ""}, {"tier": "", "roles": []}]
)
def test_rubbish_is_asked_again(client, wrong):
    _answer, page = read(client, **FIRM | wrong, told="1", asked="1")
    assert "There is a problem" in page


def test_the_answers_become_an_application_that_waits_for_confirmation(client):
    case = a_case("draft")
    cast = people()
    application.withdraw(case.number, reason="Later.", actor=cast.amara, at=when(2))
    client.force_login(Person.objects.get(pk=cast.amara.person))
    ids = asked()
    answer, _page = read(client, **FIRM, met=ids[:3], told="1")
    client.get(answer.context["start"])
    page = unescape(client.get(reverse("application_start")).content.decode())
    assert "3 answers of your readiness check come along." in page
    client.post(reverse("application_start"), {"tier": "full", "roles": ["forwarder"]})
    new = Case.objects.get(state="draft")
    assert sorted(carrying.waiting(new)) == sorted(ids[:3])
    page = unescape(client.get(reverse("answers_carried", args=[new.number])).content.decode())
    assert page.count("From your readiness check; say whether it is true.") == 3
    client.post(reverse("answers_carried", args=[new.number]), {"criteria": ids[:3]})
    assert carrying.waiting(new) == {}
    assert set(Answer.objects.filter(case=new).values_list("claim", flat=True)) == {"met"}


def test_a_forged_check_brings_nothing(client):
    client.force_login(Person.objects.get(pk=people().amara.person))
    client.get(reverse("application_start"), {"ready": "WyJmdWxsIl0:forged:text"})
    assert "ready" not in client.session
