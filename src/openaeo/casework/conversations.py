"""Conversations of a firm with customs: begun, carried on, put to rest, closed and reopened; no clock of the law rests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import Note, act, act_new
from openaeo.bedrock.models import StoredFile
from openaeo.casework.facts import author, demand, own_firm
from openaeo.casework.models import Case, Conversation, Enclosure, Message
from openaeo.casework.programme import calendar_for, programme
from openaeo.casework.reach import ours
from openaeo.law.conversing import (
    CONVERSATION,
    SIDES,
    TIMES,
    MessageFacts,
    Phase,
    Turn,
    late,
    other,
    phase_of,
    waited_since,
)
from openaeo.law.lifecycle import LIVE
from openaeo.law.terms import Capacity
from openaeo.law.timing import TimeLimit, clock_of
from openaeo.law.workflow import Reason, Refused

Papers = Iterable[tuple[StoredFile, str]]
_WRITES = {Turn.CUSTOMS: "customs-writes", Turn.APPLICANT: "firm-writes"}


def begin(
    number: str, *, subject: str, text: str, papers: Papers = (), actor: Actor, at: datetime
) -> Conversation:
    """Begin a conversation about a case with its first message and the files that go with it, named as given.

    It is then the turn of the other side. Refused: `not-from-here` for a draft and for a case that is closed,
    `conversation-subject-missing`, `message-empty`, `own-firm`.
    """
    with act("begin-conversation", Case, number, actor=actor, at=at) as (case, note):
        phase = phase_of(case.standing)
        _beginnable(
            None if phase else Reason("not-from-here", case.state), subject, text, case.operator_id, actor
        )
        begun = Conversation(
            case=case, operator_id=case.operator_id, phase=(phase or Phase.APPLICATION).value
        )
        return _begun(begun, subject, text, papers, note=note, actor=actor, at=at)


def begin_after(
    number: str, *, subject: str, text: str, papers: Papers = (), actor: Actor, at: datetime
) -> Conversation:
    """Begin a conversation about an authorisation. Refused as `begin`: `not-from-here` once it has ended."""
    with act_new("begin-conversation", topic="monitoring", subject=number, actor=actor, at=at) as note:
        held = ours("begin-conversation", number, actor)
        firm = held.operator_id
        if firm is None or (actor.capacity is Capacity.APPLICANT and firm != actor.operator):
            raise Refused("begin-conversation", Reason("not-found"))
        ended = None if held.status in LIVE else Reason("not-from-here", held.state)
        _beginnable(ended, subject, text, firm, actor)
        begun = Conversation(authorisation=held, operator_id=firm, phase=Phase.MONITORING.value)
        return _begun(begun, subject, text, papers, note=note, actor=actor, at=at)


def write(pk: int, *, text: str, papers: Papers = (), actor: Actor, at: datetime) -> Message:
    """Add a message with its files; it is then the turn of the other side. When two write at once, both messages stay.

    Refused: `not-found`, `message-empty`, `own-firm`, `not-from-here` when it was closed.
    """
    with _act("write-message", pk, actor=actor, at=at) as (talk, note):
        writer, facts = side_of(actor), MessageFacts(text)
        demand(
            "write-message",
            *CONVERSATION.unmet(talk.turn, _WRITES[writer], facts),
            _not_own(talk.operator_id, actor),
        )
        return _written(talk, text, papers, note=note, actor=actor, at=at)


def need_no_answer(pk: int, *, actor: Actor, at: datetime) -> Conversation:
    """Say that no answer is needed any more; whoever wants may still write. Refused: `not-from-here`, `own-firm`."""
    return _turned("need-no-answer", "need-no-answer", pk, actor=actor, at=at)


def close(pk: int, *, actor: Actor, at: datetime) -> Conversation:
    """Close a conversation; nothing more is written until somebody reopens it. Refused: `not-from-here`, `own-firm`."""
    return _turned("close-conversation", "close", pk, actor=actor, at=at)


def reopen(pk: int, *, actor: Actor, at: datetime) -> Conversation:
    """Reopen a closed conversation; it is nobody's turn until somebody writes. Refused: `not-from-here`, `own-firm`."""
    return _turned("reopen-conversation", "reopen", pk, actor=actor, at=at)


