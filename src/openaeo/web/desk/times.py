"""The time of a case: what moved it, and the named acts by which an officer extends, stops or restarts it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openaeo.casework import times
from openaeo.law.authority import allowed
from openaeo.law.moretime import BY_THEMSELVES
from openaeo.law.timing import Duty, TimeLimit
from openaeo.web.desk.case import a_case, frame
from openaeo.web.desk.forms import LONG, choices_of
from openaeo.web.shell import Request, page, refusals_onto, staff_page
from openaeo.web.timewords import cause_words
from openaeo.web.words import word

DONE: dict[str, str | Promise] = {
    "extend": _("The time is extended, and the trader is told why."),
    "answer": _("The trader is told the answer."),
    "stop": _("The clock is stopped, and the trader is told why."),
    "restart": _("The clock runs again."),
}


class _Told(forms.Form):
    """An act about time, and the reason that the trader reads."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The trader reads this word for word."),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give the reason: the trader is told why the date moves.")},
    )


class ExtendForm(_Told):
    """More time for customs."""

    cause = forms.ChoiceField(label=_("Cause"), error_messages={"required": _("Choose a cause.")})
    field_order = ("cause", "reason")

    def __init__(self, *args: Any, rule: TimeLimit | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        causes = [one for one in rule.extensions if one.asked_by is Duty.CUSTOMS] if rule else []
        choices_of(self, "cause", [(one.cause, cause_words(one.cause)) for one in causes])


class AnswerForm(_Told):
    """What becomes of the trader's wish for more time."""

    give = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[("yes", _("Give the time")), ("no", _("Deny it"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    field_order = ("give", "reason")


class StopForm(_Told):
    """Why the clock is stopped."""

    why = forms.ChoiceField(label=_("Why"), error_messages={"required": _("Choose why.")})
    field_order = ("why", "reason")

    def __init__(self, *args: Any, rule: TimeLimit | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rests = sorted(rule.rests - BY_THEMSELVES) if rule else []
        choices_of(self, "why", [(rest.value, word("rest", rest).label) for rest in rests])


@staff_page()
def case_times(request: Request, number: str) -> HttpResponse:
    """Show what moved the decision date, and let an officer move it by a named act."""
    found = a_case(request, number)
    context = frame(request, found)
    rule = context["clocks"].decision_rule
    asked = context["time_asked"]
    wanted = request.POST.get("act", "") if request.method == "POST" else ""
    may = allowed("extend", request.actor.capacity) is None
    if request.method == "POST" and not may:
        raise Http404
    if request.method == "POST" and wanted not in DONE:
        messages.error(
            request, _("Nothing was changed: choose on this page what is to be done with the time.")
        )
        return redirect("case_times", number)

    def sent(act: str) -> Any:
        return request.POST if wanted == act else None

    shown: dict[str, forms.Form] = {
        "extend": ExtendForm(sent("extend"), rule=rule, prefix="extend"),
        "answer": AnswerForm(sent("answer"), prefix="answer"),
        "stop": StopForm(sent("stop"), rule=rule, prefix="stop"),
    }
    form = shown.get(wanted, forms.Form(sent("restart")))
    if wanted and form.is_valid():
        with refusals_onto(form):
            _acts(request, number)[wanted](form.cleaned_data)
            messages.success(request, str(DONE[wanted]))
            return redirect("case_times", number)
    return page(
        request,
        "desk/times.html",
        forms=shown,
        form=form,
        may=may,
        asked=asked[0] if asked else None,
        added=[(one, cause_words(one.cause)) for one in found.extensions.all()],
        stops=list(found.clock_stops.all()),
        **context,
    )


def _acts(request: Request, number: str) -> dict[str, Callable[[dict[str, Any]], object]]:
    by: dict[str, Any] = {"actor": request.actor, "at": request.moment}
    return {
        "extend": lambda given: times.extend(number, **given, **by),
        "answer": lambda given: times.answer_for_time(_key(request), **given, **by),
        "stop": lambda given: times.stop(number, **given, **by),
        "restart": lambda _given: times.restart(number, why=request.POST.get("why", ""), **by),
    }


def _key(request: Request) -> int:
    key = request.POST.get("extension", "")
    if not (key.isascii() and key.isdecimal()) or len(key) > len(str(2**63)):
        raise Http404
    return int(key)
