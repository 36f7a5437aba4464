"""How far a suspension reaches: one part of an authorisation, all of it, and what rests on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openaeo.law.citing import Citation


@dataclass(frozen=True, slots=True)
class Suspending:
    """Whether a suspension may hit one part alone, and whether it reaches what rests on the authorisation."""

    partial: bool
    cascade: bool
    cited: Citation


def hit(
    suspending: Suspending, asks: Mapping[str, frozenset[str]], held: Iterable[str], failed: Iterable[str]
) -> frozenset[str]:
    """Return which of the parts `held` a suspension hits when the criteria `failed` are no longer met.

    `asks` says for each part which criteria it asks. Where suspensions may be partial, only parts that ask at
    least one failed criterion are hit (UCC-DA 30: security alone, or competence alone); otherwise all are. When
    no criterion is named all parts are hit.
    """
    parts, broken = frozenset(held), frozenset(failed)
    if not suspending.partial or not broken:
        return parts
    return frozenset(part for part in parts if asks[part] & broken)


def reached(
    suspending: Suspending, rests_on: Mapping[str, frozenset[str]], stopped: Iterable[str]
) -> frozenset[str]:
    """Return what a suspension of `stopped` reaches beyond it: everything that rests on it, and on that in turn.

    `rests_on` says for each authorisation on which others it rests. Without a cascade nothing else is reached;
    it never runs upward: what an authorisation rests on is untouched by its own suspension (UCC-DA 30).
    """
    if not suspending.cascade:
        return frozenset()
    first = frozenset(stopped)
    found = set(first)
    while more := {one for one, grounds in rests_on.items() if one not in found and grounds & found}:
        found |= more
    return frozenset(found) - first
