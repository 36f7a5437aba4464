"""A change of a holder in words: what it is, which criteria it touches, and when it was to be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openaeo.casework.changes import time_to_tell
from openaeo.casework.programme import current_edition, programme
from openaeo.law.programme import Chapter
from openaeo.law.terms import Text
from openaeo.law.timing import TimeLimit
from openaeo.web.language import worded_here
from openaeo.web.timewords import limit_words


@dataclass(frozen=True, slots=True)
class ToTell:
    """Within what time a change is told: the programme's rule with its length in words, and what it says in words."""

    rule: TimeLimit | None
    limit: str
    remarks: tuple[Text, ...]


def to_tell(tier: str) -> ToTell:
    """Return what the programme says about telling a change for `tier`."""
    rule = time_to_tell(tier)
    said = tuple(one.text for one in programme().remarks if one.about is Chapter.CHANGES)
    return ToTell(rule, limit_words(rule.limit) if rule else "", said)


def groups_of(criteria: Iterable[str], at: datetime) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return `criteria`, which are ids, by group: its letter, its name, and each id with its wording at `at`, here."""
    edition = current_edition(at)
    known = {one.id: one for one in edition.criteria}
    names = {group.letter: worded_here(group.name)[0] for group in edition.groups}
    found: dict[str, list[tuple[str, str]]] = {}
    for code in criteria:
        letter = known[code].group if code in known else code[:1]
        found.setdefault(letter, []).append((code, worded_here(known[code].text)[0] if code in known else ""))
    return [(letter, names.get(letter, letter), held) for letter, held in found.items()]
