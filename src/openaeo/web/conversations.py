"""Conversations as both sides see them: the list, one with its messages, what may be done about it, and its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.bedrock import contents, files
from openaeo.bedrock.models import StoredFile
from openaeo.casework import conversations as verbs
from openaeo.casework.models import Case, Conversation, ConversationQuerySet, Enclosure
from openaeo.law.authority import allowed
from openaeo.law.conversing import CONVERSATION, SIDES, Turn, late, phase_of
from openaeo.law.lifecycle import LIVE, CaseState
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS
from openaeo.register.models import Authorisation
from openaeo.web.shell import Request, page, person_page, refusals_onto, sought_in
from openaeo.web.timewords import limit_words

PER_PAGE = 25
LONGEST = 20_000
FIELDS = {
    **dict.fromkeys(
        ("file-type-not-allowed", "file-too-large", "file-content-differs", "file-empty"), "file"
    ),
    "conversation-subject-missing": "subject",
    "message-empty": "text",
}
STEPS: dict[str, tuple[str, Callable[..., object], Any]] = {
    "need-no-answer": (
        "need-no-answer",
        verbs.need_no_answer,
        gettext_lazy("No answer is needed any more. Both sides see it."),
    ),
    "close": (
        "close-conversation",
        verbs.close,
        gettext_lazy("The conversation is closed. It stays readable, and either side may reopen it."),
    ),
    "reopen": (
        "reopen-conversation",
        verbs.reopen,
        gettext_lazy("The conversation is open again. Write what you want to say."),
    ),
}
"""What may be done beside writing: the act of the law's table behind each step, the verb, and what is said after it."""
FRAMES = {True: "trader/page.html", False: "desk/frame.html"}


class MessageForm(forms.Form):
    """What is written, and a file that goes with it."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Write what you want to say.")},
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{kind}" for kind in contents.KINDS)}),
    )


class BeginForm(MessageForm):
    """A new conversation: what it is about, and its first message."""

    subject = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=200,
        help_text=gettext_lazy("A few words; one conversation for one subject."),
        error_messages={"required": gettext_lazy("Say in a few words what the conversation is about.")},
    )
    field_order = ("subject", "text", "file")


View = Callable[..., HttpResponseBase]


def both_sides(view: View) -> View:
    """Whoever acts for a firm and whoever sees cases may see this page; to others there is none."""

    @person_page
    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.capacity not in CASEWORKERS | {Capacity.APPLICANT}:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@both_sides
def conversations(request: Request) -> HttpResponse:
    """List conversations by whose turn it is: the reader's own turn first; `show`, `q` and `page` in the address."""
    mine = verbs.side_of(request.actor)
    shows = {
        "": (gettext_lazy("Waiting for us"), mine.value),
        "theirs": (gettext_lazy("Waiting for the other side"), _other(mine).value),
        "nobody": (gettext_lazy("No answer needed"), Turn.NOBODY.value),
        "closed": (gettext_lazy("Closed"), Turn.CLOSED.value),
    }
    show, sought = request.GET.get("show", ""), sought_in(request)
    show = show if show in shows else ""
    rows = _seen(request)
    if sought:
        rows = rows.filter(
            Q(subject__icontains=sought)
            | Q(operator__name__icontains=sought)
            | Q(case=sought.upper())
            | Q(authorisation=sought.upper())
        )
    rows = (
        rows.waiting_for(Turn(shows[show][1]))
        if show in {"", "theirs"}
        else rows.filter(state=shows[show][1])
    )
    leaf = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "conversations/all.html",
        frame=_frame(request),
        trader=mine is Turn.APPLICANT,
        leaf=leaf,
        lines=listed(leaf.object_list, request),
        shows=[(code, label, code == show) for code, (label, _turn) in shows.items()],
        sought=sought,
        filtered=bool(show or sought),
    )


