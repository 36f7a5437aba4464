"""What a trader may type: forms that check shape only; whether an act is allowed is the verbs' business."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from openaeo.law.questionnaire import LONGEST
from openaeo.law.terms import Claim, Role, Text, worded
from openaeo.law.validation import Activity
from openaeo.parties.models import Operator, Site
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
    activities = forms.MultipleChoiceField(
        label=_("What is done with goods and records there"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Choose all that is true. Customs plans its visits by it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "activities", [(one.value, word("activity", one).label) for one in Activity])


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
        max_length=LONGEST["explanation"],
        help_text=_(
            "A sentence and a reference to your own procedure is enough. Say why, if it is not met or not applicable."
        ),
    )

    procedure = forms.CharField(
        label=_("Procedure or document it is in"),
        required=False,
        max_length=LONGEST["procedure"],
        help_text=_("A reference into your own papers, for example: SOP-07 §3."),
    )
    sites = forms.TypedMultipleChoiceField(
        label=_("For which sites is this true?"),
        choices=[],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none when it is true for all your sites."),
    )
    alternative = forms.CharField(
        label=_("What you do instead"),
        widget=forms.Textarea(attrs=ROWS),
        required=False,
        max_length=LONGEST["alternative"],
    )
    equivalence = forms.CharField(
        label=_("Why this has the same effect"),
        widget=forms.Textarea(attrs=ROWS),
        required=False,
        max_length=LONGEST["equivalence"],
    )
    statement = forms.BooleanField(
        label=_("I state this as the owner"),
        required=False,
        help_text=_(
            "You stand for this answer in person. It is on record with your name and the date, until the answer changes."
        ),
    )

    def __init__(
        self, *args: Any, sites: Iterable[Site] = (), may_state: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "claim", [(claim.value, word("claim", claim).label) for claim in Claim])
        places = [(str(site.pk), _place(site)) for site in sites]
        offer(self, "sites", places)
        if len(places) < 2 and not self.initial.get("sites"):  # noqa: PLR2004 - one site leaves no choice
            del self.fields["sites"]
        if not may_state:
            del self.fields["statement"]


def _place(site: Site) -> str:
    return gettext("%(site)s (closed)") % {"site": site.name} if site.closed_at else site.name


class WorksheetForm(forms.Form):
    """A workbook of answers on its way back."""

    file = forms.FileField(
        label=_("The workbook with your answers"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Choose the workbook first.")},
    )


class WorksheetApplyForm(forms.Form):
    """Agreement to a preview: which answer stands where both changed, and leave to pass over what was not understood."""

    agreed = forms.CharField(widget=forms.HiddenInput, max_length=64)
    leave_out = forms.BooleanField(
        error_messages={
            "required": _("Say that these rows are to be left out, or mend them and send the file again.")
        }
    )

    def __init__(self, *args: Any, conflicts: Iterable[str], left_out: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._conflicts = tuple(conflicts)
        if left_out:
            self.fields["leave_out"].label = ngettext(
                "Go on without the %(count)d row that is not understood",
                "Go on without the %(count)d rows that are not understood",
                left_out,
            ) % {"count": left_out}
        else:
            del self.fields["leave_out"]
        for criterion in self._conflicts:
            name = self.choice_of(criterion)
            self.fields[name] = forms.ChoiceField(
                label=_("Which answer should stand for %(criterion)s?") % {"criterion": criterion},
                choices=[("keep", _("The one here")), ("take", _("The one in the workbook"))],
                widget=forms.RadioSelect,
                initial="keep",
                required=not self.is_bound
                or name in self.data,  # one that arose since is for the verb to tell
            )

    @staticmethod
    def choice_of(criterion: str) -> str:
        """Return the name of the field that asks about `criterion`."""
        return f"conflict-{criterion}"

    def taken(self) -> list[str]:
        """Return the criteria for which the workbook's answer was chosen; what was not chosen stays."""
        return [one for one in self._conflicts if self.cleaned_data.get(self.choice_of(one)) == "take"]


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


class PlanForm(forms.Form):
    """Why it came to a finding, and what will be done by when; a row without words and date counts for nothing."""

    cause = forms.CharField(
        label=_("Why it came to this"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4_000,
        help_text=_("A sentence or two is enough. What you do about it should fit the cause."),
        error_messages={"required": _("Say why it came to this.")},
    )

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = range(1, rows + 1)
        for place in self.places:
            self.fields[f"text_{place}"] = forms.CharField(
                label=_("What you will do"),
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=2_000,
                required=place == 1,
                error_messages={"required": _("Say what you will do.")},
            )
            self.fields[f"due_{place}"] = forms.DateField(
                label=_("Done by"),
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                required=place == 1,
                error_messages={
                    "required": _("Give the day."),
                    "invalid": _("Give a day such as 2026-12-31."),
                },
            )

    @property
    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """The actions as the page shows them: place, words, date."""
        return [(place, self[f"text_{place}"], self[f"due_{place}"]) for place in self.places]

    def actions(self) -> list[tuple[str, date | None]]:
        """Return the actions that were typed, once the form is valid."""
        typed = [(self.cleaned_data[f"text_{n}"], self.cleaned_data[f"due_{n}"]) for n in self.places]
        return [(text, day) for text, day in typed if text or day]

    def clean(self) -> dict[str, Any]:
        """An action has both words and a date."""
        cleaned: dict[str, Any] = super().clean() or {}
        for place in self.places:
            text, day = f"text_{place}", f"due_{place}"
            if cleaned.get(text) and not cleaned.get(day) and day not in self.errors:
                self.add_error(day, _("Give the day."))
            if cleaned.get(day) and not cleaned.get(text) and text not in self.errors:
                self.add_error(text, _("Say what you will do."))
        return cleaned


class ActionEvidenceForm(forms.Form):
    """That an action was done, in words and with a document or a photograph."""

    text = forms.CharField(
        label=_("What was done"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=10_000,
        error_messages={"required": _("Say in a sentence what was done.")},
    )
    file = forms.FileField(label=_("Document or photograph"), required=False)


class ReasonForm(forms.Form):
    """Why something is given up."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000)


class ChoiceOfTimeForm(forms.Form):
    """One of the times that customs offered; each is a button."""

    offer = forms.IntegerField(
        error_messages={
            "required": _("Choose one of the times."),
            "invalid": _("Choose one of the times."),
        }
    )


class ConsentForm(forms.Form):
    """Where the firm's status may be shown."""

    public = forms.BooleanField(label=_("Show our name and status in the public register"), required=False)
    partners = forms.BooleanField(
        label=_("Send our name, identifiers and status to partner administrations"),
        required=False,
        help_text=_("Without this, partners cannot recognise your firm. You may withdraw it at any time."),
    )
