"""A mentor from outside helps a firm to apply: how one comes in and goes, and how little of the firm a mentor sees."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openaeo.law.questionnaire import Said, lacking
from openaeo.law.terms import Claim
from openaeo.law.workflow import Reason, Step, Workflow

LONGEST_ADVICE = 4_000
"""How many characters one piece of advice may have."""


class MentorshipState(StrEnum):
    """Where it stands that somebody mentors a firm; one that runs is over by itself on its date."""

    INVITED = "invited"
    RUNNING = "running"
    TAKEN_BACK = "taken-back"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class MentorFacts:
    """What is true when somebody becomes, or ceases to be, a mentor at `at`.

    `expires`: until when the invitation is good; `until`: when the mentorship is over by itself. `addressed`: the
    person signs in with the address that was invited; `inside`: the person acts for the firm; `customs`: the person
    holds a post in the administration.
    """

    at: datetime | None = None
    expires: datetime | None = None
    until: datetime | None = None
    addressed: bool = False
    inside: bool = False
    customs: bool = False


def still_good(facts: MentorFacts) -> Reason | None:
    """An invitation is good until it expires."""
    good = facts.at is not None and facts.expires is not None and facts.at < facts.expires
    return None if good else Reason("invitation-expired")


def not_over(facts: MentorFacts) -> Reason | None:
    """Nothing begins after the date on which it would be over by itself."""
    lasts = facts.at is not None and facts.until is not None and facts.at < facts.until
    return None if lasts else Reason("mentorship-over")


def the_person_invited(facts: MentorFacts) -> Reason | None:
    """Only the person invited accepts."""
    return None if facts.addressed else Reason("invitation-for-another")


def from_outside(facts: MentorFacts) -> Reason | None:
    """Whoever acts for the firm sees more than a mentor does already."""
    return Reason("mentor-inside") if facts.inside else None


def not_of_customs(facts: MentorFacts) -> Reason | None:
    """Nobody advises a firm whom its answers may come before."""
    return Reason("mentor-of-customs") if facts.customs else None


_S = MentorshipState
MENTORSHIP: Workflow[MentorshipState, MentorFacts] = Workflow(
    "mentorship",
    _S.INVITED,
    Step(
        "accept",
        frozenset({_S.INVITED}),
        _S.RUNNING,
        (still_good, not_over, the_person_invited, from_outside, not_of_customs),
    ),
    Step("take-back", frozenset({_S.INVITED}), _S.TAKEN_BACK),
    Step("end", frozenset({_S.RUNNING}), _S.ENDED),
)


class AnswerStand(StrEnum):
    """What a mentor reads of every answer: whether there is one that can stand."""

    MISSING = "missing"
    INCOMPLETE = "incomplete"
    TO_CONFIRM = "to-confirm"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Words:
    """An answer in the firm's words, as a mentor reads it where the owner opened it: no document, no site, no name."""

    claim: Claim
    explanation: str
    procedure: str
    alternative: str
    equivalence: str


@dataclass(frozen=True, slots=True)
class Glimpse:
    """All that a mentor sees of one criterion. `words` is None unless the owner opened it and there is an answer."""

    criterion: str
    stand: AnswerStand
    lacks: tuple[Reason, ...]
    opened: bool
    words: Words | None


def glimpse(criterion: str, said: Said | None, opened: Collection[str]) -> Glimpse:
    """Return what a mentor sees of `criterion` and its answer; `opened` are the criteria whose answers may be read."""
    lacks = lacking(said) if said is not None else ()
    if said is None:
        stand = AnswerStand.MISSING
    elif lacks:
        stand = AnswerStand.INCOMPLETE
    else:
        stand = AnswerStand.TO_CONFIRM if said.unconfirmed else AnswerStand.COMPLETE
    shown = criterion in opened
    words = _words(said) if said is not None and shown else None
    return Glimpse(criterion, stand, lacks, shown, words)


def _words(said: Said) -> Words:
    return Words(said.claim, said.explanation, said.procedure, said.alternative, said.equivalence)


def unfit_advice(text: str) -> Reason | None:
    """Why `text` is no advice: `advice-missing`, `advice-too-long` (the most characters), or None."""
    if not text.strip():
        return Reason("advice-missing")
    return Reason("advice-too-long", LONGEST_ADVICE) if len(text) > LONGEST_ADVICE else None
