"""How officers of the demonstration report an assessment to the trader, and on what a hearing rests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.casework import decision, trader_reports
from openaeo.casework.models import Case
from openaeo.casework.report_items import items_of, resting
from openaeo.config.demo import texts
from openaeo.law.cutting import NOTHING_CHOSEN, Choice, Choices, Item, ItemKind, WhyOut, mark

LEFT_OUT = "The reason names the firm that rents the hall next door. The trader learns what it needs from the result."
PUT_BACK = "The reason of one result was missing."


def reports(number: str, officer: Actor, at: datetime) -> None:
    """Report what was found, without the reason of one result that nothing adverse would rest on."""
    case = Case.objects.get(pk=number)
    items, spoken_of = items_of(case), resting(case, at)
    reason = next((one for one in items if _may_stay_inside(one, spoken_of)), None)
    left = {reason.key: Choice(included=False, ground=WhyOut.OTHERS.value, text=LEFT_OUT)} if reason else {}
    _issues(number, items, left, "", officer, at)


def hears(number: str, parts: Sequence[int], officer: Actor, decider: Actor, at: datetime) -> None:
    """Put back what was left out of the report, then hear the firm on the gap with every document behind it."""
    case = Case.objects.get(pk=number)
    items = items_of(case)
    if case.trader_reports.get().choices.exclude(ground="").exists():
        _issues(number, items, NOTHING_CHOSEN, PUT_BACK, officer, at)
    relied = [one.pk for one in decision.behind(case, resting(case, at))]
    decision.hear(number, grounds=texts.HEARING, relied_on=relied, parts=parts, actor=decider, at=at)


def _may_stay_inside(item: Item, spoken_of: frozenset[str]) -> bool:
    return item.kind is ItemKind.REASON and item.criterion not in spoken_of


def _issues(
    number: str, items: list[Item], choices: Choices, corrects: str, officer: Actor, at: datetime
) -> None:
    trader_reports.issue_report(
        number, choices=choices, agreed=mark(items), corrects=corrects, actor=officer, at=at
    )
