"""The OpenAPI document of recognition, written from the shapes that the server really reads and writes."""

from __future__ import annotations

import sys

import msgspec

from openaeo.recognition.engine import OUTCOMES, SENTENCES
from openaeo.recognition.messages import MAX_DECLARATIONS, Answer, Answers, Health, Request
from openaeo.recognition.problems import TITLES, ProblemBody
from openaeo.recognition.server import MAX_BODY, PROBLEM

VERSION = "1"
REFUSALS = {
    "400": "Not well-formed, a document type declaration, another root, or an unknown scheme.",
    "405": "Another method than POST.",
    "413": "Over the limits of body, declarations or parties.",
    "415": "Another content type or charset.",
    "422": "A value of the wrong type or an unknown role; `pointer` names it.",
    "503": "The book is not loaded yet.",
}


def openapi() -> dict[str, object]:
    """Return the OpenAPI 3.1 document as plain data, the same for the same code."""
    shapes, components = msgspec.json.schema_components(
        (Request, Answer, Answers, Health, ProblemBody), ref_template="#/components/schemas/{name}"
    )
    asked, answer, answers, state, problem = shapes
    refusals: dict[str, object] = {
        status: {"description": text, "content": {PROBLEM: {"schema": problem}}}
        for status, text in REFUSALS.items()
    }
    recognise = {
        "operationId": "recognise",
        "summary": "What each party of a declaration is worth as an authorised operator, and why",
        "description": _description(),
        "requestBody": {
            "required": True,
            "content": {
                "application/xml": {"schema": {"type": "string"}},
                "application/json": {"schema": asked},
            },
        },
        "responses": {
            "200": {
                "description": "One entry an occurrence, in document order; a batch gives one answer a declaration.",
                "content": {"application/json": {"schema": {"anyOf": [answer, answers]}}},
            },
            **refusals,
        },
    }
    health = {
        "operationId": "health",
        "summary": "Whether recognition answers, and how old its book is",
        "responses": {
            status: {"description": text, "content": {"application/json": {"schema": state}}}
            for status, text in (("200", "It answers."), ("503", "The book is not loaded yet."))
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "OpenAEO recognition", "version": VERSION},
        "paths": {"/recognise": {"post": recognise}, "/health": {"get": health}},
        "components": {"schemas": components},
    }


def _description() -> str:
    reasons = ", ".join(f"`{code}` ({outcome})" for code, (outcome, _) in SENTENCES.items())
    return (
        "XML: a WCO declaration message (MetaData with a Declaration, or the Declaration alone). JSON: parties of one "
        f"declaration, or up to {MAX_DECLARATIONS} declarations. A body may have {MAX_BODY} bytes. "
        f"Outcomes: {', '.join(f'`{outcome}`' for outcome in OUTCOMES)}. Reasons (outcome): {reasons}. "
        f"Problems: {', '.join(f'`{code}`' for code in TITLES)}."
    )


def document() -> str:
    """Return the OpenAPI document as the text that is committed under docs/api."""
    return msgspec.json.format(msgspec.json.encode(openapi()), indent=2).decode() + "\n"


def main() -> int:
    """Write the document to standard output."""
    sys.stdout.write(document())
    return 0


if __name__ == "__main__":
    sys.exit(main())
