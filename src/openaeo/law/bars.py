"""How long a firm is kept out after a refusal or the end of its authorisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from openaeo.law.citing import Citation
from openaeo.law.clock import Limit


class Ending(StrEnum):
    """How a relation with the programme ended, when that keeps a firm out for a time."""

    REFUSAL = "refusal"
    REVOCATION = "revocation"
    ANNULMENT = "annulment"


@dataclass(frozen=True, slots=True)
class Bar:
    """After which endings a firm may not apply for `tiers` (none: all), and how long."""

    after: frozenset[Ending]
    tiers: frozenset[str]
    limit: Limit
    cited: Citation


@dataclass(frozen=True, slots=True)
class Ended:
    """One ending in a firm's past: how, for which tier, and when."""

    how: Ending
    tier: str
    at: datetime


def barred_until(bars: Iterable[Bar], tier: str, past: Iterable[Ended], zone: str) -> date | None:
    """Return the last day, in `zone`, on which a firm with `past` may not apply for `tier`; None when never barred.

    A bar for certain tiers counts for endings of these tiers and keeps out of these tiers; day 1 is the day
    after the ending. Of several bars the longest holds.
    """
    last: date | None = None
    rules = tuple(bars)
    for ended in past:
        day = ended.at.astimezone(ZoneInfo(zone)).date()
        for bar in rules:
            if ended.how not in bar.after or (bar.tiers and not {tier, ended.tier} <= bar.tiers):
                continue
            until = day + timedelta(days=bar.limit.days_from(day))
            last = until if last is None else max(last, until)
    return last
