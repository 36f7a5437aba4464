"""The people of a firm: who may do what, invitations, parts, and who owns the firm next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openaeo.bedrock.actors import Actor
from openaeo.law.authority import allowed
from openaeo.law.mandates import OF_THE_FIRM, MandateKind, deputy_missing, managed_by
from openaeo.parties import mandates, succession
from openaeo.parties.models import Invitation, Mandate, Operator, Succession
from openaeo.web.shell import Request, applicant_page, page, refusals_onto, refusals_told
from openaeo.web.trader.account import own_firm
from openaeo.web.trader.people_forms import (
    FIELDS,
    HandOverForm,
    InviteForm,
    NothingForm,
    PartForm,
    SuccessionForm,
    last_day,
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """One line of the page: a person's mandate, its last day, and what the reader may do about it."""

    mandate: Mandate
    last_day: date | None
    yours: bool
    you: bool


@applicant_page
def firm_people(request: Request) -> HttpResponse:
    """List who may do what, who is invited, and whether the firm is about to change hands."""
    firm = own_firm(request)
    if firm is None:
        return redirect("company")
    held = list(mandates.people_of(firm, request.moment))
    kinds = [MandateKind(one.kind) for one in held]
    only_owner = kinds.count(MandateKind.OWNER) == 1
    invitations = Invitation.objects.visible_to(request.actor).filter(state="open")
    return page(
        request,
        "trader/people.html",
        firm=firm,
        colleagues=[_colleague(one, request.actor, only_owner=only_owner) for one in held],
        invitations=invitations.select_related("invited_by"),
        running=Succession.objects.visible_to(request.actor).filter(state="open").select_related("successor"),
        deputy_owed=deputy_missing(firm.staff, kinds),
        deputy_wise=MandateKind.DEPUTY not in kinds,
        colleagues_to_choose=bool(_colleagues(firm, request, but=request.actor.person)),
        may_ask=allowed("ask-succession", request.actor.capacity, request.actor.mandate) is None
        and succession.may_ask(firm, request.actor, request.moment) is None,
    )


def _colleague(mandate: Mandate, actor: Actor, *, only_owner: bool) -> Colleague:
    yours = actor.mandate is not None and mandate.kind in managed_by(actor.mandate)
    if only_owner and mandate.kind == MandateKind.OWNER:
        yours = False  # a firm keeps an owner: the only one hands over
    return Colleague(mandate, last_day(mandate.until), yours, mandate.person_id == actor.person)


@applicant_page
def firm_invite(request: Request) -> HttpResponse:
    """Invite somebody by e-mail address; the link is shown once, to be passed on."""
    firm = own_firm(request)
    if firm is None:
        return redirect("company")
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        initial={"kind": request.GET.get("as", "")},
        kinds=managed_by(request.actor.mandate) if request.actor.mandate else (),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            invited = mandates.invite(
                firm.number,
                email=form.cleaned_data["email"],
                kind=form.cleaned_data["kind"],
                until=form.until(),
                actor=request.actor,
                at=request.moment,
            )
            link = request.build_absolute_uri(reverse("invitation", args=[invited.token]))
            return page(request, "trader/invited.html", invitation=invited.invitation, link=link)
    return page(request, "trader/invite.html", form=form)


