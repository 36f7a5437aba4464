"""Help with the criteria of an edition: how a weakness shows, what can come of it, what usually helps, who knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from openaeo.law.edition import Edition
from openaeo.law.findings import Level
from openaeo.law.sheet import LANGUAGES, Sheet, Table
from openaeo.law.terms import Bound, Text

NAMED = "guidance.{}.toml"
ENGLISH = "en"
TEXTS = ("indicator", "risk", "solutions", "small")


class Department(StrEnum):
    """A part of a firm, in a small one often the same person, that usually knows how a criterion stands."""

    MANAGEMENT = "management"
    CUSTOMS = "customs"
    ACCOUNTING = "accounting"
    LOGISTICS = "logistics"
    PURCHASING = "purchasing"
    PERSONNEL = "personnel"
    IT = "it"
    SECURITY = "security"


@dataclass(frozen=True, slots=True)
class Guidance:
    """Help with one criterion, in the shape of the EU's guidelines (Annex 2): indicator, risk, possible solutions.

    `level` is how indispensable the criterion usually is, by the project's own reading and nobody's rule. `known_by`
    is empty where the criterion binds customs alone; `small` (empty: nothing) is what can be enough in a small firm.
    `references` say where the point stands.
    """

    criterion: str
    level: Level
    known_by: tuple[Department, ...]
    indicator: Text
    risk: Text
    solutions: tuple[Text, ...]
    small: Text
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guidebook:
    """The help that an edition carries, by criterion; `drafts` are the languages that nobody has reviewed.

    It is help and no law: no part of the edition, and not in its hash.
    """

    help: Mapping[str, Guidance] = field(default_factory=dict)
    drafts: frozenset[str] = frozenset()

    def on(self, criterion: str) -> Guidance | None:
        """Return the help with `criterion`, or None."""
        return self.help.get(criterion)

    def resting_on(self, base: Guidebook, before: Edition, now: Edition) -> Guidebook:
        """Return this help with a supplement `now`, and that of `base` with each criterion `before` asks in the same sense."""
        asked = {one.id: one for one in before.criteria}
        same = {
            one.id: base.help[one.id]
            for one in now.criteria
            if one.id in base.help and (one.same_meaning or one.text == asked[one.id].text)
        }
        return Guidebook(MappingProxyType({**same, **self.help}), self.drafts | base.drafts)


def load_guidebook(folder: Path, edition: Edition) -> Guidebook:
    """Return the help with `edition` kept in `folder`: guidance.en.toml, and guidance.fr.toml and the like beside it.

    An edition need not carry any, and need not help with every criterion; another language may lack what English
    has, never the other way round. Raises `EditionFault` with file, line and fix for anything misspelt, doubled,
    pointing nowhere or not plain data.
    """
    if not (folder / NAMED.format(ENGLISH)).exists():
        return Guidebook()
    found = _english(Sheet(folder / NAMED.format(ENGLISH)), edition)
    drafts = set()
    for path in sorted(folder.glob(NAMED.format("*"))):
        if (language := path.name.split(".")[1]) != ENGLISH:
            sheet = Sheet(path)
            if _translated(sheet, language, found):
                drafts.add(language)
    return Guidebook(MappingProxyType(found), frozenset(drafts))


def _english(sheet: Sheet, edition: Edition) -> dict[str, Guidance]:
    root = sheet.root()
    root.only("reference", "guidance")
    references = _references(root)
    criteria = {one.id: one for one in edition.criteria}
    found: dict[str, Guidance] = {}
    for table in root.tables("guidance"):
        table.only("criterion", "level", "known_by", *TEXTS, "references")
        number = _number(table, criteria, found)
        known_by = table.listed("known_by", [one.value for one in Department])
        customs = criteria[number].bound is Bound.CUSTOMS
        if known_by and customs:
            raise table.fault("known_by", f"{number} binds customs, not a firm.", "Leave known_by out.")
        if not known_by and not customs:
            fix = f'Add for instance known_by = ["{Department.MANAGEMENT}"].'
            raise table.fault("known_by", f"Nobody is named who knows {number}.", fix)
        stands = table.listed("references", list(references))
        if not stands:
            raise table.fault("references", f"{number} refers to nothing.", "Name at least one reference.")
        found[number] = Guidance(
            criterion=number,
            level=Level(table.word("level", [one.value for one in Level])),
            known_by=tuple(Department(one) for one in known_by),
            indicator={ENGLISH: table.text("indicator")},
            risk={ENGLISH: table.text("risk")},
            solutions=tuple({ENGLISH: text} for text in table.texts("solutions")),
            small={ENGLISH: table.text("small")} if "small" in table.data else {},
            references=tuple(references[code] for code in stands),
        )
    return found


def _references(root: Table) -> dict[str, str]:
    found: dict[str, str] = {}
    for table in root.tables("reference"):
        table.only("code", "text")
        code = table.text("code")
        if code in found:
            raise table.fault("code", f"The reference {code} stands twice.", "Give it another code.")
        found[code] = table.text("text")
    return found


def _translated(sheet: Sheet, language: str, found: dict[str, Guidance]) -> bool:
    """Add the words of another language to `found`; return whether they are a draft."""
    root = sheet.root()
    root.only("draft", "guidance")
    if language not in LANGUAGES:
        fix = f"Name the file after one of: {', '.join(sorted(LANGUAGES))}."
        raise root.fault("guidance", f"“{language}” is not a language here.", fix)
    seen: dict[str, Guidance] = {}
    for table in root.tables("guidance"):
        table.only("criterion", *TEXTS)
        number = _number(table, found, seen)
        here = seen[number] = found[number]
        solutions = table.texts("solutions")
        if len(solutions) != len(here.solutions):
            fix = f"Write {len(here.solutions)}, in the order of the English ones."
            raise table.fault(
                "solutions", f"{number} has {len(solutions)} solutions, not as in English.", fix
            )
        if ("small" in table.data) is not bool(here.small):
            fix = "Write it where English has it, and nowhere else."
            raise table.fault("small", f"“small” of {number} is not as in English.", fix)
        found[number] = replace(
            here,
            indicator={**here.indicator, language: table.text("indicator")},
            risk={**here.risk, language: table.text("risk")},
            solutions=tuple(
                {**text, language: words} for text, words in zip(here.solutions, solutions, strict=True)
            ),
            small={**here.small, language: table.text("small")} if here.small else {},
        )
    return root.flag("draft")


def _number(table: Table, known: Mapping[str, object], taken: Mapping[str, object]) -> str:
    number = table.word("criterion", list(known))
    if number in taken:
        raise table.fault("criterion", f"{number} is helped with twice.", "Join the two.")
    return number
