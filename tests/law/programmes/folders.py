"""The folders of programmes, read once, and the questions that every table of published rules asks of them."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from openaeo.law.catalogue import asks
from openaeo.law.citing import Certainty
from openaeo.law.clock import Extension, Pause
from openaeo.law.edition import Edition, load_edition
from openaeo.law.programme import Programme
from openaeo.law.programme_folder import load_programme
from openaeo.law.terms import Period
from openaeo.law.timing import clock_of

ROOT = Path(__file__).resolve().parents[3]
CODES = ("eu", "gb", "hk", "in", "kr", "qm", "us")
PUBLISHED = tuple(code for code in CODES if code != "qm")


@cache
def programme(code: str) -> Programme:
    """Return the programme kept in programmes/`code`."""
    return load_programme(ROOT / "programmes" / code)


@cache
def edition(code: str) -> Edition:
    """Return the edition that the programme `code` rests on."""
    return load_edition(ROOT / "editions" / programme(code).edition)


def asked_of(code: str) -> dict[str, frozenset[str]]:
    """Return for each tier which criteria it asks of an operator."""
    return {tier: asks(edition(code), programme(code), tier) for tier in programme(code).tiers}


def letters(criteria: frozenset[str]) -> str:
    """Return the letters of `criteria`, each once, in order."""
    return "".join(sorted({number[0] for number in criteria}))


def noon(text: str) -> datetime:
    """Return noon UTC of the day `text`: the same day in every zone of these programmes."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC).replace(hour=12)


def last_day(code, time, begun, *, tier="", received=None, rested=(), longer=()):
    """Return the last day of the time limit `time` of the programme `code` that began on the day `begun`.

    `rested`: (why, from, to) days on which it is to rest; `longer`: the causes of extensions given on day one.
    """
    rule = programme(code).time(time, tier)
    pauses = [Pause(Period(noon(start), noon(end)), why) for why, start, end in rested]
    more = [Extension(one.limit, one.cause, noon(begun)) for one in rule.extensions if one.cause in longer]
    clock = clock_of(
        rule,
        programme(code).calendar,
        noon(begun),
        received=noon(received) if received else None,
        pauses=pauses,
        extensions=more,
    )
    return clock.last_day(noon("2029-12-31")).isoformat()


def uncertain(code: str, certainty: Certainty) -> set[str]:
    """Return the names of everything in the programme `code` that is of `certainty`."""
    return {name for name, found in programme(code).unsettled().items() if found is certainty}


def told(code: str, time: str, tier: str = "") -> tuple:
    """Return what a time limit says besides its length: event, whose, what silence means, whether indicative."""
    rule = programme(code).time(time, tier)
    return rule.starts.value, rule.duty.value, rule.expiry.value, rule.indicative
