"""The sentences for refusals about saved views of the inbox and acts for several cases, by reason code; `sentences` says them with all others."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "cases-none": _("No case is chosen, so nothing was done. Tick at least one."),
    "cases-too-many": _("These are more than %(detail)s cases, so nothing was done. Choose fewer."),
    "view-empty": _(
        "Nothing is filtered or ordered, so there is nothing to keep. Choose filters in the inbox first, then save the view."
    ),
    "view-known": _(
        "You have a view called “%(detail)s” already. Choose another name; nothing else is lost."
    ),
    "view-name-long": _("The name is longer than %(detail)s characters. Shorten it and save again."),
    "views-too-many": _(
        "You keep %(detail)s views, which is the most. Delete one that you no longer use, then save this one."
    ),
}
