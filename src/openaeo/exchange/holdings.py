"""What the book already holds: of a partner, and of identifiers that somebody else may hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from openaeo.law.identifiers import Scheme, tidy
from openaeo.law.terms import Status
from openaeo.parties.models import Administration

LIVE = (Status.GRANTED.value, Status.SUSPENDED.value)
Identifier = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """One entry of the partner as the book has it. `status_since` is when the last recorded status began."""

    number: str
    name: str
    local_name: str
    address: str
    country: str
    tier: str
    roles: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime | None
    status: Status
    status_since: datetime | None
    aliases: frozenset[Identifier]


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds an identifier. `over` is true once that authorisation is worth nothing any more."""

    number: str
    administration: str
    over: bool = False

    def yields(self, key: Identifier, administration: str) -> bool:
        """Return whether `key` passes to another entry of `administration`; a number of its own never does."""
        own = key == (Scheme.AEO.value, tidy(self.number))
        return self.over and not own and self.administration == administration


@dataclass(frozen=True, slots=True)
class Holdings:
    """The part of the book that a batch of rows touches.

    `owners`: identifier → who holds it. `numbers`: number → administration. `entries`: of the partner.
    """

    owners: Mapping[Identifier, Owner]
    numbers: Mapping[str, str]
    entries: Mapping[str, Held]


def holdings(
    partner: Administration, identifiers: Iterable[Identifier], numbers: Iterable[str], *, at: datetime
) -> Holdings:
    """Look up a batch as the book stands at `at`, in five queries, whatever its size."""
    wanted = set(identifiers)
    # Through the administration, so that this room needs no table of the register by name.
    found = Administration.objects.filter(
        authorisations__aliases__value__in={value for _, value in wanted}
    ).values_list(
        "code",
        "authorisations__number",
        "authorisations__aliases__scheme",
        "authorisations__aliases__value",
        "authorisations__state",
        "authorisations__ends",
    )
    owners = {
        (scheme, value): Owner(number, code, state not in LIVE or (ends is not None and ends <= at))
        for code, number, scheme, value, state, ends in found
        if (scheme, value) in wanted
    }
    taken = dict(
        Administration.objects.filter(authorisations__number__in=set(numbers)).values_list(
            "authorisations__number", "code"
        )
    )
    mine = {owner.number for owner in owners.values() if owner.administration == partner.code}
    mine |= {number for number, code in taken.items() if code == partner.code}
    return Holdings(owners, taken, {held.number: held for held in _entries(partner, mine)})


def _entries(partner: Administration, numbers: set[str]) -> Iterator[Held]:
    for row in partner.authorisations.filter(number__in=numbers).prefetch_related("aliases", "periods"):
        periods = [period for period in row.periods.all() if period.status == row.state]
        yield Held(
            row.number,
            row.holder,
            row.holder_local,
            row.address,
            row.country,
            row.tier,
            tuple(row.roles),
            row.starts,
            row.ends,
            row.status,
            periods[-1].during.lower if periods else None,
            frozenset((alias.scheme, alias.value) for alias in row.aliases.all()),
        )


def live_numbers(partner: Administration) -> Iterator[str]:
    """Return the numbers of the partner's entries that are granted or suspended, one by one."""
    return partner.authorisations.filter(state__in=LIVE).values_list("number", flat=True).iterator()
