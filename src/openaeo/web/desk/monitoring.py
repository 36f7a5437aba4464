"""What is agreed with a holder and what is due from it or for it: declaration, re-validation, sites, findings, changes."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from openaeo.bedrock.actors import Actor
from openaeo.casework import declarations
from openaeo.casework.models import Change, Declaration, Finding, Reassessment
from openaeo.casework.programme import day_of, programme
from openaeo.casework.scope import SiteLine, site_lines
from openaeo.law.authority import allowed
from openaeo.law.findings import SETTLED, FindingState
from openaeo.law.lasting import Declaring, Silence, revalidation_due
from openaeo.law.lifecycle import LIVE
from openaeo.register.models import Authorisation
from openaeo.web.shell import Request, page, staff_page
from openaeo.web.timewords import change_words


@staff_page()
def monitoring(request: Request, number: str) -> HttpResponse:
    """Show what was agreed with the holder of an authorisation, and what is due: nothing here happens by itself."""
    rows = Authorisation.objects.visible_to(request.actor).filter(administration__is_home=True)
    held = get_object_or_404(rows.select_related("operator", "case__operator"), number=number)
    case, live = getattr(held, "case", None), held.status in LIVE
    lines = [line for line in site_lines(case, request.moment) if line.in_scope] if case else []
    owed = declarations.owed(held, request.moment) if live else None
    today = day_of(request.moment)
    return page(
        request,
        "desk/monitoring.html",
        authorisation=held,
        case=case,
        live=live,
        owed=owed,
        may_propose=owed is not None
        and owed.standing is Declaring.OVERDUE
        and owed.silence is Silence.SUSPENSION
        and allowed("propose-measure", request.actor.capacity) is None,
        again=_validated_again(held) if live else None,
        today=today,
        sites=[(line, _due(line, today)) for line in lines],
        agreed=_agreed(held, request.actor),
        changes=[
            (one, change_words(one.kind))
            for one in Change.objects.visible_to(request.actor).filter(authorisation=held).open()
        ],
        reassessments=Reassessment.objects.visible_to(request.actor).filter(authorisation=held),
        may_reassess=live and allowed("open-reassessment", request.actor.capacity) is None,
        made=Declaration.objects.visible_to(request.actor).filter(authorisation=held),
    )


def _validated_again(held: Authorisation) -> date | None:
    """The day by which the holder is validated again, counted from the day on which the authorisation begins."""
    terms = programme()
    validated = held.starts.astimezone(ZoneInfo(terms.zone)).date()
    return revalidation_due(terms.lasts(held.tier), validated) if held.tier in terms.tiers else None


def _due(line: SiteLine, today: date) -> bool:
    """Whether somebody should see this site: nobody ever was there, or the day of its plan has come since."""
    if line.seen_at is None:
        return True
    plan = line.plan.due_on if line.plan else None
    return plan is not None and line.seen_at.date() < plan <= today


def _agreed(held: Authorisation, actor: Actor) -> list[Finding]:
    """The findings that the authorisation was granted with and that are not settled."""
    rows = Finding.objects.visible_to(actor).filter(case__authorisation=held)
    return [one for one in rows.prefetch_related("actions") if FindingState(one.state) not in SETTLED]
