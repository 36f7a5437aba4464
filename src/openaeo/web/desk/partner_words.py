"""The words for what can be wrong with a partner's list: what it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openaeo.law.workflow import Reason
from openaeo.web.wording import say

PROBLEMS: Mapping[str, tuple[Promise, Promise]] = {
    "row-too-long": (
        _("The row has more cells than the header has columns."),
        _("Look for a stray separator, or put the text that holds it in quotation marks."),
    ),
    "cell-empty": (_("The cell is empty."), _("Fill it in; every row needs it.")),
    "cell-too-long": (
        _("The text is longer than %(detail)s characters."),
        _("Shorten it, and check that no other column slipped in."),
    ),
    "cell-computes": (
        _("The cell holds a formula: %(detail)s. Formulas are not evaluated."),
        _("Paste the cell again as a value."),
    ),
    "date-ambiguous": (
        _("The date %(detail)s can be read in two ways."),
        _("Write it as year, month, day: 2026-04-03."),
    ),
    "date-unreadable": (
        _("“%(detail)s” is not a date."),
        _("Write it as year, month, day: 2026-04-03."),
    ),
    "date-out-of-range": (
        _("The date %(detail)s lies outside the years 1970 to 2199."),
        _("Correct the date; leave an end that is not known empty."),
    ),
    "scheme-unknown": (
        _("“%(detail)s” is not a kind of number."),
        _("Use aeo, tin, eori or mid, or leave the cell empty for aeo."),
    ),
    "identifier-invalid": (
        _("“%(detail)s” cannot be a number of this kind."),
        _("Compare it with the certificate; a TIN or EORI starts with two letters for the country."),
    ),
    "country-invalid": (
        _("“%(detail)s” is not a country code."),
        _("Use the two letters of ISO 3166, such as QN."),
    ),
    "role-unknown": (
        _("“%(detail)s” is not a role."),
        _(
            "Use importer, exporter, manufacturer, broker, carrier, forwarder, consolidator, warehouse or terminal, "
            "several separated by a semicolon."
        ),
    ),
    "status-unknown": (_("“%(detail)s” is not a status."), _("Use granted, suspended or revoked.")),
    "duplicate-in-list": (
        _("Another row has the same number (row %(detail)s)."),
        _("Ask the partner which row is right, then release that one."),
    ),
    "listed-twice": (
        _("Row %(detail)s already tells of this authorisation under another number."),
        _("Ask the partner for a list with one row for each authorisation."),
    ),
    "held-elsewhere": (
        _("The number belongs to another authorisation in the register: %(detail)s."),
        _("It cannot be released. Ask the partner, and correct whichever list is wrong."),
    ),
    "number-held-elsewhere": (
        _("The authorisation number is in the register for another administration: %(detail)s."),
        _("It cannot be released. Ask both partners whose number it is."),
    ),
    "name-changed": (
        _("The register has another name for this number: %(detail)s."),
        _("Release it when the firm changed its name; ask the partner when it may be another firm."),
    ),
    "back-from-revoked": (
        _("The register has this authorisation as revoked; the list says %(detail)s."),
        _("A revoked authorisation does not come back. Ask the partner whether there is a new number."),
    ),
    "ends-before-start": (
        _("The validity ends before it starts."),
        _("It cannot be released. Ask the partner for the right dates."),
    ),
    "status-before-start": (
        _("The status holds since %(detail)s, before the validity starts."),
        _("It cannot be released. Ask the partner for the right dates."),
    ),
    "since-in-the-future": (
        _("The status would hold from %(detail)s, after the list came in."),
        _("It cannot be released. Import the list again on that day."),
    ),
    "country-differs": (
        _("The firm is in %(detail)s, not in the partner's country."),
        _("Release it when the partner authorises firms abroad."),
    ),
    "tier-unknown": (
        _("The arrangement does not name the tier “%(detail)s”."),
        _("Correct the arrangement and check again, or release the row: it is then kept, but not covered."),
    ),
}
"""Of every code of `exchange.statement.Problem`: what is wrong, and the remedy."""

REFUSALS: Mapping[str, Promise] = {
    "column-missing": _(
        "The list has no column %(detail)s. Nothing was imported. Add it to the header row, or start from the template."
    ),
    "column-twice": _(
        "Two columns mean %(detail)s. Nothing was imported. Remove one, and send the file again."
    ),
    "list-has-no-header": _(
        "The first row names no column that is known here. Nothing was imported. Put the column names in the first row."
    ),
    "list-encoding-unknown": _(
        "The file is not readable text. Nothing was imported. Save it as CSV in UTF-8, or as XLSX, and send it again."
    ),
    "list-unreadable": _(
        "The file cannot be read at row %(detail)s; often a quotation mark is not closed. Nothing was imported. "
        "Correct the row and send the file again."
    ),
    "list-too-many-rows": _(
        "The list has more than %(detail)s rows. Nothing was imported. Ask your administrator how to split it."
    ),
    "workbook-unreadable": _(
        "The workbook is damaged or has a password. Nothing was imported. Save it again as XLSX or CSV."
    ),
    "workbook-too-large": _(
        "The workbook unpacks to far more than a list needs. Nothing was imported. Save only the list, as CSV."
    ),
    "workbook-unsafe": _(
        "The workbook holds instructions that a list does not need. Nothing was imported. Save it again as CSV."
    ),
    "list-already-open": _(
        "This very file is already here and not finished. Nothing was imported twice; go on with the one that is open."
    ),
    "row-not-held-back": _("Row %(detail)s is not held back, or was released before. Nothing was changed."),
    "row-cannot-be-released": _(
        "The register could not keep this row as it is. Nothing was changed; ask the partner to correct its list."
    ),
    "twin-released": _(
        "Another row with the same number was released. Nothing was changed; only one of them can be right."
    ),
    "reason-missing": _("Say why the row may pass. Nothing was changed yet."),
    "book-failed": _(
        "The register could not be written (%(detail)s). Nothing of the list is in it. Check the list again and retry."
    ),
    "identifier-taken": _(
        "Somebody else holds an identifier of %(detail)s by now. Nothing was changed; check the list again."
    ),
    "number-taken": _("The number %(detail)s is another administration's by now. Nothing was changed."),
    "text-too-long": _("A text of %(detail)s is too long for the register. Nothing was changed."),
    "listed-twice": _("The list tells of %(detail)s twice. Nothing was changed; check the list again."),
    "status-contradicts-dates": _(
        "Status and dates of %(detail)s contradict each other. Nothing was changed."
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A problem of a cell in the reader's words."""

    column: str
    what: str
    fix: str


def told(problem: Mapping[str, str]) -> Told:
    """Return a stored problem in words; an unknown code is named, never hidden."""
    what, fix = PROBLEMS.get(problem["code"], (problem["code"], ""))
    return Told(problem["column"], str(what) % {"detail": problem["detail"]}, str(fix))


def sentence(reason: Reason) -> str:
    """Return why an act on a list or arrangement was refused, in words."""
    if reason.code in REFUSALS:
        return str(REFUSALS[reason.code]) % {"detail": reason.detail}
    return say(reason)
