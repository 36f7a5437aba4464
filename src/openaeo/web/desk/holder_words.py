"""The words for a list of our own holders: its states, the fate of a row, its fields, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from openaeo.law.intake import DateOrder, Fate, Field, IntakeState
from openaeo.law.workflow import Reason
from openaeo.web.wording import say
from openaeo.web.words import AMBER, BLUE, GREEN, GREY, Word, word

STATES: Mapping[str, Word] = {
    IntakeState.RECEIVED.value: Word(_("Received"), "inbox", BLUE),
    IntakeState.CHECKING.value: Word(_("Being checked"), "loader", BLUE),
    IntakeState.CHECKED.value: Word(_("Checked, not taken over"), "list-checks", AMBER),
    IntakeState.TAKING.value: Word(_("Being taken over"), "loader", BLUE),
    IntakeState.DONE.value: Word(_("Taken over"), "check", GREEN),
    IntakeState.DISCARDED.value: Word(_("Discarded"), "archive", GREY),
}
FATES: Mapping[str, Word] = {
    Fate.UNREAD.value: Word(_("Not checked"), "circle-dashed", GREY),
    Fate.NEW.value: Word(_("New"), "plus", BLUE),
    Fate.TAKEN.value: Word(_("Taken over"), "check", GREEN),
    Fate.SAME.value: Word(_("Stands already"), "equal", GREY),
    Fate.DIFFERS.value: Word(_("Differs from the register"), "scale", AMBER),
    Fate.QUARANTINED.value: Word(_("Held back"), "hand", AMBER),
    Fate.LEFT_OUT.value: Word(_("Left out"), "archive", GREY),
}
"""In the order in which pages count them."""
HAPPENS: Mapping[str, str | Promise] = {
    Fate.UNREAD.value: _("Say first what the columns and words mean."),
    Fate.NEW.value: _("They enter the register when the list is taken over."),
    Fate.TAKEN.value: _("They are in the register."),
    Fate.SAME.value: _("Nothing: the register says the same."),
    Fate.DIFFERS.value: _("The register stays as it is; somebody decides on each."),
    Fate.QUARANTINED.value: _("They stay out until corrected, passed or left out by name."),
    Fate.LEFT_OUT.value: _("They stay out, each with its reason."),
}
FIELDS: Mapping[str, Any] = {
    Field.NUMBER.value: _("Authorisation number"),
    Field.NAME.value: _("Name of the holder"),
    Field.LOCAL_NAME.value: _("Name in local script"),
    Field.TIN.value: _("Trader Identification Number (TIN)"),
    Field.EORI.value: _("EORI number"),
    Field.MID.value: _("Manufacturer number (MID)"),
    Field.COUNTRY.value: _("Country"),
    Field.ADDRESS.value: _("Address"),
    Field.TIER.value: _("Type of authorisation"),
    Field.ROLES.value: _("Roles"),
    Field.STARTS.value: _("Valid from"),
    Field.ENDS.value: _("Valid until (last day)"),
    Field.STATUS.value: _("Status"),
    Field.SINCE.value: _("Status since"),
    Field.SITES.value: _("Sites"),
    Field.CONTACT.value: _("Contact"),
    Field.PUBLIC.value: _("Shown in the public register"),
}
ORDERS: Mapping[str, Any] = {
    DateOrder.YMD.value: _("Year, month, day: 2026-04-03"),
    DateOrder.DMY.value: _("Day, month, year: 03/04/2026 is 3 April"),
    DateOrder.MDY.value: _("Month, day, year: 04/03/2026 is 3 April"),
}
YES_NO = (("yes", pgettext_lazy("shown in public", "Yes")), ("no", pgettext_lazy("shown in public", "No")))

PROBLEMS: Mapping[str, str | Promise] = {
    "row-too-long": _("The row has more cells than the list has headings."),
    "cell-empty": _("The cell is empty; every holder needs it."),
    "cell-too-long": _("The text is longer than %(detail)s characters."),
    "cell-computes": _("The cell holds a formula (%(detail)s); formulas are not evaluated."),
    "no-identifier": _("The row gives neither an authorisation number nor a TIN."),
    "identifier-wrong": _("“%(detail)s” cannot be a number of this kind."),
    "country-wrong": _("“%(detail)s” is not a country code of two letters."),
    "date-unreadable": _("“%(detail)s” is not a day in the order that was chosen."),
    "date-out-of-range": _("The day %(detail)s lies outside the years 1950 to 2199."),
    "tier-unknown": _("Nobody said which type of authorisation “%(detail)s” is."),
    "status-unknown": _("Nobody said which status “%(detail)s” is."),
    "roles-unknown": _("Nobody said which role “%(detail)s” is."),
    "public-unknown": _("Nobody said whether “%(detail)s” means shown in public."),
    "ends-before-start": _("The authorisation would end before it starts."),
    "starts-in-future": _("The authorisation would start only on %(detail)s."),
    "since-missing": _("The status needs the day since which it holds."),
    "since-outside": _("The status would hold since %(detail)s, outside the validity."),
    "since-in-future": _("The status would hold only from %(detail)s on."),
    "valid-though-over": _("The list calls it valid or suspended, yet its time was over on %(detail)s."),
    "expired-not-over": _("The list calls it expired, yet its time is not over."),
    "twice-in-file": _("Another row has the same number (row %(detail)s)."),
    "identifier-held": _("The number belongs to another authorisation in the register: %(detail)s."),
    "number-elsewhere": _("The number belongs to another administration's authorisation: %(detail)s."),
    "tin-of-other-firm": _("The TIN belongs to a firm of another name here: %(detail)s."),
    "name-alike": _("A firm with a similar name but another number is known: %(detail)s."),
}
"""Of every code of `law.intake_rows.Problem`: what is wrong."""

REFUSALS: Mapping[str, str | Promise] = {
    "list-already-open": _(
        "This very file is already here and not finished. Go on with the one that is open."
    ),
    "list-has-no-header": _(
        "The first row names no column. Put the headings in the first row, and send it again."
    ),
    "list-empty": _("The list has headings, but no row below them. Nothing was kept."),
    "holders-too-many": _("The list has more than %(detail)s rows. Nothing was kept; send it in parts."),
    "list-encoding-unknown": _("The file is not readable text. Save it as CSV in UTF-8, or as XLSX."),
    "list-unreadable": _("The file cannot be read at row %(detail)s; often a quotation mark is not closed."),
    "workbook-unreadable": _("The workbook is damaged or has a password. Save it again as XLSX or CSV."),
    "workbook-too-large": _(
        "The workbook unpacks to far more than a list needs. Save only the list, as CSV."
    ),
    "workbook-unsafe": _("The workbook holds instructions that a list does not need. Save it again as CSV."),
    "identifier-needed": _("Say which column has the authorisation number, or the TIN."),
    "column-unknown": _("One of the columns is not in the file. Choose among those offered."),
    "column-chosen-twice": _("The column “%(detail)s” is chosen twice. Choose it once."),
    "columns-not-chosen": _("Say first what the columns mean."),
    "taken-over-already": _(
        "%(detail)s rows are in the register already. Send the list anew to read it otherwise."
    ),
    "nothing-to-take-over": _(
        "The list has nothing that the register does not have. The register stays as it is."
    ),
    "prepared-it-yourself": _("You prepared this list. Another decider takes it over; it waits unharmed."),
    "reason-missing": _("Say why. Nothing was changed yet."),
    "row-not-passable": _("What is wrong with this row can only be corrected, or the row left out."),
    "row-settled": _("Row %(detail)s no longer waits for a decision. Nothing was changed."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """Something about a field of a row, in the reader's words."""

    field: str
    text: str


