"""The public register: holders who agreed to be shown, by name or number, and what one of them is worth now."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from openaeo.casework.programme import programme
from openaeo.law.parts import parts_of
from openaeo.register.answers import Answer, answers, by_number, search
from openaeo.web.shell import Request, page, public_page

A_PAGE = 20
MAX_WORDS = 200


def shown_status(answer: Answer) -> str:
    """Return the word of kind `authorisation` for an answer."""
    if answer.in_effect_as:
        return "in-part"
    return answer.status.value if answer.status else "pending"


EXPLAINED = {
    "granted": _("This operator is authorised today."),
    "in-part": _("A part of the authorisation is suspended. What is in force gives its benefits."),
    "suspended": _("The authorisation is suspended. It gives no benefit until the suspension is lifted."),
    "revoked": _("The authorisation was revoked. It gives no benefit any more."),
    "surrendered": _("The holder gave the authorisation up. It gives no benefit any more."),
    "expired": _("The authorisation has come to its end. It gives no benefit any more."),
    "pending": _("The authorisation is granted but does not give a benefit yet."),
}


def told(answer: Answer) -> dict[str, Any]:
    """Return what the answer panel shows."""
    status, terms = shown_status(answer), programme()
    going = parts_of(terms, answer.in_effect_as)
    stopped = [part for part in parts_of(terms, answer.tier) if part not in going]
    return {
        "answer": answer,
        "status": status,
        "explained": EXPLAINED[status],
        "tier": terms.tiers.get(answer.tier, {"en": answer.tier}),
        "in_force": terms.tiers.get(answer.in_effect_as, {"en": answer.in_effect_as}),
        "stopped": [terms.tiers.get(part, {"en": part}) for part in stopped if answer.named],
    }


@public_page
def register(request: Request) -> HttpResponse:
    """Show consenting holders, filtered by name or number, twenty a page."""
    words = request.GET.get("q", "").replace("\x00", "")[:MAX_WORDS]
    found = search(words)
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = answers(found[max(shown.start_index() - 1, 0) : shown.end_index()], at=request.moment)
    return page(
        request,
        "public/register.html",
        words=words,
        shown=shown,
        rows=[{"answer": row, "status": shown_status(row)} for row in rows],
        tiers=programme().tiers,
    )


@public_page
def register_entry(request: Request, number: str) -> HttpResponse:
    """Show one consenting holder and its status now; any other number is not found."""
    answer = by_number(number.replace("\x00", ""), at=request.moment)
    if answer is None:
        raise Http404
    return page(request, "public/register_entry.html", **told(answer))
