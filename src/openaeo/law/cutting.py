"""What of an assessment reaches the trader: each item's place, what may be left out and why, and what never goes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from openaeo.law.lifecycle import CaseState
from openaeo.law.workflow import Reason


class ItemKind(StrEnum):
    """What the internal file of an assessment holds."""

    RESULT = "result"
    REASON = "reason"
    SEEN = "seen"
    FINDING = "finding"
    REMARK = "remark"
    VISIT = "visit"
    VISIT_NOTE = "visit-note"
    ROOT_CAUSE = "root-cause"
    COMMENT = "comment"
    CONSULTATION = "consultation"
    RECOMMENDATION = "recommendation"
    RISK = "risk"


class WhyOut(StrEnum):
    """Why something that the trader would otherwise get is left out of a report."""

    OTHERS = "others"
    ENQUIRY = "enquiry"
    METHODS = "methods"
    TOLD = "told"
    OVERTAKEN = "overtaken"


OWED = frozenset({ItemKind.RESULT, ItemKind.REASON, ItemKind.FINDING, ItemKind.REMARK, ItemKind.VISIT})
"""What the trader gets unless it is left out for a reason."""
OFFERED = frozenset({ItemKind.SEEN})
"""What the trader gets only when it is put in."""
PRIVATE = frozenset(ItemKind) - OWED - OFFERED
"""What never leaves customs, whatever anybody chooses."""
RESTING = frozenset({ItemKind.RESULT, ItemKind.REASON, ItemKind.FINDING})
"""What an adverse decision rests on where it is about a criterion that bars the grant."""

REPORTABLE = frozenset(
    {
        *(CaseState.ASSESSMENT, CaseState.DECISION, CaseState.HEARING),
        *(CaseState.TO_ISSUE, CaseState.GRANTED, CaseState.REFUSED),
    }
)
"""Where a report is issued or corrected."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the internal file: `criterion` is "" for what is about the case as a whole."""

    key: str
    kind: ItemKind
    criterion: str
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it stands, for a sentence: its criterion, else what it is."""
        return self.criterion or self.kind.value


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether an item is in the report, and why not: a word of `WhyOut`, and more in words."""

    included: bool
    ground: str = ""
    text: str = ""

    @property
    def explained(self) -> bool:
        """Whether both a known ground and words for it are given."""
        return self.ground in set(WhyOut) and bool(self.text.strip())


Choices = Mapping[str, Choice]
"""By the key of an item; what is not chosen stands as its kind says."""

NOTHING_CHOSEN: Choices = MappingProxyType({})


def included(item: Item, choices: Choices) -> bool:
    """Return whether `item` is in the report: never a private one."""
    if item.kind in PRIVATE:
        return False
    chosen = choices.get(item.key)
    return item.kind in OWED if chosen is None else chosen.included


def cut(items: Iterable[Item], choices: Choices) -> tuple[Item, ...]:
    """Return what goes out, in the order of `items`."""
    return tuple(item for item in items if included(item, choices))


def may_cut(items: Iterable[Item], choices: Choices, *, resting: frozenset[str]) -> tuple[Reason, ...]:
    """Return why a report may not be cut so; none when it may.

    `resting` are the criteria on which an adverse decision rests that the trader is, or was, heard about. Reasons:
    `report-private` (something that never goes out was put in), `report-unexplained` (left out without a ground and
    words), `report-basis-left-out` (the decision rests on it: UCC-IA 8), each with the places, and `report-empty`.
    """
    every = list(items)
    private = [one for one in every if one.kind in PRIVATE and _put_in(one, choices)]
    left = [one for one in every if one.kind in OWED and not included(one, choices)]
    unexplained = [one for one in left if not choices[one.key].explained]
    basis = [one for one in left if _rests(one.kind, one.criterion, resting)]
    found = (
        ("report-private", private),
        ("report-unexplained", unexplained),
        ("report-basis-left-out", basis),
    )
    reasons = [Reason(code, _places(of)) for code, of in found if of]
    return (*reasons, *(() if cut(every, choices) else (Reason("report-empty"),)))


def withheld(left: Iterable[tuple[str, str]], resting: frozenset[str]) -> Reason | None:
    """Return `basis-withheld` with the criteria when a report left out what an adverse act would rest on, else None.

    `left` are the kind and the criterion of each item that the report in force left out. Source: UCC-IA 8.
    """
    found = [criterion for kind, criterion in left if _rests(ItemKind(kind), criterion, resting)]
    return Reason("basis-withheld", ", ".join(dict.fromkeys(found))) if found else None


def uncited(behind: Mapping[int, str], cited: Iterable[int]) -> Reason | None:
    """Return `relied-on-left-out` with the names of documents that a notice does not cite although the act rests on them.

    `behind` are the documents behind the answers to the criteria that fail, by key and name. Source: UCC-IA 8.
    """
    named = set(cited)
    missing = [name for key, name in behind.items() if key not in named]
    return Reason("relied-on-left-out", ", ".join(missing)) if missing else None


def mark(items: Iterable[Item]) -> str:
    """Return a fingerprint of what somebody looked at; it changes when any item does."""
    lines = [(one.key, one.criterion, sorted(one.words.items())) for one in items]
    return hashlib.sha256(repr(lines).encode()).hexdigest()


def _put_in(item: Item, choices: Choices) -> bool:
    chosen = choices.get(item.key)
    return chosen is not None and chosen.included


def _rests(kind: ItemKind, criterion: str, resting: frozenset[str]) -> bool:
    return kind in RESTING and criterion in resting


def _places(items: Iterable[Item]) -> str:
    return ", ".join(dict.fromkeys(item.place for item in items))
