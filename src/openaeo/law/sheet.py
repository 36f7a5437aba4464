"""A data sheet of the programme as it is read: values of the kind expected, or a fault with file, line and fix."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import MappingProxyType

from openaeo.law.terms import Text

LANGUAGES = frozenset({"en", "fr", "ar", "es", "pt", "ru", "zh"})
Place = tuple[str | int, ...]
"""Where something stands in a sheet: keys from the outermost in, and the number of a table in its list."""

_EXPRESSION = re.compile(r"\{\{|\{%|\$\{|^\s*=|<[a-zA-Z/%?!]")


class EditionFault(Exception):
    """Data of an edition or a programme that cannot be used: where it stands, what is wrong, how to mend it."""

    def __init__(
        self, file: Path, line: int, problem: str, fix: str, others: tuple[EditionFault, ...] = ()
    ) -> None:
        self.others = others
        self.file = file
        self.line = line
        self.problem = problem
        self.fix = fix
        super().__init__(f"{file}, line {line}: {problem} {fix}")


class Faults:
    """The faults found while reading on: what cannot be used is left out, and all is told at the end."""

    def __init__(self) -> None:
        self._found: list[EditionFault] = []

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Keep a fault raised inside instead of stopping at it."""
        try:
            yield
        except EditionFault as fault:
            self._found += [fault, *fault.others]

    def tell(self) -> None:
        """Raise the first fault, with the `others` behind it in reading order; nothing when there is none."""
        if self._found:
            first, *rest = self._found
            raise EditionFault(first.file, first.line, first.problem, first.fix, tuple(rest))


