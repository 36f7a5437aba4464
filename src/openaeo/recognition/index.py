"""The book in memory: which identifier leads to whom, and which status held when."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from openaeo.law.terms import Status

SCHEMES = ("aeo", "tin", "eori", "mid", "trn", "")
"""Schemes in the order in which a value held under several is read; "" stands for any other."""

FAMILIES = {"tin": frozenset({"tin", "eori"}), "eori": frozenset({"tin", "eori"})}
"""Schemes that name one another's numbers: an EORI is the European form of a trader identification number."""

STATUSES = tuple(Status)
SCHEME_CODE = {name: code for code, name in enumerate(SCHEMES)}
STATUS_CODE = {status.value: code for code, status in enumerate(STATUSES)}
GRANTED = STATUS_CODE[Status.GRANTED]
EXPIRED = STATUS_CODE[Status.EXPIRED]
OPEN = 2**62
TRUE = "true"


class Kind(NamedTuple):
    """What many authorisations have in common."""

    administration: str
    home: bool
    tier: str
    country: str


@dataclass(frozen=True, slots=True)
class Row:
    """One authorisation that changed after the base was built; `keys` are (key, scheme code).

    `kinds` says for each status what the authorisation was in effect as; empty when always as its own tier.
    """

    number: str
    kind: int
    starts: tuple[int, ...]
    statuses: bytes
    kinds: tuple[int, ...]
    keys: frozenset[tuple[str, int]]


class BookFault(Exception):
    """The register says something that the index cannot hold; the text names the authorisation."""


def segments(number: str, periods: str) -> tuple[list[int], bytearray, list[str]]:
    """Return starts (microseconds since 1970), status codes and tiers in effect from `status|from|to|tier;…`.

    The tier is left out, and "" here, where the authorisation's own is in effect. Gaps read as expired. Raises `BookFault` on an unknown status, a moment that is no number, or overlapping periods.
    """
    starts: list[int] = []
    statuses = bytearray()
    tiers: list[str] = []
    closed: int | None = None
    try:
        for start, end, status, tier in sorted(map(_period, filter(None, periods.split(";")))):
            if closed is not None and start < closed:
                raise BookFault(f"{number}: status periods overlap")
            if closed is not None and start > closed:
                starts.append(closed)
                statuses.append(EXPIRED)
                tiers.append("")
            starts.append(start)
            statuses.append(status)
            tiers.append(tier)
            closed = end
    except (ValueError, KeyError) as fault:
        raise BookFault(f"{number}: status periods cannot be read: {periods!r}") from fault
    if closed is not None and closed != OPEN:
        starts.append(closed)
        statuses.append(EXPIRED)
        tiers.append("")
    return starts, statuses, tiers


def _period(text: str) -> tuple[int, int, int, str]:
    status, start, end, *tier = text.split("|", 3)
    return (int(start) if start else -OPEN), (int(end) if end else OPEN), STATUS_CODE[status], "".join(tier)


class _Codes(dict[str, int]):
    """Scheme codes; an unheard-of scheme counts as any other."""

    def __missing__(self, scheme: str) -> int:
        return SCHEME_CODE[""]


_CODES = _Codes(SCHEME_CODE)


class _Kinds(dict[tuple[str, str, str, str], int]):
    """Numbers what authorisations have in common as it is met."""

    def __missing__(self, words: tuple[str, str, str, str]) -> int:
        code = self[words] = len(self)
        return code


def _as(words: tuple[str, str, str, str], tier: str) -> tuple[str, str, str, str]:
    administration, home, own, country = words
    return administration, home, tier or own, country


