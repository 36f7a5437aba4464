"""A firm gets a new owner by two people or by customs, and nobody is locked out."""

import pytest
from django.db import IntegrityError, transaction
from tests.worlds import acted, an_operator, joins, people, refusal, somebody, staff, when

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import JournalEntry
from openaeo.law.mandates import MandateKind
from openaeo.law.terms import Capacity
from openaeo.parties.mandates import end_mandate, invite
from openaeo.parties.models import Invitation, Mandate, Person, Succession
from openaeo.parties.onboarding import capacities_of
from openaeo.parties.succession import (
    ask,
    confirm,
    decline,
    hand_over,
    may_ask,
    news_for,
    propose,
    read,
)

pytestmark = pytest.mark.django_db

WHY = {"reason": "Amara left in March.", "papers": "Minutes of 4 March"}


@pytest.fixture
def firm():
    return an_operator()


@pytest.fixture
def gina():
    return staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")


def part(actor, firm, day):
    """Return under which mandate a person acts for the firm now, or None."""
    held = capacities_of(Person.objects.get(pk=actor.person), when(day))
    return next((one.mandate for one in held if one.operator == firm.operator.pk), None)


def test_an_owner_hands_over_and_leaves(firm):
    deputy = joins("dora", "deputy")
    number, amara = firm.operator.number, firm.owner
    asked = acted(hand_over, number, deputy.person, actor=amara, at=when(1))
    assert (part(amara, firm, 2), part(deputy, firm, 2)) == (MandateKind.OWNER, MandateKind.DEPUTY)
    assert refusal(confirm, asked.pk, actor=amara, at=when(2)) == ("asker-confirms", "successor-confirms")

    acted(confirm, asked.pk, actor=deputy, at=when(3))

    assert (part(amara, firm, 3), part(deputy, firm, 3)) == (None, MandateKind.OWNER)
    assert list(news_for(Actor(Capacity.APPLICANT, person=amara.person))) == []  # she asked for it herself


def test_owner_and_deputy_change_places(firm):
    deputy = joins("dora", "deputy")
    asked = hand_over(firm.operator.number, deputy.person, stays_as="deputy", actor=firm.owner, at=when(1))
    confirm(asked.pk, actor=deputy, at=when(2))
    assert (part(firm.owner, firm, 2), part(deputy, firm, 2)) == (MandateKind.DEPUTY, MandateKind.OWNER)


def test_a_co_owner_stays_when_the_other_hands_over(firm):
    bo, nia = joins("bo", "owner"), joins("nia", "preparer")
    asked = hand_over(firm.operator.number, nia.person, actor=firm.owner, at=when(1))
    confirm(asked.pk, actor=nia, at=when(2))
    assert [part(one, firm, 2) for one in (firm.owner, bo, nia)] == [
        None,
        MandateKind.OWNER,
        MandateKind.OWNER,
    ]


def test_what_stands_against_a_hand_over(firm):
    deputy, cora = joins("dora", "deputy"), joins("cora", "consultant", until=when(90))
    number, who = firm.operator.number, {"actor": firm.owner, "at": when(1)}
    for wrong in (firm.owner.person, cora.person, people().otto.person, 999_999):
        assert refusal(hand_over, number, wrong, **who) == ("successor-unknown",)
    assert refusal(hand_over, number, deputy.person, stays_as="owner", **who) == ("kind-unknown",)
    assert refusal(hand_over, number, deputy.person, actor=deputy, at=when(1)) == ("not-your-mandate",)
    asked = hand_over(number, deputy.person, **who)
    assert refusal(hand_over, number, deputy.person, **who) == ("succession-open-already",)
    acted(decline, asked.pk, actor=deputy, at=when(2))
    assert refusal(confirm, asked.pk, actor=deputy, at=when(2)) == ("not-from-here",)


def test_a_deputy_asks_and_a_second_person_of_the_firm_confirms(firm):
    deputy, nia = joins("dora", "deputy"), joins("nia", "preparer")
    invite(firm.operator.number, email="x@example.org", kind="reader", actor=firm.owner, at=when(1))
    asked = acted(ask, firm.operator.number, deputy.person, **WHY, actor=deputy, at=when(1))
    assert refusal(confirm, asked.pk, actor=deputy, at=when(2)) == ("asker-confirms",)

    acted(confirm, asked.pk, actor=nia, at=when(3))

    assert [part(one, firm, 3) for one in (firm.owner, deputy, nia)] == [
        None,
        MandateKind.OWNER,
        MandateKind.PREPARER,
    ]
    assert Invitation.objects.get(email="x@example.org").state == "taken-back"
    told = JournalEntry.objects.get(act="confirm-succession")
    assert (told.topic, told.subject, told.body["replaced"]) == (
        "operator",
        firm.operator.number,
        [firm.owner.person],
    )


