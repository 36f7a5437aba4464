"""A demonstration firm that was refused applies again; what was found met of the firm as a whole counts again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.casework import application, assessment, carrying, reuse
from openaeo.casework.facts import roles_of
from openaeo.casework.models import Case
from openaeo.casework.programme import edition_of
from openaeo.config.demo.parts import Staff
from openaeo.law.terms import Claim

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = 86 * DAY
"""So long after the refusal that the new edition is in force: one criterion asks something else by then."""
NEW = "Rehearsed in spring; the report is with the head of systems."
CONFIRMED = "Register of offences and duty account looked at today: nothing new since the first assessment."


def applies_again(number: str, name: str, applicant: Actor, staff: Staff, at: datetime) -> Iterator[datetime]:
    """Apply anew with the answers of the refused application; an officer takes part of the earlier results over."""
    at += LATER
    yield at
    before = Case.objects.get(pk=number)
    case = application.start(tier=before.tier, roles=before.roles, actor=applicant, at=at)
    carrying.carry(case.number, actor=applicant, at=at)
    at += DAY
    yield at
    carrying.confirm(case.number, list(carrying.waiting(case)), actor=applicant, at=at)
    _answers_the_rest(case, applicant, at)
    at += HOUR
    yield at
    application.submit(case.number, declared_name=name, actor=applicant, at=at)
    at += DAY
    yield at
    assessment.take_on(case.number, actor=staff.officer, at=at)
    at += HOUR
    yield at
    assessment.accept(case.number, actor=staff.officer, at=at)
    at += DAY
    yield at
    offered = reuse.earlier_results(Case.objects.get(pk=case.number), actor=staff.officer, at=at)
    criteria = [one.criterion.id for one in offered if one.criterion.group == "A" and not one.against]
    if criteria:
        reuse.take_over(case.number, criteria, confirmation=CONFIRMED, actor=staff.officer, at=at)


def _answers_the_rest(case: Case, applicant: Actor, at: datetime) -> None:
    """Answer what the refused application was not asked: the edition is a newer one."""
    answered = set(case.answers.values_list("criterion", flat=True))
    for one in edition_of(case).applying(roles_of(case)):
        if one.id not in answered:
            application.answer(case.number, one.id, claim=Claim.MET, explanation=NEW, actor=applicant, at=at)
