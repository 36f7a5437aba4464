"""The certificate: what the register says of an authorisation on one page, with a code to check it by."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import segno
from babel.dates import format_date
from babel.lists import format_list
from django.conf import settings
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext as _

from openaeo.bedrock.typesetting import Form, typeset
from openaeo.law.terms import Role, Status
from openaeo.register.models import Authorisation

TEMPLATE = Path(__file__).with_name("certificate.typ")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def check_url(authorisation: Authorisation, base_url: str) -> str:
    """Return the address at which anybody may ask whether the certificate is good."""
    return f"{base_url.rstrip('/')}/check/{authorisation.check_code}"


def qr_svg(authorisation: Authorisation, base_url: str) -> bytes:
    """Return the check address as a QR code in SVG, black on white, with the quiet zone the standard asks for."""
    out = io.BytesIO()
    segno.make(check_url(authorisation, base_url), error="m", micro=False).save(
        out, kind="svg", scale=4, border=4, light="#fff", xmldecl=False, svgns=True, omitsize=True
    )
    return out.getvalue()


def pdf(
    authorisation: Authorisation,
    language: str,
    *,
    base_url: str,
    at: datetime | None = None,
    tiers: Mapping[str, str] | None = None,
) -> bytes:
    """Return the certificate as a tagged PDF (PDF/A-3a, PDF/UA-1), in `language`, right to left where it is so.

    It shows the status as recorded, and that of `at`, the moment of issue; without it, of the last change.
    `tiers` gives the programme's wording of tier codes. The same arguments give the same bytes. Names go in as
    data, so nothing in them can act. Signs that no font at hand can show make it a plain PDF with empty boxes.
    """
    return _compiled(authorisation, language, base_url, at, tiers, "pdf")


def png(authorisation: Authorisation, language: str, *, base_url: str, at: datetime | None = None) -> bytes:
    """Return the same page as a picture, at 96 dots an inch."""
    return _compiled(authorisation, language, base_url, at, None, "png")


def _compiled(
    authorisation: Authorisation,
    language: str,
    base_url: str,
    at: datetime | None,
    tiers: Mapping[str, str] | None,
    form: Form,
) -> bytes:
    moment = at or authorisation.changed_at
    with override(language):
        said = _said(authorisation, language, base_url, moment, tiers or {})
    return typeset(TEMPLATE, said, at=moment, form=form)


def _said(
    row: Authorisation, language: str, base_url: str, at: datetime, tiers: Mapping[str, str]
) -> dict[str, object]:
    """Return every word and every fact on the page; the template only places them."""
    zone = ZoneInfo(settings.TIME_ZONE)

    def day(moment: datetime) -> str:
        return format_date(moment.astimezone(zone).date(), "long", locale=_locale(language))

    number, left = {"label": _("Certificate number"), "value": row.number}, tier_left(row, at)
    facts = [
        {"label": _("Type of authorisation"), "value": tiers.get(row.tier, row.tier)},
        {"label": _("Roles"), "value": _list([_role(role) for role in row.roles]) or "–"},
        *(
            [{"label": _("Covers only these sites"), "value": _list([_still(one) for one in row.premises])}]
            if row.premises
            else []
        ),
        {"label": _("Valid from"), "value": day(row.starts)},
        {"label": _("Valid until"), "value": day(row.ends) if row.ends else _("no fixed end")},
        {
            "label": _("Status on %(date)s") % {"date": day(at)},
            "value": _("Authorised in part") if left else _status(status_shown(row, at)),
        },
    ]
    if left:
        facts.append({"label": _("In effect only as"), "value": tiers.get(left, left)})
    return {
        "language": language.partition("-")[0],
        "rtl": get_language_info(language)["bidi"],
        "title": _("Authorized Economic Operator certificate"),
        "administration": row.administration.name.get(language)
        or row.administration.name.get("en")
        or row.administration.code,
        "holder": _still(row.holder),
        "holder_local": _still(row.holder_local) if row.holder_local != row.holder else "",
        "holder_label": _("Holder"),
        "address": _still(row.address),
        "number": number,
        "facts": facts,
        "live": status_shown(row, at) is Status.GRANTED,
        "qr": qr_svg(row, base_url).decode(),
        "qr_text": _("QR code that leads to the check page for certificate %(number)s")
        % {"number": row.number},
        "check_label": _("Check this certificate"),
        "check_url": check_url(row, base_url),
        "check_code": row.check_code,
        "small": _(
            "The register is authoritative, not this document: the status may have changed since it was made. "
            "Scan the code or open the address to see what the authorisation is worth now."
        ),
    }


def status_shown(row: Authorisation, at: datetime) -> Status:
    """Return the status that the register gives for `at`; before the authorisation begins, the recorded one."""
    period = row.period_at(at)
    return Status(period.status) if period else row.status


def tier_left(row: Authorisation, at: datetime) -> str:
    """Return the tier in effect at `at` while a part is suspended, else ""."""
    period = row.period_at(at)
    return period.tier if period else ""


def _locale(language: str) -> str:
    # Day before month, as the pages have it.
    return {"en": "en_GB"}.get(language, language.replace("-", "_"))


def _still(text: str) -> str:
    """Return `text` without the characters that turn the direction of what follows."""
    return "".join(character for character in text if character not in _TURNING)


def _list(words: list[str]) -> str:
    # Babel knows how each language joins a list; the roles stand in a fixed order.
    return format_list(words, locale=_locale(get_language() or "en")) if words else ""


def _status(status: Status) -> str:
    return {
        Status.GRANTED: _("Authorised"),
        Status.SUSPENDED: _("Suspended"),
        Status.REVOKED: _("Revoked"),
        Status.SURRENDERED: _("Given up by the holder"),
        Status.EXPIRED: _("Expired"),
    }[status]


def _role(role: str) -> str:
    return {
        Role.IMPORTER.value: _("Importer"),
        Role.EXPORTER.value: _("Exporter"),
        Role.MANUFACTURER.value: _("Manufacturer"),
        Role.BROKER.value: _("Customs broker"),
        Role.CARRIER.value: _("Carrier"),
        Role.FORWARDER.value: _("Freight forwarder"),
        Role.CONSOLIDATOR.value: _("Consolidator"),
        Role.WAREHOUSE.value: _("Warehouse keeper"),
        Role.TERMINAL.value: _("Terminal operator"),
    }.get(role, role)
