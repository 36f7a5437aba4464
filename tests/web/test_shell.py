"""The frame around every page: who may see it, in which capacity and language, under which security rules."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, reverse
from django.utils import translation
from tests.worlds import PASSWORD, an_operator, people, somebody, when

from openaeo.bedrock.actors import ANYBODY, SYSTEM
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Person
from openaeo.parties.onboarding import appoint
from openaeo.web import shell
from openaeo.web.desk import holder_words
from openaeo.web.wording import has_wording, say

SOURCE = Path(__file__).resolve().parents[2] / "src" / "openaeo"
CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
OPEN_PAGES = [
    "/", "/help", "/ready", "/register", "/check", "/check/nope", "/account/login/", "/account/signup/",
    "/account/password/reset/", "/nothing",
]  # fmt: skip


@pytest.fixture
def cast(db):
    return people()


def browser(actor):
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person))
    return client


class Inline(HTMLParser):
    """Gathers what a strict content security policy would block."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.found += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]
        if tag == "style" or (
            tag == "script" and "src" not in names and names.get("type") != "application/json"
        ):
            self.found.append(tag)


def inline(response):
    parser = Inline()
    parser.feed(response.content.decode())
    return parser.found


# --- security -------------------------------------------------------------------------------------
def test_the_content_security_policy_is_exactly_this(client, db):
    header = client.get("/")["Content-Security-Policy"]
    assert dict(part.strip().split(" ", 1) for part in header.split(";")) == CSP


