"""People are invited, let in, given another part and let go; a firm always keeps an owner."""

import pytest
from django.db import IntegrityError, transaction
from tests.worlds import acted, an_operator, joins, people, refusal, somebody, when

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import JournalEntry
from openaeo.law.mandates import MandateKind
from openaeo.law.terms import Capacity
from openaeo.parties.mandates import (
    accept,
    end_mandate,
    give_mandate,
    invitation_to,
    invite,
    owes_deputy,
    people_of,
    take_back_invitation,
)
from openaeo.parties.models import Invitation, Mandate, Operator, Person
from openaeo.parties.onboarding import add_site, capacities_of, register_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return an_operator()


def newcomer(key):
    person = somebody(key)
    return Actor(Capacity.APPLICANT, person=person.pk, name=person.name)


def asked(firm, key="nia", kind="preparer", at=None, **more):
    at = at or when(1)
    return invite(
        firm.operator.number, email=f"{key}@example.org", kind=kind, actor=firm.owner, at=at, **more
    )


def test_somebody_without_an_account_is_invited_and_comes_in_after_signing_up(firm):
    to = {"email": " Nia@Example.org ", "kind": "preparer", "actor": firm.owner, "at": when(1)}
    invited = acted(invite, firm.operator.number, **to)
    assert (invited.invitation.email, invited.invitation.state) == ("nia@example.org", "open")
    assert invited.token not in invited.invitation.digest
    nia = newcomer("nia")

    mandate = acted(accept, invited.token, actor=nia, at=when(2))

    assert (mandate.kind, mandate.since, mandate.until) == ("preparer", when(2), None)
    (acting,) = capacities_of(mandate.person, when(2))
    assert (acting.operator, acting.mandate, acting.may_bind) == (
        firm.operator.pk,
        MandateKind.PREPARER,
        False,
    )
    assert refusal(accept, invited.token, actor=nia, at=when(3)) == ("not-from-here",)


def test_the_journal_keeps_no_address(firm):
    asked(firm)
    assert "nia@example.org" not in str(JournalEntry.objects.get(act="invite").body)


def test_an_invitation_is_for_one_person_and_for_a_time(firm):
    token = asked(firm).token
    nia, otto = newcomer("nia"), people().otto
    assert refusal(accept, token, actor=otto, at=when(2)) == ("invitation-for-another",)
    assert refusal(accept, token, actor=nia, at=when(15)) == ("invitation-expired",)
    assert refusal(accept, "guessed\x00", actor=nia, at=when(2)) == ("not-found",)
    acted(accept, token, actor=nia, at=when(14, hours=23))


def test_only_the_person_invited_reads_who_invites(firm):
    token = asked(firm).token
    assert invitation_to(token, actor=newcomer("nia")) == Invitation.objects.get()
    assert [invitation_to(token, actor=one) for one in (people().otto, firm.owner, newcomer("bo"))] == [
        None
    ] * 3
    assert invitation_to("guessed", actor=newcomer("nia")) is None


def test_what_stands_against_an_invitation(firm):
    number, who = firm.operator.number, {"actor": firm.owner, "at": when(1)}
    assert refusal(invite, number, email=" ", kind="consultant", **who) == ("email-missing", "until-missing")
    assert refusal(invite, number, email="a@b.example", kind="king", **who) == ("kind-unknown",)
    passed = {"kind": "reader", "until": when(1)}
    assert refusal(invite, number, email="amara@example.org", **passed, **who) == (
        "until-passed",
        "mandate-held-already",
    )
    asked(firm)
    assert refusal(invite, number, email="nia@example.org", kind="reader", **who) == ("invited-already",)
    acted(invite, number, email="nia@example.org", kind="reader", actor=firm.owner, at=when(15))
    assert [one.state for one in Invitation.objects.all()] == ["open", "taken-back"]  # expired makes room


