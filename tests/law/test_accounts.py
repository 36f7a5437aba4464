"""Requests for an account: every refusal beside the step it bars, and the rule of a programme with its mistakes."""

from datetime import UTC, datetime, timedelta

import pytest

from openaeo.law.accounts import ACCOUNT, AccountFacts, AccountPaper, AccountState
from openaeo.law.edition import EditionFault
from openaeo.law.programme_folder import load_programme

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER, BEFORE = NOW + timedelta(days=1), NOW - timedelta(days=1)
S = AccountState


@pytest.mark.parametrize(
    ("state", "step", "facts", "codes"),
    [
        (S.ASKED, "confirm", AccountFacts(NOW, LATER), ()),
        (
            S.ASKED,
            "confirm",
            AccountFacts(NOW, BEFORE, missing=(AccountPaper.EXTRACT,)),
            ("account-link-over", "account-paper-missing"),
        ),
        (S.CONFIRMED, "ask-more", AccountFacts(said="Which?"), ()),
        (S.CONFIRMED, "ask-more", AccountFacts(said=" "), ("question-missing",)),
        (S.MORE_ASKED, "answer", AccountFacts(NOW, LATER, said="That."), ()),
        (S.MORE_ASKED, "answer", AccountFacts(NOW, BEFORE, lapses=False, said="That."), ()),
        (
            S.MORE_ASKED,
            "answer",
            AccountFacts(NOW, BEFORE, missing=(AccountPaper.REPLY,)),
            ("reply-empty", "account-paper-missing", "account-answer-late"),
        ),
        (S.CONFIRMED, "open", AccountFacts(), ()),
        (
            S.CONFIRMED,
            "open",
            AccountFacts(acted_for=True, staff=True),
            ("account-firm-known", "account-of-staff"),
        ),
        (S.ASKED, "open", AccountFacts(), ("not-from-here",)),
        (S.MORE_ASKED, "refuse", AccountFacts(said="Not your firm."), ()),
        (S.CONFIRMED, "refuse", AccountFacts(), ("reasons-missing",)),
        (S.OPENED, "withdraw", AccountFacts(), ("not-from-here",)),
        (S.MORE_ASKED, "lapse", AccountFacts(NOW, BEFORE), ()),
        (S.MORE_ASKED, "lapse", AccountFacts(NOW, NOW), ("account-time-runs",)),
        (S.MORE_ASKED, "lapse", AccountFacts(NOW, BEFORE, lapses=False), ("account-time-runs",)),
        (S.CONFIRMED, "lapse", AccountFacts(NOW, BEFORE), ("not-from-here",)),
    ],
)
def test_each_step_and_what_bars_it(state, step, facts, codes):
    assert tuple(reason.code for reason in ACCOUNT.unmet(state, step, facts)) == codes


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('silence = "lapses"', 'silence = "consent"', "Use one of: nothing, lapses."),
        ("days = 10", 'days = "10"', "Write the number itself"),
        ("reply_days = 14", "reply_days = 0", "Write the number itself"),
        ('"extract", "authority"', '"extract", "passport"', "Use: extract, authority."),
        ("review = false", "reviewed = false", "Use one of: review, days"),
    ],
)
def test_a_mistake_is_told_with_line_and_fix(programmes, old, new, told):
    sheet = programmes / "qm" / "programme.toml"
    text = sheet.read_text()
    sheet.write_text(text.replace(old, new, 1))
    with pytest.raises(EditionFault) as fault:
        load_programme(programmes / "qm")
    line = text[: text.index(old)].count("\n") + 1
    assert (fault.value.line, told in fault.value.fix) == (line, True)


def test_a_programme_without_the_table_takes_no_requests(programmes):
    assert load_programme(programmes / "eu").accounts is None
