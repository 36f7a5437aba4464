"""The public register shows consenting holders only, and says plainly what an authorisation is worth."""

from datetime import timedelta

import pytest
from babel.dates import format_date
from django.urls import reverse

from openaeo.bedrock.actors import SYSTEM
from openaeo.law.terms import Status
from openaeo.register import entries

HOSTILE = "<script>alert(1)</script> & Sons"


def names(response):
    return [row["answer"].holder for row in response.context["rows"]]


def test_only_consenting_holders_are_listed(client, holder):
    holder("Shown Heron Ltd")
    holder("Hidden Curlew Ltd", public=False)
    response = client.get(reverse("register"))
    assert names(response) == ["Shown Heron Ltd"]
    assert "Hidden Curlew" not in response.content.decode()


def test_an_empty_register_says_so(client, db):
    assert "Nobody is listed yet" in client.get(reverse("register")).content.decode()


@pytest.mark.parametrize("words", ["heron", "HERON", " Heron ", "qm-aeo {}", "العقاب"])
def test_search_finds_by_name_number_and_local_name(client, holder, words):
    found = holder("Shown Heron Ltd", local_name="شركة العقاب")
    holder("Other Lynx Ltd")
    response = client.get(reverse("register"), {"q": words.format(found.number.removeprefix("QMAEO"))})
    assert names(response) == ["Shown Heron Ltd"]


@pytest.mark.parametrize("words", ["nobody", "'; drop table", "%", "\x00", "🚢", "x" * 5000])
def test_search_for_anything_else_finds_nobody_and_breaks_nothing(client, holder, words):
    holder("Shown Heron Ltd")
    response = client.get(reverse("register"), {"q": words})
    assert response.status_code == 200
    assert names(response) == ([] if words.strip("\x00") else ["Shown Heron Ltd"])


def test_a_hidden_holder_is_not_found_by_number(client, holder):
    hidden = holder("Hidden Curlew Ltd", public=False)
    assert client.get(reverse("register_entry", args=[hidden.number])).status_code == 404
    assert names(client.get(reverse("register"), {"q": hidden.number})) == []


@pytest.mark.parametrize("number", ["QMAEO99999999", "nope", "../../etc/passwd", "\x00", "💥", "a" * 400])
def test_an_unknown_number_is_a_plain_404(client, holder, number):
    holder("Shown Heron Ltd")
    response = client.get(f"/register/{number}")
    assert response.status_code == 404
    assert "Nothing was lost or changed." in response.content.decode()


def test_a_good_authorisation(client, holder):
    entry = holder("Shown Heron Ltd")
    response = client.get(reverse("register_entry", args=[entry.number]))
    text = response.content.decode()
    assert response.context["status"] == "granted"
    assert "Authorised" in text
    assert "Freight forwarder, Importer" in text
    assert format_date(entry.ends, "d MMMM y", locale="en") in text


def test_one_in_part_says_what_is_in_force_and_what_is_suspended_since_when(client, holder, long_ago):
    entry = holder("Shown Heron Ltd")
    at = long_ago + timedelta(days=30)
    entries.suspend(entry.number, reason="seals", leaves="compliance", actor=SYSTEM, at=at)
    response = client.get(reverse("register_entry", args=[entry.number]))
    text = response.content.decode()
    assert response.context["status"] == "in-part"
    assert "Authorised in part" in text
    assert "<dt>In force as</dt><dd>Customs compliance</dd>" in text
    assert f'<dd>Security and safety since <time datetime="{at.isoformat()}">' in text
    listed = client.get(reverse("register")).context["rows"]
    assert [row["status"] for row in listed] == ["in-part"]


def test_a_suspended_one_says_since_when(client, holder, long_ago):
    entry = holder("Shown Heron Ltd")
    at = long_ago + timedelta(days=30)
    entries.suspend(entry.number, reason="seals", actor=SYSTEM, at=at)
    response = client.get(reverse("register_entry", args=[entry.number]))
    assert response.context["status"] == "suspended"
    assert f'Suspended since <time datetime="{at.isoformat()}">' in response.content.decode()
    entries.lift(entry.number, reason="mended", actor=SYSTEM, at=at + timedelta(days=5))
    assert client.get(reverse("register_entry", args=[entry.number])).context["status"] == "granted"


@pytest.mark.parametrize("status", [Status.REVOKED, Status.SURRENDERED])
def test_a_withdrawn_one(client, holder, long_ago, status):
    entry = holder("Shown Heron Ltd")
    entries.withdraw(
        entry.number, status=status, reason="over", actor=SYSTEM, at=long_ago + timedelta(days=30)
    )
    assert client.get(reverse("register_entry", args=[entry.number])).context["status"] == status.value


def test_an_ended_one_is_expired_without_anybody_acting(client, holder):
    entry = holder("Shown Heron Ltd", years=0.1)
    assert entry.state == "granted"
    assert client.get(reverse("register_entry", args=[entry.number])).context["status"] == "expired"


def test_withdrawing_consent_hides_the_holder_at_once(client, holder, long_ago):
    entry = holder("Shown Heron Ltd")
    entries.set_public(entry.number, public=False, actor=SYSTEM, at=long_ago + timedelta(days=1))
    assert client.get(reverse("register_entry", args=[entry.number])).status_code == 404
    assert names(client.get(reverse("register"))) == []


@pytest.mark.parametrize("name", [HOSTILE, "Copper Lynx 🚢", "شركة العقاب للتخزين", "\u202eevil\u202c Ltd"])
def test_any_name_is_shown_as_text_in_its_own_direction(client, holder, name):
    from django.utils.html import escape

    entry = holder(name)
    for address in (reverse("register"), reverse("register_entry", args=[entry.number])):
        text = client.get(address).content.decode()
        assert f"<bdi>{escape(name)}</bdi>" in text
        assert "<script>alert" not in text


def test_long_lists_are_paged_and_keep_the_filter(client, holder):
    for number in range(21):
        holder(f"Heron {number:02d} Ltd")
    first = client.get(reverse("register"), {"q": "heron"})
    assert names(first) == [f"Heron {number:02d} Ltd" for number in range(20)]
    assert 'rel="next" href="?q=heron&amp;page=2"' in first.content.decode()
    assert names(client.get(reverse("register"), {"q": "heron", "page": 2})) == ["Heron 20 Ltd"]
    assert names(client.get(reverse("register"), {"q": "heron", "page": "rubbish"})) == names(first)


def test_one_row_or_three_ask_the_same_number_of_questions(client, holder, django_assert_num_queries):
    holder("One Ltd")
    client.get(reverse("register"))
    with django_assert_num_queries(3):
        client.get(reverse("register"))
    holder("Two Ltd")
    holder("Three Ltd")
    with django_assert_num_queries(3):
        client.get(reverse("register"))
