"""Appeals: lodged by whom a decision hits, reviewed by somebody who had no part in it, carried out at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import Note, act
from openaeo.casework import cures, splitting
from openaeo.casework.facts import author, case_facts, deadline, demand, own_firm
from openaeo.casework.models import Appeal, Case, Measure
from openaeo.casework.numbers import starts_queue
from openaeo.casework.papers import Paper, kept_for
from openaeo.casework.programme import calendar_for, programme
from openaeo.law.appeal import APPEAL, AppealFacts, AppealState, may_lodge
from openaeo.law.clock import Clock
from openaeo.law.lifecycle import CASE, CASE_FINAL, CaseState, MeasureState
from openaeo.law.timing import clock_of
from openaeo.law.workflow import Reason, Refused

Papers = Iterable[tuple[Paper, str]]


def closes(decided: datetime, tier: str) -> datetime | None:
    """Return the last moment in which a decision of `decided` may be appealed; None when the programme sets none."""
    return deadline("appeal", decided, tier) if programme().time("appeal", tier) else None


def answer_clock(appeal: Appeal) -> Clock | None:
    """Return the clock within which customs answers `appeal`; None when the programme sets no time for it."""
    rule = programme().time("appeal-answer", _tier(appeal))
    return clock_of(rule, calendar_for(rule), appeal.lodged_at) if rule else None


def lodge_for_case(number: str, *, grounds: str, papers: Papers = (), actor: Actor, at: datetime) -> Appeal:
    """Take the refusal of a case to review, with grounds and documents.

    Refused: `not-refused` (nothing to appeal against), `no-appeal-here`,
    `appeal-too-late`, `appealed-already`, `grounds-missing`, and for a document as `papers.kept_for`.
    """
    with act("lodge-appeal", Case, number, actor=actor, at=at) as (case, note):
        decided = case.decided_at if case.standing is CaseState.REFUSED else None
        against = _lodgeable(decided, case.tier, grounds, "not-refused", at=at)
        appeal = _lodge(
            Appeal(operator=case.operator, case=case, decision_at=against),
            grounds,
            papers,
            actor=actor,
            at=at,
        )
        note(appeal=appeal.pk, grounds=appeal.grounds)
    return appeal


def lodge_for_measure(
    measure_pk: int, *, grounds: str, papers: Papers = (), actor: Actor, at: datetime
) -> Appeal:
    """Take a suspension to review. Refused as `lodge_for_case`; `not-taken` when nothing is in force to appeal
    against, `revocation-not-here` for a revocation, which goes to the bodies that the decision names.
    """
    about = Measure.objects.visible_to(actor).filter(pk=measure_pk).select_related("authorisation").first()
    if about is None:
        raise Refused("lodge-appeal", Reason("not-found"))
    with act("lodge-appeal", Measure, measure_pk, subject=about.authorisation_id, actor=actor, at=at) as (
        measure,
        note,
    ):
        held = about.authorisation
        decided = measure.decided_at if measure.state == MeasureState.TAKEN else None
        demand(
            "lodge-appeal",
            Reason("revocation-not-here") if measure.kind == Measure.Kind.REVOKE else None,
        )
        against = _lodgeable(decided, held.tier, grounds, "not-taken", at=at)
        appeal = _lodge(
            Appeal(operator=held.operator, measure=measure, decision_at=against),
            grounds,
            papers,
            actor=actor,
            at=at,
        )
        note(appeal=appeal.pk, measure=measure.pk, grounds=appeal.grounds)
    return appeal


def take_up(appeal_pk: int, *, actor: Actor, at: datetime) -> Appeal:
    """Take an appeal up, or over from another reviewer. Refused: `reviewer-involved`, `not-from-here`, `own-firm`."""
    with _on("take-up-appeal", appeal_pk, actor=actor, at=at) as (appeal, note):
        facts = appeal_facts(appeal, actor=actor)
        demand(
            "take-up-appeal",
            own_firm(appeal.operator_id, actor),
            *APPEAL.unmet(appeal.standing, "take-up", facts),
        )
        appeal.move("take-up", facts)
        appeal.reviewer_id = author("take-up-appeal", actor)
        note(appeal=appeal.pk)
    return appeal


def allow(appeal_pk: int, *, reasons: str, actor: Actor, at: datetime) -> Appeal:
    """Allow the appeal, and carry it out in the same act.

    A refused case goes back to assessment, with a new time for the decision from now on; this suspension ends.
    Refused: `reviewer-involved`, `not-your-review`, `reasons-missing`, `not-from-here`, `own-firm`, and
    `case-open-already` while the firm has another application open.
    """
    with _on("allow-appeal", appeal_pk, actor=actor, at=at) as (appeal, note):
        _conclude(appeal, "allow", reasons, actor=actor, at=at)
        if appeal.case_id is not None:
            _reopen(appeal, actor=actor, at=at)
        elif appeal.measure is not None:
            cures.overturn(appeal.measure, actor=actor, at=at)
        note(appeal=appeal.pk, reasons=appeal.reasons)
    return appeal


def dismiss(appeal_pk: int, *, reasons: str, actor: Actor, at: datetime) -> Appeal:
    """Dismiss the appeal; the decision stands, and the appellant is told why. Refused as `allow`."""
    with _on("dismiss-appeal", appeal_pk, actor=actor, at=at) as (appeal, note):
        _conclude(appeal, "dismiss", reasons, actor=actor, at=at)
        note(appeal=appeal.pk, reasons=appeal.reasons)
    return appeal


def withdraw(appeal_pk: int, *, actor: Actor, at: datetime) -> Appeal:
    """Withdraw the appeal; the decision stands. Refused: `not-from-here`."""
    with _on("withdraw-appeal", appeal_pk, actor=actor, at=at) as (appeal, note):
        facts = appeal_facts(appeal, actor=actor)
        appeal.move("withdraw", facts)
        appeal.closed_at = at
        note(appeal=appeal.pk)
    return appeal


def appeal_facts(appeal: Appeal, *, actor: Actor, reasons: str = "") -> AppealFacts:
    """Return what the law asks of `appeal` when `actor` acts."""
    return AppealFacts(
        rule=programme().appeal,
        actor=actor.person,
        reviewer=appeal.reviewer_id,
        involved=involved(appeal),
        reasons=reasons,
    )


def involved(appeal: Appeal) -> frozenset[int]:
    """Return who had a hand in what is appealed against: in the case, and in the measure. Two queries at most."""
    measure = appeal.measure
    case = appeal.case
    if measure is not None:
        case = Case.objects.filter(authorisation=measure.authorisation_id).first()
    hands: list[int | None] = list(case.handlings.values_list("person_id", flat=True)) if case else []
    if measure is not None:
        hands += [measure.proposed_by_id, measure.decided_by_id]
    return frozenset(person for person in hands if person is not None)


def _lodgeable(decided: datetime | None, tier: str, grounds: str, nothing: str, *, at: datetime) -> datetime:
    reasons = [
        Reason(nothing) if decided is None else may_lodge(programme().appeal, closes(decided, tier), at),
        None if grounds.strip() else Reason("grounds-missing"),
    ]
    if decided is None or any(reasons):
        raise Refused("lodge-appeal", *(reason for reason in reasons if reason is not None))
    return decided


def _lodge(appeal: Appeal, grounds: str, papers: Papers, *, actor: Actor, at: datetime) -> Appeal:
    earlier = Appeal.objects.filter(case=appeal.case, measure=appeal.measure, decision_at=appeal.decision_at)
    demand("lodge-appeal", Reason("appealed-already") if earlier.exists() else None)
    appeal.grounds, appeal.lodged_at = grounds.strip(), at
    appeal.lodged_by_id = author("lodge-appeal", actor)
    appeal.save()
    given = [
        kept_for("lodge-appeal", appeal.operator, paper, name=name, actor=actor, at=at)
        for paper, name in papers
    ]
    appeal.documents.add(*given)
    return appeal


@contextmanager
def _on(step: str, appeal_pk: int, *, actor: Actor, at: datetime) -> Iterator[tuple[Appeal, Note]]:
    """Hold an appeal; the journal files the act under the case, or the authorisation, that it is about."""
    found = Appeal.objects.visible_to(actor).filter(pk=appeal_pk).select_related("measure").first()
    if found is None:
        raise Refused(step, Reason("not-found"))
    topic, subject = ("case", str(found.case_id))
    if found.measure is not None:
        topic, subject = ("measure", found.measure.authorisation_id)
    with act(step, Appeal, appeal_pk, topic=topic, subject=subject, actor=actor, at=at) as (appeal, note):
        yield appeal, note


def _conclude(appeal: Appeal, step: str, reasons: str, *, actor: Actor, at: datetime) -> None:
    facts = appeal_facts(appeal, actor=actor, reasons=reasons)
    demand(
        f"{step}-appeal",
        own_firm(appeal.operator_id, actor),
        *APPEAL.unmet(appeal.standing, step, facts),
    )
    appeal.move(step, facts)
    appeal.closed_at, appeal.reasons = at, reasons.strip()


def _reopen(appeal: Appeal, *, actor: Actor, at: datetime) -> None:
    """The refused case goes on by itself; the journal tells it under the appeal that did it."""
    starts_queue()  # an application started at this moment is seen here, or sees the reopened case
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=appeal.case_id)
    other = Case.objects.filter(operator=case.operator_id).exclude(state__in=CASE_FINAL).first()
    allowed = appeal.standing is AppealState.ALLOWED
    facts = replace(case_facts(case, actor=actor, at=at), appeal_allowed=allowed)
    demand(
        "allow-appeal",
        Reason("case-open-already", other.number) if other else None,
        *CASE.unmet(case.standing, "reopen", facts),
    )
    case.move("reopen", facts)
    case.reopened_at = at
    splitting.reopen(case)
    case.save(update_fields=["state", "reopened_at"])


def _tier(appeal: Appeal) -> str:
    if appeal.case is not None:
        return appeal.case.tier
    return appeal.measure.authorisation.tier if appeal.measure is not None else ""
