"""Why a step of a request for an account is not open, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "account-review-first": _(
        "Customs opens accounts of new companies itself. Nothing was registered. Ask for an account on the page "
        "“Ask customs for an account”; what you have typed here is all you need."
    ),
    "account-not-offered": _("Customs takes no requests for accounts here. Create an account yourself."),
    "account-too-many": _(
        "Too many requests came from here or for this address. Nothing was taken in. Try again later, or ask customs."
    ),
    "account-link-over": _(
        "The time of this link is over. Nothing was sent to customs. Ask for the account once more."
    ),
    "account-paper-missing": _("A document that is asked for is missing. Choose the file and send it again."),
    "account-answer-late": _(
        "The time to answer is over, so the request ends. You may ask for an account once more at any time."
    ),
    "account-firm-known": _(
        "Somebody acts already for a company with this identification number. A company has one account: its owner "
        "invites further people, and a new owner comes by succession."
    ),
    "account-of-staff": _("This e-mail address belongs to somebody who works for customs."),
    "account-time-runs": _("The time of this request is not over."),
}
