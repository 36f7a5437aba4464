"""Findings: how grave they are, what is done about them by when, and which of them stand in the way of a grant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from openaeo.law.clock import LONGEST
from openaeo.law.workflow import Reason, Step, Workflow

_TICK = timedelta(microseconds=1)


class Level(StrEnum):
    """How binding a requirement is: a must is required, a should is recommended (as in the CTPAT criteria)."""

    MUST = "must"
    SHOULD = "should"


class Severity(StrEnum):
    """How far the firm is from the requirement; this grading is the project's own, no programme's (ADR 11)."""

    MAJOR = "major"
    MINOR = "minor"
    OBSERVATION = "observation"


class FindingState(StrEnum):
    """Where a finding stands."""

    RAISED = "raised"
    PLANNED = "planned"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    EVIDENCED = "evidenced"
    VERIFIED = "verified"
    REOPENED = "reopened"
    EXCEPTED = "excepted"
    WITHDRAWN = "withdrawn"


SETTLED = frozenset({FindingState.VERIFIED, FindingState.EXCEPTED, FindingState.WITHDRAWN})
OPEN_FINDING = frozenset(FindingState) - SETTLED
OWED_A_PLAN = frozenset({FindingState.RAISED, FindingState.RETURNED, FindingState.REOPENED})
WITH_CUSTOMS = frozenset({FindingState.PLANNED, FindingState.EVIDENCED})


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """A corrective action of the plan in hand: its last moment, and whether evidence was given for it."""

    due: datetime
    evidenced: bool = False


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """What is true of a finding when a step is asked for. Keys are person ids; None means nobody yet.

    `plan_due` is until when the firm is to propose a plan, `actions` are those of the plan in hand.
    `exception_asker` asks for the exception that waits for approval or was approved; `exception_until` is its
    last moment.
    """

    severity: Severity = Severity.MAJOR
    raiser: int | None = None
    plan_due: datetime | None = None
    actions: tuple[PlannedAction, ...] = ()
    evidence_givers: frozenset[int] = frozenset()
    exception_asker: int | None = None
    exception_until: datetime | None = None
    actor: int | None = None
    at: datetime | None = None


def plan_has_actions(facts: FindingFacts) -> Reason | None:
    """A plan names at least one action with its date."""
    return None if facts.actions else Reason("plan-empty")


def every_action_evidenced(facts: FindingFacts) -> Reason | None:
    """Evidence was given for each action of the plan."""
    left = sum(not action.evidenced for action in facts.actions)
    return Reason("actions-open", left) if left else None


def verifier_gave_no_evidence(facts: FindingFacts) -> Reason | None:
    """Four eyes: nobody verifies evidence that they gave."""
    return (
        Reason("evidence-own") if facts.actor is not None and facts.actor in facts.evidence_givers else None
    )


def exception_was_asked(facts: FindingFacts) -> Reason | None:
    """Somebody asked for the exception, with an end that is still to come."""
    if facts.exception_asker is None or facts.exception_until is None:
        return Reason("exception-not-asked")
    return Reason("exception-over") if facts.at is not None and facts.at > facts.exception_until else None


def exception_is_over(facts: FindingFacts) -> Reason | None:
    """The last moment of the exception has passed."""
    if facts.exception_until is not None and facts.at is not None and facts.at > facts.exception_until:
        return None
    return Reason("exception-running")


def approver_stands_apart(facts: FindingFacts) -> Reason | None:
    """Four eyes: whoever raised the finding or asked for the exception does not approve it."""
    involved = {facts.raiser, facts.exception_asker} - {None}
    return Reason("approver-involved") if facts.actor in involved else None


F = FindingState
FINDING: Workflow[FindingState, FindingFacts] = Workflow(
    "finding",
    F.RAISED,
    Step("propose", OWED_A_PLAN | {F.PLANNED}, F.PLANNED, (plan_has_actions,)),
    Step("accept", frozenset({F.PLANNED}), F.ACCEPTED),
    Step("return", frozenset({F.PLANNED}), F.RETURNED),
    Step("evidence", frozenset({F.ACCEPTED}), F.EVIDENCED, (every_action_evidenced,)),
    Step("verify", frozenset({F.EVIDENCED}), F.VERIFIED, (verifier_gave_no_evidence,)),
    Step("reopen", frozenset({F.EVIDENCED, F.VERIFIED, F.EXCEPTED}), F.REOPENED),
    Step("except", OPEN_FINDING, F.EXCEPTED, (exception_was_asked, approver_stands_apart)),
    Step("lapse", frozenset({F.EXCEPTED}), F.REOPENED, (exception_is_over,)),
    Step("withdraw", OPEN_FINDING, F.WITHDRAWN),
)


def standing(state: FindingState, facts: FindingFacts) -> FindingState:
    """Return where a finding recorded as `state` stands at `facts.at`.

    Past its end an exception is open again at once; the next act on the finding records it as `lapse`.
    """
    return F.REOPENED if state is F.EXCEPTED and exception_is_over(facts) is None else state


def turn(state: FindingState, facts: FindingFacts) -> str:
    """Return who is to act on a finding: "applicant", "customs" or "nobody". A bare observation asks nothing."""
    stands = standing(state, facts)
    if stands in WITH_CUSTOMS:
        return "customs"
    if stands in SETTLED or (stands in OWED_A_PLAN and facts.severity is Severity.OBSERVATION):
        return "nobody"
    return "applicant"


def due(state: FindingState, facts: FindingFacts) -> datetime | None:
    """Return the last moment of what the firm owes next, or None when it owes nothing.

    A plan by its own date (after an exception: by the end of the exception), then each action by its date.
    """
    if turn(state, facts) != "applicant":
        return None
    if standing(state, facts) is F.ACCEPTED:
        return min((action.due for action in facts.actions if not action.evidenced), default=None)
    return facts.exception_until if state is F.EXCEPTED else facts.plan_due


def overdue(state: FindingState, facts: FindingFacts) -> bool:
    """Return whether what the firm owes next is past its last moment at `facts.at`."""
    last = due(state, facts)
    return last is not None and facts.at is not None and facts.at > last


def bars_grant(state: FindingState, facts: FindingFacts) -> bool:
    """Return whether a grant must wait for this finding: a major one that is open."""
    return facts.severity is Severity.MAJOR and standing(state, facts) in OPEN_FINDING


def lacks_dates(state: FindingState, facts: FindingFacts) -> bool:
    """Return whether an open minor finding has no agreed plan with dates to come, so that it can be no condition.

    Where the firm has given its evidence, customs is to look at it and no date is missing.
    """
    stands = standing(state, facts)
    if facts.severity is not Severity.MINOR or stands in SETTLED or stands is F.EVIDENCED:
        return False
    return stands is not F.ACCEPTED or overdue(state, facts)


def severity_fits(level: Level, severity: Severity) -> Reason | None:
    """Return `major-needs-must` for a major finding of what is only recommended, else None."""
    grave = severity is Severity.MAJOR and level is not Level.MUST
    return Reason("major-needs-must") if grave else None


def date_fits(day: date | None, at: datetime, zone: str) -> Reason | None:
    """Return why `day` cannot be a date by which something is done, seen from `at`, or None when it can.

    `due-missing`, `due-past` (before today in `zone`) or `due-too-far` (beyond the longest limit a clock has).
    """
    if day is None:
        return Reason("due-missing")
    today = at.astimezone(ZoneInfo(zone)).date()
    if day < today:
        return Reason("due-past", day.isoformat())
    return Reason("due-too-far", day.isoformat()) if (day - today).days > LONGEST else None


def last_moment(day: date, zone: str) -> datetime:
    """Return the last moment of `day` in `zone`, as a clock's limit ends."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))
    return (midnight.astimezone(UTC) - _TICK).astimezone(ZoneInfo(zone))
