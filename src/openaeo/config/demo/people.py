"""The people of the demonstration: one for every role, all invented, all with the same printed password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress

from openaeo.bedrock.actors import SYSTEM, Actor
from openaeo.law.terms import Capacity
from openaeo.parties import onboarding
from openaeo.parties.models import Office, Person
from openaeo.parties.offices import open_office

PASSWORD = "river-of-trust-2026"  # noqa: S105 - printed at every start of the demonstration
DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the demonstration and the posts held."""

    key: str
    name: str
    does: str
    posts: tuple[tuple[Capacity, str], ...] = ()
    language: str = "en"

    @property
    def email(self) -> str:
        """The sign-in address."""
        return f"{self.key}@{DOMAIN}"


REGIONS = {"Harbour office": "Coast", "Airport office": "Plateau"}
STAFF = (
    Member("ben", "Ben Demo-Okoro", "case officer", ((Capacity.OFFICER, "Harbour office"),)),
    Member("chen", "Chen Demo-Lindqvist", "second case officer", ((Capacity.OFFICER, "Airport office"),)),
    Member("dalia", "Dalia Demo-Haddad", "decider", ((Capacity.DECIDER, "Head office"),), "ar"),
    Member("sol", "Sol Demo-Marchetti", "issuer of certificates", ((Capacity.ISSUER, "Head office"),)),
    Member("rana", "Rana Demo-Oyelaran", "reviewer of appeals", ((Capacity.REVIEWER, "Legal office"),)),
    Member(
        "efua", "Efua Demo-Mensah", "mutual recognition desk", ((Capacity.RECOGNITION_DESK, "Head office"),)
    ),
    Member("farah", "Farah Demo-Petit", "administrator", ((Capacity.ADMINISTRATOR, "Head office"),), "fr"),
)
TRADERS = (
    Member("amara", "Amara Demo-Silva", "trader whose application customs is assessing"),
    Member("dora", "Dora Demo-Keita", "deputy in Amara's firm"),
    Member("karim", "Karim Demo-Novak", "outside consultant of Amara's firm"),
    Member("samir", "Samir Demo-Ito", "trader who applies anew with earlier answers"),
    Member("nadia", "Nadia Demo-Rahman", "trader with a certificate", language="ar"),
    Member("otto", "Otto Demo-Outsider", "signed in, with no firm yet"),
)


def enrol(member: Member, *, at: datetime) -> Person:
    """Sign a member up and appoint to the posts."""
    person = onboarding.sign_up(
        email=member.email, name=member.name, password=PASSWORD, language=member.language, at=at
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    for capacity, office in member.posts:
        onboarding.appoint(person, capacity, office=_seat(office, at), actor=SYSTEM, at=at)
    return person


def _seat(name: str, at: datetime) -> int:
    """Return the office called `name`, opened when it is the first time."""
    known = Office.objects.still_open().filter(name=name).first()
    return (known or open_office(name=name, region=REGIONS.get(name, ""), actor=SYSTEM, at=at)).pk


def acting(person: Person, at: datetime) -> Actor:
    """Return the person's only capacity at `at`."""
    return onboarding.capacities_of(person, at)[0]
