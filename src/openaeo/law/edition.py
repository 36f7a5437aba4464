"""What the programme asks and gives, read from its data sheets: an edition of criteria, a national programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from openaeo.law.clock import LONGEST, Limit, Unit
from openaeo.law.risk import FEATURES
from openaeo.law.sheet import LANGUAGES, EditionFault, Sheet, Table, digest
from openaeo.law.terms import Bound, Mode, Role, Text

__all__ = [
    "Criterion",
    "Edition",
    "EditionFault",
    "EligibilityQuestion",
    "Group",
    "Programme",
    "load_edition",
    "load_programme",
]

# S quoted from SAFE, W in the WCO online compendium, E in EU law, I in India's circulars; U general knowledge only.
BASIS_CODES = ("S", "W", "E", "I", "U")
CONFIRMING = frozenset({"S", "W", "E", "I"})
MEASURES = ("suspend", "revoke")
WEIGHTS = ("must", "should")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One requirement: whom it binds, in which roles (none: in every role), how it is proven and verified.

    `basis` are codes of where the point was found; `confirmed` is true when at least one of them is a source
    (S, W, E, I) and false when general knowledge (U) is all there is.
    """

    id: str
    group: str
    bound: Bound
    text: Text
    evidence: Text
    modes: frozenset[Mode]
    roles: frozenset[Role]
    basis: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A letter of the catalogue and its name; `drafts` are the languages whose wording nobody has reviewed."""

    letter: str
    name: Text
    drafts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Edition:
    """A catalogue of criteria in one fixed wording; `hash` changes with every word."""

    code: str
    title: Text
    groups: tuple[Group, ...]
    criteria: tuple[Criterion, ...]
    hash: str
    _by_id: Mapping[str, Criterion] = field(init=False, repr=False, compare=False)
    _by_letter: Mapping[str, Group] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {criterion.id: criterion for criterion in self.criteria})
        object.__setattr__(self, "_by_letter", {group.letter: group for group in self.groups})

    def criterion(self, number: str) -> Criterion:
        """Return the criterion whose id is `number`. Raises `KeyError` when the edition has none."""
        return self._by_id[number]

    def group(self, letter: str) -> Group:
        """Return the group of `letter`. Raises `KeyError` when the edition has none."""
        return self._by_letter[letter]

    def applying(self, roles: Iterable[Role]) -> tuple[Criterion, ...]:
        """Return the criteria that an applicant in `roles` answers, in catalogue order.

        These bind the operator or both sides and are meant for at least one of `roles`. No roles at all: every
        criterion that binds an operator in any role. What binds customs alone is nobody's question.
        """
        wanted = frozenset(roles)
        return tuple(
            criterion
            for criterion in self.criteria
            if criterion.bound is not Bound.CUSTOMS
            and (not wanted or not criterion.roles or wanted & criterion.roles)
        )


@dataclass(frozen=True, slots=True)
class EligibilityQuestion:
    """A yes-or-no question before applying: what a no means, and what would be asked as proof."""

    code: str
    text: Text
    weight: str
    if_no: Text
    evidence: Text


@dataclass(frozen=True, slots=True)
class Programme:
    """What one administration makes of an edition: tiers, time, grounds, benefits, and how it weighs risk.

    `edition` is the code of the edition it rests on. `validity_years` is None for an authorisation without end.
    `measures` says for each ground which measures it may carry: `suspend`, `revoke`.
    """

    code: str
    edition: str
    title: Text
    tiers: Mapping[str, Text]
    validity_years: int | None
    acceptance: Limit
    decision: Limit
    request: Limit
    hearing: Limit
    measure_hearing: Limit
    grounds: Mapping[str, Text]
    measures: Mapping[str, frozenset[str]]
    benefits: Mapping[str, Text]
    eligibility: tuple[EligibilityQuestion, ...]
    risk: Mapping[str, int]
    zone: str
    weekend: frozenset[int]
    closed_days: frozenset[date]
    drafts: frozenset[str]
    hash: str

    def grounds_for(self, measure: str) -> Mapping[str, Text]:
        """Return the grounds that may carry `measure` (`suspend` or `revoke`), in the programme's order."""
        return {code: text for code, text in self.grounds.items() if measure in self.measures[code]}


def load_edition(folder: Path) -> Edition:
    """Return the edition kept in `folder` (edition.toml, criteria.toml).

    Raises `EditionFault` with file, line and fix for anything missing, misspelt, doubled, out of range or not
    plain data; an edition is read whole or not at all.
    """
    head, body = Sheet(folder / "edition.toml"), Sheet(folder / "criteria.toml")
    root = head.root()
    root.only("code", "title", "source", "group")
    root.text("source")
    groups: dict[str, Group] = {}
    for table in root.tables("group"):
        group = _group(table)
        if group.letter in groups:
            raise table.fault("letter", f"Group {group.letter} stands twice.", "Give it another letter.")
        groups[group.letter] = group
    body.root().only("criterion")
    criteria: dict[str, Criterion] = {}
    for table in body.root().tables("criterion"):
        criterion = _criterion(table, groups)
        if criterion.id in criteria:
            raise table.fault("id", f"Criterion {criterion.id} stands twice.", "Give it another number.")
        criteria[criterion.id] = criterion
    return Edition(
        code=_code(root, folder),
        title=root.wording("title"),
        groups=tuple(groups.values()),
        criteria=tuple(criteria.values()),
        hash=digest((head, body)),
    )


