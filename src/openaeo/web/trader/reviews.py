"""A holder's review of a new edition: the changed criteria one by one, each with its answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import reviews
from openaeo.casework.models import EditionReview
from openaeo.law.questionnaire import LONGEST
from openaeo.law.terms import Claim
from openaeo.web.revisions import Shown, shown
from openaeo.web.shell import Request, applicant_page, page, refusals_onto
from openaeo.web.trader.certificate import own_authorisation
from openaeo.web.words import word


class ReviewForm(forms.Form):
    """For each changed criterion whether it is met, and how."""

    def __init__(self, *args: Any, changes: Iterable[Shown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ids = [one.id for one in changes]
        for criterion in self._ids:
            self.fields[f"{criterion}-claim"] = forms.ChoiceField(
                label=_("Do you meet %(criterion)s?") % {"criterion": criterion},
                choices=[(claim.value, word("claim", claim).label) for claim in Claim],
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("%(criterion)s is not answered yet. Choose one of the answers.")
                    % {"criterion": criterion}
                },
            )
            self.fields[f"{criterion}-explanation"] = forms.CharField(
                label=_("How do you meet %(criterion)s, or what do you do about it?")
                % {"criterion": criterion},
                help_text=gettext_lazy(
                    "A sentence is enough. Always say why, if it is not met or not applicable."
                ),
                required=False,
                max_length=LONGEST["explanation"],
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def said(self) -> dict[str, tuple[Claim, str]]:
        """Return the claim and the explanation by criterion."""
        return {
            one: (Claim(self.cleaned_data[f"{one}-claim"]), self.cleaned_data[f"{one}-explanation"])
            for one in self._ids
        }

    def asking(self, criterion: str) -> list[forms.BoundField]:
        """Return the fields about `criterion`."""
        return [self[f"{criterion}-claim"], self[f"{criterion}-explanation"]]


@applicant_page
def certificate_edition(request: Request, number: str) -> HttpResponse:
    """Ask the holder only what the edition in force asks differently; afterwards show what it answered."""
    held = own_authorisation(request, number)
    review = reviews.review_of(held, request.moment)
    given = EditionReview.objects.visible_to(request.actor).filter(authorisation=held).first()
    if review is None and given is None:
        return redirect("certificate", number=number)
    changes = shown(review.changed) if review else []
    form = ReviewForm(request.POST if request.method == "POST" else None, changes=changes)
    if request.method == "POST" and form.is_valid():
        with refusals_onto(form):
            reviews.give_review(number, form.said(), actor=request.actor, at=request.moment)
            messages.success(request, _("Customs has your answers. Everything else stays as it was judged."))
            return redirect("certificate_edition", number=number)
    return page(
        request,
        "trader/certificate_edition.html",
        authorisation=held,
        review=review,
        given=given,
        form=form,
        changes=[(one, form.asking(one.id)) for one in changes],
    )
