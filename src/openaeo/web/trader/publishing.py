"""Publishing procedures for a group or an association: asking customs, members, versions, withdrawal."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from openaeo.bedrock import files
from openaeo.bedrock.models import StoredFile
from openaeo.casework import publishing as verbs
from openaeo.casework.models import Membership, Procedure
from openaeo.casework.programme import current_edition
from openaeo.law.edition import Criterion, Group
from openaeo.law.procedures import MEMBERSHIP, MembershipFacts, MembershipState
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.account import own_firm
from openaeo.web.trader.people_forms import NothingForm
from openaeo.web.trader.procedure_forms import (
    FIELDS,
    MemberForm,
    ProcedureForm,
    PublisherForm,
    RenewForm,
    VersionForm,
    WithdrawForm,
)

A_PAGE = 25
STEPS = {
    "accept": verbs.accept_membership,
    "decline": verbs.decline_membership,
    "end": verbs.end_membership,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One criterion that a procedure may speak to."""

    criterion: Criterion
    ticked: bool


@applicant_page
def publishing(request: Request) -> HttpResponse:
    """Show whether the organisation may publish, what it published, and who belongs to it."""
    if own_firm(request) is None:
        return redirect("company")
    publisher = verbs.publisher_of(request.actor)
    own = Procedure.objects.visible_to(request.actor).filter(publisher=publisher, publisher__isnull=False)
    members = Membership.objects.visible_to(request.actor).filter(publisher=publisher or 0)
    return page(
        request,
        "trader/publishing.html",
        publisher=publisher,
        published=Paginator(own, A_PAGE).get_page(request.GET.get("page")),
        members=Paginator(members.select_related("operator"), A_PAGE).get_page(request.GET.get("members")),
    )


@applicant_page
def publishing_ask(request: Request) -> HttpResponse:
    """Ask customs to let the organisation publish."""
    firm = own_firm(request)
    if firm is None:
        return redirect("company")
    form = PublisherForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            verbs.ask_to_publish(firm.number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("Sent. Customs makes sure of it and tells you."))
            return redirect("publishing")
    return page(request, "trader/publishing_ask.html", form=form)


@applicant_page
def membership_offer(request: Request) -> HttpResponse:
    """Offer a firm to belong to the organisation."""
    if own_firm(request) is None:
        return redirect("company")
    form = MemberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            verbs.offer_membership(form.cleaned_data["number"], actor=request.actor, at=request.moment)
            messages.success(request, _("Offered. The company accepts or declines, and you are told."))
            return redirect("publishing")
    return page(request, "trader/membership_offer.html", form=form)


@applicant_page
def membership_step(request: Request, pk: int, step: str) -> HttpResponse:
    """Ask whether a membership is accepted, declined or ended, then do it."""
    rows = Membership.objects.visible_to(request.actor).select_related("publisher__operator", "operator")
    row = get_object_or_404(rows, pk=pk)
    member = row.operator_id == request.actor.operator
    if step not in STEPS or MEMBERSHIP.unmet(MembershipState(row.state), step, MembershipFacts(member)):
        raise Http404
    form = NothingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with refusals_onto(form):
            STEPS[step](pk, actor=request.actor, at=request.moment)
            messages.success(request, _("Your decision is recorded."))
            return redirect("procedures" if member else "publishing")
    return page(request, "trader/membership_step.html", form=form, membership=row, member=member, step=step)


@applicant_page
def procedure_publish(request: Request) -> HttpResponse:
    """Publish a procedure to every member."""
    if own_firm(request) is None:
        return redirect("company")
    posted = request.method == "POST"
    form = ProcedureForm(request.POST if posted else None, request.FILES if posted else None)
    ticked = request.POST.getlist("criteria")
    if posted and form.is_valid():
        with refusals_onto(form, FIELDS):
            stored, name = _stored(form, request)
            verbs.publish(
                stored,
                name=name,
                title=form.cleaned_data["title"],
                dated_on=form.cleaned_data["dated_on"],
                criteria=ticked,
                actor=request.actor,
                at=request.moment,
            )
            messages.success(request, _("Published. Your members are told."))
            return redirect("publishing")
    return page(
        request,
        "trader/procedure_publish.html",
        form=form,
        groups=_choices(request, set(ticked)),
        limit_mb=_limit_mb(),
    )


@applicant_page
def procedure_renew(request: Request, pk: int) -> HttpResponse:
    """Publish a newer version of a procedure."""
    line = _own(request, pk)
    posted = request.method == "POST"
    form = RenewForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        with refusals_onto(form, FIELDS):
            stored, name = _stored(form, request)
            verbs.renew(
                pk,
                stored,
                name=name,
                dated_on=form.cleaned_data["dated_on"],
                news=form.cleaned_data["news"],
                actor=request.actor,
                at=request.moment,
            )
            messages.success(request, _("Published. Your members are told, and say whether they follow it."))
            return redirect("publishing")
    return page(request, "trader/procedure_renew.html", form=form, procedure=line, limit_mb=_limit_mb())


@applicant_page
def procedure_withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw a procedure, with the reason that members read."""
    line = _own(request, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            verbs.withdraw(pk, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(request, _("Withdrawn. Your members are told."))
            return redirect("publishing")
    return page(request, "trader/procedure_withdraw.html", form=form, procedure=line)


def _own(request: Request, pk: int) -> Procedure:
    own = Procedure.objects.visible_to(request.actor).filter(publisher__operator=request.actor.operator or 0)
    return get_object_or_404(own, pk=pk)


def _stored(form: VersionForm, request: Request) -> tuple[StoredFile, str]:
    upload = form.cleaned_data["file"]
    name = files.safe_name(upload.name or "")
    return files.store(upload, name, at=request.moment), name


def _limit_mb() -> int:
    return int(settings.MAX_UPLOAD_BYTES) // 1024**2


def _choices(request: Request, ticked: set[str]) -> list[tuple[Group, list[Choice]]]:
    edition = current_edition(request.moment)
    rows = [Choice(one, one.id in ticked) for one in edition.criteria]
    found = (
        (group, [one for one in rows if one.criterion.group == group.letter]) for group in edition.groups
    )
    return [(group, held) for group, held in found if held]
