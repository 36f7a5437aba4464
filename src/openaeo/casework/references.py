"""Answers that refer to a published procedure: made, taken back, brought to a newer version or kept at the old one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db.models import QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import Note, act
from openaeo.casework.answers import changeable, not_applying
from openaeo.casework.facts import author, demand
from openaeo.casework.models import Case, Procedure, ProcedureReference, ProcedureVersion
from openaeo.casework.programme import programme
from openaeo.law.procedures import ReferenceStand, counts_as_document, unfit_differences
from openaeo.law.workflow import Reason, Refused


def refer(
    number: str, criterion: str, procedure_pk: int, *, differences: str = "", actor: Actor, at: datetime
) -> ProcedureReference:
    """Let an answer refer to the newest version of a procedure that the firm may use, with its local differences.

    Refused: `not-editable`, `answer-accepted`, `criterion-not-applying`, `answer-first`, `not-found` (not published
    to the firm), `procedure-other-criterion`, `referred-already`, `differences-too-long`.
    """
    with act("refer-to-procedure", Case, number, actor=actor, at=at) as (case, note):
        line = offered(case).filter(pk=procedure_pk).first()
        if line is None:
            raise Refused("refer-to-procedure", Reason("not-found"))
        given = case.answers.filter(criterion=criterion).first()
        if given is None:
            raise Refused("refer-to-procedure", Reason("answer-first"))
        there = ProcedureReference.objects.filter(answer=given, version__procedure=line)
        demand(
            "refer-to-procedure",
            *changeable(case, [criterion]),
            not_applying(case, criterion),
            None if criterion in line.criteria else Reason("procedure-other-criterion"),
            Reason("referred-already") if there.exists() else None,
            unfit_differences(differences),
        )
        made = ProcedureReference.objects.create(
            answer=given,
            version=line.versions.get(number=line.latest),
            differences=differences.strip(),
            referred_at=at,
            referred_by_id=author("refer-to-procedure", actor),
        )
        note(criterion=criterion, **_told(made.version))
    return made


def drop(number: str, criterion: str, pk: int, *, actor: Actor, at: datetime) -> None:
    """Take a reference back from an answer. Refused: `not-editable`, `answer-accepted`, `not-found`."""
    with act("drop-reference", Case, number, actor=actor, at=at) as (case, note):
        demand("drop-reference", *changeable(case, [criterion]))
        rows = behind(case, criterion).filter(pk=pk)
        found = rows.first()
        if found is None:
            raise Refused("drop-reference", Reason("not-found"))
        note(criterion=criterion, **_told(found.version))
        found.delete()


def take_version(pk: int, *, actor: Actor, at: datetime) -> ProcedureReference:
    """Say that the firm follows the newest version from now on.

    In an application that was never sent the answer simply refers to it; otherwise what customs was shown stays, and
    the newer version stands beside it. Refused: `not-found`, `no-newer-version`.
    """
    with _settled("take-version", pk, actor=actor, at=at) as (row, newest):
        if row.answer.case.submitted_at is None:
            row.version = newest
        else:
            row.follows = newest
        row.stays = None
    return row


def stay(pk: int, *, actor: Actor, at: datetime) -> ProcedureReference:
    """Say that the firm looked at the newest version and stays with its own. Refused: `not-found`, `no-newer-version`."""
    with _settled("stay-with-version", pk, actor=actor, at=at) as (row, newest):
        row.stays = newest
    return row


def offered(case: Case) -> QuerySet[Procedure]:
    """Return the procedures that the firm of `case` may refer to."""
    found = Procedure.objects.published_to(case.operator_id)
    return found.select_related("publisher__operator")


def behind(case: Case, criterion: str) -> QuerySet[ProcedureReference]:
    """Return what the answer to `criterion` refers to; of a case that came through its gate."""
    return ProcedureReference.objects.filter(answer__case=case, answer__criterion=criterion).select_related(
        "version__procedure__publisher__operator", "follows", "stays", "answer"
    )


def counts(reference: ProcedureReference, size: str) -> bool:
    """Return whether a reference counts like a document for a firm of `size` under the programme."""
    return counts_as_document(reference.stand, size, programme().reference_sizes)


def to_settle(actor: Actor) -> QuerySet[ProcedureReference]:
    """Return the references of the actor's own firm that a newer version asks about."""
    mine = ProcedureReference.objects.visible_to(actor).in_use().standing_as(ReferenceStand.NEWER)
    return mine.select_related("version__procedure__publisher__operator", "answer__case", "follows")


@contextmanager
def _settled(
    name: str, pk: int, *, actor: Actor, at: datetime
) -> Iterator[tuple[ProcedureReference, ProcedureVersion]]:
    """Hold a reference and its newest version; the journal files the act under the case."""
    rows = ProcedureReference.objects.visible_to(actor)
    about: str | None = rows.filter(pk=pk).values_list("answer__case", flat=True).first()
    if about is None:
        raise Refused(name, Reason("not-found"))
    with act(name, ProcedureReference, pk, topic="case", subject=about, actor=actor, at=at) as (row, note):
        newer = row.stand in {ReferenceStand.NEWER, ReferenceStand.STAYED}
        demand(name, None if newer else Reason("no-newer-version"))
        newest = row.version.procedure.versions.get(number=row.version.procedure.latest)
        yield row, newest
        row.settled_at, row.settled_by_id = at, author(name, actor)
        _note(note, row, newest)


def _note(note: Note, row: ProcedureReference, newest: ProcedureVersion) -> None:
    note(criterion=row.answer.criterion, **_told(newest))


def _told(version: ProcedureVersion) -> dict[str, object]:
    return {
        "procedure": version.procedure_id,
        "title": version.procedure.title,
        "version": version.number,
        "digest": version.file_id,
    }
