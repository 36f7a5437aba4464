"""What an authorisation holds together: which parts a failed criterion hits, what is left, and what rests on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from openaeo.law.catalogue import asks
from openaeo.law.edition import Edition
from openaeo.law.programme import Programme
from openaeo.law.suspension import hit, reached


def parts_of(programme: Programme, tier: str) -> tuple[str, ...]:
    """Return the parts that `tier` holds together, in the programme's order.

    Of a tier without parts, and of one that the programme does not know any more, itself.
    """
    found = next((one for one in programme.rungs if one.code == tier), None)
    return (found.parts if found else ()) or (tier,)


def parts_hit(programme: Programme, edition: Edition, tier: str, failed: Iterable[str]) -> frozenset[str]:
    """Return which parts of `tier` a suspension hits when the criteria `failed` are no longer met (UCC-DA 30).

    All of them when no criterion is named, or when the programme knows no partial suspension; none when no part
    asks what failed.
    """
    parts = parts_of(programme, tier)
    if tier not in programme.tiers:
        return frozenset(parts)
    asked = {part: asks(edition, programme, part) for part in parts}
    return hit(programme.suspending, asked, parts, failed)


def left(programme: Programme, tier: str, stopped: Iterable[str]) -> str:
    """Return the tier as which an authorisation of `tier` goes on while the parts `stopped` are suspended.

    It is the one part that is left, or the tier that holds exactly the parts that are left; `tier` itself when
    nothing is stopped. "" when nothing is left, or only what the programme has no tier for: then all is stopped.
    """
    parts = frozenset(parts_of(programme, tier))
    rest = parts - frozenset(stopped)
    if rest == parts:
        return tier
    if len(rest) == 1:
        return next(iter(rest))
    return next((one.code for one in programme.rungs if rest and frozenset(one.parts) == rest), "")


def resting(programme: Programme, held: Mapping[str, str], number: str, goes_on: str) -> frozenset[str]:
    """Return which other authorisations of one holder stop when `number` is suspended and goes on as `goes_on`.

    `held` gives the tier of each authorisation of the holder by its number; `goes_on` is "" when nothing is left.
    One rests on another whose tier, or a part of it, its own tier requires, as long as that is the only one;
    what goes on still carries it (UCC-DA 30).
    """
    rests_on: dict[str, frozenset[str]] = {}
    for one, tier in held.items():
        requires = next((rung.requires for rung in programme.rungs if rung.code == tier), frozenset())
        carriers = [other for other in held if other != one and requires & _gives(programme, held[other])]
        if one == number or len(carriers) != 1:
            continue
        if carriers[0] == number and goes_on and requires & _gives(programme, goes_on):
            continue
        rests_on[one] = frozenset(carriers)
    return reached(programme.suspending, rests_on, [number])


def _gives(programme: Programme, tier: str) -> frozenset[str]:
    return frozenset({tier, *parts_of(programme, tier)})
