"""A firm's mentors as the firm sees them: invited, what is opened to each, what they advised and looked at, the end."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from openaeo.casework import mentoring
from openaeo.casework.facts import roles_of
from openaeo.casework.models import Advice, Case, Mentorship
from openaeo.casework.programme import edition_of
from openaeo.law.edition import Criterion, Group
from openaeo.law.mentoring import MentorshipState
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.account import own_firm
from openaeo.web.trader.mentor_forms import FIELDS, MentorForm
from openaeo.web.trader.people_forms import NothingForm, last_day

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Choice:
    """One criterion whose answer the owner may open, and whether it is."""

    criterion: Criterion
    ticked: bool


@applicant_page
def mentors(request: Request) -> HttpResponse:
    """List who mentors the firm, and who did."""
    firm = own_firm(request)
    if firm is None:
        return redirect("company")
    pages = Paginator(mentoring.mentors_of(request.actor), A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    lines = [(one, standing(one, request), last_day(one.until)) for one in shown]
    return page(request, "trader/mentors.html", lines=lines, page_obj=shown)


@applicant_page
def mentor_invite(request: Request) -> HttpResponse:
    """Invite a mentor by e-mail address; the link is shown once, to be passed on."""
    firm = own_firm(request)
    if firm is None:
        return redirect("company")
    form = MentorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            invited = mentoring.invite(
                firm.number,
                email=form.cleaned_data["email"],
                until=form.until(),
                actor=request.actor,
                at=request.moment,
            )
            link = request.build_absolute_uri(reverse("mentor_invitation", args=[invited.token]))
            return page(request, "trader/mentor_invited.html", mentorship=invited.mentorship, link=link)
    return page(request, "trader/mentor_invite.html", form=form)


@applicant_page
def mentor(request: Request, pk: int) -> HttpResponse:
    """Open answers to a mentor criterion by criterion, read the advice, and see what the mentor looked at."""
    row = _own(request, pk)
    form = NothingForm(request.POST if request.method == "POST" else None)
    ticked = request.POST.getlist("criteria") if request.method == "POST" else row.criteria
    if request.method == "POST":
        with refusals_onto(form):
            mentoring.open_to_mentor(pk, ticked, actor=request.actor, at=request.moment)
            messages.success(request, _("Saved. Your mentor reads the answers you ticked, and no others."))
            return redirect("mentor", pk=pk)
    case = mentoring.in_preparation(row)
    given = Paginator(Advice.objects.visible_to(request.actor).filter(mentorship=row), A_PAGE)
    state = standing(row, request)
    return page(
        request,
        "trader/mentor.html",
        form=form,
        mentorship=row,
        state=state,
        last_day=last_day(row.until),
        case=case,
        groups=_choices(case, set(ticked)) if case else [],
        goes_on=state in mentoring.OPEN,
        advice=given.get_page(request.GET.get("page")),
        looks=mentoring.looked_at(row, actor=request.actor),
    )


@applicant_page
def mentor_end(request: Request, pk: int) -> HttpResponse:
    """Say what ending a mentorship, or taking an invitation back, means, then do it."""
    row = _own(request, pk)
    invited = row.state == MentorshipState.INVITED
    form = NothingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with refusals_onto(form):
            verb = mentoring.take_back if invited else mentoring.end
            verb(pk, actor=request.actor, at=request.moment)
            messages.success(request, _("Done. This person sees nothing of your company any more."))
            return redirect("mentors")
    return page(request, "trader/mentor_end.html", form=form, mentorship=row, invited=invited)


def standing(row: Mentorship, request: Request) -> str:
    """Return the word for where a mentorship stands now: one that is over by itself is `over`."""
    over = row.until <= request.moment and row.state in mentoring.OPEN
    return "over" if over else row.state


def _own(request: Request, pk: int) -> Mentorship:
    row: Mentorship = get_object_or_404(mentoring.mentors_of(request.actor), pk=pk)
    return row


def _choices(case: Case, ticked: set[str]) -> list[tuple[Group, list[Choice]]]:
    edition = edition_of(case)
    asked = [Choice(one, one.id in ticked) for one in edition.applying(roles_of(case))]
    found = (
        (group, [one for one in asked if one.criterion.group == group.letter]) for group in edition.groups
    )
    return [(group, rows) for group, rows in found if rows]
