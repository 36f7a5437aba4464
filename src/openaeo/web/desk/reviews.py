"""The reviews that holders owe since a new edition is in force: owed, overdue and given, with filters and pages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse

from openaeo.casework.programme import day_of, order_in_force
from openaeo.casework.reviewed import reviews_of, standing_as
from openaeo.law.reviewing import ReviewStanding, review_standing
from openaeo.register.models import Authorisation
from openaeo.web.shell import Request, page, sought_in, staff_page
from openaeo.web.words import word

PER_PAGE = 25


@staff_page()
def reviews_owed(request: Request) -> HttpResponse:
    """List the reviews of the edition in force, those due first, by the words in the address: `q`, `standing`, `page`."""
    order, today = order_in_force(request.moment), day_of(request.moment)
    sought, standing = sought_in(request), request.GET.get("standing", "")
    rows = reviews_of(order, actor=request.actor) if order else Authorisation.objects.none()
    if sought:
        named = Q(holder__icontains=sought) | Q(holder_local__icontains=sought)
        rows = rows.filter(named | Q(number__istartswith=sought))
    if order and standing in set(ReviewStanding):
        rows = standing_as(rows, standing, request.moment)
    leaf = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/reviews.html",
        order=order,
        leaf=leaf,
        lines=[(one, review_standing(one.due_on, given=one.given is not None, today=today)) for one in leaf],
        sought=sought,
        standings=[(one.value, word("review", one).label, one == standing) for one in ReviewStanding],
        filtered=bool(sought or standing),
    )
