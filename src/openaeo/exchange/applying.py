"""Writing a checked list into the book: one transaction, in batches, all of it or none of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db import DatabaseError
from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.exchange.checking import fail
from openaeo.exchange.models import Arrangement, ListImport, ListRow
from openaeo.exchange.verdicts import Word
from openaeo.law.identifiers import Scheme
from openaeo.law.listing import ListState
from openaeo.law.terms import Capacity, Period, Status
from openaeo.law.workflow import Reason, Refused
from openaeo.register.entries import ForeignEntry, record_foreign

ACT = "apply-list"
BATCH = 1_000


def finish(pk: int, *, at: datetime) -> None:
    """Write the list into the book in one transaction, in the name of whoever asked for it.

    Safe to repeat: a list that does not wait for it is left alone. When anything refuses, nothing of the list is in
    the book and the list ends as failed with the code of why.
    """
    waiting = (
        ListImport.objects.select_related("applied_by").filter(pk=pk, state=ListState.APPLYING.value).first()
    )
    if waiting is None or waiting.applied_by is None:
        return
    person = waiting.applied_by
    actor = Actor(Capacity.RECOGNITION_DESK, person=person.pk, name=person.name)
    try:
        _write(pk, actor=actor, at=at)
    except _Done:
        return
    except Refused as refusal:
        fail(pk, refusal, act_name=ACT, actor=actor, at=at)
    except DatabaseError as error:
        fail(pk, Refused(ACT, Reason("book-failed", type(error).__name__)), act_name=ACT, actor=actor, at=at)


class _Done(Exception):
    """Somebody else brought this list to its end."""


def _write(pk: int, *, actor: Actor, at: datetime) -> None:
    with act(ACT, ListImport, pk, actor=actor, at=at, topic="list") as (listing, note):
        if listing.state != ListState.APPLYING.value:
            raise _Done
        # Two lists of one partner take turns, and an arrangement does not change under them.
        arrangement = Arrangement.objects.select_for_update(no_key=True).get(pk=listing.arrangement_id)
        listing.arrangement = arrangement
        if listing.facts().outdated:
            raise Refused(ACT, Reason("list-outdated"))
        written = 0
        for batch in _batches(listing):
            record_foreign(batch, administration=arrangement.partner_id, actor=actor, at=at)
            written += len(batch)
        listing.move("finish-apply")
        listing.applied_at = at
        note(written=written, partner=arrangement.partner_id, digest=listing.file_id)


def record_released(row: ListRow, listing: ListImport, *, actor: Actor, at: datetime) -> None:
    """Write one released row of an applied list into the book; inside the act that released it."""
    record_foreign([entry_of(row)], administration=listing.arrangement.partner_id, actor=actor, at=at)


def _batches(listing: ListImport) -> Iterator[list[ForeignEntry]]:
    going = ListRow.objects.filter(listing=listing).filter(
        Q(verdict__in=[Word.NEW.value, Word.CHANGED.value])
        | Q(verdict=Word.QUARANTINED.value, released_by__isnull=False)
    )
    rows = going.only("values").order_by("row").iterator(chunk_size=BATCH)
    while batch := [entry_of(row) for row in islice(rows, BATCH)]:
        yield batch


def entry_of(row: ListRow) -> ForeignEntry:
    """Return what a checked row says, for the book."""
    said = row.values
    until, since = said["valid_until"], said["status_since"]
    return ForeignEntry(
        number=said["number"],
        holder=said["name"],
        country=said["country"],
        tier=said["tier"],
        period=Period(
            datetime.fromisoformat(said["valid_from"]), datetime.fromisoformat(until) if until else None
        ),
        roles=tuple(said["roles"]),
        status=Status(said["status"]),
        since=datetime.fromisoformat(since) if since else None,
        reason="partner-list",
        aliases=tuple((Scheme(scheme), value) for scheme, value in said["aliases"]),
        holder_local=said["local_name"],
        address=said["address"],
    )
