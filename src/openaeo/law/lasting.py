"""How long an authorisation lasts, and what its holder owes meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from openaeo.law.citing import Citation
from openaeo.law.clock import Limit
from openaeo.law.workflow import Reason


class Validity(StrEnum):
    """How long an authorisation lasts: without end, for years, or on with a yearly declaration."""

    NONE = "none"
    FIXED = "fixed"
    CONTINUOUS = "continuous"


class Silence(StrEnum):
    """What follows when a yearly declaration was not made in its days; nothing of it happens by itself.

    Customs is told in each case; with `SUSPENSION` it may suspend for it, once the holder was heard.
    """

    NOTED = "noted"
    SUSPENSION = "suspension"


class Declaring(StrEnum):
    """Where the yearly declaration that is owed next stands: its days lie ahead, run, or are over."""

    AHEAD = "ahead"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long an authorisation of `tiers` (none: all others) lasts, and what its holder owes meanwhile.

    `declaration` is the yearly window as (month, day) from and to, both included; `review_after` how many
    declarations precede a review; `silence` what follows when one is not made; `revalidation` the time within which
    the holder is validated again.
    """

    tiers: frozenset[str]
    model: Validity
    years: int | None
    declaration: tuple[tuple[int, int], tuple[int, int]] | None
    review_after: int | None
    silence: Silence | None
    revalidation: Limit | None
    cited: Citation


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a yearly declaration, first and last included."""

    opens: date
    closes: date


def end_of(lasting: Lasting, begins: datetime, zone: str) -> datetime | None:
    """Return when an authorisation that begins at `begins` ends, or None when nothing but an act ends it.

    It ends at the same time of day in `zone` on the anniversary; one of 29 February ends on 1 March when that
    year has none. A continuous authorisation has no end of its own.
    """
    if lasting.model is not Validity.FIXED or lasting.years is None:
        return None
    local = begins.astimezone(ZoneInfo(zone))
    try:
        return local.replace(year=local.year + lasting.years)
    except ValueError:
        return local.replace(year=local.year + lasting.years, month=3, day=1)


def window_of(lasting: Lasting, year: int) -> Window | None:
    """Return the days in which the declaration that opens in `year` is made; None when none is owed.

    A window that ends earlier in the year than it opens runs into the next year.
    """
    if lasting.declaration is None:
        return None
    (opens_month, opens_day), (closes_month, closes_day) = lasting.declaration
    opens = date(year, opens_month, opens_day)
    closes = date(year, closes_month, closes_day)
    return Window(opens, closes if closes >= opens else closes.replace(year=year + 1))


def next_window(lasting: Lasting, begins: date, declared: date | None) -> Window | None:
    """Return the window of the declaration that is owed next; None when none is owed.

    The first is the one that opens after `begins`, the day the authorisation began, and after `declared`, the day
    of the latest declaration. It stays the next one until a declaration is made: once closed, it is overdue.
    """
    after = begins if declared is None else max(begins, declared)
    for year in range(after.year, after.year + 3):
        window = window_of(lasting, year)
        if window is not None and window.opens > after:
            return window
    return None


def declaring(window: Window, today: date) -> Declaring:
    """Return where the declaration of `window` stands on `today` as long as it is not made."""
    if today < window.opens:
        return Declaring.AHEAD
    return Declaring.OPEN if today <= window.closes else Declaring.OVERDUE


def may_declare(window: Window | None, today: date) -> Reason | None:
    """Return why no declaration can be made on `today`: `declaration-not-owed`, `declaration-too-early`, or None.

    A late one is taken like any other.
    """
    if window is None:
        return Reason("declaration-not-owed")
    early = declaring(window, today) is Declaring.AHEAD
    return Reason("declaration-too-early", window.opens.isoformat()) if early else None


def revalidation_due(lasting: Lasting, validated: date) -> date | None:
    """Return by which day a holder validated on `validated` is validated again; None when no limit is set."""
    if lasting.revalidation is None:
        return None
    return validated + timedelta(days=lasting.revalidation.days_from(validated))