@pytest.mark.parametrize("address", OPEN_PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_has_inline_style_or_script(client, db, address, language):
    client.cookies["django_language"] = language
    response = client.get(address)
    assert inline(response) == []
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in response.content.decode()


def test_the_scanner_finds_what_it_is_for():
    parser = Inline()
    parser.feed('<p style="x"><script>1</script><a onclick="x"><style></style><script src="a"></script>')
    assert parser.found == ["p style", "script", "a onclick", "style"]


def test_no_template_has_inline_style_or_script():
    blocked = re.compile(r"""\s(style|on[a-z]+)=["']|<style|<script(?![^>]*(src=|application/json))""")
    wrong = [
        f"{path.name}: {found.group()}"
        for path in sorted((SOURCE / "web" / "templates").rglob("*.html"))
        for found in blocked.finditer(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_style_sheets_know_no_left_and_right():
    physical = re.compile(
        r"(?<![\w-])(left|right|(?:margin|padding|border)-(?:left|right)[\w-]*)\s*:|text-align:\s*(left|right)|float:\s*(left|right)"
    )
    wrong = [
        f"{path.name}: {found.group()}"
        for path in sorted((SOURCE / "web" / "static" / "house").glob("*.css"))
        for found in physical.finditer(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


# --- audiences ------------------------------------------------------------------------------------
def pages(patterns=None):
    for pattern in get_resolver("openaeo.web.urls").url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield pattern


def test_every_page_says_for_whom_it_is():
    assert [str(pattern.pattern) for pattern in pages() if not hasattr(pattern.callback, "audience")] == []


def test_strangers_are_led_to_sign_in_and_back(client, db):
    for name in ("inbox", "trader_home"):
        address = reverse(name)
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"] == f"/account/login/?next={address.replace('/', '%2F')}"


def test_a_fragment_asked_for_by_a_stranger_sends_the_whole_page_to_sign_in(client, db):
    response = client.get(reverse("inbox"), headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"][:16]) == (401, "/account/login/?")


def test_the_wrong_audience_finds_nothing(cast):
    assert browser(cast.amara).get(reverse("inbox")).status_code == 404
    assert browser(cast.ben).get(reverse("trader_home")).status_code == 404
    assert browser(cast.ben).get(reverse("inbox")).status_code == 200


def ask(view, *, actor, signed_in=True):
    request = RequestFactory().get("/x")
    request.actor, request.moment, request.session = actor, datetime.now(UTC), {}
    request.user = Person.objects.get(pk=actor.person) if signed_in else None
    return view(request)


def test_a_staff_page_may_name_its_capacities(cast):
    from django.http import Http404, HttpResponse

    view = shell.staff_page(Capacity.DECIDER)(lambda _request: HttpResponse("in"))
    assert ask(view, actor=cast.dalia).content == b"in"
    with pytest.raises(Http404):
        ask(view, actor=cast.ben)
    with pytest.raises(TypeError):
        shell.staff_page(lambda _request: HttpResponse("forgot the brackets"))


def test_staff_without_a_second_factor_set_one_up_first(cast, settings):
    settings.REQUIRE_STAFF_MFA = True
    response = browser(cast.ben).get(reverse("inbox"))
    assert (response.status_code, response["Location"]) == (302, "/account/2fa/totp/activate/")
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Staff sign in with a second factor. Set it up here; your work is unharmed."
    ]
    assert browser(cast.amara).get(reverse("trader_home")).status_code in {200, 302}


def test_staff_with_a_second_factor_come_in(cast, settings):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    settings.REQUIRE_STAFF_MFA = True
    TOTP.activate(Person.objects.get(pk=cast.ben.person), generate_totp_secret())
    assert browser(cast.ben).get(reverse("inbox")).status_code == 200


# --- capacities -----------------------------------------------------------------------------------
@pytest.fixture
def both(cast):
    """Chen owns a firm too: two capacities."""
    an_operator("chen", name="Li Tea Ltd", tin="QM000000009")
    return browser(cast.chen)


def acting(client):
    return client.get("/").wsgi_request.actor


def test_nobody_is_the_public(client, db):
    request = client.get("/").wsgi_request
    assert (request.actor, request.capacities) == (ANYBODY, [])
    assert request.moment.tzinfo is UTC


def test_the_first_capacity_is_acted_in_until_another_is_chosen(both):
    assert acting(both).capacity is Capacity.APPLICANT
    response = both.post(reverse("choose_capacity"), {"capacity": "officer:"})
    assert (response.status_code, response["Location"]) == (302, reverse("inbox"))
    assert acting(both).capacity is Capacity.OFFICER
    assert 'value="applicant:' in both.get("/").content.decode()


@pytest.mark.parametrize("wanted", ["decider:", "applicant:999", "", "officer:1"])
def test_a_capacity_not_held_is_not_given(both, wanted):
    both.post(reverse("choose_capacity"), {"capacity": wanted})
    assert acting(both).capacity is Capacity.APPLICANT


def test_a_post_that_ended_is_acted_in_no_more(cast):
    from openaeo.parties.models import Post

    person = somebody("guest")
    post = appoint(person, Capacity.OFFICER, actor=SYSTEM, at=when(0))
    client = Client()
    client.force_login(person)
    assert acting(client).capacity is Capacity.OFFICER
    Post.objects.filter(pk=post.pk).update(until=when(1))
    assert acting(client).capacity is Capacity.APPLICANT
    assert client.get(reverse("inbox")).status_code == 404


def test_somebody_who_has_just_signed_up_is_an_applicant_without_a_firm(db):
    client = Client()
    client.force_login(somebody("newcomer"))
    actor = acting(client)
    assert (actor.capacity, actor.operator, actor.name) == (Capacity.APPLICANT, None, "Newcomer")


# --- demonstration --------------------------------------------------------------------------------
@pytest.fixture
def performer(cast):
    from openaeo.parties.onboarding import sign_up

    person = sign_up(email="ben@demo.example", name="Ben Demo", password=PASSWORD, language="en", at=when(0))
    appoint(person, Capacity.OFFICER, actor=SYSTEM, at=when(0))
    return person


def test_a_visitor_of_the_demonstration_becomes_anybody_of_it(client, performer, settings):
    settings.DEMO, settings.REQUIRE_STAFF_MFA = True, True
    assert "ben@demo.example" in client.get("/").content.decode()
    response = client.post(reverse("demo_switch"), {"person": "ben@demo.example"})
    assert response["Location"] == reverse("inbox")
    assert client.get(reverse("inbox")).status_code == 200


def test_outside_a_demonstration_there_is_no_such_door(client, performer, settings):
    settings.DEMO = False
    assert "demobar" not in client.get("/").content.decode()
    assert client.post(reverse("demo_switch"), {"person": "ben@demo.example"}).status_code == 404
    assert acting(client) == ANYBODY


@pytest.mark.parametrize("email", ["ben@example.org", "nobody@demo.example", "", "%@demo.example"])
def test_real_people_are_not_to_be_had_even_in_a_demonstration(client, performer, settings, email):
    settings.DEMO = True
    assert client.post(reverse("demo_switch"), {"person": email}).status_code == 404
    assert acting(client) == ANYBODY


def test_switching_needs_a_post_with_a_token(performer, settings):
    settings.DEMO = True
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(reverse("demo_switch")).status_code == 405
    refused = strict.post(reverse("demo_switch"), {"person": "ben@demo.example"})
    assert refused.status_code == 403
    assert "Nothing was saved or changed." in refused.content.decode()


# --- languages ------------------------------------------------------------------------------------
def test_the_language_is_kept_and_leads_back(client, db):
    response = client.post(reverse("switch_language"), {"language": "ar", "next": "/register?q=a"})
    assert response["Location"] == "/register?q=a"
    assert client.get("/").headers["Content-Language"] == "ar"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_never_leaves_this_site(client, db, target):
    response = client.post(reverse("switch_language"), {"language": "zz", "next": target})
    assert response["Location"] == "/"
    assert "django_language" not in response.cookies


NOTICE = '<div class="notice"'


def test_a_page_with_untranslated_text_says_so_once_and_an_english_one_never(client, db, settings):
    settings.DEMO = False
    settings.LOCALE_PATHS = []
    translation.trans_real._translations.clear()
    try:
        client.cookies["django_language"] = "fr"
        assert client.get("/").content.decode().count(NOTICE) == 1
        client.cookies["django_language"] = "en"
        text = client.get("/").content.decode()
        assert (text.count(NOTICE), text.count("<!-- fallback-notice -->")) == (0, 0)
    finally:
        translation.trans_real._translations.clear()


def test_lookups_outside_a_page_are_not_gathered():
    from openaeo.web.language import lacking_here

    with translation.override("fr"):
        translation.gettext("no catalogue knows this")
    assert lacking_here() == frozenset()


def test_what_fell_back_is_marked_as_english():
    from openaeo.web.components import worded

    with translation.override("fr"):
        assert (
            worded({"en": "Seals & locks"}) == '<span lang="en" dir="ltr" class="en">Seals &amp; locks</span>'
        )
        assert worded({"en": "Seals", "fr": "Scellés"}) == "Scellés"
        assert "Scellés" in worded({"fr": "Scellés"}, {"fr"})
        assert "tag" in worded({"fr": "Scellés"}, {"fr"})


# --- refusals in words ----------------------------------------------------------------------------
def test_every_reason_has_words():
    codes = {
        code
        for path in SOURCE.rglob("*.py")
        if "recognition" not in path.parts
        for code in re.findall(
            r'(?:Reason|ListFault|Problem)\(\s*"([a-z-]+)"(?!, (?:Reason|ground))|(?:desk|self)\.fault\("([a-z-]+)"',
            path.read_text(encoding="utf-8"),
        )
        for code in code
        if code
    }
    assert len(codes) > 80
    by_holder_words = {*holder_words.PROBLEMS, *holder_words.REFUSALS, "field-needed"}
    assert sorted(code for code in codes if not has_wording(code) and code not in by_holder_words) == []


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            Reason("answers-missing", 1),
            "1 question is not answered yet. Answer it, then send again; nothing is lost.",
        ),
        (
            Reason("answers-missing", 3),
            "3 questions are not answered yet. Answer them, then send again; nothing is lost.",
        ),
        (
            Reason("hearing-running", "2026-12-24T10:30:00+00:00"),
            "The time to reply runs until 24 December 2026, 10:30. Decide after that, or as soon as a reply has come.",
        ),
        (
            Reason("not-from-here", "draft"),
            "This cannot be done now: the matter stands at “Draft”. Somebody may have moved it on; look at it again.",
        ),
        (
            Reason("made-up", 7),
            "This could not be done, and nothing was changed. Tell your administrator this code: made-up (7).",
        ),
    ],
)
def test_reasons_in_words(reason, said):
    assert say(reason) == said


def test_no_sentence_breaks_whatever_the_detail():
    from openaeo.web.sentences import COUNTED, SENTENCES

    for code in (*SENTENCES, *COUNTED):
        for detail in (None, 3, "100 % of %(x)s", "2026-12-24"):
            assert say(Reason(code, detail))


class Asked(forms.Form):
    name = forms.CharField()


def test_refusals_become_errors_of_the_form():
    form = Asked({"name": "x"})
    assert form.is_valid()
    with shell.refusals_onto(form, {"name-missing": "name"}):
        raise Refused("x", Reason("name-missing"), Reason("company-incomplete"))
    assert form.errors["name"] == [say(Reason("name-missing"))]
    assert form.non_field_errors() == [say(Reason("company-incomplete"))]
    with pytest.raises(ZeroDivisionError), shell.refusals_onto(form):
        1 / 0  # noqa: B018


# --- words, forms, errors -------------------------------------------------------------------------
def test_every_state_of_the_law_has_a_word():
    from openaeo.law.arrangement import Direction, Phase
    from openaeo.law.findings import FindingState, Level, Severity
    from openaeo.law.lifecycle import CaseState, MeasureState, RequestState
    from openaeo.law.listing import ListState
    from openaeo.law.terms import Claim, Mode, Outcome, Role, Status
    from openaeo.web.words import WORDS

    kinds = {
        "case": CaseState, "measure": MeasureState, "request": RequestState, "list": ListState, "claim": Claim,
        "outcome": Outcome, "mode": Mode, "role": Role, "authorisation": Status, "capacity": Capacity,
        "phase": Phase, "direction": Direction, "finding": FindingState, "severity": Severity, "level": Level,
    }  # fmt: skip
    missing = [
        f"{kind} {value.value}"
        for kind, words in kinds.items()
        for value in words
        if value.value not in WORDS[kind]
    ]
    assert missing == []


def test_every_word_has_an_icon_that_exists():
    from openaeo.web.components import icon
    from openaeo.web.words import WORDS

    for words in WORDS.values():
        for word in words.values():
            assert "<svg" in icon(word.icon)


def test_a_field_links_hint_and_error_to_its_control():
    from openaeo.web.components import errors, field

    class Form(forms.Form):
        name = forms.CharField(label="Name", help_text="As registered.")

    form = Form({})
    html = field(form["name"])
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert errors(form)["rows"] == [{"anchor": "id_name", "label": "Name", "text": "This field is required."}]
    assert errors(Form())["shown"] is False


def test_a_fault_of_ours_tells_nothing_and_needs_no_database(settings):
    from django.template.loader import render_to_string

    text = render_to_string("500.html")
    assert "What you saved before is safe." in text
    assert "Traceback" not in text


def test_too_much_at_once_is_said_in_words(settings, db):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    response = Client().post(
        "/language", "next=" + "x" * 100, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 413
    assert "what you saved before is safe" in response.content.decode()


def test_kept_style_sheets_and_fonts_are_the_ones_of_the_manifest():
    import runpy

    vendor = runpy.run_path(str(SOURCE.parents[1] / "scripts" / "vendor.py"))
    assert vendor["faults"]() == []
