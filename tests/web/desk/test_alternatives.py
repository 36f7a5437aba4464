"""An officer decides on an alternative measure, beside the answer it came with."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, people, when

from openaeo.casework import application, assessment
from openaeo.casework.models import Alternative, Case
from openaeo.law.terms import Claim

TEXT, WHY = "Two people carry the key.", "Nobody is alone with <goods>."


def proposed():
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
    assessment.accept(case.number, actor=cast.ben, at=when(6))
    return Case.objects.get(pk=case.pk)


def at(case, name="alternative", criterion="A1"):
    return reverse(name, args=[case.number, criterion])


def test_it_stands_beside_the_answer_and_leads_to_the_decision(signed_in, cast):
    case = proposed()
    page = signed_in("ben").get(at(case, "criterion")).content.decode()
    assert TEXT in page
    assert "Nobody is alone with &lt;goods&gt;." in page
    assert at(case) in page
    assert at(case) not in signed_in("dalia").get(at(case, "criterion")).content.decode()
    listed = signed_in("ben").get(reverse("case", args=[case.number, "criteria"])).content.decode()
    assert "Customs has not decided yet" in listed


@pytest.mark.parametrize(
    ("decision", "state", "words"),
    [
        ("approve", "approved", "may be found met by it"),
        ("refuse", "refused", "The criterion is met only if what it asks is there after all."),
    ],
)
def test_a_decision_is_recorded_and_told(signed_in, cast, decision, state, words):
    case = proposed()
    ben = signed_in("ben")
    answer = ben.post(at(case), {"decision": decision, "reason": "Seen by video."})
    assert answer["Location"] == at(case, "criterion")
    assert Alternative.objects.values_list("state", "reason").get() == (state, "Seen by video.")
    page = ben.get(at(case, "criterion")).content.decode()
    assert (words in page, "Ben Osei" in page, "Decide anew" in page) == (True, True, True)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"decision": "", "reason": "Kept words."}, "Choose yes or no."),
        ({"decision": "approve", "reason": " "}, "Give the reason"),
        ({"decision": "maybe", "reason": "Kept words."}, "Select a valid choice"),
    ],
)
def test_a_decision_without_its_parts_is_refused_and_kept(signed_in, cast, form, words):
    case = proposed()
    page = signed_in("ben").post(at(case), form).content.decode()
    assert (words in page, form["reason"] in page) == (True, True)
    assert Alternative.objects.get().state == "proposed"


def test_there_is_nothing_to_decide_for_others_nor_where_nothing_was_proposed_or_the_case_is_closed(
    signed_in, cast
):
    case = proposed()
    assert signed_in("ben").get(at(case, criterion="A2")).status_code == 404
    assert signed_in("ben").get(at(case, criterion="Z9")).status_code == 404
    for key in ("dalia", "efua", "amara", "otto"):
        assert signed_in(key).post(at(case), {"decision": "approve", "reason": "x"}).status_code == 404
    assert Alternative.objects.get().state == "proposed"
    application.withdraw(case.number, reason="Sold.", actor=cast.amara, at=when(8))
    assert signed_in("ben").get(at(case)).status_code == 404


def test_the_pages_ask_the_database_no_more_for_many_than_for_one(signed_in, cast):
    case = proposed()

    def queries():
        counts = []
        for page in (at(case), at(case, "criterion"), reverse("case", args=[case.number, "criteria"])):
            client = signed_in("ben")
            with CaptureQueriesContext(connection) as seen:
                assert client.get(page).status_code == 200
            counts.append(len(seen))
        return counts

    one = queries()
    for criterion in ("A2", "A3", "B1"):
        given = case.answers.get(criterion=criterion)
        Alternative.objects.create(answer=given, text=TEXT, equivalence=WHY)
    assert queries() == one
