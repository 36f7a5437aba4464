"""What holders of the demonstration tell of changes: one notice in each state, one told late, one that the desk recorded."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.casework import changes, declarations, visits
from openaeo.casework.models import Case, Change
from openaeo.config.demo import visiting
from openaeo.config.demo.parts import Staff
from openaeo.law.changes import Look
from openaeo.law.validation import VisitMode
from openaeo.parties import onboarding
from openaeo.parties.models import Site

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOLD = {
    "asked": (
        "people",
        "Our head of customs leaves this month. Her deputy, who worked with her for six years, takes over.",
    ),
    "reported": (
        "systems",
        "The stock records move to a new system over the weekend. The old one stays readable for five years.",
    ),
    "late": (
        "ownership",
        "A shareholder sold her part; two thirds of the firm now belong to the Kestrel family.",
    ),
    "withdrawn": ("premises-moved", "We move the archive to the building across the street."),
    "settled": ("premises-new", "A second warehouse beside the first, fenced and watched like it."),
}
"""Which change a story tells, by how far its notice comes, and in which words."""
SITE = "Second warehouse"


def tells(
    until: str, number: str, staff: Staff, applicant: Actor, at: datetime
) -> Generator[datetime, None, datetime]:
    """Let the holder tell a change, or the desk record an incident, and lead it to `until`; return when it was there."""
    at += 5 * DAY
    yield at
    if until == "recorded":
        changes.record(
            number,
            kind="incident",
            happened_on=(at - 2 * DAY).date(),
            text="The port police report that the fence of the yard was cut and two trailers were opened.",
            actor=staff.officer,
            at=at,
        )
        return at
    kind, text = TOLD[until]
    site = _second_site(number, applicant, at) if until == "settled" else None
    change = changes.report(
        number,
        kind=kind,
        happened_on=(at - (33 if until == "late" else 3) * DAY).date(),
        text=text,
        sites=[site.pk] if site else [],
        actor=applicant,
        at=at,
    )
    return (yield from _looked_at(until, change, staff, applicant, at))


def declares(number: str, name: str, applicant: Actor, at: datetime) -> Generator[datetime, None, None]:
    """Let the holder make its yearly declaration on the third of the days for it."""
    held = Case.objects.get(authorisation=number).authorisation
    owed = declarations.owed(held, at) if held is not None else None
    if owed is None:
        return
    at = max(at + DAY, owed.opens + 2 * DAY + 9 * HOUR)
    yield at
    declarations.declare(number, declared_name=name, actor=applicant, at=at)


def _looked_at(
    until: str, change: Change, staff: Staff, applicant: Actor, at: datetime
) -> Generator[datetime, None, datetime]:
    if until == "reported":
        return at
    at += DAY
    yield at
    if until == "withdrawn":
        changes.withdraw(change.pk, reason="The lease was not signed after all.", actor=applicant, at=at)
    elif until == "asked":
        changes.ask(
            change.pk,
            question="Which training in customs matters has the deputy had?",
            actor=staff.officer,
            at=at,
        )
    elif until == "late":
        changes.review(
            change.pk,
            course=Look.DESK,
            reasons="We look at the new owners' record before we settle this.",
            actor=staff.second,
            at=at,
        )
    else:
        return (yield from _visited(change, staff, applicant, at))
    return at


def _visited(
    change: Change, staff: Staff, applicant: Actor, at: datetime
) -> Generator[datetime, None, datetime]:
    changes.review(
        change.pk,
        course=Look.VISIT,
        reasons="We would like to see the new warehouse.",
        actor=staff.officer,
        at=at,
    )
    case, (lead, second) = changes.case_of(change), staff.team
    if case is None or lead.person is None or second.person is None:
        raise RuntimeError(f"{change}: a visit needs a case and a team")
    at += HOUR
    yield at
    visit = visits.plan(
        case.number,
        sites=[site.pk for site in change.sites.all()],
        mode=VisitMode.ON_SITE,
        lead=lead.person,
        second=second.person,
        minutes=visiting.MINUTES,
        agenda=visiting.AGENDA,
        actor=lead,
        at=at,
    )
    at = yield from visiting.comes_about(visit, "reported", staff.team, applicant, staff.diary, at)
    at += DAY
    yield at
    changes.settle(
        change.pk,
        reasons="The new warehouse is kept like the first. Nothing else is to be done.",
        actor=staff.officer,
        at=at,
    )
    return at


def _second_site(number: str, applicant: Actor, at: datetime) -> Site:
    return onboarding.add_site(
        Case.objects.get(authorisation=number).operator.number,
        name=SITE,
        address="8 Quay of Examples, Demo Harbour",
        purpose="Storage of goods before export",
        customs_relevant=True,
        actor=applicant,
        at=at,
    )
