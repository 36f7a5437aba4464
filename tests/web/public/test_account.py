"""Signing up, signing in and the second factor look like the house and keep its security rules."""

import base64
import re
import time
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from tests.web.test_shell import inline
from tests.worlds import PASSWORD, somebody

from openaeo.bedrock import journal
from openaeo.notices import post
from openaeo.notices.models import Delivery
from openaeo.parties.models import Person

NEW = {"name": "Zoë <b>Tester", "email": "Zoe@Example.org", "password1": PASSWORD}


@pytest.fixture
def known(db):
    person = somebody("grace")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def test_a_sign_up_makes_a_person_with_a_name_and_is_in_the_journal(client, db, settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.cookies["django_language"] = "fr"
    response = client.post(reverse("account_signup"), NEW)
    assert response.status_code == 302
    person = Person.objects.get(email="zoe@example.org")
    assert (person.name, person.language, person.check_password(PASSWORD)) == ("Zoë <b>Tester", "fr", True)
    newest = journal.since(0)[-1]
    assert (newest.act, newest.subject) == ("sign-up", str(person.pk))
    assert [message.to for message in mailoutbox] == [["zoe@example.org"]]


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"name": " "}, "name"), ({"password1": "short"}, "password1"), ({"email": "x"}, "email")],
)
def test_a_faulty_sign_up_says_where_and_makes_nobody(client, db, changed, field):
    response = client.post(reverse("account_signup"), NEW | changed)
    text = response.content.decode()
    assert f'<a href="#id_{field}">' in text
    assert "&lt;b&gt;" in text or field == "name"
    assert not Person.objects.exists()


def test_a_known_address_is_not_given_away(client, known, settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    taken = client.post(reverse("account_signup"), NEW | {"email": known.email})
    fresh = Client().post(reverse("account_signup"), NEW)
    assert (taken.status_code, taken["Location"]) == (fresh.status_code, fresh["Location"])
    assert Person.objects.filter(email=known.email).count() == 1


def test_signing_in_leads_back_to_where_one_wanted_to_go(client, known):
    credentials = {"login": known.email, "password": PASSWORD}
    response = client.post(f"{reverse('account_login')}?next=/help", credentials)
    assert (response.status_code, response["Location"]) == (302, "/help")


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(client, known):
    said = []
    for email in (known.email, "nobody@example.org"):
        response = Client().post(reverse("account_login"), {"login": email, "password": "not-the-password"})
        said.append(re.findall(r"<li>(.*?)</li>", response.content.decode()))
    assert said[0] == said[1] == ["The email address and/or password you specified are not correct."]


def test_a_second_factor_is_set_up_by_qr_code_under_the_security_policy(client, known):
    client.post(reverse("account_login"), {"login": known.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    response = client.get(reverse("mfa_activate_totp"))
    text = response.content.decode()
    assert '<img class="qr" src="data:image/svg+xml' in text
    assert inline(response) == []
    secret = response.context["form"].secret
    assert base64.b32decode(secret)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    codes = client.get(reverse("mfa_view_recovery_codes"))
    assert inline(codes) == []
    assert "Unused codes" in codes.content.decode()


def test_once_set_up_the_second_factor_is_asked_for(client, known):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(known, generate_totp_secret())
    response = client.post(reverse("account_login"), {"login": known.email, "password": PASSWORD})
    assert response["Location"].split("?")[0] == reverse("mfa_authenticate")
    assert not client.get("/").wsgi_request.user.is_authenticated


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_change_password",
        "account_logout",
        "mfa_index",
        "usersessions_list",
        "account_reset_password",
    ],
)
def test_every_account_page_is_of_the_house(client, known, name):
    client.force_login(known)
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert inline(response) == []
    assert 'class="appbar"' in response.content.decode()


def test_a_new_password_asked_for_twice_is_one_mail_and_its_link_works(client, known, settings, mailoutbox):
    settings.MAIL_READY = True
    for _twice in range(2):
        response = client.post(reverse("account_reset_password"), {"email": known.email})
        assert response["Location"] == reverse("account_reset_password_done")
    assert mailoutbox == []  # the worker sends it
    assert post.send_due(at=datetime.now(UTC)) == 1
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([known.email], "OpenAEO: Password Reset Email")
    link = re.search(r"http\S+", mail.body).group()
    assert client.get(link, follow=True).status_code == 200
    assert Delivery.objects.get().content == {}


def test_a_sign_up_is_confirmed_by_queued_mail(client, db, settings, mailoutbox):
    settings.MAIL_READY = True
    client.post(reverse("account_signup"), NEW | {"email": "yara@example.org"})
    assert [row.purpose for row in Delivery.objects.all()] == ["account:email_confirmation_signup"]
    assert post.send_due(at=datetime.now(UTC)) == 1
    assert [message.to for message in mailoutbox] == [["yara@example.org"]]
