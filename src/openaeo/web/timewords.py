"""What moved a time limit and what silence means, in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from openaeo.casework.programme import programme
from openaeo.law.clock import Limit, Moved, Unit
from openaeo.law.timing import Expiry, TimeLimit
from openaeo.web.language import worded_here
from openaeo.web.words import WORDS

AHEAD: dict[Expiry, str | Promise] = {
    Expiry.NOTHING: _("If this time passes, nothing happens by itself; whoever waits may ask why."),
    Expiry.ACCEPTED: _("If this time passes without an answer, the application counts as accepted."),
    Expiry.REFUSED: _("If this time passes without a decision, the application counts as refused."),
    Expiry.NOT_ACCEPTED: _("If this time passes without a reply, the application is not accepted."),
    Expiry.LAPSES: _("If this time passes unused, the right lapses."),
    Expiry.CONSENT: _("If this time passes without an answer, silence counts as consent."),
    Expiry.NO_OBJECTION: _(
        "If this time passes without an answer, the office counts as having no objection."
    ),
    Expiry.CLOSES: _("If this time passes without a reply, the matter is closed."),
    Expiry.REVOKED: _("If this time passes without a cure, the authorisation is to be revoked."),
}
PASSED: dict[Expiry, str | Promise] = {
    Expiry.NOTHING: _("The time has passed. Nothing has happened by itself; ask why it takes longer."),
    Expiry.ACCEPTED: _("The time has passed without an answer: the application counts as accepted."),
    Expiry.REFUSED: _(
        "The time has passed without a decision: by the programme the application counts as refused. "
        "The applicant is heard all the same and may appeal."
    ),
    Expiry.NOT_ACCEPTED: _("The time has passed without a reply: the application is not accepted."),
    Expiry.LAPSES: _("The time has passed unused: the right has lapsed."),
    Expiry.CONSENT: _("The time has passed without an answer: silence counts as consent."),
    Expiry.NO_OBJECTION: _(
        "The time has passed without an answer: the office counts as having no objection."
    ),
    Expiry.CLOSES: _("The time has passed without a reply: the matter is closed."),
    Expiry.REVOKED: _("The time has passed without a cure: the authorisation is to be revoked."),
}


def limit_words(limit: Limit) -> str:
    """Return how long a limit is: “30 days”, “10 working days”, “4 months”, “1 year”."""
    words = {
        Unit.CALENDAR_DAYS: ngettext("%(n)d day", "%(n)d days", limit.count),
        Unit.WORKING_DAYS: ngettext("%(n)d working day", "%(n)d working days", limit.count),
        Unit.MONTHS: ngettext("%(n)d month", "%(n)d months", limit.count),
        Unit.YEARS: ngettext("%(n)d year", "%(n)d years", limit.count),
    }
    return words[limit.unit] % {"n": limit.count}


def silence(rule: TimeLimit, *, over: bool) -> str:
    """Return what it means that nothing is done in the time of `rule`, before and after it has passed."""
    return str((PASSED if over else AHEAD)[rule.expiry])


def why_moved(line: Moved) -> str:
    """Return one line of what moved a limit: the days and the reason."""
    if line.added:
        return ngettext("%(days)d day added: %(why)s", "%(days)d days added: %(why)s", line.days) % {
            "days": line.days,
            "why": cause_words(line.why),
        }
    why = WORDS["rest"][line.why].label if line.why in WORDS["rest"] else line.why
    return ngettext("Rested %(days)d day: %(why)s", "Rested %(days)d days: %(why)s", line.days) % {
        "days": line.days,
        "why": why,
    }


def change_words(kind: str) -> str:
    """Return a kind of change as the programme words it; its code when the programme knows it no more."""
    known = next((one for one in programme().changes if one.code == kind), None)
    return worded_here(known.text)[0] if known else kind


def cause_words(cause: str) -> str:
    """Return a cause of extension as the programme words it; its code when no rule knows it any more."""
    for rule in programme().times:
        for extension in rule.extensions:
            if extension.cause == cause:
                return worded_here(extension.text)[0]
    return cause
