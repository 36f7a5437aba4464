"""The words for what comes after the grant: changes that holders tell, and re-assessments in part; label, icon, tone."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Said = tuple[str | Promise, str] | tuple[str | Promise, str, str]

AFTER_GRANT: Mapping[str, Mapping[str, Said]] = {
    "change": {
        "reported": (_("Told by the holder"), "inbox", "amber"),
        "under-review": (_("Customs looks at it"), "eye", "blue"),
        "settled": (pgettext_lazy("a change told by a holder", "Settled"), "check", "green"),
        "withdrawn": (_("Notice taken back"), "minus", "grey"),
    },
    "change-look": {
        "note": (_("Take note"), "check", "grey"),
        "desk": (_("Check at the desk"), "file-text", "blue"),
        "visit": (_("Visit"), "map-pin", "blue"),
    },
    "change-why": {
        "programme": (_("This is how the programme looks at changes of this kind."), "book-check"),
        "nothing-touched": (_("It touches nothing that is asked of this holder."), "circle-minus"),
        "sites-out-of-scope": (
            _(
                "The premises it names handle nothing that matters to customs, so there is nothing to see there."
            ),
            "map-pin",
        ),
        "new-application": (
            _(
                "The authorisation does not reach what comes after it: the programme asks for a new application."
            ),
            "file-text",
        ),
    },
    "reassessment": {
        "open": (_("Under way"), "hourglass", "amber"),
        "answered": (_("Answered by the holder"), "inbox", "blue"),
        "confirmed": (_("All in order"), "badge-check", "green"),
        "findings": (_("Ended with findings"), "flag", "amber"),
        "measure": (_("Led to a measure"), "triangle-alert", "red"),
        "called-off": (_("Called off"), "minus", "grey"),
    },
    "reassessment-cause": {
        "incident": (_("An incident"), "triangle-alert", "amber"),
        "change": (_("A change that the holder told"), "megaphone", "blue"),
        "edition": (_("The law or the criteria changed"), "library", "blue"),
        "monitoring": (_("Something seen in monitoring"), "eye", "blue"),
        "authority": (_("Another authority informed customs"), "building-2", "blue"),
    },
    "declaring": {
        "ahead": (_("Not due yet"), "calendar", "grey"),
        "open": (_("To be made now"), "hand", "amber"),
        "overdue": (_("Overdue"), "triangle-alert", "red"),
    },
    "reassessment-ending": {
        "confirm": (_("All is in order: the authorisation stays as it is"), "badge-check", "green"),
        "find": (_("Findings are with the holder, to be put right by their dates"), "flag", "amber"),
        "measure": (_("A suspension or revocation was proposed"), "triangle-alert", "red"),
    },
}
