"""Answers that come back in a workbook: compared with what is said here, shown in full, applied as one act."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import BinaryIO

from openaeo.bedrock import files
from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.bedrock.models import StoredFile
from openaeo.bedrock.workbooks import Cell, Formula, WorkbookFault
from openaeo.casework.answers import changeable, editable, objections, recorded, shut
from openaeo.casework.facts import author, demand, roles_of, said_by
from openaeo.casework.models import Case, Worksheet
from openaeo.casework.programme import edition_of
from openaeo.casework.workbook import FILLED, Filled, Line, Stamp, digest, folded, plain, read, site_labels
from openaeo.law.questionnaire import LONGEST, Said
from openaeo.law.terms import Claim
from openaeo.law.workflow import Reason, Refused

ACCEPTED = frozenset({"xlsx"})


class Verdict(StrEnum):
    """What a row of a workbook amounts to."""

    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    NOT_UNDERSTOOD = "not-understood"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is not understood, and in which column; "" when it is the row as a whole."""

    column: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the workbook beside what is said here; `there` is None where the row says nothing usable."""

    row: int
    criterion: str
    verdict: Verdict
    here: Said | None = None
    there: Said | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def differences(self) -> tuple[str, ...]:
        """The columns in which the two differ, in the order of the workbook."""
        return tuple(code for code in FILLED if _part(self.here, code) != _part(self.there, code))


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that a workbook would do: its rows in order, and the criteria that it leaves out."""

    rows: tuple[Row, ...]
    absent: tuple[str, ...]

    def of(self, *verdicts: Verdict) -> tuple[Row, ...]:
        """Return the rows with one of `verdicts`."""
        return tuple(row for row in self.rows if row.verdict in verdicts)

    @property
    def mark(self) -> str:
        """A fingerprint of what a person agrees to; it changes when anything in the preview does."""
        lines = [
            (row.row, row.criterion, row.verdict.value, digest(row.here), digest(row.there))
            for row in self.rows
        ]
        return hashlib.sha256(repr((lines, self.absent)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ground:
    """What a workbook is compared with: the criteria asked, answers so far, labels of all sites, keys of open ones.

    `shut` says by criterion why its answer stands as it is.
    """

    asked: Sequence[str]
    said: Mapping[str, Said]
    labels: Mapping[int, str]
    open_sites: Collection[int]
    shut: Mapping[str, Reason]


def ground_of(case: Case) -> Ground:
    """Return what a workbook of `case` is compared with, and written from. Four queries."""
    sites = list(case.operator.sites.all())
    asked = [criterion.id for criterion in edition_of(case).applying(roles_of(case))]
    return Ground(
        asked=asked,
        said=said_by(case),
        labels=site_labels((site.pk, site.name) for site in sites),
        open_sites={site.pk for site in sites if site.closed_at is None},
        shut=shut(case, asked),
    )


def compared(filled: Filled, ground: Ground) -> Preview:
    """Compare a workbook with what is said here. Every row of it is in the preview; nothing is passed over.

    A row that was not edited since the workbook was written is the same, whatever is said here by now. An edited row
    is a change, unless the answer here was changed meanwhile too: then it is a conflict, and a person chooses.
    """
    places: dict[str, list[int]] = {}
    for line in filled.lines:
        places.setdefault(_criterion(line), []).append(line.row)
    rows = tuple(_compared(line, filled.stamp, ground, places[_criterion(line)]) for line in filled.lines)
    return Preview(rows, tuple(criterion for criterion in ground.asked if criterion not in places))


def _compared(line: Line, stamp: Stamp, ground: Ground, places: list[int]) -> Row:
    criterion = _criterion(line)
    here = ground.said.get(criterion)
    problems = list(_misplaced(criterion, ground, places, line.row))
    there, faults = (None, []) if problems else _read(line, criterion, stamp, ground)
    problems += faults
    before = stamp.answers.get(criterion, digest(None))
    if not problems and digest(there) == before:
        return Row(line.row, criterion, Verdict.SAME, here, here)
    if not problems and there is None:
        problems.append(Problem("claim", Reason("answer-emptied")))
    if there is not None and not problems and digest(there) != digest(here) and criterion in ground.shut:
        problems.append(Problem("claim", ground.shut[criterion]))
    if there is not None and not problems:
        problems += _sites_gone(there, here, ground)
    if problems:
        return Row(line.row, criterion, Verdict.NOT_UNDERSTOOD, here, None, tuple(problems))
    if digest(there) == digest(here):
        return Row(line.row, criterion, Verdict.SAME, here, here)
    verdict = Verdict.CHANGED if digest(here) == before else Verdict.CONFLICT
    return Row(line.row, criterion, verdict, here, there)


def _criterion(line: Line) -> str:
    return _text(line.cells.get("criterion", "")).upper()


def _misplaced(criterion: str, ground: Ground, places: list[int], row: int) -> Iterator[Problem]:
    if not criterion:
        yield Problem("criterion", Reason("row-criterion-missing"))
    elif criterion not in ground.asked:
        yield Problem("criterion", Reason("row-criterion-unknown", criterion[:40]))
    elif len(places) > 1:
        others = ", ".join(str(place) for place in places if place != row)
        yield Problem("criterion", Reason("row-criterion-twice", others))


def _read(line: Line, criterion: str, stamp: Stamp, ground: Ground) -> tuple[Said | None, list[Problem]]:
    """What a row says, or None with the problems; None without any when its answer is empty."""
    problems = [
        Problem(code, Reason("cell-computes", cell.text))
        for code in FILLED
        if isinstance(cell := line.cells.get(code, ""), Formula)
    ]
    texts = {code: _text(line.cells.get(code, "")) for code in FILLED}
    problems += [
        Problem(code, Reason("cell-too-long", most))
        for code, most in LONGEST.items()
        if len(texts[code]) > most
    ]
    claim = stamp.claims.get(folded(texts["claim"])) or _claim_coded(texts["claim"])
    if not texts["claim"] and any(texts.values()):
        problems.append(Problem("claim", Reason("row-claim-missing")))
    elif texts["claim"] and claim is None and not isinstance(line.cells["claim"], Formula):
        problems.append(Problem("claim", Reason("row-claim-unknown", texts["claim"][:40])))
    sites, strange = _sites(texts["sites"], stamp, ground)
    problems += [Problem("sites", Reason("row-site-unknown", label[:80])) for label in strange]
    if problems or claim is None:
        return None, problems
    said = Said(
        criterion,
        claim,
        texts["explanation"],
        procedure=texts["procedure"],
        sites=sites,
        alternative=texts["alternative"],
        equivalence=texts["equivalence"],
    )
    return said, []


def _text(cell: Cell) -> str:
    if isinstance(cell, Formula):
        return ""
    return plain(cell.isoformat() if isinstance(cell, date) else cell)


def _claim_coded(text: str) -> Claim | None:
    return next((claim for claim in Claim if claim.value == folded(text)), None)


def _sites(text: str, stamp: Stamp, ground: Ground) -> tuple[frozenset[int], list[str]]:
    """The keys of the sites that a cell names, and the names that lead nowhere."""
    known = {**{folded(label): key for key, label in ground.labels.items()}, **stamp.sites}
    names = [
        name.strip() for name in chain(*(line.replace("؛", ";").split(";") for line in text.splitlines()))
    ]
    found = {name: known.get(folded(name), 0) for name in names if name}
    keys = frozenset(key for key in found.values() if key in ground.labels)
    return keys, [name for name, key in found.items() if key not in ground.labels]


def _sites_gone(there: Said, here: Said | None, ground: Ground) -> list[Problem]:
    """A site that was closed meanwhile cannot be named anew."""
    allowed = set(ground.open_sites) | (set(here.sites) if here else set())
    return [
        Problem("sites", Reason("row-site-unknown", ground.labels[key]))
        for key in sorted(there.sites - allowed)
    ]


def _part(said: Said | None, code: str) -> object:
    if said is None:
        return None if code == "claim" else frozenset() if code == "sites" else ""
    value = getattr(said, code)
    return plain(value) if isinstance(value, str) and code != "claim" else value


def opened(case: Case, stream: BinaryIO) -> Filled:
    """Read a workbook and make sure that it belongs to `case`.

    Refused as `receive-worksheet` with a code of `workbook.read`, `worksheet-other-case` (the case it belongs to) or
    `worksheet-other-edition`.
    """
    try:
        filled = read(stream)
    except WorkbookFault as fault:
        raise Refused("receive-worksheet", Reason(fault.code, fault.detail)) from fault
    demand(
        "receive-worksheet",
        None if filled.stamp.case == case.number else Reason("worksheet-other-case", filled.stamp.case[:40]),
        None if filled.stamp.edition == case.edition_hash else Reason("worksheet-other-edition"),
    )
    return filled


def receive(number: str, *, stored: StoredFile, name: str, actor: Actor, at: datetime) -> Worksheet:
    """Take a workbook of answers in, to be looked at; no answer changes.

    Refused: `not-editable`, and what `opened` refuses.
    """
    with act("receive-worksheet", Case, number, actor=actor, at=at) as (case, note):
        demand("receive-worksheet", editable(case))
        with files.open_file(stored) as stream:
            opened(case, stream)
        sheet = Worksheet.objects.create(
            case=case,
            file=stored,
            name=files.safe_name(name),
            received_at=at,
            received_by_id=author("receive-worksheet", actor),
        )
        note(worksheet=sheet.pk, name=sheet.name, digest=stored.digest)
    return sheet


def preview(sheet: Worksheet) -> Preview:
    """Return what `sheet` would do as things stand now; nothing changes."""
    with files.open_file(sheet.file) as stream:
        return compared(opened(sheet.case, stream), ground_of(sheet.case))


def apply(
    sheet_pk: int,
    *,
    agreed: str,
    take: Iterable[str] = (),
    leave_out: bool = False,
    actor: Actor,
    at: datetime,
) -> Worksheet:
    """Write every change of a workbook as one act, all or nothing, each with the person and moment of this act.

    `agreed` is the mark of the preview that the person saw. `take` are criteria in conflict for which the workbook
    wins; for the others the answer here stays. Rows not understood are left out only when `leave_out` says so. An
    owner's statement lapses with the words it was for. Refused: `not-found`, `not-editable`, `worksheet-outdated`,
    `worksheet-rows-left` (how many), `worksheet-changes-nothing`, and what `answers.objections` names.
    """
    found = Worksheet.objects.visible_to(actor).select_related("file").filter(pk=sheet_pk).first()
    if found is None:
        raise Refused("apply-worksheet", Reason("not-found"))
    with act("apply-worksheet", Case, found.case_id, actor=actor, at=at) as (case, note):
        demand("apply-worksheet", editable(case))
        found.case = case
        plan = preview(found)
        left, wins = plan.of(Verdict.NOT_UNDERSTOOD), set(take)
        taken = [row for row in plan.of(Verdict.CONFLICT) if row.criterion in wins]
        wanted = [row.there for row in (*plan.of(Verdict.CHANGED), *taken) if row.there is not None]
        demand(
            "apply-worksheet",
            None if plan.mark == agreed else Reason("worksheet-outdated"),
            Reason("worksheet-rows-left", len(left)) if left and not leave_out else None,
            None if wanted else Reason("worksheet-changes-nothing"),
            *changeable(case, [said.criterion for said in wanted]),
            *chain(*(objections(case, said, actor=actor) for said in wanted)),
        )
        facts = [recorded("apply-worksheet", case, said, actor=actor, at=at)[1] for said in wanted]
        found.applied_at, found.applied_by_id, found.written = (
            at,
            author("apply-worksheet", actor),
            len(wanted),
        )
        found.save()
        note(
            worksheet=found.pk,
            digest=found.file.digest,
            written=len(wanted),
            criteria=[said.criterion for said in wanted],
            conflicts_taken=[row.criterion for row in taken],
            conflicts_kept=[row.criterion for row in plan.of(Verdict.CONFLICT) if row not in taken],
            unchanged=len(plan.of(Verdict.SAME)),
            not_understood=[row.row for row in left],
            reopened=[fact["criterion"] for fact in facts if fact.get("reopened")],
        )
    return found
