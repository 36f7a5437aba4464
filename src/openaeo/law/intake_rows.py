"""What one row of a list of our own holders states, and every reason why it cannot be believed as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from openaeo.law.identifiers import InvalidIdentifier, Scheme, normalise
from openaeo.law.intake import DateOrder, Field, folded
from openaeo.law.lifecycle import LIVE
from openaeo.law.terms import Role, Status

EARLIEST, LATEST = date(1950, 1, 1), date(2199, 12, 31)
SEPARATORS = re.compile(r"[;|؛\n]")
MORE_SEPARATORS = re.compile(r"[;|؛\n,،/]")
LONGEST: Mapping[Field, int] = {
    Field.NUMBER: 40,
    Field.NAME: 300,
    Field.LOCAL_NAME: 300,
    Field.ADDRESS: 2000,
    Field.SITES: 2000,
    Field.CONTACT: 300,
}
MOST_OTHERWISE = 200
LONGEST_SITE = 200
_SCHEMES = {
    Field.NUMBER: Scheme.AEO,
    Field.TIN: Scheme.TIN,
    Field.EORI: Scheme.EORI,
    Field.MID: Scheme.MID,
}
_NUMBERS = re.compile(r"(\d{1,4})[-./ ](\d{1,2})[-./ ](\d{1,4})(?:[T ]0{1,2}:00(?::00(?:\.0+)?)?)?")
_YEAR, _SHORT = 4, 2


@dataclass(frozen=True, slots=True)
class Computed:
    """A cell that computes; it is never evaluated."""

    text: str


Cell = str | date | datetime | Computed


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is held back: a stable code, the field it is about, and a detail for the sentence."""

    code: str
    field: Field | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a person said a list means: its order of dates, its words by field, and what holds for every row.

    `words` lead from a folded word to a code of ours; `whole` gives a code for a field without a column. `home` is
    the country of a holder for whom the list names none.
    """

    order: DateOrder
    words: Mapping[Field, Mapping[str, str]]
    whole: Mapping[Field, str]
    home: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What a row states. `given` are the fields that it says something of; days are the administration's own.

    `ends` is the last day, None for no end; `endless` says that the list tells ends and this row has none. `since` is
    the day from which a status other than granted holds.
    """

    given: frozenset[Field]
    number: str = ""
    name: str = ""
    local_name: str = ""
    country: str = ""
    address: str = ""
    tier: str = ""
    roles: tuple[str, ...] = ()
    starts: date | None = None
    ends: date | None = None
    endless: bool = False
    status: Status | None = None
    since: date | None = None
    sites: tuple[str, ...] = ()
    contact: str = ""
    public: bool = False
    identifiers: tuple[tuple[Scheme, str], ...] = ()

    @property
    def tin(self) -> str:
        """The Trader Identification Number, "" when the row gives none."""
        return next((value for scheme, value in self.identifiers if scheme is Scheme.TIN), "")

    def live(self, today: date) -> bool:
        """Whether the authorisation would be granted or suspended on `today`."""
        return self.status in LIVE and (self.ends is None or self.ends >= today)


@dataclass(slots=True)
class _Reader:
    """Reads the cells of one row, and gathers the problems on the way."""

    cells: Mapping[Field, Cell]
    meaning: Meaning
    typed: frozenset[Field]
    problems: list[Problem] = field(default_factory=list)

    def fault(self, code: str, about: Field | None, detail: object = "") -> None:
        self.problems.append(Problem(code, about, str(detail)[:120]))

    def text(self, about: Field, *, required: bool = False) -> str:
        cell = self.cells.get(about, "")
        if isinstance(cell, Computed):
            self.fault("cell-computes", about, cell.text)
            return ""
        words = cell.isoformat() if isinstance(cell, date) else cell.replace("\x00", "")
        if about not in {Field.ADDRESS, Field.SITES}:
            words = " ".join(words.split())
        if required and not words.strip():
            self.fault("cell-empty", about)
        if len(words) > (most := LONGEST.get(about, MOST_OTHERWISE)):
            self.fault("cell-too-long", about, most)
            return ""
        return words.strip()

    def day(self, about: Field, *, required: bool = False) -> date | None:
        cell = self.cells.get(about, "")
        if isinstance(cell, Computed) or cell == "":
            self.text(about, required=required)
            return None
        found = read_day(cell, self.meaning.order)
        if found is None:
            self.fault("date-unreadable", about, cell)
        elif not EARLIEST <= found <= LATEST:
            self.fault("date-out-of-range", about, found.isoformat())
            return None
        return found

    def meant(self, about: Field, word: str) -> str:
        """The code that a word stands for; what was typed by hand is a code already."""
        if about in self.typed:
            return word
        return self.meaning.words.get(about, {}).get(folded(word), "")

    def coded(self, about: Field, known: Iterable[str], *, required: bool = False) -> str:
        if about not in self.cells and about in self.meaning.whole:
            return self.meaning.whole[about]
        word = self.text(about, required=required)
        code = self.meant(about, word) if word else ""
        if word and code not in set(known):
            self.fault(f"{about.value}-unknown", about, word)
            return ""
        return code


