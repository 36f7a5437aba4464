"""Taking the checked rows of a list of our own holders into the register, batch by batch, each whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework.intake_check import (
    Reading,
    ground_for,
    judged,
    keep,
    midnight,
    reading_of,
    twice,
    write,
)
from openaeo.casework.models import Intake
from openaeo.casework.programme import day_of
from openaeo.law.identifiers import Scheme
from openaeo.law.intake import Fate, IntakeFacts, IntakeState
from openaeo.law.namesakes import Namesakes
from openaeo.law.terms import Capacity, Period, Status
from openaeo.parties.listed import ListedFirm, registered
from openaeo.parties.models import Administration
from openaeo.register import claims
from openaeo.register.entries import ForeignEntry, draw_number, record_foreign

BATCH = 500
REASON = "taken-over"


def finish(pk: int, *, at: datetime) -> None:
    """Enter every new row of an intake that was asked to be taken over, in the name of whoever asked.

    A batch is one act: its firms, its authorisations and the fate of its rows commit together, so that after an
    interruption the rest follows and nothing comes twice. Each row is judged once more against the register of that
    moment; one that is no longer new is not written.
    """
    while _batch(pk, at=at):
        pass


def _batch(pk: int, *, at: datetime) -> bool:
    """Take over the next rows; return whether there may be more."""
    asked = Intake.objects.select_related("taken_by").filter(pk=pk, state=IntakeState.TAKING.value).first()
    if asked is None or asked.taken_by is None:
        return False
    actor = Actor(Capacity.DECIDER, person=asked.taken_by.pk, name=asked.taken_by.name)
    with act("take-over-holders", Intake, pk, actor=actor, at=at, topic="intake") as (intake, note):
        rows = list(intake.rows.filter(fate=Fate.NEW.value).order_by("row")[:BATCH])
        if not rows:
            intake.move("finish-take-over", IntakeFacts())
            note(finished=True, rows=intake.rows.filter(fate=Fate.TAKEN.value).count(), digest=intake.file_id)
            return False
        home = Administration.objects.get(is_home=True)
        claims.serialise(home.code)  # nobody enters a holder between the look and the entry
        readings = reading_of(intake, rows, at=at)
        ground = ground_for(readings, twice(readings, day_of(at)), Namesakes(), at=at)
        going = []
        for one in readings:
            verdict = judged(one, ground)
            write(one, verdict)
            if verdict.fate is Fate.NEW:
                going.append(one)
        _enter(going, home, actor=actor, at=at)
        keep(rows)
        intake.rows_done += len(going)
        note(
            rows={one.row.number: one.row.row for one in going},
            fates=dict(Counter(row.fate for row in rows)),
            digest=intake.file_id,
        )
    return True


def _enter(going: Sequence[Reading], home: Administration, *, actor: Actor, at: datetime) -> None:
    firms = registered([_firm(one) for one in going if one.stated.tin], at=at)
    entries = []
    for one in going:
        one.row.number = one.stated.number or draw_number(home.code)
        one.row.fate = Fate.TAKEN.value
        entries.append(_entry(one, firms.get(one.stated.tin)))
    record_foreign(entries, administration=home, actor=actor, at=at)


def _firm(one: Reading) -> ListedFirm:
    stated = one.stated
    return ListedFirm(
        tin=stated.tin,
        name=stated.name,
        local_name=stated.local_name,
        country=stated.country,
        address=stated.address,
        roles=stated.roles,
        public=stated.public,
        sites=stated.sites,
    )


def _entry(one: Reading, operator: int | None) -> ForeignEntry:
    """The authorisation as a row tells it. The row was judged new, so that its start and its status are there."""
    stated = one.stated
    if stated.starts is None or stated.status is None:
        raise ValueError(f"row {one.row.row} was judged new without a start or a status")
    plain = stated.status in {Status.GRANTED, Status.EXPIRED}
    return ForeignEntry(
        number=one.row.number,
        holder=stated.name,
        country=stated.country,
        tier=stated.tier,
        period=Period(
            midnight(stated.starts), midnight(stated.ends + timedelta(days=1)) if stated.ends else None
        ),
        roles=stated.roles,
        status=stated.status,
        since=None if plain or stated.since is None else midnight(stated.since),
        reason="" if plain else REASON,
        aliases=tuple(key for key in stated.identifiers if key[0] is not Scheme.AEO),
        holder_local=stated.local_name,
        address=stated.address,
        operator=operator,
        public=stated.public,
    )
