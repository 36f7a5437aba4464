"""What a mentor sees: the firms mentored, the questions and how each answer stands, and no more of a firm than that."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from openaeo.casework import mentoring
from openaeo.casework.models import Advice, Mentorship
from openaeo.law.edition import Criterion, Group
from openaeo.law.mentoring import Glimpse
from openaeo.web.shell import Request, applicant_page, page, public_page, refusals_onto
from openaeo.web.trader.mentor_forms import FIELDS, AdviceForm
from openaeo.web.trader.people_forms import last_day
from openaeo.web.wording import say

A_PAGE = 25


class NothingForm(forms.Form):
    """A step that needs no words."""


@public_page
def mentor_invitation(request: Request, token: str) -> HttpResponse:
    """Show the invitation to the person it is addressed to; everybody else reads how to get there, and no name."""
    form = NothingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.actor.person is not None:
        with refusals_onto(form):
            row = mentoring.accept(token, actor=request.actor, at=request.moment)
            messages.success(request, _("You now mentor %(firm)s.") % {"firm": row.operator.name})
            return redirect("mentored", pk=row.pk)
    way_back = urlencode({"next": reverse("mentor_invitation", args=[token])})
    offered = mentoring.offered_by(token, actor=request.actor)
    return page(
        request,
        "mentoring/invitation.html",
        form=form,
        mentorship=offered,
        last_day=last_day(offered.until) if offered else None,
        signed_in=request.actor.person is not None,
        sign_in=f"{reverse('account_login')}?{way_back}",
        sign_up=f"{reverse('account_signup')}?{way_back}",
    )


@applicant_page
def firms_mentored(request: Request) -> HttpResponse:
    """List the firms that the reader mentors now."""
    pages = Paginator(mentoring.mentored_by(request.actor, request.moment), A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    return page(
        request,
        "mentoring/firms.html",
        lines=[(one, last_day(one.until)) for one in shown],
        page_obj=shown,
    )


@applicant_page
def mentored(request: Request, pk: int) -> HttpResponse:
    """Show the questions of a firm's application, how each answer stands and what it lacks; the firm learns of it."""
    row = _mine(request, pk)
    view = mentoring.view(row)
    if view is not None and request.method == "GET":
        mentoring.look(row, at=request.moment)
    return page(
        request,
        "mentoring/firm.html",
        mentorship=row,
        last_day=last_day(row.until),
        groups=_by_group(view) if view else [],
        complete=sum(one.stand == "complete" for one in view.glimpses) if view else 0,
        total=len(view.glimpses) if view else 0,
    )


@applicant_page
def mentored_question(request: Request, pk: int, criterion: str) -> HttpResponse:
    """Show one question, the answer where the owner opened it, and take advice that only the firm reads."""
    row = _mine(request, pk)
    view = mentoring.view(row)
    found = view.of(criterion) if view else None
    if view is None or found is None:
        raise Http404
    question, glimpse = found
    form = AdviceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            mentoring.advise(
                pk, criterion, text=form.cleaned_data["text"], actor=request.actor, at=request.moment
            )
            messages.success(request, _("Your advice is sent. The company reads it; customs does not."))
            return redirect("mentored_question", pk=pk, criterion=criterion)
    if request.method == "GET":
        mentoring.look(row, criterion, shown=glimpse.words is not None, at=request.moment)
    given = Advice.objects.visible_to(request.actor).filter(mentorship=row, criterion=criterion)
    return page(
        request,
        "mentoring/question.html",
        mentorship=row,
        question=question,
        group=view.edition.group(question.group),
        glimpse=glimpse,
        lacks=[say(reason) for reason in glimpse.lacks],
        form=form,
        advice=Paginator(given, A_PAGE).get_page(request.GET.get("page")),
    )


@applicant_page
def mentorship_leave(request: Request, pk: int) -> HttpResponse:
    """Ask whether the reader stops mentoring a firm, then end it."""
    row = _mine(request, pk)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with refusals_onto(form):
            mentoring.leave(pk, actor=request.actor, at=request.moment)
            messages.success(request, _("You no longer mentor %(firm)s.") % {"firm": row.operator.name})
            return redirect("firms_mentored")
    return page(request, "mentoring/leave.html", form=form, mentorship=row)


def _mine(request: Request, pk: int) -> Mentorship:
    """Return a mentorship of the reader that goes on, or answer as if there were none."""
    row: Mentorship = get_object_or_404(mentoring.mentored_by(request.actor, request.moment), pk=pk)
    return row


def _by_group(view: mentoring.View) -> list[tuple[Group, list[tuple[Criterion, Glimpse, list[str]]]]]:
    lines = [
        (view.edition.criterion(one.criterion), one, [say(reason) for reason in one.lacks])
        for one in view.glimpses
    ]
    found = (
        (group, [line for line in lines if line[0].group == group.letter]) for group in view.edition.groups
    )
    return [(group, rows) for group, rows in found if rows]
