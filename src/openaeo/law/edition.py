"""A catalogue of criteria in one fixed wording, read from its data sheets, whole or as a supplement to another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from openaeo.law.sheet import LANGUAGES, EditionFault, Sheet, Table, digest
from openaeo.law.terms import Bound, Mode, Role, Text

__all__ = [
    "Criterion",
    "Edition",
    "EditionFault",
    "Group",
    "code_of",
    "load_edition",
    "read_criterion",
    "read_group",
]

# S quoted from SAFE, W in the WCO online compendium, E in EU law, I in India's circulars, N in the national text
# that a programme cites for a criterion of its own; U general knowledge only.
BASIS_CODES = ("S", "W", "E", "I", "N", "U")
CONFIRMING = frozenset({"S", "W", "E", "I", "N"})


@dataclass(frozen=True, slots=True)
class Criterion:
    """One requirement: whom it binds, in which roles (none: in every role), how it is proven and verified.

    `basis` are codes of where the point was found; `confirmed` is true when at least one of them is a source
    (S, W, E, I, N) and false when general knowledge (U) is all there is. `same_meaning`: a supplement words it
    differently from the edition it rests on, and says that nothing else is asked.
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
    same_meaning: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A letter of the catalogue and its name; `drafts` are the languages whose wording nobody has reviewed."""

    letter: str
    name: Text
    drafts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Edition:
    """A catalogue of criteria in one fixed wording; `hash` changes with every word.

    `rests_on` is the code of the edition that a supplement changes; "" for an edition that stands by itself.
    """

    code: str
    title: Text
    groups: tuple[Group, ...]
    criteria: tuple[Criterion, ...]
    hash: str
    rests_on: str = ""
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


def load_edition(folder: Path) -> Edition:
    """Return the edition kept in `folder` (edition.toml, criteria.toml).

    A supplement names with `rests_on` the edition that lies beside it: its criteria stand in the place of those of
    the same number or are new, and those it names in `dropped` are left out. Raises `EditionFault` with file, line
    and fix for anything missing, misspelt, doubled, out of range or not plain data; an edition is read whole or not
    at all.
    """
    head, body = Sheet(folder / "edition.toml"), Sheet(folder / "criteria.toml")
    root = head.root()
    root.only("code", "title", "source", "group", "rests_on", "dropped")
    root.text("source")
    code, base = code_of(root, folder), _base(root, folder)
    groups = {group.letter: group for group in (base.groups if base else ())}
    for table in root.maybe_tables("group") if base else root.tables("group"):
        group = read_group(table)
        if group.letter in groups:
            raise table.fault("letter", f"Group {group.letter} stands twice.", "Give it another letter.")
        groups[group.letter] = group
    criteria = _criteria(body.root(), groups, base)
    own = digest((head, body))
    return Edition(
        code=code,
        title=root.wording("title"),
        groups=tuple(groups.values()),
        criteria=_supplemented(root, base, criteria) if base else tuple(criteria.values()),
        hash=hashlib.sha256(f"{base.hash}\n{own}".encode()).hexdigest() if base else own,
        rests_on=base.code if base else "",
    )


def _base(root: Table, folder: Path) -> Edition | None:
    """The edition that this one supplements; it stands by itself, so that nobody has to follow a chain."""
    if "rests_on" not in root.data:
        root.only("code", "title", "source", "group")
        return None
    code = root.text("rests_on")
    if (
        not (folder.parent / code / "edition.toml").is_file()
        or Path(code).name != code
        or code == folder.name
    ):
        raise root.fault("rests_on", f"There is no edition {code} beside it.", "Name the folder of another.")
    base = load_edition(folder.parent / code)
    if base.rests_on:
        raise root.fault("rests_on", f"{code} is a supplement itself.", f"Rest on {base.rests_on}.")
    return base


def _criteria(root: Table, groups: Mapping[str, Group], base: Edition | None) -> dict[str, Criterion]:
    root.only("criterion")
    known = {one.id for one in base.criteria} if base else frozenset[str]()
    criteria: dict[str, Criterion] = {}
    for table in root.tables("criterion"):
        criterion = read_criterion(table, groups, *(("same_meaning",) if base else ()))
        if criterion.id in criteria:
            raise table.fault("id", f"Criterion {criterion.id} stands twice.", "Give it another number.")
        same = table.flag("same_meaning")
        if same and criterion.id not in known:
            raise table.fault("same_meaning", f"{criterion.id} is new.", "Leave same_meaning out.")
        criteria[criterion.id] = replace(criterion, same_meaning=same)
    return criteria


def _supplemented(root: Table, base: Edition, own: Mapping[str, Criterion]) -> tuple[Criterion, ...]:
    """The criteria of `base`, without those dropped, reworded ones in their places, new ones behind their group."""
    dropped = root.words("dropped", [one.id for one in base.criteria])
    if twice := sorted(dropped & own.keys()):
        raise root.fault("dropped", f"{twice[0]} is worded anew as well.", "Say one of the two.")
    kept = [own.get(one.id, one) for one in base.criteria if one.id not in dropped]
    new = [one for one in own.values() if one.id not in {known.id for known in base.criteria}]
    letters = list(dict.fromkeys(one.group for one in (*kept, *new)))
    return tuple(one for letter in letters for one in (*kept, *new) if one.group == letter)


def code_of(root: Table, folder: Path) -> str:
    """Return the code of what `folder` keeps. Refused with `EditionFault` when it differs from the folder's name."""
    code = root.text("code")
    if code != folder.name:
        raise root.fault("code", f"The code {code} differs from the folder {folder.name}.", "Make them one.")
    return code


def read_group(table: Table) -> Group:
    """Read a letter of the catalogue and its name."""
    table.only("letter", "name", "drafts")
    letter = table.text("letter")
    if len(letter) != 1 or not letter.isupper():
        raise table.fault(
            "letter", f"“{letter}” is not one capital letter.", 'Write for instance letter = "A".'
        )
    return Group(letter, table.wording("name"), table.words("drafts", sorted(LANGUAGES)))


def read_criterion(table: Table, groups: Mapping[str, Group], *more: str) -> Criterion:
    """Read one requirement of one of `groups`; the keys `more` belong to somebody else."""
    table.only("id", "bound", "text", "evidence", "modes", "roles", "basis", *more)
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
