"""Asking for an account without having one: the request, the link that proves the address, and where it stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.bedrock import files
from openaeo.bedrock.models import StoredFile
from openaeo.casework import accounts
from openaeo.casework.models import AccountRequest
from openaeo.casework.programme import programme
from openaeo.law.accounts import OPEN_ACCOUNT, Accounts, AccountState
from openaeo.law.workflow import Reason
from openaeo.notices.accounts import behind
from openaeo.parties.onboarding import Firm
from openaeo.web.components import plain_word
from openaeo.web.language import reading
from openaeo.web.rule_names import NAMES
from openaeo.web.shell import Request, page, public_page, refusals_onto, refusals_told
from openaeo.web.wording import say

HELD = "account_request"
HELD_FOR = timedelta(minutes=30)
"""So long the page of a request stays open after the code was typed."""
FILE_FAULTS = ("file-type-not-allowed", "file-too-large", "file-content-differs", "file-empty")
SCANS = frozenset({"pdf", "png", "jpeg"})
FIELDS = {"email-missing": "email", "question-missing": "text", "reply-empty": "text"}


class AskForm(forms.Form):
    """Who asks, and for which firm."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send a link to it. Later you sign in with this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    part = forms.CharField(
        label=gettext_lazy("Your part in the company"),
        max_length=200,
        help_text=gettext_lazy("For example managing director, or head of customs with power of attorney."),
    )
    firm = forms.CharField(
        label=gettext_lazy("Registered name of the company"),
        max_length=300,
        help_text=gettext_lazy("As in the trade register, in Latin letters."),
    )
    tin = forms.CharField(
        label=gettext_lazy("Trader identification number"),
        max_length=30,
        help_text=gettext_lazy(
            "Country code and national number, up to 17 characters, for example QM000123456."
        ),
    )
    country = forms.RegexField(
        "^[A-Za-z]{2}$",
        label=gettext_lazy("Country"),
        max_length=2,
        help_text=gettext_lazy("Two letters, for example QM."),
    )
    address = forms.CharField(
        label=gettext_lazy("Registered address"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PapersForm(forms.Form):
    """The papers that the programme asks for, one field each."""

    def __init__(self, *args: Any, told: Accounts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for paper in told.papers:
            self.fields[paper.value] = forms.FileField(
                label=plain_word(paper, "account-paper"),
                help_text=gettext_lazy("A PDF or a picture, at most 10 MB."),
                error_messages={"required": gettext_lazy("Choose the file.")},
            )


class TrackForm(forms.Form):
    """What leads to a request without signing in."""

    email = forms.EmailField(label=gettext_lazy("Your e-mail address"))
    code = forms.CharField(
        label=gettext_lazy("Tracking code"),
        max_length=40,
        help_text=gettext_lazy(
            "It stands in the mail with the link. Spaces and small letters do not matter."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )


class AnswerForm(forms.Form):
    """An answer to the question of customs."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    file = forms.FileField(
        label=gettext_lazy("Document"),
        required=False,
        help_text=gettext_lazy("A PDF or a picture, at most 10 MB."),
        error_messages={"required": gettext_lazy("Choose the file.")},
    )

    def __init__(self, *args: Any, wants_paper: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = wants_paper


@public_page
def account_ask(request: Request) -> HttpResponse:
    """Take a request for an account; the answer is the same whoever is known here, and to a machine that fills all."""
    told = _offered()
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("website"):  # a field that people do not see
            return redirect("account_asked")
        if not ratelimit.consume(request, action="account_ask"):
            form.add_error(None, str(say(Reason("account-too-many"))))
        else:
            with refusals_onto(form, FIELDS):
                _ask(form, request)
                return redirect("account_asked")
    return page(request, "public/account_ask.html", form=form, rule=told, mail_ready=settings.MAIL_READY)


def _ask(form: AskForm, request: Request) -> None:
    given = form.cleaned_data
    firm = Firm(given["firm"], given["tin"], given["country"], address=given["address"])
    accounts.ask(
        firm,
        email=given["email"],
        name=given["name"],
        part=given["part"],
        language=reading(),
        at=request.moment,
    )


@public_page
def account_asked(request: Request) -> HttpResponse:
    """Say what comes next: a mail with a link."""
    return page(request, "public/account_asked.html", rule=_offered())


@public_page
def account_confirm(request: Request, key: str) -> HttpResponse:
    """Prove the address by the link in the mail, and send the papers with it; looking alone changes nothing."""
    told, pk = _offered(), behind(key)
    asked = accounts.known(pk) if pk is not None else None
    waits = asked is not None and asked.standing is AccountState.ASKED and asked.link_until >= request.moment
    form = PapersForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        told=told,
    )
    if request.method == "POST" and asked is not None and form.is_valid():
        papers = {paper: _stored(form, paper.value, request) for paper in told.papers}
        given = {paper: kept for paper, kept in papers.items() if kept is not None}
        if form.is_valid():
            with refusals_onto(form):
                accounts.confirm(asked.pk, given, at=request.moment)
                _hold(request, asked)
                messages.success(request, _("Your address is confirmed and your request is with customs."))
                return redirect("account_state")
    return page(request, "public/account_confirm.html", form=form, asked=asked if waits else None, rule=told)


@public_page
def account_track(request: Request) -> HttpResponse:
    """Lead to the page of a request by code and address; every other pair gets one and the same answer."""
    _offered()
    form = TrackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email, code = form.cleaned_data["email"], form.cleaned_data["code"]
        if not ratelimit.consume(request, action="account_track", key=email.lower()):
            form.add_error(None, str(say(Reason("account-too-many"))))
        elif asked := accounts.tracked(email, code):
            _hold(request, asked)
            return redirect("account_state")
        else:
            form.add_error(
                None,
                _("No request is found by this code and this address together. Compare both with the mail."),
            )
    return page(request, "public/account_track.html", form=form)


@public_page
def account_state(request: Request) -> HttpResponse:
    """Show where the held request stands, whose turn it is and until when; answer the question, or take it back."""
    asked = _held(request)
    if asked is None:
        return redirect("account_track")
    question = next((one for one in asked.questions.all() if one.replied_at is None), None)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        wants_paper=question is not None and question.wants_paper,
    )
    if request.method == "POST" and "withdraw" in request.POST:
        with refusals_told(request):
            accounts.withdraw(asked.pk, at=request.moment)
            messages.success(request, _("Your request is withdrawn."))
        return redirect("account_state")
    if request.method == "POST" and form.is_valid():
        paper = _stored(form, "file", request)
        if form.is_valid():
            with refusals_onto(form, {**FIELDS, "account-paper-missing": "file"}):
                accounts.answer(asked.pk, form.cleaned_data["text"], paper, at=request.moment)
                messages.success(request, _("Your answer is with customs."))
                return redirect("account_state")
    appeal, firm = programme().appeal, asked.operator
    return page(
        request,
        "public/account_state.html",
        form=form,
        asked=asked,
        question=question,
        may_withdraw=asked.standing in OPEN_ACCOUNT,
        owns=firm is not None and firm.mandates.live(request.moment).exists(),
        bodies=[NAMES["body"][body] for body in appeal.bodies] if appeal else [],
    )


def _offered() -> Accounts:
    told = accounts.rule()
    if told is None:
        raise Http404
    return told


def _stored(form: forms.Form, field: str, request: Request) -> tuple[StoredFile, str] | None:
    """Keep the upload in `field` and return it with its name; a file that is refused is told at its field."""
    upload = form.cleaned_data.get(field)
    if upload is None:
        return None
    name = files.safe_name(upload.name or "")
    kept = []
    with refusals_onto(form, dict.fromkeys(FILE_FAULTS, field)):
        kept.append((files.store(upload, name, at=request.moment, accept=SCANS), name))
    return kept[0] if kept else None


def _hold(request: Request, asked: AccountRequest) -> None:
    request.session[HELD] = [asked.pk, (request.moment + HELD_FOR).isoformat()]


def _held(request: Request) -> AccountRequest | None:
    _offered()
    pk, until = request.session.get(HELD) or (0, "")
    if not until or datetime.fromisoformat(until) < request.moment:
        return None
    return accounts.known(pk)
