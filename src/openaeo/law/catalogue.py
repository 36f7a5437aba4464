"""What a tier of a programme asks: the edition's criteria, without those left out, with those added."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from openaeo.law.edition import Edition
from openaeo.law.programme import Programme
from openaeo.law.terms import Bound


def catalogue(edition: Edition, programme: Programme) -> Edition:
    """Return `edition` with the groups and criteria that `programme` adds; its hash covers both.

    A programme that adds nothing leaves the edition, and its hash, as they are.
    """
    if not programme.additions:
        return edition
    added = tuple(addition.criterion for addition in programme.additions)
    words = "\n".join((edition.hash, *(repr(_content(programme, one.id)) for one in added)))
    return replace(
        edition,
        groups=(*edition.groups, *programme.groups),
        criteria=(*edition.criteria, *added),
        hash=hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def asked(edition: Edition, programme: Programme, tier: str) -> Edition:
    """Return the catalogue as far as `tier` asks for it, under the catalogue's own hash.

    A tier with parts asks what any of them asks; an addition for certain tiers is asked by these and by tiers
    that hold one of them as a part. Raises `KeyError` for a tier that the programme does not know.
    """
    whole = catalogue(edition, programme)
    letters, tiers = _letters(whole, programme, tier), _with_parts(programme, tier)
    only_for = {addition.criterion.id: addition.tiers for addition in programme.additions}
    return replace(
        whole,
        groups=tuple(group for group in whole.groups if group.letter in letters),
        criteria=tuple(
            criterion
            for criterion in whole.criteria
            if criterion.group in letters
            and (not only_for.get(criterion.id) or only_for[criterion.id] & tiers)
        ),
    )


def asks(edition: Edition, programme: Programme, tier: str) -> frozenset[str]:
    """Return the ids of the criteria that `tier` asks of an operator in any role."""
    return frozenset(
        criterion.id
        for criterion in asked(edition, programme, tier).criteria
        if criterion.bound is not Bound.CUSTOMS
    )


def _with_parts(programme: Programme, tier: str) -> frozenset[str]:
    return frozenset({tier, *programme.rung(tier).parts})


def _letters(whole: Edition, programme: Programme, tier: str) -> frozenset[str]:
    rung = programme.rung(tier)
    if rung.parts:
        return frozenset().union(*(_letters(whole, programme, part) for part in rung.parts))
    chosen = frozenset(rung.groups or (group.letter for group in whole.groups))
    return chosen - rung.without


def _content(programme: Programme, number: str) -> tuple[object, ...]:
    addition = next(one for one in programme.additions if one.criterion.id == number)
    criterion = addition.criterion
    return (
        criterion.id,
        criterion.bound.value,
        sorted(criterion.text.items()),
        sorted(criterion.evidence.items()),
        sorted(mode.value for mode in criterion.modes),
        sorted(role.value for role in criterion.roles),
        criterion.basis,
        sorted(addition.tiers),
    )
