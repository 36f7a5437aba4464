"""One act for several cases: what is to be expected of each, and then each by its own act, refused or done on its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.casework.models import Case
from openaeo.law.workflow import Reason, Refused

MOST = 100
"""Cases of one go; the inbox shows 25 on a page."""
Unmet = Callable[[Case, Actor], Iterable[Reason | None]]


@dataclass(frozen=True, slots=True)
class Told:
    """A case that was chosen, None where the actor sees none of that number, and what stands in the way, if anything."""

    number: str
    case: Case | None
    unmet: tuple[Reason, ...]


def foreseen(numbers: Iterable[str], unmet: Unmet, *, actor: Actor) -> list[Told]:
    """Return what is to be expected of each of `numbers`, in their order: what `unmet` says of it, or `not-found`.

    One query; nothing is held, so the verb asks again.
    """
    cases = _seen(numbers, actor)
    return [
        Told(
            number,
            case,
            tuple(reason for reason in unmet(case, actor) if reason) if case else (Reason("not-found"),),
        )
        for number in dict.fromkeys(numbers)
        for case in (cases.get(number),)
    ]


def one_by_one(
    verb: Callable[..., object], numbers: Iterable[str], *, actor: Actor, at: datetime, **particulars: object
) -> list[Told]:
    """Take the act `verb` in each of `numbers` with the same `particulars`; return what stood in the way of each.

    Every case is a transaction and a journal entry of its own: one that is refused stops no other.
    Refused: `cases-none` and `cases-too-many` (more than `MOST`), before anything is done.
    """
    chosen = list(dict.fromkeys(numbers))
    if not chosen:
        raise Refused("in-bulk", Reason("cases-none"))
    if len(chosen) > MOST:
        raise Refused("in-bulk", Reason("cases-too-many", MOST))
    refused: dict[str, tuple[Reason, ...]] = {}
    for number in chosen:
        try:
            verb(number, **particulars, actor=actor, at=at)
        except Refused as found:
            refused[number] = found.reasons
    cases = _seen(chosen, actor)
    return [Told(number, cases.get(number), refused.get(number, ())) for number in chosen]


def _seen(numbers: Iterable[str], actor: Actor) -> dict[str, Case]:
    rows = Case.objects.visible_to(actor).of_others(actor).filter(number__in=set(numbers))
    return {case.number: case for case in rows.select_related("operator", "assessor")}
