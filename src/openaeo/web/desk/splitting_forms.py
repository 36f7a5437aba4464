"""What officers type about the parts of a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openaeo.law.splitting import PART_PROPOSALS
from openaeo.web.deciding_words import PROPOSALS
from openaeo.web.desk.forms import choices_of, text_field
from openaeo.web.splitting import PartLine

Choices = Sequence[tuple[str, Any]]


class SplitForm(forms.Form):
    """Which sites become a part of their own, at which office; the first time also whose all others are."""

    sites = forms.TypedMultipleChoiceField(
        label=_("Sites of the new part"),
        error_messages={"required": _("Choose at least one site for the new part.")},
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A site that lies in another open part moves over. Leave at least one in each part."),
    )
    office = forms.TypedChoiceField(label=_("Office of the new part"), coerce=int)
    rest = forms.TypedChoiceField(
        label=_("Office for all other sites"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("All other sites become part 1 of the case."),
    )

    def __init__(self, data: Any, *, sites: Choices, offices: Choices, first: bool) -> None:
        super().__init__(data)
        choices_of(self, "sites", sites)
        choices_of(self, "office", offices)
        choices_of(self, "rest", offices)
        if not first:
            del self.fields["rest"]


class TypesForm(forms.Form):
    """Which office each type belongs to."""

    def __init__(self, data: Any, *, types: Choices, offices: Choices) -> None:
        super().__init__(data)
        self.types = [code for code, _name in types]
        for code, name in types:
            self.fields[f"office-{code}"] = forms.TypedChoiceField(
                label=_("Office for: %(type)s") % {"type": name}, coerce=int, choices=list(offices)
            )

    def offices(self) -> dict[str, int]:
        """Return the office of each type by its code."""
        return {code: self.cleaned_data[f"office-{code}"] for code in self.types}


class RecommendPartForm(forms.Form):
    """What its office recommends of a part, and which failed criteria fail in it alone."""

    proposal = forms.ChoiceField(
        label=_("What your office recommends"),
        choices=[(one.value, PROPOSALS[one.value].label) for one in PART_PROPOSALS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what you recommend.")},
    )
    failed = forms.MultipleChoiceField(
        label=_("Criteria that fail in this part"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Only for a refusal. What fails here and in no other part does not stand in the way of the others."
        ),
    )
    recommendation = text_field(
        _("Reasons of the recommendation"),
        rows=4,
        help_text=_("Goes to the decider. The trader does not see this."),
        missing=_("Write a recommendation, so that the decider knows how your office sees the part."),
    )

    def __init__(self, data: Any, *, criteria: Choices) -> None:
        super().__init__(data)
        choices_of(self, "failed", criteria)
        if not criteria:
            del self.fields["failed"]


class CancelPartForm(forms.Form):
    """Why nothing is decided on a part."""

    reason = text_field(
        _("Why the part is closed"),
        rows=3,
        help_text=_("The trader reads this word for word."),
        missing=_("Say why, so that the trader knows."),
    )


class PlaceForm(forms.Form):
    """Which site is put into a part."""

    site = forms.TypedChoiceField(label=_("Site"), coerce=int)

    def __init__(self, data: Any, *, sites: Choices) -> None:
        super().__init__(data)
        choices_of(self, "site", [("", _("Choose a site")), *sites])


def with_parts(
    form: forms.Form, name: str, lines: Iterable[PartLine], *, label: Any, help_text: Any, after: str
) -> None:
    """Let a form ask for parts that wait, by number, under `name`, after the field `after`; nothing where there are none."""
    waiting = [one for one in lines if one.waits]
    if not waiting:
        return
    form.fields[name] = forms.TypedMultipleChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        coerce=int,
        choices=[(str(one.row.number), one.label) for one in waiting],
        widget=forms.CheckboxSelectMultiple,
    )
    order = [known for known in form.fields if known != name]
    order.insert(order.index(after) + 1, name)
    form.order_fields(order)
