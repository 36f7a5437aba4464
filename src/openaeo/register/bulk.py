"""Partners' entries by the thousand: compared with the book, and written in one sweep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from openaeo.bedrock import journal
from openaeo.bedrock.actors import Actor
from openaeo.law.lifecycle import LIVE
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Administration
from openaeo.register import claims
from openaeo.register.facts import Entry, body, gather
from openaeo.register.feed import TOPIC
from openaeo.register.foreign import Counts, ForeignEntry
from openaeo.register.models import Authorisation
from openaeo.register.telling import Unacceptable, told

MOST = 1_000
STEP = "record-foreign"
_COLUMNS = (
    "number",
    "administration_id",
    "operator_id",
    "holder",
    "holder_local",
    "country",
    "address",
    "tier",
    "roles",
    "premises",
    "starts",
    "ends",
    "state",
    "public",
    "changed_at",
    "check_code",
)
_KEPT = {"number", "administration_id", "operator_id", "public", "check_code"}


def record_foreign(
    entries: Sequence[ForeignEntry], *, administration: Administration | str, actor: Actor, at: datetime
) -> Counts:
    """Write what a partner tells of its operators into the book: up to 1000 entries, all or none, one journal entry.

    What is already so is left alone, so the same list twice changes nothing. Refused as `record-foreign` with
    every reason, the number of the entry as its detail: `listed-twice`, `number-taken` (by another administration),
    `identifier-taken` (another authorisation lives by it), `not-from-here` (a withdrawn authorisation does not
    come back), `status-contradicts-dates`, `text-too-long`, or the reason of an identifier that is none. More
    than 1000 raise `ValueError`. Call it inside an act when batches belong together: the journal is then written
    once, at the end.
    """
    if len(entries) > MOST:
        raise ValueError(f"a batch holds at most {MOST} entries")
    code = administration if isinstance(administration, str) else administration.code
    with transaction.atomic():
        claims.serialise(code)
        batch = _Batch(code, at)
        batch.compare(entries)
        batch.settle()
        if batch.refused:
            raise Refused(STEP, *batch.refused)
        if written := [*batch.after.values(), *batch.donors.values()]:
            _write(batch, at)
            journal.append(STEP, TOPIC, code, body(written), actor=actor, at=at)
    return batch.counts()


class _Batch:
    """One batch between the list and the book: how entries were before and will be after."""

    def __init__(self, administration: str, at: datetime) -> None:
        self.administration = administration
        self.at = at
        self.before: dict[str, Entry] = {}
        self.after: dict[str, Entry] = {}
        self.donors: dict[str, Entry] = {}
        self.unchanged = 0
        self.refused: list[Reason] = []
        self._holders: dict[claims.Identifier, str] = {}
        self._claimed: set[claims.Identifier] = set()

    def compare(self, entries: Sequence[ForeignEntry]) -> None:
        """Work out how each entry will be."""
        self.before = _read({entry.number for entry in entries})
        for entry in entries:
            if entry.number in self.after:
                self.refused.append(Reason("listed-twice", entry.number))
                continue
            try:
                after = told(entry, self.before.get(entry.number), self.administration, self.at)
            except Unacceptable as fault:
                self.refused.append(fault.reason)
            else:
                self.after[entry.number] = after

    def settle(self) -> None:
        """See who holds which identifier in the end, then leave out what is already so.

        The living claim first; the dead keep their number and what nobody else lives by.
        """
        wanted = {identifier for entry in self.after.values() for identifier in entry.aliases}
        self._holders = claims.holders(wanted)
        strangers = {number for number in self._holders.values() if number not in self.before}
        known = self.before | _read(strangers)
        for entry in sorted(self.after.values(), key=lambda entry: entry.row.status not in LIVE):
            for identifier in sorted(entry.aliases):
                if self._claim(identifier, entry, known):
                    self._claimed.add(identifier)
                elif entry.row.status in LIVE or claims.is_own_number(entry.row, identifier):
                    self.refused.append(Reason("identifier-taken", entry.row.number))
                else:
                    entry.aliases.discard(identifier)
        for number, before in self.before.items():
            if number in self.after and before.facts() == self.after[number].facts():
                del self.after[number]
                self.unchanged += 1

    def _claim(self, identifier: claims.Identifier, entry: Entry, known: dict[str, Entry]) -> bool:
        if identifier in self._claimed:
            return False
        number = self._holders.get(identifier, entry.row.number)
        if number == entry.row.number:
            return True
        after = self.after.get(number)
        if after is not None and identifier not in after.aliases:
            return True
        holder = after or known[number]
        if entry.row.status not in LIVE or not claims.gives_up(
            holder.row, identifier, self.administration, self.at
        ):
            return False
        if after is None:
            holder = self.donors.setdefault(number, Entry(holder.row, set(holder.aliases), holder.stretches))
        holder.aliases.discard(identifier)
        return True

    def counts(self) -> Counts:
        """Return what became of the batch."""
        entered = sum(1 for number in self.after if number not in self.before)
        return Counts(entered, len(self.after) - entered, self.unchanged)


def _read(numbers: set[str]) -> dict[str, Entry]:
    rows = (
        Authorisation.objects.filter(pk__in=numbers)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    return {entry.row.number: entry for entry in gather(rows)}


def _write(batch: _Batch, at: datetime) -> None:
    listed = list(batch.after.values())
    _write_rows([entry.row for entry in listed])
    if batch.donors:
        Authorisation.objects.filter(pk__in=batch.donors).update(changed_at=at)
    everyone = [*listed, *batch.donors.values()]
    numbers = [entry.row.number for entry in everyone]
    with connection.cursor() as sql:
        sql.execute("DELETE FROM register_alias WHERE authorisation_id = ANY(%s)", [numbers])
        sql.execute("DELETE FROM register_statusperiod WHERE authorisation_id = ANY(%s)", [numbers])
    _copy(
        "register_alias (authorisation_id, scheme, value)",
        ((entry.row.number, *alias) for entry in everyone for alias in sorted(entry.aliases)),
    )
    _copy(
        "register_statusperiod (authorisation_id, status, during, reason, tier)",
        (
            (entry.row.number, s.status, DateTimeTZRange(s.since, s.until), s.reason, s.tier)
            for entry in everyone
            for s in entry.stretches
        ),
    )


def _write_rows(rows: Sequence[Authorisation]) -> None:
    columns = ", ".join(_COLUMNS)
    changes = ", ".join(f"{name} = EXCLUDED.{name}" for name in _COLUMNS if name not in _KEPT)
    with connection.cursor() as sql:
        sql.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS register_incoming (LIKE register_authorisation) ON COMMIT DROP"
        )
        sql.execute("TRUNCATE register_incoming")
    _copy(
        f"register_incoming ({columns})",
        (tuple(getattr(row, name) for name in _COLUMNS) for row in rows),
    )
    with connection.cursor() as sql:
        sql.execute(
            f"INSERT INTO register_authorisation ({columns}) SELECT {columns} FROM register_incoming "  # noqa: S608 - our own names
            f"ON CONFLICT (number) DO UPDATE SET {changes}"
        )


def _copy(target: str, rows: Iterable[Sequence[object]]) -> None:
    with connection.cursor() as sql, sql.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
