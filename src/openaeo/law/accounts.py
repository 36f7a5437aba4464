"""How an account is asked for and opened where customs looks first: what is asked, the states, and when each may move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from openaeo.law.citing import Citation
from openaeo.law.clock import Limit
from openaeo.law.workflow import Reason, Step, Workflow

CONFIRMED_WITHIN = timedelta(days=3)
"""How long the link that proves an address may be used: a safeguard of ours, not a rule of any programme."""


class AccountPaper(StrEnum):
    """A paper of somebody who asks for an account: the register's extract, their authority, an answer to a question."""

    EXTRACT = "extract"
    AUTHORITY = "authority"
    REPLY = "reply"


OF_A_PROGRAMME = (AccountPaper.EXTRACT, AccountPaper.AUTHORITY)
"""The papers that a programme may ask for; a trader identification number is always asked for."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """How a programme opens accounts on request.

    `review`: customs looks first and nobody signs up alone. `limit`: how long customs has to answer, `reply` how long
    the person has to answer a question; `lapses`: whether silence of the person ends the request, silence of customs
    never does. `keep_months`: how long a request that came to nothing is kept.
    """

    review: bool
    limit: Limit
    reply: Limit
    lapses: bool
    papers: tuple[AccountPaper, ...]
    keep_months: int
    cited: Citation


class AccountState(StrEnum):
    """Where a request for an account stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    MORE_ASKED = "more-asked"
    OPENED = "opened"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What is true of a request when a step is asked for.

    `until`: until when the address may be confirmed, or the question answered. `lapses`: whether that time ends it.
    `missing`: papers that are asked for and not given. `said`: the question, answer or reasons. `acted_for`: somebody
    acts already for the firm of that identification number. `staff`: the address is one of somebody who works for customs.
    """

    at: datetime | None = None
    until: datetime | None = None
    lapses: bool = True
    missing: tuple[AccountPaper, ...] = ()
    said: str = ""
    acted_for: bool = False
    staff: bool = False


def link_holds(facts: AccountFacts) -> Reason | None:
    """The link that proves the address is used in time."""
    return Reason("account-link-over") if _over(facts) else None


def papers_given(facts: AccountFacts) -> Reason | None:
    """What the programme, or the question of customs, asks for is there."""
    return Reason("account-paper-missing") if facts.missing else None


def question_said(facts: AccountFacts) -> Reason | None:
    """Customs says what it asks."""
    return None if facts.said.strip() else Reason("question-missing")


def answer_said(facts: AccountFacts) -> Reason | None:
    """An answer says something."""
    return None if facts.said.strip() else Reason("reply-empty")


def answered_in_time(facts: AccountFacts) -> Reason | None:
    """Where silence ends a request, its time ends the answering, too."""
    return Reason("account-answer-late") if facts.lapses and _over(facts) else None


def nobody_acts_yet(facts: AccountFacts) -> Reason | None:
    """A firm has one account: whoever acts for it lets others in, and a new owner comes by succession."""
    return Reason("account-firm-known") if facts.acted_for else None


def no_staff(facts: AccountFacts) -> Reason | None:
    """Whoever works for customs acts for no firm."""
    return Reason("account-of-staff") if facts.staff else None


def reasons_said(facts: AccountFacts) -> Reason | None:
    """A refusal says why."""
    return None if facts.said.strip() else Reason("reasons-missing")


def time_is_over(facts: AccountFacts) -> Reason | None:
    """A request lapses only by a time that has passed."""
    return None if facts.lapses and _over(facts) else Reason("account-time-runs")


def _over(facts: AccountFacts) -> bool:
    return facts.at is not None and facts.until is not None and facts.at > facts.until


_S = AccountState
OPEN_ACCOUNT = frozenset({_S.ASKED, _S.CONFIRMED, _S.MORE_ASKED})
"""Where a request is still under way."""
NOT_OPENED = frozenset({_S.REFUSED, _S.WITHDRAWN, _S.LAPSED})
"""How a request comes to nothing."""
ACCOUNT: Workflow[AccountState, AccountFacts] = Workflow(
    "request for an account",
    _S.ASKED,
    Step("confirm", frozenset({_S.ASKED}), _S.CONFIRMED, (link_holds, papers_given)),
    Step("ask-more", frozenset({_S.CONFIRMED}), _S.MORE_ASKED, (question_said,)),
    Step(
        "answer",
        frozenset({_S.MORE_ASKED}),
        _S.CONFIRMED,
        (answer_said, papers_given, answered_in_time),
    ),
    Step("open", frozenset({_S.CONFIRMED}), _S.OPENED, (nobody_acts_yet, no_staff)),
    Step("refuse", frozenset({_S.CONFIRMED, _S.MORE_ASKED}), _S.REFUSED, (reasons_said,)),
    Step("withdraw", OPEN_ACCOUNT, _S.WITHDRAWN),
    Step("lapse", frozenset({_S.ASKED, _S.MORE_ASKED}), _S.LAPSED, (time_is_over,)),
)
