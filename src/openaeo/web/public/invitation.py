"""The door of an invitation: whoever has the link signs in, reads who invites, and accepts."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from openaeo.law.terms import Capacity
from openaeo.parties import mandates
from openaeo.web.shell import CHOSEN, Request, page, public_page, refusals_onto


class AcceptForm(forms.Form):
    """Accepting needs no words."""


@public_page
def invitation(request: Request, token: str) -> HttpResponse:
    """Show the invitation to the person it is addressed to; everybody else reads how to get there, and no name."""
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.actor.person is not None:
        with refusals_onto(form):
            mandate = mandates.accept(token, actor=request.actor, at=request.moment)
            request.session[CHOSEN] = f"{Capacity.APPLICANT.value}:{mandate.operator_id}"
            messages.success(request, _("You now act for %(firm)s.") % {"firm": mandate.operator.name})
            return redirect("trader_home")
    way_back = urlencode({"next": reverse("invitation", args=[token])})
    return page(
        request,
        "public/invitation.html",
        form=form,
        invitation=mandates.invitation_to(token, actor=request.actor),
        signed_in=request.actor.person is not None,
        sign_in=f"{reverse('account_login')}?{way_back}",
        sign_up=f"{reverse('account_signup')}?{way_back}",
    )
