"""Checking a received list row by row against the book, in batches whose progress everybody can see."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from openaeo.bedrock import files
from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.exchange.holdings import Identifier, holdings, live_numbers
from openaeo.exchange.models import ListImport, ListRow
from openaeo.exchange.reading import Row, open_list
from openaeo.exchange.statement import Stated, identifiers_of, read_row
from openaeo.exchange.verdicts import Ground, Verdict, Word, again, judge, unreadable
from openaeo.law.listing import ListState
from openaeo.law.workflow import Refused

ACT = "check-list"
BATCH = 1_000
NAMED_MISSING = 100
NAMED_REASONS = 10


class Overtaken(Exception):
    """The list was discarded, or is checked by somebody else, while it was being checked."""


@dataclass(slots=True)
class _Survey:
    """The first reading of a list: how many rows, and which identifiers stand on several of them."""

    rows: int = 0
    twice: dict[Identifier, tuple[int, ...]] = field(default_factory=dict)


def check(pk: int, *, actor: Actor, at: datetime) -> None:
    """Judge every row of a list and write the verdicts down, from the beginning, whatever was there before.

    Safe to repeat after an interruption. Each batch commits with `rows_done`, so pages see it proceed. The list
    ends as checked, with counts by verdict and of partner entries missing from it, or as failed with the code of
    why it cannot be read. Does nothing to a list that does not wait for a check; stops when it is discarded.
    """
    listing = _begin(pk, at)
    if listing is None:
        return
    try:
        survey = _survey(listing)
        _tell(listing, rows_total=survey.rows)
        counts = _judge_all(listing, survey)
    except Overtaken:
        return
    except Refused as refusal:
        fail(pk, refusal, act_name=ACT, actor=actor, at=at)
        return
    with act(ACT, ListImport, pk, actor=actor, at=at, topic="list") as (row, note):
        row.move("finish-check")
        row.counts = counts
        row.rows_done = row.rows_total
        note(counts=counts, digest=row.file_id, partner=row.arrangement.partner_id)


def fail(pk: int, refusal: Refused, *, act_name: str, actor: Actor, at: datetime) -> None:
    """Write down that a list failed and why; the book is as it was."""
    with act(act_name, ListImport, pk, actor=actor, at=at, topic="list") as (row, note):
        row.move("fail")
        row.failure = "\n".join(
            reason.code if reason.detail is None else f"{reason.code}: {reason.detail}"
            for reason in refusal.reasons[:NAMED_REASONS]
        )
        note(failure=row.failure)


@transaction.atomic
def _begin(pk: int, at: datetime) -> ListImport | None:
    waiting = {ListState.RECEIVED.value, ListState.CHECKING.value}
    listing = (
        ListImport.objects.select_for_update(of=("self",))
        .select_related("arrangement__partner", "file")
        .filter(pk=pk, state__in=waiting)
        .first()
    )
    if listing is None:
        return None
    ListRow.objects.filter(listing=listing).delete()
    listing.move("check")
    listing.rows_done = listing.rows_total = 0
    listing.counts, listing.failure = {}, ""
    listing.checked_at, listing.checked_version = at, listing.arrangement.version
    listing.save()
    return listing


def _tell(listing: ListImport, **progress: object) -> None:
    open_still = ListImport.objects.filter(
        pk=listing.pk, state=ListState.CHECKING.value, checked_at=listing.checked_at
    )
    if not open_still.update(**progress):
        raise Overtaken


def _survey(listing: ListImport) -> _Survey:
    first: dict[Identifier, int] = {}
    with open_list(lambda: files.open_file(listing.file), act=ACT) as opened:
        survey = _Survey()
        for row in opened.rows:
            survey.rows += 1
            for key in identifiers_of(row):
                if (before := first.setdefault(key, row.number)) != row.number:
                    survey.twice[key] = (*survey.twice.get(key, (before,)), row.number)[:6]
    return survey


def _judge_all(listing: ListImport, survey: _Survey) -> dict[str, object]:
    partner = listing.arrangement.partner
    ground = Ground(partner.code, frozenset(listing.arrangement.tiers), survey.twice, listing.received_at)
    counts: Counter[str] = Counter({word.value: 0 for word in Word})
    met: dict[str, int] = {}
    done = 0
    with open_list(lambda: files.open_file(listing.file), act=ACT) as opened:
        for batch in _batches(opened.rows):
            verdicts = list(_once(_judge_batch(listing, batch, ground), met))
            done += len(batch)
            counts.update(verdict.word.value for verdict in verdicts)
            with transaction.atomic():
                _tell(listing, rows_done=done)
                _keep(listing, verdicts)
    missing = sorted(number for number in live_numbers(partner) if number not in met)
    return {**counts, "missing": len(missing), "missing_numbers": missing[:NAMED_MISSING]}


def _once(verdicts: Iterable[Verdict], met: dict[str, int]) -> Iterator[Verdict]:
    """Hold back a row whose entry an earlier row told of, under whichever identifier; remember the others in `met`."""
    for verdict in verdicts:
        number = str(verdict.values.get("number", ""))
        first = met.setdefault(number, verdict.row) if number else verdict.row
        twin = first != verdict.row and not any(p.code == "duplicate-in-list" for p in verdict.problems)
        yield again(verdict, first) if twin else verdict


def _judge_batch(listing: ListImport, batch: Iterable[Row], ground: Ground) -> Iterator[Verdict]:
    read = [(row, read_row(row, partner=ground.partner)) for row in batch]
    stated = [what for _, what in read if isinstance(what, Stated)]
    book = holdings(
        listing.arrangement.partner,
        (key for one in stated for key in one.aliases),
        (one.code for one in stated),
        at=ground.at,
    )
    for row, what in read:
        if isinstance(what, Stated):
            yield judge(what, book, ground)
        else:
            yield unreadable(row.number, row.cells, what)


_COPY = (
    "COPY exchange_listrow (listing_id, row, verdict, values, before, problems, release_reason) FROM STDIN"
)


def _keep(listing: ListImport, verdicts: Iterable[Verdict]) -> None:
    """Store what needs to be looked at; COPY, because a first list is a hundred thousand new rows."""
    with connection.cursor() as sql, sql.copy(_COPY) as copy:
        for verdict in verdicts:
            if verdict.word is not Word.SAME:
                copy.write_row(
                    (
                        listing.pk,
                        verdict.row,
                        verdict.word.value,
                        json.dumps(verdict.values),
                        json.dumps(verdict.before),
                        json.dumps([problem.told() for problem in verdict.problems]),
                        "",
                    )
                )


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def overview(counts: Mapping[str, object]) -> dict[str, int]:
    """Return the counts by verdict in the order of the preview, with `missing` last."""
    found = {word.value: counts.get(word.value, 0) for word in Word} | {"missing": counts.get("missing", 0)}
    return {name: count if isinstance(count, int) else 0 for name, count in found.items()}
