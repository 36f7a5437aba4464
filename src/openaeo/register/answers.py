"""What the public may be told about an authorisation: by its number, by the code on the certificate, by search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from openaeo.bedrock.actors import ANYBODY
from openaeo.law.identifiers import tidy
from openaeo.law.terms import Status
from openaeo.register.models import Authorisation


@dataclass(frozen=True, slots=True)
class Answer:
    """What one authorisation is worth at one instant.

    `status` is None before the authorisation begins; `since` is when that status began. While a part is suspended,
    since `since`, the authorisation is in effect as `in_effect_as`, else "". `named` is false when the holder did
    not agree to be shown: then holder, roles, tier and premises stay empty.
    `premises` names what it covers where that is not the whole firm.
    """

    number: str
    status: Status | None
    since: datetime | None
    starts: datetime
    ends: datetime | None
    named: bool
    in_effect_as: str = ""
    holder: str = ""
    holder_local: str = ""
    country: str = ""
    tier: str = ""
    roles: tuple[str, ...] = ()
    premises: tuple[str, ...] = ()


def by_number(number: str, *, at: datetime) -> Answer | None:
    """Return the answer for `number` at `at`, written any way; None when unknown or not to be shown."""
    row = Authorisation.objects.visible_to(ANYBODY).filter(pk=tidy(number)).first()
    return _answer(row, at, named=True) if row else None


def by_check_code(code: str, *, at: datetime) -> Answer | None:
    """Return the answer for the code printed on a certificate; None when no certificate of ours carries it.

    Whoever holds the paper may ask whether it is good, consent or not; without consent the answer says only
    that, and names nobody.
    """
    row = Authorisation.objects.filter(check_code=code, administration__is_home=True).first()
    return _answer(row, at, named=row.public) if row else None


def search(words: str) -> QuerySet[Authorisation]:
    """Return the consenting holders whose name or number contains `words`, by name; all of them for ""."""
    rows = Authorisation.objects.visible_to(ANYBODY).order_by("holder", "number")
    if not words.strip():
        return rows
    key = tidy(words)
    wanted = Q(holder__icontains=words.strip()) | Q(holder_local__icontains=words.strip())
    return rows.filter(wanted | Q(number__contains=key) if key else wanted)


def answers(rows: QuerySet[Authorisation], *, at: datetime) -> list[Answer]:
    """Return the answers for rows found by `search`, with two queries however many there are."""
    return [_answer(row, at, named=True) for row in rows.prefetch_related("periods")]


def _answer(row: Authorisation, at: datetime, *, named: bool) -> Answer:
    period = row.period_at(at)
    status = Status(period.status) if period else None
    since = period.during.lower if period else None
    left = period.tier if period else ""
    if not named:
        return Answer(row.number, status, since, row.starts, row.ends, named=False, in_effect_as=left)
    return Answer(
        row.number,
        status,
        since,
        row.starts,
        row.ends,
        named=True,
        in_effect_as=left,
        holder=row.holder,
        holder_local=row.holder_local,
        country=row.country,
        tier=row.tier,
        roles=tuple(row.roles),
        premises=tuple(row.premises),
    )
