"""What a firm's people type about each other: invitations, parts, hand-over and succession."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openaeo.law.mandates import MandateKind
from openaeo.web.trader.forms import offer
from openaeo.web.words import word

LATEST = date(2199, 12, 31)
LONG = 4_000
FIELDS = {
    "email-missing": "email",
    "mandate-held-already": "email",
    "invited-already": "email",
    "kind-unknown": "kind",
    "not-yours-to-give": "kind",
    "until-missing": "last_day",
    "until-passed": "last_day",
    "successor-unknown": "successor",
    "succession-reason-missing": "reason",
}
"""The field that a refusal belongs to."""


def parts(kinds: Iterable[MandateKind]) -> list[tuple[str, str]]:
    """Return the kinds as choices in the order of the law, each with what it reaches."""
    offered = set(kinds)
    return [
        (
            kind.value,
            gettext("%(part)s: %(reach)s")
            % {"part": word("mandate", kind).label, "reach": word("mandate-reach", kind).label},
        )
        for kind in MandateKind
        if kind in offered
    ]


def last_day(until: datetime | None) -> date | None:
    """Return the last day on which somebody acts whose mandate ends at `until`, in UTC."""
    return None if until is None else (until.astimezone(UTC) - timedelta(microseconds=1)).date()


class PartForm(forms.Form):
    """In which part somebody acts, and how long."""

    kind = forms.ChoiceField(label=_("What this person may do"), choices=[], widget=forms.RadioSelect)
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Needed for an outside consultant, whose access ends by itself. In UTC."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, kinds: Iterable[MandateKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", parts(kinds))

    def clean_last_day(self) -> date | None:
        """A day that the calendar of any machine knows."""
        day: date | None = self.cleaned_data["last_day"]
        if day is not None and day > LATEST:
            raise forms.ValidationError(gettext("Choose a day before the year 2200."))
        return day

    def until(self) -> datetime | None:
        """Return the moment after the last day given, or None when the mandate has no end."""
        day: date | None = self.cleaned_data.get("last_day")
        return None if day is None else datetime.combine(day + timedelta(days=1), time(), UTC)


class InviteForm(PartForm):
    """Who is invited, in which part."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The person signs in, or creates an account, with this address."),
    )
    field_order = ("email", "kind", "last_day")


class SuccessorForm(forms.Form):
    """Which colleague takes over."""

    successor = forms.ChoiceField(label=_("New owner"), choices=[])

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "successor", [("", _("Choose…")), *colleagues])


class HandOverForm(SuccessorForm):
    """The owner hands the firm over."""

    stays_as = forms.ChoiceField(
        label=_("And you"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (MandateKind.DEPUTY.value, _("I stay as deputy")),
            (MandateKind.READER.value, _("I stay as reader")),
            ("", _("I leave the company's account")),
        ],
        initial=MandateKind.DEPUTY.value,
    )


class SuccessionForm(SuccessorForm):
    """The firm's people ask for a new owner."""

    reason = forms.CharField(
        label=_("Why a new owner is needed"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONG,
        help_text=_("For example: the owner left the company in March. Whoever confirms reads this."),
    )
    papers = forms.CharField(
        label=_("What proves it"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=LONG,
        help_text=_(
            "For example: minutes of 4 March, entry in the trade register. Customs may ask to see them."
        ),
    )


class NothingForm(forms.Form):
    """A step that needs no words."""
