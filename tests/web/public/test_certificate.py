"""A certificate can be checked by whoever holds it; an unknown code is an answer, not an error."""

from datetime import timedelta

import pytest
from django.urls import reverse

from openaeo.bedrock.actors import SYSTEM
from openaeo.register import entries


def test_the_form_leads_to_the_answer(client, holder):
    entry = holder("Shown Heron Ltd")
    response = client.get(reverse("check_form"), {"code": f" {entry.check_code} "})
    assert (response.status_code, response["Location"]) == (302, reverse("check", args=[entry.check_code]))


def test_an_empty_form_says_what_is_missing(client, db):
    assert "Type the code or number first." not in client.get(reverse("check_form")).content.decode()
    assert (
        "Type the code or number first."
        in client.get(reverse("check_form"), {"code": " / "}).content.decode()
    )


@pytest.mark.parametrize("spell", [str, str.lower, lambda code: f"{code[:4]}-{code[4:8]} {code[8:]}"])
def test_the_code_may_be_written_any_way(client, holder, spell):
    entry = holder("Shown Heron Ltd")
    response = client.get(reverse("check", args=[spell(entry.check_code)]))
    assert response.context["answer"].number == entry.number
    assert "Authorised" in response.content.decode()


def test_the_number_of_a_consenting_holder_is_enough(client, holder):
    entry = holder("Shown Heron Ltd")
    assert client.get(reverse("check", args=[entry.number])).context["answer"].holder == "Shown Heron Ltd"


def test_without_consent_the_code_tells_the_status_and_names_nobody(client, holder, long_ago):
    entry = holder("Hidden Curlew Ltd", public=False)
    entries.suspend(entry.number, reason="seals", actor=SYSTEM, at=long_ago + timedelta(days=30))
    response = client.get(reverse("check", args=[entry.check_code]))
    text = response.content.decode()
    assert response.context["status"] == "suspended"
    assert entry.number in text
    assert "Curlew" not in text
    assert "Freight forwarder" not in text


def test_without_consent_the_code_still_tells_what_is_in_force(client, holder, long_ago):
    entry = holder("Hidden Curlew Ltd", public=False)
    at = long_ago + timedelta(days=30)
    entries.suspend(entry.number, reason="seals", leaves="compliance", actor=SYSTEM, at=at)
    response = client.get(reverse("check", args=[entry.check_code]))
    text = response.content.decode()
    assert response.context["status"] == "in-part"
    assert ("<dd>Customs compliance</dd>" in text, "Curlew" in text) == (True, False)


def test_without_consent_the_number_tells_nothing(client, holder):
    entry = holder("Hidden Curlew Ltd", public=False)
    response = client.get(reverse("check", args=[entry.number]))
    assert response.context["answer"] is None
    assert "We know no such certificate" in response.content.decode()


@pytest.mark.parametrize("code", ["NOPE", "%00", "<b>x", "💥", "a" * 500, "' or 1=1"])
def test_an_unknown_code_is_a_plain_answer(client, db, code):
    response = client.get(reverse("check", args=[code]))
    assert response.status_code == 200
    assert "We know no such certificate" in response.content.decode()
    assert "<b>x" not in response.content.decode()


def test_the_certificate_is_for_the_public_only_with_consent(client, holder):
    shown, hidden = holder("Shown Heron Ltd"), holder("Hidden Curlew Ltd", public=False)
    response = client.get(reverse("certificate_pdf", args=[shown.number]))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF-")
    assert client.get(reverse("certificate_pdf", args=[hidden.number])).status_code == 404
