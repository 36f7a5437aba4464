"""Coming in: people, firms, sites, mandates and posts, and the capacities that follow from them."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests.worlds import PASSWORD, acted, an_office, an_operator, people, refusal, somebody, staff, when

from openaeo.bedrock.actors import SYSTEM, Actor
from openaeo.bedrock.models import JournalEntry
from openaeo.law.mandates import MandateKind
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Refused
from openaeo.parties import onboarding
from openaeo.parties.models import Mandate, Operator, Person, Post, Site

pytestmark = pytest.mark.django_db
NEW = {
    "email": "Nia@Example.org ",
    "name": " Nia Vale ",
    "password": PASSWORD,
    "language": "fr",
    "at": when(),
}
FIRM = {"name": "Vale Ltd", "tin": "qm-12 34.5", "country": "qm", "at": when()}


def visitor(key="nia"):
    person = somebody(key)
    return Actor(Capacity.PUBLIC, person=person.pk, name=person.name)


def test_somebody_signs_up_under_one_address():
    person = acted(onboarding.sign_up, **NEW)

    assert (person.email, person.name, person.language, person.check_password(PASSWORD)) == (
        "nia@example.org",
        "Nia Vale",
        "fr",
        True,
    )
    assert onboarding.capacities_of(person, when(1)) == []
    assert refusal(onboarding.sign_up, **{**NEW, "email": "NIA@example.org", "name": ""}) == (
        "name-missing",
        "email-taken",
    )
    assert refusal(onboarding.sign_up, **{**NEW, "email": " "}) == ("email-missing",)
    entry = JournalEntry.objects.get()
    assert (entry.topic, entry.subject, entry.body) == ("person", str(person.pk), {"language": "fr"})


def test_a_firm_is_registered_under_its_normalised_tin_and_the_next_number():
    actor = visitor()

    first = acted(onboarding.register_operator, actor=actor, **FIRM)
    second = acted(onboarding.register_operator, actor=actor, **{**FIRM, "tin": "QM99"})

    assert (first.number, second.number, first.tin, first.country) == (
        "TRN-000001",
        "TRN-000002",
        "QM12345",
        "QM",
    )
    mandate = Mandate.objects.get(operator=first)
    assert (mandate.person_id, mandate.kind, mandate.since) == (actor.person, "owner", when())


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"tin": "QM 12345"}, ("identifier-taken",)),
        ({"tin": "12345"}, ("identifier-country-missing",)),
        ({"tin": ""}, ("identifier-empty",)),
        (
            {"tin": "QM" + "1" * 16, "name": " ", "size": "huge"},
            ("name-missing", "size-unknown", "identifier-too-long"),
        ),
    ],
)
def test_a_registration_names_every_fault(change, codes):
    onboarding.register_operator(actor=visitor("mara"), **FIRM)

    assert refusal(onboarding.register_operator, actor=visitor(), **{**FIRM, **change}) == codes
    assert Operator.objects.count() == 1


def test_nobody_registers_a_firm_without_signing_in():
    assert refusal(onboarding.register_operator, actor=Actor(Capacity.PUBLIC), **FIRM) == ("not-signed-in",)
    assert refusal(onboarding.register_operator, actor=people().ben, **FIRM) == ("not-your-capacity",)


def test_a_firm_is_described_and_the_journal_says_what_changed():
    firm = an_operator()
    told = {
        "name": "Almadi Spices Ltd",
        "local_name": "المادي",
        "address": "2 Quay Street",
        "country": "qm",
        "size": "medium",
        "staff": 60,
        "actor": firm.owner,
        "at": when(1),
    }

    operator = acted(onboarding.describe_company, firm.operator.number, **told)

    operator.refresh_from_db()
    assert (operator.local_name, operator.address, operator.size, operator.staff) == (
        "المادي",
        "2 Quay Street",
        "medium",
        60,
    )
    assert JournalEntry.objects.get(act="describe-company").body == {
        "changed": {"local_name": "المادي", "address": "2 Quay Street", "size": "medium", "staff": 60}
    }
    assert refusal(
        onboarding.describe_company, firm.operator.number, **{**told, "name": "", "size": "huge"}
    ) == ("name-missing", "size-unknown")


def test_sites_are_added_and_closed_once():
    firm = an_operator(complete=False)
    new = {"name": "Yard", "address": "Dock 7", "purpose": "", "customs_relevant": True}
    who = {"actor": firm.owner, "at": when(1)}

    site = acted(onboarding.add_site, firm.operator.number, **new, **who)
    acted(onboarding.close_site, site.pk, **who)

    assert Site.objects.get().closed_at == when(1)
    assert refusal(onboarding.close_site, site.pk, **who) == ("closed-already",)
    assert refusal(
        onboarding.add_site, firm.operator.number, **{**new, "name": "", "address": " "}, **who
    ) == (
        "name-missing",
        "address-missing",
    )
    assert set(JournalEntry.objects.filter(act__contains="site").values_list("topic", "subject")) == {
        ("operator", firm.operator.number)
    }


def test_consent_is_the_owner_s():
    firm = an_operator()
    who = {"public": True, "partners": False, "at": when(1)}
    preparer = dataclasses.replace(firm.owner, mandate=MandateKind.PREPARER)

    assert refusal(onboarding.set_consent, firm.operator.number, actor=preparer, **who) == (
        "not-your-mandate",
    )
    operator = acted(onboarding.set_consent, firm.operator.number, actor=firm.owner, **who)
    operator.refresh_from_db()
    assert (operator.consent_public, operator.consent_partners) == (True, False)


def test_a_post_is_given_once_and_again_after_its_end():
    nia, chief = somebody("nia"), staff("gita", Capacity.ADMINISTRATOR)
    who = {"office": an_office("Harbour").pk, "actor": chief, "at": when(1)}

    post = acted(onboarding.appoint, nia, Capacity.OFFICER, **who)
    assert refusal(onboarding.appoint, nia, Capacity.OFFICER, **who) == ("appointed-already",)
    Post.objects.filter(pk=post.pk).update(until=when(2))
    assert onboarding.capacities_of(nia, when(2)) == []
    acted(onboarding.appoint, nia, Capacity.OFFICER, **{**who, "at": when(3)})

    assert [actor.capacity for actor in onboarding.capacities_of(nia, when(3))] == [Capacity.OFFICER]
    assert refusal(onboarding.appoint, nia, Capacity.APPLICANT, **who) == ("not-a-staff-capacity",)
    assert refusal(onboarding.appoint, nia, Capacity.DECIDER, **{**who, "actor": people().dalia}) == (
        "not-your-capacity",
    )


def test_capacities_are_those_of_the_moment():
    firm = an_operator()
    amara = Person.objects.get(pk=firm.owner.person)
    onboarding.appoint(amara, Capacity.OFFICER, actor=SYSTEM, at=when(5))
    Mandate.objects.filter(person=amara).update(until=when(7))

    def names(day):
        return [actor.capacity.value for actor in onboarding.capacities_of(amara, when(day))]

    assert [names(day) for day in (-1, 0, 5, 7)] == [[], ["applicant"], ["applicant", "officer"], ["officer"]]
    amara.is_active = False
    assert onboarding.capacities_of(amara, when(6)) == []


def test_otto_gets_nothing():
    cast = people()
    who = {"actor": cast.otto, "at": when(1)}
    number, site = cast.firm.number, cast.firm.sites.get()
    particulars = {
        "name": "x",
        "local_name": "",
        "address": "x",
        "country": "QM",
        "size": "small",
        "staff": 1,
    }

    assert {
        refusal(onboarding.describe_company, number, **particulars, **who),
        refusal(onboarding.set_consent, number, public=True, partners=True, **who),
        refusal(onboarding.add_site, number, name="x", address="x", purpose="", customs_relevant=True, **who),
        refusal(onboarding.close_site, site.pk, **who),
    } == {("not-found",)}
    assert list(Operator.objects.visible_to(cast.otto)) == [cast.other_firm]
    assert not Site.objects.visible_to(cast.otto).filter(pk=site.pk).exists()
    assert not Site.objects.visible_to(Actor(Capacity.PUBLIC)).exists()


@pytest.mark.django_db(transaction=True)
def test_one_tin_registered_twice_at_once_is_one_firm():
    actors = [visitor(f"visitor{turn}") for turn in range(3)]

    def register(actor):
        try:
            return onboarding.register_operator(actor=actor, **FIRM).number
        except Refused as refused:
            return refused.reasons[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        outcomes = sorted(pool.map(register, actors))

    assert outcomes == ["TRN-000001", "identifier-taken", "identifier-taken"]


@pytest.mark.django_db(transaction=True)
def test_one_address_signed_up_twice_at_once_is_one_person():
    def sign_up(_):
        try:
            return onboarding.sign_up(**NEW).email
        except Refused as refused:
            return refused.reasons[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        outcomes = sorted(pool.map(sign_up, range(3)))

    assert outcomes == ["email-taken", "email-taken", "nia@example.org"]
    assert Person.objects.count() == 1
