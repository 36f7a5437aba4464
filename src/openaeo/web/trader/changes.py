"""Telling customs of a change, answering what customs asks about it, and reading what becomes of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import changes as verbs
from openaeo.casework.models import Change
from openaeo.law.changes import CHANGE, OPEN_CHANGE
from openaeo.law.lifecycle import LIVE
from openaeo.parties.models import Site
from openaeo.register.models import Authorisation
from openaeo.web.changes import groups_of, to_tell
from openaeo.web.language import worded_here
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.forms import ReasonForm, offer
from openaeo.web.trader.papers import FILE_REFUSALS
from openaeo.web.trader.progress import sent

LONGEST = 20_000
FIELDS = FILE_REFUSALS | {
    "change-unknown": "kind",
    "change-empty": "text",
    "change-too-far-ahead": "happened_on",
    "change-too-old": "happened_on",
    "site-not-found": "sites",
}


class ChangeReportForm(forms.Form):
    """What changes, when, where, and a document that shows it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What changes"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what changes.")},
    )
    happened_on = forms.DateField(
        label=gettext_lazy("Since when, or from when on"),
        help_text=gettext_lazy("A change that is still to come may be told up to a year ahead."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Say since when, or from when on.")},
    )
    text = forms.CharField(
        label=gettext_lazy("What is different"),
        help_text=gettext_lazy(
            "Say how it was, how it is or will be, and what you do so that the criteria stay met."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Say what is different.")},
    )
    sites = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which premises it is about"),
        help_text=gettext_lazy("New premises appear here once you have added them to your sites."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    file = forms.FileField(label=gettext_lazy("Document"), required=False)

    def __init__(self, *args: Any, places: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(one.code, worded_here(one.text)[0]) for one in verbs.kinds()])
        offer(self, "sites", [(str(site.pk), _named(site)) for site in places])
        if not places:
            del self.fields["sites"]


class ChangeReplyForm(forms.Form):
    """The reply to a question about a change."""

    text = forms.CharField(
        label=gettext_lazy("Your reply"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Write your reply.")},
    )


def _named(site: Site) -> str:
    return _("%(site)s (closed)") % {"site": site.name} if site.closed_at else site.name


@applicant_page
def change_report(request: Request, number: str) -> HttpResponse:
    """Tell a change in what the authorisation rests on; what the programme says about the time stands beside it."""
    mine = Q(operator=request.actor.operator, operator__isnull=False)
    rows = Authorisation.objects.visible_to(request.actor).filter(mine).select_related("operator")
    held = get_object_or_404(rows, number=number)
    places = list(Site.objects.visible_to(request.actor).filter(operator=held.operator))
    form = ChangeReportForm(request.POST or None, request.FILES or None, places=places)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            told = dict(form.cleaned_data)
            papers = sent(told.pop("file"), request)
            made = verbs.report(number, **told, papers=papers, actor=request.actor, at=request.moment)
            messages.success(request, _("Customs is told of the change."))
            return redirect("own_change", pk=made.pk)
    return page(
        request,
        "trader/change_report.html",
        authorisation=held,
        form=form,
        telling=to_tell(held.tier),
        live=held.status in LIVE,
    )


@applicant_page
def own_change(request: Request, pk: int) -> HttpResponse:
    """Show a change that was told and where it stands; take the reply to what customs asks."""
    found = _own(request, pk)
    asked = verbs.open_question(found)
    form = ChangeReplyForm(request.POST or None)
    if request.method == "POST":
        if asked is None:
            raise Http404
        if form.is_valid():
            with refusals_onto(form, {"reply-empty": "text"}):
                verbs.reply(pk, text=form.cleaned_data["text"], actor=request.actor, at=request.moment)
                messages.success(request, _("Your reply is with customs."))
                return redirect("own_change", pk=pk)
    return page(
        request,
        "trader/change.html",
        change=found,
        authorisation=found.authorisation,
        kind=verbs.kind_of(found),
        touched=groups_of(found.criteria, request.moment),
        telling=to_tell(found.authorisation.tier),
        asked=asked,
        form=form,
        may_withdraw=found.standing in OPEN_CHANGE,
    )


@applicant_page
def change_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take the notice of a change back, with a reason."""
    found = _own(request, pk)
    if "withdraw" not in {step.name for step in CHANGE.open_to(found.standing)}:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, {"reasons-missing": "reason"}):
            verbs.withdraw(pk, reason=form.cleaned_data["reason"], actor=request.actor, at=request.moment)
            messages.success(request, _("The notice is taken back. It stays in the history of your file."))
            return redirect("own_change", pk=pk)
    return page(request, "trader/change_withdraw.html", change=found, kind=verbs.kind_of(found), form=form)


def _own(request: Request, pk: int) -> Change:
    rows = Change.objects.visible_to(request.actor).select_related("authorisation")
    return get_object_or_404(rows.prefetch_related("sites", "documents", "questions"), pk=pk)
