"""The trader's page of one criterion: every part of an answer, kept as typed and saved while it is typed."""

import pytest
from django.urls import reverse
from django.utils.html import escape
from tests.worlds import a_case, people, when

from openaeo.casework import alternatives, application, assessment
from openaeo.casework.facts import said_by
from openaeo.casework.programme import guidebook
from openaeo.law.questionnaire import Said
from openaeo.law.terms import Claim
from openaeo.parties.mandates import give_mandate
from openaeo.parties.models import Operator, Person
from openaeo.parties.onboarding import add_site

TEXT, WHY = "Two people carry the key.", "Nobody is alone with goods."
HX = {"HX-Request": "true"}


@pytest.fixture
def draft(cast):
    return a_case("draft")


def address(case, criterion="A1"):
    return reverse("criterion_answer", args=[case.number, criterion])


def site(cast, name="Depot"):
    return add_site(
        cast.firm.number,
        name=name,
        address="9 Dock Road",
        purpose="Storage",
        customs_relevant=True,
        actor=cast.amara,
        at=when(0),
    )


def test_every_part_is_saved_and_shown_again(amara, cast, draft):
    depot = site(cast)
    form = {
        "claim": "partly",
        "explanation": "How.",
        "procedure": "SOP-07 §3",
        "sites": [depot.pk],
        "alternative": TEXT,
        "equivalence": WHY,
        "statement": "on",
    }
    assert amara.post(address(draft), form).status_code == 302
    assert said_by(draft)["A1"] == Said(
        *("A1", Claim.PARTLY, "How."),
        procedure="SOP-07 §3",
        sites=frozenset({depot.pk}),
        alternative=TEXT,
        equivalence=WHY,
        stated=True,
    )
    page = amara.get(address(draft))
    assert page.context["form"].initial == {**form, "statement": True}
    assert '<details class="more" open>' in page.content.decode()
    summary = amara.get(reverse("check_answers", args=[draft.number])).content.decode()
    assert [words in summary for words in ("SOP-07 §3", "Depot", TEXT, WHY, "Stated by the owner:")] == [
        True
    ] * 5


def test_a_firm_with_one_site_is_not_asked_which(amara, cast, draft):
    assert "For which sites" not in amara.get(address(draft)).content.decode()
    site(cast)
    assert "For which sites" in amara.get(address(draft)).content.decode()


def test_what_an_answer_lacks_is_told_while_it_is_typed(amara, draft):
    saved = amara.post(address(draft), {"claim": "met", "alternative": TEXT}, headers=HX).content.decode()
    assert ("Saved" in saved, "needs both texts" in saved) == (True, True)
    assert said_by(draft)["A1"].alternative == TEXT
    assert "needs both texts" in amara.get(address(draft)).content.decode()
    long = amara.post(address(draft), {"claim": "met", "procedure": "x" * 301}, headers=HX).content.decode()
    assert ("Not saved yet:" in long, "Procedure or document it is in:" in long) == (True, True)


@pytest.mark.parametrize(
    ("size", "kind", "note", "box"),
    [
        ("micro", "owner", True, True),
        ("small", "owner", True, True),
        ("small", "preparer", True, False),
        ("medium", "owner", False, False),
    ],
)
def test_only_the_owner_of_a_small_firm_is_offered_a_statement(
    amara, sign_in, cast, draft, size, kind, note, box
):
    Operator.objects.filter(pk=cast.firm.pk).update(size=size)
    client = amara
    if kind == "preparer":
        person = Person.objects.create_user("pia@example.org", name="Pia")
        give_mandate(cast.firm.number, person, "preparer", actor=cast.amara, at=when(0))
        client = sign_in("pia")
    page = client.get(address(draft)).content.decode()
    assert ("simple proof is enough" in page, "I state this as the owner" in page) == (note, box)
    client.post(address(draft), {"claim": "met", "statement": "on"})
    assert said_by(draft)["A1"].stated is box


def test_the_trader_sees_what_customs_decided_and_why_but_not_who(amara):
    case, cast = a_case("returned"), people()
    application.answer(
        case.number,
        "A1",
        claim=Claim.MET,
        explanation="",
        alternative=TEXT,
        equivalence=WHY,
        actor=cast.amara,
        at=when(4),
    )
    application.submit(case.number, declared_name="Amara", actor=cast.amara, at=when(5))
    waiting = amara.get(address(case)).content.decode()
    assert "Customs has not decided yet" in waiting
    assessment.accept(case.number, actor=cast.ben, at=when(6))
    alternatives.judge(case.number, "A1", approve=False, reason="One gate only.", actor=cast.ben, at=when(7))
    for page in (address(case), reverse("case_timeline", args=[case.number])):
        told = amara.get(page).content.decode()
        assert ("Not accepted as of equal effect" in told, "One gate only." in told, "Ben Osei" in told) == (
            True,
            True,
            False,
        )


def test_help_stands_beside_the_question_and_what_is_enough_for_a_small_firm(amara, cast, draft):
    help_ = guidebook("safe-2021").on("A1")
    page = amara.get(address(draft)).content.decode()
    assert [escape(text["en"]) in page for text in (help_.indicator, *help_.solutions, help_.small)] == [
        True
    ] * 5
    assert '<details class="more"><summary>Help:' in page
    Operator.objects.update(size="large")
    assert escape(help_.small["en"]) not in amara.get(address(draft)).content.decode()
