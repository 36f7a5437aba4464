"""No act changes the status of an authorisation unless its page said before who is told and what it means."""

import ast
from pathlib import Path

from openaeo.law.authority import AUTHORITY
from openaeo.law.lifecycle import AUTHORISATION
from openaeo.law.standing import STATUS_ACTS
from openaeo.law.terms import Capacity

SOURCE = Path(__file__).resolve().parents[2] / "src" / "openaeo"
CASEWORK = {path.stem: ast.parse(path.read_text()) for path in (SOURCE / "casework").glob("*.py")}
WRITES = {"suspend", "lift", "withdraw"}
"""What the register offers to change a status."""
MEANS = ("desk/parts/effect.html", "desk/parts/resumes.html", "trader/parts/ends.html")
"""The parts of a page that say what stops, or comes into effect again."""


def called(function, room):
    """Yield what a function of casework calls, as (module, name); the register's book is `entries`."""
    for node in ast.walk(function):
        of = node.func if isinstance(node, ast.Call) else None
        if isinstance(of, ast.Name):
            yield room, of.id
        elif isinstance(of, ast.Attribute) and isinstance(of.value, ast.Name):
            yield of.value.id, of.attr


def acts_that_reach_the_book():
    """Return the acts of every verb that, by itself or through others, changes a status in the register."""
    functions = {
        (room, node.name): node
        for room, tree in CASEWORK.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    reached = {("entries", name) for name in WRITES}
    while more := {
        key for key, node in functions.items() if key not in reached and reached & set(called(node, key[0]))
    }:
        reached |= more
    return {
        item.context_expr.args[0].value
        for key in reached & set(functions)
        for node in ast.walk(functions[key])
        if isinstance(node, ast.With)
        for item in node.items
        if isinstance(item.context_expr, ast.Call) and isinstance(item.context_expr.args[0], ast.Constant)
    }


def test_every_step_and_every_act_that_takes_it_is_named():
    assert frozenset().union(*STATUS_ACTS.values()) == set(AUTHORISATION.steps)
    assert set(STATUS_ACTS) == acts_that_reach_the_book() | {"expire"}
    assert AUTHORITY["expire"] == {Capacity.SYSTEM}  # nobody takes it on a page


def test_every_such_act_has_a_page_that_says_it_before():
    pages = [path.read_text() for path in (SOURCE / "web" / "templates").rglob("*.html")]
    silent = {
        act
        for act in STATUS_ACTS.keys() - {"expire"}
        if not any(f'told_by "{act}"' in text and any(part in text for part in MEANS) for text in pages)
    }
    assert silent == set()
