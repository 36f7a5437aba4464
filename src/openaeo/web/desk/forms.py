"""What officers type: the fields of every desk form, before any verb looks at them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from openaeo.casework.models import Document
from openaeo.law.terms import Capacity, Mode, Outcome
from openaeo.web.words import word

LONG = 8000
"""Characters that a text may hold; a page of reasons is about 3000."""

CAPACITIES = (
    Capacity.OFFICER,
    Capacity.DECIDER,
    Capacity.ISSUER,
    Capacity.REVIEWER,
    Capacity.RECOGNITION_DESK,
    Capacity.ADMINISTRATOR,
)


def text_field(
    label: Any, *, help_text: Any = "", rows: int = 5, required: bool = True, missing: Any = ""
) -> forms.CharField:
    """Return a field for several lines, at most `LONG` characters; `missing` is what is said when it is empty."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing} if missing else None,
    )


def choices_of(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Give the field `name` of one form its choices; those of other forms stay as they are."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


class ConfirmForm(forms.Form):
    """A step that needs no words, only the officer's confirmation."""


class ReturnForm(forms.Form):
    """Why an application goes back to the trader."""

    reason = text_field(
        _("What is missing or unclear"),
        help_text=_("The trader reads this word for word. Name each point and what would settle it."),
        missing=_("Say what is missing, so that the trader can put it right."),
    )


class RefuseToAcceptForm(forms.Form):
    """Why an application is not accepted."""

    reason = text_field(
        _("Why the application is not accepted"),
        help_text=_(
            "The trader reads this word for word. Say what would have to change before applying again."
        ),
        missing=_("Say why, so that the trader knows what would have to change."),
    )


class SendBackForm(forms.Form):
    """What the decider wants the case officer to look at again."""

    reason = text_field(
        _("What should be assessed again"),
        help_text=_("Goes to the case officer. The trader does not see this."),
        missing=_("Say what should be looked at again."),
    )


class AskForm(forms.Form):
    """A question to the trader."""

    question = text_field(
        _("Question to the trader"),
        rows=4,
        help_text=_("One matter in plain words."),
        missing=_("Write the question."),
    )


class ResultForm(forms.Form):
    """What the officer finds of one criterion; the modes are those the criterion may be verified by."""

    outcome = forms.ChoiceField(
        label=_("Result"),
        choices=[(outcome.value, word("outcome", outcome).label) for outcome in Outcome],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a result.")},
    )
    mode = forms.ChoiceField(
        label=_("How it was verified"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it was verified.")},
    )
    reason = text_field(
        _("Reason"),
        required=False,
        rows=4,
        help_text=_("Required for “Partly met” and “Gap found”: what you saw, where, and what is lacking."),
    )

    def __init__(self, *args: Any, modes: Iterable[Mode] = tuple(Mode), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(mode.value, word("mode", mode).label) for mode in Mode if mode in set(modes)]
        choices_of(self, "mode", offered)
        if len(offered) == 1:
            self.fields["mode"].initial = offered[0][0]

    def clean(self) -> dict[str, Any]:
        """A result short of met carries its reason (SAFE Annex, III.2: grounds of an assessment)."""
        cleaned = super().clean() or {}
        if (
            cleaned.get("outcome") in {Outcome.PARTLY.value, Outcome.GAP.value}
            and not cleaned.get("reason", "").strip()
        ):
            self.add_error(
                "reason", _("Give a reason: the trader and the decider need to know what is lacking.")
            )
        return cleaned


class AlternativeForm(forms.Form):
    """The decision on an alternative measure."""

    decision = forms.ChoiceField(
        label=_("Has it the same effect as what is required?"),
        choices=[("approve", _("Yes, accept it")), ("refuse", _("No, do not accept it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    reason = text_field(
        _("Reason"),
        rows=5,
        help_text=_(
            "The trader reads this word for word: what you saw, and why it is or is not of equal effect."
        ),
        missing=_("Give the reason; it is recorded with the decision."),
    )


class HearingForm(forms.Form):
    """The notice of an intended adverse decision."""

    grounds = text_field(
        _("Grounds for the intended refusal"),
        rows=7,
        help_text=_(
            "The trader reads this word for word and may reply until the time stated in the notice is over."
        ),
        missing=_("State the grounds, so that the trader can reply to them."),
    )
    relied_on = forms.TypedMultipleChoiceField(
        label=_("Documents that customs relies on"),
        help_text=_("The notice names them, so that the trader knows what to reply to."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, papers: Iterable[Document], **more: Any) -> None:
        super().__init__(data, **more)
        choices_of(self, "relied_on", [(str(one.pk), one.name) for one in papers])
        if not cast("forms.ChoiceField", self.fields["relied_on"]).choices:
            del self.fields["relied_on"]

    def clean(self) -> dict[str, Any]:
        """Nothing to rely on is an empty list."""
        return {"relied_on": [], **self.cleaned_data}


class DecisionForm(forms.Form):
    """The decision on an application."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("grant", _("Grant the authorisation")), ("refuse", _("Refuse the application"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose to grant or to refuse.")},
    )
    reasons = text_field(
        _("Reasons"),
        rows=7,
        help_text=_("The trader reads this word for word with the decision."),
        missing=_("Give the reasons. A decision without reasons cannot be appealed properly."),
    )
    departure = text_field(
        _("If you decide otherwise than recommended: why"),
        rows=3,
        help_text=_("Kept for customs. The trader does not see this."),
        required=False,
    )


class MeasureForm(forms.Form):
    """A proposal to suspend, reduce or revoke an authorisation."""

    kind = forms.ChoiceField(
        label=_("Measure"),
        choices=[
            ("suspend", _("Suspend: recognition stops until the suspension is lifted")),
            ("reduce", _("Reduce: the authorisation goes on as a lower type, for good")),
            ("revoke", _("Revoke: the authorisation ends for good")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a measure.")},
    )
    ground = forms.ChoiceField(label=_("Ground"), error_messages={"required": _("Choose a ground.")})
    criteria = forms.MultipleChoiceField(
        label=_("Criteria no longer met"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "A suspension then stops only the parts that ask one of them; without any, it stops the whole. A reduction "
            "leaves the highest type that asks none of them."
        ),
    )
    grounds = text_field(
        _("Facts and reasons"),
        rows=7,
        help_text=_("The holder reads this word for word and may reply to it."),
        missing=_("State the facts, so that the holder can reply to them."),
    )
    urgent = forms.BooleanField(
        label=_("The matter brooks no delay"),
        required=False,
        help_text=_(
            "A second officer may then decide before the holder has replied. The holder may still reply."
        ),
    )

    def __init__(
        self,
        *args: Any,
        grounds: Mapping[str, str],
        criteria: Mapping[str, list[tuple[str, str]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "ground", [("", _("Choose a ground")), *grounds.items()])
        choices_of(self, "criteria", [one for group in criteria.values() for one in group])
        self._groups = {name: len(group) for name, group in criteria.items()}

    def grouped(self) -> list[tuple[str, int, list[BoundWidget]]]:
        """Return the criteria by group: its name, how many are chosen, and a box for each."""
        boxes = iter(self["criteria"])
        groups = [(name, list(islice(boxes, count))) for name, count in self._groups.items()]
        return [(name, sum(box.data["selected"] for box in held), held) for name, held in groups]


class MeasureDecisionForm(forms.Form):
    """The second officer's decision on a proposed measure."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("take", _("Take the measure")), ("drop", _("Drop the proposal"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose to take or to drop the measure.")},
    )
    reasons = text_field(
        _("Reasons"),
        help_text=_("The holder reads this word for word."),
        missing=_("Give the reasons."),
    )


class CureForm(forms.Form):
    """What customs makes of a holder's report."""

    decision = forms.ChoiceField(
        label=_("Your finding"),
        choices=[
            ("verify", _("It is put right: what was suspended for it is in effect again")),
            ("return", _("It is not enough: return the report to the holder")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found.")},
    )
    reasons = text_field(
        _("Reasons"),
        help_text=_("The holder reads this word for word."),
        missing=_("Give the reasons."),
    )

    def __init__(self, *args: Any, may_verify: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_verify:
            self.fields["decision"].initial = "return"
            choices_of(self, "decision", [("return", _("It is not enough: return the report to the holder"))])


class LiftForm(forms.Form):
    """Why a suspension ends."""

    reasons = text_field(
        _("Reasons for lifting the suspension"),
        help_text=_("The holder reads this word for word."),
        missing=_("Give the reasons."),
    )


class AppointForm(forms.Form):
    """Somebody who signs in is given a post."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person must have an account already."),
        error_messages={"required": _("Enter the address that the person signs in with.")},
    )
    capacity = forms.ChoiceField(
        label=_("Post"), choices=[(one.value, word("capacity", one).label) for one in CAPACITIES]
    )
    office = forms.TypedChoiceField(label=_("Office"), coerce=int, empty_value=None, required=False)


class SuccessionDecisionForm(forms.Form):
    """What customs decides on a firm's change of owner."""

    decision = forms.ChoiceField(
        label=_("The new owner"),
        widget=forms.RadioSelect,
        choices=[("confirm", _("Confirm the new owner")), ("decline", _("Decline; the owner stays"))],
    )
    reasons = text_field(
        _("Reasons"),
        rows=4,
        help_text=_("The company reads this word for word. Say which papers you saw."),
        missing=_("Give the reasons."),
    )


class ProposeSuccessorForm(forms.Form):
    """Whom customs proposes as owner of a firm whose people are gone."""

    number = forms.CharField(label=_("Trader number"), max_length=20, help_text=_("For example TRN-000123."))
    email = forms.EmailField(
        label=_("E-mail address of the new owner"), help_text=_("The person must have an account already.")
    )
    reason = text_field(
        _("Why a new owner is needed"), rows=4, help_text=_("The former owner and the new one read this.")
    )
    papers = text_field(
        _("What proves it"),
        rows=2,
        required=False,
        help_text=_("For example: extract of the trade register of 4 March, seen in the original."),
    )


class DeclarationForm(forms.Form):
    """A declaration file, or the name of an example that comes with the product."""

    declaration = forms.FileField(
        label=_("Declaration file (XML)"),
        required=False,
        help_text=_("A WCO Data Model declaration, up to 5 MB. It is read once and not kept."),
    )
    example = forms.ChoiceField(label=_("Or an example"), required=False)

    def __init__(self, *args: Any, examples: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "example", [("", _("No example"))] + [(name, name) for name in examples])

    def clean(self) -> dict[str, Any]:
        """One of the two is given, and the file is small enough to be read in one go."""
        cleaned = super().clean() or {}
        upload = cleaned.get("declaration")
        if upload is None and not cleaned.get("example") and not self.errors:
            self.add_error("declaration", _("Choose a declaration file or an example."))
        if upload is not None and upload.size > 5 * 1024 * 1024:
            self.add_error(
                "declaration", _("This file is larger than 5 MB. Nothing was sent. Choose a smaller one.")
            )
        return cleaned
