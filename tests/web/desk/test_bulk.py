"""Several cases at once: who will go and who will not is said first, each goes by its own act, once."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, an_operator, when

from openaeo.bedrock.models import JournalEntry
from openaeo.casework import assessment, inbulk, requests
from openaeo.casework.models import Case, Request
from openaeo.law.workflow import Refused

INBOX = "/desk/cases/"


@pytest.fixture
def cases(cast):
    """One nobody took on, two of Ben's in assessment, one before the decider, and a firm of Chen's own."""
    firms = [
        an_operator(key, name=f"Firm {key} Ltd", tin=f"QM20000000{i}")
        for i, key in enumerate(["a", "b", "c", "d", "chen"])
    ]
    stages = ("submitted", "assessment", "assessment", "decision", "assessment")
    return [a_case(stage, firm=firm).number for stage, firm in zip(stages, firms, strict=True)]


def context(page, name):
    return [(one[0] if isinstance(one, tuple) else one).number for one in page.context[name]]


def acts():
    return list(JournalEntry.objects.order_by("cursor").values_list("act", "subject", "person"))


def test_several_cases_at_once(signed_in, cast, cases):
    one_question_to_many_is_asked_once(signed_in("ben"), cast, cases)
    chen = signed_in("chen")
    chosen = chen.session
    chosen["capacity"] = "officer:"
    chosen.save()
    from_ticking_to_what_came_of_it(chen, cast, cases)
    before = acts()
    for other in ("dalia", "efua", "amara"):
        assert signed_in(other).get(reverse("bulk"), {"act": "ask", "case": cases}).status_code == 404
    assert 'name="case"' not in signed_in("dalia").get(INBOX).content.decode()
    assert acts() == before


def from_ticking_to_what_came_of_it(chen, cast, cases):
    new, one, two, decided, own = cases
    before = acts()
    filtered = f"{INBOX}?{urlencode({'q': 'firm'})}"
    shown = chen.get(filtered).content.decode()
    assert (f'name="case" value="{one}"' in shown, f'value="{own}"' in shown) == (True, False)
    asked = {"act": "take-on", "case": [new, one, decided, own, "QM-NONE", "x\x00"], "next": filtered}
    with CaptureQueriesContext(connection) as captured:
        page = chen.get(reverse("bulk"), asked)
        assert len(captured) <= 15
    assert (context(page, "going"), context(page, "staying")) == ([new, one], [decided, own, "QM-NONE"])
    assert acts() == before  # looking does nothing
    assessment.take_on(one, actor=cast.chen, at=when(30))  # from another window
    send = {**asked, "case": [new, one], "once": page.context["once"]}
    sent = chen.post(reverse("bulk"), send)
    assert sent["Location"] == reverse("bulk_done")
    assert acts()[len(before) :] == [
        ("take-on", one, cast.chen.person),
        ("take-on", new, cast.chen.person),
    ]
    told = chen.get(sent["Location"])
    assert (context(told, "done"), context(told, "left")) == ([new], [one])
    text = told.content.decode()
    assert ("You are already the assessor" in text, filtered in text) == (True, True)
    assert Case.objects.get(pk=two).assessor_id == cast.ben.person


def one_question_to_many_is_asked_once(ben, cast, cases):
    new, one, two, *_rest = cases
    asked = {"act": "ask", "case": [new, one, two], "next": "https://elsewhere.example/"}
    page = ben.get(reverse("bulk"), asked)
    assert (context(page, "going"), page.context["back"]) == ([one, two], INBOX)
    send = {**asked, "case": [one, two], "once": page.context["once"], "question": " "}
    again = ben.post(reverse("bulk"), send)
    assert ("Write the question." in again.content.decode(), again.context["once"]) == (True, send["once"])
    for _twice in range(2):
        done = ben.post(reverse("bulk"), send | {"question": "Who keeps the seals?"}, follow=True)
        assert (context(done, "done"), context(done, "left")) == ([one, two], [])
    assert sorted(Request.objects.values_list("case", "question")) == sorted(
        (number, "Who keeps the seals?") for number in (one, two)
    )

    before = acts()
    many = [f"QM-{number}" for number in range(inbulk.MOST + 1)]
    for odd, says in (
        ({"act": "ask"}, "tick the cases first"),
        ({"act": "grant", "case": [one]}, "choose what is to be done"),
        ({"act": "ask", "case": many}, "more than 100 cases"),
    ):
        for method in (ben.get, ben.post):
            assert says in method(reverse("bulk"), odd, follow=True).content.decode()
    for wrong, reason in (([], "cases-none"), (many, "cases-too-many")):
        with pytest.raises(Refused, match=reason):
            inbulk.one_by_one(requests.ask, wrong, question="x", actor=cast.ben, at=when(30))
    assert acts() == before
