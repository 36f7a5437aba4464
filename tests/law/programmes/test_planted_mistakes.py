"""Mistakes planted one by one into copies of every programme: each is named with its file and its very line.

The mistakes are made by rule from the text of the sheets, so a new programme, or a new rule in one, is tried as well.
Each maker reads a sheet line by line and yields what to plant where, and what must be told on which line.
"""

import re
import shutil
from collections import Counter
from dataclasses import dataclass

import pytest
from tests.law.programmes.folders import CODES, ROOT

from openaeo.law.programme_folder import load_programme
from openaeo.law.sheet import EditionFault

SHEETS = ("programme.toml", "clocks.toml", "wording.toml", "criteria.toml")


@dataclass(frozen=True)
class Mistake:
    """In which sheet which lines are replaced by what (no text: taken out), and what is told on which line then."""

    kind: str
    code: str
    file: str
    first: int
    last: int
    text: str | None
    told: str
    line: int

    def __str__(self) -> str:
        return f"{self.code}-{self.file.removesuffix('.toml')}-{self.kind}-{self.first}"


def lines_of(code, file):
    path = ROOT / "programmes" / code / file
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def pairs(lines):
    """Yield line number, header (its line number and text), key and value of every `key = value` on one line."""
    header, at = "", 0
    for number, line in enumerate(lines, 1):
        if line.startswith("["):
            header, at = line.strip("[]"), number
        elif (pair := re.match(r"([\w.-]+) = (.+)$", line)) and not pair[2].rstrip().endswith(("[", ",")):
            yield number, at, header, pair[1], pair[2]


def once_per_place(found):
    """Keep the first of what stands under each kind of header and key: one trial of each is enough in one sheet."""
    seen = set()
    for one in found:
        if (one[2], one[3]) not in seen:
            seen.add((one[2], one[3]))
            yield one


def misspelt(lines):
    for number, _, _, key, value in once_per_place(pairs(lines)):
        wrong = "x" + key
        yield number, number, f"{wrong} = {value}", f"“{wrong.split('.')[0]}” is not known here.", number


def out_of_range(lines):
    for number, _, _, key, value in once_per_place(pairs(lines)):
        if re.fullmatch(r"[\d_]+", value):
            wrong = -1 if key == "notice_days" or number % 2 else 10**16
            yield number, number, f"{key} = {wrong}", f"“{key.split('.')[-1]}” must be a whole number", number


def quoted_number(lines):
    for number, _, _, key, value in once_per_place(pairs(lines)):
        if re.fullmatch(r"[\d_]+", value):
            yield (
                number,
                number,
                f'{key} = "{value}"',
                f"“{key.split('.')[-1]}” must be a whole number",
                number,
            )


def quoted_flag(lines):
    for number, _, _, key, value in once_per_place(pairs(lines)):
        if value in {"true", "false"}:
            yield number, number, f'{key} = "{value}"', f"“{key}” must be true or false.", number


WORDS = {
    "origin",
    "model",
    "unit",
    "starts",
    "duty",
    "expiry",
    "asked_by",
    "certainty",
    "weight",
    "about",
    "bound",
}


def unknown_word(lines):
    for number, _, _, key, value in once_per_place(pairs(lines)):
        if key in WORDS:
            yield (
                number,
                number,
                f'{key} = "moonlight"',
                f"“{key}” is 'moonlight', which is not known.",
                number,
            )
        elif value.startswith('["'):
            yield number, number, f'{key} = ["moonlight"]', f"“{key}” holds 'moonlight'", number


def said_twice(lines):
    for number, _, _, key, value in once_per_place(pairs(lines)):
        if value.startswith('["'):
            one = value[1:].split(",")[0].rstrip("]")
            yield number, number, f"{key} = [{one}, {one}]", f"“{key}” says something twice.", number


def no_list(lines):
    for number, _, _, key, value in once_per_place(pairs(lines)):
        if value.startswith("["):
            yield number, number, f"{key} = 7", f"“{key}” must be a list", number


def expression(lines):
    for number, _, _, key, _value in once_per_place(pairs(lines)):
        if key.endswith(".en"):
            wrong = "{{ fine }}" if number % 2 else "=1+1"
            yield number, number, f'{key} = "{wrong}"', "holds an expression or markup.", number