@applicant_page
def invitation_take_back(request: Request, pk: int) -> HttpResponse:
    """Ask whether an invitation is taken back, then take it back."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.actor), pk=pk)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with refusals_onto(form):
            mandates.take_back_invitation(pk, actor=request.actor, at=request.moment)
            messages.success(request, _("The invitation is taken back. Its link leads nowhere now."))
            return redirect("firm_people")
    return page(request, "trader/invitation_take_back.html", form=form, invitation=invitation)


def _mandate(request: Request, pk: int) -> Mandate:
    live = Mandate.objects.visible_to(request.actor).live(request.moment)
    mandate: Mandate = get_object_or_404(live.select_related("person", "operator"), pk=pk)
    return mandate


@applicant_page
def firm_person(request: Request, pk: int) -> HttpResponse:
    """Give a colleague another part; naming a deputy is done here."""
    mandate = _mandate(request, pk)
    manages = managed_by(request.actor.mandate) if request.actor.mandate else frozenset()
    form = PartForm(
        request.POST if request.method == "POST" else None,
        initial={"kind": mandate.kind, "last_day": last_day(mandate.until)},
        kinds=manages - {MandateKind.OWNER},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            mandates.give_mandate(
                mandate.operator.number,
                mandate.person,
                form.cleaned_data["kind"],
                until=form.until(),
                actor=request.actor,
                at=request.moment,
            )
            messages.success(request, _("The part of %(name)s is changed.") % {"name": mandate.person})
            return redirect("firm_people")
    return page(request, "trader/person.html", form=form, mandate=mandate, manageable=mandate.kind in manages)


@applicant_page
def mandate_end(request: Request, pk: int) -> HttpResponse:
    """Say what ending a mandate means, then end it."""
    mandate = _mandate(request, pk)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with refusals_onto(form):
            mandates.end_mandate(pk, actor=request.actor, at=request.moment)
            messages.success(
                request, _("%(name)s no longer acts for the company.") % {"name": mandate.person}
            )
            return redirect("trader_home" if mandate.person_id == request.actor.person else "firm_people")
    return page(request, "trader/mandate_end.html", form=form, mandate=mandate)


@applicant_page
def hand_over(request: Request) -> HttpResponse:
    """The owner asks a colleague to take the firm over."""
    firm = own_firm(request)
    if firm is None:
        return redirect("company")
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        colleagues=_colleagues(firm, request, but=request.actor.person),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            asked = succession.hand_over(
                firm.number,
                int(form.cleaned_data["successor"]),
                stays_as=form.cleaned_data["stays_as"],
                actor=request.actor,
                at=request.moment,
            )
            messages.success(
                request, _("Your colleague is asked. You own the company until it is confirmed.")
            )
            return redirect("succession", pk=asked.pk)
    return page(request, "trader/hand_over.html", form=form)


@applicant_page
def succession_ask(request: Request) -> HttpResponse:
    """Somebody of a firm whose owner has left asks for a new owner."""
    firm = own_firm(request)
    if firm is None:
        return redirect("company")
    form = SuccessionForm(
        request.POST if request.method == "POST" else None,
        initial={"successor": str(request.actor.person)},
        colleagues=_colleagues(firm, request),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            asked = succession.ask(
                firm.number,
                int(form.cleaned_data["successor"]),
                reason=form.cleaned_data["reason"],
                papers=form.cleaned_data["papers"],
                actor=request.actor,
                at=request.moment,
            )
            messages.success(
                request, _("Your request is sent. A second person confirms it, or customs does.")
            )
            return redirect("succession", pk=asked.pk)
    return page(request, "trader/succession_ask.html", form=form)


def _colleagues(firm: Operator, request: Request, but: int | None = None) -> list[tuple[str, str]]:
    """Whoever may own the firm: its people without outside consultants."""
    held = mandates.people_of(firm, request.moment).filter(kind__in=OF_THE_FIRM)
    return [(str(one.person_id), one.person.name) for one in held if one.person_id != but]


@applicant_page
def succession_page(request: Request, pk: int) -> HttpResponse:
    """Show a change of owner, and let a second person confirm or whoever may decline."""
    known = Succession.objects.visible_to(request.actor)
    asked = get_object_or_404(known.select_related("operator", "successor", "asked_by", "closed_by"), pk=pk)
    form: forms.Form = NothingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with refusals_onto(form):
            if "decline" in request.POST:
                succession.decline(pk, actor=request.actor, at=request.moment)
                messages.success(request, _("Nothing changes: the owner stays."))
            else:
                succession.confirm(pk, actor=request.actor, at=request.moment)
                messages.success(request, _("%(name)s owns the company now.") % {"name": asked.successor})
            return redirect("trader_home" if asked.asked_by_id == request.actor.person else "firm_people")
    unmet = succession.unmet(asked, actor=request.actor, at=request.moment)
    return page(
        request,
        "trader/succession.html",
        form=form,
        asked=asked,
        may_confirm=not unmet["confirm"],
        may_decline=not unmet["decline"],
        own=asked.asked_by_id == request.actor.person,
    )


@require_POST
@applicant_page
def succession_read(request: Request, pk: int) -> HttpResponse:
    """A former owner has read that the firm has a new one."""
    get_object_or_404(succession.news_for(request.actor), pk=pk)
    with refusals_told(request):
        succession.read(pk, actor=request.actor, at=request.moment)
    return redirect("entrance")
