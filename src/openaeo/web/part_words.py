"""The words for parts of a case: their states for the desk and for the firm, and the sentences of refusals."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

AMBER, BLUE, GREEN, GREY, RED = "amber", "blue", "green", "grey", "red"

PARTS: Mapping[str, Mapping[str, tuple[str | Promise, str, str]]] = {
    "part": {
        "open": (_("Being assessed"), "hourglass", AMBER),
        "recommended": (_("Recommended"), "clipboard-check", BLUE),
        "granted": (pgettext_lazy("a part", "Granted"), "badge-check", GREEN),
        "refused": (pgettext_lazy("a part", "Refused"), "circle-x", RED),
        "cancelled": (_("Closed without a decision"), "minus", GREY),
    },
    "own-part": {
        "open": (_("Customs looks at it"), "hourglass", AMBER),
        "recommended": (_("Assessed, decision follows"), "clipboard-check", BLUE),
        "granted": (pgettext_lazy("a part", "Granted"), "badge-check", GREEN),
        "refused": (pgettext_lazy("a part", "Refused"), "circle-x", RED),
        "cancelled": (_("Closed without a decision"), "minus", GREY),
    },
}

SENTENCES: Mapping[str, str | Promise] = {
    "not-your-part": _(
        "Only an officer of the office that the part belongs to may do this. Nothing was changed."
    ),
    "part-applied-for": _(
        "The firm still applies for this part, so it is decided, not closed. Recommend a refusal, or wait until the firm "
        "leaves it out."
    ),
    "last-part": _(
        "No other part would be left. Nothing was changed; the whole application can be withdrawn by the firm instead."
    ),
    "part-not-heard": _(
        "The firm was not told that this may be refused: part %(detail)s. Send a hearing notice that names it first."
    ),
    "parts-missing": _("Choose the parts that may be refused, so that the firm knows what to reply to."),
    "parts-open": _("These parts wait for the recommendation of their offices: %(detail)s."),
    "sites-unplaced": _("These sites lie in no part yet: %(detail)s. Put each into a part first."),
    "part-unknown": _("There is no such part that waits for a decision: %(detail)s. Nothing was changed."),
    "part-empty": _("Choose at least one site for the new part."),
    "part-takes-all": _("Another part would be left with nothing. Leave at least one site in each part."),
    "part-not-open": _(
        "Part %(detail)s is recommended already or has ended. Its office can take its recommendation back first."
    ),
    "part-points-missing": _("Choose at least one criterion that fails in this part."),
    "no-part-granted": _("No part would be granted. Refuse the application instead; what you wrote is kept."),
    "types-no-tier": _(
        "The programme has no type of authorisation for what would be left. Grant another choice of parts."
    ),
    "rest-office-missing": _("Choose the office for all other sites."),
    "not-of-case": _(
        "A site that you chose does not belong to this case. Choose again; nothing was changed."
    ),
    "placed-already": _("The site lies in part %(detail)s already. Nothing was changed."),
    "split-otherwise": _(
        "The case is split by types of authorisation, so it cannot be split by sites as well."
    ),
    "split-already": _("The case is split already. Nothing was changed."),
    "one-type-only": _("What was applied for holds no types that could be decided apart."),
    "left-out-already": _("You have left this part out already. Nothing was changed."),
    "not-left-out": _("You still apply for this part. Nothing was changed."),
}
