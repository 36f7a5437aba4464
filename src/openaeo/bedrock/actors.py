"""Who is asking, in which capacity; every query for rows starts from here through `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass

from openaeo.law.mandates import BINDING, MandateKind
from openaeo.law.terms import Capacity


@dataclass(frozen=True, slots=True)
class Actor:
    """One person in one capacity. `person` is the person's id, `operator` the firm's id they act for.

    Whoever acts for a firm does so under a `mandate`; one without the other raises `ValueError`.
    """

    capacity: Capacity
    person: int | None = None
    name: str = ""
    operator: int | None = None
    mandate: MandateKind | None = None

    def __post_init__(self) -> None:
        if (self.operator is None) != (self.mandate is None):
            raise ValueError("whoever acts for a firm does so under a mandate")

    @property
    def may_bind(self) -> bool:
        """Whether this person's declaration binds the firm."""
        return self.mandate in BINDING


ANYBODY = Actor(Capacity.PUBLIC)
SYSTEM = Actor(Capacity.SYSTEM, name="OpenAEO")
