"""The program's interface for machines: two questions anybody may ask, described by OpenAPI."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router

from openaeo.api import health, register
from openaeo.api.problems import MEDIA_TYPE, WRITING, problem


class OpenApi(NinjaAPI):
    """The interface; its description names the media type that problems really have."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """Return the OpenAPI description."""
        described = super().get_openapi_schema(**options)
        for path in described["paths"].values():
            for operation in path.values():
                for code, response in operation["responses"].items():
                    schema = response.get("content", {}).pop("application/json", None)
                    if schema:  # GET and HEAD share one response
                        response["content"][_media_type(int(code))] = schema
        return described


def _media_type(status: int) -> str:
    return MEDIA_TYPE if status >= HTTPStatus.BAD_REQUEST else "application/json"


api = OpenApi(
    title="OpenAEO",
    version="1",
    description="What anybody may ask: whether the service is well, and what an authorisation is worth. "
    "Errors are application/problem+json with a stable `code`.",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/api/openapi.json",
)
elsewhere = Router()


@elsewhere.api_operation(["GET", "HEAD", *WRITING], "/", include_in_schema=False)
def nothing_here(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - called by name
    """Say that there is no such address."""
    return problem(404, "no-such-address", "No such address", "See /api/openapi.json for what can be asked.")


@elsewhere.api_operation(["GET", "HEAD", *WRITING], "/{path:rest}", include_in_schema=False)
def nothing_below(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001 - called by name
    """Say that there is no such address."""
    return nothing_here(request)


api.add_router("/health", health.router)
api.add_router("/api/register", register.router)
api.add_router("/api", elsewhere)


def document() -> str:
    """Return the OpenAPI description as it is kept under docs/api/openapi.json."""
    return json.dumps(api.get_openapi_schema(path_prefix="/"), indent=2, ensure_ascii=False) + "\n"
