"""Numbers under which a party appears in trade: how each is written, tidied, checked and re-spelled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from openaeo.law.workflow import Reason


class Scheme(StrEnum):
    """What kind of number it is."""

    TIN = "tin"
    EORI = "eori"
    MID = "mid"
    AEO = "aeo"
    TRADER = "trn"


class InvalidIdentifier(ValueError):
    """A number that cannot be one of its scheme; `reason` says why in a stable code."""

    def __init__(self, scheme: Scheme, reason: Reason) -> None:
        self.scheme = scheme
        self.reason = reason
        super().__init__(f"{scheme.value}: {reason}")


@dataclass(frozen=True, slots=True)
class Identifier:
    """One number of one scheme, tidied."""

    scheme: Scheme
    value: str


@dataclass(frozen=True, slots=True)
class Form:
    """A published way in which one economy composes its numbers, over the tidied value."""

    code: str
    country: str
    pattern: re.Pattern[str]
    example: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What every number of a scheme has in common: its greatest length, and patterns with the code of each fault."""

    longest: int
    patterns: tuple[tuple[re.Pattern[str], str], ...]


_ASCII_ONLY = (re.compile(r"[A-Z0-9]+"), "identifier-characters")
_COUNTRY = (_ASCII_ONLY, (re.compile(r"[A-Z]{2}.*"), "identifier-country-missing"))
_NUMBER = (*_COUNTRY, (re.compile(r".{3,}"), "identifier-too-short"))
SHAPES: Mapping[Scheme, Shape] = MappingProxyType(
    {
        Scheme.TIN: Shape(17, _NUMBER),
        Scheme.EORI: Shape(17, _NUMBER),
        Scheme.MID: Shape(15, (*_NUMBER, (re.compile(r"(?!CA).*"), "mid-country-canada"))),
        Scheme.AEO: Shape(40, ((re.compile(r"[^\W_]+"), "identifier-characters"),)),
        Scheme.TRADER: Shape(20, ((re.compile(r"TRN[0-9]{6,}"), "trader-number-shape"),)),
    }
)

_SEPARATORS = "-./\\<>()'\"`"
_ASCII = dict.fromkeys([*range(33), 127, *map(ord, _SEPARATORS)])

# Compositions seen in public notices (a hint to a reader, never a reason to refuse): JP, CN, SG, MY, AU, ID, BN, GB.
FORMS = (
    Form("cn-certified", "CN", re.compile(r"AEOCN[0-9]{10}"), "AEOCN0123456789"),
    Form("cn-abroad", "CN", re.compile(r"CN[0-9]{10}"), "CN0123456789"),
    Form("sg-home", "SG", re.compile(r"AEOSG[0-9A-Z]{12}"), "AEOSG123456789012"),
    Form("sg-abroad", "SG", re.compile(r"SG[0-9A-Z]{12}"), "SG123456789012"),
    Form("my-certificate", "MY", re.compile(r"MY[0-9A-Z]{5}H[0-9]{6}"), "MY12345H100001"),
    Form("id-long", "ID", re.compile(r"AEO[0-9A-Z]{12}ID"), "AEO123456789012ID"),
    Form("id-short", "ID", re.compile(r"AEOID[0-9A-Z]{9}"), "AEOID123456789"),
    Form("bn-certificate", "BN", re.compile(r"SLMSBN[0-9A-Z]{9}"), "SLMSBN-123456-123"),
    Form("gb-eori", "GB", re.compile(r"GB[0-9]{12}"), "GB123456123456"),
    Form("au-business-number", "AU", re.compile(r"[0-9]{11}"), "12345678901"),
    Form("jp-converted", "JP", re.compile(r"A[0-9A-Z]{11}"), "A12345678901"),
)

# The one agency code of the old declaration form that a published guide confirms: 151, Japan customs.
LEGACY_AGENCIES = frozenset({("JP", "151")})


def tidy(value: str) -> str:
    r"""Return the look-up key of `value`: what is left when spelling habits are taken away.

    Unicode compatibility form (NFKC) in upper case, without spaces, invisible characters, quotes, dashes and
    the separators ``- . / \ < > ( )``. Every string has a key; the key of a key is itself; the key of nothing
    that says anything is "".
    """
    if value.isascii():
        return value.upper().translate(_ASCII)
    before = None
    while before != value:
        before = value
        value = unicodedata.normalize("NFKC", value).upper()
        value = "".join(character for character in value if not _silent(character))
    return value


