"""Putting right what led to a suspension: the holder reports it with evidence, customs verifies or returns it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import Note, act_new
from openaeo.casework.facts import demand, own_firm
from openaeo.casework.models import Cure, Measure
from openaeo.casework.papers import Paper, kept_for
from openaeo.casework.programme import calendar_for, programme
from openaeo.casework.reach import in_effect, ours, stopped_by
from openaeo.law.clock import Clock
from openaeo.law.cure import CURE, CureFacts
from openaeo.law.lifecycle import LIVE
from openaeo.law.parts import left
from openaeo.law.timing import TimeLimit, clock_of
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Operator
from openaeo.register import entries

if TYPE_CHECKING:
    from openaeo.register.models import Authorisation


def cure_rule(cure: Cure) -> TimeLimit | None:
    """Return the programme's time to cure for the tier that is suspended; None when it sets none."""
    return programme().time("cure", cure.measure.authorisation.tier)


def cure_clock(cure: Cure) -> Clock | None:
    """Return the clock of the holder's time to put things right, both sides read the same (UCC-DA 17)."""
    rule = cure_rule(cure)
    return clock_of(rule, calendar_for(rule), cure.since) if rule else None


def report(
    cure_pk: int,
    *,
    text: str,
    papers: Iterable[tuple[Paper, str]] = (),
    actor: Actor,
    at: datetime,
) -> Cure:
    """Report what was done, also after the time is over, with documents and the names they go by (UCC-DA 16(2)).

    Refused: `report-empty`, `not-from-here`, and for a document `not-found` (another firm's) or `name-missing`.
    """
    with _act("report-cure", cure_pk, actor=actor, at=at) as (cure, held, note):
        facts, firm = CureFacts(report=text), Operator.objects.visible_to(actor).get()
        demand("report-cure", _over(held), *CURE.unmet(cure.standing, "report", facts))
        cure.move("report", facts)
        cure.report, cure.reported_at, cure.reported_by_id = text.strip(), at, actor.person
        documents = [
            kept_for("report-cure", firm, paper, name=name, actor=actor, at=at) for paper, name in papers
        ]
        cure.documents.add(*documents)
        clock = cure_clock(cure)
        note(
            report=cure.report,
            late=clock is not None and clock.is_over(at),
            digests=[document.file_id for document in documents],
        )
    return cure


def verify(cure_pk: int, *, reasons: str, actor: Actor, at: datetime) -> Cure:
    """Find that it is put right: this suspension ends, what another one stopped stays so (UCC-DA 18).

    Refused: `reasons-missing`, `not-from-here`, `own-firm`.
    """
    with _act("verify-cure", cure_pk, actor=actor, at=at) as (cure, held, note):
        _answer(cure, held, "verify", reasons, actor=actor, at=at)
        goes_on = _restore(held, cure, actor=actor, at=at)
        note(parts=cure.measure.parts, leaves=goes_on, reasons=cure.answer)
    return cure


def send_back(cure_pk: int, *, reasons: str, actor: Actor, at: datetime) -> Cure:
    """Return a report that is not enough; the holder reads why, and its time runs on.

    Refused: `reasons-missing`, `not-from-here`, `own-firm`.
    """
    with _act("return-cure", cure_pk, actor=actor, at=at) as (cure, held, note):
        _answer(cure, held, "return", reasons, actor=actor, at=at)
        note(reasons=cure.answer)
    return cure


@contextmanager
def _act(
    step: str, cure_pk: int, *, actor: Actor, at: datetime
) -> Iterator[tuple[Cure, Authorisation, Note]]:
    """Hold the authorisation, then the cure: whoever ends a suspension comes in the same order."""
    number = (
        Cure.objects.visible_to(actor)
        .filter(pk=cure_pk)
        .values_list("measure__authorisation_id", flat=True)
        .first()
    )
    if number is None:
        raise Refused(step, Reason("not-found"))
    with act_new(step, topic="measure", subject=number, actor=actor, at=at) as note:
        held = ours(step, number, actor)
        cure = Cure.objects.select_related("measure").select_for_update(of=("self",)).get(pk=cure_pk)
        cure.measure.authorisation = held
        yield cure, held, note
        cure.save()
        note(measure=cure.measure_id, kind=cure.measure.kind)


def _answer(cure: Cure, held: Authorisation, step: str, reasons: str, *, actor: Actor, at: datetime) -> None:
    facts = CureFacts(report=cure.report, reasons=reasons)
    demand(
        f"{step}-cure",
        own_firm(held.operator_id, actor),
        _over(held),
        *CURE.unmet(cure.standing, step, facts),
    )
    cure.move(step, facts)
    cure.answer, cure.answered_at, cure.answered_by_id = reasons.strip(), at, actor.person


def overturn(measure: Measure, *, actor: Actor, at: datetime) -> None:
    """End the suspension of `measure` alone, inside an act that found it wrong; nothing when it runs no more."""
    held = ours("lift", measure.authorisation_id, actor)
    cure = Cure.objects.filter(measure=measure).running().select_for_update(of=("self",)).first()
    if cure is None or held.status not in LIVE:
        return
    cure.move("close", CureFacts())
    cure.save(update_fields=["state"])
    _restore(held, cure, actor=actor, at=at)


def _restore(held: Authorisation, ended: Cure, *, actor: Actor, at: datetime) -> str:
    """Let come into effect again what only `ended` stopped; return the tier that is then in effect, or ""."""
    goes_on = restored(held, ended)
    if goes_on == held.tier:
        entries.lift(held.number, actor=actor, at=at)
    elif goes_on and goes_on != in_effect(held, at):
        entries.lift(held.number, leaves=goes_on, actor=actor, at=at)
    return goes_on


def restored(held: Authorisation, ended: Cure) -> str:
    """Return the tier that is in effect once `ended` stops nothing any more, "" while others stop everything."""
    others = Cure.objects.filter(measure__authorisation=held).exclude(pk=ended.pk).running()
    return left(programme(), held.tier, stopped_by(held, others.select_related("measure")))


def _over(held: Authorisation) -> Reason | None:
    """Once the authorisation has ended there is nothing to put right any more."""
    return None if held.status in LIVE else Reason("not-from-here", held.state)
