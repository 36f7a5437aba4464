"""Judging the rows of a list of our own holders against the register, all at once by the worker or one by one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from openaeo.bedrock.actors import SYSTEM
from openaeo.bedrock.acts import act
from openaeo.casework.models import Intake, IntakeRow
from openaeo.casework.programme import day_of, programme
from openaeo.law.identifiers import Scheme
from openaeo.law.intake import DateOrder, Fate, Field, IntakeFacts, IntakeState
from openaeo.law.intake_fates import Ground, Held, Identifier, Verdict, judge
from openaeo.law.intake_rows import Cell, Computed, Meaning, Problem, Stated, read_row
from openaeo.law.namesakes import Namesakes
from openaeo.law.terms import Status
from openaeo.parties.models import Administration, Operator

BATCH = 500
SETTLED = (Fate.LEFT_OUT.value, Fate.TAKEN.value)
"""Fates that a new check leaves as they are."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A row with what it states, and what is wrong with it by itself."""

    row: IntakeRow
    stated: Stated
    problems: tuple[Problem, ...]


def reading_of(intake: Intake, rows: Iterable[IntakeRow], *, at: datetime) -> list[Reading]:
    """Read `rows` of `intake` as it was said what its columns and words mean."""
    said = intake.mapping
    columns = {Field(name): int(place) for name, place in said["columns"].items()}
    meaning = Meaning(
        order=DateOrder(said["order"]),
        words={Field(name): words for name, words in said["words"].items()},
        whole={Field(name): code for name, code in said["whole"].items()},
        home=Administration.objects.get(is_home=True).code,
    )
    known, today, width = frozenset(programme().tiers), day_of(at), len(intake.headings)
    found = []
    for row in rows:
        typed = {Field(name): text for name, text in row.typed.items()}
        cells = {field: cell_of(row, place) for field, place in columns.items()} | typed
        stated, problems = read_row(
            cells,
            meaning,
            tiers=known,
            today=today,
            typed=frozenset(typed),
            surplus=any(cell != "" for cell in row.cells[width:]),
        )
        found.append(Reading(row, stated, problems))
    return found


def cell_of(row: IntakeRow, place: int) -> Cell:
    """Return the cell of `row` at `place` as it came."""
    cell = row.cells[place] if place < len(row.cells) else ""
    if isinstance(cell, dict):
        if "day" in cell:
            return datetime.fromisoformat(cell["day"]).date()
        return Computed(str(cell.get("formula", "")))
    return str(cell)


def check(pk: int, *, at: datetime) -> None:
    """Judge every row of an intake that waits for it, from the beginning; safe to repeat after an interruption.

    Rows that were left out stay so. Each batch commits with `rows_done`, so pages see it proceed.
    """
    intake = Intake.objects.filter(pk=pk, state=IntakeState.CHECKING.value).first()
    if intake is None:
        return
    readings = reading_of(intake, intake.rows.exclude(fate__in=SETTLED), at=at)
    seen, names = twice(readings, day_of(at)), namesakes()
    for first in range(0, len(readings), BATCH):
        batch = readings[first : first + BATCH]
        ground = ground_for(batch, seen, names, at=at)
        with transaction.atomic():
            waiting = Intake.objects.filter(pk=pk, state=IntakeState.CHECKING.value)
            if not waiting.update(rows_done=first + len(batch)):
                return  # discarded meanwhile
            for one in batch:
                write(one, judged(one, ground))
            keep([one.row for one in batch])
    with act("check-holders", Intake, pk, actor=SYSTEM, at=at, topic="intake") as (row, note):
        row.move("finish-check", IntakeFacts())
        row.rows_done, row.checked_at = row.rows_total, at
        note(digest=row.file_id)


def judged_anew(intake: Intake, row: IntakeRow, *, at: datetime) -> None:
    """Judge one row of a checked intake anew, and with it the rows that share an identifier with it, before or now."""
    keys = {str(one) for one in row.values.get("identifiers", [])}
    mine = reading_of(intake, [row], at=at)[0]
    keys |= spelled(mine.stated)
    twins = (
        [
            one
            for one in intake.rows.exclude(pk=row.pk).exclude(fate__in=SETTLED)
            if keys & set(one.values.get("identifiers", []))
        ]
        if keys
        else []
    )
    readings = [mine, *reading_of(intake, twins, at=at)]
    ground = ground_for(readings, twice(readings, day_of(at)), namesakes(), at=at)
    for one in readings:
        write(one, judged(one, ground))
    keep([one.row for one in readings])


def judged(one: Reading, ground: Ground) -> Verdict:
    """Return the fate of a reading on `ground`."""
    return judge(one.row.row, one.stated, one.problems, ground, passed=frozenset(one.row.passed))


