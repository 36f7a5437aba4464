"""Taking over the holders of a book kept before: the fields of a list, the fate of a row, and the table of steps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from openaeo.law.workflow import Reason, Step, Workflow


class IntakeState(StrEnum):
    """Where a list of our own holders, brought from a book kept before, stands."""

    RECEIVED = "received"
    CHECKING = "checking"
    CHECKED = "checked"
    TAKING = "taking-over"
    DONE = "taken-over"
    DISCARDED = "discarded"


class Fate(StrEnum):
    """What becomes of one row of such a list."""

    UNREAD = "unread"
    NEW = "new"
    SAME = "same"
    DIFFERS = "differs"
    QUARANTINED = "quarantined"
    LEFT_OUT = "left-out"
    TAKEN = "taken-over"


WAITING = frozenset({Fate.DIFFERS, Fate.QUARANTINED})
"""Fates that wait for somebody to decide; the register stays as it is meanwhile."""


class Field(StrEnum):
    """What a column of such a list may tell of a holder."""

    NUMBER = "number"
    NAME = "name"
    LOCAL_NAME = "local-name"
    TIN = "tin"
    EORI = "eori"
    MID = "mid"
    COUNTRY = "country"
    ADDRESS = "address"
    TIER = "tier"
    ROLES = "roles"
    STARTS = "starts"
    ENDS = "ends"
    STATUS = "status"
    SINCE = "since"
    SITES = "sites"
    CONTACT = "contact"
    PUBLIC = "public"


DAYS = (Field.STARTS, Field.ENDS, Field.SINCE)
WORDED = (Field.TIER, Field.ROLES, Field.STATUS, Field.PUBLIC)
"""Fields whose words are the keeper's own; a person says what each of them means here."""
WHOLE = (Field.TIER, Field.STATUS)
"""Fields that a person may settle for every row at once, where the list has no column for them."""


class DateOrder(StrEnum):
    """In which order a list writes year, month and day."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


_HEADINGS: Mapping[Field, str] = MappingProxyType(
    {
        Field.NUMBER: "number|code|authorisation|authorisation number|aeo number|certificate number|numéro|رقم الترخيص",
        Field.NAME: "name|company|company name|holder|legal name|operator|nom|raison sociale|الاسم|اسم الشركة",
        Field.LOCAL_NAME: "local name|local script name|name in local script|nom local|الاسم المحلي",
        Field.TIN: "tin|tax number|tax id|trader identification number|nif|numéro fiscal|الرقم الضريبي",
        Field.EORI: "eori|eori number|numéro eori",
        Field.MID: "mid|manufacturer id",
        Field.COUNTRY: "country|country code|pays|البلد",
        Field.ADDRESS: "address|registered address|adresse|العنوان",
        Field.TIER: "tier|type|programme|type of authorisation|type d autorisation|نوع الترخيص",
        Field.ROLES: "roles|role|activity|activities|rôle|rôles|activité|الدور|الأدوار",
        Field.STARTS: "start|starts|from|start date|valid from|granted on|date d effet|début|تاريخ البدء",
        Field.ENDS: "end|ends|until|end date|valid until|valid to|expiry|expiry date|fin|date de fin|تاريخ الانتهاء",
        Field.STATUS: "status|standing|state|statut|état|الحالة",
        Field.SINCE: "since|status since|status date|suspended since|date du statut|تاريخ الحالة",
        Field.SITES: "sites|site|premises|sites and premises|locaux|المواقع",
        Field.CONTACT: "contact|contact person|email|e mail|courriel|جهة الاتصال",
        Field.PUBLIC: "public|published|shown publicly|publié|منشور",
    }
)


def folded(text: str) -> str:
    """Return `text` for comparing words that people typed: case, dashes and spacing do not matter."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[\s_'’./-]+", " ", plain).split())


def field_of(heading: str) -> Field | None:
    """Return the field that a heading most likely stands for, or None; a guess for a person to confirm."""
    word = folded(heading)
    return next((field for field, words in _HEADINGS.items() if word in words.split("|")), None)


@dataclass(frozen=True, slots=True)
class IntakeFacts:
    """What is true of an intake when a step is asked for.

    `new`: rows that would enter the register. `taken`: rows that did. `prepared`: whether whoever asks received,
    mapped or corrected something of it. `mapped`: whether its columns were chosen.
    """

    new: int = 0
    taken: int = 0
    prepared: bool = False
    mapped: bool = True


def something_new(facts: IntakeFacts) -> Reason | None:
    """There is a row that the register does not have yet."""
    return None if facts.new else Reason("nothing-to-take-over")


def other_eyes(facts: IntakeFacts) -> Reason | None:
    """Whoever takes over had no hand in preparing: four eyes."""
    return Reason("prepared-it-yourself") if facts.prepared else None


def nothing_taken(facts: IntakeFacts) -> Reason | None:
    """Nothing of the list is in the register yet."""
    return Reason("taken-over-already", facts.taken) if facts.taken else None


def columns_chosen(facts: IntakeFacts) -> Reason | None:
    """Somebody said what the columns tell."""
    return None if facts.mapped else Reason("columns-not-chosen")


S = IntakeState
INTAKE: Workflow[IntakeState, IntakeFacts] = Workflow(
    "intake",
    S.RECEIVED,
    Step("map", frozenset({S.RECEIVED, S.CHECKED}), S.CHECKING, (columns_chosen, nothing_taken)),
    Step("finish-check", frozenset({S.CHECKING}), S.CHECKED),
    Step("take-over", frozenset({S.CHECKED, S.DONE}), S.TAKING, (something_new, other_eyes)),
    Step("finish-take-over", frozenset({S.TAKING}), S.DONE),
    Step("discard", frozenset({S.RECEIVED, S.CHECKING, S.CHECKED}), S.DISCARDED),
)
