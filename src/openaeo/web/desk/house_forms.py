"""What an administrator types about the house: offices and days off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MAX_FILE = 200 * 1024
"""A thousand lines of day and name are about 40 kB."""


class OfficeForm(forms.Form):
    """An office by its name, and where it is."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        error_messages={"required": _("Give the office a name.")},
    )
    region = forms.CharField(
        label=_("Region"),
        max_length=100,
        required=False,
        help_text=_("The part of the country that it is for. Leave empty for the whole country."),
    )


class DayOffForm(forms.Form):
    """One day on which nobody works."""

    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose the day."), "invalid": _("Choose a day such as 2027-01-01.")},
    )
    name = forms.CharField(
        label=_("What day it is"),
        max_length=100,
        error_messages={"required": _("Say what day it is, for example New Year.")},
    )


class DaysFileForm(forms.Form):
    """A file of days."""

    file = forms.FileField(
        label=_("File of days"),
        help_text=_(
            "Text in two columns under the heading day,name – for example 2027-01-01,New Year. One day a line."
        ),
        error_messages={"required": _("Choose a file.")},
    )

    def clean_file(self) -> str:
        """Return the text of the file; refused when it is too large or not text."""
        sent: UploadedFile[Any] = self.cleaned_data["file"]
        if (sent.size or 0) > MAX_FILE:
            raise forms.ValidationError(_("The file is too large for a list of days. Nothing was changed."))
        try:
            text: str = sent.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(
                _("This is not a text file. Save the list as CSV in UTF-8 and choose it again.")
            ) from None
        if "\x00" in text:
            raise forms.ValidationError(
                _("This is not a text file. Save the list as CSV in UTF-8 and choose it again.")
            )
        return text
