"""What a decision may give: the terms of a grant under the programme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from openaeo.law.edition import Programme
from openaeo.law.terms import Period, Role
from openaeo.law.workflow import Reason, Refused


@dataclass(frozen=True, slots=True)
class Terms:
    """What is granted: a tier, for roles in the supply chain, over a period."""

    tier: str
    roles: frozenset[Role]
    period: Period


def terms_of_grant(programme: Programme, tier: str, roles: Iterable[Role | str], at: datetime) -> Terms:
    """Return the terms of a grant taken at `at`.

    The period begins at `at` and ends at the same time of day in the programme's zone on the anniversary
    `validity_years` later (a grant of 29 February ends on 1 March when that year has none); it is open when the
    programme sets no validity. Raises `Refused` with `tier-unknown`, `roles-missing` or `role-unknown`.
    """
    asked = [str(role) for role in roles]
    known = {role.value for role in Role}
    reasons = [] if tier in programme.tiers else [Reason("tier-unknown", tier)]
    reasons += [] if asked else [Reason("roles-missing")]
    reasons += [Reason("role-unknown", role) for role in sorted(set(asked) - known)]
    if reasons:
        raise Refused("grant", *reasons)
    end = (
        None if programme.validity_years is None else _years_on(at, programme.validity_years, programme.zone)
    )
    return Terms(tier, frozenset(Role(role) for role in asked), Period(at, end))


def _years_on(moment: datetime, years: int, zone: str) -> datetime:
    local = moment.astimezone(ZoneInfo(zone))
    try:
        return local.replace(year=local.year + years)
    except ValueError:
        return local.replace(year=local.year + years, month=3, day=1)
