"""How each firm of the demonstration comes to be: its story in outline, its people, its site."""

from __future__ import annotations

from datetime import datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.config.demo import texts
from openaeo.config.demo.parts import Plot
from openaeo.law.terms import Capacity
from openaeo.law.validation import Activity
from openaeo.parties import mandates, onboarding, succession
from openaeo.parties.models import Operator, Person

HOUR = timedelta(hours=1)


def found(plot: Plot, at: datetime) -> None:
    """Register the firm, let its people in, describe its site and say where its status may be shown."""
    newcomer = Actor(Capacity.APPLICANT, person=plot.person.pk, name=plot.person.name)
    firm = onboarding.register_operator(
        name=plot.name,
        tin=plot.tin,
        country="QM",
        local_name=plot.local_name,
        address=f"{len(plot.name)} Quay of Examples, Demo Harbour",
        size=plot.size,
        staff=plot.staff_count,
        actor=newcomer,
        at=at,
    )
    actor = owner_of(plot, at)
    if plot.deputy is not None:
        _let_in(plot, firm.number, plot.deputy, "deputy", None, at)
    if plot.consultant is not None:
        _let_in(plot, firm.number, plot.consultant, "consultant", plot.consultant_until, at)
    onboarding.add_site(
        firm.number,
        name="Harbour warehouse",
        address="2 Dock Road, Demo Harbour",
        purpose="Goods before export",
        customs_relevant=True,
        activities=(Activity.EXPORT_GOODS, Activity.LOADING, Activity.RECORDS),
        actor=actor,
        at=at,
    )
    if plot.size == "large":
        onboarding.add_site(
            firm.number,
            name="Town shop",
            address="9 Market Street, Demo Harbour",
            purpose="Sale at home",
            customs_relevant=False,
            activities=(Activity.HOME_STOCK,),
            actor=actor,
            at=at,
        )
    onboarding.set_consent(
        firm.number, public=len(plot.name) % 5 != 0, partners=len(plot.name) % 4 != 0, actor=actor, at=at
    )


def _let_in(plot: Plot, number: str, person: Person, kind: str, until: datetime | None, at: datetime) -> None:
    """Invite a colleague and let the colleague accept, as by the link."""
    invited = mandates.invite(
        number, email=person.email, kind=kind, until=until, actor=owner_of(plot, at), at=at
    )
    newcomer = Actor(Capacity.APPLICANT, person=person.pk, name=person.name)
    mandates.accept(invited.token, actor=newcomer, at=at)


def owner_left(plot: Plot, at: datetime) -> None:
    """The deputy asks for a new owner, and customs has yet to look at it."""
    if plot.deputy is None:
        raise ValueError("a firm whose owner left needs somebody who asks")
    deputy = onboarding.capacities_of(plot.deputy, at)[0]
    firm = Operator.objects.visible_to(deputy).get()
    succession.ask(firm.number, plot.deputy.pk, **texts.LEFT, actor=deputy, at=at)


def owner_of(plot: Plot, at: datetime) -> Actor:
    """Return the owner acting for the firm."""
    return onboarding.capacities_of(plot.person, at)[0]
