"""What a trader may type: forms that check shape only; whether an act is allowed is the verbs' business."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from openaeo.law.terms import Claim, Role, Text, worded
from openaeo.parties.models import Operator
from openaeo.web.words import word

ROWS = {"rows": 4}
LONGEST_ADDRESS = 2_000


def offer(form: forms.Form, field: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Give a choice field of `form` its choices, which depend on who reads."""
    cast("forms.ChoiceField", form.fields[field]).choices = list(choices)


class CompanyForm(forms.Form):
    """Name, numbers and address of the firm."""

    name = forms.CharField(
        label=_("Registered name"), max_length=300, help_text=_("As in the trade register, in Latin letters.")
    )
    local_name = forms.CharField(label=_("Name in local script"), max_length=300, required=False)
    tin = forms.CharField(
        label=_("Trader identification number"),
        max_length=30,
        help_text=_("Country code and national number, up to 17 characters, for example QM000123456."),
    )
    country = forms.RegexField(
        "^[A-Za-z]{2}$",
        label=_("Country"),
        min_length=2,
        max_length=2,
        help_text=_("Two letters, for example QM."),
    )
    address = forms.CharField(
        label=_("Registered address"), widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_ADDRESS
    )
    size = forms.ChoiceField(label=_("Size"), choices=[])
    staff = forms.IntegerField(label=_("Number of employees"), min_value=0, max_value=10_000_000)

    def __init__(self, *args: Any, registered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "size", [(value, word("size", value).label) for value in Operator.Size.values])
        if registered:
            del self.fields["tin"]

    def clean_country(self) -> str:
        """Country codes are capitals."""
        country: str = self.cleaned_data["country"]
        return country.upper()


class SiteForm(forms.Form):
    """One set of premises."""

    name = forms.CharField(label=_("Name of the site"), max_length=200)
    address = forms.CharField(
        label=_("Address"), widget=forms.Textarea(attrs={"rows": 2}), max_length=LONGEST_ADDRESS
    )
    purpose = forms.CharField(
        label=_("What happens there"),
        max_length=200,
        help_text=_("For example: warehouse for goods before export, head office."),
    )
    customs_relevant = forms.BooleanField(
        label=_("Goods under customs control, or goods that will be exported, are kept or handled here"),
        required=False,
        initial=True,
    )


class ScopeForm(forms.Form):
    """What is applied for: the type, and the roles it is for."""

    tier = forms.ChoiceField(label=_("Type of authorisation"), choices=[], widget=forms.RadioSelect)
    roles = forms.MultipleChoiceField(
        label=_("Your roles in the supply chain"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose every role your firm plays. The questions follow from the roles."),
    )

    def __init__(self, *args: Any, tiers: Mapping[str, Text], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "tier", [(code, worded(text, language)[0]) for code, text in tiers.items()])
        offer(self, "roles", [(role.value, word("role", role).label) for role in Role])


class AnswerForm(forms.Form):
    """The firm's answer to one criterion."""

    claim = forms.ChoiceField(label=_("Do you meet this?"), choices=[], widget=forms.RadioSelect)
    explanation = forms.CharField(
        label=_("How, and where it is written down"),
        widget=forms.Textarea(attrs=ROWS),
        required=False,
        max_length=10_000,
        help_text=_(
            "A sentence and a reference to your own procedure is enough. Say why, if it is not met or not applicable."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "claim", [(claim.value, word("claim", claim).label) for claim in Claim])


class DeclarationForm(forms.Form):
    """The binding declaration."""

    declared_name = forms.CharField(label=_("Your full name"), max_length=200)
    true = forms.BooleanField(
        label=_("I declare that the answers are true and complete, and that I may bind the firm.")
    )


class ReplyForm(forms.Form):
    """A reply to customs."""

    text = forms.CharField(label=_("Your reply"), widget=forms.Textarea(attrs={"rows": 6}), max_length=20_000)


class RequestReplyForm(ReplyForm):
    """A reply to a question, with a document when one is asked for."""

    file = forms.FileField(label=_("Document"), required=False)


class ReasonForm(forms.Form):
    """Why something is given up."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000)


class ConsentForm(forms.Form):
    """Where the firm's status may be shown."""

    public = forms.BooleanField(label=_("Show our name and status in the public register"), required=False)
    partners = forms.BooleanField(
        label=_("Send our name, identifiers and status to partner administrations"),
        required=False,
        help_text=_("Without this, partners cannot recognise your firm. You may withdraw it at any time."),
    )
