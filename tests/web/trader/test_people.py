"""The people of a firm: each page shows who may do what, and no button that would be refused."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, a_granted, joins, somebody, when

from openaeo.law.mandates import MandateKind
from openaeo.parties import mandates, succession
from openaeo.parties.models import Invitation, Mandate, Operator, Person, Succession
from openaeo.parties.onboarding import capacities_of

WHY = {"successor": "", "reason": "Amara left in March.", "papers": "Minutes of 4 March"}


def main(response):
    """Return what stands in the main part of a page."""
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def held(key):
    return Mandate.objects.get(person__email=f"{key}@example.org")


@pytest.fixture
def let_in(cast):
    """Return a client signed in as `key`, let into Amara's firm as `kind` first when given."""

    def signed_in(key, kind=None, **more):
        person = somebody(key)
        if kind:
            joins(key, kind, **more)
        client = Client()
        client.force_login(person)
        return client

    return signed_in


def test_the_page_tells_who_may_do_what(amara, cast):
    joins("dora", "deputy")
    joins("cora", "consultant", until=when(9_000))
    mandates.invite(cast.firm.number, email="bo@example.org", kind="reader", actor=cast.amara, at=when(1))
    page = main(amara.get(reverse("firm_people")))
    for words in ("Amara Diallo", "Owner", "Dora", "Deputy", "Outside consultant", "bo@example.org"):
        assert words in page
    assert "The link is no longer good" in page  # invited in January, looked at now
    assert (reverse("firm_person", args=[held("dora").pk]) in page, "A deputy would be wise" in page) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("staff", "words"), [(1, "A deputy would be wise"), (2, "Your company needs a deputy")]
)
def test_a_firm_without_a_deputy_reads_why(amara, cast, staff, words):
    Operator.objects.filter(pk=cast.firm.pk).update(staff=staff)
    assert words in main(amara.get(reverse("firm_people")))


def test_somebody_is_invited_and_the_link_is_shown_once(amara, cast):
    form = {"email": "Nia@Example.org", "kind": "preparer"}
    page = main(amara.post(reverse("firm_invite"), form))
    (link,) = re.findall(r"http://testserver/invitation/[\w-]+", page)
    assert link.rsplit("/", 1)[1] not in main(amara.get(reverse("firm_people")))
    nia = Client()
    nia.force_login(somebody("nia"))
    assert "Accept" in main(nia.get(link))
    assert nia.post(link)["Location"] == reverse("trader_home")
    assert "Preparer, Almadi Spices Ltd" in nia.get(reverse("trader_home")).content.decode()
    again = amara.post(reverse("firm_invite"), form)
    assert "acts for the company already" in main(again)
    assert "Nia@Example.org" in main(again)


def test_a_consultant_needs_a_last_day_and_acts_through_it(amara):
    form = {"email": "cora@example.org", "kind": "consultant"}
    refused = amara.post(reverse("firm_invite"), form)
    assert refused.context["form"].errors.keys() == {"last_day"}
    for day in ("2020-01-01", "9999-12-31", "tomorrow"):
        assert amara.post(reverse("firm_invite"), {**form, "last_day": day}).context["form"].errors
    amara.post(reverse("firm_invite"), {**form, "last_day": "2099-12-31"})
    assert Invitation.objects.get().until.isoformat() == "2100-01-01T00:00:00+00:00"


def test_a_part_is_changed_and_ended(amara, cast):
    joins("nia", "preparer")
    nia = held("nia")
    assert 'value="owner"' not in main(amara.get(reverse("firm_person", args=[nia.pk])))
    amara.post(reverse("firm_person", args=[nia.pk]), {"kind": "deputy"})
    nia.refresh_from_db()
    assert nia.kind == "deputy"
    assert "Name another deputy soon" in main(amara.get(reverse("mandate_end", args=[nia.pk])))
    amara.post(reverse("mandate_end", args=[nia.pk]))
    assert amara.get(reverse("mandate_end", args=[nia.pk])).status_code == 404
    own = held("amara")
    assert "Somebody must be able to sign" in main(amara.post(reverse("mandate_end", args=[own.pk])))
    assert "reads" not in main(amara.get(reverse("firm_people")))


def test_an_invitation_is_taken_back(amara, cast):
    invited = mandates.invite(
        cast.firm.number, email="bo@example.org", kind="reader", actor=cast.amara, at=when(1)
    )
    at = reverse("invitation_take_back", args=[invited.invitation.pk])
    assert "bo@example.org" in main(amara.get(at))
    assert amara.post(at)["Location"] == reverse("firm_people")
    assert "cannot be done now" in main(amara.post(at))


def test_the_owner_hands_over_and_the_colleague_confirms(amara, let_in, cast):
    dora = let_in("dora", "deputy")
    form = {"successor": str(held("dora").person_id), "stays_as": "deputy"}
    at = amara.post(reverse("hand_over"), form)["Location"]
    assert ("Take it back" in main(amara.get(at)), "Confirm the new owner" in main(amara.get(at))) == (
        True,
        False,
    )
    assert "about to have a new owner" in main(dora.get(reverse("firm_people")))
    assert "Confirm the new owner" in main(dora.get(at))
    dora.post(at, {"confirm": ""})
    assert [held(key).kind for key in ("amara", "dora")] == ["deputy", "owner"]
    assert "New owner in place" in main(amara.get(at))


