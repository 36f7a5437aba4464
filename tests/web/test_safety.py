"""What the pages owe to their readers' safety: nothing kept by caches, no way out to elsewhere, no file that acts."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.web.addresses import PAPER, PEOPLE, addresses, browser, fill, world
from tests.web.test_audiences import AUDIENCE, answered
from tests.worlds import PASSWORD, a_granted, somebody

from openaeo.bedrock import files, journal
from openaeo.bedrock.models import StoredFile
from openaeo.config.accounts import AccountAdapter
from openaeo.parties.models import Person
from openaeo.register.models import Authorisation
from openaeo.web import shell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_rate_limits(settings):
    """Let the same forms be sent very often; the limits are the sign-in package's own."""
    settings.ACCOUNT_RATE_LIMITS = False


ELSEWHERE = (
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "http:///evil.example",
    "javascript:alert(1)", "http://testserver@evil.example/", "https:evil.example", "\t//evil.example", "http://[::1",
)  # fmt: skip
NAMES = {
    "../../etc/passwd.txt": "passwd.txt",
    "..\\..\\boot.txt": "boot.txt",
    "a&quot;; filename=evil.html; x.txt": 'a"; filename=evil.html; x.txt',
    "gate\u202etxt.exe.txt": "gatetxt.exe.txt",
    "a&#13;&#10;Set-Cookie: x=1.txt": "aSet-Cookie: x=1.txt",
    "Torplan 2026 – مخطط 🙂.txt": "Torplan 2026 – مخطط 🙂.txt",
}


# --- caches ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [role for role in PEOPLE if role != "anonymous"])
def test_what_somebody_signed_in_sees_is_kept_nowhere(role):
    filled, client = world(), browser(role)
    wrong = {}
    for address in addresses():
        response, _ = answered(client, "get", fill(address, filled))
        if role in AUDIENCE[address.key] and "no-store" not in response.get("Cache-Control", ""):
            wrong[address.key] = response.get("Cache-Control")
    assert wrong == {}


def test_what_everybody_sees_may_be_kept(client):
    assert "Cache-Control" not in client.get("/").headers


# --- ways out -------------------------------------------------------------------------------------
@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_form_leads_out(client, target):
    assert client.post("/language", {"language": "en", "next": target})["Location"] == "/"
    person = somebody("grace")
    client.force_login(person)
    assert client.post("/capacity", {"capacity": "x", "next": target})["Location"] == "/"
    signed_in = Client().post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": target}
    )
    assert "evil" not in signed_in.get("Location", "")


def test_no_page_may_be_framed_but_evidence_by_its_own(client):
    filled = world()
    ben = browser("ben")
    for address in addresses():
        response, _ = answered(ben, "get", fill(address, filled))
        if response.status_code == 200 and address.name not in {
            "evidence_file",
            "cure_file",
            "account_paper",
        }:
            assert response["X-Frame-Options"] == "DENY", address.key
            assert "frame-ancestors 'none'" in response["Content-Security-Policy"], address.key


def test_the_demonstration_s_switch_is_nowhere_else(client, settings):
    person = somebody("grace")
    for asked in (person.email, "", "x\x00y"):
        assert client.post("/demo", {"person": asked}).status_code == 404
    settings.DEMO = True
    for asked in (person.email, "", "x\x00y"):  # nobody but the demonstration's own people
        assert client.post("/demo", {"person": asked}).status_code == 404


def test_signing_in_begins_a_new_session(client):
    person = somebody("grace")
    client.post("/language", {"language": "fr"})
    client.session["planted"] = 1
    client.cookies["sessionid"] = "0123456789abcdefghijklmnopqrstuv"
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert client.cookies["sessionid"].value != "0123456789abcdefghijklmnopqrstuv"


# --- second factor --------------------------------------------------------------------------------
def test_staff_who_owe_the_second_factor_get_no_hidden_certificate(settings):
    filled = world()
    at = reverse("certificate_pdf", args=[filled["certificate.number"]])
    assert answered(browser("ben"), "get", at)[0].status_code == 200
    settings.REQUIRE_STAFF_MFA = True
    assert browser("ben").get(at).status_code == 404
    assert answered(browser("amara"), "get", at)[0].status_code == 200


