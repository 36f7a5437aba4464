"""Who holds an identifier: one authorisation at a time, and how a dead one gives it up."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from openaeo.law.identifiers import Scheme, normalise, tidy
from openaeo.law.lifecycle import LIVE
from openaeo.law.workflow import Reason, Refused
from openaeo.register.facts import Entry, gather
from openaeo.register.models import Alias, Authorisation

Identifier = tuple[str, str]
_LOCK = 0x0AE0_0003
_UNAMBIGUOUS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 14


def check_code() -> str:
    """Return a fresh code for the check page: 14 characters, none of which looks like another (69 bits)."""
    return "".join(secrets.choice(_UNAMBIGUOUS) for _ in range(_CODE_LENGTH))


def serialise(administration: str) -> None:
    """Wait until nobody else enters authorisations of `administration`; holds until the transaction ends."""
    with connection.cursor() as sql:
        sql.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, administration])


def identifiers(number: str, claimed: Iterable[tuple[Scheme, str]]) -> set[Identifier]:
    """Return the `number` itself and the `claimed` identifiers, each in the form in which it is looked up.

    Raises `law.identifiers.InvalidIdentifier`.
    """
    found = {(Scheme.AEO.value, normalise(Scheme.AEO, number))}
    found.update((scheme.value, normalise(scheme, value)) for scheme, value in claimed if value)
    return found


def holders(wanted: Iterable[Identifier]) -> dict[Identifier, str]:
    """Return the number of the authorisation that holds each of the `wanted` identifiers now."""
    wanted = set(wanted)
    rows = Alias.objects.filter(value__in={value for _, value in wanted})
    return {
        (scheme, value): number
        for scheme, value, number in rows.values_list("scheme", "value", "authorisation_id")
        if (scheme, value) in wanted
    }


def gives_up(holder: Authorisation, identifier: Identifier, administration: str, at: datetime) -> bool:
    """Return whether `holder` yields `identifier` to another authorisation of `administration`.

    It does once it is worth nothing any more. It never yields its own number, nor to another administration.
    """
    over = holder.status not in LIVE or (holder.ends is not None and holder.ends <= at)
    return over and not is_own_number(holder, identifier) and holder.administration_id == administration


def is_own_number(holder: Authorisation, identifier: Identifier) -> bool:
    """Return whether `identifier` is the number of `holder` itself, as it is looked up."""
    return identifier == (Scheme.AEO.value, tidy(holder.number))


def release(entry: Entry, at: datetime) -> list[Entry]:
    """Take the identifiers of `entry` from authorisations that give them up; return those, changed.

    Refused as `enter` with `identifier-taken` for each identifier that is not given up.
    """
    held = holders(entry.aliases)
    rows = Authorisation.objects.filter(pk__in=set(held.values())).order_by("pk")
    donors = {entry.row.number: entry for entry in gather(rows.select_for_update(of=("self",), no_key=True))}
    kept = sorted(
        identifier[1]
        for identifier, number in held.items()
        if not gives_up(donors[number].row, identifier, entry.row.administration_id, at)
    )
    if kept:
        raise Refused("enter", *(Reason("identifier-taken", value) for value in kept))
    for donor in donors.values():
        given = {identifier for identifier, number in held.items() if number == donor.row.number}
        donor.aliases -= given
        donor.row.changed_at = at
        donor.row.save(update_fields=["changed_at"])
        for scheme, value in given:
            Alias.objects.filter(scheme=scheme, value=value).delete()
    return list(donors.values())


def claim(entry: Entry) -> None:
    """Write the identifiers of a new `entry`. Refused as `enter` with `identifier-taken` when somebody was first."""
    try:
        with transaction.atomic():
            Alias.objects.bulk_create(
                Alias(authorisation=entry.row, scheme=scheme, value=value)
                for scheme, value in sorted(entry.aliases)
            )
    except IntegrityError as clash:
        if "one_holder_per_identifier" not in str(clash):
            raise
        taken = sorted(value for _, value in holders(entry.aliases))
        raise Refused("enter", *(Reason("identifier-taken", value) for value in taken)) from clash
