"""The programme at home as a rule book: what it says, where each rule stands, and what is still to be confirmed."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse

from openaeo.casework.models import KEEPERS
from openaeo.casework.programme import edition_called
from openaeo.casework.programme import programme as at_home
from openaeo.law.rulebook import rulebook, tally
from openaeo.parties.models import STAFF
from openaeo.web.rules_in_words import told
from openaeo.web.shell import Request, page, staff_page

OPEN = "open"


@staff_page(*sorted(STAFF))
def programme_rules(request: Request) -> HttpResponse:
    """Show every chapter of the programme; with `show=open` in the address only what is to be confirmed."""
    programme = at_home()
    chapters = told(rulebook(programme, edition_called(programme.edition)))
    doubts = sum(not rule.settled for chapter in chapters for rule in chapter.rules)
    only_open = request.GET.get("show") == OPEN
    if only_open:
        unsettled = (
            replace(chapter, rules=tuple(rule for rule in chapter.rules if not rule.settled))
            for chapter in chapters
        )
        chapters = tuple(chapter for chapter in unsettled if chapter.rules)
    return page(
        request,
        "desk/programme.html",
        programme=programme,
        chapters=chapters,
        counts=tuple((certainty.value, count) for certainty, count in tally(programme).items()),
        doubts=doubts,
        only_open=only_open,
        keeper=request.actor.capacity in KEEPERS,
    )
