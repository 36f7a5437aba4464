"""Who is asking, in which capacity; every query for rows starts from here through `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass

from openaeo.law.terms import Capacity


@dataclass(frozen=True, slots=True)
class Actor:
    """One person in one capacity. `person` is the person's id, `operator` the firm's id they act for.

    `may_bind` is true for somebody whose declaration binds the firm.
    """

    capacity: Capacity
    person: int | None = None
    name: str = ""
    operator: int | None = None
    may_bind: bool = False


ANYBODY = Actor(Capacity.PUBLIC)
SYSTEM = Actor(Capacity.SYSTEM, name="OpenAEO")
