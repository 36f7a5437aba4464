"""The internal file of an assessment, item by item, in the order of criteria: what a report to the trader is cut from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from openaeo.casework.facts import findings_of, roles_of
from openaeo.casework.models import Case, Observation, Sending, VisitNote
from openaeo.casework.programme import edition_of
from openaeo.law.consulting import ConsultationState
from openaeo.law.cutting import Item, ItemKind
from openaeo.law.findings import FindingState, bars_grant
from openaeo.law.terms import Outcome
from openaeo.law.visiting import VisitState


def items_of(case: Case) -> list[Item]:
    """Return every item of the file of `case`, private ones included. Three queries on a `casefile`, else ten."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in _by_criterion(case):
        found[item.criterion].append(item)
    asked = [one.id for one in edition_of(case).applying(roles_of(case))]
    known = [item for criterion in asked for item in found.pop(criterion, [])]
    others = [item for criterion in sorted(found) for item in found[criterion]]  # roles were changed since
    return [*known, *others, *_of_the_whole(case)]


def resting(case: Case, at: datetime) -> frozenset[str]:
    """Return the criteria that bar a grant of `case`: found as gaps, or with a major finding open at `at`."""
    gaps = {one.criterion for one in case.results.all() if one.outcome == Outcome.GAP}
    majors = {
        one.criterion for one in findings_of(case) if bars_grant(FindingState(one.state), one.facts(at=at))
    }
    return frozenset(gaps | majors)


def _by_criterion(case: Case) -> Iterator[Item]:
    for result in case.results.all():
        key = result.criterion
        yield Item(f"result-{key}", ItemKind.RESULT, key, {"outcome": result.outcome})
        if result.reason:
            yield Item(f"reason-{key}", ItemKind.REASON, key, {"text": result.reason})
    seen = Observation.objects.filter(visit__case=case).select_related("site").order_by("observed_at", "pk")
    for one in seen:
        words = {"site": one.site.name, "outcome": one.outcome, "text": one.text}
        yield Item(f"seen-{one.pk}", ItemKind.SEEN, one.criterion, words)
    for finding in findings_of(case):
        if finding.state != FindingState.WITHDRAWN:
            parts = ("severity", "state", "found", "why", "remedy")
            words = {name: str(getattr(finding, name)) for name in parts}
            yield Item(f"finding-{finding.pk}", ItemKind.FINDING, finding.criterion, words)
        if finding.desk_note:
            words = {"text": finding.desk_note}
            yield Item(f"root-cause-{finding.pk}", ItemKind.ROOT_CAUSE, finding.criterion, words)
    for sent in Sending.objects.filter(round__case=case, round__taken_back=False).select_related("round"):
        words = {"round": str(sent.round.number), "text": sent.text}
        yield Item(f"remark-{sent.pk}", ItemKind.REMARK, sent.criterion, words)
    for remark in case.remarks.all():
        if remark.private:
            yield Item(f"comment-{remark.pk}", ItemKind.COMMENT, remark.criterion, {"text": remark.private})


def _of_the_whole(case: Case) -> Iterator[Item]:
    for visit in case.visits.all():
        if visit.state == VisitState.REPORTED:
            yield Item(f"visit-{visit.pk}", ItemKind.VISIT, "", {"text": visit.report})
    for note in VisitNote.objects.filter(visit__case=case):
        yield Item(f"visit-note-{note.pk}", ItemKind.VISIT_NOTE, "", {"text": note.text})
    for asked in case.consultations.all():
        if asked.state == ConsultationState.ANSWERED:
            said = "\n".join(filter(None, [asked.violations, asked.branches, asked.remarks]))
            words = {"position": asked.position, "text": said}
            yield Item(f"consultation-{asked.pk}", ItemKind.CONSULTATION, "", words)
    if case.recommendation:
        yield Item("recommendation", ItemKind.RECOMMENDATION, "", {"text": case.recommendation})
    for rated in case.risk_ratings.all():
        if rated.reason:
            yield Item(f"risk-{rated.place}", ItemKind.RISK, "", {"text": rated.reason})
