"""What the journal says of an authorisation: every fact of its rows, spelled so that it can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from openaeo.register.history import Stretch
from openaeo.register.models import Alias, Authorisation, StatusPeriod

PLAIN = (
    "number",
    "holder",
    "holder_local",
    "country",
    "address",
    "tier",
    "state",
    "public",
    "check_code",
    "starts",
    "ends",
)


@dataclass(slots=True)
class Entry:
    """One authorisation with its identifiers and status periods, as kept."""

    row: Authorisation
    aliases: set[tuple[str, str]] = field(default_factory=set)
    stretches: list[Stretch] = field(default_factory=list)

    def facts(self) -> dict[str, object]:
        """Return every fact, moments included, ready for the journal's body."""
        row = self.row
        return {name: _plain(getattr(row, name)) for name in PLAIN} | {
            "administration": row.administration_id,
            "operator": row.operator_id,
            "roles": list(row.roles),
            "aliases": sorted(list(alias) for alias in self.aliases),
            "periods": [
                # The tier in effect stands there only while a part is suspended: older entries stay comparable.
                [stretch.status, _plain(stretch.since), _plain(stretch.until), stretch.reason]
                + ([stretch.tier] if stretch.tier else [])
                for stretch in sorted(self.stretches, key=lambda s: s.since)
            ],
            # Named only where not the whole firm is covered: older entries stay comparable.
            **({"premises": list(row.premises)} if row.premises else {}),
        }


def gather(rows: Iterable[Authorisation]) -> list[Entry]:
    """Return the entries of `rows`, with identifiers and periods, in two queries and without model objects."""
    entries = {row.number: Entry(row) for row in rows}
    numbers = list(entries)
    aliases = Alias.objects.filter(authorisation__in=numbers)
    for number, scheme, value in aliases.values_list("authorisation_id", "scheme", "value"):
        entries[number].aliases.add((scheme, value))
    periods = StatusPeriod.objects.filter(authorisation__in=numbers).order_by("during")
    for number, status, during, reason, tier in periods.values_list(
        "authorisation_id", "status", "during", "reason", "tier"
    ):
        entries[number].stretches.append(Stretch(status, during.lower, during.upper, reason, tier))
    return list(entries.values())


def body(entries: Iterable[Entry]) -> dict[str, object]:
    """Return the body of a journal entry on topic "register" that tells how `entries` are now."""
    listed = sorted(entries, key=lambda entry: entry.row.number)
    return {
        "numbers": [entry.row.number for entry in listed],
        "entries": [entry.facts() for entry in listed],
    }


def _plain(value: object) -> object:
    return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value
