"""What the law asks of a case, mapped from rows to frozen facts; and what a reader is shown of its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from psycopg.types.range import Range

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import JournalEntry
from openaeo.casework.models import UNCONFIRMED, Case, Handling
from openaeo.casework.programme import edition_of, programme
from openaeo.law.clock import Clock, Extension, Pause
from openaeo.law.edition import Criterion
from openaeo.law.lifecycle import CASE_FINAL, CaseFacts, CaseState, RequestState
from openaeo.law.questionnaire import Said, missing, unconfirmed
from openaeo.law.terms import Capacity, Claim, Outcome, Period, Role
from openaeo.law.timing import Rest, TimeLimit, clock_of
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import STAFF, Mandate, Operator


@dataclass(frozen=True, slots=True)
class CaseClocks:
    """The statutory clocks of a case that run now; None where none runs.

    `acceptance` runs from the latest submission until customs accepts or returns the application.
    `decision` runs from acceptance or, where the programme dates it back, from the submission that was accepted
    as it stood (HMRC CAA09050), and anew from the moment at which an appeal reopened the case; it rests for the reasons that the programme knows. Each stands with its rule.
    """

    acceptance: Clock | None = None
    decision: Clock | None = None
    acceptance_rule: TimeLimit | None = None
    decision_rule: TimeLimit | None = None


def demand(step: str, *reasons: Reason | None) -> None:
    """Raise `Refused` for `step` with every reason given; do nothing when each is None."""
    if unmet := [reason for reason in reasons if reason is not None]:
        raise Refused(step, *unmet)


def author(step: str, actor: Actor) -> int:
    """Return who acts, for rows that name their author. Refused `not-signed-in` when nobody does."""
    if actor.person is None:
        raise Refused(step, Reason("not-signed-in"))
    return actor.person


def case_facts(case: Case, *, actor: Actor, at: datetime) -> CaseFacts:
    """Return what the law asks of `case` when `actor` acts at `at`. Five queries, however long the case.

    A hearing counts only when it was opened after the recommendation that is now before the decider: a case
    that went back to assessment is heard again.
    """
    edition = edition_of(case)
    roles = roles_of(case)
    said = said_by(case)
    outcomes = dict(case.results.values_list("criterion", "outcome"))
    applying = edition.applying(roles)
    heard_now = (
        case.hearing_opened_at is not None
        and case.recommended_at is not None
        and case.hearing_opened_at >= case.recommended_at
    )
    return CaseFacts(
        unanswered=missing(edition, roles, said),
        unconfirmed=unconfirmed(edition, roles, said),
        company_complete=company_complete(case.operator, roles),
        declared=case.declared_by_id is not None and bool(case.declared_name.strip()),
        unassessed=tuple(criterion.id for criterion in applying if criterion.id not in outcomes),
        gaps=tuple(criterion.id for criterion in applying if outcomes.get(criterion.id) == Outcome.GAP),
        open_requests=case.requests.filter(state=RequestState.OPEN).count(),
        assessors=frozenset(
            case.handlings.filter(kind=Handling.Kind.ASSESSING).values_list("person_id", flat=True)
        ),
        actor=actor.person,
        at=at,
        hearing_opened=case.hearing_opened_at if heard_now else None,
        hearing_closes=case.hearing_closes_at if heard_now else None,
        heard=heard_now and bool(case.hearing_reply.strip()),
    )


def said_by(case: Case) -> Mapping[str, Said]:
    """Return what the applicant said of each criterion, with how many documents stand behind it."""
    rows = case.answers.annotate(
        papers=Count("evidence", filter=Q(evidence__replaced_at__isnull=True)),
        open=UNCONFIRMED,
    ).values_list("criterion", "claim", "explanation", "papers", "open")
    return {
        criterion: Said(criterion, Claim(claim), explanation, papers, unconfirmed=waiting)
        for criterion, claim, explanation, papers, waiting in rows
    }


def roles_of(case: Case) -> tuple[Role, ...]:
    """Return the roles applied for as words of the law."""
    return tuple(Role(role) for role in case.roles)


def company_complete(operator: Operator, roles: tuple[Role, ...]) -> bool:
    """Return whether name, address, at least one role and at least one open site are given."""
    described = operator.name.strip() and operator.address.strip() and roles
    return bool(described) and operator.sites.filter(closed_at__isnull=True).exists()


def applies(case: Case, criterion: str) -> Criterion | None:
    """Return the criterion called `criterion` when it applies to the case's roles, else None."""
    return next((one for one in edition_of(case).applying(roles_of(case)) if one.id == criterion), None)


