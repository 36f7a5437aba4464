"""The desk of a case asks another office what it knows: asked with a limit, answered, taken back, or left to silence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import QuerySet

from openaeo.bedrock.actors import SYSTEM, Actor
from openaeo.bedrock.acts import act
from openaeo.bedrock.worker import duty
from openaeo.casework.assessment import handled
from openaeo.casework.facts import author, deadline, demand, own_firm
from openaeo.casework.models import Case, Consultation
from openaeo.casework.programme import programme
from openaeo.law.consulting import CONSULTATION, ConsultationFacts, ConsultationState, Contribution
from openaeo.law.lifecycle import CASE_FINAL, CaseState
from openaeo.law.timing import Expiry, TimeLimit
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Office, Site
from openaeo.parties.offices import seats_held, seats_of

TIME = "consultation"
"""The time of the programme that an office has; a programme without it knows no consultation."""


def consultation_rule(case: Case) -> TimeLimit | None:
    """Return how long an office has for `case` and what its silence means; None where the programme says nothing."""
    return programme().time(TIME, case.tier)


def consult(
    number: str, *, office: int, question: str, sites: Collection[int] = (), actor: Actor, at: datetime
) -> Consultation:
    """Ask `office` what it knows of the firm, or of its `sites` (keys); due after the programme's time.

    The office is shown the question, the firm and these sites, not the file; the firm learns nothing. The decision
    clock does not rest. Refused: `not-from-here` outside assessment, `consultation-not-set` by the programme,
    `question-missing`, `office-unknown`, `own-office`, `consulted-already`, `site-not-of-firm`, `own-firm`.
    """
    with act("consult", Case, number, actor=actor, at=at) as (case, note):
        rule, chosen = consultation_rule(case), set(sites)
        known = Site.objects.filter(operator_id=case.operator_id, closed_at__isnull=True, pk__in=chosen)
        waiting = case.consultations.filter(office_id=office, state=ConsultationState.ASKED.value)
        demand(
            "consult",
            None if case.standing is CaseState.ASSESSMENT else Reason("not-from-here", case.state),
            None if rule else Reason("consultation-not-set"),
            None if question.strip() else Reason("question-missing"),
            None if Office.objects.still_open().filter(pk=office).exists() else Reason("office-unknown"),
            Reason("own-office") if office in seats_of(actor, at) else None,
            Reason("consulted-already") if waiting.exists() else None,
            None if known.count() == len(chosen) else Reason("site-not-of-firm"),
            own_firm(case.operator_id, actor),
        )
        asked = Consultation.objects.create(
            case=case,
            office_id=office,
            question=question.strip(),
            asked_at=at,
            asked_by_id=author("consult", actor),
            due_at=deadline(TIME, at, case.tier),
            silence=rule.expiry.value if rule else Expiry.NOTHING.value,
        )
        asked.sites.set(known)
        note(
            consultation=asked.pk,
            office=office,
            office_name=asked.office.name,
            question=asked.question,
            sites=sorted(chosen),
            due=asked.due_at,
            silence=asked.silence,
        )
    return asked


def answer(pk: int, *, said: Contribution, actor: Actor, at: datetime) -> Consultation:
    """Add what the office knows; also after its time, as long as the case is open. Only the desk reads it.

    Whoever answers has a hand in the assessment, and never decides the case. Refused: `not-found`,
    `not-your-office`, `not-from-here`, `case-closed`, `contribution-missing`, `own-firm`.
    """
    case = _case_of("answer-consultation", pk, actor)
    with act("answer-consultation", Consultation, pk, topic="case", subject=case, actor=actor, at=at) as (
        asked,
        note,
    ):
        facts = ConsultationFacts(contribution=said)
        demand(
            "answer-consultation",
            _at_home(asked, actor, at),
            Reason("case-closed") if asked.case.standing in CASE_FINAL else None,
            *CONSULTATION.unmet(asked.standing, "answer", facts),
            own_firm(asked.case.operator_id, actor),
        )
        asked.move("answer", facts)
        _write(asked, said)
        asked.answered_at, asked.answered_by_id = at, author("answer-consultation", actor)
        handled(asked.case, actor=actor, at=at)
        note(
            consultation=asked.pk,
            office=asked.office_id,
            office_name=asked.office.name,
            position=asked.position,
            violations=asked.violations,
            branches=asked.branches,
            remarks=asked.remarks,
            late=at > asked.due_at,
        )
    return asked


def take_back_answer(pk: int, *, actor: Actor, at: datetime) -> Consultation:
    """Take back what one's own office said, while the case is assessed; its time runs on, and it may answer anew.

    The journal keeps what was said. Refused: `not-found`, `not-your-office`, `not-from-here`, `case-not-assessed`,
    `own-firm`.
    """
    case = _case_of("take-back-contribution", pk, actor)
    with act("take-back-contribution", Consultation, pk, topic="case", subject=case, actor=actor, at=at) as (
        asked,
        note,
    ):
        again = asked.case.consultations.filter(
            office=asked.office_id, state=ConsultationState.ASKED.value
        ).exists()
        demand(
            "take-back-contribution",
            _at_home(asked, actor, at),
            None if asked.case.standing is CaseState.ASSESSMENT else Reason("case-not-assessed"),
            Reason("consulted-already") if again else None,
            *CONSULTATION.unmet(asked.standing, "take-back", ConsultationFacts()),
            own_firm(asked.case.operator_id, actor),
        )
        asked.move("take-back", ConsultationFacts())
        asked.position = asked.violations = asked.branches = asked.remarks = ""
        asked.answered_at = asked.answered_by_id = None
        note(consultation=asked.pk, office=asked.office_id, office_name=asked.office.name)
    return asked


def cancel_consultation(pk: int, *, actor: Actor, at: datetime) -> Consultation:
    """Take the question back before the office has answered. Refused: `not-found`, `not-from-here`, `own-firm`."""
    case = _case_of("cancel-consultation", pk, actor)
    with act("cancel-consultation", Consultation, pk, topic="case", subject=case, actor=actor, at=at) as (
        asked,
        note,
    ):
        demand(
            "cancel-consultation",
            *CONSULTATION.unmet(asked.standing, "cancel", ConsultationFacts()),
            own_firm(asked.case.operator_id, actor),
        )
        asked.move("cancel", ConsultationFacts())
        note(consultation=asked.pk, office=asked.office_id, office_name=asked.office.name)
    return asked


def waiting_for(actor: Actor, *, at: datetime) -> QuerySet[Consultation]:
    """Return what waits for an answer of the actor's own offices, soonest due first; of closed cases nothing."""
    return (
        asked_of(actor, at=at)
        .filter(state=ConsultationState.ASKED.value)
        .exclude(case__state__in=[state.value for state in CASE_FINAL])
        .order_by("due_at", "pk")
    )


