"""The stories in outline: how each ends, when it began, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from openaeo.config.demo.parts import Plot
from openaeo.config.demo.people import DOMAIN
from openaeo.law.terms import Role
from openaeo.parties import onboarding
from openaeo.parties.models import Person

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Outline:
    """How a story ends, how many days ago it began, how fast customs worked, and whose it is.

    `owner`, `deputy` and `consultant` are keys of the demonstration's people; without names it has an owner and a
    deputy of its own, and with `alone` nobody has been named deputy yet. `finding` is how far the finding of the
    story has come, if it has one, and `change` how far the notice of a change. With
    `split` the types applied for are decided apart.
    """

    ending: str
    days_ago: int
    pace: timedelta = 2 * HOUR
    owner: str = ""
    deputy: str = ""
    consultant: str = ""
    alone: bool = False
    local_name: str = ""
    finding: str = ""
    visit: str = ""
    change: str = ""
    split: bool = False


PLOTS = (
    Outline("asked", 24, owner="amara", deputy="dora", consultant="karim", visit="offered"),
    Outline("anew", 16, owner="samir", alone=True),
    Outline(
        "granted",
        90,
        owner="nadia",
        local_name="وسطاء الوعل النحاسي (تجريبي)",
        finding="accepted",
        change="asked",
    ),
    *(Outline("draft", days) for days in (3, 430)),
    Outline("left", 40),
    *(Outline("submitted", days) for days in (3, 9, 22, 31, 38)),
    Outline("returned", 8),
    Outline("not-accepted", 47),
    Outline("assessment", 20, HOUR, finding="raised", visit="agreed"),
    Outline("assessment", 26, HOUR, finding="planned", visit="declined"),
    Outline("assessment", 33, 4 * HOUR, finding="returned", visit="escalated"),
    Outline("assessment", 118, 20 * HOUR, finding="accepted", visit="called-off"),
    Outline("assessment", 150, 20 * HOUR, finding="reopened", visit="held"),
    Outline("asked", 17, visit="planned"),
    Outline("decision", 28, finding="verified"),
    Outline("decision", 60, finding="excepted"),
    Outline("decision", 140, 12 * HOUR, finding="withdrawn", visit="reported"),
    Outline("hearing", 26),
    Outline("hearing", 34, split=True),
    Outline("refused", 120),
    Outline("appealed", 46),
    Outline("appeal-won", 110),
    Outline("withdrawn", 30),
    Outline("granted", 50, finding="evidenced", change="reported"),
    Outline("granted", 100, visit="reported", change="late"),
    Outline("part", 95, change="recorded"),
    Outline("cured", 120),
    *(Outline("noticed", days) for days in (46, 52)),
    *(Outline("suspended", days) for days in (70, 110)),
    Outline("revoked", 140, visit="reported"),
    Outline("surrendered", 150),
    Outline("lifted", 170, change="withdrawn"),
    Outline("granted", 200, local_name="خطوط الغرير القرمزي (تجريبي)", change="settled"),
    Outline("to-issue", 44),
)
ROLES: tuple[tuple[Role, ...], ...] = (
    (Role.FORWARDER,),
    (Role.EXPORTER, Role.MANUFACTURER),
    (Role.IMPORTER,),
    (Role.BROKER,),
    (Role.CARRIER,),
    (Role.IMPORTER, Role.EXPORTER, Role.WAREHOUSE),
)
TIERS = ("full", "security", "compliance")
GAPS = {"assessment", "hearing", "refused", "appealed", "appeal-won", "part", "cured"}
"""Stories that turn on a criterion of security, which not every tier asks."""
SIZES = (("small", 38), ("medium", 140), ("micro", 6), ("large", 900))


def plot(place: int, outline: Outline, name: str, people: dict[str, Person], now: datetime) -> Plot:
    """Return the story of firm number `place`, with its owner signed up."""
    begins = now - timedelta(days=outline.days_ago, hours=place % 7, minutes=place * 3)
    person = people.get(outline.owner) or _colleague("Owner", place, begins)
    deputy = people.get(outline.deputy) or (None if outline.alone else _colleague("Deputy", place, begins))
    size, staff_count = SIZES[place % len(SIZES)]
    return Plot(
        name=name,
        tin=f"QM0{place:07d}",
        person=person,
        deputy=deputy,
        consultant=people.get(outline.consultant),
        consultant_until=now + timedelta(days=90),
        ending=outline.ending,
        begins=begins,
        roles=ROLES[place % len(ROLES)],
        tier="full" if outline.ending in GAPS else TIERS[place % len(TIERS)],
        size=size,
        staff_count=staff_count,
        local_name=outline.local_name,
        finding=outline.finding,
        pace=outline.pace,
        visit=outline.visit,
        change=outline.change,
        split=outline.split,
    )


def _colleague(part: str, place: int, at: datetime) -> Person:
    return onboarding.sign_up(
        email=f"{part.lower()}{place:02d}@{DOMAIN.replace('demo', 'firms')}",
        name=f"{part} {place:02d} (demo)",
        password="",
        language="en",
        at=at,
    )