def _silent(character: str) -> bool:
    """Return whether a character carries no part of a number: space, invisible, dash, quote, separator."""
    category = unicodedata.category(character)
    return character in _SEPARATORS or category[0] in "ZC" or category in {"Pd", "Pi", "Pf"}


def normalise(scheme: Scheme, value: str) -> str:
    """Return `value` tidied and found to have the shape of `scheme`.

    Raises `InvalidIdentifier` with one of `identifier-empty`, `identifier-too-long` (detail: most characters),
    `identifier-characters`, `identifier-country-missing`, `identifier-too-short`, `mid-country-canada`,
    `trader-number-shape`. Shapes: TIN and EORI are a country of two letters and up to 15 letters or digits (WCO
    guidelines on the trader identification number, 2018); MID has at most 15 characters and never begins with CA
    (19 CFR 102, appendix); an AEO certificate number is letters and digits, no more is published for all.
    """
    key, shape = tidy(value), SHAPES[scheme]
    if not key:
        raise InvalidIdentifier(scheme, Reason("identifier-empty"))
    if len(key) > shape.longest:
        raise InvalidIdentifier(scheme, Reason("identifier-too-long", shape.longest))
    for pattern, code in shape.patterns:
        if not pattern.fullmatch(key):
            raise InvalidIdentifier(scheme, Reason(code))
    return key


def known_forms(value: str) -> tuple[Form, ...]:
    """Return the published compositions that `value` has; a hint, because forms of two economies may coincide."""
    key = tidy(value)
    return tuple(form for form in FORMS if form.pattern.fullmatch(key))


def country_of(value: str) -> str | None:
    """Return the country code that leads `value`, or None when none does.

    `AEOSG…` and its like name the country after the letters AEO; they are read by `known_forms`. Any two letters
    count, listed by ISO or not: XI and the codes for private use appear in trade. A trader number of our own and
    a number that merely starts with AEO name no country.
    """
    key = tidy(value)
    if countries := {form.country for form in known_forms(key) if form.country in key}:
        return countries.pop() if len(countries) == 1 else None
    if key.startswith("AEO") or re.fullmatch(r"TRN[0-9]+", key):
        return None
    return key[:2] if re.match(r"[A-Z]{2}.", key) else None


def other_spellings(value: str) -> tuple[str, ...]:
    """Return the further spellings under which the same holder is known to be declared abroad, sorted.

    Singapore's and China's numbers lose `AEO` abroad. Japan converts to 12 characters: an Australian number gets
    an `A` before it; a Malaysian one keeps firm and year and loses its serial, so it does not lead back. Use them
    to suggest aliases; a match is made on a stored alias only.
    """
    key = tidy(value)
    codes = {form.code for form in known_forms(key)}
    spelled = set()
    if codes & {"cn-certified", "sg-home"}:
        spelled.add(key[3:])
    if codes & {"cn-abroad", "sg-abroad"}:
        spelled.add(f"AEO{key}")
    if "au-business-number" in codes:
        spelled.add(f"A{key}")
    if "my-certificate" in codes:
        spelled.add(f"A{key[2:7]}{key[8:10]}MY00")
    return tuple(sorted(spelled))


def read_legacy_sad(value: str) -> Identifier | None:
    """Return the trader number inside the old EU declaration form, or None when `value` is not of that form.

    The form is country, agency code of UN/EDIFACT 3055, then up to 13 characters: `JP1511234567890` is Japan's
    1234567890. Only agency codes that a published guide confirms are read (`LEGACY_AGENCIES`): any other three
    digits may be the start of an ordinary number.
    """
    key = tidy(value)
    parts = re.fullmatch(r"([A-Z]{2})([0-9]{3})([A-Z0-9]{1,13})", key)
    if parts is None or (parts[1], parts[2]) not in LEGACY_AGENCIES:
        return None
    return Identifier(Scheme.TIN, parts[1] + parts[3])
