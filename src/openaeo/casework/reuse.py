"""Assess once: which results of a firm's earlier applications count in the one at hand, and taking them over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework.assessment import handled
from openaeo.casework.facts import author, demand, own_firm, roles_of
from openaeo.casework.models import (
    Case,
    Change,
    Evidence,
    Finding,
    Handling,
    Measure,
    ReassessedPoint,
    Result,
    Reuse,
)
from openaeo.casework.models.cases import DECIDED
from openaeo.casework.programme import EditionChanged, edition_of, programme
from openaeo.law.changes import ChangeState
from openaeo.law.edition import Criterion, Edition
from openaeo.law.findings import FindingState
from openaeo.law.lifecycle import CaseState, MeasureState
from openaeo.law.reassessment import ReassessmentState
from openaeo.law.reusing import SEEN, Judged, Since, Wanted, why_not
from openaeo.law.revision import Change as Revised
from openaeo.law.revision import revision
from openaeo.law.sheet import EditionFault
from openaeo.law.terms import Claim, Mode, Outcome, Role
from openaeo.law.workflow import Reason
from openaeo.parties.models import CASEWORKERS, Site

_MARKS = {f"since_{one.value}": one for one in Since}


@dataclass(frozen=True, slots=True)
class Earlier:
    """The latest earlier result on a criterion that is not judged here yet; `against` says why it does not count.

    `counts_until` is the last moment at which it may be taken over.
    """

    criterion: Criterion
    result: Result
    counts_until: datetime
    against: tuple[Reason, ...]


def earlier_results(case: Case, *, only: str = "", actor: Actor, at: datetime) -> list[Earlier]:
    """Return what earlier applications of the firm say of each generic criterion without a result of its own here.

    In the order of the catalogue; only while the case is in assessment, and for caseworkers alone. Two queries on a
    `casefile`, none where the programme lets nothing count again. With `only` that criterion alone. Nothing from a firm that `actor` acts for.
    """
    rule = programme().reusing
    if rule is None or actor.capacity not in CASEWORKERS or case.standing is not CaseState.ASSESSMENT:
        return []
    own = {one.criterion for one in case.results.all()}
    wanted = [
        one
        for one in edition_of(case).applying(roles_of(case))
        if rule.generic(one) and one.id not in own and only in {"", one.id}
    ]
    found = _latest(case, [one.id for one in wanted], actor=actor)
    return _weighed(case, [(one, found[one.id]) for one in wanted if one.id in found], at=at)


def take_over(
    number: str, criteria: Iterable[str], *, confirmation: str, actor: Actor, at: datetime
) -> list[Result]:
    """Let the earlier results on `criteria` count here, all of them or none; return the results that stand now.

    `confirmation` is what the officer looked at to say so; it becomes the reason of each result. Whoever found it then has
    a hand in this case too, and never decides it. Source: HMRC CAA07010.
    Refused with every reason: `not-from-here` outside assessment, `own-firm`, `criteria-missing` (none named),
    `confirmation-missing`, and by its name each criterion that does not apply (`criterion-not-applying`), is judged
    here already (`reuse-judged-here`) or, with what `law.reusing.why_not` says of it, does not count.
    """
    with act("take-over-results", Case, number, actor=actor, at=at) as (case, note):
        named = list(dict.fromkeys(criteria))
        asked = {one.id: one for one in edition_of(case).applying(roles_of(case))}
        own = {one.criterion for one in case.results.all()}
        here = [asked[one] for one in named if one in asked and one not in own]
        latest = _latest(case, [one.id for one in here], actor=actor) if programme().reusing else {}
        counting = _weighed(case, [(one, latest[one.id]) for one in here if one.id in latest], at=at)
        demand(
            "take-over-results",
            None if case.standing is CaseState.ASSESSMENT else Reason("not-from-here", case.state),
            own_firm(case.operator_id, actor),
            None if named else Reason("criteria-missing"),
            None if confirmation.strip() else Reason("confirmation-missing"),
            *(Reason("criterion-not-applying", one) for one in named if one not in asked),
            *(Reason("reuse-judged-here", one) for one in named if one in own),
            *_bare([one for one in here if one.id not in latest], at=at),
            *(reason for one in counting for reason in one.against),
        )
        results = [_taken(case, one, confirmation, actor=actor, at=at) for one in counting]
        handled(case, actor=actor, at=at)
        _hands_of(case, counting, at=at)
        note(
            criteria=", ".join(one.criterion.id for one in counting),
            reason=confirmation.strip(),
            taken={
                one.criterion.id: {
                    "case": one.result.case_id,
                    "judged": one.result.assessed_at.isoformat(),
                    "mode": one.result.mode,
                }
                for one in counting
            },
        )
    return results


def papers_behind(found: Iterable[Earlier]) -> Mapping[str, list[Evidence]]:
    """Return by criterion the documents that stood behind the earlier results. One query."""
    rows = list(found)
    behind = Q(pk__in=())
    for one in rows:
        behind |= Q(answer__case_id=one.result.case_id, answer__criterion=one.criterion.id)
    papers: dict[str, list[Evidence]] = {}
    kept = Evidence.objects.filter(behind, replaced_at=None) if rows else Evidence.objects.none()
    for paper in kept.select_related("answer", "document").order_by("added_at", "pk"):
        papers.setdefault(paper.answer.criterion, []).append(paper)
    return papers


def told_to_firm(case: Case, *, actor: Actor) -> QuerySet[Reuse]:
    """Return what counts from before in `case`, for its firm as for the desk; others get nothing. One query."""
    return Reuse.objects.visible_to(actor).filter(case=case)


def _taken(case: Case, one: Earlier, confirmation: str, *, actor: Actor, at: datetime) -> Result:
    earlier = one.result
    result = Result.objects.create(
        case=case,
        criterion=one.criterion.id,
        outcome=Outcome.MET.value,
        reason=confirmation.strip(),
        mode=earlier.mode,
        assessed_at=at,
        assessed_by_id=author("take-over-results", actor),
    )
    Reuse.objects.create(
        case=case,
        criterion=one.criterion.id,
        source=earlier.case_id,
        edition=earlier.case.edition,
        found_at=earlier.assessed_at,
        found_by_id=earlier.assessed_by_id,
        reason_then=earlier.reason,
        counts_until=one.counts_until,
    )
    return result


def _hands_of(case: Case, counting: Iterable[Earlier], *, at: datetime) -> None:
    """Remember for the four eyes whose earlier judgement this application rests on."""
    for person in {one.result.assessed_by_id for one in counting}:
        Handling.objects.get_or_create(
            case=case, person_id=person, kind=Handling.Kind.ASSESSING, defaults={"since": at}
        )


def _latest(case: Case, criteria: list[str], *, actor: Actor) -> dict[str, Any]:
    """The latest result that an officer found of each of `criteria` in another case of the firm. One query.

    A result that was itself taken over is passed by: what counts is the day on which somebody last looked.
    """
    if not criteria:
        return {}
    copied = Reuse.objects.filter(case=OuterRef("case"), criterion=OuterRef("criterion"))
    rows = (
        Result.objects.filter(
            ~Exists(copied),
            criterion__in=criteria,
            case__in=Case.objects.visible_to(actor).of_others(actor).filter(operator_id=case.operator_id),
        )
        .exclude(case=case)
        .annotate(**_happened())
        .select_related("case", "assessed_by")
        .order_by("criterion", "-assessed_at", "-pk")
        .distinct("criterion")
    )
    return {row.criterion: row for row in rows}


def _happened() -> dict[str, Exists]:
    """What happened on the criterion of a result since, in the same query: a column for each word of `Since`."""
    firm, criterion, judged = OuterRef("case__operator"), OuterRef("criterion"), OuterRef("assessed_at")
    findings = (
        Finding.objects.filter(case__operator=firm, criterion=criterion)
        .exclude(state=FindingState.WITHDRAWN.value)
        .exclude(state=FindingState.VERIFIED.value, raised_at__lte=judged)
    )
    changes = Change.objects.filter(
        authorisation__operator=firm, criteria__contains=[criterion], reported_at__gt=judged
    ).exclude(state=ChangeState.WITHDRAWN.value)
    asked_again = (
        ReassessedPoint.objects.filter(
            reassessment__authorisation__operator=firm,
            criterion=criterion,
            reassessment__opened_at__gt=judged,
        )
        .exclude(reassessment__state=ReassessmentState.CALLED_OFF.value)
        .exclude(reassessment__state=ReassessmentState.CONFIRMED.value, outcome=Outcome.MET.value)
    )
    measures = Measure.objects.filter(authorisation__operator=firm, proposed_at__gt=judged).exclude(
        state=MeasureState.DROPPED.value
    )
    found = {
        Since.FINDING: findings,
        Since.CHANGE: changes,
        Since.REASSESSMENT: asked_again,
        Since.MEASURE: measures,
    }
    return {name: Exists(found[word]) for name, word in _MARKS.items()}


def _weighed(case: Case, found: list[tuple[Criterion, Any]], *, at: datetime) -> list[Earlier]:
    """Say of each result what speaks against it. At most one query on a `casefile`."""
    terms = programme()
    rule = terms.reusing
    if not found or rule is None:
        return []
    claims = {one.criterion: Claim(one.claim) for one in case.answers.all()}
    roles = frozenset(roles_of(case))
    asked = {row.case_id: row.case for _criterion, row in found}
    changed = {number: _asked_otherwise(source, case) for number, source in asked.items()}
    uncovered = _uncovered(case, (row for _criterion, row in found))
    return [
        Earlier(
            criterion,
            row,
            rule.counts_until(row.assessed_at, terms.zone),
            tuple(
                Reason(reason.code, _detail(criterion, reason))
                for reason in why_not(
                    rule,
                    Judged(
                        outcome=Outcome(row.outcome),
                        mode=Mode(row.mode) if row.mode else None,
                        at=row.assessed_at,
                        decided=row.case.standing in DECIDED,
                        same=criterion.id not in changed[row.case_id],
                        roles=frozenset(Role(role) for role in row.case.roles),
                        since=frozenset(word for name, word in _MARKS.items() if getattr(row, name)),
                        uncovered=uncovered.get(row.case_id, ()),
                    ),
                    Wanted(criterion, roles, claims.get(criterion.id)),
                    zone=terms.zone,
                    at=at,
                )
            ),
        )
        for criterion, row in found
    ]


def _bare(criteria: Iterable[Criterion], *, at: datetime) -> tuple[Reason, ...]:
    """Why criteria without anything earlier do not count."""
    terms = programme()
    return tuple(
        Reason(reason.code, one.id)
        for one in criteria
        for reason in why_not(terms.reusing, None, Wanted(one), zone=terms.zone, at=at)
    )


def _detail(criterion: Criterion, reason: Reason) -> str:
    return f"{criterion.id} ({reason.detail})" if reason.detail else criterion.id


def _asked_otherwise(source: Case, case: Case) -> frozenset[str]:
    """The criteria that ask something else here than in `source`; each, when its edition cannot be read any more."""
    now: Edition = edition_of(case)
    try:
        changed = revision(edition_of(source), now, roles_of(case))
    except (EditionChanged, EditionFault):
        return frozenset(one.id for one in now.criteria)
    return frozenset(one.id for one in changed if one.change in {Revised.NEW, Revised.REWORDED})


def _uncovered(case: Case, found: Iterable[Any]) -> Mapping[str, tuple[str, ...]]:
    """Names of the firm's open sites that matter to customs and that each earlier case did not look at.

    Asked only for results that were found at a place. At most one query.
    """
    numbers = {row.case_id for row in found if row.mode in SEEN}
    if not numbers:
        return {}
    looked = ArrayAgg("plans__case", filter=Q(plans__case__in=numbers), default=Value([]))
    sites = Site.objects.filter(operator_id=case.operator_id, closed_at=None, customs_relevant=True)
    rows: list[Any] = list(sites.annotate(looked=looked))
    return {number: tuple(one.name for one in rows if number not in one.looked) for number in numbers}
