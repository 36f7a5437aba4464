"""The pages of notices: the bell, the list, opening, choosing, the calendar, caught mail, and who will be told."""

import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from tests.worlds import a_case, a_granted, an_operator, people, somebody, staff, when

from openaeo.bedrock import worker
from openaeo.casework import measures, requests
from openaeo.law.terms import Capacity
from openaeo.notices import calendar, catcher, telling
from openaeo.notices.concerned import Addressee
from openaeo.notices.kinds import KINDS, Group, Mail, Weight
from openaeo.notices.models import Contact, Notice, Preference
from openaeo.parties.mandates import give_mandate
from openaeo.parties.models import Person
from openaeo.web import notice_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return people()


def browser(actor):
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person))
    return client


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def tell_all(at):
    while worker.read_on(worker.READERS["notices"], at=at):
        pass


def asked(cast):
    case = a_case("assessment")
    one = requests.ask(case.number, question="Who keeps the keys?", actor=cast.ben, at=when(10))
    tell_all(when(10))
    return case, one


# --- words ----------------------------------------------------------------------------------------
def test_every_kind_weight_group_and_choice_has_words():
    assert set(notice_words.SENTENCES) == set(KINDS)
    assert set(notice_words.WEIGHTS) == set(Weight)
    assert set(notice_words.GROUPS) == set(Group)
    assert set(notice_words.MAILS) == set(Mail)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("capacity", ["applicant", "officer"])
def test_every_kind_leads_somewhere_however_little_is_known(kind, capacity):
    bare = Notice(kind=kind, capacity=capacity, params={})
    assert "%(" not in notice_words.sentence(bare)
    if kind not in {"question-asked", "question-due", "case-returned"}:
        assert notice_words.place(bare).startswith("/")


def test_dates_are_days_in_the_zone_of_the_programme():
    told = Notice(
        kind="question-asked",
        capacity="applicant",
        params={"case": "AEO-2026-0001", "due": "2026-02-05T23:59:59.999999+00:00"},
    )
    said = notice_words.sentence(told)
    assert (
        said == "Customs asked a question about application AEO-2026-0001. Please reply by 5 February 2026."
    )


# --- the list -------------------------------------------------------------------------------------
def test_the_bell_counts_and_the_list_leads_to_the_question(cast):
    case, question = asked(cast)
    client = browser(cast.amara)
    assert ", 3 unread" in text(client.get("/help"))
    listed = client.get(reverse("notices"))
    assert f"Customs asked a question about application {case.number}. Please reply by" in text(listed)
    notice = Notice.objects.get(kind="question-asked")
    answer = client.post(reverse("notice_open", args=[notice.pk]))
    assert answer["Location"] == reverse("request_reply", args=[case.number, question.pk])
    assert ", 2 unread" in text(client.get("/help"))
    assert client.post(reverse("notices_read"))["Location"] == reverse("notices")
    page = text(client.get(reverse("notices")))
    assert "2 notices are marked as read." in page
    assert "unread" not in page.lower()


def test_strangers_have_no_bell_and_no_list(client):
    assert 'class="bell"' not in client.get("/").content.decode()
    assert client.get(reverse("notices"))["Location"].startswith("/account/login/")


