"""How a history is told to a reader: newest first, in the words of the reader's side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import ngettext

from openaeo.casework.timeline import TimelineItem
from openaeo.web.acceptance_sentences import MISSING
from openaeo.web.timewords import cause_words, change_words
from openaeo.web.words import AMBER, BLUE, GREEN, GREY, RED, word

TONES = {"good": GREEN, "neutral": BLUE, "warning": AMBER, "bad": RED}
Words = Mapping[str, str | Promise]


def told(
    items: Iterable[TimelineItem], *, titles: Words, sides: Words, said: Iterable[str]
) -> list[dict[str, object]]:
    """Return the items newest first as the timeline component shows them.

    `titles` words each code, `sides` names whoever acted when no name is told, and `said` lists the particulars
    that are shown as they were written.
    """
    return [
        {
            "at": item.moment,
            "title": titles.get(item.code, item.code),
            "text": _particulars(item, said),
            "who": item.who or sides.get(item.side, ""),
            "tone": TONES.get(item.tone, GREY),
        }
        for item in reversed(list(items))
    ]


def _particulars(item: TimelineItem, said: Iterable[str]) -> str:
    parts = [str(item.params[key]) for key in ("criterion", "authorisation", "year") if item.params.get(key)]
    if written := item.params.get("written"):
        parts.append(
            ngettext("%(count)d answer", "%(count)d answers", int(str(written))) % {"count": written}
        )
    if kind := item.params.get("kind"):
        parts.append(str(word("measure-kind", kind).label))
    if change := item.params.get("change_kind"):
        parts.append(change_words(str(change)))
    if check := item.params.get("check"):
        parts.append(str(MISSING[str(check)]))
    if look := item.params.get("look"):
        parts.append(str(word("change-look", look).label))
    if "given" in item.params:
        parts.append(str(word("extension", "given" if item.params["given"] else "denied").label))
    if trigger := item.params.get("trigger"):
        parts.append(str(word("reassessment-cause", trigger).label))
    if ending := item.params.get("ending"):
        parts.append(str(word("reassessment-ending", ending).label))
    if cause := item.params.get("cause"):
        parts.append(cause_words(str(cause)))
    if why := item.params.get("why"):
        parts.append(str(word("rest", why).label))
    if decided := item.params.get("alternative"):
        parts.append(str(word("alternative", decided).label))
    parts += [str(item.params[key]) for key in said if item.params.get(key)]
    return " · ".join(parts)
