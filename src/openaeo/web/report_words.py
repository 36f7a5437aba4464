"""The words for the report of an assessment: what an item is, why one is left out, and the sentences of refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Made = TypeVar("Made")

_ROWS: Mapping[str, Mapping[str, tuple[str | Promise, str, str]]] = {
    "report-item": {
        "result": (_("Result"), "clipboard-check", "blue"),
        "reason": (_("Reason of the result"), "file-text", "blue"),
        "seen": (_("Seen during a visit"), "eye", "blue"),
        "finding": (_("Finding"), "flag", "blue"),
        "remark": (_("Remark on the answer"), "message-square", "blue"),
        "visit": (_("Report of a visit"), "map-pin", "blue"),
        "visit-note": (_("Note about a visit"), "lock", "grey"),
        "root-cause": (_("Root cause as the desk sees it"), "lock", "grey"),
        "comment": (_("Comment for colleagues"), "lock", "grey"),
        "consultation": (_("Answer of another office"), "lock", "grey"),
        "recommendation": (_("Recommendation"), "lock", "grey"),
        "risk": (_("Reason of the risk rating"), "lock", "grey"),
    },
    "why-out": {
        "others": (_("It would tell of other people or firms"), "users", "grey"),
        "enquiry": (_("It would harm an enquiry"), "search", "grey"),
        "methods": (_("It would show how customs controls"), "shield", "grey"),
        "told": (_("The trader has been told already"), "check", "grey"),
        "overtaken": (_("It is no longer so"), "refresh-cw", "grey"),
    },
}

SENTENCES: Mapping[str, str | Promise] = {
    "report-private": _(
        "This never leaves customs and cannot be put into a report: %(detail)s. Nothing was sent."
    ),
    "report-unexplained": _(
        "Something that the trader would otherwise get is left out at these places: %(detail)s. Choose a ground for each and say why in words; your choices are kept."
    ),
    "report-basis-left-out": _(
        "The trader is heard about these points, so the report may not leave them out: %(detail)s. Put them back in; your other choices are kept."
    ),
    "report-empty": _("Nothing is left in the report. Put in what the trader is to read."),
    "report-outdated": _(
        "The file changed while you looked at it. Look at what is new, then issue the report; your choices are kept."
    ),
    "report-correction-missing": _(
        "A report was issued before. Say what this version corrects; the trader reads it."
    ),
    "report-unchanged": _(
        "The trader would read the same as in the version before. Nothing was sent; change something first."
    ),
    "basis-withheld": _(
        "The report to the trader leaves out what the refusal would rest on: %(detail)s. Ask the case officer for a corrected report first; nothing was sent."
    ),
    "relied-on-left-out": _(
        "These documents stand behind answers that fail, so the notice must name them: %(detail)s. Choose them too; your grounds are kept."
    ),
}


def rows(make: Callable[[str | Promise, str, str], Made]) -> dict[str, dict[str, Made]]:
    """Return by kind and code what `make` makes of each label, icon and tone."""
    return {kind: {code: make(*one) for code, one in codes.items()} for kind, codes in _ROWS.items()}