def side_of(actor: Actor) -> Turn:
    """Return for which side `actor` writes."""
    return Turn.APPLICANT if actor.capacity is Capacity.APPLICANT else Turn.CUSTOMS


def time_of(talk: Conversation, side: Turn) -> TimeLimit | None:
    """Return the programme's time in which `side` answers; None where it sets none."""
    tier = talk.case.tier if talk.case else talk.authorisation.tier if talk.authorisation else ""
    return programme().time(TIMES[side], tier) if side in SIDES else None


def _beginnable(state: Reason | None, subject: str, text: str, operator_id: int, actor: Actor) -> None:
    demand(
        "begin-conversation",
        state,
        None if subject.strip() else Reason("conversation-subject-missing"),
        *CONVERSATION.unmet(Turn.NOBODY, _WRITES[side_of(actor)], MessageFacts(text)),
        _not_own(operator_id, actor),
    )


def _begun(
    talk: Conversation, subject: str, text: str, papers: Papers, *, note: Note, actor: Actor, at: datetime
) -> Conversation:
    talk.subject, talk.begun_at, talk.turned_at = subject.strip(), at, at
    talk.begun_by_id = author("begin-conversation", actor)
    talk.save()
    _written(talk, text, papers, note=note, actor=actor, at=at)
    talk.save()
    note(phase=talk.phase)
    return talk


def _written(
    talk: Conversation, text: str, papers: Papers, *, note: Note, actor: Actor, at: datetime
) -> Message:
    """Write the message down and give the turn away. The journal keeps digests and no words."""
    writer = side_of(actor)
    was_late = talk.turn is writer and late(talk.due_at, at)
    since = waited_since(talk.turn, talk.turned_at, writer, at)
    talk.move(_WRITES[writer], MessageFacts(text))
    talk.turned_at, talk.due_at = since, _due(talk, other(writer), since)
    message = Message.objects.create(
        conversation=talk,
        side=writer.value,
        text=text.strip(),
        late=was_late,
        written_at=at,
        written_by_id=author("write-message", actor),
    )
    sent = [Enclosure(message=message, file=file, name=name) for file, name in papers]
    Enclosure.objects.bulk_create(sent)
    note(due=talk.due_at, late=was_late, digests=[one.file_id for one in sent])
    _told(talk, writer, note)
    return message


def _turned(step: str, move: str, pk: int, *, actor: Actor, at: datetime) -> Conversation:
    with _act(step, pk, actor=actor, at=at) as (talk, note):
        demand(
            step,
            *CONVERSATION.unmet(talk.turn, move, MessageFacts()),
            _not_own(talk.operator_id, actor),
        )
        talk.move(move, MessageFacts())
        talk.turned_at, talk.due_at = at, None
        _told(talk, side_of(actor), note)
    return talk


def _told(talk: Conversation, by: Turn, note: Note) -> None:
    note(conversation=talk.pk, **{"by_customs" if by is Turn.CUSTOMS else "by_firm": True})


def _not_own(operator_id: int, actor: Actor) -> Reason | None:
    """Nobody writes for customs to a firm that they act for."""
    return None if side_of(actor) is Turn.APPLICANT else own_firm(operator_id, actor)


def _due(talk: Conversation, side: Turn, since: datetime) -> datetime | None:
    rule = time_of(talk, side)
    return clock_of(rule, calendar_for(rule), since).due(since) if rule else None


@contextmanager
def _act(step: str, pk: int, *, actor: Actor, at: datetime) -> Iterator[tuple[Conversation, Note]]:
    """Hold a visible conversation; the journal files the act under what it is about."""
    rows = Conversation.objects.visible_to(actor).filter(pk=pk)
    about = rows.values_list("case_id", "authorisation_id").first()
    if about is None:
        raise Refused(step, Reason("not-found"))
    case, held = about
    with act(
        step,
        Conversation,
        pk,
        topic="case" if case else "monitoring",
        subject=case or held,
        actor=actor,
        at=at,
    ) as held_row:
        yield held_row