def test_a_deputy_asks_a_colleague_confirms_and_the_owner_is_told(amara, let_in, cast):
    dora, nia = let_in("dora", "deputy"), let_in("nia", "preparer")
    successor = str(held("dora").person_id)
    empty = dora.post(reverse("succession_ask"), {**WHY, "successor": successor, "reason": ""})
    assert "Minutes of 4 March" in main(empty)  # what was typed is kept
    at = dora.post(reverse("succession_ask"), {**WHY, "successor": successor})["Location"]
    assert "Confirm the new owner" not in main(dora.get(at))
    nia.post(at, {"confirm": ""})
    assert held("dora").kind == "owner"

    front = amara.get(reverse("home")).content.decode()
    assert ("has a new owner" in front, "I have read this" in front) == (True, True)
    asked = Succession.objects.get()
    amara.post(reverse("succession_read", args=[asked.pk]))
    assert "has a new owner" not in amara.get(reverse("home")).content.decode()
    assert amara.post(reverse("succession_read", args=[asked.pk])).status_code == 404
    assert amara.get(at).status_code == 404


def test_an_owner_who_is_still_there_declines(amara, let_in, cast):
    dora = let_in("dora", "deputy")
    at = dora.post(reverse("succession_ask"), {**WHY, "successor": str(held("dora").person_id)})["Location"]
    amara.post(at, {"decline": ""})
    assert Succession.objects.get().state == "declined"
    assert 'name="decline"' not in main(amara.get(at))


def test_one_line_or_ten_ask_the_same_number_of_questions(amara, cast):
    def questions():
        with CaptureQueriesContext(connection) as seen:
            assert amara.get(reverse("firm_people")).status_code == 200
        return len(seen)

    joins("dora", "deputy")
    few = questions()
    for number in range(8):
        joins(f"p{number}", "reader")
        mandates.invite(
            cast.firm.number, email=f"i{number}@x.example", kind="reader", actor=cast.amara, at=when(1)
        )
    assert questions() == few <= 15


PAGES = (
    "trader_home",
    "company",
    "sites",
    "consent",
    "firm_people",
    "firm_invite",
    "hand_over",
    "succession_ask",
)
CASE = (
    "application",
    "application_roles",
    "check_answers",
    "submit",
    "withdraw",
    "case_timeline",
    "hearing_reply",
)
BUTTONS = (
    "Start the application",
    "Go on with the application",
    "Sign and send</a>",
    "Withdraw the application</a>",
)


def offered(client, address):
    """Return the forms and the buttons that act, in the main part of the page at `address`."""
    response = client.get(address)
    assert response.status_code in {200, 302}, address
    if response.status_code == 302:
        return []
    page = main(response)
    return ["form"] * page.count('method="post"') + [one for one in BUTTONS if one in page]


@pytest.mark.parametrize("stage", ["draft", "submitted", "hearing"])
def test_a_reader_is_shown_nothing_that_would_be_refused(let_in, stage):
    case = a_case(stage)
    joins("dora", "deputy")  # so that a reader does not even ask for a new owner
    reader = let_in("rita", "reader")
    pages = [reverse(name) for name in PAGES if name != "succession_ask"]
    pages += [reverse(name, args=[case.number]) for name in CASE]
    pages += [
        reverse("criteria_group", args=[case.number, "A"]),
        reverse("criterion_answer", args=[case.number, "A1"]),
    ]
    pages += [reverse("firm_person", args=[held("dora").pk]), reverse("mandate_end", args=[held("dora").pk])]
    pages += [reverse("site_close", args=[case.operator.sites.get().pk])]
    assert {address: offered(reader, address) for address in pages} == {address: [] for address in pages}


def test_a_preparer_fills_in_and_is_told_who_signs(let_in):
    case = a_case("draft")
    nia = let_in("nia", "preparer")
    assert offered(nia, reverse("criterion_answer", args=[case.number, "A1"])) == ["form"]
    at = reverse("submit", args=[case.number])
    assert offered(nia, at) == []
    assert "As Preparer you read this" in main(nia.get(at))
    sent = nia.post(at, {"declared_name": "Nia", "true": "on"})
    assert "Your part in this company does not cover this (Preparer)." in main(sent)


def test_a_reader_reads_the_certificate(let_in):
    number = a_granted().number
    reader = let_in("rita", "reader")
    page = main(reader.get(reverse("certificate", args=[number])))
    assert (number in page, "Give up the authorisation" in page) == (True, False)
    assert offered(reader, reverse("surrender", args=[number])) == []


def test_several_firms_with_one_sign_in_are_told_apart_by_firm_and_part(sign_in, cast):
    joins("otto", "reader")
    otto = sign_in("otto")
    frame = otto.get(reverse("trader_home")).content.decode()
    assert "Owner, Brandt Forwarding Ltd" in frame
    assert "Reader, Almadi Spices Ltd" in frame
    otto.post(reverse("choose_capacity"), {"capacity": f"applicant:{cast.firm.pk}"})
    person = Person.objects.get(email="otto@example.org")
    assert "Almadi Spices Ltd" in main(otto.get(reverse("trader_home")))
    assert [actor.mandate for actor in capacities_of(person, when(1))] == [
        MandateKind.OWNER,
        MandateKind.READER,
    ]


def test_a_newcomer_is_led_to_the_firm_first(client, db):
    client.force_login(somebody("nina"))
    for name in ("firm_people", "firm_invite", "hand_over", "succession_ask"):
        assert client.get(reverse(name))["Location"] == reverse("company")


def test_otto_finds_nothing(sign_in, cast):
    joins("dora", "deputy")
    otto, pk = sign_in("otto"), held("dora").pk
    asked = succession.hand_over(cast.firm.number, held("dora").person_id, actor=cast.amara, at=when(1))
    for name in ("firm_person", "mandate_end"):
        assert otto.get(reverse(name, args=[pk])).status_code == 404
    assert otto.get(reverse("succession", args=[asked.pk])).status_code == 404
