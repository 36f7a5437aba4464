"""Changes of a holder: told by it or recorded by the desk, asked about, looked at and settled by an officer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import Note, act, act_new
from openaeo.casework.facts import author, deadline, demand, own_firm
from openaeo.casework.models import Case, Change, ChangeQuestion, Visit
from openaeo.casework.papers import Paper, kept_for
from openaeo.casework.programme import calendar, day_of, programme
from openaeo.casework.reach import criteria_of, ours
from openaeo.casework.scope import site_facts
from openaeo.law.changes import (
    CHANGE,
    ChangeFacts,
    ChangeType,
    Look,
    Proposal,
    day_fits,
    proposed,
    to_tell_by,
    touched,
)
from openaeo.law.lifecycle import LIVE, CaseState
from openaeo.law.timing import TimeLimit
from openaeo.law.validation import in_scope
from openaeo.law.visiting import VisitState
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Site

if TYPE_CHECKING:
    from openaeo.register.models import Authorisation


def kinds() -> tuple[ChangeType, ...]:
    """Return the changes that the programme wants to be told, in its order."""
    return programme().changes


def kind_of(change: Change) -> ChangeType | None:
    """Return the programme's type of `change`; None when the programme knows it no more."""
    return next((one for one in kinds() if one.code == change.kind), None)


def time_to_tell(tier: str) -> TimeLimit | None:
    """Return the programme's time to tell a change for `tier`; None when it sets no number of days."""
    return programme().time("change-notice", tier)


def report(
    number: str,
    *,
    kind: str,
    happened_on: date,
    text: str,
    sites: Collection[int] = (),
    papers: Iterable[tuple[Paper, str]] = (),
    actor: Actor,
    at: datetime,
) -> Change:
    """Tell customs of a change of `kind` (a code of the programme), which was or will be on the day `happened_on`.

    `sites` are keys of the firm's own premises, `papers` documents with the names they go by. A change told late is
    taken like any other and shown as late. Refused with every reason: `not-found` (not the holder's, or another
    firm's site or document), `change-unknown`, `change-empty`, `change-too-far-ahead`, `change-too-old`,
    `not-from-here` once the authorisation has ended, `name-missing`. Source: UCC 23(2).
    """
    with act_new("report-change", topic="change", subject=number, actor=actor, at=at) as note:
        held = ours("report-change", number, actor)
        if held.operator_id is None or held.operator_id != actor.operator:
            raise Refused("report-change", Reason("not-found"))
        change = _taken_in(
            "report-change", held, kind, happened_on, text, sites, told=True, note=note, actor=actor, at=at
        )
        firm = held.operator
        documents = [
            kept_for("report-change", firm, paper, name=name, actor=actor, at=at)
            for paper, name in papers
            if firm is not None
        ]
        change.documents.add(*documents)
        note(digests=[document.file_id for document in documents])
    return change


def record(
    number: str,
    *,
    kind: str,
    happened_on: date,
    text: str,
    sites: Collection[int] = (),
    actor: Actor,
    at: datetime,
) -> Change:
    """Record a change or an incident that customs learnt of otherwise; it stays inside. Refused as `report`, and `own-firm`."""
    with act_new("record-change", topic="change", subject=number, actor=actor, at=at) as note:
        held = ours("record-change", number, actor)
        return _taken_in(
            "record-change", held, kind, happened_on, text, sites, told=False, note=note, actor=actor, at=at
        )


def take_note(change_pk: int, *, reasons: str, actor: Actor, at: datetime) -> Change:
    """Take note of a change: it is settled. Refused: `reasons-missing`, `not-from-here`, `own-firm`."""
    with _act("note-change", change_pk, actor=actor, at=at) as (change, note):
        _desk("note-change", change, "note", ChangeFacts(reasons=reasons), actor)
        change.answered(reasons, actor=actor, at=at)
        note(reasons=change.answer)
    return change


def review(change_pk: int, *, course: Look, reasons: str, actor: Actor, at: datetime) -> Change:
    """Open a check of a change, at the desk or by a visit (`course`); a check that runs takes another course.

    The visit itself is planned on the holder's case (`casework.visits.plan`). Refused: `change-course-unknown`,
    `change-no-case` (a visit without a case to plan it on), `reasons-missing`, `not-from-here`, `own-firm`.
    """
    with _act("review-change", change_pk, actor=actor, at=at) as (change, note):
        look = Look(course)
        needs_case = look is Look.VISIT and case_of(change) is None
        _desk(
            "review-change",
            change,
            "review",
            ChangeFacts(reasons=reasons),
            actor,
            Reason("change-course-unknown") if look is Look.NOTE else None,
            Reason("change-no-case") if needs_case else None,
        )
        change.course, change.opened_at = look.value, at
        change.answered(reasons, actor=actor, at=at)
        note(look=change.course, reasons=change.answer)
    return change


def ask(change_pk: int, *, question: str, actor: Actor, at: datetime) -> Change:
    """Ask the holder about a change that it told, with the programme's time to reply.

    Refused: `question-missing`, `change-question-open`, `change-not-told` (recorded by the desk), `not-from-here`,
    `own-firm`.
    """
    with _act("ask-change", change_pk, actor=actor, at=at) as (change, note):
        facts = ChangeFacts(question=question, asked=open_question(change) is not None)
        _desk("ask-change", change, "ask", facts, actor, None if change.told else Reason("change-not-told"))
        asked = ChangeQuestion.objects.create(
            change=change,
            question=question.strip(),
            asked_at=at,
            asked_by_id=author("ask-change", actor),
            due_at=deadline("request", at, change.authorisation.tier),
        )
        note(asked=asked.question, due=asked.due_at)
    return change


