"""The door of an invitation: no name for strangers, one way in for the person invited."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.worlds import people, somebody

from openaeo.parties import mandates
from openaeo.parties.models import Mandate


@pytest.fixture
def door(db):
    """The address of Amara's invitation to Nia, made now."""
    from datetime import UTC, datetime

    cast = people()
    at = datetime.now(UTC)
    invited = mandates.invite(
        cast.firm.number, email="nia@example.org", kind="reader", actor=cast.amara, at=at
    )
    return reverse("invitation", args=[invited.token])


def as_(key):
    client = Client()
    client.force_login(somebody(key))
    return client


def test_a_stranger_reads_how_to_get_in_and_no_name(client, door):
    page = client.get(door).content.decode()
    assert ("Almadi" in page, "Amara" in page, f"next={door.replace('/', '%2F')}" in page) == (
        False,
        False,
        True,
    )
    assert client.post(door).status_code == 200
    assert Mandate.objects.filter(kind="reader").count() == 0


@pytest.mark.parametrize("key", ["otto", "ben"])
def test_somebody_else_reads_no_name_and_gets_nothing(door, key):
    client = as_(key)
    page = client.get(door).content.decode()
    assert ("Almadi" in page, "not for the address" in page) == (False, True)
    assert "There is a problem" in client.post(door).content.decode()
    assert Mandate.objects.filter(kind="reader").count() == 0


def test_the_person_invited_accepts_and_acts_for_the_firm_at_once(door):
    nia = as_("nia")
    assert "Almadi Spices Ltd" in nia.get(door).content.decode()
    assert nia.post(door)["Location"] == reverse("trader_home")
    assert "Reader, Almadi Spices Ltd" in nia.get(reverse("trader_home")).content.decode()
    assert "was used or taken back" in nia.get(door).content.decode()


@pytest.mark.parametrize("token", ["x", "%00", "-" * 500])
def test_a_guess_leads_nowhere(token, door):
    nia = as_("nia")
    assert "not complete" in nia.get(f"/invitation/{token}").content.decode()
    assert "There is a problem" in nia.post(f"/invitation/{token}").content.decode()
