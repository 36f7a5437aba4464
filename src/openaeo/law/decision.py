"""What a decision may give: the terms of a grant under the programme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openaeo.law.lasting import end_of
from openaeo.law.programme import Programme
from openaeo.law.terms import Period, Role
from openaeo.law.timing import effective
from openaeo.law.workflow import Reason, Refused


@dataclass(frozen=True, slots=True)
class Terms:
    """What is granted: a tier, for roles in the supply chain, over a period."""

    tier: str
    roles: frozenset[Role]
    period: Period


def terms_of_grant(
    programme: Programme,
    tier: str,
    roles: Iterable[Role | str],
    at: datetime,
    *,
    issued: datetime | None = None,
) -> Terms:
    """Return the terms of a grant taken at `at`, whose certificate is issued at `issued` (None: with the grant).

    The period begins at `at` or, where the programme lets a decision take effect later, with the first moment
    of that day (EU: day five, UCC-DA 29), and never before the certificate is issued: what the register said of
    the past stays true. It ends as `lasting.end_of` says. Raises `Refused` with `tier-unknown`, `roles-missing` or `role-unknown`.
    """
    asked = [str(role) for role in roles]
    known = {role.value for role in Role}
    reasons = [] if tier in programme.tiers else [Reason("tier-unknown", tier)]
    reasons += [] if asked else [Reason("roles-missing")]
    reasons += [Reason("role-unknown", role) for role in sorted(set(asked) - known)]
    if reasons:
        raise Refused("grant", *reasons)
    begins = effective(programme.time("effect", tier), programme.calendar, at)
    begins = begins if issued is None else max(begins, issued)
    return Terms(
        tier,
        frozenset(Role(role) for role in asked),
        Period(begins, end_of(programme.lasts(tier), begins, programme.zone)),
    )
