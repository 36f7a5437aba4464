"""What officers type about a finding: what the trader will read, and what stays inside."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openaeo.law.findings import Level, Severity
from openaeo.web.desk.forms import text_field
from openaeo.web.words import word

PLAN_DAYS = 30
"""How many days ahead the forms offer for a plan; the officer chooses the day."""
EXCEPTION_DAYS = 180
"""How many days ahead the form offers for the end of an exception."""


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day."), "invalid": _("Give a day such as 2026-12-31.")},
    )


class RaiseForm(forms.Form):
    """A finding for the trader to read, and the desk's own note on its cause."""

    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=[
            (Severity.MAJOR.value, _("Major: no grant while it is open")),
            (Severity.MINOR.value, _("Minor: may stay open at a grant, with an agreed plan and dates")),
            (Severity.OBSERVATION.value, _("Observation: asks nothing of the trader")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how grave it is.")},
    )
    level = forms.ChoiceField(
        label=_("How binding the requirement is"),
        choices=[(level.value, word("level", level).label) for level in Level],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose must or should.")},
    )
    found = text_field(
        _("What was found"),
        rows=4,
        help_text=_("The trader reads this word for word: what you saw, where, and what is lacking."),
        missing=_("Write what was found."),
    )
    why = text_field(
        _("Why it matters"), rows=3, required=False, help_text=_("The trader reads this word for word.")
    )
    remedy = text_field(
        _("What would settle it"),
        rows=3,
        help_text=_("The trader reads this word for word. Other ways to the same end may be proposed."),
        missing=_("Write what would settle it."),
    )
    due = _day(_("Plan due from the trader by"), _("An observation keeps no date."))
    desk_note = text_field(
        _("Root cause as the desk sees it"),
        rows=3,
        required=False,
        help_text=_("For colleagues only. The trader never sees this."),
    )


class JudgementForm(forms.Form):
    """Why a finding is verified or taken back, in words for the trader."""

    reason = text_field(
        _("What you saw"),
        rows=4,
        help_text=_("The trader reads this word for word."),
        missing=_("Say what you saw, so that the trader and the decider can follow."),
    )


class AgainForm(forms.Form):
    """Why a plan or its evidence does not settle the finding, and when the next plan is due."""

    reason = text_field(
        _("What is still lacking"),
        rows=4,
        help_text=_("The trader reads this word for word. Say what would settle it."),
        missing=_("Say what is lacking, so that the trader can put it right."),
    )
    due = _day(_("New plan due by"))


class ExceptionForm(forms.Form):
    """Why a finding may be set aside, and until when."""

    reason = text_field(
        _("Why it may be set aside"),
        rows=4,
        help_text=_(
            "Say what makes up for it meanwhile. The trader reads this word for word once it is approved."
        ),
        missing=_("Give the reason, so that a second officer can approve it."),
    )
    until = _day(_("Last day of the exception"), _("After this day the finding is open again by itself."))


class DeclineForm(forms.Form):
    """Why an exception is declined."""

    reason = text_field(
        _("Reason"),
        rows=3,
        help_text=_("Goes to the colleague who asked. The trader does not see this."),
        missing=_("Give the reason."),
    )
