"""What nobody types by accident: every form and every address, with every kind of nonsense, and never a fault."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from tests.web.addresses import addresses, browser, fill, world
from tests.web.test_audiences import AUDIENCE, WRITERS, answered

from openaeo.bedrock import journal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alone_and_without_rate_limits(settings):
    """Nothing listens where recognition is asked for; the same forms may be sent very often."""
    settings.RECOGNITION_URL = "http://127.0.0.1:9"
    settings.ACCOUNT_RATE_LIMITS = False


LONG = "x" * 1_000_000
TEXTS = {
    "nothing": "",
    "blanks": " \t\u3000\u200b ",
    "nul": "Har\x00bour",
    "long": LONG,
    "three hundred": "ß" * 300,
    "two that grow": "ßß",
    "turned": "\u202eمرحبا \u2067🙂👩‍🚀\u0301",
    "lines": "a\r\nb\rc\u2028d\u2029e\x0b\x1b",
    "markup": "<script>alert(1)</script>{{ 1 }}{% now %}%(x)s{0}",
    "huge number": "9" * 30,
    "endless number": "9" * 5000,
    "not a number": "NaN",
    "below zero": "-1",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "json": '{"a": [1]}',
    "path": "../../etc/passwd",
}
"""What is typed into every field that takes text."""

IN_ONE_FIELD = {"nothing", "nul", "turned", "endless number", "not a number", "last day"}
"""What is also typed into one field beside sound ones: what each kind of field has to refuse by itself."""

MOST, ALONE = 24, 6
"""Of a form with more fields the first so many are tried, and tried one by one: a long form repeats the same few."""

IN_CHOICES = {"nul", "long", "turned", "huge number", "markup", "json", "path"}
"""What is also sent where something is chosen and as a field that no form has: a choice is one of a list or refused."""

STAGE = {
    "application_roles": "draft", "criterion_answer": "draft", "evidence_add": "draft",
    "evidence_remove": "draft", "reference_add": "draft", "reference_remove": "draft", "mentored_question": "draft", "submit": "draft", "withdraw": "draft", "criterion": "assessment",
    "request_ask": "assessment", "request_cancel": "assessment", "request_reply": "assessment",
    "document": "draft", "document_replace": "draft", "document_use": "draft", "application_carry": "draft", "answers_carried": "draft", "recommend": "assessment", "decide": "decision", "hear": "decision", "hearing_reply": "hearing",
}  # fmt: skip
"""Where a page's step is open, so that what is typed reaches it; else a granted case."""

STEPS = {
    "take-on": ("ben", "assessment"), "accept": ("ben", "submitted"), "return": ("ben", "submitted"),
    "refuse-to-accept": ("ben", "submitted"),
    "send-back": ("dalia", "decision"),
    "reopen-application": ("dalia", "assessment"), "decline-reopening": ("dalia", "assessment"),
    "conclude-hearing": ("dalia", "hearing"),
}  # fmt: skip
QUERIES = ("page", "q", "status", "show", "state", "phase", "verdict", "group", "document", "criterion", "tier",
           "code", "next", "asked", "change", "download")  # fmt: skip
VALUES = (
    "",
    "x",
    "-1",
    "99999999999999999999",
    "9" * 5000,
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%F0%9F%99%82",
    "1e400",
)
NUMBERS = ("99999999999999999999", "9223372036854775808", "2147483648", "0", "9" * 5000)
PIECES = (
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%FF",
    "🙂",
    "..%2F..",
    "%E2%80%AE",
    "x" * 3000,
    "%0d%0aX-Evil:1",
    "'\";--",
)


SOUND = {"number": "3", "date": "2026-05-04", "email": "chen@example.org"}
"""What a field takes without complaint, by its kind; two letters for any other."""


class Fields(HTMLParser):
    """Gathers the fields of a page's forms that are sent to the page itself."""

    def __init__(self):
        super().__init__()
        self.texts, self.choices, self.files, self.ours = {}, {}, set(), True
        self.chosen = ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        name = said.get("name")
        if tag == "form":
            self.ours = said.get("method", "get").lower() == "post" and said.get("action") in {None, ""}
        elif not self.ours:
            return
        elif tag == "input" and name:
            self.input(said.get("type", "text"), name, said.get("value", ""))
        elif tag == "textarea" and name:
            self.texts[name] = "A quiet harbour."
        elif tag == "select" and name:
            self.chosen = name
        elif tag == "option" and self.chosen and said.get("value"):
            self.choices.setdefault(self.chosen, said["value"])

    def handle_endtag(self, tag):
        if tag == "form":
            self.ours = False

    def input(self, kind, name, value):
        if kind == "file":
            self.files.add(name)
        elif kind in {"radio", "checkbox"}:
            self.choices.setdefault(name, value or "on")
        elif kind not in {"submit", "button"} and name != "csrfmiddlewaretoken":
            self.texts[name] = value or SOUND.get(kind, "QN")


def fields_of(content):
    parser = Fields()
    parser.feed(content)
    return parser


