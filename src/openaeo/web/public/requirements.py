"""What is asked of an authorised operator, group by group, with help; for everybody, without an account."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse

from openaeo.casework.programme import current_edition, guidebook, programme
from openaeo.law.terms import Bound
from openaeo.web.components import in_language
from openaeo.web.shell import Request, page, public_page


@public_page
def requirements(request: Request, letter: str) -> HttpResponse:
    """Show the criteria of one group: what a firm shows, and what customs undertakes in return."""
    edition = current_edition(request.moment)
    group = next((one for one in edition.groups if one.letter == letter), None)
    if group is None:
        raise Http404
    book = guidebook(edition.code)
    rows = [(one, book.on(one.id)) for one in edition.criteria if one.group == letter]
    return page(
        request,
        "public/requirements.html",
        group=group,
        tabs=[
            (
                reverse("requirements", args=[one.letter]),
                f"{one.letter} · {in_language(one.name)}",
                one is group,
            )
            for one in edition.groups
        ],
        firm=[row for row in rows if row[0].bound is not Bound.CUSTOMS],
        customs=[row for row in rows if row[0].bound is Bound.CUSTOMS],
        drafts=book.drafts,
        programme=programme(),
    )
