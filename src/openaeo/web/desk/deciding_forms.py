"""What is typed when a decision is recommended: the outcome, its reasons, and each criterion that failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openaeo.law.deciding import AGAINST, FailedPoint
from openaeo.web.deciding_words import PROPOSALS
from openaeo.web.desk.forms import LONG, text_field


class RecommendForm(forms.Form):
    """What the case officer recommends to the decider; `drafts` are the criteria that failed, as they stand so far."""

    proposal = forms.ChoiceField(
        label=_("What you recommend"),
        choices=[(code, words.label) for code, words in PROPOSALS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what you recommend.")},
    )
    recommendation = text_field(
        _("Reasons of the recommendation"),
        help_text=_("Goes to the decider. The trader does not see this."),
        missing=_("Write a recommendation, so that the second officer knows how you see the case."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, drafts: Sequence[FailedPoint] = ()) -> None:
        super().__init__(data)
        self.failed = [one.criterion for one in drafts]
        for one in drafts:
            self.fields[f"reason-{one.criterion}"] = forms.CharField(
                label=_("%(criterion)s: why it is not met") % {"criterion": one.criterion},
                initial=one.reason,
                required=False,
                max_length=LONG,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"reference-{one.criterion}"] = forms.CharField(
                label=_("%(criterion)s: legal reference") % {"criterion": one.criterion},
                initial=one.reference,
                required=False,
                max_length=300,
                help_text=_("The article, section or criterion that the firm does not meet."),
            )

    def said(self) -> dict[str, Any]:
        """Return what the verb takes; points only where the proposal speaks against the firm."""
        given = self.cleaned_data
        points = [
            FailedPoint(one, given[f"reason-{one}"], given[f"reference-{one}"])
            for one in self.failed
            if given["proposal"] in AGAINST
        ]
        return {
            "proposal": given["proposal"],
            "recommendation": given["recommendation"],
            "points": points,
        }
