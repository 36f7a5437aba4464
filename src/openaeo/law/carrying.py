"""What of an earlier application still answers a new one: criterion by criterion, by the wording of both editions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from openaeo.law.edition import Criterion, Edition
from openaeo.law.terms import Role


@dataclass(frozen=True, slots=True)
class Comparison:
    """The ids of criteria, in catalogue order.

    `same` and `changed` apply now and were answered then; `changed` are worded differently today. `new` apply now and
    were not in the earlier edition, `unanswered` were but had no answer. `gone` were answered and apply no more.
    """

    same: tuple[str, ...]
    changed: tuple[str, ...]
    new: tuple[str, ...]
    unanswered: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def carried(self) -> tuple[str, ...]:
        """The criteria to which the earlier answer is an answer still, to be looked at again."""
        return (*self.same, *self.changed)


def compare(before: Edition, now: Edition, roles: Iterable[Role], answered: Collection[str]) -> Comparison:
    """Return how the answers given under `before` to the criteria `answered` fit an application in `roles` under `now`."""
    earlier = {criterion.id: criterion for criterion in before.criteria}
    applying = {criterion.id: criterion for criterion in now.applying(roles)}
    kept = {key: one for key, one in applying.items() if key in earlier and key in answered}
    return Comparison(
        same=tuple(key for key, one in kept.items() if not reworded(earlier[key], one)),
        changed=tuple(key for key, one in kept.items() if reworded(earlier[key], one)),
        new=tuple(key for key in applying if key not in earlier),
        unanswered=tuple(key for key in applying if key in earlier and key not in answered),
        gone=tuple(key for key in earlier if key in answered and key not in applying),
    )


def reworded(before: Criterion, now: Criterion) -> bool:
    """Return whether a criterion says something else now, in any language that both editions have.

    Blanks and line breaks do not count. A language that was added or given up says nothing about the criterion.
    """
    return any(
        _plain(before.text, language) != _plain(now.text, language)
        for language in before.text.keys() & now.text.keys()
    )


def _plain(text: Mapping[str, str], language: str) -> str:
    return " ".join(text[language].split())
