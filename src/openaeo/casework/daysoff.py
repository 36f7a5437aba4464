"""The days on which the administration does not work: kept by hand or by file, for the clocks that count working days."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act, act_new
from openaeo.casework.facts import author, demand
from openaeo.casework.models import DayOff
from openaeo.casework.programme import day_of
from openaeo.law.workflow import Reason, Refused

MOST = 1000
"""Lines that a file of days may have: some twenty years of them."""
LONGEST_NAME = 100
COLUMNS = ["day", "name"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file: days added, days that were known already, days too late to close."""

    added: int
    known: int
    passed: int


def add_day_off(day: date, *, name: str, actor: Actor, at: datetime) -> DayOff:
    """Close `day`; limits in working days that run over it end later from now on.

    Refused: `name-missing`, `day-passed` (today and before: what has been counted stays counted), `day-known`.
    """
    with act_new("add-day-off", topic="days-off", subject=day.isoformat(), actor=actor, at=at) as note:
        demand(
            "add-day-off",
            None if name.strip() else Reason("name-missing"),
            _to_come(day, at),
            Reason("day-known") if DayOff.objects.filter(day=day).exists() else None,
        )
        closed = DayOff.objects.create(
            day=day, name=name.strip(), added_at=at, added_by_id=author("add-day-off", actor)
        )
        note(day=day.isoformat(), name=closed.name)
    return closed


def take_back_day_off(pk: int, *, actor: Actor, at: datetime) -> None:
    """Open a day again that was to be closed. Refused: `not-found`, `day-passed`."""
    with act("take-back-day-off", DayOff, pk, topic="days-off", actor=actor, at=at) as (closed, note):
        demand("take-back-day-off", _to_come(closed.day, at))
        note.about(closed.day.isoformat())
        note(day=closed.day.isoformat(), name=closed.name)
        closed.delete()


def load_days_off(text: str, *, actor: Actor, at: datetime) -> Loaded:
    """Close every day to come that the file `text` names: lines of day and name under the heading "day,name".

    All or nothing. Days known already and days that have passed are left as they are. Refused: `days-heading`,
    `days-empty`, `days-too-many`, and `days-line` with the number of each line that names no day or no name.
    """
    with act_new("load-days-off", topic="days-off", subject="file", actor=actor, at=at) as note:
        named = _read(text)
        known = set(DayOff.objects.filter(day__in=named).values_list("day", flat=True))
        fresh = {day: name for day, name in named.items() if day not in known}
        coming = {day: name for day, name in fresh.items() if _to_come(day, at) is None}
        who = author("load-days-off", actor)
        DayOff.objects.bulk_create(
            DayOff(day=day, name=name, added_at=at, added_by_id=who) for day, name in sorted(coming.items())
        )
        loaded = Loaded(len(coming), len(known), len(fresh) - len(coming))
        note(days=[day.isoformat() for day in sorted(coming)], added=loaded.added)
    return loaded


def _to_come(day: date, at: datetime) -> Reason | None:
    return None if day > day_of(at) else Reason("day-passed")


def _read(text: str) -> dict[date, str]:
    lines = list(_lines(text.lstrip("\ufeff").splitlines()))
    if not lines or [one.strip().lower() for one in lines[0][1]] != COLUMNS:
        raise Refused("load-days-off", Reason("days-heading"))
    if len(lines) == 1:
        raise Refused("load-days-off", Reason("days-empty"))
    if len(lines) > MOST + 1:
        raise Refused("load-days-off", Reason("days-too-many", MOST))
    found = {}
    wrong = []
    for number, cells in lines[1:]:
        day = _day(cells[0])
        name = cells[1].strip() if len(cells) == len(COLUMNS) else ""
        if day is None or not 0 < len(name) <= LONGEST_NAME:
            wrong.append(Reason("days-line", number))
        else:
            found[day] = name
    if wrong:
        raise Refused("load-days-off", *wrong[:10])
    return found


def _lines(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The lines that say something, with their number in the file."""
    for number, cells in enumerate(csv.reader(lines), 1):
        if any(cell.strip() for cell in cells):
            yield number, cells


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