def own_firm(operator_id: int | None, actor: Actor) -> Reason | None:
    """Nobody handles for customs a firm that they act for, or once acted for, themselves."""
    if operator_id is None or actor.person is None:
        return None
    mandates = Mandate.objects.filter(operator_id=operator_id, person_id=actor.person)
    return Reason("own-firm") if mandates.exists() else None


def deadline(code: str, at: datetime, tier: str = "") -> datetime:
    """Return the last moment of the programme's time `code` for `tier` that begins at `at`.

    Raises `KeyError` when the programme sets no such time.
    """
    terms = programme()
    rule = terms.time(code, tier)
    if rule is None:
        raise KeyError(code)
    return clock_of(rule, terms.calendar, at).due(at)


def clocks(case: Case, at: datetime) -> CaseClocks:
    """Return the statutory clocks of `case` that have begun by `at`. Three queries once accepted, none before."""
    terms = programme()
    if case.standing is CaseState.SUBMITTED and case.submitted_at is not None and case.submitted_at <= at:
        rule = terms.time("acceptance", case.tier)
        return CaseClocks(
            acceptance=clock_of(rule, terms.calendar, case.submitted_at) if rule else None,
            acceptance_rule=rule,
        )
    begun = case.reopened_at or case.accepted_at
    if begun is None or begun > at or case.standing in CASE_FINAL:
        return CaseClocks()
    rule = terms.time("decision", case.tier)
    if rule is None:
        return CaseClocks()
    decision = clock_of(
        rule,
        terms.calendar,
        begun,
        received=None if case.reopened_at else case.submitted_at,
        pauses=_pauses(case),
        extensions=extensions_of(case),
    )
    return CaseClocks(decision=decision, decision_rule=rule)


def hearing_time(case: Case) -> Range[datetime] | None:
    """Return when the latest hearing of `case` ran: from its notice to the reply, at longest to its deadline."""
    if case.hearing_opened_at is None:
        return None
    over = case.hearing_replied_at or case.hearing_closes_at
    if over is not None:  # clocks of two machines may differ; a range never ends before it begins
        over = max(over, case.hearing_opened_at)
    return Range(case.hearing_opened_at, over)


def extensions_of(case: Case) -> tuple[Extension, ...]:
    """Return the time that was added to the decision on `case` by named acts."""
    begun = case.reopened_at
    given = [added for one in case.extensions.all() if (added := one.added)]
    return tuple(added for added in given if begun is None or added.given >= begun)


def _pauses(case: Case) -> tuple[Pause, ...]:
    """The times when the clock rested: questions, hearings, and stops by a named act."""
    asked = [
        (one.asked_at, one.closed_at) for one in case.requests.all()
    ]  # honours a prefetch: lists have 800 cases
    hearings = [*case.past_hearings, *filter(None, [hearing_time(case)])]
    times = [(start, end, Rest.QUESTION.value) for start, end in asked]
    times += [(hearing.lower, hearing.upper, Rest.HEARING.value) for hearing in hearings]
    times += [(stop.since, stop.until, stop.why) for stop in case.clock_stops.all()]
    return tuple(Pause(Period(start, end), why) for start, end, why in times if end is None or end > start)


