"""The full readiness check: what an application would ask of a firm, what it has, what is missing; kept in the address alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openaeo.casework.bars import unfit
from openaeo.casework.programme import asked_under, current_edition, edition_called, guidebook, programme
from openaeo.law.edition import Criterion, Edition, Group
from openaeo.law.programme import Programme
from openaeo.law.questionnaire import Said, progress
from openaeo.law.rulebook import conditions
from openaeo.law.terms import Capacity, Claim, Role
from openaeo.web.components import in_language
from openaeo.web.readiness import Ready, sealed
from openaeo.web.rules_in_words import say_line
from openaeo.web.shell import Request, page, public_page
from openaeo.web.wording import say
from openaeo.web.words import word

LONG = 90  # minutes; beyond that people think in hours


class FirmForm(forms.Form):
    """For what, in which roles and with which size a firm would apply."""

    tier = forms.ChoiceField(label=_("Type of authorisation"), choices=[], widget=forms.RadioSelect)
    roles = forms.MultipleChoiceField(
        label=_("Your roles in the supply chain"), choices=[], widget=forms.CheckboxSelectMultiple
    )
    size = forms.ChoiceField(label=_("Size of your firm"), choices=[], widget=forms.RadioSelect)

    def __init__(self, terms: Programme, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices: dict[str, list[tuple[str, Any]]] = {
            "tier": [(code, in_language(text)) for code, text in terms.tiers.items()],
            "roles": [(role.value, word("role", role).label) for role in Role],
            "size": [(size.code, in_language(size.text)) for size in terms.sizes],
        }
        for name, offered in choices.items():
            cast("forms.ChoiceField", self.fields[name]).choices = offered
        if not terms.sizes:
            del self.fields["size"]

    def clean(self) -> None:
        """A role that the type is not for is told, as it would be in an application."""
        for reason in unfit(self.cleaned_data.get("tier", ""), self.cleaned_data.get("roles", ())):
            if reason:
                self.add_error("roles", str(say(reason)))


@public_page
def readiness(request: Request) -> HttpResponse:
    """Ask for type, roles and size, then what the firm has of what is asked, then say what is missing."""
    terms = programme()
    asked = any(name in request.GET for name in ("asked", "tier", "roles", "size"))
    form = FirmForm(terms, request.GET if asked else None)
    if "change" in request.GET or not asked or not form.is_valid():
        return page(request, "public/readiness.html", form=form)
    tier, size = form.cleaned_data["tier"], form.cleaned_data.get("size", "")
    roles = tuple(Role(role) for role in form.cleaned_data["roles"])
    edition = asked_under(edition_called(current_edition(request.moment).code), tier)
    applying = edition.applying(roles)
    met = tuple(one.id for one in applying if one.id in set(request.GET.getlist("met")))
    chosen = [("tier", tier), *(("roles", role.value) for role in roles), *([("size", size)] if size else [])]
    here = f"{reverse('readiness')}?"
    shown: dict[str, Any] = {
        "tier": terms.tiers[tier],
        "roles": [role.value for role in roles],
        "programme": terms,
        "chosen": chosen,
        "total": len(applying),
        "change": here + urlencode([*chosen, ("change", "1")]),
    }
    if "told" not in request.GET:
        groups = _grouped(edition, applying)
        return page(request, "public/readiness_list.html", groups=groups, met=met, **shown)
    ready = Ready(tier, tuple(role.value for role in roles), met, edition.hash)
    start = f"{reverse('application_start')}?{urlencode({'ready': sealed(ready)})}"
    return page(
        request,
        "public/readiness_result.html",
        **_outlook(edition, roles, met),
        small=size in terms.statement_sizes,
        conditions=[say_line(line) for line in conditions(terms, tier, size)],
        benefits=terms.benefits_of(tier).values(),
        back=here + urlencode([*chosen, *(("met", key) for key in met)]),
        start=start,
        sign_up=f"{reverse('account_signup')}?{urlencode({'next': start})}",
        applicant=request.actor.person and request.actor.capacity is Capacity.APPLICANT,
        **shown,
    )


def _outlook(edition: Edition, roles: Collection[Role], met: Collection[str]) -> dict[str, Any]:
    """What the firm has, what is missing with help, and about how many minutes the missing answers take."""
    applying, book = edition.applying(roles), guidebook(edition.code)
    gaps = [one for one in applying if one.id not in met]
    said = {key: Said(key, Claim.MET) for key in met}
    minutes = sum(group.minutes_left for group in progress(edition, roles, said))
    return {
        "met": [one for one in applying if one.id in met],
        "groups": [
            (group, [(one, book.on(one.id)) for one in missing]) for group, missing in _grouped(edition, gaps)
        ],
        "gaps": len(gaps),
        "minutes": minutes,
        "hours": round(minutes / 60) if minutes > LONG else 0,
        "drafts": book.drafts,
    }


def _grouped(edition: Edition, criteria: Collection[Criterion]) -> list[tuple[Group, list[Criterion]]]:
    """`criteria` by their groups, in catalogue order; groups without any are left out."""
    groups = [(group, [one for one in criteria if one.group == group.letter]) for group in edition.groups]
    return [(group, held) for group, held in groups if held]