class Base:
    """Columns of the whole book as one transaction saw them; filled once, then only read.

    `last` holds two numbers a row, side by side because they are read together: since when the last status of
    the row holds, and `kind << 8 | (status + 2) << 4`, ready for a role code to be added. `in_effect` says for
    each status of the few rows of which a part was ever suspended, by its place in `starts`, in which kind it held.
    """

    __slots__ = (
        "first",
        "in_effect",
        "keys",
        "kinds",
        "last",
        "numbers",
        "row_of",
        "several",
        "starts",
        "statuses",
    )

    def __init__(self) -> None:
        self.numbers: list[str] = []
        self.row_of: dict[str, int] = {}
        self.kinds = _Kinds()
        self.last = array("q")
        self.first = array("I", [0])
        self.starts = array("q")
        self.statuses = bytearray()
        self.in_effect: dict[int, int] = {}
        self.keys: dict[str, int] = {}
        self.several: list[tuple[int, ...]] = []

    def add_rows(
        self,
        numbers: Sequence[str],
        administrations: Sequence[str],
        homes: Sequence[str],
        tiers: Sequence[str],
        countries: Sequence[str],
        periods: Sequence[str],
    ) -> None:
        """Append authorisations, one column an argument; `homes` holds "true" or "false". Raises `BookFault`."""
        at = len(self.numbers)
        self.numbers.extend(numbers)
        self.row_of.update(zip(numbers, range(at, at + len(numbers)), strict=True))
        kinds = self.kinds
        starts, statuses, first, last = self.starts, self.statuses, self.first, self.last
        words = zip(administrations, homes, tiers, countries, strict=True)
        for number, text, common in zip(numbers, periods, words, strict=True):
            kind = kinds[common] << 8
            if text[-1:] == "|" and text[:8] == "granted|" and ";" not in text:
                since, code = int(text[8:-1]), GRANTED
                starts.append(since)
                statuses.append(code)
            else:
                moments, codes, shown = segments(number, text)
                since, code = (moments[-1], codes[-1]) if moments else (-OPEN, -2)
                if any(shown):
                    held = [kinds[_as(common, tier)] for tier in shown]
                    self.in_effect.update(zip(range(len(starts), len(starts) + len(held)), held, strict=True))
                    kind = held[-1] << 8
                starts.extend(moments)
                statuses.extend(codes)
            last.append(since)
            last.append(kind | (code + 2) << 4)
            first.append(len(starts))

    def add_aliases(self, keys: Sequence[str], schemes: Sequence[str], numbers: Sequence[str]) -> None:
        """Append identifiers already in look-up form; raises `BookFault` when a number is not in the book."""
        row_of, code_of = self.row_of, _CODES
        try:
            packed = [
                row_of[number] * 8 + code_of[scheme] for number, scheme in zip(numbers, schemes, strict=True)
            ]
        except KeyError as fault:
            raise BookFault(f"{fault.args[0]}: has an identifier but no entry in the book") from fault
        fresh = dict(zip(keys, packed, strict=True))
        if len(fresh) == len(keys) and self.keys.keys().isdisjoint(fresh):
            self.keys.update(fresh)
            return
        for key, entry in zip(keys, packed, strict=True):
            self._add(key, entry)

    def _add(self, key: str, entry: int) -> None:
        held = self.keys.setdefault(key, entry)
        if held == entry:
            return
        if held < 0:
            self.several[-held - 1] = (*self.several[-held - 1], entry)
        else:
            self.several.append((held, entry))
            self.keys[key] = -len(self.several)