def turn(case: Case) -> str:
    """Return whose turn it is: "applicant", "customs" or "nobody". One query in assessment, none elsewhere."""
    state = case.standing
    if state in CASE_FINAL:
        return "nobody"
    if state in {CaseState.DRAFT, CaseState.RETURNED, CaseState.HEARING}:
        return "applicant"
    if state is CaseState.ASSESSMENT and case.requests.filter(state=RequestState.OPEN).exists():
        return "applicant"
    return "customs"


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened to a case, for display.

    `code` names it (pages put it into words), `params` are its particulars for this reader, `side` is
    "applicant", "customs" or "system", `who` is a name or "" when this reader is told only the side, `tone` is
    "good", "neutral", "warning" or "bad".
    """

    moment: datetime
    code: str
    params: Mapping[str, object]
    side: str
    who: str
    tone: str


@dataclass(frozen=True, slots=True)
class _Telling:
    """How an act is told: its tone, what the applicant may read of it, and under which name."""

    tone: str = "neutral"
    applicant: tuple[str, ...] = ()
    renamed: str = ""


_TOLD: Mapping[str, _Telling] = {
    "start": _Telling(applicant=("tier", "roles")),
    "choose-roles": _Telling(applicant=("tier", "roles")),
    "submit": _Telling("good", ("declared_name",)),
    "withdraw": _Telling(applicant=("reason",)),
    "carry-forward": _Telling(applicant=("source",)),
    "replace-document": _Telling(applicant=("name", "criteria")),
    "take-on": _Telling(),
    "return": _Telling("warning", ("reason",)),
    "accept": _Telling("good"),
    "ask": _Telling("warning", ("request", "criterion", "due")),
    "reply": _Telling(applicant=("request", "criterion", "late")),
    "cancel-request": _Telling(applicant=("request", "criterion")),
    "recommend": _Telling(renamed="assessment-finished"),
    "send-back": _Telling(renamed="assessment-resumed"),
    "hear": _Telling("bad", ("grounds", "closes")),
    "lodge-appeal": _Telling(applicant=("grounds",)),
    "take-up-appeal": _Telling(),
    "allow-appeal": _Telling("good", ("reasons",)),
    "dismiss-appeal": _Telling("bad", ("reasons",)),
    "withdraw-appeal": _Telling(),
    "extend": _Telling("warning", ("cause", "reason", "due")),
    "ask-for-time": _Telling(applicant=("cause", "reason")),
    "answer-for-time": _Telling(applicant=("cause", "given", "reason", "due")),
    "stop-clock": _Telling("warning", ("why", "reason")),
    "restart-clock": _Telling(applicant=("why", "due")),
    "reply-hearing": _Telling(applicant=("reply",)),
    "conclude-hearing": _Telling(),
    "grant": _Telling("good", ("authorisation", "reasons")),
    "refuse": _Telling("bad", ("reasons",)),
    "propose-measure": _Telling("bad", ("measure", "kind", "ground", "grounds", "urgent", "closes")),
    "reply-measure": _Telling(applicant=("measure", "kind")),
    "take-measure": _Telling("bad", ("measure", "kind", "ground", "reasons")),
    "drop-measure": _Telling("good", ("measure", "kind", "reasons")),
    "lift": _Telling("good", ("reasons",)),
    "surrender": _Telling(applicant=("reason",)),
}


def timeline(case: Case, *, actor: Actor) -> list[TimelineItem]:
    """Return what happened to `case` and to the authorisation it led to, oldest first. One query.

    Staff read everything with names. Everybody else reads what concerns them: never a recommendation, a result,
    a reason between officer and decider, or an officer's name; of another firm's case nothing at all. Single
    answers and results are not told.
    """
    if actor.capacity not in STAFF and actor.operator != case.operator_id:
        return []
    about = Q(topic="case", subject=case.number)
    if case.authorisation_id is not None:
        about |= Q(topic="measure", subject=case.authorisation_id)
    told = JournalEntry.objects.filter(about, act__in=_TOLD).order_by("cursor")
    return [_told(entry, staff=actor.capacity in STAFF) for entry in told]


def _told(entry: JournalEntry, *, staff: bool) -> TimelineItem:
    telling = _TOLD[entry.act]
    side = _SIDES.get(entry.capacity, "customs")
    if staff:
        return TimelineItem(entry.at, entry.act, entry.body, side, entry.person_name, telling.tone)
    return TimelineItem(
        moment=entry.at,
        code=telling.renamed or entry.act,
        params={key: entry.body[key] for key in telling.applicant if key in entry.body},
        side=side,
        who=entry.person_name if side == "applicant" else "",
        tone=telling.tone,
    )


_SIDES = {Capacity.APPLICANT.value: "applicant", Capacity.SYSTEM.value: "system"}
