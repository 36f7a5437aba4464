"""The tables of steps: how an application, a request, an adverse measure and an authorisation may move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openaeo.law.acceptance import Failing, Looked, failed
from openaeo.law.deciding import Issue
from openaeo.law.terms import Status
from openaeo.law.workflow import Reason, Step, Workflow


class CaseState(StrEnum):
    """Where an application stands; `TO_ISSUE`: it is granted, and its certificate is not issued yet."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    NOT_ACCEPTED = "not-accepted"
    ASSESSMENT = "assessment"
    DECISION = "decision"
    HEARING = "hearing"
    TO_ISSUE = "to-issue"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CASE_FINAL = frozenset({CaseState.NOT_ACCEPTED, CaseState.GRANTED, CaseState.REFUSED, CaseState.WITHDRAWN})


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

    `deputy_missing`: the firm owes itself a deputy (`law.mandates.deputy_missing`).
    `unanswered`: criteria that apply and have no answer. `unconfirmed`: answers carried forward from an earlier
    application that nobody has confirmed yet. `unassessed`: criteria that apply and have no result.
    `gaps`: criteria found not met. `majors_open`: criteria with an open major finding. `undated`: criteria with an
    open minor finding that has no agreed dates to come (see law.findings). `open_requests`: questions that the applicant still owes.
    `remarks_open`: criteria whose answer has a remark that is not resolved.
    `open_consultations`: offices that were asked, have not answered, and still have time or are waited for.
    `unsettled_sites`: names of sites in scope that were neither visited nor left out by a named act; none where the
    programme asks for no visits. `unreported_visits`: visits that took place and have no report.
    `parts_open`: numbers of the case's parts that their offices have not recommended. `unplaced_sites`: names of open
    sites that lie in no part, once the case is split.
    `undecided_alternatives`: criteria found met whose alternative measure customs has neither approved nor refused.
    `checks`: the checks before acceptance, while the application waits for it. `complete_by`: until when a returned
    application may be completed.
    `issue` is how the certificate comes about; `deciders` had a hand in deciding.
    `hearing_closes` is when the applicant's time to reply ends; `heard` is true once the applicant replied.
    """

    unanswered: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    company_complete: bool = False
    deputy_missing: bool = False
    declared: bool = False
    unassessed: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    majors_open: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    undecided_alternatives: tuple[str, ...] = ()
    open_requests: int = 0
    remarks_open: tuple[str, ...] = ()
    open_consultations: int = 0
    unsettled_sites: tuple[str, ...] = ()
    unreported_visits: int = 0
    parts_open: tuple[str, ...] = ()
    unplaced_sites: tuple[str, ...] = ()
    assessors: frozenset[int] = frozenset()
    deciders: frozenset[int] = frozenset()
    issue: Issue = Issue.WITH_GRANT
    actor: int | None = None
    at: datetime | None = None
    hearing_opened: datetime | None = None
    hearing_closes: datetime | None = None
    heard: bool = False
    appeal_allowed: bool = False
    checks: tuple[Looked, ...] = ()
    complete_by: datetime | None = None


def questionnaire_complete(facts: CaseFacts) -> Reason | None:
    """Every criterion that applies to the roles has an answer."""
    return Reason("answers-missing", len(facts.unanswered)) if facts.unanswered else None


def carried_answers_confirmed(facts: CaseFacts) -> Reason | None:
    """Each answer carried forward was said to be still true, or given anew."""
    return Reason("answers-unconfirmed", len(facts.unconfirmed)) if facts.unconfirmed else None


def company_described(facts: CaseFacts) -> Reason | None:
    """Name, address, roles and at least one site are given."""
    return None if facts.company_complete else Reason("company-incomplete")


def deputy_named(facts: CaseFacts) -> Reason | None:
    """A firm of more than one has a deputy, so that nobody is locked out when the owner leaves."""
    return Reason("deputy-missing") if facts.deputy_missing else None


def declaration_made(facts: CaseFacts) -> Reason | None:
    """Somebody entitled to bind the applicant declared the answers true."""
    return None if facts.declared else Reason("declaration-missing")


def every_criterion_assessed(facts: CaseFacts) -> Reason | None:
    """Each criterion that applies has a result (EU AEO Guidelines 3.III: a judgement on each criterion)."""
    return Reason("criteria-unassessed", len(facts.unassessed)) if facts.unassessed else None


def no_request_open(facts: CaseFacts) -> Reason | None:
    """The applicant owes no answer."""
    return Reason("requests-open", facts.open_requests) if facts.open_requests else None


def no_remark_open(facts: CaseFacts) -> Reason | None:
    """Every remark on an answer is resolved."""
    return Reason("remarks-open", ", ".join(facts.remarks_open)) if facts.remarks_open else None


def no_consultation_open(facts: CaseFacts) -> Reason | None:
    """Each office that was consulted has answered, its silence counts, or the question was taken back."""
    return Reason("consultation-open", facts.open_consultations) if facts.open_consultations else None


def every_site_settled(facts: CaseFacts) -> Reason | None:
    """Each site in scope was visited, sampled out under the conditions, or left to monitoring (UCC-IA 29)."""
    return Reason("sites-unsettled", ", ".join(facts.unsettled_sites)) if facts.unsettled_sites else None


def every_visit_reported(facts: CaseFacts) -> Reason | None:
    """A visit that took place has its report."""
    return Reason("visits-unreported", facts.unreported_visits) if facts.unreported_visits else None


def every_part_recommended(facts: CaseFacts) -> Reason | None:
    """Once a case is split, each part that waits has its own office's recommendation."""
    return Reason("parts-open", ", ".join(facts.parts_open)) if facts.parts_open else None


