"""How states and acts are called in a document: the pages lend their words, a code without one stands as it is."""

from __future__ import annotations

from collections.abc import Callable

Speaker = Callable[[str, str], str]
"""Returns the word for a code among the words of a kind, in the language that is active."""

_speakers: list[Speaker] = []


def lend(speaker: Speaker) -> None:
    """Let documents use the words of `speaker`; the last one lent is asked."""
    _speakers.append(speaker)


def said(kind: str, code: str) -> str:
    """Return the word for `code` of `kind` in the active language."""
    return _speakers[-1](kind, code) if _speakers else code
