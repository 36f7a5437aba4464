"""What is done about a finding: raised, planned, shown to be done, verified or reopened; or excepted for a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import Note, act
from openaeo.casework.assessment import handled
from openaeo.casework.decision import had_a_hand
from openaeo.casework.facts import applies, author, demand, own_firm
from openaeo.casework.models import Case, CorrectiveAction, Finding
from openaeo.casework.papers import Paper, kept
from openaeo.casework.programme import programme
from openaeo.law.findings import (
    FINDING,
    OPEN_FINDING,
    FindingState,
    Level,
    PlannedAction,
    Severity,
    date_fits,
    last_moment,
    severity_fits,
)
from openaeo.law.lifecycle import LIVE, CaseState
from openaeo.law.workflow import Reason, Refused

BY_THE_DESK = frozenset({CaseState.ASSESSMENT, CaseState.GRANTED})
"""Where customs raises and judges findings: never while the case lies with the decider."""
BY_OTHERS = BY_THE_DESK | {CaseState.DECISION, CaseState.HEARING, CaseState.TO_ISSUE}
"""Where the firm may work on its findings, and a second person may approve an exception."""
MOST_ACTIONS = 20


def raise_finding(
    number: str,
    criterion: str,
    *,
    level: Level,
    severity: Severity,
    found: str,
    why: str = "",
    remedy: str,
    due: date | None,
    desk_note: str = "",
    actor: Actor,
    at: datetime,
) -> Finding:
    """Put a finding to the firm: what was `found`, `why` it matters, what would settle it (`remedy`), all theirs to read.

    `due` is the day by which the firm proposes a plan; an observation asks for none and keeps no date. `desk_note` is
    the desk's own view of the root cause and stays inside: the row keeps it, the journal does not. Refused:
    `not-from-here` outside assessment and the life of the authorisation, `criterion-not-applying`,
    `major-needs-must`, `found-missing`, `remedy-missing`, `due-missing`, `due-past`, `due-too-far`, `own-firm`.
    """
    with act("raise-finding", Case, number, actor=actor, at=at) as (case, note):
        grade, asks = Severity(severity), Severity(severity) is not Severity.OBSERVATION
        demand(
            "raise-finding",
            at_rest(case, BY_THE_DESK),
            None if applies(case, criterion) else Reason("criterion-not-applying", criterion),
            severity_fits(Level(level), grade),
            None if found.strip() else Reason("found-missing"),
            None if remedy.strip() else Reason("remedy-missing"),
            _day(due, at) if asks else None,
            own_firm(case.operator_id, actor),
        )
        raised = Finding.objects.create(
            case=case,
            criterion=criterion,
            level=Level(level).value,
            severity=grade.value,
            found=found.strip(),
            why=why.strip(),
            remedy=remedy.strip(),
            desk_note=desk_note.strip(),
            raised_at=at,
            raised_by_id=author("raise-finding", actor),
            plan_due_at=_last_moment(due) if asks and due else None,
        )
        _had_a_hand(case, actor=actor, at=at)
        note(
            finding=raised.pk,
            criterion=criterion,
            level=raised.level,
            severity=raised.severity,
            found=raised.found,
            because=raised.why,
            remedy=raised.remedy,
            due=raised.plan_due_at,
        )
    return raised


def propose_plan(
    finding_pk: int, *, cause: str, actions: Sequence[tuple[str, date | None]], actor: Actor, at: datetime
) -> Finding:
    """Say why it came to the finding and what will be done by when; an earlier plan and its evidence are kept.

    `actions` are texts with the day by which each will be done. Refused: `plan-empty`, `too-many-actions`,
    `cause-missing`, `action-empty`, `due-missing`, `due-past`, `due-too-far`, `not-from-here`.
    """
    with _on("propose-plan", finding_pk, actor=actor, at=at) as (finding, note):
        facts = replace(
            finding.facts(at=at, actor=actor), actions=tuple(PlannedAction(at) for _each in actions)
        )
        demand(
            "propose-plan",
            at_rest(finding.case, BY_OTHERS),
            *FINDING.unmet(FindingState(finding.state), "propose", facts),
            None if cause.strip() else Reason("cause-missing"),
            Reason("too-many-actions", MOST_ACTIONS) if len(actions) > MOST_ACTIONS else None,
            Reason("action-empty") if any(not text.strip() for text, _due in actions) else None,
            *dict.fromkeys(_day(day, at) for _text, day in actions),
        )
        finding.move("propose", facts)
        finding.round, finding.cause, finding.planned_at = finding.round + 1, cause.strip(), at
        rows = [
            CorrectiveAction(
                finding=finding, round=finding.round, place=place, text=text.strip(), due_at=_last_moment(day)
            )
            for place, (text, day) in enumerate(actions, start=1)
            if day
        ]
        CorrectiveAction.objects.bulk_create(rows)
        note(root_cause=finding.cause, actions=[[row.text, row.due_at.isoformat()] for row in rows])
    return finding


def accept_plan(finding_pk: int, *, actor: Actor, at: datetime) -> Finding:
    """Agree with the plan: its dates bind the firm from now on. Refused: `not-from-here`, `own-firm`."""
    with _on("accept-plan", finding_pk, actor=actor, at=at) as (finding, note):
        _judge(finding, "accept-plan", "accept", actor=actor, at=at)
        note(actions=[[one.text, one.due_at.isoformat()] for one in finding.in_hand])
    return finding


def return_plan(finding_pk: int, *, reason: str, due: date | None, actor: Actor, at: datetime) -> Finding:
    """Return a plan that would not settle the finding; another one is due on `due`.

    Refused: `reason-missing`, `due-missing`, `due-past`, `due-too-far`, `not-from-here`, `own-firm`.
    """
    with _on("return-plan", finding_pk, actor=actor, at=at) as (finding, note):
        _judge(finding, "return-plan", "return", actor=actor, at=at, reason=reason, due=due, asks_again=True)
        note(reason=finding.said, due=finding.plan_due_at)
    return finding


def give_evidence(
    finding_pk: int,
    action_pk: int,
    *,
    text: str,
    papers: Iterable[tuple[Paper, str]] = (),
    actor: Actor,
    at: datetime,
) -> Finding:
    """Show that an action of the agreed plan was done, also after its date; with the last one customs is to look.

    `papers` are documents and the names they go by. Refused: `not-found` (no action of this plan, or another
    firm's document), `evidence-given`, `reply-empty`, `name-missing`, `not-from-here`.
    """
    with _on("give-evidence", finding_pk, actor=actor, at=at) as (finding, note):
        action = next((one for one in finding.in_hand if one.pk == action_pk), None)
        if action is None:
            raise Refused("give-evidence", Reason("not-found"))
        stands = FindingState(finding.state)
        demand(
            "give-evidence",
            at_rest(finding.case, BY_OTHERS),
            None if stands is FindingState.ACCEPTED else Reason("not-from-here", stands.value),
            None if action.evidenced_at is None else Reason("evidence-given"),
            None if text.strip() else Reason("reply-empty"),
        )
        documents = [
            kept("give-evidence", finding.case, paper, name=name, actor=actor, at=at)
            for paper, name in papers
        ]
        action.evidence, action.evidenced_at = text.strip(), at
        action.evidenced_by_id = author("give-evidence", actor)
        action.save()
        action.documents.add(*documents)
        facts = finding.facts(at=at, actor=actor)
        if all(one.evidenced for one in facts.actions):
            finding.move("evidence", facts)
        digests = [document.file_id for document in documents]
        note(action=action.place, text=action.evidence, late=at > action.due_at, digests=digests)
    return finding


def verify(finding_pk: int, *, reason: str, actor: Actor, at: datetime) -> Finding:
    """Find the evidence good; the finding is settled. The result of the criterion is judged by itself, as ever.

    `reason` says what was seen, for the firm to read. Refused: `reason-missing`, `evidence-own`, `not-from-here`,
    `own-firm`.
    """
    with _on("verify-finding", finding_pk, actor=actor, at=at) as (finding, note):
        _judge(finding, "verify-finding", "verify", actor=actor, at=at, reason=reason)
        note(reason=finding.said)
    return finding


def reopen(finding_pk: int, *, reason: str, due: date | None, actor: Actor, at: datetime) -> Finding:
    """Find that it is not settled (any more), or end an exception early; a new plan is due on `due`.

    Refused: `reason-missing`, `due-missing`, `due-past`, `due-too-far`, `not-from-here`, `own-firm`.
    """
    with _on("reopen-finding", finding_pk, actor=actor, at=at) as (finding, note):
        _judge(
            finding, "reopen-finding", "reopen", actor=actor, at=at, reason=reason, due=due, asks_again=True
        )
        _forget_exception(finding)
        note(reason=finding.said, due=finding.plan_due_at)
    return finding


def withdraw(finding_pk: int, *, reason: str, actor: Actor, at: datetime) -> Finding:
    """Take a finding back that should not have been raised. Refused: `reason-missing`, `not-from-here`, `own-firm`."""
    with _on("withdraw-finding", finding_pk, actor=actor, at=at) as (finding, note):
        _judge(finding, "withdraw-finding", "withdraw", actor=actor, at=at, reason=reason)
        note(reason=finding.said)
    return finding


def ask_exception(finding_pk: int, *, reason: str, until: date | None, actor: Actor, at: datetime) -> Finding:
    """Ask a second person to set the finding aside until the end of the day `until`; the firm is not told yet.

    Refused: `reason-missing`, `due-missing`, `due-past`, `due-too-far`, `exception-asked-already`, `not-from-here`,
    `own-firm`.
    """
    with _on("ask-exception", finding_pk, actor=actor, at=at) as (finding, note):
        stands = FindingState(finding.state)
        demand(
            "ask-exception",
            at_rest(finding.case, BY_THE_DESK),
            None if stands in OPEN_FINDING else Reason("not-from-here", stands.value),
            None if reason.strip() else Reason("reason-missing"),
            _day(until, at),
            Reason("exception-asked-already") if finding.exception_waits else None,
            own_firm(finding.case.operator_id, actor),
        )
        finding.exception_reason, finding.exception_approved_by_id = reason.strip(), None
        finding.exception_until = _last_moment(until) if until else None
        finding.exception_asked_by_id = author("ask-exception", actor)
        _had_a_hand(finding.case, actor=actor, at=at)
        note(reason=finding.exception_reason, until=finding.exception_until)
    return finding


def approve_exception(finding_pk: int, *, actor: Actor, at: datetime) -> Finding:
    """Set the finding aside until the end that was asked for; past it the finding is open again by itself.

    Refused: `approver-involved` (whoever raised the finding or asked for the exception), `exception-not-asked`,
    `exception-over`, `not-from-here`, `own-firm`.
    """
    with _on("approve-exception", finding_pk, actor=actor, at=at) as (finding, note):
        facts = finding.facts(at=at, actor=actor)
        demand(
            "approve-exception",
            at_rest(finding.case, BY_OTHERS),
            own_firm(finding.case.operator_id, actor),
            *FINDING.unmet(FindingState(finding.state), "except", facts),
        )
        finding.move("except", facts)
        finding.exception_approved_by_id = author("approve-exception", actor)
        _said(finding, finding.exception_reason, actor=actor, at=at)
        # A second pair of eyes, which may decide; but never review the decision.
        had_a_hand(finding.case, actor, at)
        note(reason=finding.exception_reason, until=finding.exception_until)
    return finding


def decline_exception(finding_pk: int, *, reason: str, actor: Actor, at: datetime) -> Finding:
    """Decline an exception that was asked for; the finding stays as it is, and the firm is told nothing.

    Refused: `reason-missing`, `exception-not-asked`, `own-firm`.
    """
    with _on("decline-exception", finding_pk, actor=actor, at=at) as (finding, note):
        demand(
            "decline-exception",
            at_rest(finding.case, BY_OTHERS),
            None if reason.strip() else Reason("reason-missing"),
            None if finding.exception_waits else Reason("exception-not-asked"),
            own_firm(finding.case.operator_id, actor),
        )
        _forget_exception(finding)
        note(reason=reason.strip())
    return finding


@contextmanager
def _on(name: str, finding_pk: int, *, actor: Actor, at: datetime) -> Iterator[tuple[Finding, Note]]:
    """Hold a visible finding and its case; the journal files the act under the case.

    An exception past its end is recorded as such first, so that every act meets the finding as it stands.
    """
    case = Finding.objects.visible_to(actor).filter(pk=finding_pk).values_list("case_id", flat=True).first()
    if case is None:
        raise Refused(name, Reason("not-found"))
    with act(name, Finding, finding_pk, topic="case", subject=case, actor=actor, at=at) as (finding, note):
        # Held too, so that no grant passes while a finding is judged.
        finding.case = Case.objects.select_for_update(no_key=True).get(pk=case)
        note(finding=finding.pk, criterion=finding.criterion)
        if finding.state != finding.standing(at):
            finding.plan_due_at = finding.exception_until
            finding.move("lapse", finding.facts(at=at))
            _forget_exception(finding)
        yield finding, note


def _judge(
    finding: Finding,
    act_name: str,
    step: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str | None = None,
    due: date | None = None,
    asks_again: bool = False,
) -> None:
    """Take a step of the desk: with a `reason` the firm reads when one is given, and a new date for a plan."""
    facts = finding.facts(at=at, actor=actor)
    demand(
        act_name,
        at_rest(finding.case, BY_THE_DESK),
        Reason("reason-missing") if reason is not None and not reason.strip() else None,
        _day(due, at) if asks_again else None,
        own_firm(finding.case.operator_id, actor),
        *FINDING.unmet(finding.standing(at), step, facts),
    )
    finding.move(step, facts)
    _said(finding, reason or "", actor=actor, at=at)
    if asks_again and due:
        finding.plan_due_at = _last_moment(due)
    if step in {"verify", "withdraw"}:
        _forget_exception(finding)
    _had_a_hand(finding.case, actor=actor, at=at)


def _said(finding: Finding, words: str, *, actor: Actor, at: datetime) -> None:
    finding.said, finding.said_at, finding.said_by_id = words.strip(), at, actor.person


def _forget_exception(finding: Finding) -> None:
    finding.exception_reason, finding.exception_until = "", None
    finding.exception_asked_by_id = finding.exception_approved_by_id = None


def _had_a_hand(case: Case, *, actor: Actor, at: datetime) -> None:
    """Whoever judges findings before the decision never takes it; approving an exception is the second pair of eyes."""
    if case.standing is CaseState.ASSESSMENT:
        handled(case, actor=actor, at=at)


def at_rest(case: Case, states: frozenset[CaseState]) -> Reason | None:
    """Return why findings of `case` are not worked on now (`not-from-here`), or None when they are.

    They are in `states` of the case, `BY_THE_DESK` or `BY_OTHERS`; after a grant only while the authorisation lives.
    """
    if case.standing not in states:
        return Reason("not-from-here", case.state)
    held = case.authorisation
    return None if held is None or held.status in LIVE else Reason("not-from-here", held.status.value)


def _day(day: date | None, at: datetime) -> Reason | None:
    return date_fits(day, at, programme().zone)


def _last_moment(day: date) -> datetime:
    return last_moment(day, programme().zone)
