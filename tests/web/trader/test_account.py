"""The trader's own affairs: registering a firm, sites, consent; nobody else sees them."""

import pytest
from django.urls import reverse
from tests.worlds import PASSWORD, a_granted, when

from openaeo.parties.models import Operator, Person
from openaeo.parties.onboarding import sign_up
from openaeo.web.readiness import Ready, sealed

NAMES = ("trader_home", "company", "sites", "consent", "application_start")
FIRM = {
    "name": "Ochre Heron Lines",
    "local_name": "خطوط البلشون 🚢",
    "tin": "qm 000-000 777",
    "country": "qm",
    "address": "3 Pier Street",
    "size": "small",
    "staff": "12",
}


@pytest.fixture
def newcomer(cast, client):
    person = sign_up(email="nina@example.org", name="Nina", password=PASSWORD, language="en", at=when())
    client.force_login(person)
    return client


def test_a_newcomer_is_led_to_register_the_firm(newcomer):
    response = newcomer.get(reverse("trader_home"))
    assert (response.status_code, response["Location"]) == (302, reverse("company"))


def test_a_firm_is_registered_once_and_then_described(newcomer):
    response = newcomer.post(reverse("company"), FIRM)
    assert (response.status_code, response["Location"]) == (302, reverse("sites"))
    firm = Operator.objects.get(tin="QM000000777")
    assert (firm.name, firm.local_name, firm.country) == (FIRM["name"], FIRM["local_name"], "QM")
    assert newcomer.post(reverse("company"), {**FIRM, "name": "Ochre Heron Sea Lines"}).status_code == 302
    firm.refresh_from_db()
    assert firm.name == "Ochre Heron Sea Lines"


@pytest.mark.parametrize(
    ("field", "value"),
    [("tin", "QM000000001"), ("tin", "!"), ("country", "Q"), ("staff", "-1"), ("name", " ")],
)
def test_what_cannot_be_registered_is_said_and_what_was_typed_is_kept(newcomer, field, value):
    response = newcomer.post(reverse("company"), {**FIRM, field: value})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert FIRM["local_name"] in response.content.decode()
    assert not Operator.objects.filter(name=FIRM["name"]).exists()


def test_a_site_is_added_and_closed_but_not_by_another_firm(amara, sign_in, cast):
    amara.post(reverse("sites"), {"name": "Second <b>shed</b>", "address": "Dock 9", "purpose": "Export"})
    site = cast.firm.sites.get(name="Second <b>shed</b>")
    assert "<b>shed</b>" not in amara.get(reverse("sites")).content.decode()
    assert sign_in("otto").post(reverse("site_close", args=[site.pk])).status_code == 404
    assert amara.post(reverse("site_close", args=[site.pk])).status_code == 302
    site.refresh_from_db()
    assert site.closed_at is not None


def test_consent_is_the_firms_own(amara, cast):
    amara.post(reverse("consent"), {"public": "on"})
    cast.firm.refresh_from_db()
    assert (cast.firm.consent_public, cast.firm.consent_partners) == (True, False)


def test_withdrawing_consent_takes_the_holder_off_the_public_register(amara, cast):
    held = a_granted()
    amara.post(reverse("consent"), {"partners": "on"})
    held.refresh_from_db()
    assert not held.public


@pytest.mark.parametrize("name", NAMES)
def test_staff_get_nothing_and_strangers_sign_in_first(sign_in, client, name):
    for key in ("ben", "dalia", "efua"):
        assert sign_in(key).get(reverse(name)).status_code == 404
    assert client.get(reverse(name))["Location"].startswith(reverse("account_login"))


def test_nobody_acts_for_a_firm_after_leaving_it(amara, cast):
    Person.objects.get(email="amara@example.org").mandates.update(until=when(1))
    assert amara.get(reverse("trader_home"))["Location"] == reverse("company")


def test_whoever_comes_from_the_readiness_check_is_led_on_from_the_first_site(newcomer):
    onward = f'href="{reverse("application_start")}"'
    ready = sealed(Ready("full", ("forwarder",), ("A1",), ""))
    newcomer.get(reverse("application_start"), {"ready": ready})
    newcomer.post(reverse("company"), FIRM)
    assert onward not in newcomer.get(reverse("sites")).content.decode()
    site = {"name": "Office", "address": "3 Pier Street", "purpose": "Papers are kept"}
    newcomer.post(reverse("sites"), site)
    assert onward in newcomer.get(reverse("sites")).content.decode()
