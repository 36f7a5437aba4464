"""The tables of steps: how an application, a request, an adverse measure and an authorisation may move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openaeo.law.terms import Status
from openaeo.law.workflow import Reason, Step, Workflow


class CaseState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ASSESSMENT = "assessment"
    DECISION = "decision"
    HEARING = "hearing"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CASE_FINAL = frozenset({CaseState.GRANTED, CaseState.REFUSED, CaseState.WITHDRAWN})


class RequestState(StrEnum):
    """Where a question to the applicant stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CANCELLED = "cancelled"


class MeasureState(StrEnum):
    """Where an adverse measure against a holder stands: noticed, answered, taken or dropped."""

    NOTICED = "noticed"
    ANSWERED = "answered"
    TAKEN = "taken"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is true of a case when a step is asked for. Keys are person ids; None means nobody yet.

    `unanswered`: criteria that apply and have no answer. `unconfirmed`: answers carried forward from an earlier
    application that nobody has confirmed yet. `unassessed`: criteria that apply and have no result.
    `gaps`: criteria found not met. `open_requests`: questions that the applicant still owes.
    `hearing_closes` is when the applicant's time to reply ends; `heard` is true once the applicant replied.
    """

    unanswered: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    company_complete: bool = False
    declared: bool = False
    unassessed: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    open_requests: int = 0
    assessors: frozenset[int] = frozenset()
    actor: int | None = None
    at: datetime | None = None
    hearing_opened: datetime | None = None
    hearing_closes: datetime | None = None
    heard: bool = False
    appeal_allowed: bool = False


def questionnaire_complete(facts: CaseFacts) -> Reason | None:
    """Every criterion that applies to the roles has an answer."""
    return Reason("answers-missing", len(facts.unanswered)) if facts.unanswered else None


def carried_answers_confirmed(facts: CaseFacts) -> Reason | None:
    """Each answer carried forward was said to be still true, or given anew."""
    return Reason("answers-unconfirmed", len(facts.unconfirmed)) if facts.unconfirmed else None


def company_described(facts: CaseFacts) -> Reason | None:
    """Name, address, roles and at least one site are given."""
    return None if facts.company_complete else Reason("company-incomplete")


def declaration_made(facts: CaseFacts) -> Reason | None:
    """Somebody entitled to bind the applicant declared the answers true."""
    return None if facts.declared else Reason("declaration-missing")


def every_criterion_assessed(facts: CaseFacts) -> Reason | None:
    """Each criterion that applies has a result (EU AEO Guidelines 3.III: a judgement on each criterion)."""
    return Reason("criteria-unassessed", len(facts.unassessed)) if facts.unassessed else None


def no_request_open(facts: CaseFacts) -> Reason | None:
    """The applicant owes no answer."""
    return Reason("requests-open", facts.open_requests) if facts.open_requests else None


def no_gap_open(facts: CaseFacts) -> Reason | None:
    """No criterion stands as a gap."""
    return Reason("gaps-open", ", ".join(facts.gaps)) if facts.gaps else None


def decider_did_not_assess(facts: CaseFacts) -> Reason | None:
    """Four eyes: nobody decides what they assessed."""
    return Reason("decider-assessed") if facts.actor is not None and facts.actor in facts.assessors else None


def applicant_was_heard(facts: CaseFacts) -> Reason | None:
    """The applicant replied to the notice, or the time to reply is over (UCC-IA 8)."""
    if facts.hearing_opened is None:
        return Reason("not-heard")
    if facts.heard:
        return None
    if facts.hearing_closes is not None and facts.at is not None and facts.at >= facts.hearing_closes:
        return None
    return Reason("hearing-running", facts.hearing_closes.isoformat() if facts.hearing_closes else None)


def an_appeal_was_allowed(facts: CaseFacts) -> Reason | None:
    """A refusal is undone by an appeal that was allowed, and by nothing else."""
    return None if facts.appeal_allowed else Reason("no-appeal-allowed")


S = CaseState
CASE: Workflow[CaseState, CaseFacts] = Workflow(
    "case",
    S.DRAFT,
    Step(
        "submit",
        frozenset({S.DRAFT, S.RETURNED}),
        S.SUBMITTED,
        (company_described, questionnaire_complete, carried_answers_confirmed, declaration_made),
    ),
    Step("return", frozenset({S.SUBMITTED}), S.RETURNED),
    Step("accept", frozenset({S.SUBMITTED}), S.ASSESSMENT),
    Step("recommend", frozenset({S.ASSESSMENT}), S.DECISION, (every_criterion_assessed, no_request_open)),
    Step("send-back", frozenset({S.DECISION}), S.ASSESSMENT),
    Step("hear", frozenset({S.DECISION}), S.HEARING),
    Step("conclude-hearing", frozenset({S.HEARING}), S.DECISION, (applicant_was_heard,)),
    Step("grant", frozenset({S.DECISION}), S.GRANTED, (no_gap_open, decider_did_not_assess)),
    Step("refuse", frozenset({S.DECISION}), S.REFUSED, (applicant_was_heard, decider_did_not_assess)),
    Step("reopen", frozenset({S.REFUSED}), S.ASSESSMENT, (an_appeal_was_allowed,)),
    Step("withdraw", frozenset(S) - CASE_FINAL, S.WITHDRAWN),
)


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What is true of a question to the applicant."""

    reply: str = ""


