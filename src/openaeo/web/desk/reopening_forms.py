"""What a decider types when a closed application is opened again, or left closed though the firm asked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from openaeo.web.desk.forms import text_field


class ReopenForm(forms.Form):
    """Why a closed application is opened again, and what that rests on."""

    reason = text_field(
        _("Why it is opened again"),
        help_text=_("The trader reads this word for word, and it stays in the history."),
        missing=_("Say why, so that both sides can read it later."),
    )
    reference = forms.CharField(
        label=_("Legal reference"),
        help_text=_("The provision that opening it again rests on."),
        max_length=300,
        error_messages={"required": _("Name the provision that this rests on.")},
    )


class LeaveClosedForm(forms.Form):
    """Why an application stays closed though the firm asked to open it again."""

    reason = text_field(
        _("Why it stays closed"),
        help_text=_("The trader reads this word for word. Say what it may do instead."),
        missing=_("Say why, so that the trader knows what it may do instead."),
    )