@both_sides
def conversation(request: Request, pk: int) -> HttpResponse:
    """Show one conversation; take a message, or say that no answer is needed, close it or reopen it."""
    found, actor = _one(request, pk), request.actor
    step = request.POST.get("step", "") if request.method == "POST" else ""
    form = MessageForm(*((request.POST, request.FILES) if step == "write" else ()))
    plain = forms.Form(request.POST if step in STEPS else None)
    if request.method == "POST" and not _may("write-message", request):
        raise Http404
    if step == "write" and form.is_valid():
        with refusals_onto(form, FIELDS):
            sent = papers(form.cleaned_data["file"], request)
            verbs.write(pk, text=form.cleaned_data["text"], papers=sent, actor=actor, at=request.moment)
            _say_sent(request, found)
            return redirect("conversation", pk)
    elif step in STEPS and _may(STEPS[step][0], request):
        with refusals_onto(plain):
            STEPS[step][1](pk, actor=actor, at=request.moment)
            messages.success(request, str(STEPS[step][2]))
            return redirect("conversation", pk)
    found.refresh_from_db()
    steps = {one.name for one in CONVERSATION.open_to(found.turn)}
    rule = verbs.time_of(found, found.turn)
    written = list(found.messages.select_related("written_by").prefetch_related("enclosures"))
    return page(
        request,
        "conversations/one.html",
        frame=_frame(request),
        trader=verbs.side_of(actor) is Turn.APPLICANT,
        mine=found.turn is verbs.side_of(actor),
        waited=found.turn in SIDES,
        talk=found,
        written=written,
        newest=max(one.pk for one in written),
        overdue=late(found.due_at, request.moment),
        limit=limit_words(rule.limit) if rule else "",
        form=form,
        plain=plain,
        writes=_may("write-message", request) and (found.turn is not Turn.CLOSED or bool(form.errors)),
        may=[name for name, (act, _verb, _said) in STEPS.items() if name in steps and _may(act, request)],
        may_ask=_may_ask(found, request),
        may_record=found.authorisation_id is not None and allowed("record-change", actor.capacity) is None,
    )


@both_sides
def conversation_begin(request: Request, number: str) -> HttpResponse:
    """Begin a conversation about a case."""
    rows = Case.objects.visible_to(request.actor)
    rows = rows.of_others(request.actor) if request.actor.capacity in CASEWORKERS else rows
    case = get_object_or_404(rows.select_related("operator"), number=number)
    return _begin(
        request,
        verbs.begin,
        number,
        firm=case.operator.name,
        case=case,
        writable=phase_of(case.standing) is not None,
    )


@both_sides
def conversation_begin_after(request: Request, number: str) -> HttpResponse:
    """Begin a conversation about an authorisation."""
    rows = Authorisation.objects.visible_to(request.actor).filter(operator__isnull=False)
    if request.actor.capacity is Capacity.APPLICANT:
        rows = rows.filter(operator=request.actor.operator)
    held = get_object_or_404(rows.filter(administration__is_home=True), number=number)
    return _begin(
        request, verbs.begin_after, number, firm=held.holder, held=held, writable=held.status in LIVE
    )