def every_site_placed(facts: CaseFacts) -> Reason | None:
    """Once a case is split by premises, each open site lies in a part."""
    return Reason("sites-unplaced", ", ".join(facts.unplaced_sites)) if facts.unplaced_sites else None


def no_gap_open(facts: CaseFacts) -> Reason | None:
    """No criterion stands as a gap."""
    return Reason("gaps-open", ", ".join(facts.gaps)) if facts.gaps else None


def no_major_finding_open(facts: CaseFacts) -> Reason | None:
    """Every major finding is verified, excepted or withdrawn."""
    return Reason("majors-open", ", ".join(facts.majors_open)) if facts.majors_open else None


def conditions_are_dated(facts: CaseFacts) -> Reason | None:
    """A minor finding that stays open has an agreed plan with dates to come."""
    return Reason("conditions-undated", ", ".join(facts.undated)) if facts.undated else None


def alternatives_decided(facts: CaseFacts) -> Reason | None:
    """No criterion counts as met by an alternative measure on which customs has not decided (criterion I15)."""
    undecided = ", ".join(facts.undecided_alternatives)
    return Reason("alternatives-undecided", undecided) if undecided else None


def decider_did_not_assess(facts: CaseFacts) -> Reason | None:
    """Four eyes: nobody decides what they assessed."""
    return Reason("decider-assessed") if facts.actor is not None and facts.actor in facts.assessors else None


def certificate_comes_along(facts: CaseFacts) -> Reason | None:
    """The programme lets the certificate come with the grant."""
    return None if facts.issue is Issue.WITH_GRANT else Reason("issued-apart")


def certificate_comes_later(facts: CaseFacts) -> Reason | None:
    """The programme lets the certificate be issued by an act of its own."""
    return Reason("issued-with-grant") if facts.issue is Issue.WITH_GRANT else None


def issuer_had_no_hand(facts: CaseFacts) -> Reason | None:
    """Where the programme asks for a third person, nobody issues what they assessed or decided."""
    if facts.issue is not Issue.THIRD_PERSON or facts.actor is None:
        return None
    return Reason("issuer-had-a-hand") if facts.actor in facts.assessors | facts.deciders else None


def every_check_holds(facts: CaseFacts) -> Reason | None:
    """An application is accepted when no check before acceptance fails (UCC-DA 11)."""
    check = failed(facts.checks)
    return Reason("check-fails", check.kind.value) if check else None


