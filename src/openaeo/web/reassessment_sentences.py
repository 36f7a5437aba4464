"""The sentences for refusals about looking again at part of an authorisation."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "reassessment-empty": _("Choose at least one criterion or one site. Nothing was opened."),
    "reassessment-open-already": _(
        "A re-assessment of this authorisation is open already. Nothing was opened; conclude that one first."
    ),
    "change-not-of-holder": _("The change is not one of this holder. Nothing was opened."),
    "reassessment-asks-nothing": _("Customs asks for no answers here. Nothing was sent."),
    "reassessment-running": _(
        "The holder may still answer until %(detail)s. Nothing was recorded; wait for the answers or the day."
    ),
    "reassessment-unjudged": _(
        "Not judged yet: %(detail)s. Nothing was concluded; judge each criterion first."
    ),
    "reassessment-unseen": _(
        "No visit is reported yet for: %(detail)s. Nothing was concluded; report the visit first."
    ),
    "reassessment-not-met": _(
        "Not met or only in part: %(detail)s. Nothing was concluded; raise findings or propose a measure instead."
    ),
    "reassessment-no-finding": _(
        "A finding is still to be raised for each criterion that is not met. Nothing was concluded."
    ),
    "reassessment-no-measure": _(
        "No measure was proposed since. Nothing was concluded; propose the measure first, so that the holder is heard."
    ),
}
