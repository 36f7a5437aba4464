"""The criteria of a case as an officer sees them: results by group, and one criterion after another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from openaeo.bedrock.actors import Actor
from openaeo.casework.documents import validity_at
from openaeo.casework.models import Alternative, Answer, Case, Document, Result, Reuse
from openaeo.casework.openings import Seen, seen
from openaeo.law.edition import Criterion, Edition, Group
from openaeo.law.terms import Outcome, Role
from openaeo.web.desk import charts
from openaeo.web.words import BLUE, Word, word

IN_REVIEW = Word(gettext_lazy("In review"), "eye", BLUE)
ORDER = ("met", "partly", "gap", "in-review", "", "not-applicable")
"""Results of a group from best to worst to none; the empty word means not assessed."""


def look(result: str) -> Word:
    """Return the word, icon and tone of a group's result; a result is never shown by colour alone."""
    return IN_REVIEW if result == "in-review" else word("outcome", result)


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion with what the trader said and what the officer found."""

    criterion: Criterion
    answer: Answer | None
    documents: int
    result: Result | None
    asked: bool
    reuse: Reuse | None = None

    @property
    def outcome(self) -> str:
        return self.result.outcome if self.result else ""

    @property
    def alternative(self) -> Alternative | None:
        return getattr(self.answer, "alternative", None)

    @property
    def look(self) -> Word:
        return look(self.outcome)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of criteria with its result so far."""

    group: Group
    rows: tuple[CriterionRow, ...]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def assessed(self) -> int:
        return sum(row.result is not None for row in self.rows)

    @property
    def percent(self) -> int:
        return round(100 * self.assessed / self.total) if self.total else 0

    @property
    def outcome(self) -> str:
        return summed([row.outcome for row in self.rows])

    @property
    def look(self) -> Word:
        return look(self.outcome)

    @property
    def documents(self) -> int:
        return sum(row.documents for row in self.rows)

    @property
    def assessors(self) -> list[str]:
        return sorted({str(row.result.assessed_by) for row in self.rows if row.result})

    @property
    def bar(self) -> SafeString:
        return charts.meter(self.percent / 100, self.look.tone, rtl=get_language_bidi())


def summed(outcomes: Sequence[str]) -> str:
    """Return a group's result: the worst finding counts at once, a good one only when all are in.

    An empty word among `outcomes` is a criterion not assessed yet.
    """
    found = set(outcomes) - {""}
    if Outcome.GAP.value in found:
        return "gap"
    if Outcome.PARTLY.value in found:
        return "partly"
    if not found:
        return ""
    if "" in outcomes:
        return "in-review"
    return "met" if Outcome.MET.value in found else "not-applicable"


def groups_of(case: Case, edition: Edition) -> tuple[GroupRow, ...]:
    """Return the groups that apply to the case in the edition's order, with answers and results; no query on a `casefile`."""
    answers = {a.criterion: a for a in case.answers.all()}
    results = {r.criterion: r for r in case.results.all()}
    taken = {one.criterion: one for one in case.reuses.all()}
    asked = {request.criterion for request in case.requests.all() if request.state == "open"}
    rows: dict[str, list[CriterionRow]] = {}
    for criterion in edition.applying(Role(role) for role in case.roles):
        answer = answers.get(criterion.id)
        rows.setdefault(criterion.group, []).append(
            CriterionRow(
                criterion,
                answer,
                sum(one.replaced_at is None for one in answer.evidence.all()) if answer else 0,
                results.get(criterion.id),
                criterion.id in asked,
                taken.get(criterion.id),
            )
        )
    return tuple(
        GroupRow(group, tuple(rows[group.letter])) for group in edition.groups if group.letter in rows
    )


