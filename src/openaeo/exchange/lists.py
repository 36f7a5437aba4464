"""What the recognition desk does with a partner's list: receive, check again, apply, discard, release a row."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from procrastinate.contrib.django import app

from openaeo.bedrock import files
from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act, act_new
from openaeo.bedrock.models import StoredFile
from openaeo.bedrock.rows import Sent
from openaeo.exchange.applying import record_released
from openaeo.exchange.models import Arrangement, ListImport, ListRow
from openaeo.exchange.reading import open_list
from openaeo.exchange.verdicts import BINDING, Word
from openaeo.law.listing import LIST_FINAL, ListState
from openaeo.law.workflow import Reason, Refused

CHECK_TASK, APPLY_TASK = "exchange.check-list", "exchange.apply-list"
ACCEPTED = frozenset({"csv", "txt", "xlsx"})
OPEN = tuple(state.value for state in ListState if state not in LIST_FINAL | {ListState.FAILED})


def receive_list(
    partner_code: str,
    *,
    stored: StoredFile,
    name: str,
    sent: Sent | None = None,
    actor: Actor,
    at: datetime,
) -> ListImport:
    """Take in a list that a partner sent, and ask for its check; return the import.

    `sent` tells how the bytes were before they were put into UTF-8 (see `bedrock.rows.in_utf8`). Only the header is read here. Refused as "receive-list" with "not-found" (no arrangement), "list-already-open"
    (the same bytes wait already), or why the file cannot be a list (see `reading.open_list`).
    """
    with act_new("receive-list", topic="list", actor=actor, at=at) as note:
        arrangement = (
            Arrangement.objects.visible_to(actor)
            .select_for_update(no_key=True)
            .filter(partner=partner_code)
            .first()
        )
        if arrangement is None or actor.person is None:
            raise Refused("receive-list", Reason("not-found"))
        if arrangement.imports.filter(file=stored, state__in=OPEN).exists():
            raise Refused("receive-list", Reason("list-already-open", name))
        with open_list(lambda: files.open_file(stored)) as opened:
            told = opened.reading.told()
        if sent is not None:
            told |= {"encoding": sent.encoding, "guessed": sent.guessed, "sent_digest": sent.digest}
        row = ListImport.objects.create(
            arrangement=arrangement,
            file=stored,
            name=files.safe_name(name),
            reading=told,
            received_at=at,
            received_by_id=actor.person,
        )
        note.about(row.pk)
        note(partner=partner_code, name=row.name, digest=stored.digest, size=stored.size)
        if sent is not None:
            note(sent_digest=sent.digest)
        _ask(CHECK_TASK, row.pk)
    return row


def check_again(pk: int, *, actor: Actor, at: datetime) -> ListImport:
    """Ask for a new check, for instance after the book or the arrangement changed; releases are forgotten.

    Refused as "check" with "not-from-here" once the list is applied or discarded.
    """
    with act("check-list", ListImport, pk, actor=actor, at=at, topic="list") as (row, note):
        row.move("check")
        row.rows_done = 0
        note(asked=True, partner=row.arrangement.partner_id)
        _ask(CHECK_TASK, row.pk)
    return row


def apply_list(pk: int, *, actor: Actor, at: datetime) -> ListImport:
    """Ask for a checked list to be written into the book, all of it or none of it.

    Quarantined rows stay out unless they were released by name. Refused as "apply" with every one of "list-empty",
    "list-has-errors" (how many rows), "list-outdated" (the book of this partner or the arrangement changed since the
    check), or with "not-from-here".
    """
    with act("apply-list", ListImport, pk, actor=actor, at=at, topic="list") as (row, note):
        row.move("apply")
        row.applied_by_id = actor.person
        note(asked=True, partner=row.arrangement.partner_id, digest=row.file_id, counts=row.counts)
        _ask(APPLY_TASK, row.pk)
    return row


def discard_list(pk: int, *, actor: Actor, at: datetime) -> ListImport:
    """Put a list aside for good; the book stays as it is. Refused as "discard" with "not-from-here"."""
    with act("discard-list", ListImport, pk, actor=actor, at=at, topic="list") as (row, note):
        row.move("discard")
        note(partner=row.arrangement.partner_id, digest=row.file_id)
    return row


def release_row(pk: int, *, reason: str, actor: Actor, at: datetime) -> ListRow:
    """Let one quarantined row pass, in the actor's name and for a stated reason; return the row.

    Before the list is applied the row goes in with the others; afterwards it is written at once. Refused as
    "release-row" with "reason-missing", "row-not-held-back", "row-cannot-be-released" (what the book cannot keep),
    "twin-released" (the other row of a duplicate), "list-outdated" or "not-from-here".
    """
    with act("release-row", ListRow, pk, actor=actor, at=at, topic="list") as (row, note):
        listing = ListImport.objects.select_for_update(of=("self",), no_key=True).get(pk=row.listing_id)
        if reasons := _why_not(row, listing, reason.strip()):
            raise Refused("release-row", *reasons)
        row.released_by_id = actor.person
        row.released_at = at
        row.release_reason = reason.strip()
        note.about(listing.pk)
        note(
            row=row.row,
            number=row.values["number"],
            problems=row.problems,
            reason=row.release_reason,
            partner=listing.arrangement.partner_id,
            digest=listing.file_id,
        )
        if listing.state == ListState.APPLIED.value:
            record_released(row, listing, actor=actor, at=at)
    return row


def _why_not(row: ListRow, listing: ListImport, reason: str) -> list[Reason]:
    if listing.state not in {ListState.CHECKED.value, ListState.APPLIED.value}:
        return [Reason("not-from-here", listing.state)]
    if row.verdict != Word.QUARANTINED.value or row.released_by_id is not None:
        return [Reason("row-not-held-back", row.row)]
    reasons = []
    if not reason:
        reasons.append(Reason("reason-missing"))
    codes = {problem["code"] for problem in row.problems}
    if bound := codes & BINDING:
        reasons.append(Reason("row-cannot-be-released", ", ".join(sorted(bound))))
    if "duplicate-in-list" in codes and _twin_released(row):
        reasons.append(Reason("twin-released", row.row))
    if listing.facts().outdated:
        reasons.append(Reason("list-outdated"))
    return reasons


def _twin_released(row: ListRow) -> bool:
    """Whether another row with one of this row's identifiers goes into the book."""
    shared = Q()
    for alias in row.values["aliases"]:
        shared |= Q(values__aliases__contains=[alias])
    return (
        ListRow.objects.filter(shared, listing=row.listing_id, released_by__isnull=False)
        .exclude(pk=row.pk)
        .exists()
    )


def _ask(task: str, pk: int) -> None:
    """Enqueue within the act's own transaction, so that the job exists exactly when the act does."""
    app.configure_task(task, lock=f"list-{pk}").defer(pk=pk)
