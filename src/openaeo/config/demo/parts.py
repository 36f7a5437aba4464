"""Who and what appears in the stories of the demonstration: staff with their diary, a firm's plot, documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.config.demo.visiting import Diary
from openaeo.law.terms import Role
from openaeo.parties.models import Person

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who judges."""

    officer: Actor
    second: Actor
    decider: Actor
    reviewer: Actor
    issuer: Actor
    diary: Diary = field(default_factory=Diary)

    @property
    def team(self) -> tuple[Actor, Actor]:
        """Who visits: the case officer leads."""
        return self.officer, self.second


@dataclass(frozen=True, slots=True)
class Plot:
    """One firm and how far its story goes. `begins` is when it signs up."""

    name: str
    tin: str
    person: Person
    ending: str
    begins: datetime
    roles: tuple[Role, ...]
    tier: str
    size: str = "small"
    staff_count: int = 20
    local_name: str = ""
    pace: timedelta = 2 * HOUR
    visit: str = ""
    finding: str = ""
    change: str = ""
    split: bool = False
    deputy: Person | None = None
    consultant: Person | None = None
    consultant_until: datetime | None = None
