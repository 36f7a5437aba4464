"""The offices of the house: an administrator opens, renames and closes them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from openaeo.law.terms import Capacity
from openaeo.parties import offices as rooms
from openaeo.web.desk.forms import ConfirmForm
from openaeo.web.desk.house_forms import OfficeForm
from openaeo.web.shell import Request, page, refusals_onto, staff_page

FIELDS = {"name-missing": "name", "office-known": "name"}


@staff_page(Capacity.ADMINISTRATOR)
def offices(request: Request) -> HttpResponse:
    """List the offices, open ones first, with region and how many posts are held there."""
    return page(request, "desk/offices.html", offices=rooms.offices(actor=request.actor, at=request.moment))


@staff_page(Capacity.ADMINISTRATOR)
def office_open(request: Request) -> HttpResponse:
    """Open an office."""
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            opened = rooms.open_office(**form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The office %(name)s is open.") % {"name": opened.name})
            return redirect("offices")
    return page(request, "desk/office.html", form=form, office=None)


@staff_page(Capacity.ADMINISTRATOR)
def office(request: Request, pk: int) -> HttpResponse:
    """Rename an office or give it another region."""
    found = get_object_or_404(rooms.offices(actor=request.actor, at=request.moment), pk=pk)
    form = OfficeForm(
        request.POST if request.method == "POST" else None,
        initial={"name": found.name, "region": found.region},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            rooms.rename_office(pk, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("Saved."))
            return redirect("offices")
    return page(request, "desk/office.html", form=form, office=found)


@staff_page(Capacity.ADMINISTRATOR)
def office_close(request: Request, pk: int) -> HttpResponse:
    """Close an office after saying what that means."""
    found = get_object_or_404(rooms.offices(actor=request.actor, at=request.moment), pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            rooms.close_office(pk, actor=request.actor, at=request.moment)
            messages.success(request, _("The office %(name)s is closed.") % {"name": found.name})
            return redirect("offices")
    return page(request, "desk/office_close.html", form=form, office=found)
