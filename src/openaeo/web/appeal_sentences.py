"""The sentences for refusals about entry, appeals and time, by reason code; `sentences` says them with all others."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "size-not-certified": _(
        "The easier entry for small firms needs a valid certificate of your size. Have it issued or renewed first."
    ),
    "business-unknown": _(
        "Not everything is known of your business yet. Fill in the missing number, then go on."
    ),
    "document-not-of-case": _(
        "A document that the notice should cite is not in this application. Choose among those listed; nothing was sent."
    ),
    "no-appeal-allowed": _(
        "A refused application is reopened only by an appeal that was allowed. Nothing was changed."
    ),
    "no-appeal-here": _(
        "The programme knows no review inside this administration. The decision names the bodies that hear an appeal."
    ),
    "appeal-too-late": _(
        "The time for an appeal is over, and the decision stands. Once you meet the criteria you may apply again."
    ),
    "appealed-already": _("This decision has been appealed already. Read on the timeline what became of it."),
    "not-refused": _("This application is not refused, so there is nothing to appeal against."),
    "not-taken": _("No suspension is in force here, so there is nothing to appeal against."),
    "revocation-not-here": _(
        "A revocation, of the whole or of a part, is not reviewed here. The decision names the bodies that hear an appeal; your file is unharmed."
    ),
    "reviewer-involved": _(
        "You had a hand in what is appealed against, so somebody else reviews it. The appeal waits unharmed."
    ),
    "not-your-review": _("Another reviewer has taken this appeal up. Take it over first, then conclude it."),
    "no-clock-runs": _(
        "No time for a decision runs on this case, so there is nothing to extend or stop. Nothing was changed."
    ),
    "limit-over": _(
        "The time has passed already. It cannot be extended or stopped afterwards: that would hide that it is late."
    ),
    "cause-unknown": _(
        "The programme does not extend this time for that cause. Choose one of those offered."
    ),
    "extended-already": _(
        "The time has been extended for this cause as often as the programme allows: %(detail)s. Nothing was changed."
    ),
    "time-asked-already": _("You have asked for this already. Customs answers first; nothing was changed."),
    "stop-unknown": _(
        "The programme does not let the clock rest for that. Choose one of the reasons offered."
    ),
    "stopped-already": _("The clock is stopped for this reason already. Nothing was changed."),
    "not-stopped": _("The clock is not stopped for this reason. Reload the page to see how it runs."),
}