def test_nobody_opens_what_others_were_told(cast):
    asked(cast)
    notice = Notice.objects.get(kind="question-asked")
    assert browser(cast.otto).post(reverse("notice_open", args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_opening_acts_in_the_capacity_that_was_told(cast):
    """Chen is an officer, and prepares for Otto's firm: what the firm is told opens as the firm."""
    chen = Person.objects.get(pk=cast.chen.person)
    give_mandate(cast.other_firm.number, chen, "preparer", actor=cast.otto, at=when(0))
    a_case("assessment", firm=an_operator("otto", name="Brandt Forwarding Ltd", tin="QM000000002"))
    tell_all(when(5))
    client = browser(cast.chen)
    client.post(reverse("choose_capacity"), {"capacity": "officer:"})
    notice = Notice.objects.get(person=chen, kind="case-accepted")
    place = client.post(reverse("notice_open", args=[notice.pk]))["Location"]
    assert client.get(place).status_code == 200
    assert "Brandt Forwarding Ltd" in text(client.get(reverse("notices")))


def test_staff_without_a_second_factor_set_one_up_first(cast, settings):
    settings.REQUIRE_STAFF_MFA = True
    response = browser(cast.ben).get(reverse("notices"))
    assert (response.status_code, response["Location"]) == (302, "/account/2fa/totp/activate/")


def test_a_hundred_notices_cost_as_many_queries_as_one(cast, django_assert_max_num_queries):
    items = [
        telling.Item(
            Addressee(cast.amara.person, Capacity.APPLICANT), "case-accepted", {"case": "AEO-2026-0001"}
        )
    ]
    for place in range(100):
        telling.write(items, key=f"journal:{place}", mail=False, moment=when(place), at=when(place))
    client = browser(cast.amara)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("notices"))
    assert "Page 1 of 4" in text(page)
    assert "99+" in text(page)


# --- choosing -------------------------------------------------------------------------------------
def test_a_choice_is_kept_and_shown_again(cast):
    client, address = browser(cast.amara), reverse("notice_preferences")
    groups = [group.value for group in Group if group is not Group.PARTNERS]
    posted = dict.fromkeys(groups, "weekly") | {"language": "fr"}
    assert client.post(address, posted)["Location"] == address
    assert Person.objects.get(pk=cast.amara.person).language == "fr"
    assert set(Preference.objects.values_list("person", "group", "mail")) == {
        (cast.amara.person, group, "weekly") for group in groups
    }
    assert client.get(address).content.decode().count('value="weekly" selected') == 4


def test_somebody_without_a_mail_server_is_told_that_no_link_can_reach_them(client, settings):
    settings.MAIL_READY = False
    for email in ("amara@example.org", "nobody@example.org"):  # told alike, known or not
        page = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        assert "This installation sends no mail yet, so no link can reach you." in text(page)


def test_a_choice_that_is_none_keeps_what_was_chosen_beside_it(cast):
    page = browser(cast.amara).post(
        reverse("notice_preferences"),
        {"cases": "hourly", "dates": "never", "people": "", "partners": "never"},
    )
    assert page.status_code == 200
    assert 'value="never" selected' in page.content.decode()
    assert not Preference.objects.exists()


def test_pages_say_when_no_mail_can_be_sent(cast, settings):
    said = "This installation sends no mail yet"
    client = browser(cast.amara)
    for name in ("notices", "notice_preferences"):
        settings.MAIL_READY = False
        assert said in text(client.get(reverse(name)))
        settings.MAIL_READY = True
        assert said not in text(client.get(reverse(name)))


def test_mail_that_fails_is_said_on_every_page_and_to_administrators(cast):
    gina = staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")
    said = "Mail to your address amara@example.org does not arrive"
    client = browser(cast.amara)
    assert said not in text(client.get(reverse("help")))
    Contact.objects.create(
        person_id=cast.amara.person,
        address="amara@example.org",
        failures=2,
        failing_since=when(3),
        last_error="550 no such user",
    )
    assert said in text(client.get(reverse("help")))
    assert "does not arrive" not in text(browser(cast.otto).get(reverse("help")))
    people_page = text(browser(gina).get(reverse("people")))
    assert "Mail does not arrive" in people_page
    assert "550 no such user" in people_page


# --- calendar -------------------------------------------------------------------------------------
def test_a_calendar_is_given_to_whoever_knows_its_address(cast, client):
    asked(cast)
    owner = browser(cast.amara)
    owner.post(reverse("calendar_renew"))
    feed = re.search(
        r"/calendar/[\w-]+\.ics", owner.get(reverse("notice_preferences")).content.decode()
    ).group()
    answer = client.get(feed)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.decode().startswith("BEGIN:VCALENDAR\r\n")
    owner.post(reverse("calendar_renew"))
    assert client.get(feed).status_code == 404
    assert calendar.key_of(cast.amara) not in feed


def test_each_deadline_has_its_file_on_both_sides(cast):
    case = a_case("assessment")
    address = reverse("date_file", args=[f"decision-{case.number}"])
    for actor, page in ((cast.amara, "case_timeline"), (cast.ben, "case")):
        client = browser(actor)
        assert address in client.get(reverse(page, args=[case.number])).content.decode()
        answer = client.get(address)
        assert f"SUMMARY:Decision due: application {case.number}" in answer.content.decode()
    assert browser(cast.otto).get(address).status_code == 404


# --- who will be told -----------------------------------------------------------------------------
def test_a_step_says_who_will_be_told_before_it_is_taken(cast):
    case = a_case("decision")
    give_mandate(cast.firm.number, somebody("lena"), "preparer", actor=cast.amara, at=when(11))
    page = text(browser(cast.dalia).get(reverse("decide", args=[case.number])))
    assert "Who will be told if you grant 2 people who act for the firm 1 case officer" in page
    assert "Who will be told if you refuse 2 people who act for the firm 1 case officer" in page
    page = text(browser(cast.dalia).get(reverse("case_act", args=[case.number, "send-back"])))
    assert "Who will be told 2 people who act for the firm 1 case officer" in page


def test_taking_a_case_over_says_that_the_colleague_is_told(cast):
    case = a_case("assessment")
    page = text(browser(cast.chen).get(reverse("case_act", args=[case.number, "take-on"])))
    assert "Who will be told 1 person who acts for the firm 1 officer who had the case before" in page


def test_a_measure_says_who_will_be_told(cast):
    held = a_granted()
    proposed = text(browser(cast.ben).get(reverse("measure_propose", args=[held.number])))
    assert "Who will be told 1 person who acts for the firm 1 decider" in proposed
    one = measures.propose(
        held.number, kind="suspend", ground="criteria-not-met", grounds="Gate.", actor=cast.ben, at=when(30)
    )
    page = text(browser(cast.dalia).get(reverse("measure", args=[one.pk])))
    assert (
        "Who will be told if you take it 1 person who acts for the firm 1 person who proposed it "
        "1 person at the recognition desk" in page
    )


def test_a_trader_reads_no_number_of_officers(cast):
    give_mandate(cast.firm.number, somebody("lena"), "preparer", actor=cast.amara, at=when(0))
    page = text(browser(cast.amara).get(reverse("submit", args=[a_case("draft", firm=an_operator()).number])))
    assert (
        "Who will be told 1 colleague who acts for your firm the officers of customs who deal with it" in page
    )


# --- the mail catcher -----------------------------------------------------------------------------
def test_a_demonstration_shows_the_mail_it_caught(settings, tmp_path, client):
    settings.MAIL_CAUGHT_DIR = tmp_path / "mail"
    settings.EMAIL_BACKEND = "openaeo.notices.catcher.Catcher"
    EmailMessage(
        "Grüße <b>", "Zeile 1\nاقرأ", to=["amara@example.org"], headers={"Content-Language": "ar"}
    ).send()
    assert client.get(reverse("demo_mail")).status_code == 404
    assert catcher.caught() == []
    settings.DEMO = True
    page = client.get(reverse("demo_mail")).content.decode()
    assert "Grüße &lt;b&gt;" in page
    assert "Zeile 1\nاقرأ" in page
    assert 'lang="ar"' in page


def test_the_catcher_keeps_the_newest(settings, tmp_path, monkeypatch):
    settings.MAIL_CAUGHT_DIR, settings.DEMO = tmp_path / "mail", True
    settings.EMAIL_BACKEND = "openaeo.notices.catcher.Catcher"
    monkeypatch.setattr(catcher, "MOST", 3)
    for place in range(5):
        EmailMessage(f"Mail {place}", "text", to=["amara@example.org"]).send()
    assert [mail.subject for mail in catcher.caught()] == ["Mail 4", "Mail 3", "Mail 2"]
