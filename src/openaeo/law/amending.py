"""What becomes of an authorisation while it lives: which tiers its holder may ask for, and which it may step down to."""

from __future__ import annotations

from collections.abc import Collection

from openaeo.law.catalogue import asks
from openaeo.law.edition import Edition
from openaeo.law.parts import parts_of
from openaeo.law.programme import Programme, Tier
from openaeo.law.terms import Role


def gives_more(programme: Programme, before: str, after: str) -> bool:
    """Return whether `after` is more than `before`: it holds all its parts and others, or ranks above it."""
    if before == after or not {before, after} <= programme.tiers.keys():
        return False
    had, has = frozenset(parts_of(programme, before)), frozenset(parts_of(programme, after))
    if had < has or has < had:
        return had < has
    return programme.rung(after).rank > programme.rung(before).rank


def above(programme: Programme, tier: str, roles: Collection[str]) -> tuple[str, ...]:
    """Return the tiers that a holder of `tier` in `roles` may ask for: more than it holds, in the programme's order.

    Left out are tiers not for all of its roles, and those that require another one to be held first.
    """
    carries = {tier, *parts_of(programme, tier)}
    return tuple(
        one.code
        for one in programme.rungs
        if gives_more(programme, tier, one.code)
        and _open_to(one, roles)
        and (not one.requires or one.requires & carries)
    )


def below(programme: Programme, tier: str, roles: Collection[str]) -> tuple[str, ...]:
    """Return the tiers to which a holder of `tier` in `roles` may step down without being assessed anew.

    They are those whose conditions it meets already: its parts, tiers that hold some of them, and tiers that it
    requires, of these again those below; none that is not for all of `roles`. In the programme's order.
    """
    if tier not in programme.tiers:
        return ()
    parts = frozenset(parts_of(programme, tier))
    carried = set(programme.rung(tier).requires)
    for one in tuple(carried):
        carried |= set(below(programme, one, roles))
    return tuple(
        one.code
        for one in programme.rungs
        if one.code != tier
        and (one.code in carried or frozenset(parts_of(programme, one.code)) < parts)
        and _open_to(one, roles)
    )


def goes_on_without(
    programme: Programme, edition: Edition, tier: str, roles: Collection[str], failed: Collection[str]
) -> str:
    """Return the tier as which an authorisation of `tier` goes on for good when the criteria `failed` are met no more.

    It is the highest of those `below` that asks none of them; "" when there is none, or when nothing is named.
    """
    broken = frozenset(failed)
    left = [one for one in below(programme, tier, roles) if not asks(edition, programme, one) & broken]
    ranked = sorted(left, key=lambda one: (programme.rung(one).rank, len(parts_of(programme, one))))
    return ranked[-1] if ranked and broken else ""


def _open_to(rung: Tier, roles: Collection[str]) -> bool:
    return not rung.roles or {Role(role) for role in roles} <= rung.roles
