"""What the law asks of a case, mapped from rows to frozen facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value

from openaeo.bedrock.actors import Actor
from openaeo.casework.acceptance import checked
from openaeo.casework.closings import closed
from openaeo.casework.models import UNCONFIRMED, Answer, Case, Finding, Handling, Interest
from openaeo.casework.partition import owing
from openaeo.casework.programme import calendar_for, edition_of, programme
from openaeo.casework.scope import owed
from openaeo.law.alternatives import AlternativeState
from openaeo.law.consulting import ConsultationState
from openaeo.law.edition import Criterion
from openaeo.law.findings import SETTLED, FindingState, Severity, bars_grant, lacks_dates
from openaeo.law.findings import turn as turn_of
from openaeo.law.interests import stands_apart
from openaeo.law.lifecycle import CASE_FINAL, CaseFacts, CaseState, RequestState
from openaeo.law.procedures import ProcedureState
from openaeo.law.questionnaire import Said, missing, unconfirmed
from openaeo.law.rounds import UNRESOLVED, RemarkState
from openaeo.law.terms import Claim, Outcome, Role
from openaeo.law.timing import clock_of
from openaeo.law.visiting import VisitState
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.mandates import owes_deputy
from openaeo.parties.models import Mandate, Operator


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
    """Return what the law asks of `case` when `actor` acts at `at`. At most fifteen queries, however long the case.

    A hearing counts only when it was opened after the recommendation that is now before the decider: a case
    that went back to assessment is heard again. Company and deputy are looked at only while it can be sent;
    findings and remarks, which an assessment writes, only from then on.
    """
    edition = edition_of(case)
    roles = roles_of(case)
    sending = case.standing in {CaseState.DRAFT, CaseState.RETURNED}
    outcomes = {one.criterion: one.outcome for one in case.results.all()}
    applying = edition.applying(roles)
    answers = _answers(case)
    said = {row.criterion: _said(row) for row in answers}
    undecided = {row.criterion for row in answers if _undecided(row)}
    heard_now = (
        case.hearing_opened_at is not None
        and case.recommended_at is not None
        and case.hearing_opened_at >= case.recommended_at
    )
    noted = [] if sending else findings_of(case)
    findings = [(one.criterion, FindingState(one.state), one.facts(at=at)) for one in noted]
    unsettled, unreported = owed(case) if case.standing is CaseState.ASSESSMENT else ((), 0)
    unanswered = missing(edition, roles, said)
    declared = case.declared_by_id is not None and bool(case.declared_name.strip())
    checks = (
        checked(
            case,
            complete=not unanswered and company_complete(case.operator, roles),
            signed=declared,
            at=at,
        )
        if case.standing is CaseState.SUBMITTED
        else ()
    )
    hands = _hands(case)
    parts_open, unplaced = owing(case) if case.standing is CaseState.ASSESSMENT else ((), ())
    return CaseFacts(
        unanswered=unanswered,
        unconfirmed=unconfirmed(edition, roles, said),
        company_complete=not sending or company_complete(case.operator, roles),
        deputy_missing=sending and owes_deputy(case.operator, at),
        declared=declared,
        unassessed=tuple(criterion.id for criterion in applying if criterion.id not in outcomes),
        gaps=tuple(criterion.id for criterion in applying if outcomes.get(criterion.id) == Outcome.GAP),
        majors_open=_each_once(number for number, state, found in findings if bars_grant(state, found)),
        undated=_each_once(number for number, state, found in findings if lacks_dates(state, found)),
        undecided_alternatives=tuple(
            criterion.id
            for criterion in applying
            if criterion.id in undecided and outcomes.get(criterion.id) == Outcome.MET
        ),
        remarks_open=()
        if sending
        else tuple(one.criterion for one in case.remarks.all() if RemarkState(one.state) in UNRESOLVED),
        open_requests=sum(one.state == RequestState.OPEN for one in case.requests.all()),
        open_consultations=_consulting(case),
        unsettled_sites=unsettled,
        unreported_visits=unreported,
        parts_open=parts_open,
        unplaced_sites=unplaced,
        assessors=hands.get(Handling.Kind.ASSESSING.value, frozenset()),
        deciders=hands.get(Handling.Kind.DECIDING.value, frozenset()),
        issue=programme().issue_of(case.tier),
        actor=actor.person,
        at=at,
        hearing_opened=case.hearing_opened_at if heard_now else None,
        hearing_closes=case.hearing_closes_at if heard_now else None,
        heard=heard_now and bool(case.hearing_reply.strip()),
        checks=checks,
        complete_by=case.complete_by if case.standing is CaseState.RETURNED else None,
        closed=closed(case),
    )


def _hands(case: Case) -> dict[str, frozenset[int]]:
    """Who had a hand in `case`, by kind. One query unless prefetched."""
    found: dict[str, set[int]] = {}
    for one in case.handlings.all():
        found.setdefault(one.kind, set()).add(one.person_id)
    return {kind: frozenset(people) for kind, people in found.items()}


def _consulting(case: Case) -> int:
    """How many offices still owe an answer; asked only where it stands in the way of anything."""
    if case.standing is not CaseState.ASSESSMENT:
        return 0
    return sum(one.state == ConsultationState.ASKED for one in case.consultations.all())


def findings_of(case: Case) -> list[Finding]:
    """Return the findings of `case` in the order of criteria, with their actions. Two queries unless prefetched."""
    known = "findings" in getattr(case, "_prefetched_objects_cache", {})
    return list(case.findings.all() if known else case.findings.prefetch_related("actions"))


def conditions_of(case: Case) -> list[str]:
    """Return the criteria of minor findings that may stay open at a grant, with the dates agreed; each once."""
    return list(
        dict.fromkeys(
            one.criterion
            for one in findings_of(case)
            if one.severity == Severity.MINOR and FindingState(one.state) not in SETTLED
        )
    )


def _each_once(numbers: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(numbers))


def said_by(case: Case) -> Mapping[str, Said]:
    """Return what the applicant said of each criterion, with how many documents stand behind it. One query."""
    return {row.criterion: _said(row) for row in _answers(case)}


def _answers(case: Case) -> list[Any]:
    """The answers as `answers_with_counts` has them; one query, none on a `casefile`."""
    if "answers" in getattr(case, "_prefetched_objects_cache", {}):
        return list(case.answers.all())
    return list(answers_with_counts(case.answers.all()).select_related("alternative"))


def answers_with_counts(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """Return `answers` each with `papers`, how many documents stand behind it; `references_made`, how many procedures of
    others it refers to, and `referred`, how many of them count like one (`law.procedures.counts_as_document`); `places` and `site_names`, the sites
    it is for; and `carried_open`, whether it was carried forward and not yet confirmed.
    """
    counted: QuerySet[Answer] = answers.annotate(
        papers=Count("evidence", filter=Q(evidence__replaced_at__isnull=True), distinct=True),
        references_made=Count("references", distinct=True),
        referred=Count(
            "references",
            filter=Q(
                references__lapsed_at__isnull=True,
                references__version__procedure__state=ProcedureState.IN_FORCE.value,
                case__operator__size__in=programme().reference_sizes,
            ),
            distinct=True,
        ),
        places=ArrayAgg("sites", filter=Q(sites__isnull=False), distinct=True, default=Value([])),
        site_names=ArrayAgg(
            "sites__name",
            filter=Q(sites__isnull=False),
            distinct=True,
            order_by="sites__name",
            default=Value([]),
        ),
        carried_open=UNCONFIRMED,
    )
    return counted


def _said(row: Any) -> Said:
    instead = getattr(row, "alternative", None)
    return Said(
        row.criterion,
        Claim(row.claim),
        row.explanation,
        row.papers + row.referred,
        procedure=row.procedure,
        sites=frozenset(row.places),
        alternative=instead.text if instead else "",
        equivalence=instead.equivalence if instead else "",
        stated=row.stated_at is not None,
        unconfirmed=row.carried_open,
    )


def _undecided(row: Any) -> bool:
    instead = getattr(row, "alternative", None)
    return instead is not None and instead.standing is AlternativeState.PROPOSED


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
    """Nobody handles for customs a firm that they act, or once acted, for, or declared an interest in.

    Whoever was given its open case declares first. Reasons as `law.interests.stands_apart`. One query.
    """
    if operator_id is None or actor.person is None:
        return None
    mine = Interest.objects.filter(person=actor.person)
    given = Case.objects.filter(
        ~Exists(mine.filter(case=OuterRef("pk"))), operator=OuterRef("pk"), assessor=actor.person
    ).exclude(state__in=[one.value for one in CASE_FINAL])
    found = Operator.objects.filter(pk=operator_id).values_list(
        Exists(Mandate.objects.filter(operator=OuterRef("pk"), person=actor.person)),
        Subquery(mine.filter(case__operator=OuterRef("pk")).values("named")[:1]),
        Exists(given),
    )
    return next((stands_apart(own_firm=own, said=said, given=new) for own, said, new in found), None)


def deadline(code: str, at: datetime, tier: str = "") -> datetime:
    """Return the last moment of the programme's time `code` for `tier` that begins at `at`.

    Raises `KeyError` when the programme sets no such time.
    """
    rule = programme().time(code, tier)
    if rule is None:
        raise KeyError(code)
    return clock_of(rule, calendar_for(rule), at).due(at)


def turn(case: Case, at: datetime) -> str:
    """Return whose turn it is at `at`: "applicant", "customs" or "nobody". Four queries in assessment, else none.

    In assessment it is the applicant's while a question is open, a finding waits for the firm, or times are
    offered for a visit.
    """
    state = case.standing
    if state in CASE_FINAL:
        return "nobody"
    if state in {CaseState.DRAFT, CaseState.RETURNED, CaseState.HEARING}:
        return "applicant"
    if state is CaseState.ASSESSMENT:
        asked = any(one.state == RequestState.OPEN for one in case.requests.all())
        found = any(
            turn_of(FindingState(one.state), one.facts(at=at)) == "applicant" for one in findings_of(case)
        )
        offered = any(one.state == VisitState.OFFERED for one in case.visits.all())
        return "applicant" if asked or found or offered else "customs"
    return "customs"
