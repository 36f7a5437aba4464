"""Views that officers keep of the inbox: save the words of its address, open, rename, start with one, delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import savedviews
from openaeo.casework.models import SavedView
from openaeo.casework.models.savedviews import LONGEST_NAME
from openaeo.parties import roll
from openaeo.web.desk.forms import ConfirmForm
from openaeo.web.desk.inbox_filter import Sought, choices
from openaeo.web.shell import Request, page, refusals_onto, staff_page

FIELDS = dict.fromkeys(("name-missing", "view-known", "view-name-long"), "name")


class ViewForm(forms.Form):
    """The name of a view, and whether the inbox opens with it."""

    name = forms.CharField(
        label=gettext_lazy("Name of the view"),
        max_length=LONGEST_NAME,
        error_messages={"required": gettext_lazy("Give the view a name.")},
    )
    starts = forms.BooleanField(
        label=gettext_lazy("Open the inbox with this view"),
        help_text=gettext_lazy("“All open” above the list still shows every case."),
        required=False,
    )


@staff_page()
def view_save(request: Request) -> HttpResponse:
    """Save what the words in the address ask of the inbox under a name."""
    sought = Sought.read(request)
    form = ViewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            savedviews.save_view(
                sought=asdict(sought), **form.cleaned_data, actor=request.actor, at=request.moment
            )
            messages.success(request, _("The view is saved. You find it above the list of cases."))
            return redirect(reverse("inbox") + sought.address())
    return page(request, "desk/view_save.html", form=form, sought=sought, says=_told(request, [sought])[0])


@staff_page()
def saved_views(request: Request) -> HttpResponse:
    """List the officer's own views with what each keeps."""
    rows = list(SavedView.objects.visible_to(request.actor))
    kept = [Sought.of(row.sought) for row in rows]
    return page(
        request,
        "desk/saved_views.html",
        views=[
            (row, reverse("inbox") + one.address(), says)
            for row, one, says in zip(rows, kept, _told(request, kept), strict=True)
        ],
        most=savedviews.MOST,
    )


@staff_page()
def saved_view(request: Request, pk: int) -> HttpResponse:
    """Rename a view, or open the inbox with it from now on."""
    found = get_object_or_404(SavedView.objects.visible_to(request.actor), pk=pk)
    form = ViewForm(
        request.POST if request.method == "POST" else None,
        initial={"name": found.name, "starts": found.starts},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            savedviews.change_view(pk, **form.cleaned_data, actor=request.actor)
            messages.success(request, _("Saved."))
            return redirect("saved_views")
    return page(request, "desk/saved_view.html", form=form, view=found)


@staff_page()
def saved_view_delete(request: Request, pk: int) -> HttpResponse:
    """Delete a view after saying what that means."""
    found = get_object_or_404(SavedView.objects.visible_to(request.actor), pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            savedviews.delete_view(pk, actor=request.actor)
            messages.success(request, _("The view is deleted. No case was touched."))
            return redirect("saved_views")
    return page(request, "desk/saved_view_delete.html", form=form, view=found)


def kept_views(request: Request, sought: Sought) -> Mapping[str, Any]:
    """Return the officer's views as the inbox shows them, which one is open, and where it starts. One query."""
    rows = [(row, Sought.of(row.sought)) for row in SavedView.objects.visible_to(request.actor)]
    return {
        "views": [(row.name, one.address(), one == sought) for row, one in rows],
        "unsaved": sought.filters and all(one != sought for _row, one in rows),
        "start": next((one.address() for row, one in rows if row.starts), ""),
    }


def _told(request: Request, sought: Iterable[Sought]) -> list[list[object]]:
    """What each view keeps, in the words of the inbox. One query."""
    officers = list(roll.officers(actor=request.actor, at=request.moment))
    return [one.described(choices(one, officers)) for one in sought]