def reply(change_pk: int, *, text: str, actor: Actor, at: datetime) -> Change:
    """Answer the open question about a change, also after its time. Refused: `reply-empty`, `change-nothing-asked`, `not-from-here`."""
    with _act("reply-change", change_pk, actor=actor, at=at) as (change, note):
        asked = open_question(change)
        facts = ChangeFacts(reply=text, asked=asked is not None)
        demand("reply-change", *CHANGE.unmet(change.standing, "reply", facts))
        change.move("reply", facts)
        if asked is not None:
            asked.reply, asked.replied_at = text.strip(), at
            asked.save(update_fields=["reply", "replied_at"])
        note(reply=text.strip())
    return change


def settle(change_pk: int, *, reasons: str, actor: Actor, at: datetime) -> Change:
    """Settle a change that was looked at. Refused: `reasons-missing`, `change-question-open`, `change-visit-owed`, `not-from-here`, `own-firm`."""
    with _act("settle-change", change_pk, actor=actor, at=at) as (change, note):
        _desk("settle-change", change, "settle", settling(change, reasons), actor)
        change.answered(reasons, actor=actor, at=at)
        note(reasons=change.answer)
    return change


def withdraw(change_pk: int, *, reason: str, actor: Actor, at: datetime) -> Change:
    """Take the notice of a change back. Refused: `reasons-missing`, `not-from-here`."""
    with _act("withdraw-change", change_pk, actor=actor, at=at) as (change, note):
        facts = ChangeFacts(reasons=reason)
        demand("withdraw-change", *CHANGE.unmet(change.standing, "withdraw", facts))
        change.move("withdraw", facts)
        change.taken_back = reason.strip()
        note(reason=change.taken_back)
    return change


def settling(change: Change, reasons: str) -> ChangeFacts:
    """Return what the law asks when `change` is settled. Three queries."""
    return ChangeFacts(
        reasons=reasons,
        asked=open_question(change) is not None,
        unseen=change.course == Look.VISIT
        and not any(one.state == VisitState.REPORTED for one in visits_since(change)),
    )


def open_question(change: Change) -> ChangeQuestion | None:
    """Return the question that waits for the holder's reply, or None."""
    return next((one for one in change.questions.all() if one.replied_at is None), None)


def case_of(change: Change) -> Case | None:
    """Return the case on which a visit for `change` is planned: the one that led to the authorisation, or None."""
    return Case.objects.filter(
        authorisation_id=change.authorisation_id, state=CaseState.GRANTED.value
    ).first()


def visits_since(change: Change) -> list[Visit]:
    """Return the visits planned on the holder's case since a visit was opened for `change`, to one of its sites if it names any."""
    if change.course != Look.VISIT or change.opened_at is None:
        return []
    rows = Visit.objects.filter(
        case__authorisation_id=change.authorisation_id, planned_at__gte=change.opened_at
    )
    named = {site.pk for site in change.sites.all()}
    if named:
        rows = rows.filter(sites__in=named).distinct()
    return list(rows.order_by("planned_at"))


def _taken_in(
    step: str,
    held: Authorisation,
    kind: str,
    happened_on: date,
    text: str,
    sites: Collection[int],
    *,
    told: bool,
    note: Note,
    actor: Actor,
    at: datetime,
) -> Change:
    days = calendar()
    known = next((one for one in kinds() if one.code == kind), None)
    places = list(Site.objects.filter(operator=held.operator, pk__in=set(sites)))
    demand(
        step,
        Reason("change-unknown", kind) if known is None else None,
        None if text.strip() else Reason("change-empty"),
        day_fits(happened_on, day_of(at)),
        None if len(places) == len(set(sites)) else Reason("site-not-found"),
        None if held.status in LIVE else Reason("not-from-here", held.state),
        None if told else own_firm(held.operator_id, actor),
    )
    if known is None:
        raise Refused(step, Reason("change-unknown", kind))
    criteria = touched(known, criteria_of(held))
    look = _proposed(known, criteria, places)
    change = Change.objects.create(
        authorisation=held,
        told=told,
        kind=kind,
        happened_on=happened_on,
        text=text.strip(),
        criteria=list(criteria),
        proposed=look.look.value,
        why=look.why.value,
        reported_at=at,
        reported_by_id=author(step, actor),
        due_at=to_tell_by(time_to_tell(held.tier), days, happened_on),
    )
    change.sites.set(places)
    note(change=change.pk, change_kind=kind, happened=happened_on, sites=sorted(set(sites)), late=change.late)
    note(proposed=look.look.value, **({"told": True} if told else {"unseen": True}))
    return change


def _proposed(known: ChangeType, criteria: Iterable[str], places: Iterable[Site]) -> Proposal:
    return proposed(
        known, criteria=criteria, in_scope=(in_scope(site_facts(site, [], None)) for site in places)
    )


@contextmanager
def _act(step: str, change_pk: int, *, actor: Actor, at: datetime) -> Iterator[tuple[Change, Note]]:
    """Hold a visible change; the journal files the act under its authorisation."""
    number = (
        Change.objects.visible_to(actor)
        .filter(pk=change_pk)
        .values_list("authorisation_id", flat=True)
        .first()
    )
    if number is None:
        raise Refused(step, Reason("not-found"))
    with act(step, Change, change_pk, topic="change", subject=number, actor=actor, at=at) as (change, note):
        note(change=change.pk, change_kind=change.kind)
        note(**({"told": True} if change.told else {"unseen": True}))
        yield change, note


def _desk(
    step: str, change: Change, move: str, facts: ChangeFacts, actor: Actor, *others: Reason | None
) -> None:
    demand(
        step,
        own_firm(change.authorisation.operator_id, actor),
        *CHANGE.unmet(change.standing, move, facts),
        *others,
    )
    change.move(move, facts)
