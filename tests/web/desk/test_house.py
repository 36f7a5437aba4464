"""The administrator's pages: the house from end to end, and nothing of any case on them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.worlds import a_case, staff

from openaeo.casework.models import Case, DayOff
from openaeo.law.terms import Capacity
from openaeo.notices.models import Delivery
from openaeo.parties.models import Office, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def gina(cast):
    actor = staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person))
    return client


def read(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_offices_by_the_pages(gina):
    assert gina.post(reverse("office_open"), {"name": "North <Gate>", "region": "Coast"}).status_code == 302
    north = Office.objects.get(name="North <Gate>")
    assert "North &lt;Gate&gt;" in read(gina, "offices")
    again = gina.post(reverse("office_open"), {"name": "NORTH <gate>", "region": "Kept"}).content.decode()
    assert ("has this name already" in again, "Kept" in again) == (True, True)
    gina.post(reverse("office", args=[north.pk]), {"name": "North Harbour", "region": "Coast"})
    assert 'value="North Harbour"' in read(gina, "office", north.pk)
    gina.post(reverse("office_close", args=[north.pk]))
    north.refresh_from_db()
    assert (north.name, north.closed_at is None) == ("North Harbour", False)
    harbour = Office.objects.get(name="Harbour")
    refused = gina.post(reverse("office_close", args=[harbour.pk])).content.decode()
    assert "Posts are still held in this office" in refused
    told = read(gina, "house_record")
    assert ["North &lt;Gate&gt; → North Harbour" in told, "Office closed" in told, "Gina Ferro" in told] == [
        True,
        True,
        True,
    ]


def test_days_off_by_hand_and_by_file(gina):
    assert gina.post(reverse("days_off"), {"day": "2999-01-01", "name": "New Year"}).status_code == 302
    passed = gina.post(reverse("days_off"), {"day": "2001-01-01", "name": "Kept words"}).content.decode()
    assert ("from tomorrow on" in passed, "Kept words" in passed) == (True, True)
    good = SimpleUploadedFile("days.csv", b"day,name\n2999-01-01,Known\n2999-05-01,Labour Day\n")
    told = gina.post(reverse("days_load"), {"file": good}, follow=True).content.decode()
    assert ["1 day was added." in told, "1 day was left" in told, "Labour Day" in told] == [True] * 3
    for content, sentence in {
        b"day,name\n2999-13-01,X\n": "Line 2 names no day",
        b"\xff\xfe\x00": "not a text file",
        b"day,name\n2999-06-01,\x00\n": "not a text file",
        b"": "empty",
    }.items():
        answer = gina.post(reverse("days_load"), {"file": SimpleUploadedFile("days.csv", content)})
        assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    day = DayOff.objects.get(name="New Year")
    assert gina.post(reverse("day_take_back", args=[day.pk])).status_code == 302
    assert list(DayOff.objects.values_list("name", flat=True)) == ["Labour Day"]


def test_the_first_page_tells_programme_mail_and_record_but_no_secret(gina, settings):
    settings.MAIL_READY = True
    settings.EMAIL_HOST, settings.EMAIL_HOST_USER = "mail.example.org", "mailer-name"
    settings.EMAIL_HOST_PASSWORD = "not-to-be-read"
    shown = read(gina, "house")
    assert [one in shown for one in ("safe-2021", "mail.example.org", "Set, not shown", "From a source")] == [
        True
    ] * 4
    assert [one in shown for one in ("mailer-name", "not-to-be-read")] == [False, False]
    sent = gina.post(reverse("mail_try"), follow=True).content.decode()
    assert ("on its way to gina@example.org" in sent, "It waits to be sent." in sent) == (True, True)
    assert Delivery.objects.get().address == "gina@example.org"
    again = gina.post(reverse("mail_try"), follow=True).content.decode()
    assert ("within the last five minutes" in again, Delivery.objects.count()) == (True, 1)
    settings.MAIL_READY = False
    assert "no mail server yet" in gina.post(reverse("mail_try"), follow=True).content.decode()


def test_every_kind_of_notice_is_shown_with_who_is_told(gina):
    shown = read(gina, "notice_kinds")
    assert ["Customs asked a question" in shown, "Whoever has to keep the date" in shown] == [True, True]


def test_an_administrator_reads_nothing_of_a_case(gina, cast):
    case = a_case(at="decision")
    number = Case.objects.get(pk=case.pk).number
    actor = staff("gina", Capacity.ADMINISTRATOR)
    assert list(Case.objects.visible_to(actor)) == []
    for name, args in (("inbox", ()), ("case", (number,)), ("authorisations", ()), ("recognise", ())):
        assert gina.get(reverse(name, args=args)).status_code == 404
    for name in ("house", "house_record", "people", "offices", "days_off", "notice_kinds", "programme"):
        shown = read(gina, name)
        assert [one in shown for one in (number, "Almadi Spices")] == [False, False], name


def test_few_queries(gina, django_assert_max_num_queries):
    for name in ("house", "house_record", "offices", "days_off", "notice_kinds"):
        with django_assert_max_num_queries(15):
            gina.get(reverse(name))