def write(one: Reading, verdict: Verdict) -> None:
    """Put what a row states, and its fate, on the row; does not save it."""
    stated = one.stated
    one.row.fate = verdict.fate.value
    one.row.number = verdict.number
    one.row.before = dict(verdict.before)
    one.row.problems = [
        {
            "code": problem.code,
            "field": problem.field.value if problem.field else "",
            "detail": problem.detail,
        }
        for problem in verdict.problems
    ]
    one.row.values = {
        Field.NUMBER.value: stated.number,
        Field.NAME.value: stated.name,
        Field.LOCAL_NAME.value: stated.local_name,
        Field.COUNTRY.value: stated.country,
        Field.ADDRESS.value: stated.address,
        Field.TIER.value: stated.tier,
        Field.ROLES.value: list(stated.roles),
        Field.STARTS.value: stated.starts.isoformat() if stated.starts else "",
        Field.ENDS.value: stated.ends.isoformat() if stated.ends else "",
        Field.STATUS.value: stated.status.value if stated.status else "",
        Field.SINCE.value: stated.since.isoformat() if stated.since else "",
        Field.SITES.value: list(stated.sites),
        Field.CONTACT.value: stated.contact,
        Field.PUBLIC.value: "yes" if stated.public else "no",
        "identifiers": sorted(spelled(stated)),
    }


def keep(rows: Iterable[IntakeRow]) -> None:
    """Save what `write` put on `rows`: one statement for all of them, because a list has thousands."""
    told = [
        {
            "id": row.pk,
            "fate": row.fate,
            "said": row.values,
            "problems": row.problems,
            "before": row.before,
            "number": row.number,
        }
        for row in rows
    ]
    with connection.cursor() as sql:
        sql.execute(
            "UPDATE casework_intakerow AS kept SET fate = now.fate, values = now.said, problems = now.problems, "
            "before = now.before, number = now.number FROM jsonb_to_recordset(%s::jsonb) AS "
            "now(id bigint, fate text, said jsonb, problems jsonb, before jsonb, number text) WHERE kept.id = now.id",
            [json.dumps(told)],
        )


def spelled(stated: Stated) -> set[str]:
    """Return the identifiers of a row as they are kept with it."""
    return {f"{scheme.value}:{value}" for scheme, value in stated.identifiers}


def twice(readings: Iterable[Reading], today: date) -> dict[Identifier, tuple[int, ...]]:
    """Return identifiers on several rows, with those rows; beside its own number, what is over shares freely."""
    found: dict[Identifier, list[int]] = {}
    for one in readings:
        live = one.stated.live(today)
        for key in one.stated.identifiers:
            if live or key[0] is Scheme.AEO:
                found.setdefault(key, []).append(one.row.row)
    return {key: tuple(rows) for key, rows in found.items() if len(rows) > 1}


def namesakes() -> Namesakes:
    """Return the names of every holder of ours and every firm registered here, by number. Two queries."""
    ours = Administration.objects.filter(is_home=True, authorisations__isnull=False)
    held = ours.values_list("authorisations__number", "authorisations__holder")
    return Namesakes([*held.iterator(), *Operator.objects.values_list("number", "name").iterator()])


def ground_for(
    readings: Sequence[Reading], seen: Mapping[Identifier, tuple[int, ...]], names: Namesakes, *, at: datetime
) -> Ground:
    """Return the part of the register that `readings` touch, as it stands at `at`. Six queries, however many."""
    home = Administration.objects.get(is_home=True)
    wanted = {key for one in readings for key in one.stated.identifiers}
    # Through the administration, so that this room needs no table of the register by name.
    rows = Administration.objects.filter(
        authorisations__aliases__value__in={value for _, value in wanted}
    ).values_list(
        "code", "authorisations__number", "authorisations__aliases__scheme", "authorisations__aliases__value"
    )
    owners: dict[Identifier, str] = {}
    elsewhere: dict[str, str] = {}
    for code, number, scheme, value in rows:
        if (key := (Scheme(scheme), value)) in wanted:
            owners[key] = number
            if code != home.code:
                elsewhere[number] = code
    mine = set(owners.values()) - set(elsewhere)
    tins = {one.stated.tin for one in readings if one.stated.tin}
    return Ground(
        owners=owners,
        held={row.number: _held(row) for row in _entries(home, mine)},
        elsewhere=elsewhere,
        firms=dict(Operator.objects.filter(tin__in=tins).values_list("tin", "name")),
        twice=seen,
        names=names,
        today=day_of(at),
    )


def _entries(home: Administration, numbers: set[str]) -> Iterable[Any]:
    return home.authorisations.filter(number__in=numbers).prefetch_related("aliases", "periods")


def _held(row: Any) -> Held:
    periods = [period for period in row.periods.all() if period.status == row.state]
    return Held(
        number=row.number,
        name=row.holder,
        local_name=row.holder_local,
        country=row.country,
        address=row.address,
        tier=row.tier,
        roles=tuple(row.roles),
        starts=day_of(row.starts),
        ends=day_of(row.ends - timedelta(microseconds=1)) if row.ends else None,
        status=Status(row.state),
        since=day_of(periods[-1].during.lower) if periods else None,
        identifiers=frozenset((alias.scheme, alias.value) for alias in row.aliases.all()),
    )


def midnight(day: date) -> datetime:
    """Return the moment at which `day` begins where the administration is."""
    return datetime.combine(day, time(), ZoneInfo(programme().zone))
