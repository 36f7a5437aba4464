"""Looking again at part of an authorisation: opened for named criteria and sites, answered, judged, concluded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import Note, act, act_new
from openaeo.casework.facts import author, demand, own_firm
from openaeo.casework.models import (
    Case,
    Change,
    Finding,
    Measure,
    ReassessedPoint,
    Reassessment,
    Visit,
)
from openaeo.casework.papers import Paper, kept_for
from openaeo.casework.programme import programme
from openaeo.casework.reach import criteria_of, ours
from openaeo.casework.scope import site_facts
from openaeo.law.findings import FindingState, date_fits, last_moment
from openaeo.law.lifecycle import LIVE, CaseState, MeasureState
from openaeo.law.questionnaire import Said
from openaeo.law.reassessment import (
    FAILING,
    OPEN_REASSESSMENT,
    REASSESSMENT,
    Cause,
    Ending,
    ReassessmentFacts,
    holder_had_its_time,
)
from openaeo.law.reviewing import review_faults
from openaeo.law.terms import Claim, Outcome
from openaeo.law.validation import in_scope
from openaeo.law.visiting import VisitState
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Operator, Site

if TYPE_CHECKING:
    from openaeo.register.models import Authorisation


def begin(
    number: str,
    *,
    cause: Cause,
    criteria: Iterable[str] = (),
    sites: Collection[int] = (),
    reason: str,
    due: date | None = None,
    change: int | None = None,
    actor: Actor,
    at: datetime,
) -> Reassessment:
    """Look again at the `criteria` and `sites` (keys) named, for the `reason` that the holder reads; it stays authorised.

    `due` is the day by which the holder answers the criteria, `change` the notice that led to it, if one did. Refused
    with every reason: `not-found`, `reassessment-empty` (neither criteria nor sites), `criterion-not-asked`,
    `site-not-in-scope`, `change-no-case` (sites without a case on which a visit could be planned), `reasons-missing`,
    those of `law.findings.date_fits` while a criterion is named, `change-not-of-holder`, `reassessment-open-already`,
    `not-from-here` once the authorisation has ended, `own-firm`. Source: UCC-DA 15.
    """
    step = "open-reassessment"
    with act_new(step, topic="monitoring", subject=number, actor=actor, at=at) as note:
        held = ours(step, number, actor)
        named = set(criteria)
        asked = [one.id for one in criteria_of(held) if one.id in named]
        places = [site for site in sites_of(held) if site.pk in set(sites)]
        led = Change.objects.filter(authorisation=held, pk=change).first() if change else None
        demand(
            step,
            None if named or sites else Reason("reassessment-empty"),
            *(Reason("criterion-not-asked", one) for one in sorted(named - set(asked))),
            None if len(places) == len(set(sites)) else Reason("site-not-in-scope"),
            Reason("change-no-case") if sites and case_of(held) is None else None,
            None if reason.strip() else Reason("reasons-missing"),
            date_fits(due, at, programme().zone) if named else None,
            Reason("change-not-of-holder") if change and led is None else None,
            Reason("reassessment-open-already") if held.reassessments.running().exists() else None,
            None if held.status in LIVE else Reason("not-from-here", held.state),
            own_firm(held.operator_id, actor),
        )
        opened = Reassessment.objects.create(
            authorisation=held,
            cause=Cause(cause).value,
            change=led,
            reason=reason.strip(),
            opened_at=at,
            opened_by_id=author(step, actor),
            due_at=last_moment(due, programme().zone) if due and asked else None,
        )
        ReassessedPoint.objects.bulk_create(
            ReassessedPoint(reassessment=opened, criterion=one) for one in asked
        )
        opened.sites.set(places)
        note(reassessment=opened.pk, trigger=opened.cause, criteria=", ".join(asked), reason=opened.reason)
        note(
            places=", ".join(site.name for site in places),
            **({"due": opened.due_at} if opened.due_at else {}),
        )
    return opened


def answer(
    pk: int,
    answers: Mapping[str, tuple[Claim, str]],
    *,
    papers: Iterable[tuple[Paper, str]] = (),
    actor: Actor,
    at: datetime,
) -> Reassessment:
    """Answer the criteria that are looked at again, each with a claim and an explanation; all other answers stand.

    `papers` are documents with the names they go by. Taken late like in time; what the desk judged meanwhile without
    the answer is open again. Refused: `not-found`, `not-from-here`, `reassessment-asks-nothing`, those of
    `law.reviewing.review_faults`, and for a document as `papers.kept_for`.
    """
    step = "answer-reassessment"
    with _on(step, pk, actor=actor, at=at) as (found, held, note):
        points = {one.criterion: one for one in found.points.all()}
        said = {
            criterion: Said(criterion, Claim(claim), text.strip())
            for criterion, (claim, text) in answers.items()
        }
        firm = Operator.objects.visible_to(actor).get()
        facts = facts_of(found, at=at)
        demand(
            step,
            _over(held),
            *REASSESSMENT.unmet(found.standing, "answer", facts),
            None if points else Reason("reassessment-asks-nothing"),
            *review_faults(points, said),
        )
        documents = [kept_for(step, firm, paper, name=name, actor=actor, at=at) for paper, name in papers]
        found.move("answer", facts)
        found.answered_at, found.answered_by_id = at, author(step, actor)
        found.documents.add(*documents)
        for criterion, point in points.items():
            point.claim, point.explanation = said[criterion].claim.value, said[criterion].explanation
            point.outcome, point.remark, point.judged_at, point.judged_by = "", "", None, None
            point.save()
        note(answers={one.criterion: one.claim.value for one in said.values()}, late=found.late)
        note(digests=[document.file_id for document in documents])
    return found


def judge(
    pk: int, criterion: str, *, outcome: Outcome, remark: str = "", actor: Actor, at: datetime
) -> ReassessedPoint:
    """Record what the desk finds of one criterion looked at again; `remark` stays inside and a failure needs one.

    Refused: `not-found`, `criterion-not-asked`, `reassessment-running` while the holder has time to answer,
    `reason-missing`, `not-from-here`, `own-firm`.
    """
    step = "judge-reassessment"
    with _on(step, pk, actor=actor, at=at) as (found, held, note):
        point = found.points.filter(criterion=criterion).first()
        finds = Outcome(outcome)
        demand(
            step,
            _over(held),
            None if found.standing in OPEN_REASSESSMENT else Reason("not-from-here", found.state),
            Reason("criterion-not-asked", criterion) if point is None else None,
            holder_had_its_time(facts_of(found, at=at)),
            Reason("reason-missing") if finds in FAILING and not remark.strip() else None,
            own_firm(held.operator_id, actor),
        )
        if point is None:
            raise Refused(step, Reason("criterion-not-asked", criterion))
        point.outcome, point.remark = finds.value, remark.strip()
        point.judged_at, point.judged_by_id = at, author(step, actor)
        point.save()
        note(criterion=criterion, outcome=point.outcome)
    return point


def conclude(
    pk: int,
    *,
    ending: Ending,
    reasons: str,
    look_again_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> Reassessment:
    """Conclude a re-assessment; the holder reads the `reasons`, and the authorisation is as it was.

    `look_again_on` is the day on which the desk means to look again; it stays inside. Suspension and revocation are
    never done here: `measure` is refused until one was proposed, which the holder may reply to. Refused with every
    need of the REASSESSMENT table that is unmet, `not-found`, those of `law.findings.date_fits`, `own-firm`.
    """
    step, end = "conclude-reassessment", Ending(ending)
    with _on(step, pk, actor=actor, at=at) as (found, held, note):
        facts = facts_of(found, at=at, reasons=reasons)
        demand(
            step,
            _over(held),
            date_fits(look_again_on, at, programme().zone) if look_again_on else None,
            own_firm(held.operator_id, actor),
            *REASSESSMENT.unmet(found.standing, end.value, facts),
        )
        found.move(end.value, facts)
        found.measure = measure_since(found) if end is Ending.MEASURE else None
        _closed(found, reasons, actor=actor, at=at)
        found.look_again_on = look_again_on
        note(ending=end.value, criteria=", ".join(facts.judged), reasons=found.conclusion)
        note(failed=sorted(facts.found) if end is Ending.FIND else [])
        if found.measure is not None:
            note(led_to=found.measure.pk)
    return found


def call_off(pk: int, *, reasons: str, actor: Actor, at: datetime) -> Reassessment:
    """Call a re-assessment off that should not have been opened. Refused: `not-found`, `reasons-missing`, `not-from-here`, `own-firm`."""
    step = "call-off-reassessment"
    with _on(step, pk, actor=actor, at=at) as (found, held, note):
        facts = facts_of(found, at=at, reasons=reasons)
        demand(
            step,
            own_firm(held.operator_id, actor),
            *REASSESSMENT.unmet(found.standing, "call-off", facts),
        )
        found.move("call-off", facts)
        _closed(found, reasons, actor=actor, at=at)
        note(reasons=found.conclusion)
    return found


def facts_of(found: Reassessment, *, at: datetime, reasons: str = "") -> ReassessmentFacts:
    """Return what the law asks of a re-assessment at `at`. Five queries at most, fewer when prefetched."""
    seen = _seen_since(found)
    judged = {one.criterion: Outcome(one.outcome) if one.outcome else None for one in found.points.all()}
    return ReassessmentFacts(
        judged=judged,
        due=found.due_at,
        answered=found.answered_at is not None,
        unseen=tuple(site.name for site in found.sites.all() if site.pk not in seen),
        found=frozenset(one.criterion for one in findings_since(found)),
        measured=measure_since(found) is not None,
        reasons=reasons,
        at=at,
    )


def sites_of(held: Authorisation) -> list[Site]:
    """Return the open premises of the holder that matter to customs. One query."""
    if held.operator is None:
        return []
    return [
        site for site in held.operator.sites.filter(closed_at=None) if in_scope(site_facts(site, [], None))
    ]


def case_of(held: Authorisation) -> Case | None:
    """Return the case on which findings and visits for `held` are kept: the one that led to it, or None."""
    case: Case | None = getattr(held, "case", None)
    return case if case is not None and case.standing is CaseState.GRANTED else None


def findings_since(found: Reassessment) -> list[Finding]:
    """Return the findings on criteria asked again, raised since it was opened and not taken back. One query."""
    if not (asked := [one.criterion for one in found.points.all()]):
        return []
    rows = Finding.objects.filter(
        case__authorisation=found.authorisation_id, criterion__in=asked, raised_at__gte=found.opened_at
    )
    if found.closed_at is not None:
        rows = rows.filter(raised_at__lte=found.closed_at)
    return list(rows.exclude(state=FindingState.WITHDRAWN.value))


def visits_since(found: Reassessment) -> list[Visit]:
    """Return the visits to sites asked for, planned since it was opened, with their sites. Two queries; none without sites."""
    if not (named := {site.pk for site in found.sites.all()}):
        return []
    rows = Visit.objects.filter(
        case__authorisation=found.authorisation_id, planned_at__gte=found.opened_at, sites__in=named
    )
    return list(rows.distinct().prefetch_related("sites").order_by("planned_at"))


def measure_since(found: Reassessment) -> Measure | None:
    """Return the newest measure proposed since it was opened and not dropped, or None. One query."""
    rows = Measure.objects.filter(authorisation=found.authorisation_id, proposed_at__gte=found.opened_at)
    return rows.exclude(state=MeasureState.DROPPED.value).order_by("-proposed_at").first()


def _seen_since(found: Reassessment) -> frozenset[int]:
    reported = [one for one in visits_since(found) if one.state == VisitState.REPORTED]
    return frozenset(site.pk for one in reported for site in one.sites.all())


def _closed(found: Reassessment, reasons: str, *, actor: Actor, at: datetime) -> None:
    found.closed_at, found.closed_by_id, found.conclusion = at, actor.person, reasons.strip()


def _over(held: Authorisation) -> Reason | None:
    """Once the authorisation has ended there is nothing to look at again."""
    return None if held.status in LIVE else Reason("not-from-here", held.state)


@contextmanager
def _on(
    step: str, pk: int, *, actor: Actor, at: datetime
) -> Iterator[tuple[Reassessment, Authorisation, Note]]:
    """Hold a visible re-assessment; the journal files the act under its authorisation."""
    rows = Reassessment.objects.visible_to(actor).filter(pk=pk)
    number = rows.values_list("authorisation_id", flat=True).first()
    if number is None:
        raise Refused(step, Reason("not-found"))
    with act(step, Reassessment, pk, topic="monitoring", subject=number, actor=actor, at=at) as (found, note):
        note(reassessment=found.pk)
        yield found, found.authorisation, note
