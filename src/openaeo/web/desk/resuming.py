"""What comes into effect again when a suspension ends, shown before the act; and which partners honour our operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.casework.programme import programme
from openaeo.casework.reach import resumes
from openaeo.exchange.models import Arrangement
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.terms import Text
from openaeo.register.models import Authorisation


@dataclass(frozen=True, slots=True)
class Resumption:
    """Parts, benefits and identifiers that are in effect again, parts that stay suspended, and partners who see it.

    `told`: whether the holder agreed to be named to partners.
    """

    parts: tuple[Text, ...]
    still: tuple[Text, ...]
    benefits: tuple[Text, ...]
    aliases: tuple[tuple[str, str], ...]
    public: bool
    partners: tuple[Arrangement, ...]
    told: bool


def resumption(held: Authorisation, actor: Actor, at: datetime, *, after: str) -> Resumption:
    """Return what comes into effect again when `held` goes on as the tier `after` ("" for nothing)."""
    inside = resumes(held, after=after, at=at)
    tiers, benefits = programme().tiers, programme().benefits
    return Resumption(
        parts=tuple(tiers.get(part, {"en": part}) for part in inside.parts),
        still=tuple(tiers.get(part, {"en": part}) for part in inside.still),
        benefits=tuple(benefits[code] for code in inside.benefits),
        aliases=inside.aliases,
        public=inside.public,
        partners=tuple(honouring(actor)),
        told=held.operator is not None and held.operator.consent_partners,
    )


def honouring(actor: Actor) -> QuerySet[Arrangement]:
    """Return the arrangements under which partners honour our operators, as far as `actor` sees them."""
    partners = Arrangement.objects.visible_to(actor).filter(
        direction__in=[Direction.OUTBOUND.value, Direction.BOTH.value],
        phase__in=[Phase.IN_OPERATION.value, Phase.PILOT.value],
    )
    return partners.select_related("partner").order_by("partner")
