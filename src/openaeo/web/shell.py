"""Who looks at a page, in which capacity, at what moment; who may see it; how a refusal reaches the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from openaeo.bedrock.actors import ANYBODY, Actor
from openaeo.casework.programme import EditionChanged
from openaeo.law.sheet import EditionFault
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Reason, Refused
from openaeo.parties import onboarding
from openaeo.parties.models import CASEWORKERS, STAFF
from openaeo.web.errors import edition_unreadable
from openaeo.web.language import with_notice
from openaeo.web.wording import say

CHOSEN = "capacity"
DEMO_SIGN_IN = "demo"
MAX_SOUGHT = 200


class Request(HttpRequest):
    """A request as pages see it: `actor` asks, at `moment` (UTC, the only clock), out of `capacities`."""

    actor: Actor
    moment: datetime
    capacities: list[Actor]


View = Callable[..., HttpResponseBase]


def capacity_key(actor: Actor) -> str:
    """Return the word under which a capacity is chosen and kept in the session."""
    return f"{actor.capacity.value}:{actor.operator or ''}"


class ActorMiddleware:
    """Sets `request.moment`, `request.capacities` and `request.actor`. Stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.moment = datetime.now(UTC)
        request.capacities = []
        request.actor = ANYBODY
        if _signed_in(request):
            request.capacities = capacities(request.user, request.moment)
            chosen = request.session.get(CHOSEN)
            request.actor = next(
                (actor for actor in request.capacities if capacity_key(actor) == chosen),
                request.capacities[0],
            )
        response = with_notice(request, self.get_response)
        if request.capacities and not response.has_header("Cache-Control"):
            # Neither a cache on the way nor the back button after signing out shows it to the next reader.
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Answer with a page of its own where the criteria that a page rests on cannot be read."""
        return (
            edition_unreadable(request, fault) if isinstance(fault, EditionChanged | EditionFault) else None
        )


def _signed_in(request: HttpRequest) -> bool:
    return bool(getattr(request, "user", None) and request.user.is_authenticated)


def capacities(person: Any, at: datetime) -> list[Actor]:
    """Return every capacity `person` may act in at `at`; never empty.

    Somebody without mandate or post is an applicant who has yet to name a firm.
    """
    held = list(onboarding.capacities_of(person, at))
    return held or [Actor(Capacity.APPLICANT, person=person.pk, name=str(person))]


def page(request: HttpRequest, template: str, *, http_status: int = 200, **context: Any) -> HttpResponse:
    """Return `template` filled with `context`. Templates also see `request` with actor and moment."""
    return render(request, template, context, status=http_status)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    address = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def public_page(view: View) -> View:
    """Everybody may see this page."""
    view.audience = "public"  # type: ignore[attr-defined]
    return view


def applicant_page(view: View) -> View:
    """Somebody who acts for a firm may see this page; strangers sign in first, staff get "not found".

    The actor may have no operator yet (just signed up): the view leads such a person to `company`.
    """

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _signed_in(request):
            return _to_sign_in(request)
        if request.actor.capacity is not Capacity.APPLICANT or _nowhere(kwargs):
            raise Http404
        return view(request, *args, **kwargs)

    guarded.audience = "applicant"  # type: ignore[attr-defined]
    return guarded


def person_page(view: View) -> View:
    """Whoever is signed in may see this page, in every capacity; strangers sign in first.

    Staff who owe the second factor are led to set it up.
    """

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _signed_in(request):
            return _to_sign_in(request)
        if _nowhere(kwargs):
            raise Http404
        if request.actor.capacity in STAFF and _second_factor_owed(request):
            return _to_second_factor(request)
        return view(request, *args, **kwargs)

    guarded.audience = "person"  # type: ignore[attr-defined]
    return guarded


def staff_page(*capacities: Capacity) -> Callable[[View], View]:
    """Staff acting in one of `capacities` (none named: whoever sees cases, an administrator not) may see this page.

    Strangers sign in first; everybody else gets "not found", which never reveals that the page exists.
    Without a second factor, staff are led to set one up when `settings.REQUIRE_STAFF_MFA`.
    """
    if not all(isinstance(capacity, Capacity) for capacity in capacities):
        raise TypeError("write @staff_page() or @staff_page(Capacity.…)")
    audience = frozenset(capacities) or CASEWORKERS

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not _signed_in(request):
                return _to_sign_in(request)
            if request.actor.capacity not in audience or _nowhere(kwargs):
                raise Http404
            if _second_factor_owed(request):
                return _to_second_factor(request)
            return view(request, *args, **kwargs)

        guarded.audience = "staff"  # type: ignore[attr-defined]
        return guarded

    return decorate


def _to_second_factor(request: Request) -> HttpResponse:
    messages.warning(request, _("Staff sign in with a second factor. Set it up here; your work is unharmed."))
    return HttpResponseRedirect(reverse("mfa_activate_totp"))


def _nowhere(named: Mapping[str, Any]) -> bool:
    """Return whether an address names what no row can be called: PostgreSQL keeps no NUL."""
    return any("\x00" in value for value in named.values() if isinstance(value, str))


def sought_in(request: HttpRequest, name: str = "q") -> str:
    """Return the words a reader searches for under `name` in the address, fit for a query: no NUL, at most 200."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:MAX_SOUGHT]


def trusted(request: Request) -> Actor:
    """Return the actor for a page without a guard: staff who still owe the second factor count as anybody."""
    if request.actor.capacity in STAFF and _second_factor_owed(request):
        return ANYBODY
    return request.actor


def _second_factor_owed(request: Request) -> bool:
    if not settings.REQUIRE_STAFF_MFA:
        return False
    if settings.DEMO and request.session.get(DEMO_SIGN_IN):
        return False
    return not is_mfa_enabled(request.user)


@contextmanager
def refusals_onto(
    form: forms.Form,
    fields: Mapping[str, str] | None = None,
    words: Callable[[Reason], object] = say,
) -> Iterator[None]:
    """Turn a `Refused` raised inside into errors of `form`, in the reader's language.

    `fields` names, by reason code, the form field an error belongs to; other reasons stand above the form.
    `words` puts a reason into words, where a room says it more precisely than `say`. Execution goes on after the block, so return the redirect inside it and show the form after it.
    """
    try:
        yield
    except Refused as refused:
        if not form.is_bound:  # a step sent without any field at all, as scripts do
            form.cleaned_data = {}
        for reason in refused.reasons:
            field = (fields or {}).get(reason.code)
            form.add_error(field if field in form.fields else None, str(words(reason)))


@contextmanager
def refusals_told(request: HttpRequest) -> Iterator[None]:
    """Turn a `Refused` raised inside into error messages on the next page; for acts without a form."""
    try:
        yield
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(say(reason)))


def safe_next(request: HttpRequest, default: str) -> str:
    """Return the `next` address the request names when it is ours, else `default` (a URL name)."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    if target and url_has_allowed_host_and_scheme(target, hosts, require_https=request.is_secure()):
        return target
    return reverse(default)