def cells(edition: Edition, roles: Iterable[str], outcomes: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return (letter, word, tone) of each group of a case, for the strip in a list."""
    by_group: dict[str, list[str]] = {}
    for criterion in edition.applying(Role(role) for role in roles):
        by_group.setdefault(criterion.group, []).append(outcomes.get(criterion.id, ""))
    found = ((letter, look(summed(outcomes_))) for letter, outcomes_ in by_group.items())
    return [(letter, str(seen.label), seen.tone) for letter, seen in found]


def ring(groups: Sequence[GroupRow]) -> tuple[SafeString, list[charts.Part]]:
    """Return the ring of groups by result and its key."""
    counts = Counter(group.outcome for group in groups)
    parts = [charts.Part(counts[r], look(r).tone, str(look(r).label)) for r in ORDER if counts[r]]
    told = ", ".join(f"{part.word}: {part.count}" for part in parts)
    title = ngettext("%(total)d group: %(told)s", "%(total)d groups: %(told)s", len(groups)) % {
        "total": len(groups),
        "told": told,
    }
    return charts.ring(parts, f"{counts['met']}/{len(groups)}", _("met"), title), parts


def neighbours(groups: Sequence[GroupRow], criterion: str) -> tuple[str | None, str | None]:
    """Return the criteria before and after this one in reading order, across groups."""
    order = [row.criterion.id for group in groups for row in group.rows]
    place = order.index(criterion)
    return (order[place - 1] if place else None, order[place + 1] if place + 1 < len(order) else None)


def next_unassessed(groups: Sequence[GroupRow]) -> str | None:
    """Return the first criterion without a result, or None when all have one."""
    return next((row.criterion.id for group in groups for row in group.rows if row.result is None), None)


def shown(groups: Sequence[GroupRow], letter: str) -> GroupRow | None:
    """Return the group called `letter`, else the first one that is not finished, else the first of all."""
    chosen = next((group for group in groups if group.group.letter == letter), None)
    unfinished = next((group for group in groups if group.assessed < group.total), None)
    return chosen or unfinished or next(iter(groups), None)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with the criteria it was put forward for.

    `state` is a word of kind `document`: whether it held on the day of the decision, or today while there is none.
    `newer` is the version that the firm has put in its place since, and `here` whether that version is in this file.
    """

    document: Document
    criteria: tuple[str, ...]
    state: str
    newer: Document | None
    here: bool
    seen: Sequence[Seen]


def papers(case: Case, groups: Sequence[GroupRow], *, actor: Actor, at: datetime) -> list[Paper]:
    """Return the documents of a case, in the order in which the criteria name them, each once (1 query)."""
    named: dict[int, tuple[Document, list[str]]] = {}
    for row in (row for group in groups for row in group.rows):
        for evidence in row.answer.evidence.all() if row.answer else ():
            named.setdefault(evidence.document_id, (evidence.document, []))[1].append(row.criterion.id)
    day = case.decided_at or at
    opened = seen((document for document, _criteria in named.values()), actor=actor)
    return [
        Paper(
            document,
            tuple(criteria),
            validity_at(document, day).value,
            newer := newer_version(document),
            newer is not None and newer.pk in named,
            opened.get(document.pk, ()),
        )
        for document, criteria in named.values()
    ]


def newer_version(document: Document) -> Document | None:
    """Return the version that the firm has put in the place of `document`, if any."""
    newer: Document | None = getattr(document, "replacement", None)
    return newer


def short_of_met(groups: Sequence[GroupRow]) -> list[CriterionRow]:
    """Return the criteria found not or only partly met, in reading order."""
    return [row for group in groups for row in group.rows if row.outcome in {"gap", "partly"}]


def reused(groups: Sequence[GroupRow]) -> list[CriterionRow]:
    """Return the criteria whose result was taken over from an earlier application, in reading order."""
    return [row for group in groups for row in group.rows if row.reuse]


def untold(groups: Sequence[GroupRow], raised: Collection[str]) -> list[CriterionRow]:
    """Return the criteria short of met on which no finding was raised; `raised` are those with one."""
    return [row for row in short_of_met(groups) if row.criterion.id not in raised]
