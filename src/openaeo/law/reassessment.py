"""The re-assessment of an authorisation in part: why it is opened, what it asks, and how it comes to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from openaeo.law.terms import Outcome
from openaeo.law.workflow import Reason, Step, Workflow

FAILING = frozenset({Outcome.PARTLY, Outcome.GAP})
"""Judgements with which a criterion cannot be confirmed."""


class Cause(StrEnum):
    """Why customs looks again: a changed rule, what was seen, told by the holder, or heard from others (UCC-DA 15)."""

    INCIDENT = "incident"
    CHANGE = "change"
    EDITION = "edition"
    MONITORING = "monitoring"
    AUTHORITY = "authority"


class Ending(StrEnum):
    """How a re-assessment is concluded: all is in order, findings are to be worked on, or a measure was opened."""

    CONFIRM = "confirm"
    FIND = "find"
    MEASURE = "measure"


class ReassessmentState(StrEnum):
    """Where a re-assessment stands; the authorisation stands all the while."""

    OPEN = "open"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    FINDINGS = "findings"
    MEASURE = "measure"
    CALLED_OFF = "called-off"


OPEN_REASSESSMENT = frozenset({ReassessmentState.OPEN, ReassessmentState.ANSWERED})


@dataclass(frozen=True, slots=True)
class ReassessmentFacts:
    """What is true of a re-assessment when a step is asked for.

    `judged`: each criterion asked for, with what the desk found of it, None as long as it found nothing. `due`: the
    last moment for the holder to answer, None when it is asked nothing; `answered` once it did. `unseen`: names of the
    sites asked for of which no visit since is reported. `found`: criteria with a finding raised since and not taken
    back. `measured`: a suspension or revocation was proposed since and not dropped. `reasons` are given for the step.
    """

    judged: Mapping[str, Outcome | None] = field(default_factory=dict)
    due: datetime | None = None
    answered: bool = False
    unseen: tuple[str, ...] = ()
    found: frozenset[str] = frozenset()
    measured: bool = False
    reasons: str = ""
    at: datetime | None = None


def reassessment_reasoned(facts: ReassessmentFacts) -> Reason | None:
    """Whoever takes the step says why."""
    return None if facts.reasons.strip() else Reason("reasons-missing")


def holder_had_its_time(facts: ReassessmentFacts) -> Reason | None:
    """The holder answered, or was asked nothing, or its time is over; then customs judges by what it has."""
    if facts.answered or facts.due is None or (facts.at is not None and facts.at > facts.due):
        return None
    return Reason("reassessment-running", facts.due.isoformat())


def each_asked_criterion_judged(facts: ReassessmentFacts) -> Reason | None:
    """Each criterion asked for has a judgement."""
    open_ = [criterion for criterion, outcome in facts.judged.items() if outcome is None]
    return Reason("reassessment-unjudged", ", ".join(open_)) if open_ else None


def each_named_site_seen(facts: ReassessmentFacts) -> Reason | None:
    """Each site asked for was visited since, and the visit is reported."""
    return Reason("reassessment-unseen", ", ".join(facts.unseen)) if facts.unseen else None


def nothing_failed(facts: ReassessmentFacts) -> Reason | None:
    """No criterion was found met only in part or not met."""
    failed = [criterion for criterion, outcome in facts.judged.items() if outcome in FAILING]
    return Reason("reassessment-not-met", ", ".join(failed)) if failed else None


def each_failure_is_a_finding(facts: ReassessmentFacts) -> Reason | None:
    """Each criterion that failed was put to the holder as a finding, and there is one at least."""
    failed = [criterion for criterion, outcome in facts.judged.items() if outcome in FAILING]
    bare = [criterion for criterion in failed if criterion not in facts.found]
    if bare or not facts.found:
        return Reason("reassessment-no-finding", ", ".join(bare))
    return None


def a_measure_was_proposed(facts: ReassessmentFacts) -> Reason | None:
    """The holder has the notice of a suspension or revocation, with its right to be heard."""
    return None if facts.measured else Reason("reassessment-no-measure")


S = ReassessmentState
_LOOKED_AT = (reassessment_reasoned, holder_had_its_time, each_asked_criterion_judged, each_named_site_seen)
REASSESSMENT: Workflow[ReassessmentState, ReassessmentFacts] = Workflow(
    "reassessment",
    S.OPEN,
    Step("answer", frozenset({S.OPEN}), S.ANSWERED),
    Step("confirm", OPEN_REASSESSMENT, S.CONFIRMED, (*_LOOKED_AT, nothing_failed)),
    Step("find", OPEN_REASSESSMENT, S.FINDINGS, (*_LOOKED_AT, each_failure_is_a_finding)),
    Step("measure", OPEN_REASSESSMENT, S.MEASURE, (reassessment_reasoned, a_measure_was_proposed)),
    Step("call-off", OPEN_REASSESSMENT, S.CALLED_OFF, (reassessment_reasoned,)),
)
