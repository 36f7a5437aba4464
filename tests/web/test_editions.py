"""A new edition by the pages: an administrator puts it in force, everybody else reads, nothing breaks meanwhile."""

import shutil
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.worlds import a_case, answer_all, people, staff, when

from openaeo.casework import editions
from openaeo.casework.models import EditionOrder
from openaeo.casework.programme import edition_of
from openaeo.law.terms import Capacity
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return people()


@pytest.fixture
def house(cast):
    return staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")


def at_the_browser(actor):
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person))
    return client


@pytest.fixture
def gina(house):
    return at_the_browser(house)


@pytest.fixture
def officer(cast):
    return at_the_browser(cast.ben)


@pytest.fixture
def amara(cast):
    return at_the_browser(cast.amara)


def in_force(house, since=date(2026, 2, 20)):
    return editions.put_in_force(
        "qm-2027", since=since, review_by=date(2999, 6, 1), reasons="Order 7.", actor=house, at=when(40)
    )


def test_an_edition_is_read_put_in_force_and_called_off(gina, officer, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        page = officer.get(reverse("edition", args=["qm-2027"])).content.decode()
    assert ["Asks something else" in page, "once a year" in page, 'name="since"' in page] == [
        True,
        True,
        False,
    ]
    address = reverse("edition", args=["qm-2027"])
    wrong = {"since": "2001-01-01", "review_by": "2001-01-01", "reasons": "Kept words"}
    refused = gina.post(address, wrong).content.decode()
    assert ["The day is over" in refused, "Kept words" in refused, "Holders need time" in refused] == [
        True
    ] * 3
    right = {"since": "2090-01-01", "review_by": "2091-01-01", "reasons": "Order 7."}
    assert "is ordered" in gina.post(address, right, follow=True).content.decode()
    assert "Ordered ahead" in officer.get(reverse("editions")).content.decode()
    order = EditionOrder.objects.get()
    assert "once a year" in officer.get(address).content.decode(), "what is ordered is still told apart"
    told = gina.get(reverse("house_record")).content.decode()
    assert "Edition put in force" in told
    away = reverse("edition_call_off", args=[order.pk])
    assert (officer.post(away).status_code, gina.get(away).status_code) == (404, 200)
    assert "called off" in gina.post(away, follow=True).content.decode()
    assert gina.post(away).status_code == 404
    for missing in ("gone", "..", "%00"):
        assert gina.get(f"/desk/editions/{missing}/").status_code == 404


def test_a_draft_is_offered_the_move_and_takes_it(amara, house, cast):
    case = a_case("draft")
    answer_all(case, actor=cast.amara, at=when(1))
    tasks = reverse("application", args=[case.number])
    assert "A new edition" not in amara.get(tasks).content.decode()
    in_force(house)
    assert "A new edition of the criteria is in force" in amara.get(tasks).content.decode()
    address = reverse("application_edition", args=[case.number])
    page = amara.get(address).content.decode()
    assert ["Move over" in page, "Asked no more" in page, "<del>" in page, "<ins>" in page] == [True] * 4
    assert "under the edition in force now" in amara.post(address, follow=True).content.decode()
    again = amara.post(address).content.decode()
    assert "under the edition in force already" in again
    assert amara.get(address).status_code == 302


def test_a_holder_answers_what_changed_and_the_desk_reads_it(
    amara, officer, house, cast, django_assert_max_num_queries
):
    held = a_case("granted").authorisation
    certificate, desk = (
        reverse("certificate", args=[held.number]),
        reverse("authorisation", args=[held.number]),
    )
    assert "A new edition" not in amara.get(certificate).content.decode()
    in_force(house)
    assert "3 criteria are asked differently" in amara.get(certificate).content.decode()
    assert "asks 3 criteria differently" in officer.get(desk).content.decode()
    address = reverse("certificate_edition", args=[held.number])
    page = amara.get(address).content.decode()
    assert ["1 June 2999" in page, "M6-claim" in page, "I12" in page] == [True, True, False]
    answers = {"C2-claim": "met", "M6-claim": "not-yet", "C2-explanation": "Kept words"}
    refused = amara.post(address, answers).content.decode()
    assert ["Kept words" in refused, "I6 is not answered yet" in refused] == [True, True]
    refused = amara.post(address, {**answers, "I6-claim": "met"}).content.decode()
    assert ["Kept words" in refused, "M6 is not fully met" in refused] == [True, True]
    right = {**answers, "I6-claim": "met", "M6-explanation": "Rehearsed in May."}
    sent = amara.post(address, right, follow=True).content.decode()
    assert ["Customs has your answers" in sent, "Rehearsed in May." in sent, "M6-claim" in sent] == [
        True,
        True,
        False,
    ]
    assert "What you answered" in amara.get(certificate).content.decode()
    with django_assert_max_num_queries(15):
        read = officer.get(desk).content.decode()
    assert ["Rehearsed in May." in read, "asks 3 criteria" in read] == [True, False]
    assert "the review was given already" in amara.post(address, right).content.decode()


def test_an_edited_edition_is_explained_and_nothing_is_lost(amara, officer, tmp_path, settings):
    case = a_case("assessment")
    settings.EDITIONS_DIR = shutil.copytree(settings.EDITIONS_DIR, tmp_path / "editions")
    sheet = settings.EDITIONS_DIR / "safe-2021" / "criteria.toml"
    word = edition_of(case).criteria[0].text["en"]
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace(word, word + " Always."), encoding="utf-8")
    desk = officer.get(reverse("case", args=[case.number]))
    trader = amara.get(reverse("case_timeline", args=[case.number]))
    assert (desk.status_code, "cannot be read now" in desk.content.decode()) == (503, True)
    assert ("with hash" in desk.content.decode(), "with hash" in trader.content.decode()) == (True, False)
    assert officer.get(reverse("inbox")).status_code == 200
    shutil.rmtree(settings.EDITIONS_DIR / "safe-2021")
    gone = officer.get(reverse("case", args=[case.number]))
    listed = officer.get(reverse("editions")).content.decode()
    assert (gone.status_code, "Cannot be read" in listed) == (503, True)