def test_customs_confirms_with_reasons(firm, gina):
    deputy = joins("dora", "deputy")
    asked = ask(firm.operator.number, deputy.person, **WHY, actor=deputy, at=when(1))
    assert refusal(confirm, asked.pk, actor=gina, at=when(2)) == ("reasons-missing",)
    assert [
        refusal(confirm, asked.pk, reasons="So.", actor=one, at=when(2))
        for one in (people().ben, people().dalia)
    ] == [("not-your-capacity",), ("not-found",)]
    done = acted(confirm, asked.pk, reasons="The register of firms says so.", actor=gina, at=when(2))
    assert (done.state, done.closed_by_id, part(deputy, firm, 2)) == ("done", gina.person, MandateKind.OWNER)


def test_the_former_owner_is_told_until_it_was_read(firm):
    deputy, nia = joins("dora", "deputy"), joins("nia", "reader")
    asked = ask(firm.operator.number, deputy.person, **WHY, actor=deputy, at=when(1))
    confirm(asked.pk, actor=nia, at=when(2))
    amara = Actor(Capacity.APPLICANT, person=firm.owner.person)
    assert list(news_for(amara)) == [asked]
    assert [list(news_for(one)) for one in (deputy, nia, people().otto, Actor(Capacity.PUBLIC))] == [[]] * 4
    assert refusal(read, asked.pk, actor=people().otto, at=when(3)) == ("not-found",)
    acted(read, asked.pk, actor=amara, at=when(3))
    assert list(news_for(amara)) == []


def test_an_owner_who_is_still_there_declines(firm):
    deputy, nia = joins("dora", "deputy"), joins("nia", "submitter")
    asked = ask(firm.operator.number, deputy.person, **WHY, actor=deputy, at=when(1))
    assert refusal(decline, asked.pk, actor=nia, at=when(2)) == ("not-yours-to-decline",)
    acted(decline, asked.pk, actor=firm.owner, at=when(2))
    assert (part(firm.owner, firm, 2), part(deputy, firm, 2)) == (MandateKind.OWNER, MandateKind.DEPUTY)
    acted(ask, firm.operator.number, deputy.person, **WHY, actor=deputy, at=when(3))


def test_whoever_asked_takes_it_back_and_customs_says_why_not(firm, gina):
    deputy = joins("dora", "deputy")
    asked = ask(firm.operator.number, deputy.person, **WHY, actor=deputy, at=when(1))
    acted(decline, asked.pk, actor=deputy, at=when(2))
    asked = ask(firm.operator.number, deputy.person, **WHY, actor=deputy, at=when(3))
    assert refusal(decline, asked.pk, actor=gina, at=when(4)) == ("reasons-missing",)
    acted(decline, asked.pk, reasons="Nothing proves it.", actor=gina, at=when(4))


def test_without_a_deputy_anybody_of_the_firm_asks(firm):
    nia, number = joins("nia", "reader"), firm.operator.number
    assert may_ask(firm.operator, nia, when(1)) is None
    assert refusal(ask, number, nia.person, reason=" ", actor=nia, at=when(1)) == (
        "succession-reason-missing",
    )
    assert refusal(ask, number, nia.person, **WHY, actor=firm.owner, at=when(1)) == ("not-your-mandate",)
    joins("dora", "deputy")
    assert refusal(ask, number, nia.person, **WHY, actor=nia, at=when(1)) == ("deputy-asks",)
    assert may_ask(firm.operator, nia, when(1)).code == "deputy-asks"


def test_an_outside_consultant_has_no_say_in_whose_the_firm_is(firm):
    deputy, cora = joins("dora", "deputy"), joins("cora", "consultant", until=when(90))
    number = firm.operator.number
    assert refusal(ask, number, cora.person, **WHY, actor=deputy, at=when(1)) == ("successor-unknown",)
    asked = ask(number, deputy.person, **WHY, actor=deputy, at=when(1))
    assert {
        refusal(ask, number, cora.person, **WHY, actor=cora, at=when(1)),
        refusal(confirm, asked.pk, actor=cora, at=when(1)),
        refusal(decline, asked.pk, actor=cora, at=when(1)),
    } == {("not-your-mandate",)}


