"""A mutual recognition arrangement as terms: direction, tiers, roles, benefits, phase; what it covers and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openaeo.law.workflow import Reason


class Direction(StrEnum):
    """Whose authorised operators are honoured where."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    BOTH = "both"


class Phase(StrEnum):
    """How far an arrangement has come; signature is not use."""

    PLANNED = "planned"
    COMPARISON = "comparison"
    VALIDATION = "joint-validation"
    NEGOTIATION = "negotiation"
    SIGNED = "signed"
    PILOT = "pilot"
    IN_OPERATION = "in-operation"
    SUSPENDED = "suspended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The terms under which we honour a partner's authorised operators.

    `tiers` are the partner's own tier codes, `roles` values of `law.terms.Role`; an empty set covers every one.
    `since` and `until` bound operation, half-open, timezone-aware.
    """

    partner: str
    phase: Phase
    direction: Direction
    tiers: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    benefits: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def not_covered(terms: Arrangement | None, *, tier: str, role: str | None, at: datetime) -> Reason | None:
    """Return why the arrangement does not cover a partner's operator of `tier` appearing as `role`, or None.

    `role` is a value of `law.terms.Role`, or None when the place in the declaration names no role of the trade;
    then only the tier is asked for.
    """
    if terms is None:
        return Reason("no-arrangement")
    if terms.direction is Direction.OUTBOUND:
        return Reason("other-direction")
    if reason := _not_in_operation(terms, at):
        return reason
    if terms.tiers and tier not in terms.tiers:
        return Reason("tier-not-covered", tier)
    if role is not None and terms.roles and role not in terms.roles:
        return Reason("role-not-covered", role)
    return None


def _not_in_operation(terms: Arrangement, at: datetime) -> Reason | None:
    if terms.phase not in {Phase.IN_OPERATION, Phase.PILOT}:
        return Reason("arrangement-not-in-operation", terms.phase.value)
    if terms.since is not None and at < terms.since:
        return Reason("arrangement-not-yet-in-operation")
    if terms.until is not None and at >= terms.until:
        return Reason("arrangement-ended")
    return None
