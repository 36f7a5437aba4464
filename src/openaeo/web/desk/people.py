"""Who works for the home administration, in which post; an administrator appoints and ends."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from openaeo.law.terms import Capacity
from openaeo.notices.inbox import mail_ready
from openaeo.notices.models import Contact
from openaeo.parties import onboarding, roll
from openaeo.parties.models import Office
from openaeo.web.desk.forms import AppointForm, ConfirmForm, choices_of
from openaeo.web.shell import Request, page, refusals_onto, staff_page


@staff_page(Capacity.ADMINISTRATOR)
def people(request: Request) -> HttpResponse:
    """List who holds which post, and whose mail does not arrive."""
    return page(
        request,
        "desk/people.html",
        posts=roll.posts_held(actor=request.actor, at=request.moment),
        unreached=Contact.objects.visible_to(request.actor).failing().select_related("person"),
        mail_ready=mail_ready(),
    )


@staff_page(Capacity.ADMINISTRATOR)
def person_appoint(request: Request) -> HttpResponse:
    """Give somebody who has an account a post."""
    form = AppointForm(request.POST if request.method == "POST" else None)
    seats = Office.objects.visible_to(request.actor).still_open()
    choices_of(form, "office", [("", _("No office")), *((str(one.pk), str(one)) for one in seats)])
    if request.method == "POST" and form.is_valid():
        person = roll.person_at(form.cleaned_data["email"], actor=request.actor)
        if person is None:
            form.add_error(
                "email",
                _(
                    "Nobody signs in with this address yet. Ask the person to create an account first, then appoint."
                ),
            )
        else:
            with refusals_onto(form):
                onboarding.appoint(
                    person,
                    Capacity(form.cleaned_data["capacity"]),
                    office=form.cleaned_data["office"],
                    actor=request.actor,
                    at=request.moment,
                )
                messages.success(request, _("%(name)s is appointed.") % {"name": person})
                return redirect("people")
    return page(request, "desk/appoint.html", form=form)


@staff_page(Capacity.ADMINISTRATOR)
def post_end(request: Request, pk: int) -> HttpResponse:
    """End a post after saying what that means."""
    post = get_object_or_404(roll.posts_held(actor=request.actor, at=request.moment), pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            roll.end_post(pk, actor=request.actor, at=request.moment)
            messages.success(request, _("The post of %(name)s is ended.") % {"name": post.person})
            return redirect("people")
    return page(request, "desk/post_end.html", form=form, post=post)
