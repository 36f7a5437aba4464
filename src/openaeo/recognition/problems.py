"""What a caller is told when a request cannot be answered: one shape, stable codes, what and where."""

from __future__ import annotations

import msgspec

TITLES = {
    "malformed-xml": "The XML is not well-formed",
    "malformed-json": "The JSON is not well-formed",
    "entities-not-allowed": "A document type declaration is not allowed",
    "encoding-not-supported": "The character encoding is not supported",
    "wrong-root": "The root element is not a declaration message",
    "no-declaration": "The message contains no declaration",
    "too-deep": "The message is nested too deeply",
    "identifier-too-long": "An identifier is too long",
    "empty-body": "The request has no body",
    "incomplete-body": "The request body ended early",
    "bad-length": "The content length cannot be read",
    "body-too-large": "The request body is too large",
    "too-many-declarations": "Too many declarations in one request",
    "too-many-parties": "Too many parties in one request",
    "wrong-type": "A value has the wrong type",
    "unknown-scheme": "The identifier scheme is not known",
    "unknown-role": "The role is not known",
    "moment-out-of-range": "The moment asked about is out of range",
    "content-type-not-supported": "The content type is not supported",
    "method-not-allowed": "The method is not allowed here",
    "not-found": "There is nothing at this address",
    "book-not-loaded": "The book is not loaded yet",
    "internal": "The request could not be answered",
}


class ProblemBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """An application/problem+json document (RFC 9457) with a stable `code`, and where the fault lies."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    pointer: str | None = None
    line: int | None = None
    column: int | None = None


class Problem(Exception):
    """A request that cannot be answered: an HTTP status, a code of `TITLES`, a sentence, and the place."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        pointer: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        self.status = status
        self.code = code
        self.body = ProblemBody(
            type=f"urn:openaeo:problem:{code}",
            title=TITLES[code],
            status=status,
            code=code,
            detail=detail,
            pointer=pointer,
            line=line,
            column=column,
        )
        super().__init__(f"{status} {code}: {detail}")

    def encoded(self) -> bytes:
        """Return the body as JSON."""
        return msgspec.json.encode(self.body)
