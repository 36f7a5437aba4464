"""What one row of a partner's list states: facts ready for the book, or problems that name column and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from openaeo.bedrock.workbooks import Cell, Formula
from openaeo.exchange.reading import Row
from openaeo.law.identifiers import InvalidIdentifier, Scheme, normalise
from openaeo.law.terms import Role, Status

STATUSES: Mapping[str, Status] = {
    "granted": Status.GRANTED,
    "active": Status.GRANTED,
    "valid": Status.GRANTED,
    "suspended": Status.SUSPENDED,
    "revoked": Status.REVOKED,
    "withdrawn": Status.REVOKED,
    "cancelled": Status.REVOKED,
    "canceled": Status.REVOKED,
}
"""The words for a status that a list may use."""

ALIAS_COLUMNS = {"tin": Scheme.TIN, "eori": Scheme.EORI, "mid": Scheme.MID}
ALIAS_WORDS = {"aeo": Scheme.AEO, "tin": Scheme.TIN, "eori": Scheme.EORI, "mid": Scheme.MID}
LIMITS = {"code": 40, "name": 300, "local_name": 300, "address": 2000, "tier": 40}
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
SLASHED = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
SEPARATORS = re.compile(r"[;|؛]")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell. `code` is stable; pages put it into words and say how to fix it."""

    code: str
    column: str
    detail: str = ""

    def told(self) -> dict[str, str]:
        """Return the same as JSON."""
        return {"code": self.code, "column": self.column, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Stated:
    """One operator as the list states it. Moments are UTC; `valid_until` is the first moment after the end.

    `status_since` is None when the list does not say since when.
    """

    row: int
    code: str
    scheme: Scheme
    name: str
    local_name: str
    address: str
    country: str
    tier: str
    roles: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime | None
    status: Status
    status_since: datetime | None
    aliases: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Desk:
    """Reads the cells of one row and gathers the problems on the way."""

    row: Row
    problems: list[Problem] = field(default_factory=list)

    def fault(self, code: str, column: str, detail: object = "") -> None:
        self.problems.append(Problem(code, column, str(detail)[:120]))

    def text(self, column: str, *, required: bool = False) -> str:
        cell = self.row.cells.get(column, "")
        if isinstance(cell, Formula):
            self.fault("cell-computes", column, cell.text)
            return ""
        words = cell.isoformat() if isinstance(cell, date) else cell
        if column != "address":
            words = " ".join(words.split())
        if not words and required:
            self.fault("cell-empty", column)
        if len(words) > LIMITS.get(column, 200):
            self.fault("cell-too-long", column, LIMITS.get(column, 200))
            return ""
        return words

    def day(self, column: str, *, end: bool = False, required: bool = False) -> datetime | None:
        cell = self.row.cells.get(column, "")
        if cell == "":
            if required:
                self.fault("cell-empty", column)
            return None
        moment = self._moment(cell, column, end=end)
        if moment is not None and not EARLIEST <= moment.date() <= LATEST + timedelta(days=1):
            self.fault("date-out-of-range", column, moment.date())
            return None
        return moment

    def _moment(self, cell: Cell, column: str, *, end: bool) -> datetime | None:
        if isinstance(cell, Formula):
            self.fault("cell-computes", column, cell.text)
            return None
        found = cell if isinstance(cell, date) else _iso(cell)
        if found is None:
            code = "date-ambiguous" if SLASHED.fullmatch(str(cell)) else "date-unreadable"
            self.fault(code, column, cell)
            return None
        if isinstance(found, datetime) and found.tzinfo is None:
            return found.replace(tzinfo=UTC)
        if isinstance(found, datetime):
            try:
                return found.astimezone(UTC)
            except OverflowError:  # in UTC it lies before the year 1 or after the year 9999
                self.fault("date-out-of-range", column, cell)
                return None
        if end and found < date.max:
            found += timedelta(days=1)  # the last day belongs to the period; periods are half-open
        return datetime.combine(found, time(), UTC)


def _iso(text: str) -> date | datetime | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?", text):
        try:
            return datetime.fromisoformat(text)
        except (ValueError, OverflowError):
            return None
    return None


def read_row(row: Row, *, partner: str) -> Stated | tuple[Problem, ...]:
    """Return what a row states, or every problem that keeps it from being read, in the order of the columns.

    Days are read as `2026-04-03` or as date cells of a workbook, in UTC; the day of `valid_until` is the last one.
    A date such as `03/04/2026` is never guessed. `partner` is the country when the list gives none. Problems:
    "row-too-long", "cell-empty", "cell-too-long", "cell-computes", "date-ambiguous", "date-unreadable",
    "date-out-of-range", "scheme-unknown", "identifier-invalid", "country-invalid", "role-unknown", "status-unknown".
    """
    desk = _Desk(row)
    if row.surplus:
        desk.fault("row-too-long", "")
    code = desk.text("code", required=True)
    scheme = _scheme(desk)
    name = desk.text("name", required=True)
    local_name, address = desk.text("local_name"), desk.text("address")
    country = _country(desk, partner)
    tier, roles = desk.text("tier"), _roles(desk)
    valid_from = desk.day("valid_from", required=True)
    valid_until = desk.day("valid_until", end=True)
    status = _status(desk)
    since = desk.day("status_since")
    aliases = tuple(dict.fromkeys(_aliases(desk, code, scheme)))
    if desk.problems or valid_from is None or status is None or scheme is None:
        return tuple(desk.problems)
    return Stated(
        row.number,
        code,
        scheme,
        name,
        local_name,
        address,
        country,
        tier,
        roles,
        valid_from,
        valid_until,
        status,
        since,
        aliases,
    )


def _scheme(desk: _Desk) -> Scheme | None:
    word = desk.text("scheme").lower()
    if word and word not in ALIAS_WORDS:
        desk.fault("scheme-unknown", "scheme", word)
        return None
    return ALIAS_WORDS[word or "aeo"]


def _country(desk: _Desk, partner: str) -> str:
    country = desk.text("country").upper() or partner
    if not re.fullmatch("[A-Z]{2}", country):
        desk.fault("country-invalid", "country", country)
    return country


def _roles(desk: _Desk) -> tuple[str, ...]:
    named = [part.strip().lower() for part in SEPARATORS.split(desk.text("roles")) if part.strip()]
    known = {role.value for role in Role}
    for word in named:
        if word not in known:
            desk.fault("role-unknown", "roles", word)
    return tuple(role.value for role in Role if role.value in named)


def _status(desk: _Desk) -> Status | None:
    word = desk.text("status", required=True).lower()
    if word and word not in STATUSES:
        desk.fault("status-unknown", "status", word)
    return STATUSES.get(word)


def _aliases(desk: _Desk, code: str, scheme: Scheme | None) -> Iterator[tuple[str, str]]:
    if code and scheme is not None:
        yield from _alias(desk, scheme, code, "code")
    for column, other in ALIAS_COLUMNS.items():
        for value in SEPARATORS.split(desk.text(column)):
            if value.strip():
                yield from _alias(desk, other, value.strip(), column)


def _alias(desk: _Desk, scheme: Scheme, value: str, column: str) -> Iterator[tuple[str, str]]:
    try:
        key = normalise(scheme, value)
    except InvalidIdentifier:
        key = ""
    if 0 < len(key) <= LIMITS["code"]:
        yield scheme.value, key
    else:
        desk.fault("identifier-invalid", column, value)


def identifiers_of(row: Row) -> tuple[tuple[str, str], ...]:
    """Return the identifiers that a row gives, whatever else is wrong with it."""
    desk = _Desk(row)
    return tuple(dict.fromkeys(_aliases(desk, desk.text("code"), _scheme(desk))))