def unknown_language(lines):
    for number, _, _, key, value in once_per_place(pairs(lines)):
        if key.endswith(".en"):
            wrong = f"{key[:-3]}.qq = {value}"
            yield number, number, wrong, "“qq” is not a language here.", number


def dangling_source(lines):
    for number, _, _, key, _ in once_per_place(pairs(lines)):
        if key == "source":
            yield (
                number,
                number,
                'source = "Rumour 7"',
                "“Rumour 7” begins with no source of this programme.",
                number,
            )


def doubled(lines):
    """The second code of a kind becomes the first one's. Times stand once for each tier, so they are left to the rest."""
    first = {}
    for number, _, header, key, value in pairs(lines):
        if key in {"code", "id"} and header and header not in {"time", "time.extension"}:
            if header in first:
                yield number, number, f"{key} = {first[header]}", " stands twice.", number
            else:
                first[header] = value


NEEDED = {
    "tier": ("code", "rank"),
    "time": ("code", "count", "unit", "starts", "duty", "expiry"),
    "time.extension": ("cause", "count", "unit", "times", "asked_by"),
    "bar": ("after", "count", "unit"),
    "validity": ("model",),
    "hearing": ("before",),
    "visits": ("notice_days", "offers", "refusals"),
    "appeal": ("bodies",),
    "retention": ("notice_days",),
    "reuse": ("groups", "count", "unit"),
    "score": ("code",),
    "ground": ("measures",),
    "question": ("weight",),
    "remark": ("about",),
    "criterion": ("bound", "modes", "basis"),
    "risk": ("own-doubts",),
}


def dropped(lines):
    for number, header_at, header, key, _ in once_per_place(pairs(lines)):
        if key in NEEDED.get(header, ()):
            yield number, number, None, "", header_at


def broken(lines):
    number = next(number for number, *_ in pairs(lines) if number > len(lines) // 2)
    yield number, number, "count = ", "This is not TOML", number


MAKERS = (
    *(misspelt, out_of_range, quoted_number, quoted_flag, unknown_word, said_twice, no_list, expression),
    *(unknown_language, dangling_source, doubled, dropped, broken),
)


def planted():
    """Yield every mistake that the makers can plant in any sheet."""
    for code in CODES:
        for file in SHEETS:
            if lines := lines_of(code, file):
                for make in MAKERS:
                    for first, last, text, told, line in make(lines):
                        yield Mistake(make.__name__, code, file, first, last, text, told, line)


def chosen(mistakes):
    """Take each sort of mistake once, in turn from one of the programmes in which it can be planted.

    Of one sort are mistakes of one kind in one key of one kind of table.
    """
    sorts = {}
    for one in mistakes:
        lines = lines_of(one.code, one.file)
        header = next((line for line in reversed(lines[: one.first]) if line.startswith("[")), "")
        sorts.setdefault((one.kind, one.file, header, lines[one.first - 1].split(" =")[0]), []).append(one)
    for turn, group in enumerate(sorts.values()):
        codes = sorted({one.code for one in group})
        yield next(one for one in group if one.code == codes[turn % len(codes)])


MISTAKES = tuple(chosen(planted()))


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_it_is_named_with_file_and_line(mistake, tmp_path):
    folder = shutil.copytree(ROOT / "programmes" / mistake.code, tmp_path / mistake.code)
    sheet = folder / mistake.file
    lines = sheet.read_text(encoding="utf-8").splitlines()
    lines[mistake.first - 1 : mistake.last] = [] if mistake.text is None else [mistake.text]
    sheet.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(EditionFault) as caught:
        load_programme(folder)
    faults = (caught.value, *caught.value.others)
    assert [
        fault
        for fault in faults
        if (fault.file, fault.line) == (sheet, mistake.line) and mistake.told in fault.problem
    ] != [], [(fault.file.name, fault.line, fault.problem) for fault in faults]
    assert all(fault.fix for fault in faults)


def test_there_are_hundreds_of_every_kind_in_every_programme_and_sheet():
    assert len({(one.code, one.file, one.first, one.text) for one in MISTAKES}) == len(MISTAKES) > 300
    assert {one.kind for one in MISTAKES} == {make.__name__ for make in MAKERS}
    assert min(Counter(one.code for one in MISTAKES).values()) > 20
    assert {one.file for one in MISTAKES} == set(SHEETS)
