"""What is typed about procedures of a group or an association: to publish one, to offer membership, to refer to one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from openaeo.law.procedures import LONGEST_DIFFERENCES, PublisherKind
from openaeo.web.trader.document_forms import EARLIEST, LATEST, file_field
from openaeo.web.trader.forms import offer
from openaeo.web.words import word

LONG = 4_000
FIELDS = {
    **dict.fromkeys(
        ("file-type-not-allowed", "file-too-large", "file-content-differs", "file-empty"), "file"
    ),
    "publisher-kind-unknown": "kind",
    "publisher-about-missing": "about",
    **dict.fromkeys(("member-unknown", "member-is-publisher", "member-already"), "number"),
    "procedure-title-missing": "title",
    **dict.fromkeys(("procedure-date-missing", "document-not-yet-issued"), "dated_on"),
    "procedure-news-missing": "news",
    "withdrawal-reason-missing": "reason",
    **dict.fromkeys(("procedure-other-criterion", "referred-already"), "procedure"),
    "differences-too-long": "differences",
}
"""The field that a refusal belongs to."""


class PublisherForm(forms.Form):
    """What the organisation is, and for whom it wants to publish."""

    kind = forms.ChoiceField(label=_("What you are"), choices=[], widget=forms.RadioSelect)
    about = forms.CharField(
        label=_("For whom you publish, and what proves it"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: the firms of our group, see the group's yearly report; or your statutes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(one.value, word("publisher-kind", one).label) for one in PublisherKind])


class MemberForm(forms.Form):
    """The firm that is offered membership."""

    number = forms.CharField(
        label=_("Trader number"),
        max_length=20,
        help_text=_("Your member finds it on its first page, for example TRN-000123."),
    )


class VersionForm(forms.Form):
    """A newer version of a procedure."""

    file = file_field(_("File"))
    dated_on = forms.DateField(
        label=_("Date of the document"),
        help_text=_("The date that stands on it, not the day you send it."),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RenewForm(VersionForm):
    """A newer version, and what is new in it."""

    news = forms.CharField(
        label=_("What is new"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your members decide by these words whether they follow it."),
    )


class ProcedureForm(VersionForm):
    """A procedure in its first version; the criteria that it speaks to are ticked beside it."""

    title = forms.CharField(label=_("Title"), max_length=200)
    field_order = ("title", "file", "dated_on")


class WithdrawForm(forms.Form):
    """Why a procedure is withdrawn."""

    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your members read it."),
    )


class ReferenceForm(forms.Form):
    """Which procedure an answer refers to, and what the firm does differently."""

    procedure = forms.ChoiceField(label=_("Procedure"), choices=[])
    differences = forms.CharField(
        label=_("What you do differently"),
        required=False,
        max_length=LONGEST_DIFFERENCES,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Leave it empty when you follow it as it stands. Customs reads this beside the procedure."
        ),
    )

    def __init__(self, *args: Any, procedures: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "procedure", [("", _("Choose…")), *procedures])
