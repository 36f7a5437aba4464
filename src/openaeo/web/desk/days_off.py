"""Days off: an administrator closes days to come, one by one or by a file; clocks of working days leave them out."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openaeo.casework import daysoff
from openaeo.casework.models import DayOff
from openaeo.casework.programme import day_of, programme
from openaeo.law.terms import Capacity
from openaeo.web.desk.forms import ConfirmForm
from openaeo.web.desk.house_forms import DayOffForm, DaysFileForm
from openaeo.web.shell import Request, page, refusals_onto, staff_page

PER_PAGE = 50
FIELDS = {"name-missing": "name", "day-passed": "day", "day-known": "day"}


@staff_page(Capacity.ADMINISTRATOR)
def days_off(request: Request) -> HttpResponse:
    """List the days off and add one; `show=past` in the address lists those that have passed."""
    form = DayOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            daysoff.add_day_off(**form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("The day is closed."))
            return redirect("days_off")
    now = day_of(request.moment)
    rows = DayOff.objects.visible_to(request.actor)
    past = request.GET.get("show") == "past"
    shown = rows.filter(day__lt=now).order_by("-day") if past else rows.from_day(now)
    terms = programme()
    return page(
        request,
        "desk/days_off.html",
        form=form,
        leaf=Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        past=past,
        today=now,
        weekend=sorted(terms.calendar.weekend),
        counted=[one for one in terms.times if one.limit.working],
        programme=terms,
    )


@staff_page(Capacity.ADMINISTRATOR)
def days_load(request: Request) -> HttpResponse:
    """Take days off over from a file, all of it or nothing."""
    form = DaysFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, dict.fromkeys(("days-heading", "days-empty", "days-too-many"), "file")):
            loaded = daysoff.load_days_off(form.cleaned_data["file"], actor=request.actor, at=request.moment)
            messages.success(request, _added(loaded))
            return redirect("days_off")
    return page(request, "desk/days_load.html", form=form)


@staff_page(Capacity.ADMINISTRATOR)
def day_take_back(request: Request, pk: int) -> HttpResponse:
    """Open a day again that was to be closed."""
    found = get_object_or_404(DayOff.objects.visible_to(request.actor), pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            daysoff.take_back_day_off(pk, actor=request.actor, at=request.moment)
            messages.success(request, _("The day is a working day again."))
            return redirect("days_off")
    return page(request, "desk/day_take_back.html", form=form, day_off=found)


def _added(loaded: daysoff.Loaded) -> str:
    told = [
        ngettext("%(count)d day was added.", "%(count)d days were added.", loaded.added)
        % {"count": loaded.added}
    ]
    if left := loaded.known + loaded.passed:
        told.append(
            ngettext(
                "%(count)d day was left as it is: known already, or passed.",
                "%(count)d days were left as they are: known already, or passed.",
                left,
            )
            % {"count": left}
        )
    return " ".join(told)