def _code(root: Table, folder: Path) -> str:
    code = root.text("code")
    if code != folder.name:
        raise root.fault("code", f"The code {code} differs from the folder {folder.name}.", "Make them one.")
    return code


def _group(table: Table) -> Group:
    table.only("letter", "name", "drafts")
    letter = table.text("letter")
    if len(letter) != 1 or not letter.isupper():
        raise table.fault(
            "letter", f"“{letter}” is not one capital letter.", 'Write for instance letter = "A".'
        )
    return Group(letter, table.wording("name"), table.words("drafts", sorted(LANGUAGES)))


def _criterion(table: Table, groups: Mapping[str, Group]) -> Criterion:
    table.only("id", "bound", "text", "evidence", "modes", "roles", "basis")
    number = table.text("id")
    if number[0] not in groups or not number[1:].isdecimal() or not number.isascii():
        raise table.fault(
            "id", f"“{number}” is not a group's letter and a number.", 'Write for instance id = "A1".'
        )
    modes = table.words("modes", [mode.value for mode in Mode])
    if not modes:
        raise table.fault(
            "modes", f"{number} cannot be verified in any way.", 'Add for instance modes = ["desk"].'
        )
    basis = table.words("basis", BASIS_CODES)
    if not basis:
        raise table.fault("basis", f"{number} has no basis.", 'Add basis = ["U"] when no source is known.')
    return Criterion(
        id=number,
        group=number[0],
        bound=Bound(table.word("bound", [bound.value for bound in Bound])),
        text=table.wording("text"),
        evidence=table.wording("evidence"),
        modes=frozenset(Mode(mode) for mode in modes),
        roles=frozenset(Role(role) for role in table.words("roles", [role.value for role in Role])),
        basis=" ".join(code for code in BASIS_CODES if code in basis),
        confirmed=bool(basis & CONFIRMING),
    )


def load_programme(folder: Path) -> Programme:
    """Return the programme kept in `folder` (programme.toml). Raises `EditionFault` as `load_edition` does."""
    sheet = Sheet(folder / "programme.toml")
    root = sheet.root()
    root.only(
        *("code", "edition", "title", "validity_years", "zone", "weekend", "closed_days", "drafts"),
        *("limits", "tier", "ground", "benefit", "question", "risk"),
    )
    limits = root.table("limits")
    names = ("acceptance", "decision", "request", "hearing", "measure_hearing")
    limits.only(*names)
    acceptance, decision, request, hearing, measure_hearing = (_limit(limits.table(name)) for name in names)
    grounds = _coded(root, "ground", ("code", "text", "measures"))
    questions = _coded(root, "question", ("code", "text", "weight", "if_no", "evidence"))
    return Programme(
        code=_code(root, folder),
        edition=root.text("edition"),
        title=root.wording("title"),
        tiers=_wordings(_coded(root, "tier", ("code", "text"))),
        validity_years=root.whole("validity_years", 1, 30) if "validity_years" in root.data else None,
        acceptance=acceptance,
        decision=decision,
        request=request,
        hearing=hearing,
        measure_hearing=measure_hearing,
        grounds=_wordings(grounds),
        measures=MappingProxyType({code: _measures(table) for code, table in grounds.items()}),
        benefits=_wordings(_coded(root, "benefit", ("code", "text"))),
        eligibility=tuple(_question(code, table) for code, table in questions.items()),
        risk=_weights(root.table("risk")),
        zone=_zone(root),
        weekend=_weekend(root),
        closed_days=root.days("closed_days"),
        drafts=root.words("drafts", sorted(LANGUAGES)),
        hash=digest([sheet]),
    )


def _limit(table: Table) -> Limit:
    table.only("days", "unit")
    days = table.whole("days", 1, LONGEST)
    return Limit(days, Unit(table.word("unit", [unit.value for unit in Unit])))


def _coded(root: Table, key: str, keys: tuple[str, ...]) -> dict[str, Table]:
    """Return the tables `[[key]]` by their codes; a code stands once."""
    coded: dict[str, Table] = {}
    for table in root.tables(key):
        table.only(*keys)
        code = table.text("code")
        if code in coded:
            raise table.fault("code", f"The {key} {code} stands twice.", "Give it another code.")
        coded[code] = table
    return coded


def _wordings(coded: Mapping[str, Table]) -> Mapping[str, Text]:
    return MappingProxyType({code: table.wording("text") for code, table in coded.items()})


def _measures(table: Table) -> frozenset[str]:
    measures = table.words("measures", MEASURES)
    if not measures:
        raise table.fault("measures", "The ground carries no measure.", 'Add measures = ["suspend"].')
    return measures


def _question(code: str, table: Table) -> EligibilityQuestion:
    weight = table.word("weight", WEIGHTS)
    return EligibilityQuestion(
        code, table.wording("text"), weight, table.wording("if_no"), table.wording("evidence")
    )


def _weights(table: Table) -> Mapping[str, int]:
    codes = [feature.code for feature in FEATURES]
    table.only(*codes)
    return MappingProxyType({code: table.whole(code, 0, 100) for code in codes})


def _zone(root: Table) -> str:
    zone = root.text("zone")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise root.fault(
            "zone", f"“{zone}” is not a time zone.", 'Write for instance zone = "UTC".'
        ) from None
    return zone


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _weekend(root: Table) -> frozenset[int]:
    days = root.words("weekend", WEEK)
    if len(days) == len(WEEK):
        raise root.fault("weekend", "A week needs a working day.", "Leave a day out.")
    return frozenset(WEEK.index(day) for day in days)