def reply_given(facts: RequestFacts) -> Reason | None:
    """A reply says something."""
    return None if facts.reply.strip() else Reason("reply-empty")


REQUEST: Workflow[RequestState, RequestFacts] = Workflow(
    "request",
    RequestState.OPEN,
    Step("answer", frozenset({RequestState.OPEN}), RequestState.ANSWERED, (reply_given,)),
    Step("cancel", frozenset({RequestState.OPEN}), RequestState.CANCELLED),
)


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """What is true of an adverse measure against a holder."""

    proposer: int | None = None
    actor: int | None = None
    at: datetime | None = None
    noticed: datetime | None = None
    closes: datetime | None = None
    heard: bool = False
    urgent: bool = False


def second_person(facts: MeasureFacts) -> Reason | None:
    """Four eyes: whoever proposed a measure does not take it."""
    return Reason("proposer-decides") if facts.actor is not None and facts.actor == facts.proposer else None


def holder_was_heard(facts: MeasureFacts) -> Reason | None:
    """The holder replied, or the time to reply is over, or the matter brooks no delay."""
    if facts.urgent or facts.heard:
        return None
    if facts.closes is not None and facts.at is not None and facts.at >= facts.closes:
        return None
    return Reason("hearing-running", facts.closes.isoformat() if facts.closes else None)


OPEN_MEASURE = frozenset({MeasureState.NOTICED, MeasureState.ANSWERED})
MEASURE: Workflow[MeasureState, MeasureFacts] = Workflow(
    "measure",
    MeasureState.NOTICED,
    Step("reply", frozenset({MeasureState.NOTICED}), MeasureState.ANSWERED),
    Step("take", OPEN_MEASURE, MeasureState.TAKEN, (second_person, holder_was_heard)),
    Step("drop", OPEN_MEASURE, MeasureState.DROPPED),
)


@dataclass(frozen=True, slots=True)
class AuthorisationFacts:
    """What is true of an authorisation when its status is to change."""

    at: datetime | None = None
    ends: datetime | None = None


def time_is_over(facts: AuthorisationFacts) -> Reason | None:
    """An authorisation expires at its end, never before."""
    if facts.ends is not None and facts.at is not None and facts.at >= facts.ends:
        return None
    return Reason("not-yet-ended")


LIVE = frozenset({Status.GRANTED, Status.SUSPENDED})
AUTHORISATION: Workflow[Status, AuthorisationFacts] = Workflow(
    "authorisation",
    Status.GRANTED,
    Step("suspend", frozenset({Status.GRANTED}), Status.SUSPENDED),
    Step("lift", frozenset({Status.SUSPENDED}), Status.GRANTED),
    Step("revoke", LIVE, Status.REVOKED),
    Step("surrender", LIVE, Status.SURRENDERED),
    Step("expire", LIVE, Status.EXPIRED, (time_is_over,)),
)

WORKFLOWS = (CASE, REQUEST, MEASURE, AUTHORISATION)
