"""What people type about a list of our own holders: the file, what its columns and words mean, and one row anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openaeo.law.intake import DAYS, WHOLE, DateOrder, Field
from openaeo.law.terms import Role, Status
from openaeo.web.desk.forms import text_field
from openaeo.web.desk.holder_words import FIELDS, ORDERS, YES_NO
from openaeo.web.words import word

Choices = Sequence[tuple[str, Any]]


class HoldersFileForm(forms.Form):
    """A list of our own holders as a file."""

    file = forms.FileField(
        label=_("List of holders"),
        help_text=_(
            "CSV or XLSX, at most 10 MB and 20 000 rows, the headings in the first row. Nothing enters the register "
            "before somebody else has seen what would happen."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"required": _("Choose a file.")},
    )


def codes_of(field: Field, tiers: Mapping[str, str]) -> Choices:
    """Return the codes of ours that words of `field` may mean, with their labels."""
    if field is Field.TIER:
        return list(tiers.items())
    if field is Field.STATUS:
        return [(one.value, word("authorisation", one).label) for one in Status]
    if field is Field.ROLES:
        return [(one.value, word("role", one).label) for one in Role]
    return YES_NO


class ColumnsForm(forms.Form):
    """Which column tells what, and in which order days are written."""

    order = forms.ChoiceField(
        label=_("How days are written"),
        help_text=_("Date cells of a workbook, and days such as 2026-04-03, are read as they are."),
        widget=forms.RadioSelect,
        choices=list(ORDERS.items()),
        error_messages={"required": _("Say how days are written. They are never guessed.")},
    )

    def __init__(self, *args: Any, headings: Sequence[str], tiers: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [("", _("– not in the list –"))] + [
            (str(place), heading or str(place + 1)) for place, heading in enumerate(headings)
        ]
        for field in Field:
            self.fields[f"column-{field.value}"] = forms.ChoiceField(
                label=FIELDS[field.value], choices=places, required=False
            )
            if field in WHOLE:
                self.fields[f"whole-{field.value}"] = forms.ChoiceField(
                    label=_("The same for every row")
                    if field is Field.TIER
                    else _("Or this status for every row"),
                    help_text=_("Only where the list has no column for it."),
                    choices=[("", "–"), *codes_of(field, tiers)],
                    required=False,
                )

    def columns(self) -> dict[Field, int]:
        """Return the chosen columns by field."""
        chosen = {field: self.cleaned_data[f"column-{field.value}"] for field in Field}
        return {field: int(place) for field, place in chosen.items() if place != ""}

    def whole(self) -> dict[Field, str]:
        """Return what holds for every row."""
        chosen = {field: self.cleaned_data[f"whole-{field.value}"] for field in WHOLE}
        return {field: code for field, code in chosen.items() if code}

    def order_chosen(self) -> DateOrder:
        """Return the order of days."""
        return DateOrder(self.cleaned_data["order"])


class WordsForm(forms.Form):
    """What each word of the list means here; fields are numbered, because words are anything."""

    def __init__(
        self, *args: Any, words: Mapping[Field, Sequence[str]], tiers: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.named = {
            f"{field.value}-{place}": (field, said)
            for field, several in words.items()
            for place, said in enumerate(several)
        }
        for name, (field, said) in self.named.items():
            self.fields[name] = forms.ChoiceField(
                label=_("%(field)s: “%(word)s”") % {"field": FIELDS[field.value], "word": said},
                choices=[("", _("– hold such rows back –")), *codes_of(field, tiers)],
                required=False,
            )

    def words(self) -> dict[Field, dict[str, str]]:
        """Return by field what each word means."""
        found: dict[Field, dict[str, str]] = {}
        for name, (field, said) in self.named.items():
            found.setdefault(field, {})[said] = self.cleaned_data[name]
        return found


class RowForm(forms.Form):
    """A row that is held back, as it should be."""

    def __init__(self, *args: Any, asked: Sequence[Field], tiers: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for field in asked:
            self.fields[field.value] = self._field(field, tiers)

    def _field(self, field: Field, tiers: Mapping[str, str]) -> forms.Field:
        label = FIELDS[field.value]
        if field in DAYS:
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(label=label, required=False, widget=widget)
        if field is Field.ROLES:
            return forms.MultipleChoiceField(
                label=label,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=codes_of(field, tiers),
            )
        if field in {Field.TIER, Field.STATUS, Field.PUBLIC}:
            return forms.ChoiceField(
                label=label, required=False, choices=[("", "–"), *codes_of(field, tiers)]
            )
        area = field in {Field.ADDRESS, Field.SITES}
        return forms.CharField(
            label=label,
            required=False,
            max_length=2000 if area else 300,
            widget=forms.Textarea(attrs={"rows": 2}) if area else None,
        )

    def typed(self) -> dict[Field, str]:
        """Return what was typed, days as 2026-04-03, several roles with semicolons between."""
        said = self.cleaned_data
        return {
            field: ";".join(said[field.value]) if field is Field.ROLES else str(said[field.value] or "")
            for field in self.asked
        }


class RowReasonForm(forms.Form):
    """Why a row may pass, or stays out."""

    reason = text_field(_("Reason"), rows=2, missing=_("Say why. Nothing was changed yet."))


class ConfirmForm(forms.Form):
    """Nothing to fill in; carries the refusal."""
