"""What would become of a row: pure comparison of what a list states with what the book holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from openaeo.exchange.holdings import Held, Holdings, Identifier
from openaeo.exchange.statement import Problem, Stated
from openaeo.law.identifiers import Scheme, tidy
from openaeo.law.terms import Status


class Word(StrEnum):
    """The verdict over a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ERROR = "error"
    QUARANTINED = "quarantined"


BINDING = frozenset(
    {
        "back-from-revoked",
        "ends-before-start",
        "held-elsewhere",
        "listed-twice",
        "number-held-elsewhere",
        "since-in-the-future",
        "status-before-start",
    }
)
"""Suspicions that no release can lift: the book could not keep such an entry. The partner must correct its list."""


WITHDRAWN = frozenset({Status.REVOKED, Status.SURRENDERED})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What would become of a row, with the facts for the book and what they would replace."""

    row: int
    word: Word
    values: Mapping[str, object]
    before: Mapping[str, object]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What a list is judged on. `twice`: identifiers on several rows of it. Empty `tiers` cover every tier.

    `at` is when the list came in.
    """

    partner: str
    tiers: frozenset[str]
    twice: Mapping[Identifier, tuple[int, ...]]
    at: datetime


def unreadable(row: int, cells: Mapping[str, object], problems: Iterable[Problem]) -> Verdict:
    """Return the verdict over a row that cannot be read: its cells as they are, and every problem."""
    return Verdict(
        row, Word.ERROR, {name: str(cell)[:300] for name, cell in cells.items()}, {}, tuple(problems)
    )


def judge(stated: Stated, book: Holdings, ground: Ground) -> Verdict:
    """Return the verdict over a readable row.

    Quarantined when anything is suspect: "duplicate-in-list" (the other rows), "held-elsewhere" (number and
    administration), "number-held-elsewhere", "name-changed" (the old name), "back-from-revoked",
    "ends-before-start", "status-before-start", "since-in-the-future", "country-differs", "tier-unknown". The last
    resort "listed-twice" comes from `again`. See `BINDING` for those that no release lifts.
    """
    number, held = _entry_of(stated, book, ground)
    values = facts_of(stated, number, ground)
    before = {} if held is None else _differences(values, stated, held, ground.at)
    if problems := tuple(_suspicions(stated, number, held, book, ground)):
        return Verdict(stated.row, Word.QUARANTINED, values, before, problems)
    if held is None:
        return Verdict(stated.row, Word.NEW, values, {})
    return Verdict(stated.row, Word.CHANGED if before else Word.SAME, values, before)


def _entry_of(stated: Stated, book: Holdings, ground: Ground) -> tuple[str, Held | None]:
    """The number of the entry that the row's own code leads to, in whichever spelling, and the entry."""
    owner = book.owners.get(stated.aliases[0])
    if owner is not None and owner.administration == ground.partner:
        return owner.number, book.entries.get(owner.number)
    if book.numbers.get(stated.code) == ground.partner:
        return stated.code, book.entries.get(stated.code)
    return stated.code, None


def again(verdict: Verdict, first: int) -> Verdict:
    """Return the verdict over a row that leads to an entry which row `first` of the list already told of."""
    problems = (*verdict.problems, Problem("listed-twice", "code", str(first)))
    return replace(verdict, word=Word.QUARANTINED, problems=problems)


def facts_of(stated: Stated, number: str, ground: Ground) -> dict[str, object]:
    """Return the facts that would enter the book, as JSON. The only tier of an arrangement need not be repeated."""
    tier = stated.tier or (next(iter(ground.tiers)) if len(ground.tiers) == 1 else "")
    return {
        "number": number,
        "code": stated.code,
        "name": stated.name,
        "local_name": stated.local_name,
        "address": stated.address,
        "country": stated.country,
        "tier": tier,
        "roles": sorted(stated.roles),
        "valid_from": stated.valid_from.isoformat(),
        "valid_until": _spelled(stated.valid_until),
        "status": stated.status.value,
        "status_since": _spelled(stated.status_since),
        "aliases": sorted(
            [scheme, value] for scheme, value in {*stated.aliases, (Scheme.AEO.value, tidy(number))}
        ),
    }


def _spelled(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


def _held_facts(held: Held) -> dict[str, object]:
    return {
        "name": held.name,
        "local_name": held.local_name,
        "address": held.address,
        "country": held.country,
        "tier": held.tier,
        "roles": sorted(held.roles),
        "valid_from": _spelled(held.valid_from),
        "valid_until": _spelled(held.valid_until),
        "status": held.status.value,
        "status_since": _spelled(held.status_since),
        "aliases": sorted([scheme, value] for scheme, value in held.aliases),
    }


def _differences(values: Mapping[str, object], stated: Stated, held: Held, at: datetime) -> dict[str, object]:
    """What the book holds now, of the facts that would change."""
    now = _held_facts(held)
    if stated.status_since is None or stated.status is Status.GRANTED or held.status is not stated.status:
        # Without a date the book keeps its own; a grant counts from its start. A change of status shows as such.
        del now["status_since"]
    over = stated.valid_until is not None and stated.valid_until <= at
    if over and held.status is Status.EXPIRED and stated.status is not Status.REVOKED:
        del now["status"]
    return {name: fact for name, fact in now.items() if values[name] != fact}


def _suspicions(
    stated: Stated, number: str, held: Held | None, book: Holdings, ground: Ground
) -> Iterator[Problem]:
    twins = sorted({row for key in stated.aliases for row in ground.twice.get(key, ()) if row != stated.row})
    if twins:
        yield Problem("duplicate-in-list", "code", ", ".join(map(str, twins[:5])))
    for key in stated.aliases:
        owner = book.owners.get(key)
        if owner is None or (owner.number, owner.administration) == (number, ground.partner):
            continue
        if not owner.yields(key, ground.partner):
            yield Problem("held-elsewhere", _column(key, stated), f"{owner.number} ({owner.administration})")
    if book.numbers.get(number, ground.partner) != ground.partner:
        yield Problem("number-held-elsewhere", "code", book.numbers[number])
    yield from _suspicious_dates(stated, ground)
    if stated.country != ground.partner:
        yield Problem("country-differs", "country", stated.country)
    if ground.tiers and stated.tier not in ground.tiers and (stated.tier or len(ground.tiers) > 1):
        yield Problem("tier-unknown", "tier", stated.tier)
    if held is not None and _folded(held.name) != _folded(stated.name):
        yield Problem("name-changed", "name", held.name)
    if held is not None and held.status in WITHDRAWN and stated.status is not held.status:
        yield Problem("back-from-revoked", "status", stated.status.value)


def _suspicious_dates(stated: Stated, ground: Ground) -> Iterator[Problem]:
    if stated.valid_until is not None and stated.valid_until <= stated.valid_from:
        yield Problem("ends-before-start", "valid_until", stated.valid_until.date().isoformat())
    if stated.status_since is not None and stated.status_since < stated.valid_from:
        yield Problem("status-before-start", "status_since", stated.status_since.date().isoformat())
    if stated.status_since is not None and stated.status_since > ground.at:
        yield Problem("since-in-the-future", "status_since", stated.status_since.date().isoformat())


def _column(key: Identifier, stated: Stated) -> str:
    return "code" if key == stated.aliases[0] else key[0]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
