"""Answers accepted or sent back with a remark: noted one by one, sent as one round, answered, resolved or reopened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import exchanges
from openaeo.casework.assessment import handled
from openaeo.casework.facts import applies, author, deadline, demand, own_firm
from openaeo.casework.models import Case, Remark, Request, Round
from openaeo.law.lifecycle import CaseState, RequestFacts
from openaeo.law.rounds import LOOKED_AT, REMARK, UNRESOLVED, RemarkFacts, RemarkState
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import CASEWORKERS


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that customs did with an answer, as the journal keeps it; `private` stays with customs."""

    at: datetime
    act: str
    who: str
    text: str
    private: str


def accept_answers(number: str, criteria: Iterable[str], *, actor: Actor, at: datetime) -> list[str]:
    """Accept answers, all those named or none; the firm cannot change them any more. Return their criteria.

    A remark on one of them is resolved by it. Refused: `answers-not-looked-at` unless submitted or in assessment,
    `criteria-missing`, `own-firm`, and by its criterion `answer-not-given`, `answer-accepted` (already) and
    `remark-with-firm`.
    """
    step = "accept-answer"
    with act(step, Case, number, actor=actor, at=at) as (case, note):
        wanted = list(dict.fromkeys(criteria))
        answers = {one.criterion: one for one in case.answers.filter(criterion__in=wanted)}
        marks = {one.criterion: one for one in case.remarks.filter(criterion__in=wanted)}
        demand(
            step,
            *_looked_at(case, actor),
            None if wanted else Reason("criteria-missing"),
            *(Reason("answer-not-given", key) for key in wanted if key not in answers),
            *(Reason("answer-accepted", key) for key, one in answers.items() if one.accepted_at),
            *(Reason("remark-with-firm", key) for key, one in marks.items() if _with_firm(one)),
        )
        for one in marks.values():
            if one.standing in UNRESOLVED:
                one.move("resolve", RemarkFacts(text=one.text))
                one.save()
        for given in answers.values():
            given.accepted_at, given.accepted_by_id = at, author(step, actor)
            given.save()
        handled(case, actor=actor, at=at)
        note(criteria=wanted)
    return wanted


