"""The sentences for refusals about removing data, by reason code; `sentences` says them with all others."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

COUNTED: Mapping[str, Promise] = {
    "removal-unfinished": ngettext_lazy(
        "%(count)d application of the report is still to be removed. The worker goes on with it.",
        "%(count)d applications of the report are still to be removed. The worker goes on with them.",
        "count",
    ),
}

SENTENCES: Mapping[str, str | Promise] = {
    "removal-no-rule": _(
        "The programme does not say how long data are kept, so nothing is ever removed. Nothing was changed."
    ),
    "removal-open-already": _(
        "A report is open already. Have it ordered or call it off first; nothing was changed."
    ),
    "removal-nothing-due": _("Nothing is due to be removed. No report was drawn up."),
    "removal-needs-second-person": _(
        "You looked this report through yourself, so a second person orders the removal. Nothing was removed."
    ),
    "removal-notice-runs": _(
        "The removal may be ordered from %(detail)s on, so that there is time to object. Nothing was removed."
    ),
    "removal-of-nothing": _(
        "Each application of this report stays for a reason. There is nothing to remove; call the report off."
    ),
    "hold-reason-missing": _("Say why the application is held back. Only those who look after data read it."),
    "hold-day-past": _("The day is over. Name today or a later day; nothing was changed."),
    "held-already": _("This application is held back already. Let it go first to name another day."),
    "not-held": _("This application is not held back, or its day is over. Nothing was changed."),
}