# --- who is not shown -----------------------------------------------------------------------------
def test_the_code_on_the_paper_names_nobody_who_is_not_shown(client):
    held = a_granted(public=False)
    text = client.get(reverse("check", args=[held.check_code])).content.decode()
    assert held.number in text
    assert "Almadi" not in text
    for at in (f"/register?q={held.number}", "/register?q=almadi", f"/check/{held.number}", "/register"):
        assert "Almadi Spices" not in client.get(at).content.decode()
    assert client.get(f"/api/register/{held.number}").status_code == 404
    assert client.get(f"/certificate/{held.number}.pdf").status_code == 404
    assert Authorisation.objects.get().public is False


# --- files ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NAMES)
def test_a_file_s_name_is_only_a_name(name):
    filled, amara = world("draft"), browser("amara")
    at = reverse("evidence_add", args=[filled["number"], "A2"])
    answered(amara, "post", at, {"file": SimpleUploadedFile("x.txt", b"words")})  # a name of its own
    upload = SimpleUploadedFile("y.txt", b"other words")
    upload._name = name
    assert answered(amara, "post", at, {"file": upload})[0].status_code == 302
    from openaeo.casework.models import Document

    newest = Document.objects.order_by("-pk").first()
    assert newest.name == NAMES[name]
    response, content = answered(amara, "get", reverse("evidence_open", args=[newest.pk]))
    assert content == "other words"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert not re.search(r"[\r\n]", response["Content-Disposition"])
    assert "Set-Cookie" not in response.headers


def test_evidence_opens_in_a_sandbox():
    filled = world()
    at = reverse("evidence_file", args=[filled["number"], filled["evidence_file.pk"]])
    response, content = answered(browser("ben"), "get", at)
    assert content.encode() == PAPER
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert (response["X-Content-Type-Options"], response["X-Frame-Options"]) == ("nosniff", "SAMEORIGIN")


def test_a_file_that_the_store_has_lost_is_not_found():
    filled = world()
    files.path_of(StoredFile.objects.get(media_type="text/csv", size=len(PAPER)).digest).unlink()
    for role, name, values in (
        ("amara", "evidence_open", [filled["evidence_open.pk"]]),
        ("ben", "evidence_file", [filled["number"], filled["evidence_file.pk"]]),
    ):
        assert browser(role).get(reverse(name, args=values)).status_code == 404


@pytest.mark.parametrize("role", ["anonymous", "amara"])
def test_far_too_much_is_refused_before_it_is_kept(role, settings):
    world("draft")
    settings.MAX_UPLOAD_BYTES = 10_000
    response = browser(role).post("/language", {"x": SimpleUploadedFile("x.bin", b"x" * 30_000)})
    assert response.status_code == 413
    assert "too much to send at once" in response.content.decode()
    assert (
        browser(role).post("/language", {"x": SimpleUploadedFile("x.bin", b"x" * 15_000)}).status_code == 302
    )


# --- forms without fields, and twice --------------------------------------------------------------
def test_a_refusal_finds_its_place_on_a_form_that_was_never_filled_in():
    filled, amara = world("granted"), browser("amara")
    at = reverse("evidence_remove", args=[filled["number"], "A1", filled["evidence_remove.pk"]])
    response, content = answered(amara, "post", at)
    assert response.status_code == 200
    assert "errors-title" in content


def test_a_second_click_on_signing_up_makes_nobody_and_tells_nothing(client, monkeypatch):
    form = {"name": "Zoë Tester", "email": "zoe@example.org", "password1": PASSWORD}
    first = client.post(reverse("account_signup"), form)
    second = RequestFactory().post(reverse("account_signup"), form)
    second.moment = first.wsgi_request.moment
    from allauth.core.exceptions import ImmediateHttpResponse

    class Form:
        cleaned_data = form

    with pytest.raises(ImmediateHttpResponse) as leaving:
        AccountAdapter().save_user(second, Person(), Form())
    assert isinstance(leaving.value.response, HttpResponse)
    assert leaving.value.response["Location"] == first["Location"]
    assert Person.objects.filter(email="zoe@example.org").count() == 1


# --- the journal ----------------------------------------------------------------------------------
def test_the_journal_keeps_no_secret_and_no_evidence():
    world()
    told = " ".join(f"{entry.subject} {entry.body}" for entry in journal.since(0, limit=5000))
    for person in Person.objects.all():
        assert person.email not in told
        assert person.password not in told
    assert "gate 3" not in told  # what stands in the evidence; its name and digest may be told
    assert PASSWORD not in told


def test_a_search_is_fit_for_a_query():
    request = RequestFactory().get("/", {"q": f"  a\x00b{'x' * 500} "})
    assert shell.sought_in(request) == ("ab" + "x" * 500)[: shell.MAX_SOUGHT]
    assert shell.sought_in(RequestFactory().get("/")) == ""
