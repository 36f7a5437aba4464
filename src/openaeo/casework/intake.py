"""What people do with a list of our own holders from a book kept before: receive it, say what it means, settle rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection
from procrastinate.contrib.django import app
from psycopg.types.json import Jsonb

from openaeo.bedrock import files
from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act, act_new
from openaeo.bedrock.models import StoredFile
from openaeo.bedrock.rows import MAX_COLUMNS, Sent, Source, open_rows
from openaeo.bedrock.workbooks import Cell, Formula, WorkbookFault
from openaeo.casework.facts import author, demand
from openaeo.casework.intake_check import judged_anew
from openaeo.casework.models import Intake, IntakeRow
from openaeo.law.intake import WAITING, WHOLE, WORDED, DateOrder, Fate, Field, IntakeState, folded
from openaeo.law.intake_fates import PASSABLE
from openaeo.law.workflow import Reason, Refused

CHECK_TASK, TAKE_TASK = "casework.check-holders", "casework.take-over-holders"
ACCEPTED = frozenset({"csv", "txt", "xlsx"})
MOST_ROWS = 20_000
LONGEST_CELL = 4_000
NEEDED = (Field.NAME, Field.STARTS)
OPEN = frozenset(
    {
        IntakeState.RECEIVED.value,
        IntakeState.CHECKING.value,
        IntakeState.CHECKED.value,
        IntakeState.TAKING.value,
    }
)
SETTLING = frozenset({IntakeState.CHECKED.value, IntakeState.DONE.value})
"""States of an intake in which its rows may be settled."""


def receive(*, stored: StoredFile, name: str, sent: Sent | None = None, actor: Actor, at: datetime) -> Intake:
    """Take in a list of our own holders, its first row being the headings, and keep every row of it as it came.

    `sent` tells how the bytes were before they were put into UTF-8. Refused as "receive-holders" with
    "list-already-open" (the same bytes wait already), "list-has-no-header", "list-empty", "holders-too-many" (the
    most rows), or why the file cannot be read (`bedrock.rows.open_rows`).
    """
    with act_new("receive-holders", topic="intake", actor=actor, at=at) as note:
        person = author("receive-holders", actor)
        if Intake.objects.filter(file=stored, state__in=OPEN).exists():
            raise Refused("receive-holders", Reason("list-already-open", name))
        source, headings, rows = _read(stored)
        told = {"kind": source.kind, "encoding": source.encoding, "guessed": source.guessed}
        if sent is not None:
            told |= {"encoding": sent.encoding, "guessed": sent.guessed, "sent_digest": sent.digest}
        intake = Intake.objects.create(
            file=stored,
            name=files.safe_name(name),
            headings=headings,
            reading=told,
            hands=[person],
            received_at=at,
            received_by_id=person,
            rows_total=len(rows),
        )
        _keep(intake, rows)
        note.about(intake.pk)
        note(name=intake.name, digest=stored.digest, rows=len(rows))
    return intake


def _read(stored: StoredFile) -> tuple[Source, list[str], list[tuple[int, list[object]]]]:
    """The headings of a list, and its rows that hold something, numbered as a spreadsheet does."""
    try:
        with files.open_file(stored) as stream, open_rows(stream) as (source, raw):
            headings = [str(cell).strip()[:200] for cell in next(raw, [])][:MAX_COLUMNS]
            while headings and not headings[-1]:
                headings.pop()
            if not any(headings):
                raise Refused("receive-holders", Reason("list-has-no-header"))
            rows: list[tuple[int, list[object]]] = []
            for number, cells in enumerate(raw, start=2):
                if not any(cell != "" for cell in cells):
                    continue
                if len(rows) >= MOST_ROWS:
                    raise Refused("receive-holders", Reason("holders-too-many", MOST_ROWS))
                rows.append((number, [_plain(cell) for cell in cells[: len(headings) + 1]]))
    except WorkbookFault as fault:
        raise Refused("receive-holders", Reason(fault.code, fault.detail)) from fault
    if not rows:
        raise Refused("receive-holders", Reason("list-empty"))
    return source, headings, rows


def _plain(cell: Cell) -> object:
    """A cell as JSON keeps it: text as it is, anything else by its kind."""
    if isinstance(cell, Formula):
        return {"formula": cell.text}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return cell.replace("\x00", "").strip()[:LONGEST_CELL]


def _keep(intake: Intake, rows: list[tuple[int, list[object]]]) -> None:
    """Write the rows by COPY, because a first list has thousands."""
    target = (
        "COPY casework_intakerow (intake_id, row, cells, typed, fate, values, problems, before, passed, number, reason) "
        "FROM STDIN"
    )
    with connection.cursor() as sql, sql.copy(target) as copy:
        copy.set_types(
            ["int8", "int4", "jsonb", "jsonb", "text", "jsonb", "jsonb", "jsonb", "text[]", "text", "text"]
        )
        nothing: tuple[object, ...] = (
            Jsonb({}),
            Fate.UNREAD.value,
            Jsonb({}),
            Jsonb([]),
            Jsonb({}),
            [],
            "",
            "",
        )
        for number, cells in rows:
            copy.write_row((intake.pk, number, Jsonb(cells), *nothing))


def choose_columns(
    pk: int,
    columns: Mapping[Field, int],
    *,
    order: DateOrder,
    whole: Mapping[Field, str],
    actor: Actor,
    at: datetime,
) -> Intake:
    """Say which field each column tells, by its place from 0, in which order days are written, and what every row shares.

    `whole` gives the tier or status of every row, where no column does. The words come next (`choose_words`). Refused
    as "map-holders" with every one of "field-needed" (the field), "identifier-needed", "column-chosen-twice" (its
    heading), "column-unknown", "word-unknown", or "not-from-here" once it is checked for good.
    """
    with act("map-holders", Intake, pk, actor=actor, at=at, topic="intake") as (intake, note):
        _may_be_mapped(intake)
        places = list(columns.values())
        twice = {place for place in places if places.count(place) > 1}
        settled = {field: code for field, code in whole.items() if field not in columns and field in WHOLE}
        needed = [*NEEDED, *(field for field in WHOLE if field not in settled)]
        demand(
            "map-holders",
            *(Reason("field-needed", field.value) for field in needed if field not in columns),
            None if {Field.NUMBER, Field.TIN} & set(columns) else Reason("identifier-needed"),
            *(
                Reason("column-chosen-twice", intake.headings[place])
                for place in sorted(twice)
                if 0 <= place < len(intake.headings)
            ),
            None if all(0 <= place < len(intake.headings) for place in places) else Reason("column-unknown"),
        )
        intake.mapping = {
            "columns": {field.value: place for field, place in columns.items()},
            "order": order.value,
            "whole": {field.value: code for field, code in settled.items()},
            "words": intake.mapping.get("words", {}),
        }
        _hand(intake, actor)
        note(
            columns={field.value: intake.headings[place] for field, place in columns.items()},
            order=order.value,
        )
    return intake


def choose_words(pk: int, words: Mapping[Field, Mapping[str, str]], *, actor: Actor, at: datetime) -> Intake:
    """Say what the keeper's own words for type, roles, standing and publication mean, and ask for the check.

    `words` lead from a word of the list to a code of ours; a word that is left out holds its rows back. Refused as
    "map-holders" with "columns-not-chosen", "taken-over-already" (how many rows) or "not-from-here".
    """
    with act("map-holders", Intake, pk, actor=actor, at=at, topic="intake") as (intake, note):
        intake.move("map", intake.facts(actor))
        intake.mapping = {
            **intake.mapping,
            "words": {
                field.value: {folded(word): code for word, code in words.get(field, {}).items() if code}
                for field in WORDED
            },
        }
        intake.rows_done = 0
        _hand(intake, actor)
        note(words=intake.mapping["words"])
        app.configure_task(CHECK_TASK, lock=f"intake-{intake.pk}").defer(pk=intake.pk)
    return intake


def correct(pk: int, typed: Mapping[Field, str], *, actor: Actor, at: datetime) -> IntakeRow:
    """Write by hand what a row that is held back should say, and judge it anew, with the rows that share a number of its.

    `typed` gives whole fields; days as 2026-04-03, words as codes of ours. What the file says stays beside it. Refused
    as "correct-holder" with "not-from-here" (the state of the intake) or "row-settled".
    """
    with act("correct-holder", IntakeRow, pk, actor=actor, at=at, topic="intake") as (row, note):
        intake = _unsettled("correct-holder", row)
        before = dict(row.typed)
        row.typed = {field.value: text.strip() for field, text in typed.items()}
        _settled(row, intake, actor, at, "")
        judged_anew(intake, row, at=at)
        note.about(intake.pk)
        note(row=row.row, typed=row.typed, before=before, fate=row.fate)
    return row


def pass_row(pk: int, *, reason: str, actor: Actor, at: datetime) -> IntakeRow:
    """Lift the suspicions of a row that may be lifted (`intake_fates.PASSABLE`), for a reason, and judge it anew.

    Refused as "pass-holder" with "reason-missing", "row-not-passable", "row-settled" or "not-from-here".
    """
    with act("pass-holder", IntakeRow, pk, actor=actor, at=at, topic="intake") as (row, note):
        intake = _unsettled("pass-holder", row)
        codes = sorted({problem["code"] for problem in row.problems})
        demand(
            "pass-holder",
            None if reason.strip() else Reason("reason-missing"),
            None if codes and set(codes) <= PASSABLE else Reason("row-not-passable"),
        )
        row.passed = sorted({*row.passed, *codes})
        _settled(row, intake, actor, at, reason)
        judged_anew(intake, row, at=at)
        note.about(intake.pk)
        note(row=row.row, passed=codes, reason=row.reason, fate=row.fate)
    return row


def leave_out(pk: int, *, reason: str, actor: Actor, at: datetime) -> IntakeRow:
    """Leave a row out for a reason; where it tells otherwise than the register, the register stays as it is.

    Refused as "leave-out-holder" with "reason-missing", "row-settled" or "not-from-here".
    """
    with act("leave-out-holder", IntakeRow, pk, actor=actor, at=at, topic="intake") as (row, note):
        intake = _unsettled("leave-out-holder", row)
        demand("leave-out-holder", None if reason.strip() else Reason("reason-missing"))
        row.fate = Fate.LEFT_OUT.value
        _settled(row, intake, actor, at, reason)
        note.about(intake.pk)
        note(row=row.row, reason=row.reason)
    return row


def take_over(pk: int, *, actor: Actor, at: datetime) -> Intake:
    """Ask for the new rows of a checked list to be entered in the register; the worker does it.

    Refused as "take-over" with every one of "nothing-to-take-over" and "prepared-it-yourself", or with
    "not-from-here". Rows that are held back stay out; once settled they are taken over by asking again.
    """
    with act("take-over-holders", Intake, pk, actor=actor, at=at, topic="intake") as (intake, note):
        facts = intake.facts(actor)
        intake.move("take-over", facts)
        intake.taken_by_id, intake.taken_at, intake.rows_done = actor.person, at, facts.taken
        note(asked=True, rows=facts.new, digest=intake.file_id)
        app.configure_task(TAKE_TASK, lock=f"intake-{intake.pk}").defer(pk=intake.pk)
    return intake


def discard(pk: int, *, actor: Actor, at: datetime) -> Intake:
    """Put a list aside for good, before anything of it is in the register. Refused as "discard" with "not-from-here"."""
    with act("discard-holders", Intake, pk, actor=actor, at=at, topic="intake") as (intake, note):
        intake.move("discard", intake.facts(actor))
        note(digest=intake.file_id)
    return intake


def _may_be_mapped(intake: Intake) -> None:
    if intake.state not in {IntakeState.RECEIVED.value, IntakeState.CHECKED.value}:
        raise Refused("map-holders", Reason("not-from-here", intake.state))


def _unsettled(step: str, row: IntakeRow) -> Intake:
    """The intake of a row that may still be settled, held."""
    intake = Intake.objects.select_for_update(of=("self",), no_key=True).get(pk=row.intake_id)
    row.refresh_from_db()
    if intake.state not in SETTLING:
        raise Refused(step, Reason("not-from-here", intake.state))
    if row.fate not in WAITING:
        raise Refused(step, Reason("row-settled", row.row))
    return intake


def _settled(row: IntakeRow, intake: Intake, actor: Actor, at: datetime, reason: str) -> None:
    row.settled_by_id, row.settled_at, row.reason = actor.person, at, reason.strip()
    _hand(intake, actor)
    intake.save(update_fields=["hands"])


def _hand(intake: Intake, actor: Actor) -> None:
    if actor.person is not None and actor.person not in intake.hands:
        intake.hands = [*intake.hands, actor.person]
