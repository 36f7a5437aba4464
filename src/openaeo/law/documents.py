"""A document has a date of its own and an end: whether it speaks for today, and which dates cannot be right."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from openaeo.law.workflow import Reason


class Validity(StrEnum):
    """Whether a document still holds on a day; most have no end, and then nobody said one."""

    CURRENT = "current"
    EXPIRES_SOON = "expires-soon"
    EXPIRED = "expired"
    UNDATED = "undated"


def validity(expires_on: date | None, on: date, *, soon_days: int) -> Validity:
    """Return whether a document that ends on `expires_on` holds on the day `on`.

    The day of expiry is its last good day. "Soon" is within `soon_days` before the end, which the programme says; 0
    leaves the last day alone.
    """
    if expires_on is None:
        return Validity.UNDATED
    if on > expires_on:
        return Validity.EXPIRED
    return Validity.EXPIRES_SOON if (expires_on - on).days <= soon_days else Validity.CURRENT


def unlikely_dates(issued_on: date | None, expires_on: date | None, on: date) -> tuple[Reason, ...]:
    """Return what is wrong with the dates of a document that is described on the day `on`.

    `document-not-yet-issued`: its own date lies ahead. `document-ends-before-start`: it expires before it was issued.
    """
    faults = []
    if issued_on is not None and issued_on > on:
        faults.append(Reason("document-not-yet-issued", issued_on.isoformat()))
    if issued_on is not None and expires_on is not None and expires_on < issued_on:
        faults.append(Reason("document-ends-before-start", expires_on.isoformat()))
    return tuple(faults)
