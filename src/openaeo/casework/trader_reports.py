"""The report of an assessment that the trader gets: cut from the internal file, issued by a named act, corrected by another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework.assessment import handled
from openaeo.casework.facts import author, case_facts, demand, own_firm
from openaeo.casework.models import Case, ReportChoice, TraderReport
from openaeo.casework.report_items import items_of, resting
from openaeo.law.cutting import (
    OWED,
    PRIVATE,
    REPORTABLE,
    Choice,
    Choices,
    Item,
    ItemKind,
    included,
    mark,
    may_cut,
    withheld,
)
from openaeo.law.lifecycle import CaseState
from openaeo.law.workflow import Reason


def issue_report(
    number: str, *, choices: Choices, agreed: str, corrects: str = "", actor: Actor, at: datetime
) -> TraderReport:
    """Issue the report of an assessment to the trader; each item that could go out is kept with what was chosen.

    `agreed` is the `law.cutting.mark` of the items that the officer saw; `corrects` tells the trader why a later
    version takes the place of the one before. Once the trader is heard, nothing that the decision rests on may be
    left out. Refused with every reason: `not-from-here`, `criteria-unassessed`, `report-outdated`,
    `report-correction-missing`, `report-unchanged`, those of `law.cutting.may_cut`, `own-firm`.
    """
    step = "issue-report"
    with act(step, Case, number, actor=actor, at=at) as (case, note):
        items, before = items_of(case), latest(case)
        facts = case_facts(case, actor=actor, at=at)
        rows = _rows(items, choices)
        demand(
            step,
            None if case.standing in REPORTABLE else Reason("not-from-here", case.state),
            own_firm(case.operator_id, actor),
            Reason("criteria-unassessed", len(facts.unassessed)) if facts.unassessed else None,
            None if mark(items) == agreed else Reason("report-outdated"),
            Reason("report-correction-missing") if before and not corrects.strip() else None,
            Reason("report-unchanged") if before and _same(before, rows) else None,
            *may_cut(items, choices, resting=resting(case, at) if _adverse(case) else frozenset()),
        )
        report = TraderReport.objects.create(
            case=case,
            version=before.version + 1 if before else 1,
            corrects=corrects.strip() if before else "",
            issued_at=at,
            issued_by_id=author(step, actor),
        )
        for row in rows:
            row.report = report
        ReportChoice.objects.bulk_create(rows)
        handled(case, actor=actor, at=at)
        left = [row for row in rows if not row.included and row.kind in OWED]
        note(
            report=report.pk,
            version=report.version,
            items=sum(row.included for row in rows),
            left_out=[[row.item, row.ground] for row in left],
        )
    return report


def latest(case: Case) -> TraderReport | None:
    """Return the report in force of `case`, None before the first. One query."""
    return TraderReport.objects.filter(case=case).first()


def chosen_before(report: TraderReport | None, *, actor: Actor) -> dict[str, Choice]:
    """Return what was chosen for `report` as a start for the next version, by item. One query."""
    rows = ReportChoice.objects.visible_to(actor).filter(report=report)
    return {row.item: Choice(row.included, row.ground, row.text) for row in rows}


def basis_withheld(case: Case, at: datetime) -> Reason | None:
    """Return why nothing adverse may be begun: the report in force left out what it would rest on. Two queries or more."""
    report = latest(case)
    if report is None:
        return None
    left = report.choices.filter(included=False).values_list("kind", "criterion")
    return withheld(left, resting(case, at))


def _adverse(case: Case) -> bool:
    """Whether the trader was told that a refusal is meant, or was refused."""
    return case.hearing_opened_at is not None or case.standing is CaseState.REFUSED


def _rows(items: Iterable[Item], choices: Choices) -> list[ReportChoice]:
    """What is kept of each item that could go out; why it is left out only where that has to be said."""
    rows = []
    for place, item in enumerate(one for one in items if one.kind not in PRIVATE):
        goes = included(item, choices)
        why = choices.get(item.key, Choice(goes)) if item.kind in OWED and not goes else Choice(goes)
        rows.append(
            ReportChoice(
                place=place,
                item=item.key,
                kind=ItemKind(item.kind).value,
                criterion=item.criterion,
                content=dict(item.words),
                included=goes,
                ground=why.ground,
                text=why.text.strip(),
            )
        )
    return rows


def _same(before: TraderReport, rows: Iterable[ReportChoice]) -> bool:
    """Whether the trader would read what the version before says already."""
    told = {row.item: row.content for row in before.choices.all() if row.included}
    return told == {row.item: row.content for row in rows if row.included}
