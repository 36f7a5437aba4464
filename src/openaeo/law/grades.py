"""How measured values become a grade."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from openaeo.law.citing import Citation
from openaeo.law.terms import Text


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """A measured value; it passes from `least` on and below `below`, or when `instead` is shown."""

    code: str
    text: Text
    least: int | None
    below: int | None
    instead: str
    cited: Citation


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the least value of each score that it takes."""

    code: str
    text: Text
    least: Mapping[str, int]
    cited: Citation


@dataclass(frozen=True, slots=True)
class Graded:
    """What values come to: the grade, or none, and the codes of the scores that did not pass."""

    grade: str | None
    failed: tuple[str, ...]


def graded(
    scores: Iterable[ScoreRule],
    grades: Iterable[Grade],
    values: Mapping[str, int],
    shown: Collection[str] = (),
) -> Graded:
    """Return the best grade that `values` reach, by the order of `grades` from lowest to highest.

    Every score must pass first: its value is at least `least` and below `below`, or what counts `instead` is
    among `shown`. A value that is missing does not pass, and reaches no grade that asks for it.
    """
    failed = tuple(rule.code for rule in scores if not _passes(rule, values.get(rule.code), shown))
    if failed:
        return Graded(None, failed)
    best = None
    for grade in grades:
        if all(code in values and values[code] >= least for code, least in grade.least.items()):
            best = grade.code
    return Graded(best, ())


def _passes(rule: ScoreRule, value: int | None, shown: Collection[str]) -> bool:
    if rule.instead and rule.instead in shown:
        return True
    if value is None:
        return False
    return (rule.least is None or value >= rule.least) and (rule.below is None or value < rule.below)