@both_sides
def conversation_file(request: Request, pk: int, paper: int) -> FileResponse:
    """Send a file that went with a message, as a download."""
    rows = Enclosure.objects.visible_to(request.actor).filter(message__conversation=_one(request, pk))
    found = get_object_or_404(rows.select_related("file"), pk=paper)
    try:
        stream = files.open_file(found.file)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(
        stream, as_attachment=True, filename=found.name, content_type=found.file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def papers(upload: UploadedFile[bytes] | None, request: Request) -> list[tuple[StoredFile, str]]:
    """Keep an uploaded file and return it with its name; nothing when none was sent. Refused as `files.store`."""
    if upload is None:
        return []
    name = files.safe_name(upload.name or "")
    return [(files.store(upload, name, at=request.moment), name)]


def listed(rows: Iterable[Conversation], request: Request) -> list[tuple[Conversation, bool]]:
    """Return conversations as lists show them: each with whether its answer is late."""
    return [(one, late(one.due_at, request.moment)) for one in rows]


def talks_about(
    request: Request, *, case: str | None = None, held: str | None = None
) -> list[tuple[Conversation, bool]]:
    """Return the conversations about a case, and about an authorisation with the case it came from, as lists show them."""
    about = Q(case=case) if case else Q(authorisation=held) | Q(case__authorisation=held)
    return listed(_seen(request).filter(about), request)


def waiting(request: Request, most: int) -> list[tuple[Conversation, bool]]:
    """Return at most `most` conversations in which it is the turn of the reader's side, soonest due first."""
    return listed(waiting_on_us(request)[:most], request)


def waiting_on_us(request: Request) -> ConversationQuerySet:
    """Return the conversations in which it is the turn of the reader's side, soonest due first."""
    return _seen(request).waiting_for(verbs.side_of(request.actor))


def formal_question(request: Request, number: str) -> str:
    """Return the words with which a formal question goes on from the conversation that the address names; "" for none."""
    key = request.GET.get("conversation", "")
    if not (key.isascii() and key.isdigit() and len(key) < 19):  # noqa: PLR2004 - fits a key
        return ""
    found = _seen(request).filter(pk=key, case=number).first()
    last = found.messages.filter(side=Turn.CUSTOMS.value).last() if found else None
    return "\n\n".join([found.subject, *([last.text] if last else [])]) if found else ""


def _begin(
    request: Request, verb: Callable[..., Conversation], number: str, *, writable: bool, **about: Any
) -> HttpResponse:
    if not _may("begin-conversation", request):
        raise Http404
    form = BeginForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form, FIELDS):
            said = form.cleaned_data
            sent = papers(said["file"], request)
            made = verb(
                number,
                subject=said["subject"],
                text=said["text"],
                papers=sent,
                actor=request.actor,
                at=request.moment,
            )
            messages.success(request, _("The message is sent. It is now the turn of the other side."))
            return redirect("conversation", made.pk)
    return page(
        request,
        "conversations/begin.html",
        frame=_frame(request),
        trader=request.actor.capacity is Capacity.APPLICANT,
        form=form,
        writable=writable or bool(form.errors),
        **about,
    )


def _say_sent(request: Request, found: Conversation) -> None:
    """Say that the message is sent, and when the other side wrote meanwhile."""
    seen = request.POST.get("seen", "")
    between = found.messages.exclude(side=verbs.side_of(request.actor).value).order_by("-pk").first()
    if between and seen.isascii() and seen.isdigit() and between.pk > int(seen[:18]):
        messages.warning(request, _("Another message came in while you were writing. Both are kept here."))
    messages.success(request, _("The message is sent. It is now the turn of the other side."))


def _seen(request: Request) -> ConversationQuerySet:
    rows = Conversation.objects.visible_to(request.actor)
    rows = rows.of_others(request.actor) if request.actor.capacity in CASEWORKERS else rows
    return rows.select_related("operator", "case", "authorisation")


def _one(request: Request, pk: int) -> Conversation:
    return get_object_or_404(_seen(request), pk=pk)


def _may(act: str, request: Request) -> bool:
    return allowed(act, request.actor.capacity, request.actor.mandate) is None


def _may_ask(found: Conversation, request: Request) -> bool:
    """Whether a formal question may be put to the firm from here."""
    at_work = found.case is not None and found.case.standing is CaseState.ASSESSMENT
    return at_work and allowed("ask", request.actor.capacity) is None


def _other(side: Turn) -> Turn:
    return Turn.CUSTOMS if side is Turn.APPLICANT else Turn.APPLICANT


def _frame(request: Request) -> str:
    return FRAMES[request.actor.capacity is Capacity.APPLICANT]
