"""How holders in the stories of invented firms ask for more than they hold, and give part of it up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.casework import amending, application, carrying
from openaeo.casework.facts import roles_of, said_by
from openaeo.casework.models import Case
from openaeo.casework.programme import edition_of
from openaeo.config.demo.answers import say
from openaeo.config.demo.parts import Plot

DAY = timedelta(days=1)


def asks_more(plot: Plot, number: str, applicant: Actor, at: datetime) -> Iterator[datetime]:
    """Ask for the type above, confirm what came along, answer what is new, and send it."""
    at += 12 * DAY
    yield at
    before = Case.objects.get(authorisation=number)
    case = application.start(tier="full", roles=before.roles, amends=number, actor=applicant, at=at)
    at += DAY
    yield at
    carrying.confirm(case.number, carrying.waiting(case), actor=applicant, at=at)
    said = said_by(case)
    for place, criterion in enumerate(edition_of(case).applying(roles_of(case))):
        if criterion.id not in said:
            say(plot, case.number, criterion, place, actor=applicant, at=at)
    at += DAY
    yield at
    application.submit(case.number, declared_name=plot.person.name, actor=applicant, at=at)


def gives_part_up(number: str, applicant: Actor, at: datetime) -> Iterator[datetime]:
    """Go on without security: the warehouse that it was for is let."""
    at += 5 * DAY
    yield at
    reason = "Our secured warehouse is let from next month; we only file declarations from now on."
    amending.give_up(number, tier="compliance", reason=reason, actor=applicant, at=at)
