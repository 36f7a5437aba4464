"""What the columns and words of a list of our own holders most likely mean: as before, else as they are spelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count

from openaeo.casework.intake_check import cell_of
from openaeo.casework.models import Intake, IntakeRow
from openaeo.casework.programme import programme
from openaeo.law.intake import WORDED, DateOrder, Field, field_of, folded
from openaeo.law.intake_rows import MORE_SEPARATORS, orders_of
from openaeo.web.desk.holder_forms import codes_of
from openaeo.web.language import worded_here
from openaeo.web.shell import Request

MOST_WORDS = 60


def tiers() -> dict[str, str]:
    """Return the types of authorisation of the programme by code, in the reader's language."""
    return {code: worded_here(text)[0] for code, text in programme().tiers.items()}


def _latest_mapping(request: Request, found: Intake) -> Intake | None:
    """The latest list whose meaning was said, this one first."""
    if "columns" in found.mapping:
        return found
    rows = Intake.objects.visible_to(request.actor).filter(mapping__has_key="columns")
    return rows.exclude(pk=found.pk).first()


def columns_guessed(request: Request, found: Intake, samples: list[IntakeRow]) -> dict[str, Any]:
    """Columns as the same headings were read before, else as their words suggest; days only where nothing is open."""
    before = _latest_mapping(request, found)
    known = (
        {folded(before.headings[place]): name for name, place in before.mapping["columns"].items()}
        if before
        else {}
    )
    initial: dict[str, Any] = {}
    for place, heading in enumerate(found.headings):
        guess = field_of(heading)
        name = known.get(folded(heading)) or (guess.value if guess else "")
        if name and f"column-{name}" not in initial:
            initial[f"column-{name}"] = str(place)
    days = [
        int(initial[f"column-{name}"]) for name in ("starts", "ends", "since") if f"column-{name}" in initial
    ]
    orders = orders_of(cell_of(row, place) for row in samples for place in days)
    if before is found:
        initial["order"] = found.mapping["order"]
        initial |= {f"whole-{name}": code for name, code in found.mapping["whole"].items()}
    elif len(orders) == 1 or orders == set(DateOrder):
        initial["order"] = DateOrder.YMD.value if DateOrder.YMD in orders else next(iter(orders)).value
    return initial


def words_of(request: Request, found: Intake) -> dict[Field, list[str]]:
    """The distinct words of the columns that hold words, the commonest first."""
    words: dict[Field, list[str]] = {}
    for field in WORDED:
        place = found.mapping["columns"].get(field.value)
        if place is None:
            continue
        rows = IntakeRow.objects.visible_to(request.actor).filter(intake=found).order_by()
        counted: dict[str, int] = {}
        for cell, count in rows.values_list(f"cells__{place}").annotate(Count("pk")):
            text = cell if isinstance(cell, str) else ""
            parts = MORE_SEPARATORS.split(text) if field is Field.ROLES else [text]
            for part in filter(None, (" ".join(one.split()) for one in parts)):
                counted[part] = counted.get(part, 0) + count
        several: dict[str, str] = {}
        for said in sorted(counted, key=lambda one: (-counted[one], one)):
            several.setdefault(folded(said), said[:200])
        words[field] = list(several.values())[:MOST_WORDS]
    return words


def words_guessed(request: Request, found: Intake, words: Mapping[Field, list[str]]) -> dict[str, str]:
    """Words as they were read before, else those that are codes or labels of ours letter by letter."""
    before = _latest_mapping(request, found)
    said = {} if before is None else dict(before.mapping.get("words", {}))
    if not any(said.values()) and before is found:
        earlier = Intake.objects.visible_to(request.actor).exclude(pk=found.pk)
        other = earlier.filter(mapping__words__status__isnull=False).first()
        said = other.mapping["words"] if other else {}
    initial = {}
    for field, several in words.items():
        own: dict[str, str] = {}
        for code, label in codes_of(field, tiers()):
            own |= {folded(code): code, folded(str(label)): code}
        for place, text in enumerate(several):
            key = folded(text)
            initial[f"{field.value}-{place}"] = said.get(field.value, {}).get(key) or own.get(key, "")
    return initial