def told(problem: Mapping[str, str]) -> Told:
    """Return a stored problem in words; an unknown code is named, never hidden."""
    text = str(PROBLEMS.get(problem["code"], problem["code"]))
    field = str(FIELDS.get(problem["field"], ""))
    return Told(field, text % {"detail": problem["detail"]} if "%(" in text else text)


def shown(field: str, value: object) -> str:
    """Return a value of a row as readers see it; codes of ours in words."""
    if isinstance(value, list):
        return ", ".join(shown(field, one) for one in value) or "–"
    kinds = {Field.STATUS.value: "authorisation", Field.ROLES.value: "role"}
    text = str(value or "")
    if text and field in kinds:
        return ", ".join(str(word(kinds[field], one.strip()).label) for one in text.split(","))
    if field == Field.PUBLIC.value:
        return str(dict(YES_NO).get(text, text))
    return text or "–"


def sentence(reason: Reason) -> str:
    """Return why an act on a list of our own holders was refused, in words."""
    if reason.code == "field-needed":
        return gettext("Choose the column for: %(field)s.") % {"field": FIELDS.get(str(reason.detail), "")}
    if reason.code == "not-from-here":
        state = STATES[str(reason.detail)].label if str(reason.detail) in STATES else reason.detail
        return gettext("This is not possible while the list is: %(state)s. Nothing was changed.") % {
            "state": state
        }
    if reason.code in REFUSALS:
        return str(REFUSALS[reason.code]) % {"detail": reason.detail}
    return say(reason)
