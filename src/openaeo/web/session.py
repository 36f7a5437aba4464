"""What a visitor may change about their own visit: language, capacity, and in a demonstration, who they are."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openaeo.law.terms import Capacity
from openaeo.parties.cast import member
from openaeo.parties.models import STAFF
from openaeo.web.shell import CHOSEN, DEMO_SIGN_IN, Request, capacities, capacity_key, public_page, safe_next


def front_door(capacity: Capacity) -> str:
    """Return the URL name of the first page for somebody acting in `capacity`."""
    if capacity is Capacity.APPLICANT:
        return "trader_home"
    if capacity is Capacity.RECOGNITION_DESK:
        return "partners"
    if capacity is Capacity.REVIEWER:
        return "appeals"
    if capacity is Capacity.ADMINISTRATOR:
        return "house"
    return "inbox" if capacity in STAFF else "home"


@public_page
@require_POST
def switch_language(request: Request) -> HttpResponse:
    """Keep the chosen language in a cookie for a year and show the same page again."""
    response = HttpResponseRedirect(safe_next(request, "home"))
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES) and check_for_language(code):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


@public_page
@require_POST
def choose_capacity(request: Request) -> HttpResponse:
    """Act in another of one's own capacities from now on; a capacity not held changes nothing."""
    wanted = request.POST.get("capacity", "")
    for actor in request.capacities:
        if capacity_key(actor) == wanted:
            request.session[CHOSEN] = wanted
            return HttpResponseRedirect(reverse(front_door(actor.capacity)))
    messages.error(request, _("You cannot act in that capacity now. Nothing was changed."))
    return HttpResponseRedirect(reverse("home"))


@public_page
@require_POST
def demo_switch(request: Request) -> HttpResponse:
    """Sign in as one of the demonstration's people. There is no such page outside a demonstration."""
    if not settings.DEMO:
        raise Http404
    person = member(request.POST.get("person", "").replace("\x00", ""))
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.pop(CHOSEN, None)
    request.session[DEMO_SIGN_IN] = True
    return HttpResponseRedirect(reverse(front_door(capacities(person, request.moment)[0].capacity)))
