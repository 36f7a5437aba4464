"""What a new edition changes for a firm: criterion by criterion, and word by word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from openaeo.law.carrying import reworded
from openaeo.law.edition import Criterion, Edition
from openaeo.law.terms import Role


class Change(StrEnum):
    """What became of a criterion: asked for the first time, asks something else, other words only, asked no more."""

    NEW = "new"
    REWORDED = "reworded"
    EDITED = "edited"
    DROPPED = "dropped"


ANSWERED = frozenset({Change.NEW, Change.REWORDED, Change.EDITED})
"""Changes that are answered for: anew, or by confirming an earlier answer where the meaning is the same."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One criterion that is not what it was: `before` is None for a new one, `now` for a dropped one."""

    id: str
    change: Change
    before: Criterion | None
    now: Criterion | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a wording, and whether it is only in this one."""

    text: str
    changed: bool


def revision(before: Edition, now: Edition, roles: Iterable[Role]) -> tuple[Changed, ...]:
    """Return what an operator in `roles` is asked differently under `now` than under `before`.

    In the order of `now`, what is asked no more behind. Only a supplement to `before` itself can say that a meaning
    is the same; between any other two editions every rewording counts as another meaning.
    """
    wanted = frozenset(roles)
    earlier = {one.id: one for one in before.applying(wanted)}
    asked = {one.id: one for one in now.applying(wanted)}
    found = [
        Changed(one.id, _change(earlier.get(one.id), one, before, now), earlier.get(one.id), one)
        for one in asked.values()
        if one.id not in earlier or reworded(earlier[one.id], one)
    ]
    gone = [Changed(one.id, Change.DROPPED, one, None) for one in earlier.values() if one.id not in asked]
    return (*found, *gone)


def contrast(before: str, now: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both wordings in pieces, the words that only one of them has marked as changed.

    Put together again, the pieces of each side are its words with single blanks.
    """
    old, new = before.split(), now.split()
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        for side, words in ((left, old[old_from:old_to]), (right, new[new_from:new_to])):
            if words:
                side.append(Piece(" ".join(words), changed=kind != "equal"))
    return tuple(left), tuple(right)


def _change(old: Criterion | None, new: Criterion, before: Edition, now: Edition) -> Change:
    if old is None:
        return Change.NEW
    same = new.same_meaning and now.rests_on == before.code
    return Change.EDITED if same else Change.REWORDED