def test_an_invitation_is_taken_back(firm):
    invited = asked(firm)
    who = {"actor": firm.owner, "at": when(2)}
    assert refusal(take_back_invitation, invited.invitation.pk, actor=people().otto, at=when(2)) == (
        "not-found",
    )
    acted(take_back_invitation, invited.invitation.pk, **who)
    assert refusal(take_back_invitation, invited.invitation.pk, **who) == ("not-from-here",)
    assert refusal(accept, invited.token, actor=newcomer("nia"), at=when(3)) == ("not-from-here",)


def test_a_consultant_acts_until_the_day_agreed(firm):
    mandate = joins("cora", "consultant", until=when(30), at=when(1))
    cora = Person.objects.get(pk=mandate.person)
    assert [len(capacities_of(cora, when(day))) for day in (0, 1, 29.99, 30)] == [0, 1, 1, 0]
    held = Mandate.objects.get(person=cora)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=held.pk).update(until=None)
    again = {"until": when(60), "actor": firm.owner, "at": when(40)}
    acted(give_mandate, firm.operator.number, cora, "consultant", **again)
    assert [len(capacities_of(cora, when(day))) for day in (39, 40, 60)] == [0, 1, 0]


def test_an_invitation_outlived_by_its_own_end_lets_nobody_in(firm):
    token = asked(firm, kind="consultant", until=when(3)).token
    assert refusal(accept, token, actor=newcomer("nia"), at=when(3)) == ("until-passed",)


def test_a_mandate_once_ended_is_given_anew_by_invitation(firm):
    nia = joins("nia", "reader", at=when(1))
    held = Mandate.objects.get(person_id=nia.person)
    assert refusal(accept, asked(firm, "bo", at=when(2)).token, actor=nia, at=when(2)) == (
        "invitation-for-another",
        "mandate-held-already",
    )
    acted(end_mandate, held.pk, actor=firm.owner, at=when(3))
    assert refusal(end_mandate, held.pk, actor=firm.owner, at=when(4)) == ("ended-already",)
    assert joins("nia", "submitter", at=when(5)).mandate is MandateKind.SUBMITTER


def test_owner_and_deputy_give_parts_the_deputy_only_those_below(firm):
    deputy, nia = joins("dora", "deputy"), joins("nia", "reader")
    number, person = firm.operator.number, Person.objects.get(pk=nia.person)
    who = {"actor": deputy, "at": when(1)}
    acted(give_mandate, number, person, "submitter", **who)
    assert refusal(give_mandate, number, person, "deputy", **who) == ("not-yours-to-give",)
    assert refusal(invite, number, email="bo@example.org", kind="owner", **who) == ("not-yours-to-give",)
    amara = Person.objects.get(pk=firm.owner.person)
    assert refusal(give_mandate, number, amara, "reader", **who) == ("not-yours-to-give", "last-owner")
    assert refusal(end_mandate, Mandate.objects.get(person=amara).pk, **who) == (
        "not-yours-to-give",
        "last-owner",
    )
    acted(end_mandate, Mandate.objects.get(person=person).pk, **who)
    acted(give_mandate, number, person, "deputy", actor=firm.owner, at=when(2))


def test_nobody_is_made_owner_by_another_s_word(firm):
    joins("nia", "deputy")
    nia = Person.objects.get(email="nia@example.org")
    who = {"actor": firm.owner, "at": when(1)}
    assert refusal(give_mandate, firm.operator.number, nia, "owner", **who) == ("hand-over-instead",)
    assert joins("bo", "owner").mandate is MandateKind.OWNER  # invited, and accepted


def test_a_firm_keeps_an_owner(firm):
    amara = Person.objects.get(pk=firm.owner.person)
    own, who = Mandate.objects.get(person=amara), {"actor": firm.owner, "at": when(1)}
    assert refusal(end_mandate, own.pk, **who) == ("last-owner",)
    assert refusal(give_mandate, firm.operator.number, amara, "reader", **who) == ("last-owner",)
    joins("bo", "owner", until=when(9))
    assert refusal(end_mandate, own.pk, **who) == ("last-owner",)  # the other one's mandate ends by itself
    joins("nia", "owner")
    acted(end_mandate, own.pk, **who)
    assert capacities_of(amara, when(1)) == []


