"""Removing what was ordered: case by case, each whole or not at all, so that an interruption costs nothing."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from openaeo.bedrock.actors import SYSTEM
from openaeo.bedrock.acts import act, act_new
from openaeo.bedrock.worker import duty
from openaeo.casework.models import DIFFERS, NOT_DUE, Case, Removal, RemovalItem, Tombstone
from openaeo.casework.programme import day_of, programme
from openaeo.dossier.due import closed, stays
from openaeo.dossier.removable import MoreThanReportedError, Scope, counted, scope_of, take_away
from openaeo.law.retention import RemovalState, Stay, over

log = logging.getLogger(__name__)

AT_ONCE = 20
"""Cases removed before others get their turn."""


@duty("retention.remove", every=timedelta(seconds=30))
def remove(at: datetime, *, most: int = AT_ONCE) -> int:
    """Remove up to `most` cases of the removal that is ordered, and return how many went; close it when none is left.

    One that cannot be removed stays whole and is tried again next time; the others go on. Each case is a
    transaction of its own: killed in the middle, what was begun never happened, and the next run takes it up.
    """
    removal = Removal.objects.filter(state=RemovalState.ORDERED.value).first()
    if removal is None:
        return 0
    gone = 0
    for item in removal.items.waiting().order_by("last_error", "pk")[:most]:
        try:
            gone += _settled(item.pk, removal, at)
        except (ProtectedError, DatabaseError, MoreThanReportedError) as fault:
            said = f"{type(fault).__name__}: {fault}"[:300]
            RemovalItem.objects.filter(pk=item.pk).update(last_error=said)
            log.warning("Case %s was not removed: %s", item.number, said)
    if not removal.items.waiting().exists():
        with act("finish-removal", Removal, removal.pk, topic="retention", actor=SYSTEM, at=at) as (
            row,
            note,
        ):
            row.move("finish", row.facts(actor=SYSTEM, today=day_of(at)))
            row.closed_at = at
            note(removed=row.items.filter(gone_at__isnull=False).count())
    return gone


def _settled(pk: int, removal: Removal, at: datetime) -> bool:
    """Remove one case, or note why it stays; return whether it went."""
    with transaction.atomic():
        item = RemovalItem.objects.select_for_update().get(pk=pk)
        case = Case.objects.select_for_update().filter(pk=item.number).first()
        scope = scope_of(case) if case is not None else None
        if case is None or scope is None or (why := _keeps(case, scope, item, at)):
            item.stays = why if case is not None else NOT_DUE
            item.save(update_fields=["stays"])
            return False
        with act_new("remove-case", topic="case", subject=case.number, actor=SYSTEM, at=at) as note:
            counts, stored = take_away(scope)
            if not _as_reported(counts, stored, item):
                raise MoreThanReportedError(f"{counts}, {stored} files")
            item.counts = counts
            _remembered(case, item, removal, at)
            item.gone_at, item.last_error = at, ""
            item.save(update_fields=["counts", "gone_at", "last_error"])
            note(removal=removal.pk, after=item.after, rows=item.rows, files=stored)
    return True


def _keeps(case: Case, scope: Scope, item: RemovalItem, at: datetime) -> str:
    """Why `case` stays after all, as it stands now; "" when it goes exactly as it was reported."""
    ended, today = closed(case), day_of(at)
    if not over(programme().retention, ended, today) or ended.on != item.ended_on:
        return NOT_DUE
    kept = stays(case, today)
    if kept:
        return next(stay.value for stay in Stay if stay in kept)
    return "" if _as_reported(*counted(scope), item) else DIFFERS


def _as_reported(counts: dict[str, int], stored: int, item: RemovalItem) -> bool:
    """Whether just so much is there as was reported; that a case was held back and let go again adds nothing to it."""
    found, reported = ({**one, "holds": 0} for one in (counts, item.counts))
    return (found, stored) == (reported, item.files)


def _remembered(case: Case, item: RemovalItem, removal: Removal, at: datetime) -> None:
    rule = programme().retention
    Tombstone.objects.create(
        number=case.number,
        operator_id=case.operator_id,
        tier=case.tier,
        roles=case.roles,
        outcome=item.outcome,
        authorisation_id=case.authorisation_id,
        started_at=case.started_at,
        submitted_at=case.submitted_at,
        decided_at=case.decided_at,
        after=item.after,
        ended_on=item.ended_on,
        kept_until=item.kept_until,
        source=(rule.cited.source if rule is not None else "")[:300],
        counts=item.counts,
        files=item.files,
        removal=removal,
        ordered_by_id=removal.ordered_by_id or 0,
        removed_at=at,
    )
