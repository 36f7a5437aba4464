"""The checks before acceptance in words: what each looks at, what was missing, and why an act is not open."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

CHECKS: Mapping[str, str | Promise] = {
    "registered": _("The firm is registered under a valid TIN."),
    "established": _("The firm is established in the territory of customs."),
    "not-barred": _("No earlier refusal or revocation keeps the firm out."),
    "no-other": _("The firm has no other open application and is not authorised already."),
    "form": _("Company details and every question are answered."),
    "signed": _("A person entitled to bind the firm declared the answers true."),
}
MISSING: Mapping[str, str | Promise] = {
    "registered": _("The TIN of the firm is not valid."),
    "established": _("The firm is not established in the territory of customs."),
    "not-barred": _("After an earlier refusal or revocation, the firm may not apply yet."),
    "no-other": _("The firm has another open application, or is authorised already."),
    "form": _("Company details or answers are missing."),
    "signed": _("Nobody entitled to bind the firm declared the answers true."),
}
"""What the trader and the officer read of a check that failed."""

COUNTED: Mapping[str, Promise] = {
    "too-young": ngettext_lazy(
        "The programme asks for at least %(count)d year in business. Until then you can prepare.",
        "The programme asks for at least %(count)d years in business. Until then you can prepare.",
        "count",
    ),
    "record-too-short": ngettext_lazy(
        "The programme asks for at least %(count)d year with a record of compliance. Until then you can prepare.",
        "The programme asks for at least %(count)d years with a record of compliance. Until then you can prepare.",
        "count",
    ),
    "too-few-documents": ngettext_lazy(
        "The programme asks for at least %(count)d customs document a year. Fewer do not open the way yet.",
        "The programme asks for at least %(count)d customs documents a year. Fewer do not open the way yet.",
        "count",
    ),
    "half-year-too-few": ngettext_lazy(
        "The programme asks for at least %(count)d customs document in each half-year.",
        "The programme asks for at least %(count)d customs documents in each half-year.",
        "count",
    ),
}

SENTENCES: Mapping[str, str | Promise] = {
    "check-fails": _(
        "A check before acceptance fails, so the application cannot be accepted. Nothing was changed; the checks on "
        "the page of the case show which one."
    ),
    "check-not-accepted": _(
        "A check fails that the trader cannot put right by completing the form. Refuse to accept instead; nothing was "
        "changed."
    ),
    "no-check-refuses": _(
        "No check speaks against accepting this application. Accept it, or return it to be completed; nothing was "
        "changed."
    ),
    "completion-running": _(
        "The trader may complete the application until %(detail)s. Nothing was changed; look again after that day."
    ),
    "no-reopening-here": _(
        "This application cannot be opened again: the programme knows no such step for it. A new one may be started, and answers carried forward."
    ),
    "reopening-too-late": _(
        "The time to open this application again is over. A new one may be started, and its answers carried forward."
    ),
    "reopening-asked-already": _(
        "You have asked for this already. Customs answers first; nothing was changed."
    ),
    "reopening-not-asked": _(
        "The firm has not asked for this. Only at its wish is an application opened again that it withdrew."
    ),
    "reference-missing": _("Name the provision that this rests on. Both sides read it in the history."),
    "case-open-already": _("Your company already has an open application (%(detail)s). Go on with that one."),
    "authorised-already": _(
        "Your company is already authorised (%(detail)s). A second application is not needed."
    ),
    "barred-until": _(
        "After an earlier refusal or revocation the programme lets your company apply again only after %(detail)s. "
        "Nothing is lost; you can prepare until then."
    ),
}