def reopen_answer(number: str, criterion: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Take the acceptance of an answer back, for a reason that customs alone reads.

    Refused: `answers-not-looked-at`, `reason-missing`, `answer-not-accepted`, `own-firm`.
    """
    with act("reopen-answer", Case, number, actor=actor, at=at) as (case, note):
        given = case.answers.filter(criterion=criterion, accepted_at__isnull=False).first()
        demand(
            "reopen-answer",
            *_looked_at(case, actor),
            None if reason.strip() else Reason("reason-missing"),
            None if given else Reason("answer-not-accepted", criterion),
        )
        if given is not None:
            given.accepted_at = given.accepted_by_id = None
            given.save()
        handled(case, actor=actor, at=at)
        note(criterion=criterion, criteria=[criterion], reason=reason.strip())


def note_remark(
    number: str, criterion: str, *, text: str, private: str = "", actor: Actor, at: datetime
) -> Remark:
    """Note a remark on an answer for the next round, reword it, or reopen one that was answered or resolved.

    The firm reads `text` once the round is sent, and never `private`. Refused: `answers-not-looked-at`,
    `criterion-not-applying`, `answer-accepted` (open the answer again first), `remark-missing`,
    `remark-with-firm`, `own-firm`.
    """
    step = "note-remark"
    with act(step, Case, number, actor=actor, at=at) as (case, note):
        mark = case.remarks.filter(criterion=criterion).first() or Remark(case=case, criterion=criterion)
        accepted = case.answers.filter(criterion=criterion, accepted_at__isnull=False).exists()
        words, facts = text.strip(), RemarkFacts(text=text)
        away = _with_firm(mark)
        move = "reword" if mark.standing is RemarkState.NOTED else "reopen"
        demand(
            step,
            *_looked_at(case, actor),
            None if applies(case, criterion) else Reason("criterion-not-applying", criterion),
            Reason("answer-accepted", criterion) if accepted else None,
            *((Reason("remark-with-firm", criterion),) if away else REMARK.unmet(mark.standing, move, facts)),
        )
        again = mark.standing is not RemarkState.NOTED
        mark.move(move, facts)
        mark.text, mark.private, mark.noted_at, mark.noted_by_id = (
            words,
            private.strip(),
            at,
            author(step, actor),
        )
        mark.save()
        handled(case, actor=actor, at=at)
        note(criterion=criterion, criteria=[criterion], text=words, private=mark.private, reopened=again)
    return mark


def resolve_remark(number: str, criterion: str, *, actor: Actor, at: datetime) -> Remark | None:
    """Resolve a remark that the firm answered, or give up one that was not sent; the answer is not accepted by it.

    Refused: `answers-not-looked-at`, `remark-not-there`, `remark-with-firm`, `own-firm`.
    """
    with act("resolve-remark", Case, number, actor=actor, at=at) as (case, note):
        mark = case.remarks.filter(criterion=criterion).first()
        live = mark is not None and mark.standing in UNRESOLVED
        demand(
            "resolve-remark",
            *_looked_at(case, actor),
            None if live else Reason("remark-not-there", criterion),
            Reason("remark-with-firm", criterion) if mark and _with_firm(mark) else None,
        )
        if mark is not None:
            mark.move("resolve", RemarkFacts(text=mark.text))
            mark.save()
        handled(case, actor=actor, at=at)
        note(criterion=criterion, criteria=[criterion])
    return mark


def send_round(number: str, *, words: str, actor: Actor, at: datetime) -> Round:
    """Send the remarks noted so far to the firm as one round, with `words` before them.

    It goes as a question, so the decision clock rests and its answer is due as the programme says of questions.
    Refused: `not-from-here` outside assessment, `question-missing`, `remark-none-noted`, `round-running`, `own-firm`.
    """
    step = "send-round"
    with act(step, Case, number, actor=actor, at=at) as (case, note):
        demand(
            step,
            None if case.standing is CaseState.ASSESSMENT else Reason("not-from-here", case.state),
            None if words.strip() else Reason("question-missing"),
            None
            if case.remarks.filter(state=RemarkState.NOTED.value).exists()
            else Reason("remark-none-noted"),
            Reason("round-running") if exchanges.running(case) else None,
            own_firm(case.operator_id, actor),
        )
        asked = Request.objects.create(
            case=case,
            question=words.strip(),
            asked_at=at,
            asked_by_id=author(step, actor),
            due_at=deadline("request", at, case.tier),
        )
        begun, criteria = exchanges.send(
            case, words=asked.question, by=author(step, actor), at=at, request=asked
        )
        note(round=begun.number, request=asked.pk, criteria=", ".join(criteria), due=asked.due_at)
    return begun


def answer_round(number: str, *, text: str = "", actor: Actor, at: datetime) -> Round:
    """Send the round back to customs, every answer in it changed; `text` is what the firm adds in words.

    Refused: `round-not-running`, and `remarks-unanswered` with the criteria whose answer is as it was.
    """
    step = "answer-round"
    with act(step, Case, number, actor=actor, at=at) as (case, note):
        here = case.standing is CaseState.ASSESSMENT
        begun = exchanges.running(case) if here else None
        left = exchanges.unchanged(case) if begun else ()
        demand(
            step,
            None if begun else Reason("round-not-running"),
            Reason("remarks-unanswered", ", ".join(left)) if left else None,
        )
        done = exchanges.come_back(case, at=at)
        if done is None or done.request is None:
            raise Refused(step, Reason("round-not-running"))
        asked = done.request
        criteria = ", ".join(one.criterion for one in done.sendings.all())
        facts = RequestFacts(reply=text.strip() or criteria)
        asked.move("answer", facts)
        asked.reply, asked.closed_at, asked.replied_by_id = facts.reply, at, actor.person
        asked.save()
        note(round=done.number, request=asked.pk, criteria=criteria, late=at > asked.due_at)
    return done


def heard(case: Case, criterion: str, *, actor: Actor) -> list[Heard]:
    """Return what customs did with an answer, newest first, with its private comments. One query; caseworkers only."""
    if actor.capacity not in CASEWORKERS:
        return []
    entries = JournalEntry.objects.filter(
        topic="case",
        subject=case.number,
        act__in=["accept-answer", "reopen-answer", "note-remark", "resolve-remark"],
        body__criteria__contains=[criterion],
    ).order_by("-cursor")
    return [
        Heard(
            one.at,
            one.act,
            one.person_name,
            str(one.body.get("text") or one.body.get("reason") or ""),
            str(one.body.get("private", "")),
        )
        for one in entries
    ]


def _with_firm(mark: Remark) -> bool:
    return mark.standing is RemarkState.OPEN


def _looked_at(case: Case, actor: Actor) -> Iterator[Reason | None]:
    yield None if case.standing in LOOKED_AT else Reason("answers-not-looked-at", case.state)
    yield own_firm(case.operator_id, actor)
