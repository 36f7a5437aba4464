"""Two holders at whom customs of the demonstration looks again in part: one is to answer, the other is in order."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.casework import reassessments
from openaeo.casework.models import Case, Change
from openaeo.casework.reach import criteria_of
from openaeo.config.demo.parts import Staff
from openaeo.law.reassessment import Cause, Ending
from openaeo.law.terms import Claim, Outcome

DAY = timedelta(days=1)


def again(
    change: str, number: str, staff: Staff, applicant: Actor, at: datetime
) -> Generator[datetime, None, None]:
    """Look again because of the change that the story "late" tells and confirm; else leave the holder to answer."""
    at += 20 * DAY
    yield at
    held = Case.objects.get(authorisation=number).authorisation
    if held is None:
        raise RuntimeError(f"{number}: nothing to look at again")
    asked = [one.id for one in criteria_of(held)[:2]]
    told = Change.objects.filter(authorisation=held).first() if change == "late" else None
    opened = reassessments.begin(
        number,
        cause=Cause.CHANGE if told else Cause.MONITORING,
        criteria=asked,
        reason="The owners of the firm changed; customs looks again at what rests on them."
        if told
        else "Two declarations of last month named an old contact. Customs looks again at how records are kept.",
        due=(at + 60 * DAY).date(),
        change=told.pk if told else None,
        actor=staff.officer,
        at=at,
    )
    if told is None:
        return
    at += 3 * DAY
    yield at
    said = (Claim.MET, "Nothing changed in the people who decide; the register extract is with you.")
    reassessments.answer(opened.pk, dict.fromkeys(asked, said), actor=applicant, at=at)
    at += DAY
    yield at
    for criterion in asked:
        reassessments.judge(
            opened.pk,
            criterion,
            outcome=Outcome.MET,
            remark="Extract seen.",
            actor=staff.officer,
            at=at,
        )
    reassessments.conclude(
        opened.pk,
        ending=Ending.CONFIRM,
        reasons="The new owners have no record that matters. Everything stays as it is.",
        look_again_on=(at + 300 * DAY).date(),
        actor=staff.officer,
        at=at,
    )
