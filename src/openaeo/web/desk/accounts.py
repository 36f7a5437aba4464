"""Requests for an account at the desk: the list, and one request with what speaks for and against it."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from openaeo.casework import accounts as verbs
from openaeo.casework.models import AccountEnclosure, AccountRequest
from openaeo.law.accounts import ACCOUNT, OPEN_ACCOUNT, AccountState
from openaeo.law.terms import Capacity
from openaeo.web.desk.criterion import NOTHING, handed_over
from openaeo.web.desk.forms import choices_of, text_field
from openaeo.web.shell import Request, page, refusals_onto, sought_in, staff_page
from openaeo.web.wording import say

PER_PAGE = 25
SHOWS: tuple[tuple[str, str | Promise, frozenset[AccountState]], ...] = (
    ("", gettext_lazy("All open"), OPEN_ACCOUNT),
    ("confirmed", gettext_lazy("Turn of customs"), frozenset({AccountState.CONFIRMED})),
    ("more-asked", gettext_lazy("Turn of whoever asks"), frozenset({AccountState.MORE_ASKED})),
    ("closed", gettext_lazy("Closed"), frozenset(AccountState) - OPEN_ACCOUNT),
)
STEPS: dict[str, str | Promise] = {
    "open": gettext_lazy("Open the account"),
    "ask-more": gettext_lazy("Ask a question"),
    "refuse": gettext_lazy("Refuse, with the reasons"),
}
FIELDS = {"question-missing": "text", "reasons-missing": "text"} | dict.fromkeys(
    ("account-firm-known", "account-of-staff", "succession-open-already", "not-from-here"), "step"
)


class StepForm(forms.Form):
    """What the desk does about a request."""

    step = forms.ChoiceField(
        label=gettext_lazy("What you do"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you do.")},
    )
    text = text_field(
        gettext_lazy("Question or reasons"),
        required=False,
        help_text=gettext_lazy("Whoever asks reads this word for word. Opening the account needs no words."),
    )
    wants_paper = forms.BooleanField(label=gettext_lazy("A document is asked for, too"), required=False)

    def __init__(self, *args: Any, steps: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "step", [(one, STEPS[one]) for one in steps])
        if "ask-more" not in steps:
            del self.fields["wants_paper"]


@staff_page(Capacity.OFFICER, Capacity.ADMINISTRATOR)
def account_requests(request: Request) -> HttpResponse:
    """List requests for an account, the next due first; filtered by `show`, `q`, `page` of the address."""
    show, sought = request.GET.get("show", ""), sought_in(request)
    states = next((states for value, _label, states in SHOWS if value == show), OPEN_ACCOUNT)
    rows = AccountRequest.objects.visible_to(request.actor).of_others(request.actor)
    rows = rows.filter(state__in=[state.value for state in states])
    if sought:
        rows = rows.filter(Q(firm__icontains=sought) | Q(tin__icontains=sought) | Q(name__icontains=sought))
    closed = states <= frozenset(AccountState) - OPEN_ACCOUNT
    rows = rows.order_by("-closed_at", "-pk") if closed else rows.order_by("due_at", "pk")
    leaf = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/account_requests.html",
        leaf=leaf,
        rows=leaf.object_list,
        sought=sought,
        shows=[(value, label, value == show) for value, label, _states in SHOWS],
        filtered=bool(sought or show),
        offered=verbs.rule() is not None,
    )


@staff_page(Capacity.OFFICER, Capacity.ADMINISTRATOR)
def account_request(request: Request, pk: int) -> HttpResponse:
    """Show one request with what speaks for and against it; open the account, ask, or refuse."""
    known = AccountRequest.objects.visible_to(request.actor).of_others(request.actor)
    asked = get_object_or_404(
        known.select_related("operator", "closed_by").prefetch_related("questions__asked_by", "papers"), pk=pk
    )
    steps = [step for step in STEPS if asked.standing in ACCOUNT.steps[step].sources]
    form = StepForm(request.POST if request.method == "POST" else None, steps=steps)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            messages.success(request, _done(asked, form.cleaned_data, request))
            return redirect("account_request", pk=pk)
    facts = verbs.opening_facts(asked, request.moment)
    told = verbs.rule()
    return page(
        request,
        "desk/account_request.html",
        asked=asked,
        form=form,
        steps=steps,
        is_open=asked.standing in OPEN_ACCOUNT,
        late=asked.standing is AccountState.CONFIRMED and asked.due_at and asked.due_at < request.moment,
        against=verbs.against(asked, at=request.moment) if asked.standing in OPEN_ACCOUNT else None,
        unmet=[say(one) for one in ACCOUNT.unmet(AccountState.CONFIRMED, "open", facts)] if steps else [],
        wanted=[
            (paper, next((one for one in asked.papers.all() if one.kind == paper), None))
            for paper in (told.papers if told else ())
        ],
        more=[one for one in asked.papers.all() if one.kind == "reply"],
    )


def _done(asked: AccountRequest, said: dict[str, Any], request: Request) -> str:
    """Take the step that was chosen, and return what to say of it."""
    actor, at = request.actor, request.moment
    if said["step"] == "ask-more":
        verbs.ask_more(asked.pk, said["text"], wants_paper=said["wants_paper"], actor=actor, at=at)
        return _("The question is on its way to %(address)s.") % {"address": asked.email}
    if said["step"] == "refuse":
        verbs.refuse(asked.pk, said["text"], actor=actor, at=at)
        return _("The request is refused. Whoever asked is told by mail and reads your reasons.")
    opened = verbs.open_account(asked.pk, actor=actor, at=at)
    if opened.operator is not None and not opened.operator.mandates.live(at).exists():
        return _("The person has an account. A second person of customs confirms them as the new owner.")
    return _("The account is open. A link to choose a password is on its way to %(address)s.") % {
        "address": asked.email
    }


@csp_replace({"default-src": NOTHING, "frame-ancestors": ["'self'"], "sandbox": True})
@xframe_options_sameorigin
@staff_page(Capacity.OFFICER, Capacity.ADMINISTRATOR)
def account_paper(request: Request, pk: int, paper: int) -> FileResponse:
    """Hand out a paper that came with a request."""
    known = AccountRequest.objects.visible_to(request.actor).of_others(request.actor)
    asked = get_object_or_404(known, pk=pk)
    found = get_object_or_404(
        AccountEnclosure.objects.visible_to(request.actor).select_related("file"), request=asked, pk=paper
    )
    return handed_over(found, download="download" in request.GET)
