"""The forty stories in outline: how each ends, when it began, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from openaeo.config.demo.people import DOMAIN
from openaeo.config.demo.stories import Plot
from openaeo.law.terms import Role
from openaeo.parties import onboarding
from openaeo.parties.models import Person

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Outline:
    """How a story ends, how many days ago it began, how fast customs worked, whose it is when a name is given."""

    ending: str
    days_ago: int
    pace: timedelta = 2 * HOUR
    owner: str = ""
    local_name: str = ""


PLOTS = (
    Outline("asked", 24, owner="amara"),
    Outline("anew", 16, owner="samir"),
    Outline("granted", 90, owner="nadia", local_name="وسطاء الوعل النحاسي (تجريبي)"),
    *(Outline("draft", days) for days in (3, 12, 40)),
    *(Outline("submitted", days) for days in (3, 9, 22, 31, 38)),
    *(Outline("returned", days) for days in (8, 19)),
    *(Outline("assessment", days, 4 * HOUR) for days in (20, 26, 33)),
    Outline("assessment", 118, 20 * HOUR),
    Outline("assessment", 150, 20 * HOUR),
    Outline("asked", 17),
    *(Outline("decision", days) for days in (28, 60)),
    Outline("decision", 140, 12 * HOUR),
    *(Outline("hearing", days) for days in (26, 34)),
    Outline("refused", 120),
    Outline("appealed", 46),
    Outline("appeal-won", 110),
    *(Outline("withdrawn", days) for days in (30, 75)),
    *(Outline("granted", days) for days in (50, 75, 100)),
    *(Outline("noticed", days) for days in (46, 52)),
    *(Outline("suspended", days) for days in (70, 110)),
    Outline("revoked", 140),
    Outline("surrendered", 150),
    Outline("lifted", 170),
    Outline("granted", 200, local_name="خطوط الغرير القرمزي (تجريبي)"),
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
GAPS = {"assessment", "hearing", "refused", "appealed", "appeal-won"}
"""Stories that turn on a criterion of security, which not every tier asks."""
SIZES = (("small", 38), ("medium", 140), ("micro", 6), ("large", 900))


def plot(place: int, outline: Outline, name: str, people: dict[str, Person], now: datetime) -> Plot:
    """Return the story of firm number `place`, with its owner signed up."""
    begins = now - timedelta(days=outline.days_ago, hours=place % 7, minutes=place * 3)
    person = people.get(outline.owner) or onboarding.sign_up(
        email=f"owner{place:02d}@{DOMAIN.replace('demo', 'firms')}",
        name=f"Owner {place:02d} (demo)",
        password="",
        language="en",
        at=begins,
    )
    size, staff_count = SIZES[place % len(SIZES)]
    return Plot(
        name=name,
        tin=f"QM0{place:07d}",
        person=person,
        ending=outline.ending,
        begins=begins,
        roles=ROLES[place % len(ROLES)],
        tier="full" if outline.ending in GAPS else TIERS[place % len(TIERS)],
        size=size,
        staff_count=staff_count,
        local_name=outline.local_name,
        pace=outline.pace,
    )
