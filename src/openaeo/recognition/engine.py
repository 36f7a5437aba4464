"""Decides what an identifier in a declaration is worth at an instant, and says why."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from openaeo.law.arrangement import Arrangement, not_covered
from openaeo.law.identifiers import tidy
from openaeo.law.terms import Status
from openaeo.recognition.index import OPEN, SCHEMES, STATUSES, Base, Index, Kind
from openaeo.recognition.places import ROLES

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
EARLIEST = (datetime(1900, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND
LATEST = (datetime(2200, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND

OUTCOMES = ("recognised", "suspended", "revoked", "expired", "not-covered", "unknown-code", "no-code")

SENTENCES: dict[str, tuple[str, str]] = {
    "holder-here": ("recognised", "Authorised by this administration ({administration})."),
    "arrangement-covers": (
        "recognised",
        "Authorised by {administration}; the arrangement with it covers this tier and role.",
    ),
    "suspended": ("suspended", "The authorisation by {administration} is suspended at this moment."),
    "revoked": ("revoked", "The authorisation by {administration} was revoked before this moment."),
    "surrendered": ("revoked", "The holder gave up the authorisation by {administration}."),
    "expired": ("expired", "The authorisation by {administration} ended before this moment."),
    "not-yet-in-effect": ("not-covered", "The authorisation by {administration} begins after this moment."),
    "no-status": ("not-covered", "The book holds no status for this authorisation by {administration}."),
    "no-arrangement": ("not-covered", "There is no mutual recognition arrangement with {administration}."),
    "other-direction": (
        "not-covered",
        "The arrangement with {administration} covers our operators there, not theirs here.",
    ),
    "arrangement-not-in-operation": (
        "not-covered",
        "The arrangement with {administration} is not in operation (phase: {detail}).",
    ),
    "arrangement-not-yet-in-operation": (
        "not-covered",
        "The arrangement with {administration} comes into operation after this moment.",
    ),
    "arrangement-ended": ("not-covered", "The arrangement with {administration} ended before this moment."),
    "tier-not-covered": (
        "not-covered",
        "The arrangement with {administration} does not cover the tier {detail}.",
    ),
    "role-not-covered": (
        "not-covered",
        "The arrangement with {administration} does not cover the role {detail}.",
    ),
    "not-in-book": ("unknown-code", "No authorisation in the book has this identifier."),
    "other-scheme": ("unknown-code", "The book knows this identifier only under another scheme than stated."),
    "no-identifier": ("no-code", "The party is named without an identifier."),
}
"""Every reason code with its outcome and its sentence."""


class Reason(msgspec.Struct, frozen=True, gc=False):
    """Why: a stable code and the same in words."""

    code: str
    sentence: str


class Verdict(msgspec.Struct, frozen=True):
    """What holds alike for every authorisation of one kind, status and role, from `start` until `end`.

    `tier` is the one in effect, None unless recognised.
    """

    outcome: str
    reason: Reason
    administration: str | None
    tier: str | None
    benefits: tuple[str, ...]
    start: int = -OPEN
    end: int = OPEN


Judged = tuple[Verdict, str | None, str | None]
"""A verdict on one identifier, whose authorisation it is, and the scheme it was found under ("" for another)."""


def microseconds(at: datetime) -> int:
    """Return an aware moment as microseconds since 1970, exactly."""
    return (at - EPOCH) // MICROSECOND


def moment(at: int) -> datetime:
    """Return microseconds since 1970 as an aware moment in UTC."""
    return EPOCH + timedelta(microseconds=at)


def now() -> int:
    """Return the present as microseconds since 1970."""
    return time.time_ns() // 1000


def _is_tidy(value: str) -> bool:
    """Return True only for values that `tidy` would leave as they are, without asking it."""
    return value.isalnum() and value.isascii() and value.upper() == value


def _plain(code: str) -> Verdict:
    outcome, sentence = SENTENCES[code]
    return Verdict(outcome, Reason(code, sentence), None, None, ())


NO_CODE: Judged = (_plain("no-identifier"), None, None)
UNKNOWN: Judged = (_plain("not-in-book"), None, None)
OTHER_SCHEME: Judged = (_plain("other-scheme"), None, None)


class Book:
    """The book as it stood at one cursor of the journal: index and arrangements. Immutable but for its memory.

    `benefits_here` is what the home programme gives its own holders, by tier.
    """

    __slots__ = (
        "_changed_keys",
        "_changed_rows",
        "_keys",
        "_last",
        "_numbers",
        "_verdicts",
        "arrangements",
        "benefits_here",
        "cursor",
        "index",
        "mark",
    )

    def __init__(
        self,
        index: Index,
        arrangements: Mapping[str, Arrangement],
        *,
        cursor: int,
        mark: str = "",
        benefits_here: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.index = index
        self.benefits_here: Mapping[str, tuple[str, ...]] = benefits_here or {}
        self.arrangements = arrangements
        self.cursor = cursor
        self.mark = mark
        base: Base = index.base
        self._keys = base.keys
        self._last = base.last
        self._numbers = base.numbers
        self._changed_keys = index.changed_keys
        self._changed_rows = index.changed_rows
        self._verdicts: dict[int, Verdict] = {}

    def judge(
        self,
        value: str | None,
        at: int,
        role: int = 0,
        scheme: str | None = None,
        country: str | None = None,
    ) -> Judged:
        """Return the verdict on identifier `value` at `at` (microseconds) in a role (position in `places.ROLES`).

        `scheme` narrows strictly, `country` only among several holders; of several that remain the first in the
        fixed order home, scheme, administration, number is taken, and the sentence says so. Nothing is refused.
        """
        if not value:
            return NO_CODE
        entry = self._keys.get(value)
        if entry is None or entry < 0 or scheme or value in self._changed_keys:
            if entry is None and value not in self._changed_keys and _is_tidy(value):
                return UNKNOWN
            return self._slowly(value, at, role, scheme, country)
        row = entry >> 3
        if row in self._changed_rows or at < self._last[2 * row]:
            return self._slowly(value, at, role, scheme, country)
        code = self._last[2 * row + 1] | role
        verdict = self._verdicts.get(code)
        if verdict is None or not verdict.start <= at < verdict.end:
            verdict = self._decide(code, at)
        return verdict, self._numbers[row], SCHEMES[entry & 7]

    def _slowly(self, value: str, at: int, role: int, scheme: str | None, country: str | None) -> Judged:
        key = value if _is_tidy(value) else tidy(value)
        if not key:
            return NO_CODE
        index = self.index
        known = index.candidates(key)
        if not known:
            return UNKNOWN
        entries = index.narrowed(known, scheme, country)
        if not entries:
            return OTHER_SCHEME
        row = entries[0] >> 3
        kind, status = index.standing(row, at)
        code = (kind << 8) | ((status + 2) << 4) | role
        verdict = self._verdicts.get(code)
        if verdict is None or not verdict.start <= at < verdict.end:
            verdict = self._decide(code, at)
        if (holders := len({entry >> 3 for entry in entries})) > 1:
            verdict = _first_of(verdict, holders)
        return verdict, index.number(row), SCHEMES[entries[0] & 7]

    def _decide(self, code: int, at: int) -> Verdict:
        """Return and keep the verdict for a kind, status and role (packed), good for a stretch of time around `at`."""
        kind = self.index.kinds[code >> 8]
        status = ((code >> 4) & 15) - 2
        terms = self.arrangements.get(kind.administration)
        reason, detail = _reason(kind, status, terms, code & 15, at)
        outcome, sentence = SENTENCES[reason]
        words = sentence.format(administration=kind.administration, detail=detail)
        tier: str | None = None
        benefits: tuple[str, ...] = ()
        if outcome == "recognised":
            tier, here = kind.tier, self.benefits_here.get(kind.tier, ())
            benefits = here if kind.home else terms.benefits if terms is not None else ()
        start, end = _stretch(terms, at)
        verdict = Verdict(outcome, Reason(reason, words), kind.administration, tier, benefits, start, end)
        self._verdicts[code] = verdict
        return verdict


def _reason(
    kind: Kind, status: int, terms: Arrangement | None, role: int, at: int
) -> tuple[str, str | int | None]:
    if status < 0:
        return ("not-yet-in-effect" if status == -1 else "no-status"), None
    if STATUSES[status] is not Status.GRANTED:
        return STATUSES[status].value, None
    if kind.home:
        return "holder-here", None
    word = ROLES[role]
    why = not_covered(terms, tier=kind.tier, role=None if word is None else word.value, at=moment(at))
    return ("arrangement-covers", None) if why is None else (why.code, why.detail)


def _stretch(terms: Arrangement | None, at: int) -> tuple[int, int]:
    """Return the half-open stretch around `at` in which no arrangement begins or ends."""
    start, end = -OPEN, OPEN
    for turn in (terms.since, terms.until) if terms is not None else ():
        if turn is None:
            continue
        edge = microseconds(turn)
        if edge <= at:
            start = max(start, edge)
        else:
            end = min(end, edge)
    return start, end


def _first_of(verdict: Verdict, holders: int) -> Verdict:
    sentence = (
        f"{verdict.reason.sentence} {holders} authorisations share this identifier; this is the first of them. "
        "State scheme or country to tell them apart."
    )
    return Verdict(
        verdict.outcome,
        Reason(verdict.reason.code, sentence),
        verdict.administration,
        verdict.tier,
        verdict.benefits,
    )
