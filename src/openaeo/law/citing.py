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
    """Where a rule stands (`UCC-DA 16`) and how certain its values are.

    `unconfirmed` and `placeholder` name values of the rule that are less certain than the rule itself; a key
    that the rule leaves out may be named too, because leaving it out says something.
    """

    source: str
    certainty: Certainty
    unconfirmed: frozenset[str] = frozenset()
    placeholder: frozenset[str] = frozenset()

    def of(self, key: str) -> Certainty:
        """Return how certain the value under `key` is."""
        if key in self.placeholder:
            return Certainty.PLACEHOLDER
        return Certainty.UNCONFIRMED if key in self.unconfirmed else self.certainty

    @property
    def settled(self) -> bool:
        """Whether nothing of the rule is left to be confirmed."""
        return self.certainty is Certainty.SOURCED and not self.unconfirmed and not self.placeholder


@dataclass(frozen=True, slots=True)
class Source:
    """A text that a programme cites: its short name and what it is."""

    code: str
    text: str
