"""The words for what is recommended and decided: a proposal's label, icon and tone, and the sentences of refusals."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openaeo.web.words import AMBER, GREEN, RED, Word

PROPOSALS: Mapping[str, Word] = {
    "grant": Word(_("Grant"), "badge-check", GREEN),
    "grant-with-conditions": Word(_("Grant with conditions"), "clipboard-check", GREEN),
    "refuse": Word(_("Refuse"), "circle-x", RED),
    "amend": Word(_("The firm should ask for another type or other roles"), "pencil", AMBER),
}

SENTENCES: Mapping[str, str | Promise] = {
    "proposal-unknown": _("Say what you recommend. What you wrote is kept."),
    "conditions-none": _(
        "No minor finding with an agreed plan is open, so nothing can be a condition. Recommend a grant without "
        "conditions, or raise a finding first."
    ),
    "points-missing": _(
        "These criteria failed and have no reason or no legal reference yet: %(detail)s. Give both for each of them."
    ),
    "points-foreign": _("These criteria did not fail: %(detail)s. Look at the case again; it has moved on."),
    "departure-unexplained": _(
        "The case officer recommended something else. Say why you decide otherwise; the trader does not see this."
    ),
    "issued-apart": _(
        "Certificates of this type are issued after the decision, by an act of its own. Grant first; nothing was changed."
    ),
    "issued-with-grant": _(
        "Certificates of this type are issued with the grant. Look at the case again; the programme was changed."
    ),
    "issuer-had-a-hand": _(
        "You assessed or decided this case, so a third person must issue the certificate. Nothing was changed; the "
        "case waits for a colleague."
    ),
}