def read_day(cell: Cell, order: DateOrder) -> date | None:
    """Return the day that a cell names when dates are written in `order`, or None when it names none.

    Date cells of a workbook and days such as 2026-04-03 say themselves what they are; years have four digits.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _NUMBERS.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return None
    first, middle, last = found.groups()
    if len(first) == _YEAR and len(last) <= _SHORT:
        year, month, day = first, middle, last
    elif len(last) == _YEAR and len(first) <= _SHORT and order is not DateOrder.YMD:
        year = last
        month, day = (middle, first) if order is DateOrder.DMY else (first, middle)
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def orders_of(cells: Iterable[Cell]) -> frozenset[DateOrder]:
    """Return every order of dates in which each of `cells` names a day; several when they leave it open."""
    some = [cell for cell in cells if cell != "" and not isinstance(cell, Computed)]
    return frozenset(order for order in DateOrder if all(read_day(cell, order) is not None for cell in some))


def read_row(
    cells: Mapping[Field, Cell],
    meaning: Meaning,
    *,
    tiers: Iterable[str],
    today: date,
    typed: frozenset[Field] = frozenset(),
    surplus: bool = False,
) -> tuple[Stated, tuple[Problem, ...]]:
    """Return what a row states, and every problem that keeps it out of the register.

    `cells` has a key for every field with a column; `typed` are those written by hand, where words are codes of ours.
    `surplus` says that the row has more cells than the list has headings. Problems: "row-too-long", "cell-empty",
    "cell-too-long", "cell-computes", "no-identifier", "identifier-wrong", "country-wrong", "date-unreadable",
    "date-out-of-range", "tier-unknown", "status-unknown", "roles-unknown", "public-unknown", "ends-before-start",
    "starts-in-future", "since-missing", "since-outside", "since-in-future", "valid-though-over", "expired-not-over".
    Nothing is corrected on the way: what cannot be read is a problem.
    """
    reader = _Reader(cells, meaning, typed)
    if surplus:
        reader.fault("row-too-long", None)
    identifiers = tuple(dict.fromkeys(_identifiers(reader)))
    number = reader.text(Field.NUMBER)
    if not number and not any(scheme is Scheme.TIN for scheme, _ in identifiers):
        reader.fault("no-identifier", Field.NUMBER)
    country = (reader.text(Field.COUNTRY) or meaning.home).upper()
    if not re.fullmatch("[A-Z]{2}", country):
        reader.fault("country-wrong", Field.COUNTRY, country)
    code = reader.coded(Field.STATUS, list(Status), required=True)
    stated = Stated(
        given=frozenset(about for about, cell in cells.items() if cell != ""),
        number=number,
        name=reader.text(Field.NAME, required=True),
        local_name=reader.text(Field.LOCAL_NAME),
        country=country,
        address=reader.text(Field.ADDRESS),
        tier=reader.coded(Field.TIER, tiers, required=True),
        roles=_roles(reader),
        starts=reader.day(Field.STARTS, required=True),
        ends=reader.day(Field.ENDS),
        endless=Field.ENDS in cells and cells[Field.ENDS] == "",
        status=Status(code) if code else None,
        since=reader.day(Field.SINCE),
        sites=_sites(reader),
        contact=reader.text(Field.CONTACT),
        public=reader.coded(Field.PUBLIC, ("yes", "no")) == "yes",
        identifiers=identifiers,
    )
    return stated, (*reader.problems, *_contradictions(stated, reader.problems, today))


def _identifiers(reader: _Reader) -> Iterator[tuple[Scheme, str]]:
    for about, scheme in _SCHEMES.items():
        text = reader.text(about)
        for value in [text] if scheme is Scheme.AEO else SEPARATORS.split(text):
            if not value.strip():
                continue
            try:
                yield scheme, normalise(scheme, value)
            except InvalidIdentifier:
                reader.fault("identifier-wrong", about, value.strip())


def _roles(reader: _Reader) -> tuple[str, ...]:
    named = [part.strip() for part in MORE_SEPARATORS.split(reader.text(Field.ROLES)) if part.strip()]
    found = set()
    for word in named:
        code = reader.meant(Field.ROLES, word)
        if code in set(Role):
            found.add(code)
        else:
            reader.fault("roles-unknown", Field.ROLES, word)
    return tuple(role.value for role in Role if role.value in found)


def _sites(reader: _Reader) -> tuple[str, ...]:
    named = [" ".join(part.split()) for part in SEPARATORS.split(reader.text(Field.SITES))]
    if any(len(one) > LONGEST_SITE for one in named):
        reader.fault("cell-too-long", Field.SITES, LONGEST_SITE)
        return ()
    return tuple(dict.fromkeys(one for one in named if one))


def _contradictions(stated: Stated, problems: Iterable[Problem], today: date) -> Iterator[Problem]:
    """What the days of a row contradict; nothing is said of a day that could not be read."""
    unread = {problem.field for problem in problems}
    starts, ends, since = stated.starts, stated.ends, stated.since
    if starts and ends and ends < starts:
        yield Problem("ends-before-start", Field.ENDS, ends.isoformat())
    if starts and starts > today:
        yield Problem("starts-in-future", Field.STARTS, starts.isoformat())
    if stated.status in {Status.SUSPENDED, Status.REVOKED, Status.SURRENDERED}:
        if since is None and Field.SINCE not in unread:
            yield Problem("since-missing", Field.SINCE)
        if since and ((starts and since < starts) or (ends and since > ends)):
            yield Problem("since-outside", Field.SINCE, since.isoformat())
    if since and since > today:
        yield Problem("since-in-future", Field.SINCE, since.isoformat())
    over = ends is not None and ends < today
    if stated.status in LIVE and over and ends and starts and ends >= starts:
        yield Problem("valid-though-over", Field.ENDS, ends.isoformat())
    if stated.status is Status.EXPIRED and not over and Field.ENDS not in unread:
        yield Problem("expired-not-over", Field.ENDS, ends.isoformat() if ends else "")
