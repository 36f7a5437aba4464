"""A partner's entry as it is handed to the register, and what became of a batch of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openaeo.law.identifiers import Scheme
from openaeo.law.terms import Period, Status


@dataclass(frozen=True, slots=True)
class ForeignEntry:
    """One authorised operator as its own administration tells it, now.

    `status` holds since `since`; when that is None, since we are told, and for an operator we did not know, since
    its period began. `tier` is the partner's own code, `roles` are values of `law.terms.Role`; `aliases` are
    further identifiers beside the number. `operator`, a firm that is registered here, and `public` count for an entry
    that is not in the book yet.
    """

    number: str
    holder: str
    country: str
    tier: str
    period: Period
    roles: tuple[str, ...] = ()
    status: Status = Status.GRANTED
    since: datetime | None = None
    reason: str = ""
    aliases: tuple[tuple[Scheme, str], ...] = ()
    holder_local: str = ""
    address: str = ""
    operator: int | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a batch: how many entries were new, how many changed, how many were already so."""

    entered: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.entered + other.entered, self.changed + other.changed, self.unchanged + other.unchanged
        )
