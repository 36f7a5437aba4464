"""Questions from customs to the applicant: asked with a deadline, answered or cancelled; the clock rests meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework import exchanges
from openaeo.casework.facts import applies, author, deadline, demand, own_firm
from openaeo.casework.models import Case, Request, Round
from openaeo.casework.papers import Paper, kept
from openaeo.law.lifecycle import REQUEST, CaseState, RequestFacts, RequestState
from openaeo.law.workflow import Reason, Refused


def ask(number: str, *, criterion: str = "", question: str, actor: Actor, at: datetime) -> Request:
    """Ask the applicant `question`, of one criterion or in general; due after the programme's time for requests.

    The decision clock rests until it is answered or cancelled. Refused: `not-from-here` outside assessment,
    `question-missing`, `criterion-not-applying`, `own-firm`.
    """
    with act("ask", Case, number, actor=actor, at=at) as (case, note):
        demand(
            "ask",
            *asking_unmet(case, actor),
            None if question.strip() else Reason("question-missing"),
            Reason("criterion-not-applying", criterion)
            if criterion and not applies(case, criterion)
            else None,
            own_firm(case.operator_id, actor),
        )
        asked = Request.objects.create(
            case=case,
            criterion=criterion,
            question=question.strip(),
            asked_at=at,
            asked_by_id=author("ask", actor),
            due_at=deadline("request", at, case.tier),
        )
        note(request=asked.pk, criterion=criterion, due=asked.due_at)
    return asked


def asking_unmet(case: Case, _actor: Actor) -> tuple[Reason | None, ...]:
    """Return why nothing can be asked in `case`, whatever the question and a firm of one's own aside. No query."""
    return (None if case.standing is CaseState.ASSESSMENT else Reason("not-from-here", case.state),)


def reply(
    request_pk: int,
    *,
    text: str,
    papers: Iterable[tuple[Paper, str]] = (),
    actor: Actor,
    at: datetime,
) -> Request:
    """Answer a question put to the firm, also after its deadline, with documents and the names they go by.

    Refused: `reply-empty`, `not-from-here`, `reply-by-round` (the answers themselves are the reply), and for a document `not-found` (another firm's) or `name-missing`.
    """
    case = _case_of("reply", request_pk, actor)
    with act("reply", Request, request_pk, topic="case", subject=case, actor=actor, at=at) as (asked, note):
        facts = RequestFacts(reply=text)
        demand(
            "reply",
            Reason("reply-by-round") if Round.objects.filter(request=asked).exists() else None,
            *REQUEST.unmet(RequestState(asked.state), "answer", facts),
        )
        asked.move("answer", facts)
        asked.reply, asked.closed_at, asked.replied_by_id = text.strip(), at, actor.person
        documents = [
            kept("reply", asked.case, paper, name=name, actor=actor, at=at) for paper, name in papers
        ]
        asked.documents.add(*documents)
        digests = [document.file_id for document in documents]
        note(request=asked.pk, criterion=asked.criterion, late=at > asked.due_at, digests=digests)
    return asked


def cancel(request_pk: int, *, actor: Actor, at: datetime) -> Request:
    """Take a question back; the decision clock runs again. Remarks that went with it are with the desk again. Refused: `not-from-here`, `own-firm`."""
    case = _case_of("cancel-request", request_pk, actor)
    with act("cancel-request", Request, request_pk, topic="case", subject=case, actor=actor, at=at) as (
        asked,
        note,
    ):
        demand(
            "cancel-request",
            *REQUEST.unmet(RequestState(asked.state), "cancel", RequestFacts()),
            own_firm(asked.case.operator_id, actor),
        )
        asked.move("cancel", RequestFacts())
        asked.closed_at = at
        exchanges.take_back(asked, at=at)
        note(request=asked.pk, criterion=asked.criterion)
    return asked


def _case_of(step: str, request_pk: int, actor: Actor) -> str:
    """The number of the case that a visible question belongs to; the journal files the act under it."""
    number = Request.objects.visible_to(actor).filter(pk=request_pk).values_list("case_id", flat=True).first()
    if number is None:
        raise Refused(step, Reason("not-found"))
    return number
