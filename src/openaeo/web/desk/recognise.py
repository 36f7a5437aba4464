"""What a declaration is worth: an officer drops a file, the recognition service answers for each party."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from openaeo.casework.programme import programme
from openaeo.law.terms import Text
from openaeo.web.desk import charts
from openaeo.web.desk.counter import Away, Faulty, ask
from openaeo.web.desk.forms import DeclarationForm
from openaeo.web.shell import Request, page, staff_page
from openaeo.web.words import Word, word

OUTCOMES = (
    "recognised",
    "not-covered",
    "suspended",
    "revoked",
    "expired",
    "unknown-code",
    "no-code",
)
FRESH = 60
"""Seconds after which the page says that the book of the service may be behind."""

REASONS = {
    "holder-here": gettext_lazy("Authorised by this administration."),
    "arrangement-covers": gettext_lazy(
        "Authorised by %(administration)s; the arrangement with it covers this kind of authorisation and role."
    ),
    "suspended": gettext_lazy("The authorisation by %(administration)s is suspended at this moment."),
    "revoked": gettext_lazy("The authorisation by %(administration)s was revoked."),
    "surrendered": gettext_lazy("The holder gave up the authorisation by %(administration)s."),
    "expired": gettext_lazy("The authorisation by %(administration)s has ended."),
    "not-yet-in-effect": gettext_lazy("The authorisation by %(administration)s has not begun yet."),
    "no-status": gettext_lazy("The book holds no status for this authorisation by %(administration)s."),
    "no-arrangement": gettext_lazy("There is no mutual recognition arrangement with %(administration)s."),
    "other-direction": gettext_lazy(
        "The arrangement with %(administration)s covers our operators there, not theirs here."
    ),
    "arrangement-not-in-operation": gettext_lazy(
        "The arrangement with %(administration)s is not in operation."
    ),
    "arrangement-not-yet-in-operation": gettext_lazy(
        "The arrangement with %(administration)s is not in operation yet."
    ),
    "arrangement-ended": gettext_lazy("The arrangement with %(administration)s has ended."),
    "tier-not-covered": gettext_lazy(
        "The arrangement with %(administration)s does not cover this kind of authorisation."
    ),
    "role-not-covered": gettext_lazy("The arrangement with %(administration)s does not cover this role."),
    "not-in-book": gettext_lazy("No authorisation in the book has this identifier."),
    "other-scheme": gettext_lazy("The book knows this identifier only under another scheme than stated."),
    "no-identifier": gettext_lazy("The party is named without an identifier."),
}
PLACES = {
    "Declarant": gettext_lazy("Declarant"),
    "Agent": gettext_lazy("Agent"),
    "Submitter": gettext_lazy("Submitter"),
    "Exporter": gettext_lazy("Exporter"),
    "Consignor": gettext_lazy("Consignor"),
    "Seller": gettext_lazy("Seller"),
    "Importer": gettext_lazy("Importer"),
    "Consignee": gettext_lazy("Consignee"),
    "Buyer": gettext_lazy("Buyer"),
    "Carrier": gettext_lazy("Carrier"),
    "Manufacturer": gettext_lazy("Manufacturer"),
    "Warehouse": gettext_lazy("Warehouse"),
    "DomesticDutyTaxParty": gettext_lazy("Party to domestic taxes"),
    "AuthorisationHolder": gettext_lazy("Holder of an authorisation"),
    "AEOMutualRecognitionParty": gettext_lazy("Party under mutual recognition"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One party of the declaration as the page shows it."""

    place: str
    role: str
    category: str
    scheme: str
    value: str
    name: str
    look: Word
    reason: str
    authorisation: str
    administration: str
    tier: Text | None
    benefits: tuple[Text, ...]


@staff_page()
def recognise(request: Request) -> HttpResponse:
    """Take a declaration and show each party's outcome and reason; the file is passed on and not kept."""
    examples = _examples()
    form = DeclarationForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        examples=examples,
    )
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST" and form.is_valid():
        name, body = _chosen(form)
        try:
            context = _told(name, ask(settings.RECOGNITION_URL, body))
        except Faulty as fault:
            context, status = {"name": name, "fault": fault}, 422
        except Away:
            context, status = {"name": name, "away": True}, 503
    return page(
        request, "desk/recognise.html", http_status=status, form=form, has_examples=bool(examples), **context
    )


def _told(name: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    rows = [_row(party) for party in answer["parties"]]
    counts = Counter(party["outcome"] for party in answer["parties"])
    parts = [
        charts.Part(counts[key], word("recognition", key).tone, str(word("recognition", key).label))
        for key in OUTCOMES
        if counts[key]
    ]
    title = ", ".join(f"{part.word}: {part.count}" for part in parts)
    age = float(answer["book"]["age_s"])
    return {
        "name": name,
        "answer": answer,
        "rows": rows,
        "parts": parts,
        "chart": charts.shares(parts, title, rtl=get_language_bidi()),
        "age": round(age),
        "behind": age > FRESH,
    }


def _row(party: Mapping[str, Any]) -> Row:
    administration = party["administration"] or ""
    code, sentence = party["reason"]["code"], party["reason"]["sentence"]
    reason = REASONS.get(code)
    benefits = programme().benefits
    role = party["role"] or ""
    stated = role not in PLACES and role[:1] == "Y" and role[1:].isdigit()  # a document code, Y022 to Y031
    return Row(
        place=_place(party["level"], party["line"]),
        role=_("AEO certificate stated in a document") if stated else str(PLACES.get(role, role)),
        category=role if stated else party["category"] or "",
        scheme=(party["scheme"] or "").upper(),
        value=party["value"] or "",
        name=party["name"] or "",
        look=word("recognition", party["outcome"]),
        reason=str(reason) % {"administration": administration} if reason else sentence,
        authorisation=party["authorisation"] or "",
        administration=administration,
        tier=programme().tiers.get(party.get("tier") or "")
        if administration == settings.HOME_ADMINISTRATION
        else None,
        benefits=tuple(benefits.get(code, {"en": code}) for code in party["benefits"]),
    )


def _place(level: str, line: int | None) -> str:
    if level == "item":
        return _("Goods item %(number)s") % {"number": line if line is not None else "–"}
    return _("Shipment") if level == "shipment" else _("Declaration")


def _folder() -> Path:
    return Path(getattr(settings, "EXAMPLES_DIR", Path(settings.EDITIONS_DIR).parent / "examples"))


def _examples() -> list[str]:
    folder = _folder()
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.xml"))


def _chosen(form: DeclarationForm) -> tuple[str, bytes]:
    upload = form.cleaned_data["declaration"]
    if upload is not None:
        return upload.name, upload.read()
    name = form.cleaned_data["example"]  # one of those offered: the form refuses any other
    return name, (_folder() / name).read_bytes()