def asked_of(actor: Actor, *, at: datetime) -> QuerySet[Consultation]:
    """Return everything that the actor's own offices were ever asked, newest first, except about the actor's firms."""
    rows = Consultation.objects.visible_to(actor).of_others(actor).filter(office__in=seats_held(actor, at))
    return rows.select_related("case__operator", "office", "asked_by").order_by("-asked_at", "-pk")


def consulted_in(case: Case, actor: Actor) -> list[Consultation]:
    """Return the consultations in `case` that `actor` may see, the oldest first. One query."""
    rows = Consultation.objects.visible_to(actor).of_others(actor).filter(case=case)
    return list(rows.select_related("office", "asked_by", "answered_by"))


@duty("casework.consultations", every=timedelta(minutes=1))
def let_silence_speak(at: datetime) -> int:
    """Let each consultation whose time passed without an answer by `at` count as the programme says; return how many.

    Only where silence has an effect; elsewhere the desk goes on waiting. Safe to repeat.
    """
    over = Consultation.objects.filter(
        state=ConsultationState.ASKED.value, silence=Expiry.NO_OBJECTION.value, due_at__lt=at
    )
    return sum(_silent(pk, case, at) for pk, case in over.values_list("pk", "case_id"))


def _silent(pk: int, case: str, at: datetime) -> bool:
    """Whether silence was noted; an answer that came in the same moment goes before."""
    try:
        with act("note-silence", Consultation, pk, topic="case", subject=case, actor=SYSTEM, at=at) as (
            asked,
            note,
        ):
            facts = ConsultationFacts(due=asked.due_at, silence=Expiry(asked.silence), at=at)
            asked.move("fall-silent", facts)
            note(consultation=asked.pk, office=asked.office_id, office_name=asked.office.name)
    except Refused:
        return False
    return True


def _write(asked: Consultation, said: Contribution) -> None:
    asked.position = said.position.value
    asked.violations, asked.branches = said.violations.strip(), said.branches.strip()
    asked.remarks = said.remarks.strip()


def _at_home(asked: Consultation, actor: Actor, at: datetime) -> Reason | None:
    return None if asked.office_id in seats_of(actor, at) else Reason("not-your-office")


def _case_of(step: str, pk: int, actor: Actor) -> str:
    """The number of the case that a visible consultation belongs to; the journal files the act under it."""
    number = Consultation.objects.visible_to(actor).filter(pk=pk).values_list("case_id", flat=True).first()
    if number is None:
        raise Refused(step, Reason("not-found"))
    return number
