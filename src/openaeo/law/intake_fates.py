"""The fate of a row of a list of our own holders: new, as it stands, otherwise than it stands, or held back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from openaeo.law.identifiers import Scheme, tidy
from openaeo.law.intake import Fate, Field
from openaeo.law.intake_rows import Problem, Stated
from openaeo.law.lifecycle import LIVE
from openaeo.law.namesakes import Namesakes, name_key
from openaeo.law.terms import Status

Identifier = tuple[Scheme, str]
PASSABLE = frozenset({"name-alike", "starts-in-future"})
"""Suspicions that a person may lift with a reason; every other problem is corrected, or the row stays out."""


@dataclass(frozen=True, slots=True)
class Held:
    """An authorisation of ours as the register has it, its days in the administration's own zone.

    `ends` is the last day; `since` the day on which its present status began.
    """

    number: str
    name: str
    local_name: str
    country: str
    address: str
    tier: str
    roles: tuple[str, ...]
    starts: date
    ends: date | None
    status: Status
    since: date | None
    identifiers: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are judged on: the part of the register that they touch, firms by TIN, other rows of the list.

    `owners` lead from an identifier to the number that holds it; `held` are authorisations of ours by number;
    `elsewhere` numbers of other administrations; `twice` identifiers on several rows, with those rows.
    """

    owners: Mapping[Identifier, str]
    held: Mapping[str, Held]
    elsewhere: Mapping[str, str]
    firms: Mapping[str, str]
    twice: Mapping[Identifier, tuple[int, ...]]
    names: Namesakes
    today: date


@dataclass(frozen=True, slots=True)
class Verdict:
    """What would become of a row; `before` says what the register has where it differs, `number` whose entry it is."""

    fate: Fate
    problems: tuple[Problem, ...] = ()
    before: Mapping[str, str] = field(default_factory=dict)
    number: str = ""


def judge(
    row: int,
    stated: Stated,
    problems: tuple[Problem, ...],
    ground: Ground,
    *,
    passed: frozenset[str] = frozenset(),
) -> Verdict:
    """Return the fate of row `row`, which states `stated` and has `problems` of its own.

    Held back when anything is wrong or suspect, beside its own: "twice-in-file" (the other rows), "identifier-held"
    (who has it), "number-elsewhere" (the administration), "tin-of-other-firm" (its name), "name-alike" (number and
    name). Suspicions of `passed` that may be passed no longer count. What already stands is never changed: where the
    row tells otherwise it `differs`, with what stands in `before`.
    """
    number = _entry_of(stated, ground)
    held = ground.held.get(number)
    found = (*problems, *_suspicions(row, stated, number, held, ground))
    left = tuple(one for one in found if one.code not in passed & PASSABLE)
    before = differences(stated, held, ground.today) if held is not None else {}
    if left:
        return Verdict(Fate.QUARANTINED, left, before, number if held else "")
    if held is None:
        return Verdict(Fate.NEW)
    return Verdict(Fate.DIFFERS if before else Fate.SAME, (), before, number)


def _entry_of(stated: Stated, ground: Ground) -> str:
    """The number of our entry that a row leads to: by its own number, and by its TIN where it gives none."""
    lead = Scheme.AEO if stated.number else Scheme.TIN
    owners = (ground.owners.get(one) for one in stated.identifiers if one[0] is lead)
    return next((owner for owner in owners if owner is not None and owner in ground.held), "")


def _suspicions(
    row: int, stated: Stated, number: str, held: Held | None, ground: Ground
) -> Iterator[Problem]:
    live = stated.live(ground.today)
    for key in stated.identifiers:
        about = _about(key)
        if others := [one for one in ground.twice.get(key, ()) if one != row]:
            yield Problem("twice-in-file", about, ", ".join(map(str, others[:5])))
        owner = ground.owners.get(key)
        if owner is None or owner == number:
            continue
        if owner in ground.elsewhere:
            yield Problem("number-elsewhere", about, f"{owner} ({ground.elsewhere[owner]})")
        elif live and (key[0] is Scheme.AEO or ground.held[owner].status in LIVE):
            yield Problem("identifier-held", about, owner)
    if held is not None:
        return
    firm = ground.firms.get(stated.tin) if stated.tin else None
    if firm is not None and name_key(firm) != name_key(stated.name):
        yield Problem("tin-of-other-firm", Field.TIN, firm)
    if firm is None and stated.name:
        same = [ground.owners[key] for key in stated.identifiers if key in ground.owners]
        if namesake := ground.names.like(stated.name, but=same):
            yield Problem("name-alike", Field.NAME, f"{namesake[1]} ({namesake[0]})")


def _about(key: Identifier) -> Field:
    return Field.NUMBER if key[0] is Scheme.AEO else Field(key[0].value)


def differences(stated: Stated, held: Held, today: date) -> dict[str, str]:
    """Return by field what the register has, where a row tells otherwise; a field that the row leaves empty tells nothing.

    Only the end tells by being empty, where the list has a column for it: no end. An authorisation whose time is over has expired, whatever word its
    keeper used while it ran; of one that is worth nothing any more, identifiers may have passed on.
    """
    says = {
        Field.NAME: (stated.name, held.name),
        Field.LOCAL_NAME: (stated.local_name, held.local_name),
        Field.COUNTRY: (stated.country, held.country),
        Field.ADDRESS: (_lines(stated.address), _lines(held.address)),
        Field.TIER: (stated.tier, held.tier),
        Field.ROLES: (", ".join(sorted(stated.roles)), ", ".join(sorted(held.roles))),
        Field.STARTS: (_spelled(stated.starts), held.starts.isoformat()),
        Field.ENDS: (_spelled(stated.ends), _spelled(held.ends)),
        Field.STATUS: (stated.status.value if stated.status else "", held.status.value),
    }
    if stated.status is not None and stated.status is held.status and stated.status is not Status.GRANTED:
        says[Field.SINCE] = (_spelled(stated.since), _spelled(held.since))
    asked = stated.given | {Field.STATUS, Field.TIER}
    found = {
        about.value: now for about, (told, now) in says.items() if about in asked and told and told != now
    }
    if stated.endless and held.ends is not None:
        found[Field.ENDS.value] = held.ends.isoformat()
    if stated.live(today):
        missing = {(scheme.value, value) for scheme, value in stated.identifiers} - held.identifiers
        for scheme, _value in sorted(missing):
            found[_about((Scheme(scheme), "")).value] = ", ".join(
                sorted(value for known, value in held.identifiers if known == scheme)
            )
    return found


def _spelled(day: date | None) -> str:
    return day.isoformat() if day else ""


def _lines(text: str) -> str:
    return " ".join(text.split())


def own_number(number: str) -> Identifier:
    """Return the number of an authorisation as the identifier under which it is looked up."""
    return Scheme.AEO, tidy(number)
