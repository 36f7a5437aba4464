"""House rules over the syntax tree: what imports cannot see."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "openaeo"
EDGELESS = {"utils", "helpers", "common", "core", "base", "manager", "service", "handler"}
VERB_ROOMS = ("parties", "casework", "register", "exchange", "notices", "dossier")
TRADE_WORDS = re.compile(
    r"(?<![a-z])(case|trader|criterion|criteria|certificate|declaration|customs|authori[sz]ation|importer|exporter)s?(?![a-z])",
    re.IGNORECASE,
)
WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}


def modules(*rooms):
    places = [SOURCE / room for room in rooms] or [SOURCE]
    return [
        path for place in places for path in sorted(place.rglob("*.py")) if "migrations" not in path.parts
    ]


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=[str(one.relative_to(SOURCE)) for one in paths])


def calls(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def test_names_of_modules_have_an_edge():
    assert [path for path in modules() if path.stem in EDGELESS] == []


@named([path for path in modules() if path.stem != "__init__"])
def test_a_module_says_what_it_knows_and_stays_short(path):
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= 400


@named(modules("web"))
def test_pages_read_through_the_gate_and_write_nothing(path):
    text = path.read_text(encoding="utf-8")
    parents = {child: node for node in ast.walk(ast.parse(text)) for child in ast.iter_child_nodes(node)}
    wrong = []
    for node, after in parents.items():
        if not isinstance(node, ast.Attribute):
            continue
        gated = isinstance(after, ast.Attribute) and after.attr == "visible_to"
        if node.attr in {"objects", "_default_manager"} and not gated:
            wrong.append(f"line {node.lineno}: .{node.attr} without .visible_to(")
        called = isinstance(after, ast.Call) and after.func is node
        if called and node.attr in WRITES and not is_plain(node):
            wrong.append(f"line {node.lineno}: .{node.attr}(")
    assert wrong == []


def is_plain(attribute):
    """`{}.update()`, `session.save()` and the like are not writes to tables."""
    owner = attribute.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return name in {"context", "session", "attrs", "data", "facts", "values", "initial", "query", "hashlib"}


@named(modules("law", *VERB_ROOMS))
def test_rules_and_verbs_do_not_read_the_clock(path):
    wrong = [node.lineno for node in calls(path) if node.func.attr in {"now", "today", "utcnow"}]
    assert wrong == []


@named(modules())
def test_state_is_assigned_in_move_only(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wrong = []
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.Module) or getattr(function, "name", "") == "move":
            continue
        for node in own_statements(function):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            wrong += [
                node.lineno for one in targets if isinstance(one, ast.Attribute) and one.attr == "state"
            ]
    assert wrong == []


def own_statements(function):
    """Assignments in a function's body, not those of functions inside it."""
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            yield node
        waiting += ast.iter_child_nodes(node)


@named(modules("bedrock"))
def test_bedrock_knows_no_word_of_the_trade(path):
    text = path.read_text(encoding="utf-8")
    names = [
        node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]
    found = [name for name in names if TRADE_WORDS.search(name.replace("_", " "))]
    found += [word for word in strings_and_names(text) if TRADE_WORDS.fullmatch(word)]
    assert found == []


def strings_and_names(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            yield node.value
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg):
            yield node.arg


def test_only_settings_reads_the_environment():
    allowed = {SOURCE / "config" / "settings.py"}
    wrong = [
        path.name
        for path in modules()
        if path not in allowed
        and re.search(r"os\.environ\[|os\.environ\.get|os\.getenv", path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "line"),
    [("def take():\n    case.state = 1\n", [2]), ("def move():\n    self.state = 1\n", [])],
)
def test_the_rule_on_state_can_fail(tmp_path, source, line):
    path = tmp_path / "example.py"
    path.write_text(source)
    if line:
        with pytest.raises(AssertionError):
            test_state_is_assigned_in_move_only(path)
    else:
        test_state_is_assigned_in_move_only(path)
