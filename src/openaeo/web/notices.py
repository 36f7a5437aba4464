"""What a reader was told, in the product: the list, ticking off, and how the rest comes by mail and calendar."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from openaeo.law.workflow import Refused
from openaeo.notices import calendar, catcher, dates, inbox
from openaeo.notices.kinds import Group, Mail
from openaeo.notices.models import Notice
from openaeo.parties import roll
from openaeo.web.language import offered, reading
from openaeo.web.notice_words import GROUPS, MAILS, line, place
from openaeo.web.shell import CHOSEN, Request, capacity_key, page, person_page, public_page, refusals_onto

PER_PAGE = 25


class PreferencesForm(forms.Form):
    """When each group of notices goes out by mail."""

    language = forms.ChoiceField(label=gettext_lazy("Language of my mail and calendar"))

    def __init__(
        self, data: object, *, groups: tuple[Group, ...], chosen: dict[Group, Mail], language: str
    ) -> None:
        super().__init__(data, initial={"language": language})  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["language"].choices = offered()  # type: ignore[attr-defined]  # of a ChoiceField
        for group in groups:
            self.fields[group.value] = forms.ChoiceField(
                label=str(GROUPS[group]),
                choices=[(mail.value, word) for mail, word in MAILS.items()],
                initial=chosen[group].value,
            )

    def choices(self) -> dict[Group, Mail]:
        """Return what was chosen."""
        return {Group(name): Mail(value) for name, value in self.cleaned_data.items() if name != "language"}


@person_page
def notices(request: Request) -> HttpResponse:
    """List what the reader was told: unread first, then newest first."""
    rows = Notice.objects.visible_to(request.actor).select_related("operator")
    rows = rows.annotate(done=Q(read_at__isnull=False)).order_by("done", "-created_at", "-pk")
    leaf = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "notices/list.html",
        leaf=leaf,
        lines=[line(one) for one in leaf],
        several=len(request.capacities) > 1,
        mail_ready=inbox.mail_ready(),
    )


@require_POST
@person_page
def notice_open(request: Request, pk: int) -> HttpResponse:
    """Tick the notice off and lead to what it is about, in the capacity it was told in while that is still held."""
    try:
        notice = inbox.read(pk, actor=request.actor, at=request.moment)
    except Refused as refused:
        raise Http404 from refused
    told_in = [
        one
        for one in request.capacities
        if one.capacity == notice.capacity and one.operator == notice.operator_id
    ]
    if told_in and told_in[0] != request.actor:
        request.session[CHOSEN] = capacity_key(told_in[0])
    return HttpResponseRedirect(place(notice))


@require_POST
@person_page
def notices_read(request: Request) -> HttpResponse:
    """Tick everything off."""
    count = inbox.read_all(actor=request.actor, at=request.moment)
    messages.success(
        request,
        ngettext("%(count)d notice is marked as read.", "%(count)d notices are marked as read.", count)
        % {"count": count},
    )
    return redirect("notices")


@person_page
def notice_preferences(request: Request) -> HttpResponse:
    """Choose what comes by mail and when; show the address of the calendar."""
    groups = inbox.groups_for({one.capacity for one in request.capacities})
    form = PreferencesForm(
        request.POST if request.method == "POST" else None,
        groups=groups,
        chosen=inbox.choices_of(request.actor),
        language=getattr(request.user, "language", reading()),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            roll.speak(form.cleaned_data["language"], actor=request.actor)
            inbox.choose(form.choices(), actor=request.actor)
            messages.success(request, _("Your choice is saved. It counts for what comes from now on."))
            return redirect("notice_preferences")
    key = calendar.key_of(request.actor)
    return page(
        request,
        "notices/preferences.html",
        form=form,
        mail_ready=inbox.mail_ready(),
        feed=f"{settings.PUBLIC_URL}{reverse('calendar_feed', args=[key])}" if key else "",
    )


@require_POST
@person_page
def calendar_renew(request: Request) -> HttpResponse:
    """Give the reader a new calendar address; the old one leads nowhere from then on."""
    calendar.renew(actor=request.actor)
    messages.success(request, _("The address of your calendar is new. An older one no longer works."))
    return redirect("notice_preferences")


@public_page
def calendar_feed(request: Request, key: str) -> HttpResponse:
    """Give the calendar to whoever knows its secret address, as calendar programs cannot sign in."""
    text = calendar.feed(key.replace("\x00", ""), at=request.moment)
    if text is None:
        raise Http404
    return _file(text, "openaeo.ics")


@person_page
def date_file(request: Request, name: str) -> HttpResponse:
    """Give one date as a calendar file to somebody who may see the matter."""
    found = dates.named(name, actor=request.actor, at=request.moment)
    if found is None:
        raise Http404
    return _file(calendar.written([found], at=request.moment), f"{found.kind}.ics")


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=calendar.MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@public_page
def demo_mail(request: Request) -> HttpResponse:
    """Show the mail that a demonstration caught. There is no such page outside a demonstration."""
    if not settings.DEMO:
        raise Http404
    leaf = Paginator(catcher.caught(), PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "notices/mail.html", leaf=leaf)
