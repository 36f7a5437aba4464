"""An export as data and as pages: what the reader may read, chapter by chapter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from openaeo.bedrock.typesetting import direction_of
from openaeo.casework.models import Case
from openaeo.casework.programme import EditionChanged, edition_of, programme
from openaeo.casework.timeline import timeline
from openaeo.dossier import dates
from openaeo.dossier.blocks import still
from openaeo.dossier.holdings import FILE
from openaeo.dossier.kinds import TITLES
from openaeo.dossier.labels import LABELS
from openaeo.dossier.people import PEOPLE, PERSON
from openaeo.dossier.reach import Chapter, Reach
from openaeo.dossier.saying import said
from openaeo.law.terms import worded
from openaeo.parties.models import CASEWORKERS

FORMAT = "openaeo-export-1"
"""The version of what a machine finds in an export; a change that could mislead one is a new version."""

MOST_CARDS = 1_000
"""Rows of one chapter on pages; nobody reads on, and a machine reads all."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its key in the export, where it comes from, and the kind of words its codes are said in."""

    key: str
    path: str
    words: str
    many: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A chapter as it is written: its rows by key."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: list[dict[str, Any]]


def chapters_of(reach: Reach) -> tuple[Chapter, ...]:
    """Return the chapters that an export of this reach has."""
    if reach.firm is None:
        return PERSON
    return (*FILE, *PEOPLE) if reach.whole else FILE


def fields_of(chapter: Chapter, *, desk: bool) -> tuple[Field, ...]:
    """Return the fields that this side reads; none of a chapter that stays inside."""
    specs = (*chapter.both, *chapter.desk) if desk else chapter.both
    return tuple(map(_field, specs))


def _field(spec: str) -> Field:
    path, _sign, words = spec.partition("=")
    many = path.endswith("*")
    path = path.rstrip("*")
    key = "document_name" if path == "document__name" else path.removesuffix("__name").removesuffix("_id")
    return Field(key.replace("__", "_"), path, words, many)


def written(reach: Reach) -> Iterator[Written]:
    """Yield every chapter with the rows that the actor may see; one query each, and one a case for its history."""
    desk = _of_customs(reach)
    for chapter in chapters_of(reach):
        if fields := fields_of(chapter, desk=desk):
            yield Written(chapter.name, str(chapter.title), fields, _rows(chapter, reach, fields))
    if reach.firm is not None:
        yield _history(reach, desk=desk)


def count(reach: Reach) -> int:
    """Return how many chapters `written` yields."""
    desk = _of_customs(reach)
    read = sum(bool(fields_of(chapter, desk=desk)) for chapter in chapters_of(reach))
    return read + (reach.firm is not None)


def _of_customs(reach: Reach) -> bool:
    return reach.actor.capacity in CASEWORKERS and reach.firm is not None


def _rows(chapter: Chapter, reach: Reach, fields: tuple[Field, ...]) -> list[dict[str, Any]]:
    columns = {f"c{place}": _column(field) for place, field in enumerate(fields)}
    rows = chapter.rows(reach).order_by("pk").annotate(**columns).values_list(*columns)
    return [{field.key: value for field, value in zip(fields, row, strict=True)} for row in rows]


def _column(field: Field) -> Any:
    if not field.many:
        return F(field.path)
    return ArrayAgg(field.path, filter=Q(**{f"{field.path}__isnull": False}), distinct=True, default=[])


_HISTORY = ("case", "at", "act", "who", "particulars")


def _history(reach: Reach, *, desk: bool) -> Written:
    cases = Case.objects.visible_to(reach.actor).filter(pk__in=reach.cases).order_by("pk")
    rows = [
        {
            "case": case.number,
            "at": item.moment,
            "act": item.code,
            "who": item.who or item.side,
            "particulars": dict(item.params),
        }
        for case in cases
        for item in timeline(case, actor=reach.actor)
    ]
    word = "act" if desk else "own-act"
    words = {"act": word, "who": "side"}
    fields = tuple(Field(key, key, words.get(key, ""), many=False) for key in _HISTORY)
    return Written("history", _("History"), fields, rows)


