"""What a reader is told when a request cannot be read at all; the other error pages are templates by number."""

from __future__ import annotations

import logging

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openaeo.parties.models import STAFF

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that too much was sent (413), or that the request was not understood (400)."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "errors/413.html", status=413)
    return render(request, "400.html", status=400)


def edition_unreadable(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Say that the criteria a page rests on are missing or were edited, what is unharmed and what to do (503)."""
    log.error("%s: %s", request.path, fault)
    staff = getattr(getattr(request, "actor", None), "capacity", None) in STAFF
    return render(request, "errors/edition.html", {"staff": staff, "detail": str(fault)}, status=503)