def test_a_successor_who_left_meanwhile_gets_nothing(firm):
    deputy, nia = joins("dora", "deputy"), joins("nia", "preparer")
    asked = ask(firm.operator.number, nia.person, **WHY, actor=deputy, at=when(1))
    end_mandate(Mandate.objects.get(person_id=nia.person).pk, actor=firm.owner, at=when(2))
    assert refusal(confirm, asked.pk, actor=firm.owner, at=when(3)) == ("successor-gone",)


def test_a_firm_whose_only_person_left_is_given_on_by_two_of_customs(firm, gina):
    new, ben = somebody("nora", "Nora Vale"), people().ben
    number = firm.operator.number
    asked = acted(propose, number, new.email, **WHY, actor=ben, at=when(1))
    hank = staff("hank", Capacity.ADMINISTRATOR)
    assert refusal(confirm, asked.pk, reasons="So.", actor=firm.owner, at=when(2)) == ("customs-confirms",)
    acted(confirm, asked.pk, reasons="The court named her.", actor=hank, at=when(2))
    (owner,) = capacities_of(new, when(2))
    assert (owner.operator, owner.mandate) == (firm.operator.pk, MandateKind.OWNER)
    assert part(firm.owner, firm, 2) is None
    assert list(news_for(Actor(Capacity.APPLICANT, person=firm.owner.person))) == [asked]

    again = propose(number, somebody("bo").email, **WHY, actor=gina, at=when(3))
    assert refusal(confirm, again.pk, reasons="So.", actor=gina, at=when(3)) == ("asker-confirms",)
    assert refusal(decline, again.pk, reasons="No.", actor=owner, at=when(3)) == ("customs-confirms",)
    Person.objects.filter(email="bo@example.org").update(is_active=False)
    assert refusal(confirm, again.pk, reasons="So.", actor=hank, at=when(3)) == ("successor-gone",)
    acted(decline, again.pk, reasons="No.", actor=hank, at=when(3))


def test_customs_gives_no_firm_to_its_own_nor_judges_its_own_firm(firm, gina):
    cast, number = people(), firm.operator.number
    ben = Person.objects.get(pk=cast.ben.person)
    assert refusal(propose, number, ben.email, reason=" ", actor=gina, at=when(1)) == (
        "successor-works-for-customs",
        "succession-reason-missing",
    )
    assert refusal(propose, number, somebody("bo").email, **WHY, actor=cast.dalia, at=when(1)) == (
        "not-your-capacity",
    )
    assert refusal(propose, number, "nobody@example.org", **WHY, actor=gina, at=when(1)) == (
        "successor-no-account",
    )
    joins("gina", "reader")  # the administrator acts for the firm, too
    assert refusal(propose, number, somebody("bo").email, **WHY, actor=gina, at=when(1)) == ("own-firm",)
    asked = propose(number, somebody("bo").email, **WHY, actor=cast.ben, at=when(1))
    assert refusal(confirm, asked.pk, reasons="So.", actor=gina, at=when(2)) == ("own-firm",)
    assert refusal(decline, asked.pk, reasons="So.", actor=gina, at=when(2)) == ("own-firm",)


def test_who_sees_what(firm, gina):
    cast, deputy = people(), joins("dora", "deputy")
    handed = hand_over(firm.operator.number, deputy.person, actor=firm.owner, at=when(1))
    assert [list(Succession.objects.visible_to(one)) for one in (firm.owner, deputy)] == [[handed]] * 2
    for actor in (gina, cast.ben, cast.otto, cast.dalia, Actor(Capacity.PUBLIC)):
        assert list(Succession.objects.visible_to(actor)) == []
        codes = refusal(confirm, handed.pk, reasons="So.", actor=actor, at=when(2))
        assert codes in {("not-found",), ("not-your-capacity",)}
    decline(handed.pk, actor=firm.owner, at=when(2))
    asked = ask(firm.operator.number, deputy.person, **WHY, actor=deputy, at=when(3))
    assert [list(Succession.objects.visible_to(one)) for one in (gina, cast.ben)] == [[asked]] * 2
    assert list(Succession.objects.visible_to(cast.otto)) == []


def test_the_table_itself_keeps_two_people_apart(firm):
    deputy = joins("dora", "deputy")
    asked = ask(firm.operator.number, deputy.person, **WHY, actor=deputy, at=when(1))
    for closer in (None, deputy.person):
        with pytest.raises(IntegrityError), transaction.atomic():
            Succession.objects.filter(pk=asked.pk).update(state="done", closed_by=closer)
