"""The public register for machines: what one authorisation is worth now."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from openaeo.api.problems import WRITING, Problem, problem, read_only
from openaeo.register.answers import by_number

router = Router(tags=["register"])


class Entry(Schema):
    """One authorised operator that agreed to be shown."""

    number: str = Field(description="The authorisation's number.")
    status: str = Field(
        description="`pending`, `granted`, `suspended`, `revoked`, `surrendered` or `expired`."
    )
    since: datetime | None = Field(description="When that status began; null while pending.")
    holder: str
    holder_local: str = Field(description="The holder's name in its own script; may be empty.")
    country: str = Field(description="ISO 3166-1 alpha-2.")
    tier: str = Field(description="The programme's own code.")
    in_effect_as: str | None = Field(
        description="The tier in effect while a part of the authorisation is suspended, since `since`; else null."
    )
    roles: list[str]
    premises: list[str] = Field(
        description="Names of the only sites that the authorisation covers; empty when it covers the whole firm."
    )
    valid_from: datetime
    valid_until: datetime | None = Field(description="The first moment after the end; null without end.")
    answered_at: datetime = Field(description="The moment the answer holds for.")


@router.api_operation(
    ["GET", "HEAD"],
    "/{number}",
    response={200: Entry, 404: Problem},
    operation_id="register_entry",
    summary="Look an authorisation up by its number",
)
def register_entry(request: HttpRequest, number: str) -> Entry | HttpResponse:
    """Answer for a holder that agreed to be shown. 404 says unknown or not shown, and does not say which."""
    at = getattr(request, "moment", None) or datetime.now(UTC)
    answer = by_number(number.replace("\x00", ""), at=at)
    if answer is None:
        return problem(
            404,
            "not-in-register",
            "Not in the public register",
            "No holder who agreed to be shown has this number. Check the number, or ask for the code on the certificate.",
        )
    return Entry(
        number=answer.number,
        status=answer.status.value if answer.status else "pending",
        since=answer.since,
        holder=answer.holder,
        holder_local=answer.holder_local,
        country=answer.country,
        tier=answer.tier,
        in_effect_as=answer.in_effect_as or None,
        roles=list(answer.roles),
        premises=list(answer.premises),
        valid_from=answer.starts,
        valid_until=answer.ends,
        answered_at=at,
    )


@router.api_operation(WRITING, "/{number}", include_in_schema=False)
def not_written(request: HttpRequest, number: str) -> HttpResponse:  # noqa: ARG001 - called by name
    """Refuse to write."""
    return read_only()
