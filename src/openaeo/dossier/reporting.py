"""What the report of an assessment says to the trader: what was cut from the internal file, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from django.utils.translation import gettext as _

from openaeo.casework.models import Case, ReportChoice
from openaeo.casework.programme import edition_of
from openaeo.dossier.blocks import Block, bullets, facts, heading, text, words_of
from openaeo.dossier.saying import said
from openaeo.dossier.story import Story
from openaeo.law.cutting import Item, ItemKind
from openaeo.law.terms import Outcome


def particulars(items: Iterable[Item], *, version: int, corrects: str) -> dict[str, object]:
    """Return the particulars from which a report that is not issued yet is previewed."""
    return {"items": list(items), "version": version, "corrects": corrects}


def assessment_report(story: Story) -> list[Block]:
    """The report: which version, what it corrects, criteria that are met, then what was found of each other one."""
    items, corrects, version = _cut(story)
    blocks = [
        text(
            _("Customs has assessed your application. This report says what was found. It decides nothing.")
        ),
        facts((_("Version"), str(version))),
    ]
    if corrects:
        blocks += [
            heading(_("What this version corrects")),
            *words_of(corrects),
            text(_("It takes the place of the version before.")),
        ]
    if story.case is not None:
        blocks += _criteria(story, story.case, [one for one in items if one.criterion])
    for one in items:
        if one.kind is ItemKind.VISIT:
            blocks += [heading(_("Report of a visit")), *words_of(one.words["text"])]
    return [*blocks, text(_("If something here is not right, write to customs in OpenAEO."))]


def _cut(story: Story) -> tuple[list[Item], str, int]:
    """What goes out: of a preview as it was cut, of a report issued as it was kept with it."""
    given = story.body.get("items")
    if story.entry is None and isinstance(given, list):
        version = story.body.get("version")
        return given, story.told("corrects"), version if isinstance(version, int) else 1
    number = story.body.get("report")
    rows = ReportChoice.objects.filter(report=number if isinstance(number, int) else None, included=True)
    kept = list(rows.select_related("report"))
    items = [Item(row.item, ItemKind(row.kind), row.criterion, row.content) for row in kept]
    report = kept[0].report
    return items, report.corrects, report.version


def _criteria(story: Story, case: Case, items: list[Item]) -> Iterator[Block]:
    edition = edition_of(case)
    named = {one.id: story.say(one.text) for one in edition.criteria}
    groups = [(criterion, list(some)) for criterion, some in groupby(items, lambda one: one.criterion)]
    met = [criterion for criterion, some in groups if _only_met(some)]
    if met:
        yield heading(_("Criteria that are met"))
        yield bullets(f"{criterion}: {named.get(criterion, '')}" for criterion in met)
    if len(met) < len(groups):
        yield heading(_("What was found of single criteria"))
    for criterion, some in groups:
        if criterion not in met:
            results = [said("outcome", one.words["outcome"]) for one in some if one.kind is ItemKind.RESULT]
            yield facts((criterion, named.get(criterion, "")), (_("Result"), "".join(results)))
            for one in some:
                if one.kind is not ItemKind.RESULT:
                    yield facts(*_LINES[one.kind](one.words))


def _only_met(some: list[Item]) -> bool:
    return all(one.kind is ItemKind.RESULT and one.words["outcome"] == Outcome.MET for one in some)


def _reason(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(_("Why"), words["text"])]


def _seen(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(_("Seen during a visit"), words["text"]), (_("At"), words["site"])]


def _finding(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Finding"), f"{said('severity', words['severity'])} · {said('finding', words['state'])}"),
        (_("What was found"), words["found"]),
        (_("Why it matters"), words["why"]),
        (_("What would put it right"), words["remedy"]),
    ]


def _remark(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(_("Remark on your answer"), words["text"])]


_LINES = {
    ItemKind.REASON: _reason,
    ItemKind.SEEN: _seen,
    ItemKind.FINDING: _finding,
    ItemKind.REMARK: _remark,
}
