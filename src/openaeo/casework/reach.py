"""How far a measure reaches: which parts stop and which stay, with which benefits, and what rests on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from openaeo.bedrock.actors import Actor
from openaeo.casework.models import Cure, Measure
from openaeo.casework.programme import edition_called, edition_of, programme
from openaeo.law.catalogue import asked, catalogue
from openaeo.law.edition import Criterion, Edition
from openaeo.law.lifecycle import LIVE
from openaeo.law.parts import left, parts_hit, parts_of, resting
from openaeo.law.terms import Role, Status
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Administration

if TYPE_CHECKING:
    from openaeo.casework.models import Case
    from openaeo.register.models import Authorisation


@dataclass(frozen=True, slots=True)
class Effects:
    """What stops when an authorisation is suspended or revoked, and what stays, as far as register and programme know.

    `stops` and `stays`: codes of the parts in effect now. `leaves`: the tier that goes on, "" for none. `benefits`:
    codes of the benefits that the holder enjoys now and loses; `kept`: those that stay. `aliases`: (scheme, value)
    under which declarations find the holder. `reached`: numbers of the holder's other authorisations that rest on
    what stops. `public`: whether the public register shows it.
    """

    stops: tuple[str, ...]
    stays: tuple[str, ...]
    leaves: str
    benefits: tuple[str, ...]
    kept: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...]
    reached: tuple[str, ...]
    public: bool


def effects(
    held: Authorisation, *, kind: str = Measure.Kind.SUSPEND, criteria: Iterable[str] = (), at: datetime
) -> Effects:
    """Return what a measure of `kind` for the failed `criteria` would stop at `at`; shown before it is taken.

    Partners are the page's. While suspended nothing is enjoyed, so nothing stops.
    """
    terms = programme()
    now = in_effect(held, at)
    stopped = hit(held, criteria) if kind == Measure.Kind.SUSPEND else frozenset(parts_of(terms, held.tier))
    running = parts_of(terms, now) if now else ()
    goes_on = left(terms, held.tier, stopped | stopped_now(held, at)) if now else ""
    stays = parts_of(terms, goes_on) if goes_on else ()
    enjoyed = tuple(terms.benefits_of(now)) if now else ()
    kept = tuple(code for code in enjoyed if goes_on and code in terms.benefits_of(goes_on))
    others = _others(held)
    return Effects(
        stops=tuple(part for part in running if part not in stays),
        stays=stays,
        leaves=goes_on,
        benefits=tuple(code for code in enjoyed if code not in kept),
        kept=kept,
        aliases=tuple(held.aliases.order_by("scheme", "value").values_list("scheme", "value")),
        reached=tuple(sorted(resting(terms, others, held.number, goes_on))) if now else (),
        public=held.public,
    )


@dataclass(frozen=True, slots=True)
class Resumes:
    """What comes into effect again when a suspension ends: codes of parts and benefits.

    `still`: parts that stay suspended, for another reason. `aliases`: (scheme, value) under which declarations find
    the holder. `public`: whether the public register shows it.
    """

    parts: tuple[str, ...]
    still: tuple[str, ...]
    benefits: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...]
    public: bool


def resumes(held: Authorisation, *, after: str, at: datetime) -> Resumes:
    """Return what comes into effect again when `held` goes on as the tier `after` ("" for nothing) from `at`."""
    terms, now = programme(), in_effect(held, at)
    before = parts_of(terms, now) if now else ()
    then = parts_of(terms, after) if after else ()
    enjoyed = terms.benefits_of(now) if now else {}
    return Resumes(
        parts=tuple(part for part in then if part not in before),
        still=tuple(part for part in parts_of(terms, held.tier) if part not in then),
        benefits=tuple(code for code in (terms.benefits_of(after) if after else {}) if code not in enjoyed),
        aliases=tuple(held.aliases.order_by("scheme", "value").values_list("scheme", "value")),
        public=held.public,
    )


def hit(held: Authorisation, criteria: Iterable[str]) -> frozenset[str]:
    """Return the parts of `held` that a suspension for the failed `criteria` hits; see `law.parts.parts_hit`."""
    return parts_hit(programme(), _edition(held), held.tier, criteria)


def criteria_of(held: Authorisation) -> tuple[Criterion, ...]:
    """Return the criteria that its holder must meet in its roles: those it was granted under, else today's."""
    terms, edition = programme(), _edition(held)
    narrowed = asked(edition, terms, held.tier) if held.tier in terms.tiers else catalogue(edition, terms)
    return narrowed.applying(Role(role) for role in held.roles)


def in_effect(held: Authorisation, at: datetime) -> str:
    """Return the tier that `held` is in effect as at `at`: its own, what a suspended part leaves, or ""."""
    period = held.period_at(at)
    if period is None or period.status != Status.GRANTED:
        return ""
    return period.tier or held.tier


def stopped_now(held: Authorisation, at: datetime) -> frozenset[str]:
    """Return the parts of `held` that are not in effect at `at`."""
    terms, now = programme(), in_effect(held, at)
    return frozenset(parts_of(terms, held.tier)) - frozenset(parts_of(terms, now) if now else ())


def stopped_by(held: Authorisation, cures: Iterable[Cure]) -> frozenset[str]:
    """Return the parts of `held` that the suspensions behind `cures` stop together."""
    every = parts_of(programme(), held.tier)
    return frozenset(part for cure in cures for part in cure.measure.parts or every)


def ours(step: str, number: str, actor: Actor) -> Authorisation:
    """Return the home administration's authorisation, held until the act is over. Refused as `step`: `not-found`."""
    held = (
        Administration.objects.get(is_home=True)
        .authorisations.visible_to(actor)
        .filter(number=number)
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    if held is None:
        raise Refused(step, Reason("not-found"))
    return held


def _edition(held: Authorisation) -> Edition:
    case: Case | None = getattr(held, "case", None)
    if case is None:
        return edition_called(programme().edition)
    edition_of(case)  # raises when the criteria it was granted under were edited since
    return edition_called(case.edition)


def _others(held: Authorisation) -> dict[str, str]:
    """The holder's live authorisations by number, with their tiers."""
    tiers = {held.number: held.tier}
    if held.operator is not None:
        rows = held.operator.authorisations.filter(
            administration=held.administration_id, state__in=[status.value for status in LIVE]
        )
        tiers |= dict(rows.values_list("number", "tier"))
    return tiers
