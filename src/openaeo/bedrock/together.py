"""Rows that belong to a row, fetched in the query of the row itself: a page of many parts costs few questions."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject

Row = TypeVar("Row", bound=Model)
_PREFIX = "_together_"


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
    """A row out of JSON, which knows text and numbers only: the fields turn them into moments and days again."""
    fields = link.related_model._meta.concrete_fields  # noqa: SLF001 - Django's public face
    names = [field.attname for field in fields]
    real = [field.to_python(values[field.attname]) for field in fields]
    built: Model = link.related_model.from_db(row._state.db, names, real)  # noqa: SLF001 - Django's public face
    setattr(built, link.field.name, row)
    return built
