"""One door for change: an act holds its row, asks the law who may, and leaves one journal entry or no trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction

from openaeo.bedrock import journal
from openaeo.bedrock.actors import Actor
from openaeo.law.authority import allowed
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Reason, Refused

Row = TypeVar("Row", bound=models.Model)

_running: ContextVar[str | None] = ContextVar("running_act", default=None)


class Note:
    """What the journal will say of an act; call it with facts, as often as needed, the last word wins."""

    def __init__(self, subject: str | None = None) -> None:
        self.subject = subject
        self.facts: dict[str, object] = {}

    def __call__(self, **facts: object) -> None:
        """Add `facts` to the journal entry. Values as `journal.plain` takes them."""
        self.facts.update(facts)

    def about(self, subject: object) -> None:
        """Say what the entry is about, when that is known only after the row was made."""
        self.subject = str(subject)


@contextmanager
def act(
    name: str,
    model: type[Row],
    key: object,
    *,
    actor: Actor,
    at: datetime,
    topic: str | None = None,
    subject: str | None = None,
    rows: models.QuerySet[Row] | None = None,
) -> Iterator[tuple[Row, Note]]:
    """Hold the row of `model` with `key` and yield `(row, note)`; on leaving, save it and journal the act once.

    `key` is the primary key, or the row's `number` where it has one. Only rows that `actor` may see count:
    `rows` when given, otherwise the model's own `visible_to`. Only fields that were changed are written, so a
    downward call may change the same row. `topic` is the model's lower-case name unless given, `subject` the
    row's number or key. Raises `Refused(name, …)` with `not-your-capacity`, `not-your-mandate` or `not-found`. Whatever is raised
    inside, nothing of the act remains. An act inside an act raises `RuntimeError`.
    """
    with _alone(name, actor):
        row = _held(name, model, key, actor, rows)
        before = _values(row)
        note = Note(subject or str(getattr(row, "number", row.pk)))
        yield row, note
        after = _values(row)
        changed = [field for field, value in after.items() if before[field] != value]
        if changed and row.pk is not None:
            row.save(update_fields=changed)
        _write(name, topic or model.__name__.lower(), note, actor, at)


@contextmanager
def act_new(
    name: str, *, topic: str, subject: str | None = None, actor: Actor, at: datetime
) -> Iterator[Note]:
    """Run an act that makes its row; yield the note, and journal the act once on leaving.

    Say what it is about by `subject` or, once the row exists, by `note.about(…)`. Refusals as for `act`.
    """
    with _alone(name, actor):
        note = Note(subject)
        yield note
        _write(name, topic, note, actor, at)


@contextmanager
def _alone(name: str, actor: Actor) -> Iterator[None]:
    if outer := _running.get():
        raise RuntimeError(f"{name} was asked for inside {outer}; call the work of the verb, not the verb")
    if reason := allowed(name, actor.capacity, actor.mandate):
        raise Refused(name, reason)
    token = _running.set(name)
    try:
        with transaction.atomic(), journal.gathered():
            yield
    finally:
        _running.reset(token)


def _held(name: str, model: type[Row], key: object, actor: Actor, rows: models.QuerySet[Row] | None) -> Row:
    seen = rows if rows is not None else _visible(model, actor)
    # FOR NO KEY UPDATE: rows that merely point at this one may still be written by others.
    held = seen.select_for_update(of=("self",), no_key=True)
    try:
        return held.get(**{_key_field(model, key): key})
    except (ObjectDoesNotExist, ValueError, TypeError):
        raise Refused(name, Reason("not-found")) from None


def _visible(model: type[Row], actor: Actor) -> models.QuerySet[Row]:
    everything = model._default_manager.all()  # noqa: SLF001 - Django's public face
    if actor.capacity is Capacity.SYSTEM:
        return everything
    if gate := getattr(everything, "visible_to", None):
        seen: models.QuerySet[Row] = gate(actor)
        return seen
    if actor.capacity in {Capacity.APPLICANT, Capacity.PUBLIC}:
        raise TypeError(f"{model.__name__} has no visible_to(); give act() the rows that the actor may see")
    return everything


def _key_field(model: type[models.Model], key: object) -> str:
    fields = {field.name: field for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's public face
    return "number" if isinstance(key, str) and "number" in fields and fields["number"].unique else "pk"


def _values(row: models.Model) -> dict[str, object]:
    return {
        field.name: deepcopy(field.value_from_object(row))
        for field in row._meta.concrete_fields  # noqa: SLF001 - Django's public face
        if not field.primary_key and field.attname in row.__dict__
    }


def _write(name: str, topic: str, note: Note, actor: Actor, at: datetime) -> None:
    if not note.subject:
        raise ValueError(f"{name}: the journal entry has no subject; name it with note.about(…)")
    journal.append(name, topic, note.subject, note.facts, actor=actor, at=at)
