"""Agreeing on an arrangement with a partner administration, as configuration that the recognition reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import IntegrityError, transaction

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import Note, act, act_new
from openaeo.bedrock.models import JournalEntry
from openaeo.exchange.models import Arrangement
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.terms import Role
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Administration

ACT = "arrange"
CODE = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class _Agreed:
    """The terms as they are written down."""

    title: str
    direction: str
    phase: str
    tiers: tuple[str, ...]
    roles: tuple[str, ...]
    benefits: tuple[str, ...]
    in_operation_from: datetime | None
    in_operation_until: datetime | None


def arrange(
    partner_code: str,
    *,
    partner_name: str,
    title: str,
    direction: Direction,
    phase: Phase,
    tiers: Sequence[str],
    roles: Sequence[Role],
    benefits: Sequence[str],
    in_operation_from: datetime | None,
    in_operation_until: datetime | None,
    expected_version: int,
    actor: Actor,
    at: datetime,
) -> Arrangement:
    """Write down the arrangement with a partner, new (`expected_version` 0) or changed, and return it.

    `tiers` are the partner's own tier codes, empty for every tier; so are `roles`. Operation is half-open. The
    journal gets topic "arrangement" with what was and what is. Refused with every reason that applies:
    "partner-code-invalid", "partner-is-home", "partner-name-missing", "title-missing", "operation-ends-before-start",
    "operation-start-missing" (in operation since when?); or with "changed-meanwhile" when somebody else changed
    it after `expected_version` was read; nothing is changed then.
    """
    code = partner_code.strip().upper()
    agreed = _Agreed(
        title.strip(),
        Direction(direction).value,
        Phase(phase).value,
        _unique(tiers),
        tuple(role.value for role in Role if role in set(roles)),
        _unique(benefits),
        in_operation_from,
        in_operation_until,
    )
    row = Arrangement.objects.visible_to(actor).filter(partner=code).first()
    if row is None:
        return _agree(code, partner_name.strip(), agreed, expected_version, actor=actor, at=at)
    with act(ACT, Arrangement, row.pk, actor=actor, at=at, topic="arrangement", subject=code) as (row, note):
        _refuse_nonsense(code, partner_name, agreed)
        if row.version != expected_version:
            raise Refused(ACT, Reason("changed-meanwhile"))
        _change(row, partner_name.strip(), agreed, note, at)
    return row


def changes(partner_code: str, *, limit: int = 50) -> list[JournalEntry]:
    """Return what the journal says of the arrangement with a partner, newest first, at most `limit` entries."""
    entries = JournalEntry.objects.filter(topic="arrangement", subject=partner_code)
    return list(entries.order_by("-cursor")[:limit])


def _agree(
    code: str, name: str, agreed: _Agreed, expected_version: int, *, actor: Actor, at: datetime
) -> Arrangement:
    with act_new(ACT, topic="arrangement", subject=code, actor=actor, at=at) as note:
        _refuse_nonsense(code, name, agreed)
        if expected_version:
            raise Refused(ACT, Reason("changed-meanwhile"))
        partner = _partner(code, name)
        row = Arrangement(partner=partner, version=1, changed_at=at)
        _write(row, agreed)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Refused(ACT, Reason("changed-meanwhile")) from error
        note(before={}, after={**_plain(agreed), "partner_name": name}, version=1)
    return row


def _change(row: Arrangement, name: str, agreed: _Agreed, note: Note, at: datetime) -> None:
    before = {**_plain(_agreed_in(row)), "partner_name": str(row.partner.name.get("en", ""))}
    after = {**_plain(agreed), "partner_name": name}
    row.partner = _partner(row.partner_id, name)
    _write(row, agreed)
    row.version += 1
    row.changed_at = at
    changed = [term for term in after if before.get(term) != after[term]]
    note(
        before={term: before.get(term) for term in changed},
        after={term: after[term] for term in changed},
        version=row.version,
    )


def _partner(code: str, name: str) -> Administration:
    partner, made = Administration.objects.select_for_update().get_or_create(
        code=code, defaults={"name": {"en": name}}
    )
    if partner.is_home:
        raise Refused(ACT, Reason("partner-is-home", code))
    if not made and partner.name.get("en") != name:
        partner.name = {**partner.name, "en": name}
        partner.save(update_fields=["name"])
    return partner


def _write(row: Arrangement, agreed: _Agreed) -> None:
    for term, value in _plain(agreed).items():
        setattr(row, term, value)


def _plain(agreed: _Agreed) -> dict[str, object]:
    values = ((term.name, getattr(agreed, term.name)) for term in fields(agreed))
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values}


def _agreed_in(row: Arrangement) -> _Agreed:
    return _Agreed(
        row.title,
        row.direction,
        row.phase,
        tuple(row.tiers),
        tuple(row.roles),
        tuple(row.benefits),
        row.in_operation_from,
        row.in_operation_until,
    )


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def _refuse_nonsense(code: str, partner_name: str, agreed: _Agreed) -> None:
    reasons = []
    if not CODE.fullmatch(code):
        reasons.append(Reason("partner-code-invalid", code[:20]))
    elif Administration.objects.filter(code=code, is_home=True).exists():
        reasons.append(Reason("partner-is-home", code))
    if not partner_name.strip():
        reasons.append(Reason("partner-name-missing"))
    if not agreed.title:
        reasons.append(Reason("title-missing"))
    start, end = agreed.in_operation_from, agreed.in_operation_until
    if start and end and end <= start:
        reasons.append(Reason("operation-ends-before-start"))
    if start is None and agreed.phase in {Phase.IN_OPERATION, Phase.PILOT}:
        reasons.append(Reason("operation-start-missing"))
    if reasons:
        raise Refused(ACT, *reasons)