class Sheet:
    """One TOML file, read and parsed."""

    def __init__(self, path: Path) -> None:
        """Read `path`. Raises `EditionFault` when it is absent, not UTF-8 or not TOML."""
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise EditionFault(path, 1, "The file is missing.", "Put it back from the release.") from None
        except UnicodeDecodeError:
            raise EditionFault(path, 1, "The file is not UTF-8 text.", "Save it as UTF-8.") from None
        try:
            self.data: dict[str, object] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found[1]) if found else self.text.count("\n") + 1
            raise EditionFault(
                path, line, f"This is not TOML: {error}.", "Correct the punctuation."
            ) from None

        self._lines = _lines(self.text)

    def root(self) -> Table:
        """Return the whole file as a table."""
        return Table(self, self.data, ())

    def line(self, place: Place) -> int:
        """Return the number of the line where `place` is written, or the nearest place around it; the first is 1."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)


def _lines(text: str) -> dict[Place, int]:
    """Return on which line each key and each table header stands; TOML as parsed no longer knows."""
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    around: Place = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[\s*([\w.-]+)\s*\]\]", line):
            outer: Place = ()
            *parents, last = header[1].split(".")
            for parent in parents:
                outer = (*outer, parent, *([counts[(*outer, parent)]] if (*outer, parent) in counts else []))
            counts[(*outer, last)] = counts.get((*outer, last), -1) + 1
            around = (*outer, last, counts[(*outer, last)])
            lines.setdefault((*outer, last), number)
            lines[around] = number
        elif header := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            around = ()
            for key in header[1].split("."):
                around = (*around, key, *([counts[(*around, key)]] if (*around, key) in counts else []))
            lines[around] = number
        elif pair := re.match(r"\s*([\w.-]+)\s*=", line):
            keys = pair[1].split(".")
            for depth in range(1, len(keys) + 1):
                lines.setdefault((*around, *keys[:depth]), number)
    return lines


class Table:
    """One table of a sheet, and its place in it."""

    def __init__(self, sheet: Sheet, data: dict[str, object], place: Place) -> None:
        self.sheet = sheet
        self.data = data
        self.place = place
        self.allowed: tuple[str, ...] = ()
        """The keys that may stand here, once `only` has been asked."""

    def fault(self, key: str, problem: str, fix: str) -> EditionFault:
        """Return the fault `problem` at the line of `key`, or of the table when the key is absent."""
        return EditionFault(self.sheet.path, self.sheet.line((*self.place, key)), problem, fix)

    def only(self, *keys: str) -> None:
        """Refuse any key but `keys`: a misspelt key would otherwise be silently without effect."""
        self.allowed = keys
        for key in self.data:
            if key not in keys:
                raise self.fault(
                    key, f"The key “{key}” is not known here.", f"Use one of: {', '.join(keys)}."
                )

    def text(self, key: str) -> str:
        """Return a plain text, not blank and not an expression."""
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(key, f"“{key}” must be a text.", 'Write it between quotes: key = "text".')
        if _EXPRESSION.search(value):
            raise self.fault(
                key, f"“{key}” holds an expression or markup.", "Write plain words; data is never evaluated."
            )
        return value

    def whole(self, key: str, least: int, most: int) -> int:
        """Return a whole number between `least` and `most`."""
        value = self.data.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.fault(
                key,
                f"“{key}” must be a whole number from {least} to {most}.",
                "Write the number itself, without quotes; neither text nor formula is evaluated.",
            )
        return value

    def maybe_whole(self, key: str, least: int, most: int) -> int | None:
        """Return a whole number as `whole` does, or None when the key is absent."""
        return self.whole(key, least, most) if key in self.data else None

    def flag(self, key: str) -> bool:
        """Return true or false; an absent key is false."""
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.fault(key, f"“{key}” must be true or false.", f"Write {key} = true or {key} = false.")
        return value

    def word(self, key: str, known: Collection[str]) -> str:
        """Return one of the `known` words."""
        value = self.data.get(key)
        if not isinstance(value, str) or value not in known:
            raise self.fault(
                key, f"“{key}” is {value!r}, which is not known.", f"Use one of: {', '.join(known)}."
            )
        return value

    def words(self, key: str, known: Collection[str]) -> frozenset[str]:
        """Return a list of `known` words as a set; an absent key gives an empty one."""
        values = self.data.get(key, [])
        if not isinstance(values, list):
            raise self.fault(key, f"“{key}” must be a list.", 'Write it between brackets: ["one", "two"].')
        for value in values:
            if not isinstance(value, str) or value not in known:
                raise self.fault(
                    key, f"“{key}” holds {value!r}, which is not known.", f"Use: {', '.join(known)}."
                )
        if len(values) != len(set(values)):
            raise self.fault(key, f"“{key}” says something twice.", "Leave one of them out.")
        return frozenset(values)

    def listed(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        """Return a list of `known` words in its own order; an absent key gives an empty one."""
        self.words(key, known)
        values = self.data.get(key, [])
        return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of plain texts, at least one, each as `text` takes it."""
        values = self.data.get(key)
        if not isinstance(values, list) or not values:
            raise self.fault(key, f"“{key}” must be a list of texts.", 'Write it as ["One.", "Two."].')
        return tuple(Table(self.sheet, {key: value}, self.place).text(key) for value in values)

    def days(self, key: str) -> frozenset[date]:
        """Return a list of dates as a set; an absent key gives an empty one."""
        values = self.data.get(key, [])
        if not isinstance(values, list) or not all(type(value) is date for value in values):
            raise self.fault(key, f"“{key}” must be a list of dates.", "Write [2026-01-01, 2026-05-01].")
        return frozenset(values)

    def wording(self, key: str) -> Text:
        """Return a text in several languages; English is always there."""
        table = self.table(key)
        for language in table.data:
            if language not in LANGUAGES:
                raise table.fault(
                    language, f"“{language}” is not a language here.", f"Use: {', '.join(sorted(LANGUAGES))}."
                )
        if "en" not in table.data:
            raise self.fault(key, f"“{key}” has no English wording.", f'Add {key}.en = "…".')
        return MappingProxyType({language: table.text(language) for language in table.data})

    def table(self, key: str) -> Table:
        """Return the table under `key`, which must be there."""
        value = self.data.get(key)
        if not isinstance(value, dict):
            raise self.fault(key, f"“{key}” must be a table.", f"Write [{key}] or {key}.en = … .")
        return Table(self.sheet, value, (*self.place, key))

    def maybe_table(self, key: str) -> Table | None:
        """Return the table under `key`, or None when the key is absent."""
        return self.table(key) if key in self.data else None

    def maybe_tables(self, key: str) -> tuple[Table, ...]:
        """Return the list of tables `[[key]]`, which may be absent."""
        return self.tables(key) if key in self.data else ()

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return the list of tables `[[key]]`, at least one."""
        values = self.data.get(key)
        if not isinstance(values, list) or not values or not all(isinstance(value, dict) for value in values):
            raise self.fault(key, f"There is no [[{key}]].", f"Add at least one [[{key}]] table.")
        return tuple(
            Table(self.sheet, value, (*self.place, key, number)) for number, value in enumerate(values)
        )


def digest(sheets: Iterable[Sheet]) -> str:
    """Return the SHA-256 of the content of `sheets`, as 64 hexadecimal digits.

    It is taken over canonical JSON of all keys and values under their file names: it changes with every word
    and number, and does not change with comments, spacing or the order of keys.
    """
    content = {sheet.path.name: sheet.data for sheet in sheets}
    canonical = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=date.isoformat
    )
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
