"""Where a rule of a programme stands, and how certain its value is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    """How far a value of a programme can be relied on."""

    SOURCED = "sourced"
    UNCONFIRMED = "unconfirmed"
    PLACEHOLDER = "placeholder"


class Origin(StrEnum):
    """Who made the programme's data: invented, drawn from public sources, or adopted by the administration."""

    INVENTED = "invented"
    PUBLIC_SOURCES = "public-sources"
    ADOPTED = "adopted"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands (`UCC-DA 16`) and how certain its value is."""

    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Source:
    """A text that a programme cites: its short name and what it is."""

    code: str
    text: str
