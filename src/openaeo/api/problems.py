"""How a machine is told that something failed: application/problem+json (RFC 9457) with a stable code."""

from __future__ import annotations

import json

from django.http import HttpResponse
from ninja import Schema

MEDIA_TYPE = "application/problem+json"
WRITING = ["POST", "PUT", "PATCH", "DELETE"]


class Problem(Schema):
    """What failed, under a code that does not change."""

    type: str
    title: str
    status: int
    code: str
    detail: str


def problem(status: int, code: str, title: str, detail: str) -> HttpResponse:
    """Return a problem document; `detail` says what happened and what to do."""
    body = {
        "type": f"urn:openaeo:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)


def read_only() -> HttpResponse:
    """Return the refusal to write: everything here is for reading."""
    answer = problem(405, "read-only", "This can only be read", "Nothing was changed. Ask with GET.")
    answer["Allow"] = "GET, HEAD"
    return answer
