"""Procedures of a group or an association: who publishes them, to whom, and what an answer that refers to one rests on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from openaeo.law.workflow import Reason, Step, Workflow

LONGEST_DIFFERENCES = 4_000
"""How many characters the local differences of one reference may have."""


class PublisherKind(StrEnum):
    """What makes an organisation fit to publish procedures for others."""

    PARENT = "parent"
    ASSOCIATION = "association"


class PublisherState(StrEnum):
    """Whether customs has made sure that an organisation is what it says."""

    ASKED = "asked"
    VERIFIED = "verified"
    TURNED_DOWN = "turned-down"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class PublisherFacts:
    """What is true when customs decides on a publisher. `reasons`: what customs gives as its reasons."""

    reasons: str = ""


def reasons_given(facts: PublisherFacts) -> Reason | None:
    """Customs says why it turns an organisation down, or lets it publish no longer."""
    return None if facts.reasons.strip() else Reason("reasons-missing")


_P = PublisherState
PUBLISHER: Workflow[PublisherState, PublisherFacts] = Workflow(
    "publisher",
    _P.ASKED,
    Step("verify", frozenset({_P.ASKED}), _P.VERIFIED),
    Step("turn-down", frozenset({_P.ASKED}), _P.TURNED_DOWN, (reasons_given,)),
    Step("ask-anew", frozenset({_P.TURNED_DOWN, _P.ENDED}), _P.ASKED),
    Step("end", frozenset({_P.VERIFIED}), _P.ENDED, (reasons_given,)),
)


class MembershipState(StrEnum):
    """Where it stands that a firm belongs to a publisher: offered by the one, accepted by the other, ended by either."""

    OFFERED = "offered"
    RUNNING = "running"
    DECLINED = "declined"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    """Who moves a membership. `member`: the firm it was offered to."""

    member: bool = False


def answered_by_the_member(facts: MembershipFacts) -> Reason | None:
    """Only the firm it was offered to says whether it belongs."""
    return None if facts.member else Reason("member-answers")


_M = MembershipState
MEMBERSHIP: Workflow[MembershipState, MembershipFacts] = Workflow(
    "membership",
    _M.OFFERED,
    Step("accept", frozenset({_M.OFFERED}), _M.RUNNING, (answered_by_the_member,)),
    Step("decline", frozenset({_M.OFFERED}), _M.DECLINED, (answered_by_the_member,)),
    Step("end", frozenset({_M.OFFERED, _M.RUNNING}), _M.ENDED),
)


class ProcedureState(StrEnum):
    """Whether a published procedure may be referred to."""

    IN_FORCE = "in-force"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ProcedureFacts:
    """What is true when a procedure is withdrawn. `reason`: what its members read."""

    reason: str = ""


def members_read_why(facts: ProcedureFacts) -> Reason | None:
    """Members read why what their answers rest on is withdrawn."""
    return None if facts.reason.strip() else Reason("withdrawal-reason-missing")


PROCEDURE: Workflow[ProcedureState, ProcedureFacts] = Workflow(
    "procedure",
    ProcedureState.IN_FORCE,
    Step(
        "withdraw",
        frozenset({ProcedureState.IN_FORCE}),
        ProcedureState.WITHDRAWN,
        (members_read_why,),
    ),
)


class VersionStand(StrEnum):
    """What can be said of one version of a procedure."""

    IN_FORCE = "in-force"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


def version_stand(number: int, latest: int, state: ProcedureState) -> VersionStand:
    """Return how version `number` of a procedure in `state` stands whose newest version is `latest`."""
    if state is ProcedureState.WITHDRAWN:
        return VersionStand.WITHDRAWN
    return VersionStand.REPLACED if number < latest else VersionStand.IN_FORCE


class ReferenceStand(StrEnum):
    """What an answer rests on that refers to a published procedure."""

    CURRENT = "current"
    NEWER = "newer"
    STAYED = "stayed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


COUNTING = frozenset({ReferenceStand.CURRENT, ReferenceStand.NEWER, ReferenceStand.STAYED})
"""References that still stand for something."""


@dataclass(frozen=True, slots=True)
class ReferenceFacts:
    """What is true of a reference; versions by their numbers.

    `referred`: the version it was made to; `follows`: a newer one that the firm follows since; `stays`: the newest
    one that the firm looked at and did not take; `latest`: the newest there is. `lapsed`: the membership is over.
    """

    referred: int
    latest: int
    follows: int | None = None
    stays: int | None = None
    withdrawn: bool = False
    lapsed: bool = False


def reference_stand(facts: ReferenceFacts) -> ReferenceStand:
    """Return what an answer rests on; a version later than the one decided about asks the firm anew."""
    if facts.lapsed:
        return ReferenceStand.LAPSED
    if facts.withdrawn:
        return ReferenceStand.WITHDRAWN
    if (facts.follows or facts.referred) >= facts.latest:
        return ReferenceStand.CURRENT
    return ReferenceStand.STAYED if (facts.stays or 0) >= facts.latest else ReferenceStand.NEWER


def counts_as_document(stand: ReferenceStand, size: str, sizes: Collection[str]) -> bool:
    """Return whether a reference in `stand` counts like a document for a firm of `size`.

    `sizes` are those of the programme's small firms that may show another's procedure; the others name their own.
    """
    return stand in COUNTING and size in sizes


def unfit_differences(text: str) -> Reason | None:
    """Return `differences-too-long` with the most characters when `text` does not fit, else None."""
    return Reason("differences-too-long", LONGEST_DIFFERENCES) if len(text) > LONGEST_DIFFERENCES else None
