"""Exports asked for: of a case by customs, of a firm by the firm, and by anybody of what is held about them."""

from __future__ import annotations

from datetime import datetime, timedelta

from procrastinate.contrib.django import app

from openaeo.bedrock import files
from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import Note, act, act_new
from openaeo.bedrock.worker import duty
from openaeo.casework.models import Case
from openaeo.dossier.models import Export
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Operator

MAKE_TASK = "dossier.make-export"
KEPT = timedelta(days=7)
"""How long the files of an export are kept; afterwards it is asked for anew."""


def ask_case(number: str, *, language: str, actor: Actor, at: datetime) -> Export:
    """Ask for everything that the file of a case holds. Refused: `export-under-way`, `not-found`, `own-firm` is not found."""
    seen = Case.objects.visible_to(actor).of_others(actor)
    with act("export-case", Case, number, rows=seen, actor=actor, at=at) as (case, note):
        return _asked(Export(case=case), note, "export-case", language=language, actor=actor, at=at)


def ask_firm(*, language: str, actor: Actor, at: datetime) -> Export:
    """Ask for everything that is held about the firm that the actor acts for. Refused: `export-under-way`, `not-found`."""
    with act("export-firm", Operator, actor.operator, actor=actor, at=at) as (firm, note):
        return _asked(Export(operator=firm), note, "export-firm", language=language, actor=actor, at=at)


def ask_own(*, language: str, actor: Actor, at: datetime) -> Export:
    """Ask for everything that is held about the actor as a person. Refused: `export-under-way`."""
    with act_new("export-own", topic="person", subject=str(actor.person), actor=actor, at=at) as note:
        return _asked(Export(), note, "export-own", language=language, actor=actor, at=at)


def _asked(row: Export, note: Note, step: str, *, language: str, actor: Actor, at: datetime) -> Export:
    same = Export.objects.waiting().filter(asked_by=actor.person, case=row.case, operator=row.operator)
    if same.exists():
        raise Refused(step, Reason("export-under-way"))
    row.asked_by_id = actor.person or 0
    row.capacity, row.language, row.asked_at, row.next_at = actor.capacity.value, language, at, at
    row.save()
    note(export=row.pk)
    app.configure_task(MAKE_TASK, lock=f"export-{row.pk}").defer(pk=row.pk)
    return row


def taken(export: Export, *, at: datetime) -> None:
    """Note when the export was first taken away. An observation, not an act."""
    Export.objects.filter(pk=export.pk, taken_at=None).update(taken_at=at)


@duty("exports.end", every=timedelta(minutes=10))
def end(at: datetime) -> int:
    """Let go of the files of exports whose time is over at `at`, and return of how many; the sweep removes the bytes."""
    over = Export.objects.filter(ends_at__lte=at, package__isnull=False).select_related("record", "package")
    for one in over:
        files_of_it = [one.record, one.package]
        Export.objects.filter(pk=one.pk).update(record=None, package=None)
        for file in filter(None, files_of_it):
            files.drop(file)
    return len(over)
