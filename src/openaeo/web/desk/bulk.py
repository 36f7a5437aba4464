"""Acts for several cases of the inbox at once: which will go and which will not, then one act a case, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.bedrock.actors import Actor
from openaeo.casework import assessment, inbulk, requests
from openaeo.law.authority import allowed
from openaeo.law.workflow import Reason
from openaeo.web.desk.forms import AskForm, ConfirmForm
from openaeo.web.shell import Request, page, refusals_onto, safe_next, staff_page
from openaeo.web.wording import say

KEPT = "bulk"
"""Where the session keeps what came of the last go."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """An act for several cases: its words, what it asks for, its verb, and what stands in the way of one case."""

    title: Any
    icon: str
    effect: Any
    verb: Callable[..., object]
    unmet: inbulk.Unmet
    form: type[forms.Form]


ACTS = {
    "take-on": Bulk(
        gettext_lazy("Take the cases on"),
        "user-check",
        gettext_lazy(
            "You become the case officer of each: the traders see your name as the contact, and the cases are under “Mine”. "
            "Whoever assesses a case cannot decide it."
        ),
        assessment.take_on,
        assessment.taking_on_unmet,
        ConfirmForm,
    ),
    "ask": Bulk(
        gettext_lazy("Ask the traders"),
        "message-square",
        gettext_lazy(
            "The same question goes to each trader, about the whole application, with a time to reply of its own; it is as if "
            "you asked it on the page of each case. No trader learns that others are asked."
        ),
        requests.ask,
        requests.asking_unmet,
        AskForm,
    ),
}


def offered(actor: Actor) -> list[tuple[str, Bulk]]:
    """Return the acts that `actor` may take for several cases, by their names."""
    return [(name, one) for name, one in ACTS.items() if allowed(name, actor.capacity) is None]


@staff_page()
def bulk(request: Request) -> HttpResponse:
    """Say of each chosen case whether the act will go; sent with the confirmation, take it and lead to what came of it.

    Sent a second time, as by going back, it leads there without acting again.
    """
    acts = dict(offered(request.actor))
    if not acts:
        raise Http404
    said = request.POST if request.method == "POST" else request.GET
    numbers = [one for one in dict.fromkeys(said.getlist("case")) if "\x00" not in one]
    back = safe_next(request, "inbox")
    what = acts.get(said.get("act", ""))
    if what is None or not 0 < len(numbers) <= inbulk.MOST:
        messages.error(request, _wrong(what, numbers))
        return HttpResponseRedirect(back)
    if said.get("once") and said["once"] == request.session.get(KEPT, {}).get("once"):
        return redirect("bulk_done")
    form = what.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            told = inbulk.one_by_one(
                what.verb, numbers, actor=request.actor, at=request.moment, **form.cleaned_data
            )
            request.session[KEPT] = _kept(said, told, back)
            return redirect("bulk_done")
    expected = inbulk.foreseen(numbers, what.unmet, actor=request.actor)
    return page(
        request,
        "desk/bulk.html",
        form=form,
        what=what,
        act=said["act"],
        going=[one for one in expected if not one.unmet],
        staying=[(one, _why(one)) for one in expected if one.unmet],
        once=said.get("once") or uuid4().hex,
        back=back,
    )


@staff_page()
def bulk_done(request: Request) -> HttpResponse:
    """Show what came of the last go: the cases in which the act was taken, and why not in the others."""
    acts = dict(offered(request.actor))
    if not acts:
        raise Http404
    kept = request.session.get(KEPT)
    if not kept or kept["act"] not in acts:
        return redirect("inbox")
    told = inbulk.foreseen([*kept["done"], *kept["left"]], _nothing, actor=request.actor)
    return page(
        request,
        "desk/bulk_done.html",
        what=acts[kept["act"]],
        done=[one for one in told if one.number in kept["done"]],
        left=[(one, _said(kept["left"][one.number])) for one in told if one.number in kept["left"]],
        back=kept["back"],
    )


def _nothing(*_about: object) -> tuple[None, ...]:
    return ()


def _wrong(what: Bulk | None, numbers: Sequence[str]) -> str:
    if what is None:
        return _("Nothing was done: choose what is to be done with the cases.")
    if not numbers:
        return _("Nothing was done: tick the cases first, then choose what is to be done with them.")
    return _("Nothing was done: these are more than %(most)d cases. Choose fewer.") % {"most": inbulk.MOST}


def _why(one: inbulk.Told) -> list[str]:
    return [say(reason) for reason in one.unmet]


def _said(reasons: Sequence[tuple[str, Any]]) -> list[str]:
    """Reasons out of the session, in the language of whoever reads now."""
    return [say(Reason(code, detail)) for code, detail in reasons]


def _kept(said: Any, told: Sequence[inbulk.Told], back: str) -> dict[str, object]:
    return {
        "act": said["act"],
        "once": said.get("once", ""),
        "back": back,
        "done": [one.number for one in told if not one.unmet],
        "left": {
            one.number: [(reason.code, reason.detail) for reason in one.unmet] for one in told if one.unmet
        },
    }
