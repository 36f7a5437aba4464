"""The post: what is queued and when, tries and pauses, giving up, and how an address fares."""

import smtplib
import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, connections
from tests.worlds import a_case, somebody, when

from openaeo.casework import requests
from openaeo.notices import inbox, post, tasks
from openaeo.notices.kinds import Group, Mail
from openaeo.notices.letters import Letter
from openaeo.notices.models import TROUBLED, Contact, Delivery, Notice
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db
LINK = Letter("OpenAEO: Password reset", "https://aeo.example.org/account/password/reset/key/x/")


class Broken(BaseEmailBackend):
    """A mail server that answers with the fault it is told to."""

    fault: Exception = OSError("connection refused")

    def send_messages(self, _messages):
        raise self.fault


@pytest.fixture
def broken(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    Broken.fault = OSError("connection refused")
    return Broken


def ask(cast, case, at):
    return requests.ask(case.number, question="Who keeps the keys?", actor=cast.ben, at=at)


def queued_jobs():
    with connection.cursor() as sql:
        sql.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [post.SEND_TASK])
        return sql.fetchone()[0]


def test_a_question_reaches_the_firm_by_mail(cast, mail, deliver):
    case = a_case("assessment")
    ask(cast, case, when(10))
    assert deliver(when(10)) == 1
    (sent,) = mail
    assert sent.to == ["amara@example.org"]
    assert sent.subject == f"Something waits for you in application {case.number}."
    row = Delivery.objects.get()
    assert (row.sent_at, row.failed_at, row.tries, row.content) == (when(10), None, 1, {})
    assert row.notices.get().kind == "question-asked"
    assert queued_jobs() == 1  # the worker is woken once for it
    assert deliver(when(10)) == 0


def test_without_a_mail_server_nothing_is_queued(cast, settings, deliver, mailoutbox):
    settings.MAIL_READY = False
    ask(cast, a_case("assessment"), when(10))
    assert deliver(when(10)) == 0
    assert (Delivery.objects.count(), queued_jobs(), mailoutbox) == (0, 0, [])
    assert Notice.objects.filter(kind="question-asked").count() == 1  # told in the product all the same


def test_old_news_goes_out_by_no_mail(cast, mail, deliver):
    ask(cast, a_case("assessment"), when(10))
    assert deliver(when(13)) == 0
    assert (mail, Notice.objects.filter(kind="question-asked").count()) == ([], 1)


def test_whoever_wants_no_mail_gets_none(cast, mail, deliver):
    inbox.choose({Group.CASES: Mail.NEVER}, actor=cast.amara)
    ask(cast, a_case("assessment"), when(10))
    assert deliver(when(10)) == 0
    assert mail == []


def test_a_failure_is_tried_again_with_growing_pauses_and_given_up(cast, mail, broken, tell_all):
    ask(cast, a_case("assessment"), when(10))
    tell_all(when(10))
    moment, moments = when(10), []
    while Delivery.objects.waiting().exists():
        row = Delivery.objects.get()
        assert post.send_due(at=row.next_at - timedelta(seconds=1)) == 0
        moment = row.next_at
        moments.append(moment)
        assert post.send_due(at=moment) == 1
    assert [later - earlier for earlier, later in pairwise(moments)] == list(post.PAUSES)
    row = Delivery.objects.get()
    assert (row.tries, row.failed_at, row.sent_at) == (len(post.PAUSES) + 1, moment, None)
    assert row.last_error == "OSError: connection refused"


def test_one_bad_mail_does_not_hold_up_the_others(cast, mail, tell_all):
    ask(cast, a_case("assessment"), when(10))
    tell_all(when(10))
    bad = Delivery.objects.create(
        address="x@example.org",
        purpose="account:odd",
        content={"nonsense": 1},
        created_at=when(1),
        next_at=when(1),
    )
    assert post.send_due(at=when(10)) == 2
    assert len(mail) == 1
    bad.refresh_from_db()
    assert (bad.tries, bad.sent_at) == (1, None)


@pytest.mark.parametrize(
    ("fault", "given_up"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no such user")}), True),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (450, b"try later")}), False),
        (smtplib.SMTPDataError(554, b"refused"), True),
        (smtplib.SMTPDataError(451, b"later"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
    ],
)
def test_a_server_that_says_never_is_believed(cast, mail, broken, tell_all, fault, given_up):
    broken.fault = fault
    ask(cast, a_case("assessment"), when(10))
    tell_all(when(10))
    post.send_due(at=when(10))
    assert (Delivery.objects.get().failed_at is not None) == given_up


def test_an_address_that_takes_no_mail_is_found_out_and_heals(cast, mail, broken, settings, deliver):
    broken.fault = smtplib.SMTPRecipientsRefused({"amara@example.org": (550, b"no such user")})
    case = a_case("assessment")
    for day in range(TROUBLED):
        assert not inbox.bell(cast.amara).mail_fails
        ask(cast, case, when(10 + day))
        deliver(when(10 + day))
    assert inbox.bell(cast.amara).mail_fails
    contact = Contact.objects.get()
    assert (contact.failures, contact.failing_since, contact.address) == (2, when(10), "amara@example.org")
    assert not inbox.bell(cast.ben).mail_fails
    Person.objects.filter(pk=cast.amara.person).update(email="new@example.org")
    assert not inbox.bell(cast.amara).mail_fails  # another address begins anew
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    ask(cast, case, when(20))
    deliver(when(20))
    assert (Contact.objects.get().failures, mail[-1].to) == (0, ["new@example.org"])


def test_an_account_mail_pressed_twice_goes_once(cast, mail):
    assert post.hand_in(LINK, address="amara@example.org", purpose="password_reset_key", at=when(0))
    again = when(0, minutes=4)
    assert post.hand_in(LINK, address="amara@example.org", purpose="password_reset_key", at=again) is None
    assert post.hand_in(LINK, address="otto@example.org", purpose="password_reset_key", at=again)
    assert post.hand_in(LINK, address="amara@example.org", purpose="email_confirmation", at=again)
    assert post.send_due(at=again) == 3
    assert post.hand_in(
        LINK, address="amara@example.org", purpose="password_reset_key", at=when(0, minutes=6)
    )


def test_an_account_mail_is_wiped_once_it_is_sent(cast, mail):
    row = post.hand_in(LINK, address="amara@example.org", purpose="password_reset_key", at=when(0))
    assert "key/x/" in row.content["text"]
    post.send_due(at=when(0))
    row.refresh_from_db()
    assert (row.content, row.person_id, mail[0].body) == ({}, cast.amara.person, LINK.text)
    assert "List-Unsubscribe" not in mail[0].message()


def test_one_that_was_given_up_may_be_asked_for_again(cast, mail, broken):
    broken.fault = smtplib.SMTPDataError(554, b"refused")
    post.hand_in(LINK, address="amara@example.org", purpose="password_reset_key", at=when(0))
    post.send_due(at=when(0))
    assert post.hand_in(
        LINK, address="amara@example.org", purpose="password_reset_key", at=when(0, minutes=1)
    )


def test_the_job_sends_what_is_due(cast, mail):
    somebody("lena")
    post.hand_in(LINK, address="lena@example.org", purpose="password_reset_key", at=when(0))
    tasks.send_due()
    assert [one.to for one in mail] == [["lena@example.org"]]


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_are_one_mail(cast, mail):
    start, found = threading.Barrier(2), []

    def press():
        start.wait()
        try:
            found.append(
                post.hand_in(LINK, address="amara@example.org", purpose="password_reset_key", at=when(0))
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one is None for one in found) == [False, True]
    assert Delivery.objects.count() == 1
