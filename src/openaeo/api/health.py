"""Whether the pages can serve: the database answers, and how far the journal has come."""

from __future__ import annotations

from django.db import Error
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from openaeo.api.problems import WRITING, Problem, problem, read_only
from openaeo.bedrock import journal

router = Router(tags=["health"])


class Health(Schema):
    """All is well."""

    status: str = Field(description="Always `ok`; anything else is a problem document.")
    database: str
    cursor: int = Field(description="The cursor of the newest journal entry; 0 while there is none.")


@router.api_operation(
    ["GET", "HEAD"],
    "",
    response={200: Health, 503: Problem},
    operation_id="health",
    summary="Ask whether the pages can serve",
)
def health(request: HttpRequest) -> Health | HttpResponse:  # noqa: ARG001 - the package calls it by name
    """Answer 200 with the journal's cursor, or 503 when the database is away."""
    try:
        cursor, _hash = journal.head()
    except Error:
        return problem(
            503,
            "no-database",
            "The database does not answer",
            "Nothing is lost. Start PostgreSQL or check DATABASE_URL, then ask again.",
        )
    return Health(status="ok", database="ok", cursor=cursor)


@router.api_operation(WRITING, "", include_in_schema=False)
def not_written(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - called by name
    """Refuse to write."""
    return read_only()
