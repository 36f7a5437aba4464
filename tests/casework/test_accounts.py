"""An account on request, through the verbs: asked, confirmed, asked back, opened, refused, lapsed, removed."""

import io

import pytest
from tests.worlds import acted, an_operator, people, refusal, staff, when

from openaeo.bedrock import files, worker
from openaeo.bedrock.actors import ANYBODY
from openaeo.bedrock.models import JournalEntry, StoredFile
from openaeo.casework import accounts
from openaeo.casework.models import AccountEnclosure, AccountRequest
from openaeo.law.accounts import AccountPaper
from openaeo.law.terms import Capacity
from openaeo.notices import accounts as letters
from openaeo.notices.models import Delivery, Notice
from openaeo.parties.listed import ListedFirm, registered
from openaeo.parties.models import Mandate, Operator, Person, Succession
from openaeo.parties.onboarding import Firm, capacities_of

pytestmark = pytest.mark.django_db
WHO = {"email": "Uma@example.org ", "name": "Uma Falk", "part": "Director", "language": "en"}
PAPERS = (AccountPaper.EXTRACT, AccountPaper.AUTHORITY)


def firm(tin="QM000000077", name="Slate Curlew Ltd"):
    return Firm(name, tin, "qm", address="1 Quay")


def scan(day=1, text=b"an extract"):
    return files.keep(io.BytesIO(text), "application/pdf", at=when(day)), "extract.pdf"


def confirmed(day=1, **other):
    asked = accounts.ask(firm(**other), **WHO, at=when(day))
    return accounts.confirm(asked.pk, dict.fromkeys(PAPERS, scan(day)), at=when(day))


def told(at):
    """The worker's part: mails and notices."""
    for name in ("account-mail", "notices"):
        while worker.read_on(worker.READERS[name], at=at):
            pass


def mails():
    return list(Delivery.objects.order_by("pk").values_list("address", "content"))


def test_from_asking_to_an_open_account():
    cast, gina = people(), staff("gina", Capacity.ADMINISTRATOR)
    told(when(1))
    Notice.objects.all().delete()
    Delivery.objects.all().delete()
    asked = acted(accounts.ask, firm(), **WHO, at=when(1))
    assert AccountRequest.objects.visible_to(cast.ben).count() == 0  # before the address is proved
    told(when(1))
    ((address, content),) = mails()
    assert (address, asked.code in content["text"], "/ask-account/confirm/" in content["text"]) == (
        "uma@example.org",
        True,
        True,
    )
    assert (letters.behind(letters.key_of(asked.pk)), letters.behind("made-up")) == (asked.pk, None)
    some = {AccountPaper.EXTRACT: scan()}
    assert refusal(accounts.confirm, asked.pk, some, at=when(5)) == (
        "account-link-over",
        "account-paper-missing",
    )
    assert refusal(accounts.open_account, asked.pk, actor=cast.ben, at=when(1)) == ("not-found",)
    acted(accounts.confirm, asked.pk, dict.fromkeys(PAPERS, scan()), at=when(2))
    told(when(2))
    assert set(Notice.objects.values_list("kind", "person_id")) == {
        ("account-asked", cast.ben.person),
        ("account-asked", cast.chen.person),
    }
    assert refusal(accounts.answer, asked.pk, "Here.", at=when(2)) == ("not-from-here",)
    for actor in (cast.dalia, cast.amara, cast.efua, ANYBODY):
        assert AccountRequest.objects.visible_to(actor).count() == 0
        for verb in (accounts.open_account, accounts.refuse, accounts.ask_more):
            words = () if verb is accounts.open_account else ("Words.",)
            assert refusal(verb, asked.pk, *words, actor=actor, at=when(2)) == ("not-your-capacity",)
    put = acted(accounts.ask_more, asked.pk, "A newer one?", wants_paper=True, actor=gina, at=when(3))
    assert refusal(accounts.answer, asked.pk, " ", at=when(4)) == ("reply-empty", "account-paper-missing")
    acted(accounts.answer, asked.pk, "Here.", scan(4, b"newer"), at=when(4))
    assert AccountRequest.objects.get().due_at < put.due_at  # the turn of customs again, with days of its own
    opened = acted(accounts.open_account, asked.pk, actor=cast.ben, at=when(5))
    person, operator = Person.objects.get(email="uma@example.org"), Operator.objects.get(tin="QM000000077")
    assert (opened.person, opened.operator, person.has_usable_password()) == (person, operator, False)
    assert [actor.mandate for actor in capacities_of(person, when(5))] == ["owner"]
    told(when(5))
    assert "/account/password/reset/key/" in mails()[-1][1]["text"]
    assert refusal(accounts.refuse, asked.pk, "Late.", actor=cast.ben, at=when(6)) == ("not-from-here",)
    bodies = str(list(JournalEntry.objects.filter(topic=accounts.TOPIC).values_list("body", flat=True)))
    assert ("uma" in bodies, "Slate" in bodies, asked.code in bodies) == (False, False, False)


