"""docs/glossary.md knows every public name of the law and the words of the trade."""

import importlib
import inspect
import pkgutil
import re
from enum import StrEnum
from pathlib import Path

import openaeo.law
from openaeo.law.authority import AUTHORITY

GLOSSARY = (Path(__file__).resolve().parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [row for row in re.findall(r"^\| (.+?) \| (.+?) \|$", GLOSSARY, re.MULTILINE) if row[1] != "Meaning"]
NAMED = {name for word, _ in ROWS for name in re.findall(r"`([\w.-]+)`", word)}
MODULES = [
    importlib.import_module(f"openaeo.law.{module.name}")
    for module in pkgutil.iter_modules(openaeo.law.__path__)
]


def public():
    """Every class and function that a module of the law defines under a public name."""
    for module in MODULES:
        for name, value in vars(module).items():
            if not (inspect.isclass(value) or inspect.isfunction(value)) or name.startswith("_"):
                continue
            if (value.__module__, value.__name__) == (module.__name__, name):
                yield f"{module.__name__.rsplit('.', 1)[1]}.{name}", value


def test_every_public_name_of_the_law_has_a_line():
    assert sorted({name for name, _ in public()} - NAMED) == []


def test_no_line_outlives_its_name():
    qualified = {name for name in NAMED if "." in name}
    assert sorted(qualified - {name for name, _ in public()}) == []


def test_every_word_of_an_enumeration_is_told():
    lines = {word.strip("`"): meaning for word, meaning in ROWS}
    for name, value in public():
        if inspect.isclass(value) and issubclass(value, StrEnum):
            untold = [member.value for member in value if f"`{member.value}`" not in lines[name]]
            assert (name, untold) == (name, [])


def test_every_act_is_told():
    assert sorted(set(AUTHORITY) - NAMED) == []


def test_the_words_of_the_trade_are_told():
    words = {word.casefold() for word, _ in ROWS}
    trade = """AEO, MRA, SAFE, TIN, EORI, MID, WCO, criterion, edition, programme, tier, role, authorisation, holder,
    alias, standing, arrangement, partner, measure, hearing, journal, act, capacity, mandate, post, case, operator,
    administration, site, evidence, finding, gap, request, list, recognition, four eyes, consent, benefit, ground"""
    assert sorted({word.strip().casefold() for word in trade.split(",")} - words) == []


def test_every_line_says_something_once():
    words = [word for word, _ in ROWS]
    assert (
        sorted({word for word in words if words.count(word) > 1}),
        [m for _, m in ROWS if len(m) < 10],
    ) == ([], [])