def pages_of(chapters: list[Written], reach: Reach, *, language: str) -> list[dict[str, Any]]:
    """Return the chapters in blocks for the template; values in words, empty ones left out. `language` is active."""
    criteria = _criteria(reach, language)
    out = []
    for one in chapters:
        fields = tuple(field for field in one.fields if field.key not in _plain_here(reach))
        cards = [_card(fields, row, criteria, language) for row in one.rows[:MOST_CARDS]]
        if one.name in {"history", "acts"}:
            cards = [[line for card in cards for line in _in_a_line(card)]]
        left = len(one.rows) - MOST_CARDS
        more = (
            _("%(count)d more stand in record.json, in the package of the same export.") % {"count": left}
            if left > 0
            else ""
        )
        out.append({"title": one.title, "cards": [card for card in cards if card], "more": more})
    return [one for one in out if one["cards"]]


def _plain_here(reach: Reach) -> frozenset[str]:
    """Return what needs no line: particulars are for machines, and the only case is named at the top."""
    return frozenset({"particulars", "case", "answer_case"} if len(reach.cases) == 1 else {"particulars"})


def _in_a_line(card: list[list[str]]) -> list[list[str]]:
    """Return an entry of the history in one line: when, and the rest."""
    told = {label: words for label, words, _direction in card}
    when = told.pop(str(LABELS["at"]), "")
    rest = " · ".join(told.values())
    return [[when, rest, direction_of(rest)]]


def _card(
    fields: tuple[Field, ...], row: Mapping[str, Any], criteria: Mapping[str, str], language: str
) -> list[list[str]]:
    lines = []
    for field in fields:
        words = still(_words(field, row[field.key], criteria, language))
        if words:
            lines.append([str(LABELS[field.key]), words, direction_of(words)])
    return lines


def _words(field: Field, value: Any, criteria: Mapping[str, str], language: str) -> str:
    def joined(parts: Iterable[Any], sign: str) -> str:
        return sign.join(filter(None, (_words(field, one, criteria, language) for one in parts)))

    if isinstance(value, list | tuple):
        return joined(value, " · ")
    if isinstance(value, Mapping):
        return joined(value.values(), " – ")
    if isinstance(value, Range):
        return joined((value.lower, value.upper), " – ")
    return "" if value in {None, ""} else _one(field, value, criteria, language)


def _one(field: Field, value: Any, criteria: Mapping[str, str], language: str) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return dates.minute(value, language)
    if isinstance(value, date):
        return dates.date_of(value, language)
    return _said(field.words, str(value), criteria, language)


def _said(kind: str, code: str, criteria: Mapping[str, str], language: str) -> str:
    if kind == "criterion":
        return f"{code} {criteria.get(code, '')}".strip()
    if kind == "tier":
        return worded(programme().tiers.get(code, {"en": code}), language)[0]
    if kind == "letter":
        return str(TITLES.get(code, code))
    return said(kind, code) if kind else code


def _criteria(reach: Reach, language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for case in Case.objects.visible_to(reach.actor).filter(pk__in=reach.cases):
        try:
            asked = edition_of(case).criteria
        except EditionChanged:  # the numbers of the criteria stay, their words are not those asked
            continue
        for one in asked:
            found.setdefault(one.id, worded(one.text, language)[0])
    return found


def as_data(chapters: list[Written], head: Mapping[str, object]) -> dict[str, object]:
    """Return the whole as plain data for JSON; moments in ISO 8601, periods as two moments."""
    return {
        "format": FORMAT,
        **head,
        "chapters": {
            one.name: [{key: _plain(value) for key, value in row.items()} for row in one.rows]
            for one in chapters
        },
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Range):
        return [_plain(value.lower), _plain(value.upper)]
    return value


def right_to_left(language: str) -> bool:
    """Return whether `language` is written from right to left."""
    return bool(get_language_info(language)["bidi"])
