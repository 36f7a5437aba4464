"""Reads a WCO declaration message: every party and AEO statement in it, in document order, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from openaeo.recognition.places import CATEGORY, ELEMENTS, STATEMENTS, role_at
from openaeo.recognition.problems import Problem

MAX_DEPTH = 64
MAX_VALUE = 512
MAX_DIGITS = 9
MAX_SHOWN = 120
MAX_PARTIES = 200_000

ROOTS = frozenset({"MetaData", "mdMetaData", "Declaration"})
ENVELOPES = frozenset(
    {
        "submitDeclarationRequest",
        "DeclarationFullResponse",
        "DeclarationStatusResponse",
        "DeclarationVersionResponse",
    }
)
"""Wrappers in which customs systems hand a declaration on; what is read is the Declaration inside."""

ITEMS = frozenset({"GovernmentAgencyGoodsItem", "ConsignmentItem"})
DOCUMENT = "AdditionalDocument"
FIELDS = frozenset({"ID", "Name", "CategoryCode", "RoleCode", "TypeCode"})
XML_SCHEMES = {"tin": "tin", "eori": "eori", "mid": "mid", "aeo": "aeo", "trn": "trn"}
NEXT = "Nothing was decided; correct the message and send it again."


class Place(NamedTuple):
    """One occurrence of a party: what is said of it, and where."""

    role: str
    law_role: int
    level: str
    line: int | None
    scheme: str | None
    value: str | None
    name: str | None
    country: str | None
    category: str | None


class Message(NamedTuple):
    """A declaration's own reference, and its parties in document order."""

    reference: str | None
    parties: list[Place]


@dataclass(slots=True)
class _Open:
    """A party element that has been entered and not yet left."""

    role: str
    depth: int
    item: list[int | None] | None
    level: str
    said: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    scheme: str | None = None
    addressed: bool = False


def read_declaration(body: bytes, charset: str | None = None) -> Message:
    """Return reference and parties of the message in `body` (bytes of XML 1.0).

    A byte order mark outranks `charset`, which outranks the XML declaration (RFC 7303). Refused with `Problem`
    400: not well-formed, a document type declaration, another root, no declaration, deeper than 64 elements.
    """
    marked = body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    parser = expat.ParserCreate(None if marked else charset, "}")
    reader = _Reader(parser)
    try:
        parser.Parse(body, True)
    except expat.ExpatError as fault:
        if fault.code == expat.errors.codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING]:
            raise _encoding() from fault
        message = expat.ErrorString(fault.code)
        raise Problem(
            400,
            "malformed-xml",
            f"Line {fault.lineno}, column {fault.offset}: {message}. {NEXT}",
            line=fault.lineno,
            column=fault.offset,
        ) from fault
    except (LookupError, ValueError) as fault:
        raise _encoding() from fault
    return reader.message()


def _encoding() -> Problem:
    return Problem(
        400,
        "encoding-not-supported",
        f"The declared character encoding cannot be read. Use UTF-8 or UTF-16. {NEXT}",
        line=1,
    )


