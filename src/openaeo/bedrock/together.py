"""Rows fetched in one query that would else take several: what belongs to a row, and short lists of different tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject

Row = TypeVar("Row", bound=Model)
Tree = Mapping[str, Any]
_PREFIX = "_together_"
_MORE = "+"


def together(rows: QuerySet[Row], *relations: str) -> QuerySet[Row]:
    """Return `rows` so that each brings the rows of its reverse relations along; `unpacked` puts them in place.

    Each relation is a subquery that runs once for every row: for a page about one row, or few.
    """
    found = {_PREFIX + name: ArraySubquery(_belonging(rows.model, name)) for name in relations}
    whole: QuerySet[Row] = rows.annotate(**found)
    return whole


def unpacked(row: Row) -> Row:
    """Return `row` with everything it brought along in the place where a prefetch would have put it."""
    for name in [one for one in vars(row) if one.startswith(_PREFIX)]:
        relation = name.removeprefix(_PREFIX)
        link: Any = row._meta.get_field(relation)  # noqa: SLF001 - Django's public face
        kept = getattr(row, relation).all()
        kept._result_cache = [_built(link, one, row) for one in vars(row).pop(name)]  # noqa: SLF001
        kept._prefetch_done = True  # noqa: SLF001 - as Django's own prefetch leaves it
        vars(row).setdefault("_prefetched_objects_cache", {})[relation] = kept
    return row


def at_once(*lists: QuerySet[Any]) -> list[list[Any]]:
    """Return the rows of each of `lists`, in its order, out of one query: for short lists beside each other on a page.

    Rows bring what `select_related` names; annotations come as JSON has them, as `together` wants its own.
    """
    statements = [_as_json(rows) for rows in lists]
    with connection.cursor() as sql:
        sql.execute(
            "SELECT " + ", ".join(text for text, _values in statements),
            [value for _text, values in statements for value in values],
        )
        found = sql.fetchone()
    return [
        [_grown(rows.model, one, _selected(rows), rows.db) for one in json.loads(kept)]
        for rows, kept in zip(lists, found, strict=True)
    ]


def _as_json(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """The query of `rows` as one value, an array in JSON; an empty one where Django knows that there are no rows."""
    more = list(rows.query.annotation_select)
    whole: QuerySet[Any, Any] = rows.values(_row=_described(rows.model, _selected(rows), more=more))
    try:
        text, values = whole.query.sql_with_params()
    except EmptyResultSet:
        return "'[]'::jsonb", ()
    return f"to_jsonb(ARRAY({text}))", values


def _selected(rows: QuerySet[Any]) -> Tree:
    chosen = rows.query.select_related
    return chosen if isinstance(chosen, dict) else {}


def _described(model: type[Model], tree: Tree, path: str = "", more: list[str] | None = None) -> JSONObject:
    """Every column of a row, under the names of the rows it points at those that `tree` brings along."""
    face = model._meta  # noqa: SLF001 - Django's public face
    parts: dict[str, str | Expression] = {
        field.attname: path + field.attname for field in face.concrete_fields
    }
    for name, below in tree.items():
        target: Any = face.get_field(name).related_model
        parts[name] = _described(target, below, f"{path}{name}__")
    if more:
        parts[_MORE] = JSONObject(**{name: name for name in more})
    return JSONObject(**parts)


def _grown(model: type[Model], values: Mapping[str, Any], tree: Tree, using: str) -> Model:
    """A row out of JSON with the rows it brought along; where it points at nothing, it has None."""
    face = model._meta  # noqa: SLF001 - Django's public face
    row = _read(model, values, using)
    vars(row).update(values.get(_MORE, {}))
    for name, below in tree.items():
        target: Any = face.get_field(name).related_model
        there = values[name][target._meta.pk.attname] is not None  # noqa: SLF001 - Django's public face
        setattr(row, name, _grown(target, values[name], below, using) if there else None)
    return row


def _read(model: type[Model], values: Mapping[str, Any], using: str | None) -> Model:
    """A row out of JSON, which knows text and numbers only: the fields turn them into moments and days again."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's public face
    real = [field.to_python(values[field.attname]) for field in fields]
    return model.from_db(using, [field.attname for field in fields], real)


def _belonging(model: type[Model], relation: str) -> QuerySet[Any, Any]:
    link: Any = model._meta.get_field(relation)  # noqa: SLF001 - Django's public face
    related = link.related_model
    face = related._meta  # noqa: SLF001 - Django's public face
    names = [field.attname for field in face.concrete_fields]
    mine = related._default_manager.filter(**{link.field.name: OuterRef("pk")})  # noqa: SLF001 - Django's public face
    rows: QuerySet[Any, Any] = mine.order_by(*face.ordering).values(
        _row=JSONObject(**dict(zip(names, names, strict=True)))
    )
    return rows


def _built(link: Any, values: dict[str, object], row: Model) -> Model:
    built = _read(link.related_model, values, row._state.db)  # noqa: SLF001 - Django's public face
    setattr(built, link.field.name, row)
    return built
