"""How carefully to look at an application: a list of features, a score that explains itself, and bands of scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from openaeo.law.citing import Citation
from openaeo.law.terms import Text


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What is known of an applicant when work is planned; whole numbers, none below zero.

    `criteria` apply; of these `partly`, `not_yet` and `not_applicable` are the applicant's own claims, and
    `unproven` are claimed met without a document. `earlier_refusals` and `earlier_measures` are those on record.
    """

    criteria: int = 0
    partly: int = 0
    not_yet: int = 0
    not_applicable: int = 0
    unproven: int = 0
    sites: int = 0
    roles: int = 0
    earlier_refusals: int = 0
    earlier_measures: int = 0


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that raises care, measured from 0 (not at all) to 100 (as much as can be)."""

    code: str
    measure: Callable[[RiskFacts], int]


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """What one feature adds to a score: `percent` of `weight`, rounded down to whole `points`."""

    feature: str
    percent: int
    weight: int
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """Points and the lines that they are the sum of, in the order of `FEATURES`."""

    points: int
    lines: tuple[ScoreLine, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A range of scores that customs treats alike: from `least` points up to where the next one begins."""

    code: str
    text: Text
    least: int
    cited: Citation


def own_doubts(facts: RiskFacts) -> int:
    """Share of criteria that the applicant claims only partly met or not yet met; the latter weigh double."""
    return _share(facts.partly + 2 * facts.not_yet, facts.criteria)


def set_aside(facts: RiskFacts) -> int:
    """Share of criteria that the applicant says do not fit the business."""
    return _share(facts.not_applicable, facts.criteria)


def unproven_claims(facts: RiskFacts) -> int:
    """Share of criteria claimed met without any document."""
    return _share(facts.unproven, facts.criteria)


def spread(facts: RiskFacts) -> int:
    """Sites and roles beyond the first; ten of them are as much as can be."""
    return min(100, 10 * (max(facts.sites - 1, 0) + max(facts.roles - 1, 0)))


def earlier_trouble(facts: RiskFacts) -> int:
    """Refusals and measures on record; two are as much as can be."""
    return min(100, 50 * (facts.earlier_refusals + facts.earlier_measures))


FEATURES = (
    Feature("own-doubts", own_doubts),
    Feature("set-aside", set_aside),
    Feature("unproven-claims", unproven_claims),
    Feature("spread", spread),
    Feature("earlier-trouble", earlier_trouble),
)


def score(facts: RiskFacts, weights: Mapping[str, int]) -> Score:
    """Return the score of `facts` under the programme's `weights`, at most their sum.

    A score orders work; it decides nothing. Raises `KeyError` when a feature has no weight.
    """
    lines = []
    for feature in FEATURES:
        percent, weight = feature.measure(facts), weights[feature.code]
        lines.append(ScoreLine(feature.code, percent, weight, percent * weight // 100))
    return Score(sum(line.points for line in lines), tuple(lines))


def band_of(points: int, bands: Iterable[Band]) -> str:
    """Return the code of the band that `points` fall into, "" when the programme has none; `bands` climb from 0."""
    found = [band.code for band in bands if points >= band.least]
    return found[-1] if found else ""


def _share(part: int, whole: int) -> int:
    return min(100, 100 * part // whole) if whole else 0
