"""What a trader may type about documents: a file, its own dates, and what it is put forward for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from openaeo.bedrock import contents
from openaeo.web.trader.forms import offer

PAPERS = ",".join([*(f".{kind}" for kind in contents.KINDS), ".jpg", "image/jpeg", "image/png"])
"""What a file field asks the browser for; naming pictures by type makes a phone offer its camera."""
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
LONGEST_DESCRIPTION = 300


def file_field(label: Any, *, required: bool = True) -> forms.FileField:
    """Return a field for a document, which a phone may photograph on the spot."""
    return forms.FileField(
        label=label, required=required, widget=forms.ClearableFileInput(attrs={"accept": PAPERS})
    )


def _day(label: Any, help_text: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DescriptionForm(forms.Form):
    """What a document is, and its own dates."""

    description = forms.CharField(
        label=_("What it is"),
        max_length=LONGEST_DESCRIPTION,
        required=False,
        help_text=_("In your own words, for example: ISO 28000 certificate of the harbour warehouse."),
    )
    issued_on = _day(_("Date of the document"), _("The date that stands on it, not the day you send it."))
    expires_on = _day(_("Valid until"), _("Its last good day. Leave it empty when it does not expire."))


class DocumentForm(DescriptionForm):
    """A new document with its dates."""

    file = file_field(_("File or photo"))
    field_order: tuple[str, ...] = ("file", "description", "issued_on", "expires_on")


class VersionForm(DocumentForm):
    """A new version of a document."""

    follow = forms.BooleanField(
        label=_("Show the new version in my open application too"),
        required=False,
        help_text=_("What customs was shown already stays in the file, marked as replaced."),
    )
    field_order: tuple[str, ...] = ("file", "description", "issued_on", "expires_on", "follow")

    def __init__(self, *args: Any, follows: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not follows:
            del self.fields["follow"]


class UseForm(forms.Form):
    """The criteria that a document is to serve as well."""

    criteria = forms.MultipleChoiceField(
        label=_("Criteria"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, criteria: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "criteria", [(criterion, criterion) for criterion in criteria])


class EvidenceForm(forms.Form):
    """A new document, or one that the firm already gave us."""

    file = file_field(_("New document"), required=False)
    document = forms.ChoiceField(label=_("Or a document you already gave us"), choices=[], required=False)

    def __init__(self, *args: Any, documents: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "document", [("", _("Choose…")), *documents])

    def clean(self) -> dict[str, object]:
        """One of the two is needed."""
        cleaned: dict[str, object] = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("document"):
            self.add_error("file", _("Choose a file, or a document you already gave us."))
        return cleaned
