"""Recommending, deciding and issuing: what may be proposed, when a decision departs from it, who may issue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from openaeo.law.citing import Citation
from openaeo.law.workflow import Reason


class Issue(StrEnum):
    """How a certificate comes about: with the grant, by an act of its own, or by a person with no hand in the case."""

    WITH_GRANT = "with-grant"
    SEPARATE = "separate"
    THIRD_PERSON = "third-person"


class Proposal(StrEnum):
    """What the assessing officer recommends; `AMEND`: the firm should ask for another tier or for other roles."""

    GRANT = "grant"
    WITH_CONDITIONS = "grant-with-conditions"
    REFUSE = "refuse"
    AMEND = "amend"


AGAINST = frozenset({Proposal.REFUSE, Proposal.AMEND})
"""Proposals that speak against what was applied for: each failed criterion is then named with its reason."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """How certificates of `tiers` (none: all) are issued; every other comes with the grant."""

    issue: Issue
    tiers: frozenset[str]
    cited: Citation

    def issue_of(self, tier: str) -> Issue:
        """Return how a certificate of `tier` comes about."""
        return self.issue if not self.tiers or tier in self.tiers else Issue.WITH_GRANT


@dataclass(frozen=True, slots=True)
class FailedPoint:
    """A criterion that failed, why, and the legal reference that it rests on."""

    criterion: str
    reason: str
    reference: str

    @property
    def complete(self) -> bool:
        """Whether both the reason and the reference are given."""
        return bool(self.reason.strip() and self.reference.strip())


def grant_step(issue: Issue) -> str:
    """Return the act that grants under `issue`: `grant` brings the certificate along, `grant-to-issue` does not."""
    return "grant" if issue is Issue.WITH_GRANT else "grant-to-issue"


def may_propose(
    proposal: str, *, points: Iterable[FailedPoint], failed: Iterable[str], conditions: Iterable[str]
) -> tuple[Reason, ...]:
    """Return why `proposal` may not be made; none when it may.

    `failed` are the criteria that bar a grant, `conditions` those that may stay open at one. Reasons:
    `proposal-unknown`; `conditions-none` (nothing stays open that a condition could be made of); `points-missing`
    with the criteria that lack a reason or a reference, and `points-foreign` with those that did not fail, when the
    proposal speaks against the firm (UCC-IA 8: the grounds and what they rest on).
    """
    if proposal not in set(Proposal):
        return (Reason("proposal-unknown"),)
    given, barred, reasons = list(points), list(failed), []
    if proposal == Proposal.WITH_CONDITIONS and not list(conditions):
        reasons.append(Reason("conditions-none"))
    if proposal in AGAINST:
        said = {point.criterion for point in given if point.complete}
        if missing := [one for one in barred if one not in said]:
            reasons.append(Reason("points-missing", ", ".join(missing)))
        if foreign := [point.criterion for point in given if point.criterion not in barred]:
            reasons.append(Reason("points-foreign", ", ".join(foreign)))
    return tuple(reasons)


def departs(proposal: Proposal, *, granted: bool) -> bool:
    """Return whether a decision is another than was proposed. Conditions follow from the findings, nobody chooses them."""
    if proposal is Proposal.AMEND:
        return True
    return granted is (proposal is Proposal.REFUSE)
