"""An officer's own absences and who stands in, and the colleagues for whom the officer stands in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import absences as verbs
from openaeo.casework.programme import day_of
from openaeo.law.terms import Capacity
from openaeo.parties import roll
from openaeo.parties.models import Post
from openaeo.web.desk.forms import ConfirmForm, choices_of
from openaeo.web.shell import Request, page, refusals_onto, staff_page

FIELDS = {
    **dict.fromkeys(("absence-ends-before", "absence-passed"), "last"),
    "absence-overlaps": "first",
    **dict.fromkeys(("stand-in-unknown", "stand-in-self"), "stand_in"),
}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose the day."),
            "invalid": gettext_lazy("Choose a day such as 2027-01-01."),
        },
    )


class AbsenceForm(forms.Form):
    """The days away, and who stands in."""

    first = _day(gettext_lazy("First day away"))
    last = _day(gettext_lazy("Last day away"))
    stand_in = forms.TypedChoiceField(
        label=gettext_lazy("Who stands in"),
        coerce=int,
        help_text=gettext_lazy("Your cases stand under “Mine” of this colleague while you are away."),
        error_messages={
            "required": gettext_lazy("Choose a colleague."),
            "invalid_choice": gettext_lazy("Choose one of the colleagues offered."),
        },
    )

    def __init__(self, *args: Any, colleagues: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {str(post.person_id): post.person.name for post in colleagues}
        choices_of(self, "stand_in", [("", _("Choose…")), *names.items()])


@staff_page(Capacity.OFFICER)
def absences(request: Request) -> HttpResponse:
    """List the absences to come in which the officer is away or stands in, and record one."""
    actor, at = request.actor, request.moment
    colleagues = roll.officers(actor=actor, at=at).exclude(person=actor.person)
    form = AbsenceForm(request.POST if request.method == "POST" else None, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            verbs.record(**form.cleaned_data, actor=actor, at=at)
            messages.success(request, _("Your absence is recorded, and the colleague who stands in is told."))
            return redirect("absences")
    return page(
        request,
        "desk/absences.html",
        form=form,
        rows=list(verbs.to_come(actor=actor, at=at)),
        today=day_of(at),
    )


@staff_page(Capacity.OFFICER)
def absence_end(request: Request, pk: int) -> HttpResponse:
    """Take an absence back, or be back early."""
    mine = verbs.to_come(actor=request.actor, at=request.moment).filter(person=request.actor.person)
    found = mine.filter(pk=pk).first()
    if found is None:
        raise Http404
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            verbs.end(pk, actor=request.actor, at=request.moment)
            messages.success(request, _("You are at work. The colleague who stood in is told."))
            return redirect("absences")
    return page(request, "desk/absence_end.html", form=form, absence=found)
