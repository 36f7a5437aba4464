"""The sentences for refusals about what a holder tells after the grant: changes, and the yearly declaration."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    # changes
    "change-unknown": _(
        "The programme knows no change of this kind. Nothing was sent; choose one of the list."
    ),
    "change-empty": _("Say what changes. Nothing was sent; what you attached is to be chosen again."),
    "change-too-far-ahead": _("%(detail)s lies more than a year ahead. Nothing was sent; check the year."),
    "change-too-old": _("%(detail)s lies too far behind. Nothing was sent; check the year."),
    "site-not-found": _("One of the premises is not the firm's. Nothing was sent; choose from the list."),
    "change-course-unknown": _("Choose a check at the desk or a visit. Nothing was changed."),
    "change-no-case": _(
        "There is no case of this holder on which a visit could be planned. Nothing was changed; check at the desk."
    ),
    "change-question-open": _(
        "A question to the holder is open. Nothing was changed; wait for the reply before you go on."
    ),
    "change-nothing-asked": _("No question is open. Nothing was sent."),
    "change-not-told": _(
        "The desk recorded this itself, and the holder does not read it. Nothing was sent; ask in another way."
    ),
    "change-visit-owed": _(
        "A visit was opened, and no report of one is there yet. Report the visit, or go on with a check at the desk."
    ),
    # the yearly declaration
    "declaration-not-owed": _("No yearly declaration is owed. Nothing was sent."),
    "declaration-too-early": _(
        "The next yearly declaration can be made from %(detail)s on. Nothing was sent; come back then."
    ),
}
