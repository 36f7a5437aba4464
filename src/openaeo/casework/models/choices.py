"""The words of the law as the choices of a column."""

from __future__ import annotations

from enum import StrEnum


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Return each word of `words` as value and label; pages put words into the reader's language."""
    return [(word.value, word.value) for word in words]
