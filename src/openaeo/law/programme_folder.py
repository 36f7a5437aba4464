"""Reads the folder of a programme into a Programme, or tells every mistake in it with file, line and fix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from openaeo.law import account_rules, rule_sheets
from openaeo.law.citing import Citation, Origin
from openaeo.law.edition import Group, code_of, read_criterion, read_group
from openaeo.law.programme import NEEDED, Addition, EligibilityQuestion, Programme
from openaeo.law.reuse_sheet import reusing
from openaeo.law.risk import FEATURES, Band
from openaeo.law.rule_sheets import CITED, Known
from openaeo.law.sheet import LANGUAGES, Faults, Sheet, Table, digest
from openaeo.law.terms import Text
from openaeo.law.timing import Calendar, TimeLimit

MEASURES = ("suspend", "revoke")
WEIGHTS = ("must", "should")
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
PROGRAMME, CLOCKS, WORDING, CRITERIA = "programme.toml", "clocks.toml", "wording.toml", "criteria.toml"

One = TypeVar("One")
Reader = Callable[[Table, Known], One]


def load_programme(folder: Path) -> Programme:
    """Return the programme kept in `folder`.

    Its sheets are programme.toml (rules), clocks.toml (time limits), wording.toml (grounds, benefits, questions)
    and, where it adds criteria to the edition, criteria.toml. Raises `EditionFault` for the first mistake, with
    every other one in its `others`: anything missing, misspelt, doubled, out of range, pointing nowhere or not
    plain data. A programme is read whole or not at all.
    """
    faults = Faults()
    sheets: dict[str, Sheet] = {}
    for name in (PROGRAMME, CLOCKS, WORDING, CRITERIA):
        if name != CRITERIA or (folder / name).exists():
            with faults.gathered():
                sheets[name] = Sheet(folder / name)
    faults.tell()
    return _Reading(folder, sheets, faults).programme()


class _Reading:
    """One folder while it is read: its sheets, what they name, and the faults found."""

    def __init__(self, folder: Path, sheets: Mapping[str, Sheet], faults: Faults) -> None:
        self.folder = folder
        self.sheets = sheets
        self.faults = faults
        self.backing: dict[str, Citation] = {}
        self.root = sheets[PROGRAMME].root()
        self.times = sheets[CLOCKS].root()
        self.words = sheets[WORDING].root()
        self.more = sheets[CRITERIA].root() if CRITERIA in sheets else None
        own = _codes(self.more, "group", "letter") if self.more else ()
        self.known = Known(
            sources=frozenset(_codes(self.root, "source")),
            tiers=_codes(self.root, "tier"),
            sizes=_codes(self.root, "size"),
            groups=tuple(dict.fromkeys((*LETTERS[:13], *own))),
            scores=_codes(self.root, "score"),
        )

    def programme(self) -> Programme:
        """Read everything, tell the faults, and only then build."""
        root, known = self.root, self.known
        self._check_the_frame()
        sources = self._each(root, "source", lambda table, _known: rule_sheets.source(table))
        rungs = self._each(root, "tier", rule_sheets.tier)
        sizes = self._each(root, "size", rule_sheets.size)
        entries = self._each(root, "entry", rule_sheets.entry, coded=False)
        acceptance = self._each(root, "check", rule_sheets.check)
        lasting = self._each(root, "validity", rule_sheets.lasting, coded=False)
        bars = self._each(root, "bar", rule_sheets.bar, coded=False)
        changes = self._each(root, "change", rule_sheets.change)
        scores = self._each(root, "score", rule_sheets.score)
        grades = self._each(root, "grade", rule_sheets.grade)
        bands = self._bands()
        times = self._times()
        grounds = self._coded("ground", ("code", "text", "measures", *CITED), _measures)
        benefits = self._coded(
            "benefit", ("code", "text", "tiers", *CITED), lambda one: one.words("tiers", known.tiers)
        )
        questions = self._coded(
            "question", ("code", "text", "weight", "if_no", "evidence", *CITED), _question
        )
        remarks = self._each(self.words, "remark", rule_sheets.remark, coded=False)
        groups, additions = self._additions()
        with self.faults.gathered():
            if all("tiers" in table.data for table in root.tables("validity")):
                raise root.fault(
                    "validity", "No validity holds for every tier.", "Add a [[validity]] without tiers."
                )
        self.faults.tell()
        deciding, appeal, retention, papers, accounts, reuse = (
            root.maybe_table(name)
            for name in ("deciding", "appeal", "retention", "papers", "accounts", "reuse")
        )
        return Programme(
            code=root.text("code"),
            edition=root.text("edition"),
            title=root.wording("title"),
            origin=_origin(root),
            note=root.wording("note"),
            sources=sources,
            rungs=rungs,
            sizes=sizes,
            entries=entries,
            acceptance=acceptance,
            times=times,
            heard=rule_sheets.hearing(root.table("hearing"), known),
            deciding=rule_sheets.deciding(deciding, known) if deciding else None,
            lasting=lasting,
            suspending=rule_sheets.suspending(root.table("suspension"), known),
            bars=bars,
            changes=changes,
            scores=scores,
            grades=grades,
            appeal=rule_sheets.appeal(appeal, known) if appeal else None,
            visits=rule_sheets.visits(root.table("visits"), known),
            accounts=account_rules.accounts(accounts, known) if accounts else None,
            retention=rule_sheets.retention(retention, known) if retention else None,
            papers=rule_sheets.papers(papers, known) if papers else None,
            reusing=reusing(reuse, known) if reuse else None,
            grounds=_wordings(self.words, "ground"),
            measures=MappingProxyType(grounds),
            benefits=_wordings(self.words, "benefit"),
            benefit_tiers=MappingProxyType(benefits),
            eligibility=tuple(questions.values()),
            risk=self._weights(),
            bands=bands,
            groups=groups,
            additions=additions,
            remarks=remarks,
            backing=MappingProxyType(self.backing),
            calendar=_calendar(root),
            drafts=root.words("drafts", sorted(LANGUAGES)),
            hash=digest(self.sheets.values()),
        )

    def _check_the_frame(self) -> None:
        """Gather the faults of everything that stands once."""
        root, known = self.root, self.known
        checks: tuple[Callable[[], object], ...] = (
            lambda: root.only(
                *("code", "edition", "title", "origin", "note", "zone", "weekend", "closed_days", "drafts"),
                *("source", "tier", "size", "entry", "check", "validity", "bar", "change", "score", "grade"),
                "band",
                *("hearing", "deciding", "suspension", "visits", "appeal", "retention", "papers", "risk"),
                "accounts",
                "reuse",
            ),
            lambda: self.times.only("time"),
            lambda: self.words.only("ground", "benefit", "question", "remark"),
            lambda: code_of(root, self.folder),
            lambda: root.text("edition"),
            lambda: root.wording("title"),
            lambda: _origin(root),
            lambda: root.wording("note"),
            lambda: _calendar(root),
            lambda: root.words("drafts", sorted(LANGUAGES)),
            self._weights,
            lambda: rule_sheets.hearing(root.table("hearing"), known),
            lambda: rule_sheets.suspending(root.table("suspension"), known),
            lambda: rule_sheets.visits(root.table("visits"), known),
            lambda: (table := root.maybe_table("deciding")) and rule_sheets.deciding(table, known),
            lambda: (table := root.maybe_table("appeal")) and rule_sheets.appeal(table, known),
            lambda: (table := root.maybe_table("accounts")) and account_rules.accounts(table, known),
            lambda: (table := root.maybe_table("retention")) and rule_sheets.retention(table, known),
            lambda: (table := root.maybe_table("papers")) and rule_sheets.papers(table, known),
            lambda: (table := root.maybe_table("reuse")) and reusing(table, known),
            lambda: root.tables("tier"),
            lambda: self.words.tables("ground"),
        )
        for check in checks:
            with self.faults.gathered():
                check()

    def _each(self, root: Table, key: str, read: Reader[One], *, coded: bool = True) -> tuple[One, ...]:
        """Read every table `[[key]]`; a fault in one does not hide those of the next."""
        found: list[One] = []
        seen: set[str] = set()
        with self.faults.gathered():
            for table in root.maybe_tables(key):
                with self.faults.gathered():
                    found.append(read(table, self.known))
                if coded:
                    with self.faults.gathered():
                        _once(table, key, seen)
        return tuple(found)

    def _times(self) -> tuple[TimeLimit, ...]:
        """Read the time limits; one code stands once for every tier and once for each named tier."""
        times = self._each(self.times, "time", rule_sheets.time, coded=False)
        seen: set[tuple[str, str]] = set()
        with self.faults.gathered():
            for table in self.times.tables("time"):
                with self.faults.gathered():
                    code = table.text("code")
                    for tier in sorted(table.words("tiers", self.known.tiers)) or [""]:
                        if (code, tier) in seen:
                            raise table.fault(
                                "code",
                                f"The time {code} stands twice for one tier.",
                                "Join them, or name the tiers apart.",
                            )
                        seen.add((code, tier))
        for code in NEEDED:
            with self.faults.gathered():
                if (code, "") not in seen:
                    raise self.times.fault(
                        "time",
                        f"The time {code} is missing; no case can be run without it.",
                        f'Add a [[time]] with code = "{code}" and no tiers; where no law sets it, '
                        'certainty = "placeholder".',
                    )
        return times

    def _coded(self, key: str, keys: tuple[str, ...], read: Callable[[Table], One]) -> dict[str, One]:
        """Read the worded tables `[[key]]` by their codes."""
        found: dict[str, One] = {}
        seen: set[str] = set()
        with self.faults.gathered():
            for table in self.words.maybe_tables(key):
                with self.faults.gathered():
                    table.only(*keys)
                    table.wording("text")
                    found[table.text("code")] = read(table)
                    if cited := rule_sheets.maybe_citation(table, self.known):
                        self.backing[f"{key} {table.text('code')}"] = cited
                with self.faults.gathered():
                    _once(table, key, seen)
        return found

    def _weights(self) -> Mapping[str, int]:
        table = self.root.table("risk")
        codes = [feature.code for feature in FEATURES]
        table.only(*codes, *CITED)
        if cited := rule_sheets.maybe_citation(table, self.known):
            self.backing["risk"] = cited
        return MappingProxyType({code: table.whole(code, 0, 100) for code in codes})

    def _bands(self) -> tuple[Band, ...]:
        """Read the bands of the risk score: none, or every score falls into one of them."""
        bands = self._each(self.root, "band", rule_sheets.band)
        starts = [one.least for one in bands]
        with self.faults.gathered():
            if bands and (starts[0] != 0 or starts != sorted(set(starts))):
                raise self.root.fault(
                    "band",
                    "The bands do not climb from 0 points.",
                    "Begin at least = 0 and let each next one begin higher.",
                )
        return bands

    def _additions(self) -> tuple[tuple[Group, ...], tuple[Addition, ...]]:
        if self.more is None:
            return (), ()
        with self.faults.gathered():
            self.more.only("group", "criterion")
        groups = self._each(self.more, "group", lambda table, _known: read_group(table))
        letters = {group.letter: group for group in groups} | {
            letter: Group(letter, MappingProxyType({"en": letter})) for letter in self.known.groups
        }
        return groups, self._each(
            self.more,
            "criterion",
            lambda table, known: Addition(
                read_criterion(table, letters, "tiers", *CITED),
                table.words("tiers", known.tiers),
                rule_sheets.citation(table, known),
            ),
        )


def _codes(root: Table, key: str, name: str = "code") -> tuple[str, ...]:
    """Return the codes of the tables `[[key]]` as far as they can be read; faults are told where they stand."""
    tables = root.data.get(key)
    listed: Iterable[object] = tables if isinstance(tables, list) else ()
    codes = [one.get(name) for one in listed if isinstance(one, dict)]
    return tuple(dict.fromkeys(code for code in codes if isinstance(code, str)))


def _once(table: Table, key: str, seen: set[str]) -> None:
    """Refuse a code that stood before; one that is no text at all is refused by whoever reads it."""
    name = next((name for name in ("code", "letter", "id") if name in table.data), "code")
    code = table.data.get(name)
    if not isinstance(code, str):
        return
    if code in seen:
        raise table.fault(name, f"The {key} {code} stands twice.", "Give it another code.")
    seen.add(code)


def _wordings(root: Table, key: str) -> Mapping[str, Text]:
    return MappingProxyType({one.text("code"): one.wording("text") for one in root.maybe_tables(key)})


def _origin(root: Table) -> Origin:
    return Origin(root.word("origin", [word.value for word in Origin]))


def _measures(table: Table) -> frozenset[str]:
    measures = table.words("measures", MEASURES)
    if not measures:
        raise table.fault("measures", "The ground carries no measure.", 'Add measures = ["suspend"].')
    return measures


def _question(table: Table) -> EligibilityQuestion:
    weight = table.word("weight", WEIGHTS)
    return EligibilityQuestion(
        table.text("code"), table.wording("text"), weight, table.wording("if_no"), table.wording("evidence")
    )


def _calendar(root: Table) -> Calendar:
    zone = root.text("zone")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise root.fault(
            "zone", f"“{zone}” is not a time zone.", 'Write for instance zone = "UTC".'
        ) from None
    days = root.words("weekend", WEEK)
    if len(days) == len(WEEK):
        raise root.fault("weekend", "A week needs a working day.", "Leave a day out.")
    return Calendar(zone, frozenset(WEEK.index(day) for day in days), root.days("closed_days"))
