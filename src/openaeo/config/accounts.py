"""How the sign-in package meets the people of `parties`: sign-up asks for a name and goes through the verb."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from openaeo.casework import accounts
from openaeo.law.workflow import Refused
from openaeo.notices import post
from openaeo.notices.letters import Letter
from openaeo.parties import onboarding
from openaeo.parties.models import Person

NO_MAIL = _("This installation sends no mail yet, so no link can reach you. Ask whoever runs it.")
_LINKS = frozenset(
    {
        *("password_reset_key", "unknown_account", "account_already_exists"),
        *("email_confirmation", "email_confirmation_signup"),
    }
)
"""Mails that somebody waits for, and those sent in their stead, so that a page never tells whom we know."""


class SignUpForm(forms.Form):
    """What we ask beyond e-mail and password."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Nothing is left to do: the adapter has already kept the name."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the package carries no types
    """Creates people through `onboarding.sign_up`, so that a sign-up is in the journal like every other act."""

    def save_user(self, request: HttpRequest, user: Person, form: forms.Form, commit: bool = True) -> Person:  # noqa: ARG002  # the package names it
        """Keep the new person. The moment is the request's (`request.moment`)."""
        try:
            kept = onboarding.sign_up(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password1"],
                language=get_language() or "en",
                at=request.moment,  # type: ignore[attr-defined]  # set by ActorMiddleware
            )
        except Refused as refused:
            # The same form a moment ago, by a double click: told nothing more than the first time.
            raise ImmediateHttpResponse(redirect("account_email_verification_sent")) from refused
        vars(user).update(
            vars(kept)
        )  # the package goes on with the row it made; from now on it is the kept one
        return user

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether people sign up alone: always, unless customs looks first; then by an invitation only."""
        moment = getattr(request, "moment", None) or datetime.now(UTC)
        return accounts.sign_up_open(_invitation(request), at=moment)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a mail about an account like any other mail; without a mail server it is printed at once.

        The same mail asked for again within minutes is sent once: its link holds until it is used.
        """
        request, purpose = self.request, template_prefix.rpartition("/")[2]
        if not settings.MAIL_READY:
            super().send_mail(template_prefix, email, context)
            if request is not None and purpose in _LINKS:
                messages.warning(request, NO_MAIL)
            return
        about = {"request": request, "email": email, "current_site": get_current_site(request), **context}
        mail = self.render_mail(template_prefix, email, about)
        moment = getattr(request, "moment", None) or datetime.now(UTC)
        post.hand_in(
            Letter(mail.subject, mail.body),
            address=email,
            purpose=purpose,
            at=moment,
        )

    def is_safe_url(self, url: str) -> bool:
        """Return whether people may be led to `url`; an address that cannot be read is none of ours."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """People have no user names."""


def _invitation(request: HttpRequest) -> str:
    """The token of the invitation that somebody comes from and will be led back to; "" for none."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    try:
        found = resolve(target)
    except Resolver404:
        return ""
    return str(found.kwargs["token"]) if found.url_name == "invitation" else ""
