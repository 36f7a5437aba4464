"""A firm that applies anew is offered its earlier answers, sees what they are, and confirms each."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, answer_all, when

from openaeo.bedrock import files
from openaeo.casework import application, carrying, documents
from openaeo.casework.models import Case, Evidence

START = {"tier": "full", "roles": ["importer", "exporter"]}


def at(case, name, *more):
    return reverse(name, args=[case.number, *more])


@pytest.fixture
def earlier(cast):
    """An application that was withdrawn, with an expired certificate behind two answers."""
    case = a_case("draft")
    answer_all(case, actor=cast.amara, at=when(1))
    stored = files.store(io.BytesIO(b"first"), "certificate.txt", at=when(1))
    document = documents.add(
        stored, name="certificate.txt", expires_on=date(2026, 1, 20), actor=cast.amara, at=when(1)
    )
    documents.use(case.number, document.pk, ["A1", "A2"], actor=cast.amara, at=when(1))
    application.withdraw(case.number, reason="We merge.", actor=cast.amara, at=when(2))
    return case


@pytest.fixture
def again(amara, earlier):
    amara.post(reverse("application_start"), START)
    return Case.objects.get(state="draft")


def test_the_home_page_says_that_nothing_is_lost(amara, earlier):
    page = amara.get(reverse("trader_home")).content.decode()
    assert ("Apply anew" in page, "carry them forward" in page) == (True, True)


def test_a_holder_whose_authorisation_is_over_may_start_and_another_may_not(amara, cast):
    from openaeo.casework import measures

    held = a_case("granted").authorisation
    start = reverse("application_start")
    assert start not in amara.get(reverse("trader_home")).content.decode()
    measures.surrender(held.number, reason="Rest.", actor=cast.amara, at=when(30))
    assert start in amara.get(reverse("trader_home")).content.decode()


def test_starting_anew_leads_to_the_offer(amara, earlier):
    response = amara.post(reverse("application_start"), START)
    case = Case.objects.get(state="draft")
    assert response["Location"] == at(case, "application_carry")
    page = amara.get(response["Location"])
    offered = page.context["offer"]
    assert (offered.source, len(offered.comparison.carried), len(offered.documents)) == (
        earlier,
        earlier.answers.count(),
        1,
    )
    text = page.content.decode()
    assert (earlier.number in text, "Expired" in text) == (True, True)


@pytest.mark.parametrize(
    ("way", "answers", "links"), [("documents", 77, 2), ("answers", 77, 0), ("nothing", 0, 0)]
)
def test_the_trader_chooses(amara, again, way, answers, links):
    response = amara.post(at(again, "application_carry"), {"way": way})
    assert response["Location"] == at(again, "application" if way == "nothing" else "answers_carried")
    found = Evidence.objects.filter(answer__case=again).count()
    assert (again.answers.count(), found) == (answers, links)
    tasks = amara.get(at(again, "application")).content.decode()
    assert at(again, "application_carry" if way == "nothing" else "answers_carried") in tasks


def test_no_choice_is_no_act(amara, again):
    response = amara.post(at(again, "application_carry"), {"way": ""})
    assert (response.status_code, again.answers.count()) == (200, 0)
    assert "There is a problem" in response.content.decode()


def test_carried_answers_are_marked_until_confirmed(amara, again, earlier):
    amara.post(at(again, "application_carry"), {"way": "documents"})
    for name, more in (("answers_carried", ()), ("criterion_answer", ("A1",))):
        page = amara.get(at(again, name, *more)).content.decode()
        assert earlier.number in page
    assert "Check that it is still true" in amara.get(at(again, "criteria_group", "A")).content.decode()
    check = amara.get(at(again, "check_answers")).content.decode()
    assert "77 answers from an earlier application are not confirmed yet" in check

    first = amara.post(at(again, "answers_carried"), {"criteria": ["A1", "A2"]})
    assert first["Location"] == at(again, "answers_carried")
    waiting = list(carrying.waiting(again))
    assert len(waiting) == 75
    last = amara.post(at(again, "answers_carried"), {"criteria": waiting})
    assert last["Location"] == at(again, "application")
    sent = amara.post(at(again, "submit"), {"declared_name": "Amara Diallo", "true": "on"})
    assert sent["Location"] == at(again, "case_timeline")


def test_what_does_not_wait_is_named_and_what_was_ticked_stays(amara, again):
    amara.post(at(again, "application_carry"), {"way": "documents"})
    amara.post(at(again, "answers_carried"), {"criteria": ["A1"]})
    response = amara.post(at(again, "answers_carried"), {"criteria": ["A1", "A2"]})
    text = response.content.decode()
    assert ("The answer to A1 does not wait" in text, 'value="A2" checked' in text) == (True, True)
    assert "Tick at least one" in amara.post(at(again, "answers_carried")).content.decode()


def test_nothing_to_carry_leads_on(amara, cast):
    response = amara.post(reverse("application_start"), START)
    case = Case.objects.get(operator=cast.firm)
    assert response["Location"] == at(case, "application")
    assert amara.get(at(case, "application_carry"))["Location"] == at(case, "application")
    assert "No answer waits" in amara.get(at(case, "answers_carried")).content.decode()


@pytest.mark.parametrize("name", ["application_carry", "answers_carried"])
def test_nobody_else_finds_it(sign_in, again, name):
    for key in ("otto", "ben", "dalia", "efua"):
        for method in ("get", "post"):
            assert getattr(sign_in(key), method)(at(again, name)).status_code == 404
    assert again.answers.count() == 0


def test_pages_ask_as_often_for_all_answers_as_for_few(amara, again, cast):
    carrying.carry(again.number, actor=cast.amara, at=again.started_at)

    def queries(name):
        with CaptureQueriesContext(connection) as seen:
            assert amara.get(at(again, name)).status_code == 200
        return len(seen)

    many = [queries(name) for name in ("answers_carried", "application", "check_answers")]
    keep = ["A1", "A2"]
    rest = [key for key in carrying.waiting(again) if key not in keep]
    carrying.confirm(again.number, rest, actor=cast.amara, at=again.started_at)
    assert [queries(name) for name in ("answers_carried", "application", "check_answers")] == many
    assert max(many) <= 20