class _Reader:
    """Listens to the parser; keeps the path, the item it is in, and the party it is in."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = self.doctype
        self.path: list[str] = []
        self.root = ""
        self.namespace: str | None = None
        self.base = 0
        self.declarations = 0
        self.party: _Open | None = None
        self.item: list[int | None] | None = None
        self.item_depth = 0
        self.shipment_depth = 0
        self.text: list[str] | None = None
        self.references: dict[str, str] = {}
        self.found: list[tuple[_Open, Place]] = []

    def doctype(self, name: str, _system: str | None, _public: str | None, _internal: int) -> None:
        raise Problem(
            400,
            "entities-not-allowed",
            f"A document type declaration ({name}) stands in line {self.parser.CurrentLineNumber}; entities are "
            f"never read. {NEXT}",
            line=self.parser.CurrentLineNumber,
            column=self.parser.CurrentColumnNumber,
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition("}")
        path = self.path
        path.append(local)
        depth = len(path)
        if depth > MAX_DEPTH:
            raise self.fault("too-deep", f"More than {MAX_DEPTH} elements stand inside one another")
        self.text = None
        if self.namespace is None:
            self.outside(namespace, local, depth)
            return
        if namespace != self.namespace:
            return
        party = self.party
        if party is not None:
            self.inside(party, local, depth, attributes)
        elif local in ELEMENTS or local == DOCUMENT:
            level = "item" if self.item is not None else "shipment" if self.shipment_depth else "declaration"
            self.party = _Open(local, depth, self.item, level)
        elif local in ITEMS and self.item is None:
            self.item, self.item_depth = [None], depth
        elif local == "GoodsShipment" and not self.shipment_depth:
            self.shipment_depth = depth
        elif (local == "SequenceNumeric" and self.item is not None and depth == self.item_depth + 1) or (
            local in {"FunctionalReferenceID", "ID"} and depth == self.base + 1
        ):
            self.text = []

    def outside(self, namespace: str, local: str, depth: int) -> None:
        """Enter the root, a wrapper, or the declaration."""
        if depth == 1:
            self.root = local
            ours = local in ROOTS and (not namespace or _is_wco(namespace))
            if not ours and local not in ENVELOPES:
                raise self.fault(
                    "wrong-root",
                    f"The root element is {_shown(local)}"
                    + (f" in namespace {_shown(namespace)}" if namespace else "")
                    + "; a WCO MetaData or Declaration is expected",
                )
        if local == "Declaration":
            self.namespace, self.base = namespace, depth
            self.declarations += 1

    def inside(self, party: _Open, local: str, depth: int, attributes: dict[str, str]) -> None:
        """Note a party's own fields; what belongs to its address or contact is not its own."""
        if depth == party.depth + 1:
            if local in FIELDS:
                self.text = []
                if local == "ID" and "schemeID" in attributes:
                    party.scheme = XML_SCHEMES.get(attributes["schemeID"].strip().casefold())
            elif local == "Address":
                party.addressed = True
        elif depth == party.depth + 2 and local == "CountryCode" and self.path[-2] == "Address":
            self.text = []

    def characters(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def end(self, _name: str) -> None:
        path = self.path
        local = path[-1]
        depth = len(path)
        if self.text is not None:
            self.say(local, "".join(self.text).strip())
            self.text = None
        if self.party is not None and depth == self.party.depth:
            self.leave(self.party)
            self.party = None
        elif self.item is not None and depth == self.item_depth:
            self.item = None
        elif depth == self.shipment_depth:
            self.shipment_depth = 0
        elif self.namespace is not None and depth == self.base:
            self.namespace = None
        path.pop()

    def say(self, local: str, text: str) -> None:
        """Keep the text of the field just left, with whom it belongs to."""
        if len(text) > MAX_VALUE:
            raise self.fault("identifier-too-long", f"{local} is longer than {MAX_VALUE} characters")
        if self.party is not None and local == "ID":
            self.party.ids.append(text)
        elif self.party is not None:
            self.party.said.setdefault(local, text)
        elif local == "SequenceNumeric" and self.item is not None:
            self.item[0] = (
                int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None
            )
        else:
            self.references.setdefault(local, text)

    def leave(self, party: _Open) -> None:
        """Decide whether the element just left names a party or states an AEO certificate."""
        said, role, scheme, category = party.said, party.role, party.scheme, None
        if role == DOCUMENT:
            role = said.get("CategoryCode", "") + said.get("TypeCode", "")
            if role not in STATEMENTS:
                return
            scheme = "aeo"
        elif not (party.ids or said.get("Name") or party.addressed):
            return
        else:
            category = said.get(CATEGORY.get(role, "")) or None
        if len(self.found) >= MAX_PARTIES:
            raise Problem(
                413, "too-many-parties", f"More than {MAX_PARTIES} parties stand in one message. {NEXT}"
            )
        name, country = said.get("Name") or None, said.get("CountryCode") or None
        for value in party.ids or [""]:
            place = Place(
                role=role,
                law_role=role_at(role, category),
                level=party.level,
                line=None,
                scheme=scheme,
                value=value or None,
                name=name,
                country=country,
                category=category,
            )
            self.found.append((party, place))

    def message(self) -> Message:
        """Return what was read. Refused when there was no declaration."""
        if not self.declarations:
            raise Problem(
                400, "no-declaration", f"{_shown(self.root)} holds no Declaration element. {NEXT}", line=1
            )
        parties = [
            place if party.item is None else place._replace(line=party.item[0]) for party, place in self.found
        ]
        reference = self.references.get("FunctionalReferenceID") or self.references.get("ID") or None
        return Message(reference, parties)

    def fault(self, code: str, detail: str) -> Problem:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber
        return Problem(400, code, f"Line {line}: {detail}. {NEXT}", line=line, column=column)


def _is_wco(namespace: str) -> bool:
    """Return whether a namespace is one of the WCO data model, however it is punctuated."""
    letters = "".join(letter for letter in namespace.casefold() if letter.isalnum())
    return letters.startswith("urnwcodatamodelwco")


def _shown(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
