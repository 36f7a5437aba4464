"""The sentences for refusals when another office is consulted, by reason code; `sentences` says them with all others."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

COUNTED: Mapping[str, Promise] = {
    "consultation-open": ngettext_lazy(
        "%(count)d office has not answered yet. Wait for its answer or take the question back.",
        "%(count)d offices have not answered yet. Wait for the answers or take the questions back.",
        "count",
    ),
}

SENTENCES: Mapping[str, str | Promise] = {
    "consultation-not-set": _(
        "The programme in force sets no time for consulting another office. Nothing was sent; ask an administrator."
    ),
    "own-office": _("You work in this office yourself. Choose another one."),
    "consulted-already": _(
        "This office has been asked about the case and has not answered yet. Wait for its answer."
    ),
    "site-not-of-firm": _("A site that you chose is closed or belongs to another firm. Choose again."),
    "not-your-office": _("Only an officer of the office that was asked may do this. Nothing was changed."),
    "contribution-missing": _("An objection needs its facts. Write what your office knows; nothing is lost."),
    "case-closed": _("The case is closed. Nothing was changed, and there is nothing more to answer."),
    "case-not-assessed": _("The case is not being assessed now. What your office said stays as it is."),
    "silence-means-nothing": _("Silence has no effect in this programme. The office is waited for."),
    "consultation-runs": _("The office still has time to answer."),
}