def test_whoever_leaves_takes_their_invitations_along(firm):
    deputy = joins("dora", "deputy")
    invited = invite(firm.operator.number, email="nia@example.org", kind="reader", actor=deputy, at=when(1))
    acted(end_mandate, Mandate.objects.get(person_id=deputy.person).pk, actor=deputy, at=when(2))
    assert refusal(accept, invited.token, actor=newcomer("nia"), at=when(3)) == ("not-from-here",)


@pytest.mark.parametrize("kind", ["submitter", "preparer", "reader", "consultant"])
def test_nobody_else_manages_people(firm, kind):
    bo = joins("bo", kind, until=when(90))
    number, who = firm.operator.number, {"actor": bo, "at": when(1)}
    invited = asked(firm)
    assert {
        refusal(invite, number, email="x@example.org", kind="reader", **who),
        refusal(take_back_invitation, invited.invitation.pk, **who),
        refusal(give_mandate, number, somebody("nia"), "reader", **who),
        refusal(end_mandate, Mandate.objects.get(person_id=bo.person).pk, **who),
    } == {("not-your-mandate",)}


def test_a_reader_changes_nothing_and_reads_everything(firm):
    reader = joins("rita", "reader")
    site = {"name": "x", "address": "x", "purpose": "", "customs_relevant": True}
    assert refusal(add_site, firm.operator.number, **site, actor=reader, at=when(1)) == ("not-your-mandate",)
    assert list(Operator.objects.visible_to(reader)) == [firm.operator]


def test_a_deputy_is_owed_by_a_firm_of_more_than_one(firm):
    operator = firm.operator
    owed = []
    for staff in (0, 1, 2):
        operator.staff = staff
        owed.append(owes_deputy(operator, when(1)))
    assert owed == [False, False, True]
    joins("dora", "deputy")
    assert owes_deputy(operator, when(1)) is False
    Person.objects.filter(email="dora@example.org").update(is_active=False)  # cannot sign in, so no help
    assert owes_deputy(operator, when(1)) is True


def test_one_sign_in_acts_for_several_firms_in_several_parts(firm):
    joins("nia", "reader", at=when(1))
    nia = Person.objects.get(email="nia@example.org")
    own = register_operator(
        name="Nia's Own Ltd",
        tin="QM000000009",
        country="QM",
        actor=capacities_of(nia, when(1))[0],
        at=when(2),
    )
    parts = {actor.operator: actor.mandate for actor in capacities_of(nia, when(2))}
    assert parts == {firm.operator.pk: MandateKind.READER, own.pk: MandateKind.OWNER}


def test_otto_gets_nothing(firm):
    cast, nia = people(), joins("nia", "reader")
    invited, who = asked(firm, "bo"), {"actor": cast.otto, "at": when(1)}
    number, held = firm.operator.number, Mandate.objects.get(person_id=nia.person)
    assert {
        refusal(invite, number, email="x@example.org", kind="reader", **who),
        refusal(take_back_invitation, invited.invitation.pk, **who),
        refusal(give_mandate, number, held.person, "owner", **who),
        refusal(end_mandate, held.pk, **who),
    } == {("not-found",)}
    assert not Mandate.objects.visible_to(cast.otto).filter(operator=firm.operator).exists()
    for actor in (cast.otto, cast.ben, Actor(Capacity.PUBLIC)):
        assert not Invitation.objects.visible_to(actor).exists()
    assert [one.person_id for one in people_of(firm.operator, when(1))] == [firm.owner.person, nia.person]


def test_an_actor_for_a_firm_has_a_mandate():
    with pytest.raises(ValueError, match="mandate"):
        Actor(Capacity.APPLICANT, person=1, operator=1)
