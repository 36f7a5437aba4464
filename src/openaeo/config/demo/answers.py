"""What an invented firm answers, criterion by criterion, and what customs says to its other means."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from openaeo.bedrock.actors import Actor
from openaeo.casework import alternatives, application
from openaeo.casework.programme import programme
from openaeo.config.demo import texts
from openaeo.law.edition import Criterion
from openaeo.law.terms import Claim

if TYPE_CHECKING:
    from openaeo.config.demo.parts import Plot


def say(plot: Plot, number: str, criterion: Criterion, place: int, *, actor: Actor, at: datetime) -> None:
    """Answer the criterion that stands at `place` among those asked of the firm."""
    otherwise = _does_otherwise(plot, criterion)
    claim, explanation = ("met", "") if otherwise else _claim(plot, criterion.id, criterion.group, place)
    application.answer(
        number,
        criterion.id,
        claim=Claim(claim),
        explanation=explanation,
        procedure=texts.PROCEDURE.format(n=100 + len(plot.name)) if place % 4 == 1 else "",
        statement=plot.size in programme().statement_sizes and criterion.group == "J",
        alternative=texts.INSTEAD["alternative"] if otherwise else "",
        equivalence=texts.INSTEAD["equivalence"] if otherwise else "",
        actor=actor,
        at=at,
    )


def decide(plot: Plot, number: str, criterion: Criterion, *, actor: Actor, at: datetime) -> None:
    """Accept the alternative measure, where the firm has put one forward for this criterion."""
    if _does_otherwise(plot, criterion):
        alternatives.judge(
            number, criterion.id, approve=True, reason=texts.INSTEAD_REASON, actor=actor, at=at
        )


def _does_otherwise(plot: Plot, criterion: Criterion) -> bool:
    """A small firm without a fence of its own: an alternative measure, decided when its criterion is assessed."""
    return criterion.id == texts.INSTEAD_OF and plot.size in programme().statement_sizes


def _claim(plot: Plot, criterion: str, group: str, place: int) -> tuple[str, str]:
    if place % 17 == 11:
        return "partly", texts.PARTLY.format(n=100 + len(plot.name) + len(criterion))
    if place % 23 == 19:
        return "not-applicable", texts.NOT_APPLICABLE
    return "met", texts.ANSWERS.get(group, texts.ANSWERS["M"]).format(n=100 + len(plot.name) + len(criterion))
