"""The steps of a visit as an officer takes them: the form each needs, what it does, what is read before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from openaeo.bedrock.actors import Actor
from openaeo.casework import reports, visits
from openaeo.casework.facts import roles_of
from openaeo.casework.models import Case, Visit
from openaeo.casework.programme import edition_of
from openaeo.web.desk import visit_forms
from openaeo.web.language import worded_here

ACTS = {
    "offer": "offer-visit",
    "set-time": "set-visit",
    "hold": "hold-visit",
    "observe": "observe",
    "report": "report-visit",
    "note": "note-visit",
    "call-off": "call-off-visit",
}
"""The act behind each step, as `law.authority` knows it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form of a step is made from: what was sent, of which visit, when."""

    data: Any
    case: Case
    visit: Visit
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What a step asks for, what it does, and what the officer reads before and after."""

    verb: Callable[..., Any]
    form: Callable[[Asked], forms.Form]
    title: Any
    icon: str
    main: bool
    effect: Any
    button: Any
    done: Any


def _plain(kind: type[forms.Form]) -> Callable[[Asked], forms.Form]:
    def make(asked: Asked) -> forms.Form:
        return kind(asked.data)

    return make


def _offers(asked: Asked) -> forms.Form:
    return visit_forms.OffersForm(asked.data, at=asked.at)


def _hold(asked: Asked) -> forms.Form:
    known = {"began": asked.visit.agreed_from, "ended": asked.visit.agreed_until, "mode": asked.visit.mode}
    return visit_forms.HoldForm(asked.data, initial=known)


def _observe(asked: Asked) -> forms.Form:
    criteria = edition_of(asked.case).applying(roles_of(asked.case))
    return visit_forms.ObserveForm(
        asked.data,
        places=[(str(site.pk), site.name) for site in asked.visit.sites.all()],
        criteria=[(one.id, f"{one.id} · {worded_here(one.text)[0][:90]}") for one in criteria],
    )


def _offer(pk: int, form: visit_forms.OffersForm, *, actor: Actor, at: datetime) -> None:
    visits.offer(pk, starts=form.starts, actor=actor, at=at)


def _with(verb: Callable[..., Any]) -> Callable[..., Any]:
    def take(pk: int, form: forms.Form, *, actor: Actor, at: datetime) -> None:
        verb(pk, **form.cleaned_data, actor=actor, at=at)

    return take


STEPS = {
    "offer": Step(
        _offer,
        _offers,
        gettext_lazy("Offer times"),
        "calendar-clock",
        True,
        gettext_lazy(
            "The firm reads the times and chooses one or declines them. Until then the team holds all of them."
        ),
        gettext_lazy("Offer these times"),
        gettext_lazy("The times are with the firm. The team holds them until it answers."),
    ),
    "set-time": Step(
        _with(visits.set_time),
        _plain(visit_forms.SetTimeForm),
        gettext_lazy("Set the time"),
        "calendar-check",
        True,
        gettext_lazy(
            "The firm declined too often, so customs sets one time. The firm reads it with your reason."
        ),
        gettext_lazy("Set this time"),
        gettext_lazy("The time is set, and the firm can read it."),
    ),
    "hold": Step(
        _with(visits.hold),
        _hold,
        gettext_lazy("Record that it took place"),
        "map-pin",
        True,
        gettext_lazy(
            "Lead, second validator and you count as having assessed the case and cannot decide it."
        ),
        gettext_lazy("Record the visit"),
        gettext_lazy("The visit is recorded. Now record what was seen, then write the report."),
    ),
    "observe": Step(
        _with(reports.observe),
        _observe,
        gettext_lazy("Record what was seen"),
        "eye",
        False,
        gettext_lazy("One observation for one criterion at one site. It stays with customs."),
        gettext_lazy("Save the observation"),
        gettext_lazy("The observation is saved."),
    ),
    "report": Step(
        _with(reports.report),
        _plain(visit_forms.ReportForm),
        gettext_lazy("Write the report"),
        "file-text",
        True,
        gettext_lazy(
            "The firm reads the report as soon as you send it. Observations can then no longer be added."
        ),
        gettext_lazy("Send the report to the firm"),
        gettext_lazy("The report is with the firm."),
    ),
    "note": Step(
        _with(reports.jot),
        _plain(visit_forms.NoteForm),
        gettext_lazy("Note for colleagues"),
        "pencil",
        False,
        gettext_lazy("A note never leaves customs."),
        gettext_lazy("Save the note"),
        gettext_lazy("The note is saved. Only customs reads it."),
    ),
    "call-off": Step(
        _with(visits.call_off),
        _plain(visit_forms.WhyForm),
        gettext_lazy("Call the visit off"),
        "calendar-x",
        False,
        gettext_lazy("The times are released. A firm that was told of the visit reads your reason."),
        gettext_lazy("Call the visit off"),
        gettext_lazy("The visit is called off."),
    ),
}