class Index:
    """A base with later changes laid over it. Immutable; `with_changes` returns the next one."""

    __slots__ = ("base", "changed_keys", "changed_rows", "kinds")

    def __init__(
        self,
        base: Base,
        changed_keys: Mapping[str, tuple[int, ...]] | None = None,
        changed_rows: Mapping[int, Row] | None = None,
        kinds: tuple[Kind, ...] | None = None,
    ) -> None:
        self.base = base
        self.changed_keys: Mapping[str, tuple[int, ...]] = changed_keys or {}
        self.changed_rows: Mapping[int, Row] = changed_rows or {}
        if kinds is None:
            kinds = tuple(
                Kind(administration, home == TRUE, tier, country)
                for administration, home, tier, country in base.kinds
            )
        self.kinds = kinds

    def __len__(self) -> int:
        """Return how many authorisations the base holds; changes are counted by `len(changed_rows)`."""
        return len(self.base.numbers)

    def candidates(self, key: str) -> tuple[int, ...]:
        """Return every packed (row * 8 + scheme code) that stands behind a look-up key, in a fixed order."""
        if (changed := self.changed_keys.get(key)) is not None:
            return tuple(entry for entry in changed if self._still(key, entry))
        held = self.base.keys.get(key)
        if held is None:
            return ()
        entries = self.base.several[-held - 1] if held < 0 else (held,)
        if self.changed_rows:
            entries = tuple(entry for entry in entries if self._still(key, entry))
        return self._ordered(entries)

    def _still(self, key: str, entry: int) -> bool:
        row = self.changed_rows.get(entry >> 3)
        return row is None or (key, entry & 7) in row.keys

    def _ordered(self, entries: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(entries, key=self._rank)) if len(entries) > 1 else entries

    def _rank(self, entry: int) -> tuple[bool, int, str, str]:
        kind = self.kinds[self.kind(entry >> 3)]
        return not kind.home, entry & 7, kind.administration, self.number(entry >> 3)

    def number(self, row: int) -> str:
        """Return the authorisation number of a row."""
        changed = self.changed_rows.get(row)
        return self.base.numbers[row] if changed is None else changed.number

    def kind(self, row: int) -> int:
        """Return the position in `kinds` of a row: administration, country, and the tier it now is in effect as."""
        changed = self.changed_rows.get(row)
        return self.base.last[2 * row + 1] >> 8 if changed is None else changed.kind

    def standing(self, row: int, at: int) -> tuple[int, int]:
        """Return position in `kinds` and status code of a row at `at` (microseconds since 1970).

        The kind carries the tier in effect then. The status is -1 before the first one, -2 without any.
        """
        changed = self.changed_rows.get(row)
        if changed is not None:
            position = bisect_right(changed.starts, at)
            if not position:
                return changed.kind, -1 if changed.starts else -2
            kind = changed.kinds[position - 1] if changed.kinds else changed.kind
            return kind, changed.statuses[position - 1]
        base = self.base
        low, high = base.first[row], base.first[row + 1]
        position = bisect_right(base.starts, at, low, high)
        if position == low:
            return self.kind(row), -1 if high > low else -2
        return base.in_effect.get(position - 1, self.kind(row)), base.statuses[position - 1]

    def narrowed(self, entries: tuple[int, ...], scheme: str | None, country: str | None) -> tuple[int, ...]:
        """Return the entries of `scheme` (none when it has none), then those of `country` if there are any."""
        if scheme:
            family = FAMILIES.get(scheme, frozenset({scheme}))
            entries = tuple(entry for entry in entries if SCHEMES[entry & 7] in family)
        if country and len(entries) > 1:
            near = tuple(entry for entry in entries if self._from(entry >> 3, country))
            entries = near or entries
        return entries

    def _from(self, row: int, country: str) -> bool:
        kind = self.kinds[self.kind(row)]
        return country in (kind.country, kind.administration)

    def with_changes(
        self,
        numbers: Iterable[str],
        rows: Iterable[tuple[str, str, bool, str, str, str]],
        aliases: Iterable[tuple[str, str, str]],
    ) -> Index:
        """Return the index after `numbers` were read again; a number without a row has left the book."""
        kinds = {kind: code for code, kind in enumerate(self.kinds)}
        names: dict[str, set[tuple[str, int]]] = {}
        for key, scheme, number in aliases:
            names.setdefault(number, set()).add((key, _CODES[scheme]))
        fresh: dict[str, Row] = {}
        for number, administration, home, tier, country, periods in rows:
            starts, statuses, shown = segments(number, periods)
            held = tuple(
                kinds.setdefault(Kind(administration, home, one or tier, country), len(kinds))
                for one in (tier, *shown)
            )
            fresh[number] = Row(
                number,
                held[-1],
                tuple(starts),
                bytes(statuses),
                held[1:] if any(shown) else (),
                frozenset(names.get(number, ())),
            )
        changed_rows = dict(self.changed_rows)
        positions = {row.number: position for position, row in changed_rows.items()}
        beyond = max(len(self), max(changed_rows, default=-1) + 1)
        touched: set[str] = set()
        placed: dict[int, Row] = {}
        for number in sorted(set(numbers) | set(fresh)):
            position = positions.get(number, self.base.row_of.get(number, -1))
            if position < 0:
                if number not in fresh:
                    continue
                position, beyond = beyond, beyond + 1
            gone = Row(number, 0, (), b"", (), frozenset())
            placed[position] = fresh.get(number, gone)
            if before := changed_rows.get(position):
                touched.update(key for key, _ in before.keys)
            touched.update(key for key, _ in placed[position].keys)
        return self._placed(placed, touched, changed_rows, tuple(kinds))

    def _placed(
        self, placed: dict[int, Row], touched: set[str], changed_rows: dict[int, Row], kinds: tuple[Kind, ...]
    ) -> Index:
        kept = {
            key: tuple(entry for entry in self.candidates(key) if entry >> 3 not in placed) for key in touched
        }
        changed_rows.update(placed)
        for position, row in placed.items():
            for key, scheme in row.keys:
                # One holder per scheme and value is the register's rule: an identifier that passed on left the other.
                others = (entry for entry in kept[key] if entry & 7 != scheme or not SCHEMES[scheme])
                kept[key] = (*others, position * 8 + scheme)
        ranking = Index(self.base, {}, changed_rows, kinds)
        fresh = {key: ranking._ordered(entries) for key, entries in kept.items()}
        return Index(self.base, {**self.changed_keys, **fresh}, changed_rows, kinds)
