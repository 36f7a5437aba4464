"""How the findings of invented firms fare: one story for each standing a finding may have."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.casework import findings
from openaeo.casework.models import Finding
from openaeo.config.demo import texts
from openaeo.law.findings import Level, Severity

Telling = Generator[datetime, None, datetime]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MAJOR = frozenset({"planned", "returned", "verified", "excepted"})
"""Stories whose finding is major; it never is where a grant is to follow while it is open."""


@dataclass(frozen=True, slots=True)
class Judges:
    """Who raises and judges the finding, and who approves an exception."""

    officer: Actor
    second: Actor


def raised(
    ending: str, judges: Judges, applicant: Actor, number: str, criterion: str, at: datetime
) -> Telling:
    """Raise a finding in an application and lead it to `ending`, or to an agreed plan; return when that was."""
    at += HOUR
    yield at
    finding = findings.raise_finding(
        number,
        criterion,
        level=Level.MUST,
        severity=Severity.MAJOR if ending in MAJOR else Severity.MINOR,
        found=texts.FOUND,
        why=texts.FOUND_WHY,
        remedy=texts.FOUND_REMEDY,
        due=(at + 30 * DAY).date(),
        desk_note=texts.FOUND_NOTE,
        actor=judges.officer,
        at=at,
    )
    if ending == "raised":
        return at
    at += DAY
    yield at
    if ending == "withdrawn":
        findings.withdraw(finding.pk, reason=texts.FOUND_WITHDRAWN, actor=judges.officer, at=at)
        return at
    if ending == "excepted":
        until = (at + 300 * DAY).date()
        findings.ask_exception(
            finding.pk, reason=texts.FOUND_EXCEPTION, until=until, actor=judges.officer, at=at
        )
        at += DAY
        yield at
        findings.approve_exception(finding.pk, actor=judges.second, at=at)
        return at
    return (yield from _planned(finding.pk, ending, judges, applicant, at))


def _planned(pk: int, ending: str, judges: Judges, applicant: Actor, at: datetime) -> Telling:
    days = ((at + 90 * DAY).date(), (at + 120 * DAY).date())
    actions = list(zip(texts.FOUND_PLAN, days, strict=True))
    findings.propose_plan(pk, cause=texts.FOUND_CAUSE, actions=actions, actor=applicant, at=at)
    if ending == "planned":
        return at
    at += DAY
    yield at
    if ending == "returned":
        again = (at + 20 * DAY).date()
        findings.return_plan(pk, reason=texts.FOUND_RETURNED, due=again, actor=judges.officer, at=at)
        return at
    findings.accept_plan(pk, actor=judges.officer, at=at)
    if ending in {"verified", "reopened"}:
        at = yield from shown(pk, applicant, at)
        at += DAY
        yield at
        if ending == "verified":
            findings.verify(pk, reason=texts.FOUND_VERIFIED, actor=judges.officer, at=at)
        else:
            again = (at + 30 * DAY).date()
            findings.reopen(pk, reason=texts.FOUND_REOPENED, due=again, actor=judges.officer, at=at)
    return at


def shown(pk: int, applicant: Actor, at: datetime) -> Telling:
    """Give evidence for every action of the agreed plan; return when the last was given."""
    for action in Finding.objects.get(pk=pk).in_hand:
        at += DAY
        yield at
        findings.give_evidence(pk, action.pk, text=texts.FOUND_EVIDENCE, actor=applicant, at=at)
    return at
