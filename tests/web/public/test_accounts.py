"""Asking for an account at the pages, from the form to the desk and back, without signing in."""

import io
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.worlds import people, staff

from openaeo.casework.models import AccountEnclosure, AccountRequest
from openaeo.law.terms import Capacity
from openaeo.notices.accounts import key_of
from openaeo.parties import mandates
from openaeo.parties.models import Mandate, Person

FORM = {
    "name": "Uma Falk",
    "email": "uma@example.org",
    "part": "Director",
    "firm": "Slate Curlew Ltd",
    "tin": "QM000000077",
    "country": "qm",
    "address": "1 Quay",
}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def unhurried(db):
    """No attempt of an earlier test counts."""
    cache.clear()


def upload(name="scan.pdf", content=PDF):
    file = io.BytesIO(content)
    file.name = name
    return file


def desk(actor):
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person))
    return client


def asked():
    return AccountRequest.objects.get()


def test_a_request_goes_its_way_and_tells_where_it_stands(client, django_assert_max_num_queries):
    cast, gina = people(), desk(staff("gina", Capacity.ADMINISTRATOR))
    ask, track, state = reverse("account_ask"), reverse("account_track"), reverse("account_state")
    assert client.get(state)["Location"] == track
    wrong = client.post(ask, FORM | {"tin": "%"})
    assert (wrong.status_code, "1 Quay" in wrong.content.decode()) == (200, True)
    trap = client.post(ask, FORM | {"website": "x"})
    assert (trap["Location"], AccountRequest.objects.count()) == (reverse("account_asked"), 0)
    assert client.post(ask, FORM)["Location"] == reverse("account_asked")
    key = reverse("account_confirm", args=[key_of(asked().pk)])
    assert client.get(key).status_code == 200
    assert asked().state == "asked"  # looking, as programmes that check mail do, confirms nothing
    bad = client.post(key, {"extract": upload("scan.exe"), "authority": upload()})
    assert (bad.context["form"].errors.keys(), asked().state) == ({"extract"}, "asked")
    assert client.post(key, {"extract": upload(), "authority": upload()})["Location"] == state
    assert "It is the turn of customs" in client.get(state).content.decode()
    assert "was used already" in Client().get(key).content.decode()

    ben, page = desk(cast.ben), reverse("account_request", args=[asked().pk])
    assert "Requests for an account" in ben.get(reverse("inbox")).content.decode()
    with django_assert_max_num_queries(15):
        shown = ben.get(page).content.decode()
    assert ("Uma Falk" in shown, "No company is registered" in shown, asked().code in shown) == (
        True,
        True,
        False,
    )
    assert gina.get(page).status_code == 200
    paper = reverse("account_paper", args=[asked().pk, AccountEnclosure.objects.first().pk])
    assert b"".join(ben.get(paper).streaming_content) == PDF
    refused = ben.post(page, {"step": "ask-more", "text": " "})
    assert refused.context["form"].errors.keys() == {"text"}
    ben.post(page, {"step": "ask-more", "text": "A newer extract?", "wants_paper": "on"})

    other = Client()
    found = {"email": "UMA@example.org", "code": f"{asked().code[:4]} {asked().code[4:].lower()}"}
    misses = [
        str(other.post(track, found | change).context["form"].non_field_errors())
        for change in ({"email": "ula@example.org"}, {"code": "ABCDEF"})
    ]
    assert (misses[0] == misses[1], "by this code" in misses[0]) == (True, True)
    assert other.get(state)["Location"] == track
    assert other.post(track, found)["Location"] == state
    shown = other.get(state).content.decode()
    assert ("A newer extract?" in shown, "It is your turn" in shown) == (True, True)
    empty = other.post(state, {"text": "Here it is."})
    assert (empty.context["form"].errors.keys(), "Here it is." in empty.content.decode()) == ({"file"}, True)
    other.post(state, {"text": "Here it is.", "file": upload()})
    assert asked().state == "confirmed"

    ben.post(page, {"step": "open"})
    assert Mandate.objects.get(person__email="uma@example.org").operator.name == "Slate Curlew Ltd"
    shown = other.get(state).content.decode()
    assert ("Your account is open" in shown, "withdraw" in shown) == (True, False)
    assert "What you do about it" not in ben.get(page).content.decode()
    with django_assert_max_num_queries(15):
        listed = ben.get(reverse("account_requests"), {"show": "closed", "q": "curlew"}).content.decode()
    assert "Slate Curlew Ltd" in listed


def test_many_attempts_end_in_the_same_words(client):
    track = reverse("account_track")
    pages = [client.post(track, {"email": "a@example.org", "code": "X"}).content.decode() for _ in range(11)]
    assert ("Too many requests" in pages[9], "Too many requests" in pages[10]) == (False, True)


def test_where_customs_looks_first_people_sign_up_by_request_or_invitation(client, programmes):
    cast = people()
    sheet = programmes / "qm" / "programme.toml"
    sheet.write_text(sheet.read_text().replace("review = false", "review = true"))
    sign_up, form = reverse("account_signup"), {"name": "Nia", "password1": "a harbour in the fog 12"}
    closed = client.get(sign_up)
    assert (reverse("account_ask") in closed.content.decode()) is True
    client.post(sign_up, form | {"email": "nia@example.org"})
    assert Person.objects.filter(email="nia@example.org").count() == 0
    invited = mandates.invite(
        cast.firm.number, email="nia@example.org", kind="reader", actor=cast.amara, at=datetime.now(UTC)
    )
    way = {"next": reverse("invitation", args=[invited.token])}
    client.post(sign_up, form | {"email": "nia@example.org"} | way)
    nia = Client()
    nia.force_login(Person.objects.get(email="nia@example.org"))
    company = {
        "name": "Own Ltd",
        "tin": "QM000000088",
        "country": "QM",
        "address": "1",
        "size": "micro",
        "staff": 1,
    }
    assert (
        "Customs opens accounts of new companies itself"
        in nia.post(reverse("company"), company).content.decode()
    )


def test_without_the_rule_nobody_asks(client, programmes):
    sheet = programmes / "qm" / "programme.toml"
    start, end = (text := sheet.read_text()).index("[accounts]"), text.index("# The checks before")
    sheet.write_text(text[:start] + text[end:])
    for name in ("account_ask", "account_asked", "account_track", "account_state"):
        assert client.get(reverse(name)).status_code == 404
    assert client.get(reverse("home")).status_code == 200
    assert client.get(reverse("account_signup")).status_code == 200