def test_a_firm_has_one_account_and_nobody_opens_their_own():
    cast, gina = people(), staff("gina", Capacity.ADMINISTRATOR)
    second = confirmed(tin=cast.firm.tin, name="Almadi Spice Ltd")
    against = accounts.against(second, at=when(2))
    assert (against.firm, [one.person_id for one in against.people]) == (cast.firm, [cast.amara.person])
    assert refusal(accounts.open_account, second.pk, actor=cast.ben, at=when(2)) == ("account-firm-known",)
    like = confirmed(2.5, name="Almadi Spicez")
    assert (accounts.against(like, at=when(3)).firm, accounts.against(like, at=when(3)).alike) == (
        None,
        cast.firm,
    )
    Mandate.objects.create(
        person_id=gina.person, operator=cast.firm, kind="reader", since=when(0), until=when(1)
    )
    assert refusal(accounts.refuse, second.pk, "No.", actor=gina, at=when(3)) == ("own-firm",)
    assert [one.pk for one in AccountRequest.objects.visible_to(gina).of_others(gina)] == [like.pk]
    acted(accounts.refuse, second.pk, "Ask its owner.", actor=cast.ben, at=when(3))
    # A firm from a list has nobody: its owner is proposed, and a second person confirms.
    row = ("QM000000099", "Grey Plover Ltd", "", "QM", "3 Quay", ("importer",), False, ())
    registered([ListedFirm(*row)], at=when(1))
    bare = confirmed(4, tin="QM000000099", name="Grey Plover Ltd")
    acted(accounts.open_account, bare.pk, actor=cast.ben, at=when(4))
    proposed = Succession.objects.get()
    assert (proposed.successor.email, proposed.asked_by_id, proposed.state) == (
        "uma@example.org",
        cast.ben.person,
        "open",
    )
    assert Mandate.objects.filter(person=proposed.successor).count() == 0


def test_what_comes_to_nothing_ends_and_goes():
    ben = people().ben
    never = accounts.ask(firm(), **WHO, at=when(0))
    silent, back = confirmed(0), confirmed(0.5)
    assert refusal(accounts.ask, firm(), **WHO, at=when(0.6)) == ("account-too-many",)
    faults = refusal(accounts.ask, firm(tin="?", name=" "), **{**WHO, "email": " "}, at=when(3))
    assert faults == ("name-missing", "email-missing", "identifier-characters")
    accounts.ask_more(silent.pk, "Which?", actor=ben, at=when(1))
    acted(accounts.withdraw, back.pk, at=when(1))
    assert refusal(accounts.withdraw, back.pk, at=when(1)) == ("not-from-here",)
    assert accounts.tidy(when(2)) == 0
    assert accounts.tidy(when(4)) == 2  # lapsed, and gone: who never confirmed leaves nothing
    assert AccountRequest.objects.filter(pk=never.pk).count() == 0
    assert accounts.tidy(when(20)) == 1
    silent.refresh_from_db()
    assert (silent.state, accounts.tracked("uma@EXAMPLE.org", silent.code.lower())) == ("lapsed", silent)
    assert (accounts.tracked("ula@example.org", silent.code), accounts.tracked(WHO["email"], "X")) == (
        None,
        None,
    )
    assert (accounts.due_to_go(when(366)), accounts.due_to_go(when(367))) == ([], [back.pk])
    assert accounts.tidy(when(420)) == 2
    assert (AccountRequest.objects.count(), AccountEnclosure.objects.count(), StoredFile.objects.count()) == (
        0,
        0,
        0,
    )


@pytest.fixture
def reviewed(programmes):
    """Customs looks before any account is opened."""
    sheet = programmes / "qm" / "programme.toml"
    sheet.write_text(sheet.read_text().replace("review = false", "review = true"))


def test_where_customs_looks_first_nobody_registers_alone(reviewed):
    actor = an_operator("otto").owner
    assert refusal(accounts.register, firm(), actor=actor, at=when(1)) == ("account-review-first",)
    assert accounts.sign_up_open("made-up", at=when(1)) is False
