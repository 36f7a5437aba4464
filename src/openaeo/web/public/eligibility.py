"""The two-minute check before applying: a few questions of the programme, a plain answer, no account."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework.programme import current_edition, programme
from openaeo.law.programme import Programme
from openaeo.law.questionnaire import progress
from openaeo.web.components import in_language
from openaeo.web.shell import Request, page, public_page

YES, NO = "yes", "no"


class EligibilityForm(forms.Form):
    """One yes-or-no question for each of the programme's questions."""

    def __init__(self, programme: Programme, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for question in programme.eligibility:
            self.fields[question.code] = forms.ChoiceField(
                label=in_language(question.text),
                help_text=_("Proof asked for later: %(evidence)s")
                % {"evidence": in_language(question.evidence)},
                choices=[(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No"))],
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Choose yes or no.")},
            )


@public_page
def eligibility(request: Request) -> HttpResponse:
    """Ask, and once everything is answered say: ready, nearly, or not yet, and why."""
    ours = programme()
    asked = "asked" in request.GET or any(question.code in request.GET for question in ours.eligibility)
    form = EligibilityForm(ours, request.GET if asked else None)
    if "change" in request.GET or not asked or not form.is_valid():
        return page(request, "public/eligibility.html", form=form, programme=ours)
    denied = [question for question in ours.eligibility if form.cleaned_data[question.code] == NO]
    given = urlencode({question.code: form.cleaned_data[question.code] for question in ours.eligibility})
    minutes = sum(group.minutes_left for group in progress(current_edition(request.moment), (), {}))
    return page(
        request,
        "public/eligibility_result.html",
        programme=ours,
        musts=[question for question in denied if question.weight == "must"],
        shoulds=[question for question in denied if question.weight != "must"],
        change=f"{reverse('eligibility')}?{given}&change=1",
        sign_up=f"{reverse('account_signup')}?{urlencode({'next': reverse('entrance') + '?' + given})}",
        hours=max(1, round(minutes / 60)),
    )
