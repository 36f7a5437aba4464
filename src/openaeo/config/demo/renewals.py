"""What becomes of a demonstration firm's papers: dated, one renewed, and answers carried into a new application."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import StoredFile
from openaeo.casework import application, carrying, documents, openings
from openaeo.casework.models import Case
from openaeo.config.demo.documents import BY_GROUP, TITLES, Archive
from openaeo.law.edition import Criterion

DAY = timedelta(days=1)
AGES: dict[str, tuple[int, int | None]] = {
    "audited-accounts.pdf": (300, 65),
    "training-register.pdf": (40, 325),
    "compliance-procedure.pdf": (500, None),
    "site-plan.pdf": (700, None),
    "security-manual.pdf": (250, 480),
    "seal-log.pdf": (5, None),
}
"""How many days before it is put forward each paper was issued, and how many after it holds."""
RENEWED = "compliance-procedure.pdf"


def puts_forward(number: str, criterion: Criterion, archive: Archive, *, actor: Actor, at: datetime) -> None:
    """Attach the paper that goes with the criterion's group; say once what it is and until when it holds."""
    name = BY_GROUP.get(criterion.group)
    if name is None:
        return
    evidence = application.attach(number, criterion.id, archive.get(name, at), name=name, actor=actor, at=at)
    document = evidence.document
    if document.description:
        return
    issued, holds = AGES[document.name]
    documents.describe(
        document.pk,
        description=TITLES[document.name],
        issued_on=(at - issued * DAY).date(),
        expires_on=(at + holds * DAY).date() if holds is not None else None,
        actor=actor,
        at=at,
    )


def renews(
    number: str, stored: StoredFile, *, officer: Actor, applicant: Actor, at: datetime
) -> Iterator[datetime]:
    """Customs has looked at the procedure; the firm puts its second edition in the place of the first."""
    yield at
    case = Case.objects.get(pk=number)
    old = case.operator.documents.get(name=RENEWED)
    openings.record(old, case=case, actor=officer, at=at)
    documents.replace(
        old.pk,
        stored,
        name=RENEWED,
        description="Second edition: says who holds the seal keys",
        issued_on=at.date(),
        actor=applicant,
        at=at,
    )


def begins_anew(case: Case, *, actor: Actor, at: datetime) -> Iterator[datetime]:
    """Give an application up, apply again with what was answered, and confirm a third of it."""
    at += DAY
    yield at
    application.withdraw(case.number, reason="We first move to the new warehouse.", actor=actor, at=at)
    at += 12 * DAY
    yield at
    again = application.start(tier=case.tier, roles=case.roles, actor=actor, at=at)
    carrying.carry(again.number, actor=actor, at=at)
    at += DAY
    yield at
    waiting = list(carrying.waiting(again))
    carrying.confirm(again.number, waiting[: len(waiting) // 3], actor=actor, at=at)
