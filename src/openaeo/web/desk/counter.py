"""How the desk asks the recognition service: one request, little patience, plain words for what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 5
"""Seconds to wait for the service."""


class Away(Exception):
    """The service does not answer, or answers something that is not an answer."""


class Faulty(Exception):
    """The service will not read the declaration; code, title and detail say why, `line` where."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        self.code = str(problem.get("code", ""))
        self.title = str(problem.get("title", ""))
        self.detail = str(problem.get("detail", ""))
        self.line = problem.get("line")
        super().__init__(self.code)


def ask(base: str, declaration: bytes) -> dict[str, Any]:
    """Return the service's answer to a declaration in XML. Raises `Faulty` for a fault of the file, else `Away`.

    `base` is the service's address without a closing slash. Waits at most `PATIENCE` seconds for each step.
    """
    address = urlsplit(base)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=PATIENCE)
    try:
        connection.request(
            "POST", f"{address.path}/recognise", declaration, {"Content-Type": "application/xml"}
        )
        response = connection.getresponse()
        body = json.loads(response.read())
    except (OSError, HTTPException, ValueError) as trouble:
        raise Away from trouble
    finally:
        connection.close()
    if not isinstance(body, dict) or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Away
    if response.status != HTTPStatus.OK:
        raise Faulty(body)
    if not {"parties", "book"} <= body.keys():  # something else listens at this address
        raise Away
    return body
