"""The sentences for refusals about who works on a case, by reason code."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "not-your-case": _(
        "You do not have this case, so you cannot hand it over. A decider can give it to any officer; nothing was changed."
    ),
    "officer-unknown": _("Choose an officer who holds a post today. Nothing was changed."),
    "officer-has-it": _("This officer has the case already. Choose another; nothing was changed."),
    "officer-of-firm": _(
        "This officer acts, or once acted, for the firm. Choose another; nothing was changed."
    ),
    "officer-interested": _(
        "This officer declared an interest in the firm. Choose another; nothing was changed."
    ),
    "rotation-unexplained": _(
        "This officer looked after the last cases of this firm, so it is another's turn. Say why not; the trader does not see this."
    ),
    "rotation-due": _(
        "You looked after the last cases of this firm, so it is a colleague's turn. A decider may give it to you with a reason; "
        "nothing was changed."
    ),
    "absence-ends-before": _("The last day lies before the first. Nothing was recorded."),
    "absence-passed": _("These days have passed already. Nothing was changed."),
    "absence-overlaps": _("You are recorded as away on some of these days already. Nothing was recorded."),
    "stand-in-unknown": _("Choose an officer who holds a post today as stand-in. Nothing was recorded."),
    "stand-in-self": _("Choose a colleague as stand-in. Nothing was recorded."),
    "team-interested": _(
        "Somebody of the team declared an interest in this firm. Choose another; nothing was changed."
    ),
    "interest-declared": _(
        "You declared an interest in this firm, so a colleague must take this step. Nothing was changed."
    ),
    "interest-undeclared": _(
        "This case was given to you. Declare first whether you have an interest in the firm; nothing was changed."
    ),
    "interest-said": _("You declared already that you have no interest in this firm. Nothing was changed."),
    "interest-stands": _(
        "An interest that was declared stays for this case. You may add another; nothing was changed."
    ),
    "handing-unexplained": _("Say why the case changes hands. The trader does not see this."),
}
