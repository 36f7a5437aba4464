"""The questionnaire of a case as a workbook: written for people and spreadsheets, read back without being believed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from openaeo.bedrock.workbooks import UNREADABLE, Cell, WorkbookFault, opened, rows_of, value_of
from openaeo.law.questionnaire import Said
from openaeo.law.terms import Claim

FORMAT = "openaeo-answers-1"
STAMP = "stamp"
SHOWN = {"criterion": 10, "group": 22, "asked": 48, "proof": 34, "knows": 20, "helps": 40}
"""Columns that only tell, with their widths; a firm answers in the others."""
FILLED = {"claim": 18, "explanation": 48, "procedure": 24, "sites": 26, "alternative": 40, "equivalence": 40}
COLUMNS = {**SHOWN, **FILLED}
MAX_ROWS, MAX_COLUMNS = 5_000, 40
LONGEST_STAMP = 2_000

# What XML cannot carry: control characters, halves of surrogate pairs and the two that are no characters.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Spreadsheets read _x0041_ as the letter A; a text that looks so is written with its first dash escaped the same way.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x005[Ff]_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion as the workbook shows it, in the reader's language."""

    criterion: str
    group: str
    asked: str
    proof: str
    knows: str = ""
    helps: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """The workbook's own words in the reader's language; every column and claim has one, all different."""

    language: str
    right_to_left: bool
    guide_title: str
    answers_title: str
    guide: Sequence[str]
    columns: Mapping[str, str]
    claims: Mapping[Claim, str]
    claim_fault: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a workbook was written from: case, edition, and what was said then of each criterion, as a digest.

    `columns`, `claims` and `sites` lead from the words of the workbook, folded, to what they stand for.
    """

    case: str
    edition: str
    columns: Mapping[str, str]
    claims: Mapping[str, Claim]
    sites: Mapping[str, int]
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One row with content, numbered as a spreadsheet does; `cells` are those that are not empty, by column."""

    row: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Filled:
    """A workbook that came back: its stamp and its rows."""

    stamp: Stamp
    lines: tuple[Line, ...]


def plain(text: str) -> str:
    """Return `text` as it survives a workbook: one kind of line end, nothing that XML cannot carry, no space around."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def folded(text: str) -> str:
    """Return `text` for comparing words that people copied: case and spacing do not matter."""
    return " ".join(plain(text).casefold().split())


def digest(said: Said | None) -> str:
    """Return a fingerprint of what a workbook can carry of an answer; a dash when nothing was said."""
    if said is None:
        return "-"
    texts = (said.explanation, said.procedure, said.alternative, said.equivalence)
    whole = [said.claim.value, sorted(said.sites), *(plain(text) for text in texts)]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def site_labels(sites: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Return a label for each site (key and name) that fits a list in one cell: no separator in it, no two alike."""
    labels: dict[int, str] = {}
    taken: set[str] = set()
    for key, name in sites:
        tidy = " ".join(re.sub("[;؛]", ",", plain(name)).split()) or "–"
        label, turn = tidy, 1
        while folded(label) in taken:
            turn += 1
            label = f"{tidy} ({turn})"
        taken.add(folded(label))
        labels[key] = label
    return labels


def written(
    case: str,
    edition: str,
    questions: Sequence[Question],
    said: Mapping[str, Said],
    sites: Mapping[int, str],
    wording: Wording,
) -> bytes:
    """Return the questionnaire of `case` as an XLSX file: a guide, the answers, and a hidden stamp.

    `sites` are labels by key, of every site that an answer names or may name. Nothing in it computes: texts that a
    spreadsheet would take for a formula are marked as text. Only the columns of an answer can be written in.
    """
    book = Workbook()
    guide = book.worksheets[0]
    guide.title = wording.guide_title
    _guide(guide, wording)
    answers = book.create_sheet(wording.answers_title)
    stamp = book.create_sheet(STAMP)
    first, last = _stamp(stamp, case, edition, questions, said, sites, wording)
    _answers(answers, questions, said, sites, wording)
    _choice(answers, wording, f"={STAMP}!$C${first}:$C${last}", len(questions))
    for sheet in (guide, answers):
        sheet.sheet_view.rightToLeft = wording.right_to_left
    book.active = answers
    guide.sheet_view.tabSelected = False
    book.security = WorkbookProtection(lockStructure=True)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(stream: BinaryIO) -> Filled:
    """Read a workbook that came back.

    Raises `WorkbookFault` as `bedrock.workbooks.opened` does, "worksheet-unknown" (no stamp of ours in it),
    "worksheet-column-missing" (the column's word) or "worksheet-too-long" (the most rows).
    """
    with opened(stream) as book:
        try:
            sheets: list[ReadOnlyWorksheet] = list(book.worksheets)
            for sheet in sheets:
                sheet.reset_dimensions()  # some programs write a wrong size; openpyxl would believe it
            stamp = _read_stamp([sheet for sheet in sheets if folded(sheet.title) == STAMP])
            return Filled(stamp, _lines([one for one in sheets if folded(one.title) != STAMP], stamp))
        except UNREADABLE as error:
            raise WorkbookFault("workbook-unreadable") from error


