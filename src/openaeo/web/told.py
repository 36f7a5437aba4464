"""Small parts of pages about telling: who will be told of a step, and the file for one date.

{% load notices %}
{% told_by "hear" case %}           who is told when this step is taken; of a case, an appeal, a measure or an authorisation
{% told_by "grant" case _("If you grant") %}
{% date_file "hearing" case.number %}   a link that puts the date into the reader's calendar
{% date_file "decision" case.number clocks.decision %}   the same while this clock runs
"""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from openaeo.bedrock.actors import ANYBODY, Actor
from openaeo.casework.models import Appeal, Case, Measure
from openaeo.law.clock import Clock
from openaeo.law.terms import Capacity
from openaeo.notices.audience import Audience
from openaeo.notices.concerned import Matter, Told, matter_of_authorisation, matter_of_case, told_by
from openaeo.register.models import Authorisation

register = template.Library()

COUNTED: dict[Audience, Promise] = {
    Audience.FIRM: ngettext_lazy(
        "%(count)d person who acts for the firm", "%(count)d people who act for the firm", "count"
    ),
    Audience.MEMBERS: ngettext_lazy(
        "%(count)d person of a member firm", "%(count)d people of member firms", "count"
    ),
    Audience.ASSESSOR: ngettext_lazy("%(count)d case officer", "%(count)d case officers", "count"),
    Audience.FORMER_ASSESSOR: ngettext_lazy(
        "%(count)d officer who had the case before", "%(count)d officers who had the case before", "count"
    ),
    Audience.DECIDERS: ngettext_lazy("%(count)d decider", "%(count)d deciders", "count"),
    Audience.ISSUERS: ngettext_lazy(
        "%(count)d issuer of certificates", "%(count)d issuers of certificates", "count"
    ),
    Audience.REVIEWERS: ngettext_lazy("%(count)d reviewer", "%(count)d reviewers", "count"),
    Audience.PROPOSER: ngettext_lazy(
        "%(count)d person who proposed it", "%(count)d people who proposed it", "count"
    ),
    Audience.OFFICE: ngettext_lazy(
        "%(count)d officer of the office", "%(count)d officers of the office", "count"
    ),
    Audience.DESK: ngettext_lazy(
        "%(count)d person at the recognition desk", "%(count)d people at the recognition desk", "count"
    ),
    Audience.ADMINISTRATORS: ngettext_lazy("%(count)d administrator", "%(count)d administrators", "count"),
    Audience.PERSON: ngettext_lazy("%(count)d person concerned", "%(count)d people concerned", "count"),
}
COLLEAGUES = ngettext_lazy(
    "%(count)d colleague who acts for your firm", "%(count)d colleagues who act for your firm", "count"
)
CUSTOMS = _("the officers of customs who deal with it")


@register.inclusion_tag("notices/told_by.html", takes_context=True, name="told_by")
def who_is_told(
    context: template.Context, act: str, subject: Appeal | Case | Measure | Authorisation, heading: str = ""
) -> dict[str, Any]:
    """Show who will be told when the reader takes `act`; two queries."""
    request: Any = context.get("request")
    actor: Actor = getattr(request, "actor", ANYBODY)
    if not isinstance(request, HttpRequest) or actor.person is None:
        return {"lines": [], "heading": heading}
    told = told_by(act, _matter(subject), actor=actor, at=request.moment)  # type: ignore[attr-defined]
    return {"lines": lines(told, actor), "heading": heading}


def lines(told: tuple[Told, ...], actor: Actor) -> list[str]:
    """Return each part that is told as a line; of customs, somebody of the firm reads one line without numbers."""
    found = []
    for one in told:
        if one.count is None:
            found.append(str(CUSTOMS))
        elif one.to is Audience.FIRM and actor.capacity is Capacity.APPLICANT:
            found.append(str(COLLEAGUES % {"count": one.count}))
        else:
            found.append(str(COUNTED[one.to] % {"count": one.count}))
    return list(dict.fromkeys(found))


def _matter(subject: Appeal | Case | Measure | Authorisation) -> Matter:
    if isinstance(subject, Appeal):
        about = subject.measure or subject.case
        return _matter(about) if about is not None else Matter()
    if isinstance(subject, Case):
        return matter_of_case(subject)
    if isinstance(subject, Measure):
        return matter_of_authorisation(subject.authorisation, proposer=subject.proposed_by_id)
    return matter_of_authorisation(subject)


@register.inclusion_tag("notices/date_file.html", takes_context=True)
def date_file(
    context: template.Context, what: str, key: object, clock: Clock | None = None
) -> dict[str, str]:
    """Show a link to the calendar file of one date; nothing for a clock that rests, which has no date yet.

    `what` and `key` are the name that `notices.dates` gives the date.
    """
    request: Any = context.get("request")
    if clock is not None and not clock.running(request.moment):
        return {"address": ""}
    return {"address": reverse("date_file", args=[f"{what}-{key}"])}
