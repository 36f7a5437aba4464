"""What an owner types to invite a mentor, and a mentor to advise."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openaeo.law.mentoring import LONGEST_ADVICE
from openaeo.web.trader.people_forms import LATEST

FIELDS = {
    **dict.fromkeys(("email-missing", "mentor-inside", "mentor-invited-already"), "email"),
    "until-passed": "last_day",
    **dict.fromkeys(("advice-missing", "advice-too-long"), "text"),
}
"""The field that a refusal belongs to."""


class MentorForm(forms.Form):
    """Who is invited, and for how long."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The person signs in, or creates an account, with this address."),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("After this day your mentor sees nothing any more. In UTC."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_last_day(self) -> date:
        """A day that the calendar of any machine knows."""
        day: date = self.cleaned_data["last_day"]
        if day > LATEST:
            raise forms.ValidationError(gettext("Choose a day before the year 2200."))
        return day

    def until(self) -> datetime:
        """Return the moment after the last day given."""
        return datetime.combine(self.cleaned_data["last_day"] + timedelta(days=1), time(), UTC)


class AdviceForm(forms.Form):
    """What a mentor advises."""

    text = forms.CharField(
        label=_("Your advice"),
        max_length=LONGEST_ADVICE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The company reads it with your name. Customs never does."),
    )
