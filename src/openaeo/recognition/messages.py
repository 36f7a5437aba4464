"""The JSON shapes of recognition: what may be asked, and what is answered."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, NamedTuple

import msgspec

from openaeo.law.identifiers import Scheme
from openaeo.recognition.declaration import MAX_PARTIES, MAX_VALUE
from openaeo.recognition.engine import EARLIEST, LATEST, Reason, microseconds
from openaeo.recognition.places import WORDS
from openaeo.recognition.problems import Problem

MAX_DECLARATIONS = 10_000
NEXT = "Nothing was decided; correct it and send the request again."

Line = Annotated[str, msgspec.Meta(max_length=MAX_VALUE)]
Moment = Annotated[datetime, msgspec.Meta(tz=True, description="An instant with its offset, usually Z.")]


class Party(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One party of a declaration: its role there, and what is known of its identity."""

    role: Line
    scheme: Line | None = None
    id: Line | None = None
    name: Line | None = None
    country: Line | None = None


class Declaration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The parties of one declaration; `id` (or `declaration`) is given back with the answer."""

    parties: list[Party]
    id: Line | None = None
    declaration: Line | None = None
    at: Moment | None = None


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Either one declaration (`parties`) or up to ten thousand (`declarations`), answered in their order.

    `at` holds for every declaration without its own; without it the question is about now.
    """

    parties: list[Party] | None = None
    declarations: list[Declaration] | None = None
    id: Line | None = None
    declaration: Line | None = None
    at: Moment | None = None


class Entry(msgspec.Struct, frozen=True, gc=False):
    """The answer for one occurrence of a party; `tier` is the one in effect, there only when recognised."""

    role: str
    level: str
    line: int | None
    scheme: str | None
    value: str | None
    name: str | None
    category: str | None
    outcome: str
    reason: Reason
    authorisation: str | None
    administration: str | None
    tier: str | None
    benefits: tuple[str, ...]


class BookState(msgspec.Struct, frozen=True, gc=False):
    """How far the book follows the journal, and the seconds since the journal last confirmed it."""

    cursor: int
    age_s: float


class Answer(msgspec.Struct, frozen=True):
    """The answer for one declaration: one entry an occurrence, in document order."""

    declaration: str | None
    at: str
    book: BookState
    parties: list[Entry]


class Answers(msgspec.Struct, frozen=True):
    """The answers for a batch, in the order asked."""

    declarations: list[Answer]


class Health(msgspec.Struct, frozen=True):
    """Whether recognition answers: `ok`, or `loading` while there is no book."""

    status: str
    book: BookState | None
    authorisations: int | None


class Question(NamedTuple):
    """One declaration to decide: its parties with their role codes, and where it stands in the request."""

    reference: str | None
    at: int | None
    parties: list[Party]
    roles: list[int]


_DECODER = msgspec.json.Decoder(Request)
_SCHEMES = frozenset(scheme.value for scheme in Scheme)
_PATH = re.compile(r" - at `(?:key in )?(\$[^`]*)`$")
_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+|\.\.\.)\]")


def read_questions(body: bytes) -> tuple[list[Question], bool]:
    """Return the declarations asked about, and whether they came as a batch.

    Refused with `Problem`: 400 not JSON or an unknown scheme, 422 a wrong type or role with its JSON pointer,
    413 more than 10 000 declarations or 200 000 parties.
    """
    asked = _decoded(body)
    at = _instant(asked.at, "/at")
    if asked.declarations is None and asked.parties is not None:
        if len(asked.parties) > MAX_PARTIES:
            raise _too_many("/parties")
        roles = _roles(asked.parties, "")
        return [Question(asked.declaration or asked.id, at, asked.parties, roles)], False
    if asked.declarations is None or asked.parties is not None:
        raise Problem(422, "wrong-type", f"Send either parties or declarations. {NEXT}", pointer="")
    if len(asked.declarations) > MAX_DECLARATIONS:
        raise Problem(
            413,
            "too-many-declarations",
            f"{len(asked.declarations)} declarations; at most {MAX_DECLARATIONS} go into one request. {NEXT}",
            pointer="/declarations",
        )
    if sum(len(declaration.parties) for declaration in asked.declarations) > MAX_PARTIES:
        raise _too_many("/declarations")
    questions = [
        _question(declaration, at, f"/declarations/{position}")
        for position, declaration in enumerate(asked.declarations)
    ]
    return questions, True


def _too_many(pointer: str) -> Problem:
    detail = f"At most {MAX_PARTIES} parties go into one request. Nothing was decided; send it in parts."
    return Problem(413, "too-many-parties", detail, pointer=pointer)


def _decoded(body: bytes) -> Request:
    try:
        return _DECODER.decode(body)
    except msgspec.ValidationError as fault:
        text = str(fault)
        pointer = _pointer(text)
        what = _PATH.sub("", text)
        raise Problem(422, "wrong-type", f"{what} (at {pointer or '/'}). {NEXT}", pointer=pointer) from fault
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Problem(400, "malformed-json", f"{fault}. {NEXT}") from fault


def _pointer(text: str) -> str:
    """Return the JSON pointer (RFC 6901) of msgspec's path, "" for the whole document."""
    found = _PATH.search(text)
    if found is None:
        return ""
    return "".join(f"/{step.group(1) or step.group(2)}" for step in _STEP.finditer(found.group(1)))


def _question(asked: Declaration, at: int | None, pointer: str) -> Question:
    instant = at if asked.at is None else _instant(asked.at, f"{pointer}/at")
    return Question(asked.declaration or asked.id, instant, asked.parties, _roles(asked.parties, pointer))


def _roles(parties: list[Party], pointer: str) -> list[int]:
    """Return the role codes of `parties`, having checked their schemes too."""
    roles: list[int] = []
    for position, party in enumerate(parties):
        code = WORDS.get(party.role)
        if code is None:
            code = _role(party.role, f"{pointer}/parties/{position}/role")
        roles.append(code)
        if party.scheme is not None and party.scheme not in _SCHEMES:
            raise Problem(
                400,
                "unknown-scheme",
                f"{party.scheme!r} is no identifier scheme; use one of {', '.join(sorted(_SCHEMES))}, or leave "
                f"it out. {NEXT}",
                pointer=f"{pointer}/parties/{position}/scheme",
            )
    return roles


def _role(word: str, pointer: str) -> int:
    code = WORDS.get(word.partition(":")[0].strip().casefold())
    if code is None:
        raise Problem(
            422,
            "unknown-role",
            f"{word!r} is no role; use an element name of the declaration (such as Exporter), a role of the "
            f"programme (such as exporter), CS, FW, MF, WH, or a document code Y022 to Y031. {NEXT}",
            pointer=pointer,
        )
    return code


def _instant(at: datetime | None, pointer: str) -> int | None:
    if at is None:
        return None
    instant = microseconds(at)
    if not EARLIEST <= instant < LATEST:
        raise Problem(
            422,
            "moment-out-of-range",
            f"{at.isoformat()} lies outside the years 1900 to 2199. {NEXT}",
            pointer=pointer,
        )
    return instant