def completing_helps(facts: CaseFacts) -> Reason | None:
    """Nobody is asked to complete an application that could not be accepted all the same."""
    check = failed(facts.checks)
    if check and check.failing is Failing.NOT_ACCEPTED:
        return Reason("check-not-accepted", check.kind.value)
    return None


def acceptance_is_out(facts: CaseFacts) -> Reason | None:
    """A check failed that completing does not mend, or the time to complete is over (UCC-DA 11; UCC-IA 12)."""
    if completing_helps(facts) is not None:
        return None
    if facts.complete_by is None or facts.at is None:
        return Reason("no-check-refuses")
    return (
        None if facts.at > facts.complete_by else Reason("completion-running", facts.complete_by.isoformat())
    )


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


_GRANTING = (
    *(no_gap_open, no_remark_open, no_major_finding_open, conditions_are_dated, alternatives_decided),
    decider_did_not_assess,
)
S = CaseState
CASE: Workflow[CaseState, CaseFacts] = Workflow(
    "case",
    S.DRAFT,
    Step(
        "submit",
        frozenset({S.DRAFT, S.RETURNED}),
        S.SUBMITTED,
        (
            company_described,
            deputy_named,
            questionnaire_complete,
            carried_answers_confirmed,
            declaration_made,
        ),
    ),
    Step("return", frozenset({S.SUBMITTED}), S.RETURNED, (completing_helps,)),
    Step("accept", frozenset({S.SUBMITTED}), S.ASSESSMENT, (every_check_holds, no_remark_open)),
    Step("refuse-to-accept", frozenset({S.SUBMITTED, S.RETURNED}), S.NOT_ACCEPTED, (acceptance_is_out,)),
    Step(
        "recommend",
        frozenset({S.ASSESSMENT}),
        S.DECISION,
        (
            *(every_criterion_assessed, no_remark_open, no_request_open, no_consultation_open),
            *(every_site_settled, every_visit_reported, every_part_recommended, every_site_placed),
        ),
    ),
    Step("send-back", frozenset({S.DECISION}), S.ASSESSMENT),
    Step("hear", frozenset({S.DECISION}), S.HEARING),
    Step("conclude-hearing", frozenset({S.HEARING}), S.DECISION, (applicant_was_heard,)),
    Step("grant", frozenset({S.DECISION}), S.GRANTED, (*_GRANTING, certificate_comes_along)),
    Step("grant-to-issue", frozenset({S.DECISION}), S.TO_ISSUE, (*_GRANTING, certificate_comes_later)),
    Step("issue", frozenset({S.TO_ISSUE}), S.GRANTED, (issuer_had_no_hand,)),
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
    """What is true of an authorisation when its status is to change; `narrowed` while a part is suspended."""

    at: datetime | None = None
    ends: datetime | None = None
    narrowed: bool = False


def time_is_over(facts: AuthorisationFacts) -> Reason | None:
    """An authorisation expires at its end, never before."""
    if facts.ends is not None and facts.at is not None and facts.at >= facts.ends:
        return None
    return Reason("not-yet-ended")


def part_is_suspended(facts: AuthorisationFacts) -> Reason | None:
    """Only what is suspended can be lifted."""
    return None if facts.narrowed else Reason("no-part-suspended")


LIVE = frozenset({Status.GRANTED, Status.SUSPENDED})
AUTHORISATION: Workflow[Status, AuthorisationFacts] = Workflow(
    "authorisation",
    Status.GRANTED,
    Step("suspend", frozenset({Status.GRANTED}), Status.SUSPENDED),
    Step("suspend-part", frozenset({Status.GRANTED}), Status.GRANTED),
    Step("lift", frozenset({Status.SUSPENDED}), Status.GRANTED),
    Step("lift-part", frozenset({Status.GRANTED}), Status.GRANTED, (part_is_suspended,)),
    Step("revoke", LIVE, Status.REVOKED),
    Step("surrender", LIVE, Status.SURRENDERED),
    Step("expire", LIVE, Status.EXPIRED, (time_is_over,)),
)

WORKFLOWS = (CASE, REQUEST, MEASURE, AUTHORISATION)
