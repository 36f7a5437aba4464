"""What a new edition changes, as both sides are shown it: old and new wording side by side, differences marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language_info

from openaeo.law.edition import Criterion
from openaeo.law.revision import Change, Changed, Piece, contrast
from openaeo.web.language import worded_here


@dataclass(frozen=True, slots=True)
class Side:
    """One wording in pieces, and the language it is really in; `asked` is false where there is none."""

    pieces: tuple[Piece, ...] = ()
    language: str = ""
    asked: bool = False

    @property
    def direction(self) -> str:
        """Which way the language runs; left to `auto`, the hidden words before a change would decide."""
        return "rtl" if self.language and get_language_info(self.language)["bidi"] else "ltr"


@dataclass(frozen=True, slots=True)
class Shown:
    """One changed criterion for a page."""

    id: str
    change: Change
    before: Side
    now: Side
    evidence: str


def shown(changed: Iterable[Changed]) -> list[Shown]:
    """Return each change with both wordings in the reader's language as far as they have it."""
    return [_shown(one) for one in changed]


def _shown(one: Changed) -> Shown:
    (old, old_language), (new, new_language) = _words(one.before), _words(one.now)
    left, right = contrast(old, new)
    marked = one.before is not None and one.now is not None
    return Shown(
        id=one.id,
        change=one.change,
        before=_side(left if marked else (Piece(old, changed=False),), old_language, one.before),
        now=_side(right if marked else (Piece(new, changed=False),), new_language, one.now),
        evidence=worded_here(one.now.evidence)[0] if one.now else "",
    )


def _words(criterion: Criterion | None) -> tuple[str, str]:
    return worded_here(criterion.text) if criterion else ("", "")


def _side(pieces: tuple[Piece, ...], language: str, criterion: Criterion | None) -> Side:
    return Side(pieces, language, asked=True) if criterion else Side()
