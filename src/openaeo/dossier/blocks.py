"""What a letter is built of: paragraphs, headings, facts, lists, and words of people set apart from ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from openaeo.bedrock.typesetting import direction_of

Block = Mapping[str, Any]
_TURNING = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def text(words: str) -> Block:
    """Return a paragraph of ours."""
    return {"block": "text", "text": words}


def heading(words: str) -> Block:
    """Return a heading."""
    return {"block": "heading", "text": words}


def facts(*rows: tuple[str, str]) -> Block:
    """Return facts, each with its label; those without a value are left out."""
    return {"block": "facts", "rows": [[label, still(value)] for label, value in rows if value]}


def bullets(items: Iterable[str]) -> Block:
    """Return a list of points."""
    return {"block": "bullets", "items": [still(item) for item in items]}


def words_of(said: str) -> list[Block]:
    """Return somebody's own words, paragraph by paragraph, each in its own direction; nothing for nothing."""
    return [
        {"block": "said", "text": still(line), "direction": direction_of(line)}
        for line in said.splitlines()
        if line.strip()
    ]


def still(words: str) -> str:
    """Return `words` without the characters that turn the direction of what follows."""
    return words.translate(_TURNING)