FORMS = sorted(
    {
        (address.key, address)
        for address in addresses()
        if AUDIENCE[address.key] and address.name not in {"switch_language", "choose_capacity", "case_act"}
    },
    key=lambda pair: pair[0],
)
PAGES = [pytest.param(address, id=key) for key, address in FORMS]


def visitor(address):
    return min(
        (WRITERS.get(address.key) or AUDIENCE[address.key])
        & {"amara", "ben", "dalia", "efua", "gina", "otto"}
    )


def told(response, at):
    """Return whether the answer is one that the page means to give; here no recognition service answers."""
    return response.status_code < 500 or (response.status_code == 503 and at == reverse("recognise"))


def try_everything(client, at, known=()):
    """Send every kind of nonsense to a form: everywhere, in every text, and in one field beside sound ones."""
    fields = fields_of(answered(client, "get", at)[1])
    texts = dict(list(fields.texts.items())[:MOST]) | dict.fromkeys(known, "QN")
    asks = bool(texts or fields.choices)  # a page without a form of its own reads nothing that is sent to it
    for what, text in TEXTS.items() if asks else (("nul", TEXTS["nul"]), ("long", LONG)):
        everywhere = dict.fromkeys([*texts, *fields.choices, "unknown"], text)
        in_every_text = fields.choices | dict.fromkeys(texts, text)
        alone = list(texts)[:ALONE] if what in IN_ONE_FIELD else ()
        in_one_field = [fields.choices | texts | {name: text} for name in alone]
        in_choices = [everywhere] if what in IN_CHOICES else []
        for posted in (*in_choices, in_every_text, *in_one_field):
            before, _ = journal.head()
            response, _ = answered(client, "post", at, posted)
            assert told(response, at), (what, list(posted))
            written = "".join(str(entry.body) for entry in journal.since(before))
            assert "\\x00" not in written, list(posted)
            assert LONG[:30_000] not in written, list(posted)


@pytest.mark.parametrize("address", PAGES)
def test_every_form_bears_every_text(address):
    filled = world(STAGE.get(address.name, "granted"))
    try_everything(browser(visitor(address)), fill(address, filled))


@pytest.mark.parametrize("step", STEPS)
def test_every_step_bears_every_text(step):
    role, stage = STEPS[step]
    filled = world(stage)
    try_everything(browser(role), f"/desk/cases/{filled['number']}/steps/{step}/", known={"reason"})


@pytest.mark.parametrize("address", PAGES)
def test_every_address_bears_every_query_and_name(address):
    filled = world("granted")
    client, at = browser(visitor(address)), fill(address, filled)
    for value in VALUES:
        everything = "&".join(f"{name}={value}" for name in QUERIES)
        for query in (everything, f"page={value}"):
            assert told(answered(client, "get", f"{at}?{query}")[0], at), query[:80]
    for name in address.takes:
        values = NUMBERS if f"<int:{name}>" in address.pattern else PIECES
        for value in values:
            odd = address.at(
                {
                    **{one: filled.get(f"{address.name}.{one}", filled.get(one)) for one in address.takes},
                    name: value,
                }
            )
            for method in ("get", "post"):
                assert answered(client, method, odd)[0].status_code in {200, 302, 400, 404, 405}, odd[:80]


@pytest.mark.parametrize("address", PAGES)
def test_every_address_bears_other_methods_and_bodies(address):
    at, client = fill(address, world("granted")), browser(visitor(address))
    for method in ("put", "patch", "delete", "options", "head", "trace"):
        response, _ = answered(client, method, at)
        assert told(response, at), method
    bodies = (b"", b"\x00", b"\xff\xfe=\xed\xa0\x80", b'{"a":' * 500, b"%00=%00&a=%ED%A0%80")
    for media, sent in (
        ("application/x-www-form-urlencoded", bodies),
        ("multipart/form-data", bodies),
        ("application/json", bodies[3:4]),  # what is no form is not read at all
        ("text/plain", bodies[1:2]),
    ):
        for body in sent:
            response, _ = answered(client, "post", at, body, content_type=media)
            assert told(response, at), (media, body[:10])


@pytest.mark.parametrize(
    "at",
    ["/account/login/", "/account/signup/", "/account/password/reset/", "/language", "/capacity"],
)
def test_the_doors_bear_every_text(at, db):
    world("draft")
    try_everything(
        browser("anonymous"),
        at,
        known={"login", "password", "email", "name", "password1", "next", "language", "capacity"},
    )


def test_the_form_reader_finds_fields():
    fields = fields_of(
        '<form method="post"><input name="a"><textarea name="b"></textarea><input type="radio" name="c" value="1">'
        '<select name="d"><option value=""><option value="2"></select><input type="file" name="e"></form>'
        '<form method="post" action="/else"><input name="f"></form>'
    )
    assert (fields.texts, fields.choices, fields.files) == (
        {"a": "QN", "b": "A quiet harbour."},
        {"c": "1", "d": "2"},
        {"e"},
    )
    assert re.fullmatch(r"x+", LONG)
