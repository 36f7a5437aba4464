"""What happens to an authorisation after grant: suspension, revocation and reduction with a hearing, lifting, surrender."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act, act_new
from openaeo.casework.facts import author, deadline, demand, own_firm
from openaeo.casework.models import Cure, Measure
from openaeo.casework.programme import programme
from openaeo.casework.reach import criteria_of, hit, in_effect, ours, reduced_to, stopped_now
from openaeo.law.cure import CureFacts
from openaeo.law.lasting import end_of
from openaeo.law.lifecycle import AUTHORISATION, MEASURE, OPEN_MEASURE, AuthorisationFacts, MeasureState
from openaeo.law.parts import left, parts_of
from openaeo.law.terms import Status
from openaeo.law.workflow import Reason, Refused
from openaeo.register import entries

if TYPE_CHECKING:
    from openaeo.register.models import Authorisation


def propose(
    authorisation_number: str,
    *,
    kind: str,
    ground: str,
    grounds: str,
    criteria: Iterable[str] = (),
    urgent: bool = False,
    actor: Actor,
    at: datetime,
) -> Measure:
    """Give the holder notice of a meant suspension, revocation or reduction, and the programme's time to reply.

    `kind` is "suspend", "revoke" or, for good but only as far as what failed reaches, "reduce": the authorisation goes
    on as a lower tier, for a ground that may carry a revocation. `ground` a code of the programme, `grounds` what the holder reads, `criteria`
    the ids of those that are no longer met. A suspension hits only the parts that ask one of them, all parts when
    none is named; nobody chooses parts by hand (UCC-DA 30). `urgent` lets a suspension be taken before the holder
    replied. Refused: `reduction-leaves-nothing` (no lower tier does without what failed), `not-found`, `kind-unknown`, `ground-unknown`, `ground-not-for-measure`, `grounds-missing`,
    `criterion-not-asked`, `part-suspended-already`, `urgent-only-suspends`, `not-from-here`,
    `measure-open-already`, `own-firm`. Source: UCC-DA 16, UCC-IA 8.
    """
    with act_new(
        "propose-measure", topic="measure", subject=authorisation_number, actor=actor, at=at
    ) as note:
        held = ours("propose-measure", authorisation_number, actor)
        known = kind in Measure.Kind.values
        running = Measure.objects.filter(authorisation=held, kind=kind, state__in=OPEN_MEASURE)
        named = sorted(set(criteria))
        stopping = hit(held, named) if kind == Measure.Kind.SUSPEND else frozenset()
        demand(
            "propose-measure",
            *(_barred(held, kind, at) if known else (Reason("kind-unknown", kind),)),
            _unfounded(kind, ground) if known else None,
            None if grounds.strip() else Reason("grounds-missing"),
            *_not_asked(held, named),
            *(_not_reduced(held, named, at) if kind == Measure.Kind.REDUCE else ()),
            _stopped_already(held, stopping, at),
            Reason("urgent-only-suspends") if urgent and kind != Measure.Kind.SUSPEND else None,
            Reason("measure-open-already") if running.exists() else None,
            own_firm(held.operator_id, actor),
        )
        measure = Measure.objects.create(
            authorisation=held,
            kind=kind,
            ground=ground,
            grounds=grounds.strip(),
            criteria=named,
            parts=parts_meant(held, kind, named),
            urgent=urgent,
            proposed_at=at,
            proposed_by_id=author("propose-measure", actor),
            closes_at=deadline("measure-hearing", at, held.tier),
        )
        note(
            measure=measure.pk,
            kind=kind,
            ground=ground,
            grounds=measure.grounds,
            criteria=measure.criteria,
            parts=measure.parts,
            urgent=urgent,
            closes=measure.closes_at,
        )
    return measure


def reply(measure_pk: int, *, text: str, actor: Actor, at: datetime) -> Measure:
    """Reply to the notice of a measure. Refused: `reply-empty`, `not-from-here`."""
    about = _about("reply-measure", measure_pk, actor)
    with act("reply-measure", Measure, measure_pk, subject=about, actor=actor, at=at) as (measure, note):
        facts = measure.facts(actor=actor, at=at)
        demand(
            "reply-measure",
            None if text.strip() else Reason("reply-empty"),
            *MEASURE.unmet(MeasureState(measure.state), "reply", facts),
        )
        measure.move("reply", facts)
        measure.reply, measure.replied_at = text.strip(), at
        note(measure=measure.pk, kind=measure.kind)
    return measure


def take(measure_pk: int, *, reasons: str, actor: Actor, at: datetime) -> Measure:
    """Take the measure: the register suspends, revokes or reduces at once, in the same transaction.

    A suspension of a part leaves the rest in effect, and the holder is asked to put right what failed. Refused with every unmet need: `reasons-missing`, `proposer-decides`, `hearing-running`, `not-from-here`
    (of the measure or of the authorisation), `own-firm`.
    """
    about = _about("take-measure", measure_pk, actor)
    with act("take-measure", Measure, measure_pk, subject=about, actor=actor, at=at) as (measure, note):
        held = ours("take-measure", about, actor)
        facts = measure.facts(actor=actor, at=at)
        demand(
            "take-measure",
            _given(reasons),
            own_firm(held.operator_id, actor),
            *MEASURE.unmet(MeasureState(measure.state), "take", facts),
            *_barred(held, measure.kind, at),
            *(_not_reduced(held, measure.criteria, at) if measure.kind == Measure.Kind.REDUCE else ()),
        )
        measure.move("take", facts)
        _decided(measure, reasons, actor=actor, at=at)
        if measure.kind == Measure.Kind.SUSPEND:
            _suspend(held, measure, actor=actor, at=at)
        elif measure.kind == Measure.Kind.REDUCE:
            _reduce(held, measure, actor=actor, at=at)
        else:
            entries.withdraw(about, status=Status.REVOKED, reason=measure.ground, actor=actor, at=at)
            close_cures(held)
        note(
            measure=measure.pk,
            kind=measure.kind,
            ground=measure.ground,
            criteria=measure.criteria,
            parts=measure.parts,
            reasons=measure.decision_reasons,
        )
    return measure


def drop(measure_pk: int, *, reasons: str, actor: Actor, at: datetime) -> Measure:
    """Drop a noticed measure; the authorisation stays as it is. Refused: `reasons-missing`, `not-from-here`."""
    about = _about("drop-measure", measure_pk, actor)
    with act("drop-measure", Measure, measure_pk, subject=about, actor=actor, at=at) as (measure, note):
        facts = measure.facts(actor=actor, at=at)
        demand(
            "drop-measure",
            _given(reasons),
            own_firm(measure.authorisation.operator_id, actor),
            *MEASURE.unmet(MeasureState(measure.state), "drop", facts),
        )
        measure.move("drop", facts)
        _decided(measure, reasons, actor=actor, at=at)
        note(measure=measure.pk, kind=measure.kind, reasons=measure.decision_reasons)
    return measure


def lift(authorisation_number: str, *, reasons: str, actor: Actor, at: datetime) -> Authorisation:
    """End every suspension, of the whole and of parts, cured or not (UCC-DA 18); what was asked is closed.

    What is put right is better ended by `cures.verify`. Refused: `not-found`, `reasons-missing`, `not-from-here`,
    `own-firm`.
    """
    with act_new("lift", topic="measure", subject=authorisation_number, actor=actor, at=at) as note:
        held = ours("lift", authorisation_number, actor)
        step = "lift-part" if held.status is Status.GRANTED and stopped_now(held, at) else "lift"
        demand("lift", _given(reasons), *_barred(held, step, at), own_firm(held.operator_id, actor))
        lifted = entries.lift(authorisation_number, actor=actor, at=at)
        close_cures(held)
        note(reasons=reasons.strip())
    return lifted


def surrender(authorisation_number: str, *, reason: str, actor: Actor, at: datetime) -> Authorisation:
    """Give the authorisation up; it cannot be taken back.

    Refused: `not-found` (not the holder's), `not-from-here`.
    """
    with act_new("surrender", topic="measure", subject=authorisation_number, actor=actor, at=at) as note:
        held = ours("surrender", authorisation_number, actor)
        if held.operator_id is None or held.operator_id != actor.operator:
            raise Refused("surrender", Reason("not-found"))
        demand("surrender", *_barred(held, "surrender", at))
        ended = entries.withdraw(
            authorisation_number, status=Status.SURRENDERED, reason="surrendered", actor=actor, at=at
        )
        close_cures(held)
        note(reason=reason.strip())
    return ended


def close_cures(held: Authorisation) -> None:
    """Close what the holder of `held` was still asked to put right: the suspension has ended otherwise."""
    for cure in Cure.objects.filter(measure__authorisation=held).running().select_for_update(of=("self",)):
        cure.move("close", CureFacts())
        cure.save(update_fields=["state"])


def parts_meant(held: Authorisation, kind: str, criteria: Iterable[str]) -> list[str]:
    """Return the parts that a measure of `kind` for the failed `criteria` would name; none means the whole."""
    if kind == Measure.Kind.REDUCE:
        return _taken_away(held, reduced_to(held, criteria))
    return _named_parts(held, hit(held, criteria)) if kind == Measure.Kind.SUSPEND else []


def _about(step: str, measure_pk: int, actor: Actor) -> str:
    """The number of the authorisation that a visible measure is against; the journal files the act under it."""
    number = (
        Measure.objects.visible_to(actor)
        .filter(pk=measure_pk)
        .values_list("authorisation_id", flat=True)
        .first()
    )
    if number is None:
        raise Refused(step, Reason("not-found"))
    return number


def _barred(held: Authorisation, step: str, at: datetime) -> tuple[Reason, ...]:
    narrowed = held.status is Status.GRANTED and bool(stopped_now(held, at))
    return AUTHORISATION.unmet(
        held.status, step, AuthorisationFacts(at=at, ends=held.ends, narrowed=narrowed)
    )


def _suspend(held: Authorisation, measure: Measure, *, actor: Actor, at: datetime) -> None:
    stopped = stopped_now(held, at) | frozenset(measure.parts or parts_of(programme(), held.tier))
    goes_on = left(programme(), held.tier, stopped)
    if goes_on != in_effect(held, at):
        entries.suspend(held.number, reason=measure.ground, leaves=goes_on, actor=actor, at=at)
    Cure.objects.create(measure=measure, since=at)


def _reduce(held: Authorisation, measure: Measure, *, actor: Actor, at: datetime) -> None:
    """Let `held` go on as the lower tier; a suspension of what is taken away has ended with that (UCC-DA 18)."""
    goes_on, terms = reduced_to(held, measure.criteria), programme()
    ends = [end for end in (held.ends, end_of(terms.lasts(goes_on), at, terms.zone)) if end is not None]
    entries.amend(
        held.number,
        tier=goes_on,
        ends=min(ends, default=None),
        reason=measure.ground,
        lifting=True,
        actor=actor,
        at=at,
    )
    close_cures(held)


def _not_reduced(held: Authorisation, criteria: Iterable[str], at: datetime) -> list[Reason]:
    """Why `held` cannot be reduced: no lower tier does without what failed, or part of what would stay is suspended."""
    goes_on = reduced_to(held, criteria)
    if not goes_on:
        return [Reason("reduction-leaves-nothing")]
    others = stopped_now(held, at) - frozenset(_taken_away(held, goes_on))
    return [Reason("part-suspended")] if others and held.status is Status.GRANTED else []


def _taken_away(held: Authorisation, goes_on: str) -> list[str]:
    stays = parts_of(programme(), goes_on) if goes_on else ()
    return [part for part in parts_of(programme(), held.tier) if part not in stays]


def _named_parts(held: Authorisation, stopping: frozenset[str]) -> list[str]:
    every = parts_of(programme(), held.tier)
    return [] if stopping >= frozenset(every) else [part for part in every if part in stopping]


def _not_asked(held: Authorisation, criteria: Iterable[str]) -> list[Reason]:
    """A measure names only criteria that its holder must meet."""
    known = {criterion.id for criterion in criteria_of(held)}
    return [Reason("criterion-not-asked", one) for one in criteria if one not in known]


def _stopped_already(held: Authorisation, stopping: frozenset[str], at: datetime) -> Reason | None:
    if held.status is not Status.GRANTED or not stopping or not stopping <= stopped_now(held, at):
        return None
    return Reason("part-suspended-already")


def _unfounded(kind: str, ground: str) -> Reason | None:
    if ground not in programme().grounds:
        return Reason("ground-unknown", ground)
    kind = Measure.Kind.REVOKE if kind == Measure.Kind.REDUCE else kind  # the end of a part, and for good
    return None if ground in programme().grounds_for(kind) else Reason("ground-not-for-measure", ground)


def _given(reasons: str) -> Reason | None:
    return None if reasons.strip() else Reason("reasons-missing")


def _decided(measure: Measure, reasons: str, *, actor: Actor, at: datetime) -> None:
    measure.decided_at, measure.decided_by_id = at, actor.person
    measure.decision_reasons = reasons.strip()
