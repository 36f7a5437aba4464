"""Answers declaration systems over HTTP from the book in memory: POST /recognise, GET /health."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING

import msgspec

from openaeo.recognition.declaration import Place, read_declaration
from openaeo.recognition.engine import Book, moment, now
from openaeo.recognition.follow import Follower, Shelf
from openaeo.recognition.messages import (
    Answer,
    Answers,
    BookState,
    Entry,
    Health,
    Question,
    read_questions,
)
from openaeo.recognition.places import STATEMENTS
from openaeo.recognition.problems import Problem
from openaeo.recognition.senders import Waiting

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

LOG = logging.getLogger("openaeo.recognition")

MAX_BODY = 25 * 1024 * 1024
LENGTH_DIGITS = 18
JSON = "application/json"
PROBLEM = "application/problem+json"
XML_TYPES = frozenset({"application/xml", "text/xml"})
CHARSETS = frozenset({"utf-8", "utf-16", "iso-8859-1", "us-ascii"})
PHRASES = {
    200: "200 OK",
    400: "400 Bad Request",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    413: "413 Content Too Large",
    415: "415 Unsupported Media Type",
    422: "422 Unprocessable Content",
    500: "500 Internal Server Error",
    503: "503 Service Unavailable",
}

_waiting = Waiting()
_encode = msgspec.json.Encoder().encode


def answer_message(book: Book, body: bytes, charset: str | None, state: BookState) -> Answer:
    """Return the answer for one WCO declaration message as of now."""
    message = read_declaration(body, charset)
    at = now()
    entries = [_entry(book, place, at) for place in message.parties]
    return Answer(message.reference, _written(at), state, entries)


def _entry(book: Book, place: Place, at: int) -> Entry:
    # A document states a certificate number by its code, yet many carry another number of the same holder.
    scheme = None if place.role in STATEMENTS else place.scheme
    verdict, authorisation, found = book.judge(place.value, at, place.law_role, scheme, place.country)
    return Entry(
        place.role,
        place.level,
        place.line,
        place.scheme or found or None,
        place.value,
        place.name,
        place.category,
        verdict.outcome,
        verdict.reason,
        authorisation,
        verdict.administration,
        verdict.tier,
        verdict.benefits,
    )


def answer_question(book: Book, question: Question, present: int, state: BookState) -> Answer:
    """Return the answer for the parties of one JSON declaration, at its moment or the present."""
    at = present if question.at is None else question.at
    judge = book.judge
    entries = []
    for party, role in zip(question.parties, question.roles, strict=True):
        verdict, authorisation, scheme = judge(party.id, at, role, party.scheme, party.country)
        entries.append(
            Entry(
                party.role,
                "declaration",
                None,
                party.scheme or scheme or None,
                party.id,
                party.name,
                None,
                verdict.outcome,
                verdict.reason,
                authorisation,
                verdict.administration,
                verdict.tier,
                verdict.benefits,
            )
        )
    return Answer(question.reference, _written(at), state, entries)


@lru_cache(maxsize=4096)
def _second(second: int) -> str:
    return moment(second * 1_000_000).isoformat()[:-6]


def _written(at: int) -> str:
    second, rest = divmod(at, 1_000_000)
    return f"{_second(second)}.{rest // 1000:03d}Z"


def _state(book: Book, shelf: Shelf) -> BookState:
    return BookState(book.cursor, round(shelf.age(), 3))


def recognise(shelf: Shelf, environ: WSGIEnvironment) -> bytes:
    """Return the encoded answer to POST /recognise. Refused with `Problem`, never with another exception."""
    if environ["REQUEST_METHOD"] != "POST":
        raise Problem(405, "method-not-allowed", "Declarations are sent to /recognise with POST.")
    media, _, parameters = environ.get("CONTENT_TYPE", "").partition(";")
    media = media.strip().casefold()
    is_json = media == JSON
    if not is_json and media not in XML_TYPES:
        raise Problem(
            415,
            "content-type-not-supported",
            f"Send application/xml or application/json, not {media[:80] or 'a body without a content type'}.",
        )
    charset = _charset(parameters, is_json=is_json) if parameters else None
    body = read_body(environ)
    book = shelf.book
    if book is None:
        raise Problem(503, "book-not-loaded", "The book is still being read. Ask again in a few seconds.")
    state = _state(book, shelf)
    if not is_json:
        return _encode(answer_message(book, body, charset, state))
    questions, batch = read_questions(body)
    present = now()
    answers = [answer_question(book, question, present, state) for question in questions]
    return _encode(Answers(answers)) if batch else _encode(answers[0])


def _charset(parameters: str, *, is_json: bool) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().casefold() != "charset":
            continue
        charset = value.strip().strip('"').casefold()
        if charset not in ({"utf-8"} if is_json else CHARSETS):
            raise Problem(
                415,
                "content-type-not-supported",
                f"The charset {charset[:40]!r} is not read; use utf-8{'' if is_json else ' or utf-16'}.",
            )
        return charset
    return None


def read_body(environ: WSGIEnvironment) -> bytes:
    """Return the request body, of at most 25 MB by its stated length and by what really comes."""
    stated = environ.get("CONTENT_LENGTH") or ""
    if stated and not (stated.isascii() and stated.isdigit() and len(stated) <= LENGTH_DIGITS):
        raise Problem(400, "bad-length", "Content-Length is not a whole number.")
    length = int(stated) if stated else None
    if length is not None and length > MAX_BODY:
        raise _too_large()
    stream: InputStream = environ["wsgi.input"]
    body = _waiting.read(stream, MAX_BODY + 1 if length is None else length)
    if len(body) > MAX_BODY:
        raise _too_large()
    if length is not None and len(body) < length:
        raise Problem(400, "incomplete-body", f"{len(body)} of {length} bytes came. Send the request again.")
    if not body:
        raise Problem(400, "empty-body", "Send a declaration message or a JSON document as the body.")
    return body


def _too_large() -> Problem:
    return Problem(
        413,
        "body-too-large",
        f"A request may have {MAX_BODY // 1024 // 1024} MB. Nothing was decided; send it in parts.",
    )


def health(shelf: Shelf) -> tuple[int, bytes]:
    """Return status and body of GET /health: 503 with `book: null` until the book is loaded."""
    book = shelf.book
    if book is None:
        return 503, _encode(Health("loading", None, None))
    return 200, _encode(Health("ok", _state(book, shelf), len(book.index)))


def make_app(shelf: Shelf) -> WSGIApplication:
    """Return the WSGI application that answers from `shelf`. No request makes it raise."""

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        media, extra = JSON, []
        try:
            status, body = _route(shelf, environ)
        except Problem as problem:
            status, body, media = problem.status, problem.encoded(), PROBLEM
            extra = _headers(problem, environ["PATH_INFO"])
        except Exception:  # the process lives on, whatever was sent
            LOG.exception("a request could not be answered")
            fault = Problem(500, "internal", "This is our fault and was logged. Nothing was decided.")
            status, body, media = 500, fault.encoded(), PROBLEM
        start_response(
            PHRASES[status],
            [
                ("Content-Type", media),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "no-store"),
                *extra,
            ],
        )
        return (body,)

    return app


def _route(shelf: Shelf, environ: WSGIEnvironment) -> tuple[int, bytes]:
    path = environ["PATH_INFO"]
    if path == "/recognise":
        return 200, recognise(shelf, environ)
    if path == "/health":
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            raise Problem(405, "method-not-allowed", "Health is asked for with GET.")
        return health(shelf)
    raise Problem(404, "not-found", "There are POST /recognise and GET /health.")


def _headers(problem: Problem, path: str) -> list[tuple[str, str]]:
    if problem.code == "method-not-allowed":
        return [("Allow", "POST" if path == "/recognise" else "GET, HEAD")]
    if problem.code == "content-type-not-supported":
        return [("Accept-Post", "application/xml, application/json")]
    return [("Retry-After", "1")] if problem.code == "book-not-loaded" else []


def _end_with(parent: BaseProcess) -> None:
    """End this process when its parent was killed, so that the port is free for the next one."""
    wait([parent.sentinel])
    os._exit(1)


def following_app(
    database_url: str, port: int, benefits_here: Mapping[str, tuple[str, ...]] | None = None
) -> WSGIApplication:
    """Return an application whose book follows the journal at `database_url`; it answers 503 until loaded."""
    if (parent := parent_process()) is not None:
        Thread(target=_end_with, args=(parent,), name="openaeo-parent", daemon=True).start()
    _waiting.watch(port)
    shelf = Shelf()
    Follower(database_url, shelf, benefits_here).start()
    return make_app(shelf)


def serve(
    database_url: str,
    *,
    host: str = "127.0.0.1",
    port: int = 8001,
    benefits_here: Mapping[str, tuple[str, ...]] | None = None,
) -> None:
    """Serve recognition with one worker until stopped by a signal; a worker that dies is started again.

    `benefits_here` are the codes of what the home programme gives its own holders, by tier.
    """
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, RuntimeModes

    server = Granian(
        "openaeo.recognition.server",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=1,
        runtime_mode=RuntimeModes.st,
        http=HTTPModes.http1,
        websockets=False,
        respawn_failed_workers=True,
        log_access=False,
    )
    server.serve(target_loader=partial(following_app, database_url, port, benefits_here), wrap_loader=False)


def main(argv: Sequence[str] | None = None) -> int:
    """Serve from the command line; the product's own command is `openaeo recognise`."""
    parser = argparse.ArgumentParser(prog="openaeo.recognition.server", description=__doc__)
    parser.add_argument("--database-url", required=True, help="PostgreSQL of the register")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8001, help="port to listen on")
    arguments = parser.parse_args(argv)
    serve(arguments.database_url, host=arguments.host, port=arguments.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
