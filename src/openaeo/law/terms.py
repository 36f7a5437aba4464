"""The value words of the trade: who may be authorised, for what, with which status, over which time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Role(StrEnum):
    """A party's function in the international movement of goods (SAFE, definition of AEO)."""

    IMPORTER = "importer"
    EXPORTER = "exporter"
    MANUFACTURER = "manufacturer"
    BROKER = "broker"
    CARRIER = "carrier"
    FORWARDER = "forwarder"
    CONSOLIDATOR = "consolidator"
    WAREHOUSE = "warehouse"
    TERMINAL = "terminal"


class Status(StrEnum):
    """What an authorisation is worth at one instant."""

    GRANTED = "granted"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SURRENDERED = "surrendered"
    EXPIRED = "expired"


class Capacity(StrEnum):
    """In which capacity somebody acts; one person may hold several, and acts in one at a time."""

    APPLICANT = "applicant"
    OFFICER = "officer"
    DECIDER = "decider"
    ISSUER = "issuer"
    REVIEWER = "reviewer"
    RECOGNITION_DESK = "recognition-desk"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    PUBLIC = "public"


class Claim(StrEnum):
    """What the applicant says of a criterion in the self-assessment."""

    MET = "met"
    PARTLY = "partly"
    NOT_YET = "not-yet"
    NOT_APPLICABLE = "not-applicable"


class Outcome(StrEnum):
    """What the officer finds of a criterion."""

    MET = "met"
    PARTLY = "partly"
    GAP = "gap"
    NOT_APPLICABLE = "not-applicable"


class Mode(StrEnum):
    """How a criterion may be verified."""

    DESK = "desk"
    VIDEO = "video"
    ON_SITE = "on-site"


class Bound(StrEnum):
    """Whom a criterion binds: the operator, customs itself, or both (SAFE Annex on AEO)."""

    OPERATOR = "operator"
    CUSTOMS = "customs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open stretch of time: `start` belongs to it, `end` does not; no `end` means open.

    Both moments are timezone-aware; they are kept in UTC. Refused with `ValueError` when naive or when
    the end does not lie after the start.
    """

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            moment = getattr(self, name)
            if moment is None:
                continue
            if moment.tzinfo is None:
                raise ValueError(f"a period needs timezone-aware moments; {name} is naive")
            object.__setattr__(self, name, moment.astimezone(UTC))
        if self.end is not None and self.end <= self.start:
            raise ValueError("a period ends after it starts")

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment and (self.end is None or moment < self.end)

    def overlaps(self, other: Period) -> bool:
        """Return whether some instant lies in both periods."""
        return (self.end is None or other.start < self.end) and (other.end is None or self.start < other.end)


Text = Mapping[str, str]
"""One wording in several languages, by language code."""


def worded(text: Text, language: str, fallback: str = "en") -> tuple[str, str]:
    """Return the wording in `language` and the language it is really in; falls back to `fallback`."""
    if text.get(language):
        return text[language], language
    return text.get(fallback, ""), fallback
