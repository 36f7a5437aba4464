"""An authorisation amended while it lives: more granted to its holder on application, or part of it given up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act_new
from openaeo.casework.facts import demand
from openaeo.casework.models import Case, Finding, Measure, Reassessment
from openaeo.casework.programme import programme
from openaeo.casework.reach import in_effect, ours
from openaeo.law.amending import above, below
from openaeo.law.findings import OPEN_FINDING
from openaeo.law.lasting import end_of
from openaeo.law.lifecycle import AUTHORISATION, LIVE, OPEN_MEASURE, AuthorisationFacts
from openaeo.law.parts import parts_of
from openaeo.law.reassessment import OPEN_REASSESSMENT
from openaeo.law.terms import Status
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Operator
from openaeo.register import entries

if TYPE_CHECKING:
    from openaeo.register.models import Authorisation


@dataclass(frozen=True, slots=True)
class Loss:
    """What a holder gives up with part of its authorisation: codes of parts and benefits that stop, and that stay."""

    stops: tuple[str, ...]
    stays: tuple[str, ...]
    benefits: tuple[str, ...]
    kept: tuple[str, ...]


def held_by(step: str, firm: Operator, number: str) -> Authorisation:
    """Return the live authorisation `number` that `firm` holds here. Refused as `step`: `not-found`."""
    rows = firm.authorisations.filter(administration__is_home=True, state__in=LIVE, number=number)
    held = rows.select_for_update(of=("self",), no_key=True).first()
    if held is None:
        raise Refused(step, Reason("not-found"))
    return held


def unfit(held: Authorisation | None, tier: str, roles: Iterable[str]) -> tuple[Reason, ...]:
    """Return why the holder of `held` may not ask for `tier` in `roles`; none when it may, or when nothing is held.

    Reasons: `amendment-not-more` (not one of `law.amending.above`; parts are given up by an act of their own),
    `amendment-other-roles`: an amendment leaves the roles as they are.
    """
    if held is None:
        return ()
    more = tier in above(programme(), held.tier, held.roles)
    found = (
        None if more else Reason("amendment-not-more"),
        None if set(roles) == set(held.roles) else Reason("amendment-other-roles"),
    )
    return tuple(reason for reason in found if reason is not None)


def in_the_way(case: Case, at: datetime) -> tuple[Reason, ...]:
    """Return why what `case` asks to amend cannot be amended at `at`; none when it can, or when it amends nothing.

    Reasons: `amended-ended`, `part-suspended` or `not-from-here` (suspended), and what must be settled first because
    it rests on the authorisation as it was: `measure-open`, `reassessment-open`, `findings-open-before`.
    """
    held = case.concerns
    if held is None:
        return ()
    if held.status not in LIVE or (held.ends is not None and held.ends <= at):
        return (Reason("amended-ended", held.number),)
    return (*_closed_to_amending(held, at), *_unsettled(held))


def carry_out(case: Case, *, actor: Actor, at: datetime) -> Authorisation | None:
    """Amend the authorisation that the granted `case` is about, at once; None when it is about none.

    Its number stays, and what the register said of the past. It lasts as the programme says of its new tier, from
    now on. What it rests on is this case from now on: the one before is superseded. Refused as
    `register.entries.amend`.
    """
    held = case.concerns
    if held is None:
        return None
    terms = programme()
    amended = entries.amend(
        held.number,
        tier=case.tier,
        ends=end_of(terms.lasts(case.tier), at, terms.zone),
        reason=case.number,
        actor=actor,
        at=at,
    )
    for before in Case.objects.select_for_update().filter(authorisation=held):
        before.authorisation, before.concerns, before.superseded_at = None, held, at
        before.save(update_fields=["authorisation", "concerns", "superseded_at"])
    return amended


def give_up(number: str, *, tier: str, reason: str, actor: Actor, at: datetime) -> Authorisation:
    """Give part of an authorisation up: it goes on as `tier`, a lower one, from now on; its number stays.

    It ends when it would have ended, or sooner where the programme gives `tier` less time from today. Refused with
    every reason: `not-found` (not the holder's), `tier-not-below` (not one of `steps_down`), `reason-missing`,
    `not-from-here`, `part-suspended`, and `measure-open`, `reassessment-open`: what customs has begun is not escaped.
    """
    with act_new("give-up-part", topic="measure", subject=number, actor=actor, at=at) as note:
        held = ours("give-up-part", number, actor)
        if held.operator_id is None or held.operator_id != actor.operator:
            raise Refused("give-up-part", Reason("not-found"))
        demand(
            "give-up-part",
            None if tier in steps_down(held) else Reason("tier-not-below"),
            None if reason.strip() else Reason("reason-missing"),
            *_closed_to_amending(held, at),
            *_begun_by_customs(held),
        )
        before, terms = held.tier, programme()
        ends = [end for end in (held.ends, end_of(terms.lasts(tier), at, terms.zone)) if end is not None]
        amended = entries.amend(
            number,
            tier=tier,
            ends=min(ends, default=None),
            reason="given-up",
            actor=actor,
            at=at,
        )
        note(reason=reason.strip(), before=before, leaves=tier)
    return amended


def steps_down(held: Authorisation) -> tuple[str, ...]:
    """Return the codes of the tiers to which the holder of `held` may step down; see `law.amending.below`."""
    return below(programme(), held.tier, held.roles)


def loss(held: Authorisation, tier: str, at: datetime) -> Loss:
    """Return what stops when `held` goes on as `tier` from `at` on; shown before it is done."""
    terms, now = programme(), in_effect(held, at)
    stays, enjoyed = parts_of(terms, tier), tuple(terms.benefits_of(now)) if now else ()
    kept = tuple(code for code in enjoyed if code in terms.benefits_of(tier))
    return Loss(
        stops=tuple(part for part in parts_of(terms, held.tier) if part not in stays),
        stays=stays,
        benefits=tuple(code for code in enjoyed if code not in kept),
        kept=kept,
    )


def _closed_to_amending(held: Authorisation, at: datetime) -> tuple[Reason, ...]:
    narrowed = held.status is Status.GRANTED and in_effect(held, at) not in {"", held.tier}
    return AUTHORISATION.unmet(
        held.status, "amend", AuthorisationFacts(at=at, ends=held.ends, narrowed=narrowed)
    )


def _begun_by_customs(held: Authorisation) -> tuple[Reason, ...]:
    measures = Measure.objects.filter(authorisation=held, state__in=OPEN_MEASURE)
    looking = Reassessment.objects.filter(authorisation=held, state__in=OPEN_REASSESSMENT)
    found = (
        Reason("measure-open") if measures.exists() else None,
        Reason("reassessment-open") if looking.exists() else None,
    )
    return tuple(reason for reason in found if reason is not None)


def _unsettled(held: Authorisation) -> tuple[Reason, ...]:
    open_findings = Finding.objects.filter(case__authorisation=held, state__in=OPEN_FINDING)
    before = (Reason("findings-open-before"),) if open_findings.exists() else ()
    return (*_begun_by_customs(held), *before)
