"""How a case that is split stands, read from its rows: its parts as the law sees them, and what they give together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from openaeo.casework.models import Case, CasePart
from openaeo.casework.programme import edition_called, programme
from openaeo.law.catalogue import asks
from openaeo.law.deciding import Proposal
from openaeo.law.lifecycle import CaseFacts, CaseState
from openaeo.law.parts import left, parts_of
from openaeo.law.splitting import (
    LIVING,
    Part,
    Parts,
    PartState,
    SplitBy,
    barring,
    departing,
    living,
    may_decide,
    unplaced,
)
from openaeo.law.workflow import Reason


def rows_of(case: Case) -> list[CasePart]:
    """Return the parts of `case` by number, with office and sites. Two queries; none while it is not split."""
    if not case.split_by:
        return []
    return list(case.parts.select_related("office").prefetch_related("sites"))


def as_law(case: Case, rows: Iterable[CasePart]) -> Parts:
    """Return `rows` as the law sees them.

    A part was heard when its refusal was put to the firm after the recommendation that is before the decider now.
    """
    since = None if case.standing is CaseState.HEARING else case.recommended_at
    return tuple(
        Part(
            row.number,
            row.office_id,
            frozenset({row.type} if row.type else {site.pk for site in row.sites.all()}),
            row.standing,
            Proposal(row.proposal) if row.proposal else None,
            frozenset(row.failed),
            row.heard_at is not None and since is not None and row.heard_at >= since,
        )
        for row in rows
    )


def to_divide(case: Case, rows: Iterable[CasePart]) -> frozenset[int | str]:
    """Return the keys of what parts by premises divide: the open sites of the firm, and those in a part already."""
    return frozenset(
        {
            *case.operator.sites.filter(closed_at=None).values_list("pk", flat=True),
            *(site.pk for row in rows for site in row.sites.all()),
        }
    )


def types_of(case: Case) -> tuple[str, ...]:
    """Return the types that the tier applied for holds together, of which some may be granted; one when it holds none."""
    return parts_of(programme(), case.tier)


def owing(case: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what parts still owe the case: the numbers of parts that are not recommended, and names of open sites in
    no part. Three queries; none while it is not split.
    """
    rows = rows_of(case)
    if not rows:
        return (), ()
    names = dict(case.operator.sites.filter(closed_at=None).values_list("pk", "name"))
    nowhere = unplaced(as_law(case, rows), names) if case.split_by == SplitBy.SITES else frozenset()
    return (
        tuple(row.called for row in rows if row.standing is PartState.OPEN),
        tuple(sorted(name for pk, name in names.items() if pk in nowhere)),
    )


def weighed(case: Case, facts: CaseFacts, rows: Collection[CasePart], refusing: Collection[int]) -> CaseFacts:
    """Return `facts` for a grant of all parts that wait but `refusing`: without what fails outside of these only."""
    if not rows:
        return facts
    parts, needed = as_law(case, rows), _asks(case)
    return replace(
        facts,
        gaps=barring(parts, refusing, facts.gaps, needed),
        majors_open=barring(parts, refusing, facts.majors_open, needed),
        undated=barring(parts, refusing, facts.undated, needed),
    )


def stands_against(case: Case, rows: Collection[CasePart], refusing: Collection[int]) -> tuple[Reason, ...]:
    """Return why `case` may not be granted but for the parts `refusing`: as `law.splitting.may_decide`, `part-unknown`
    where it is not split, and `types-no-tier` when the programme has no tier for the types that are left.
    """
    if not rows:
        return (Reason("part-unknown", ", ".join(map(str, sorted(refusing)))),) if refusing else ()
    reasons = may_decide(as_law(case, rows), refusing)
    given = [row for row in rows if row.standing in LIVING and row.number not in refusing]
    if not reasons and not _tier(case, given):
        return (Reason("types-no-tier"),)
    return reasons


def may_put(rows: Collection[CasePart], parts: Collection[int]) -> tuple[Reason | None, ...]:
    """Return why a notice may not name `parts` as those that may be refused: `parts-missing`, `part-unknown`."""
    waiting = {row.number for row in rows if row.standing in LIVING}
    unknown = sorted(set(parts) - waiting)
    return (
        Reason("parts-missing") if rows and not parts else None,
        Reason("part-unknown", ", ".join(map(str, unknown))) if unknown else None,
    )


def may_refuse_all(case: Case, rows: Collection[CasePart]) -> tuple[Reason, ...]:
    """Return `part-not-heard` with the parts whose refusal was not put to the firm; nothing where all were heard."""
    parts = living(as_law(case, rows))
    unheard = [str(part.number) for part in parts if not part.heard]
    return (Reason("part-not-heard", ", ".join(unheard)),) if unheard else ()


def departs_from_offices(case: Case, rows: Iterable[CasePart], refusing: Collection[int]) -> bool:
    """Return whether of some part something else is decided than its office recommends."""
    return bool(departing(as_law(case, rows), refusing))


def tier_left(case: Case, types: Iterable[str]) -> str:
    """Return the tier that `types` of the case make together; "" when the programme has none for them."""
    return left(programme(), case.tier, set(types_of(case)) - set(types))


def tier_of(case: Case) -> str:
    """Return the tier that `case` gives: what it was applied for or, split by types, what the granted ones make."""
    if case.split_by != SplitBy.TYPES:
        return case.tier
    return _tier(case, [row for row in rows_of(case) if row.standing is PartState.GRANTED]) or case.tier


def premises_of(case: Case) -> list[str]:
    """Return the names of the premises that the authorisation of `case` covers; none when it covers the whole firm."""
    if case.split_by != SplitBy.SITES:
        return []
    granted = [row for row in rows_of(case) if row.standing is PartState.GRANTED]
    return sorted(site.name for row in granted for site in row.sites.all() if site.closed_at is None)


def _tier(case: Case, given: Collection[CasePart]) -> str:
    if case.split_by != SplitBy.TYPES:
        return case.tier
    return tier_left(case, (row.type for row in given))


def _asks(case: Case) -> Mapping[int | str, frozenset[str]]:
    if case.split_by != SplitBy.TYPES:
        return {}
    edition = edition_called(case.edition)
    return {one: asks(edition, programme(), one) for one in types_of(case)}
