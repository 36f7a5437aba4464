"""The front page and the help page."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from openaeo.casework.programme import programme
from openaeo.web.session import front_door
from openaeo.web.shell import Request, page, public_page


@public_page
def home(request: Request) -> HttpResponse:
    """Say what this is, and open the doors: readiness, register, certificate check."""
    return page(request, "public/home.html", programme=programme())


@public_page
def guide(request: Request) -> HttpResponse:
    """Answer what people ask first, for each kind of visitor."""
    return page(request, "public/help.html", programme=programme())


@public_page
def entrance(request: Request) -> HttpResponse:
    """Lead somebody who has just signed in to the first page of the capacity they act in."""
    return HttpResponseRedirect(reverse(front_door(request.actor.capacity)))
