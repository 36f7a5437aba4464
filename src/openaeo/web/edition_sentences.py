"""The sentences for refusals about editions of the criteria, by reason code; `sentences` says them with all others."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "edition-unreadable": _(
        "The edition %(detail)s cannot be read, so it was not put in force. Run the command openaeo programme check, mend what it names, then try again."
    ),
    "edition-in-force-already": _(
        "The edition %(detail)s is in force already, or is ordered. Nothing was changed."
    ),
    "date-is-past": _(
        "The day is over. An edition comes into force today or later, so that nothing begun is changed afterwards."
    ),
    "date-not-after-latest": _(
        "Another edition is in force or ordered from %(detail)s on. Name a later day, or call that order off first."
    ),
    "review-before-start": _(
        "Holders need time: name a day for the review after the day of coming into force."
    ),
    "edition-begun": _(
        "The edition is in force already, and applications were begun under it. Put another edition in force instead; nothing was changed."
    ),
    "not-a-draft": _(
        "Only a draft moves to another edition. What was sent is judged by the edition it was sent under; nothing was changed."
    ),
    "review-answer-missing": _(
        "%(detail)s is not answered yet. What you wrote is kept; please answer it too."
    ),
    "review-answer-short": _(
        "%(detail)s is not fully met by your answer, so please say what is missing and what you do about it. What you wrote is kept."
    ),
    "criterion-not-changed": _(
        "%(detail)s is not asked differently, so your earlier answer stands. Nothing was sent; please open the page again."
    ),
    "review-not-asked": _(
        "Nothing is to be answered here: the review was given already, or nothing is asked differently. Nothing was changed."
    ),
    "edition-current": _("This application is under the edition in force already. Nothing was changed."),
}
