"""The forms about partners: an arrangement, a list to upload, a reason for a release."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from openaeo.exchange.models import Arrangement
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.terms import Role
from openaeo.web.words import word

LONGEST_TIER = 40
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
"""The days that recognition can hold (`recognition.engine`), and a list may name (`exchange.statement`)."""


def _day(label: Any, help_text: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ArrangementForm(forms.Form):
    """The terms of an arrangement. `version` is the one the officer looked at."""

    partner_code = forms.CharField(
        label=_("Country code of the partner"),
        help_text=_("Two letters, such as QN."),
        min_length=2,
        max_length=2,
    )
    partner_name = forms.CharField(label=_("Name of the administration"), max_length=200)
    title = forms.CharField(label=_("Title of the arrangement"), max_length=200)
    direction = forms.ChoiceField(
        label=_("Direction"),
        widget=forms.RadioSelect,
        choices=[(one.value, word("direction", one).label) for one in Direction],
    )
    phase = forms.ChoiceField(
        label=_("Phase"),
        help_text=_("Operators are recognised in the phases “Pilot” and “In operation” only."),
        choices=[(one.value, word("phase", one).label) for one in Phase],
    )
    tiers = forms.CharField(
        label=_("Tiers of the partner's programme"),
        help_text=_("The partner's own codes, separated by commas. Empty: every tier counts."),
        required=False,
        max_length=800,
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        help_text=_("None ticked: every role counts."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(one.value, word("role", one).label) for one in Role],
    )
    benefits = forms.MultipleChoiceField(
        label=_("Benefits"), required=False, widget=forms.CheckboxSelectMultiple
    )
    in_operation_from = _day(_("In operation from"), _("The first day, in UTC."))
    in_operation_until = _day(_("In operation until"), _("The last day, in UTC. Empty: no end is agreed."))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, benefits: Mapping[str, str], fixed_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["benefits"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(benefits.items())
        if fixed_code:
            self.fields["partner_code"].widget = forms.HiddenInput()

    def clean_tiers(self) -> list[str]:
        tiers = [part.strip() for part in re.split(r"[,;،؛\n]", self.cleaned_data["tiers"]) if part.strip()]
        if too_long := [tier for tier in tiers if len(tier) > LONGEST_TIER]:
            raise forms.ValidationError(
                _("A tier code has at most 40 characters: %(tier)s") % {"tier": too_long[0][:60]}
            )
        return tiers

    def terms(self) -> dict[str, Any]:
        """Return what the verb takes; the last day of operation belongs to it."""
        said = self.cleaned_data
        return {
            "partner_name": said["partner_name"],
            "title": said["title"],
            "direction": Direction(said["direction"]),
            "phase": Phase(said["phase"]),
            "tiers": said["tiers"],
            "roles": [Role(role) for role in said["roles"]],
            "benefits": said["benefits"],
            "in_operation_from": _midnight(said["in_operation_from"]),
            "in_operation_until": _midnight(said["in_operation_until"], after=1),
            "expected_version": said["version"],
        }


def _midnight(day: date | None, *, after: int = 0) -> datetime | None:
    return None if day is None else datetime.combine(day + timedelta(days=after), time(), UTC)


def last_day(until: datetime | None) -> date | None:
    """Return the last day before the half-open end `until`."""
    return None if until is None else (until.astimezone(UTC) - timedelta(microseconds=1)).date()


def initial(row: Arrangement) -> dict[str, Any]:
    """Return the terms of `row` as the form shows them."""
    return {
        "partner_code": row.partner_id,
        "partner_name": row.partner.name.get("en", ""),
        "title": row.title,
        "direction": row.direction,
        "phase": row.phase,
        "tiers": ", ".join(row.tiers),
        "roles": row.roles,
        "benefits": row.benefits,
        "in_operation_from": row.in_operation_from.astimezone(UTC).date() if row.in_operation_from else None,
        "in_operation_until": last_day(row.in_operation_until),
        "version": row.version,
    }


class UploadForm(forms.Form):
    """A list as a file."""

    file = forms.FileField(
        label=_("The partner's list"),
        help_text=_(
            "CSV or XLSX, at most 10 MB. Nothing enters the register before you have seen what would change."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )


class ConfirmForm(forms.Form):
    """Nothing to fill in; carries the refusal."""


class ReleaseForm(forms.Form):
    """Why a held-back row may pass."""

    reason = forms.CharField(
        label=_("Why may this row pass?"),
        help_text=_(
            "Kept in the journal with your name, for instance “Change of name confirmed by letter of 3 March”."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