def _read_stamp(sheets: list[ReadOnlyWorksheet]) -> Stamp:
    rows = [_texts(cells) for sheet in sheets for cells in islice(rows_of(sheet, max_col=3), LONGEST_STAMP)]
    facts: dict[str, dict[str, str]] = {}
    for kind, key, value in (row for row in rows if len(row) == 3):  # noqa: PLR2004 - kind, key, value
        facts.setdefault(kind, {})[key] = value
    about = facts.get("about", {})
    if about.get("format") != FORMAT:
        raise WorkbookFault("worksheet-unknown")
    try:
        return Stamp(
            case=about["case"],
            edition=about["edition"],
            columns={folded(word): code for code, word in facts["column"].items() if code in COLUMNS},
            claims={folded(word): Claim(code) for code, word in facts["claim"].items()},
            sites={folded(label): int(key) for key, label in facts.get("site", {}).items()},
            answers=facts.get("answer", {}),
        )
    except (KeyError, ValueError) as error:
        raise WorkbookFault("worksheet-unknown") from error


def _lines(sheets: list[ReadOnlyWorksheet], stamp: Stamp) -> tuple[Line, ...]:
    """The rows of the first sheet that has a column of criteria in its first row."""
    words = {code: word for word, code in stamp.columns.items()}
    for sheet in sheets:
        rows = rows_of(sheet, max_col=MAX_COLUMNS)
        header = [stamp.columns.get(folded(text), "") for text in _texts(next(rows, ()))]
        if "criterion" not in header:
            continue
        for code in FILLED:
            if code not in header:
                raise WorkbookFault("worksheet-column-missing", words.get(code, code))
        lines = []
        for number, cells in enumerate(rows, start=2):
            if number > MAX_ROWS:
                raise WorkbookFault("worksheet-too-long", MAX_ROWS)
            named = {
                code: value
                for code, value in zip(header, map(_value, cells), strict=False)
                if code and value != ""
            }
            if any(code == "criterion" or code in FILLED for code in named):
                lines.append(Line(number, named))
        return tuple(lines)
    raise WorkbookFault("worksheet-unknown")


def _texts(cells: Iterable[ReadOnlyCell | EmptyCell]) -> list[str]:
    return [str(_value(cell)) for cell in cells]


def _value(cell: ReadOnlyCell | EmptyCell) -> Cell:
    value = value_of(cell)
    return _ESCAPED.sub("_", value) if isinstance(value, str) else value


def _guide(sheet: Worksheet, wording: Wording) -> None:
    sheet.column_dimensions["A"].width = 100
    for number, text in enumerate([wording.guide_title, *wording.guide], start=1):
        _put(sheet, number, 1, text, bold=number == 1)
    sheet.protection.sheet = True


def _answers(
    sheet: Worksheet,
    questions: Sequence[Question],
    said: Mapping[str, Said],
    sites: Mapping[int, str],
    wording: Wording,
) -> None:
    for place, (code, width) in enumerate(COLUMNS.items(), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        _put(sheet, 1, place, wording.columns[code], bold=True)
    for number, question in enumerate(questions, start=2):
        texts = {
            "criterion": question.criterion,
            "group": question.group,
            "asked": question.asked,
            "proof": question.proof,
            "knows": question.knows,
            "helps": question.helps,
            **_texts_of(said.get(question.criterion), sites, wording),
        }
        for place, code in enumerate(COLUMNS, start=1):
            _put(sheet, number, place, texts[code], open_=code in FILLED)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(questions) + 1}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # False: allowed although protected
    sheet.protection.autoFilter = sheet.protection.sort = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _texts_of(said: Said | None, sites: Mapping[int, str], wording: Wording) -> dict[str, str]:
    if said is None:
        return dict.fromkeys(FILLED, "")
    return {
        "claim": wording.claims[said.claim],
        "explanation": said.explanation,
        "procedure": said.procedure,
        "sites": "; ".join(sites[key] for key in sorted(said.sites)),
        "alternative": said.alternative,
        "equivalence": said.equivalence,
    }


def _stamp(
    sheet: Worksheet,
    case: str,
    edition: str,
    questions: Sequence[Question],
    said: Mapping[str, Said],
    sites: Mapping[int, str],
    wording: Wording,
) -> tuple[int, int]:
    """Write the stamp; return the first and last row of the claims, which the list of choices refers to."""
    about = {"format": FORMAT, "case": case, "edition": edition, "language": wording.language}
    rows = [("about", key, value) for key, value in about.items()]
    rows += [("column", code, word) for code, word in wording.columns.items()]
    first = len(rows) + 1
    rows += [("claim", claim.value, word) for claim, word in wording.claims.items()]
    last = len(rows)
    rows += [("site", str(key), label) for key, label in sites.items()]
    rows += [("answer", question.criterion, digest(said.get(question.criterion))) for question in questions]
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            _put(sheet, number, place, text)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
    return first, last


def _choice(sheet: Worksheet, wording: Wording, where: str, count: int) -> None:
    column = get_column_letter(list(COLUMNS).index("claim") + 1)
    choice = DataValidation(type="list", formula1=where, allow_blank=True, showErrorMessage=True)
    choice.error = wording.claim_fault[:255]
    choice.add(f"{column}2:{column}{count + 1}")
    sheet.add_data_validation(choice)


_HEAD = PatternFill("solid", start_color="E8EEF7")
_LOCKED = PatternFill("solid", start_color="F4F6F9")


def _put(
    sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False, open_: bool = False
) -> None:
    """Write `text` as text, whatever it begins with, so that no program computes it, now or when it is edited."""
    cell = sheet.cell(row, column)
    cell.value = _LOOKS_ESCAPED.sub("_x005F_", plain(text)) or None
    if cell.value is not None:
        cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = plain(text)[:1] in {"=", "+", "-", "@"}
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=bold)
    cell.fill = _HEAD if bold else PatternFill() if open_ else _LOCKED
    cell.protection = Protection(locked=not open_)
