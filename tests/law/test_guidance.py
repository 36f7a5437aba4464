"""Help with criteria: what ships is whole and honest, what is wrong is named with its line, and no digest moves."""

import shutil
from pathlib import Path

import pytest

from openaeo.law.edition import EditionFault, load_edition
from openaeo.law.findings import Level
from openaeo.law.guidance import Department, Guidebook, load_guidebook
from openaeo.law.terms import Bound

SAFE = Path(__file__).resolve().parents[2] / "editions" / "safe-2021"
EDITION = load_edition(SAFE)
BOOK = load_guidebook(SAFE, EDITION)

ENGLISH = """[[reference]]
code = "safe"
text = "A text"

[[guidance]]
criterion = "A1"
level = "must"
known_by = ["management", "it"]
indicator = "Shows."
risk = "Hurts."
solutions = ["Do one.", "Do two."]
small = "One page."
references = ["safe"]

[[guidance]]
criterion = "A6"
level = "should"
indicator = "Shows here."
risk = "Hurts here."
solutions = ["Do it."]
references = ["safe"]
"""
FRENCH = """draft = true

[[guidance]]
criterion = "A1"
indicator = "Se voit."
risk = "Nuit."
solutions = ["Un.", "Deux."]
small = "Une page."
"""


def folder(path, english=ENGLISH, french=FRENCH, name="guidance.fr.toml"):
    ours = shutil.ignore_patterns("guidance.*.toml")
    there = shutil.copytree(SAFE, path / "safe-2021", ignore=ours)
    (there / "guidance.en.toml").write_text(english, encoding="utf-8")
    (there / name).write_text(french, encoding="utf-8")
    return there


def test_every_criterion_has_help_in_plain_words():
    assert list(BOOK.help) == [one.id for one in EDITION.criteria]
    for one in EDITION.criteria:
        given = BOOK.on(one.id)
        assert bool(given.known_by) is (one.bound is not Bound.CUSTOMS), one.id
        texts = [given.indicator, given.risk, *given.solutions, *([given.small] if given.small else [])]
        words = [text["en"] for text in texts]
        assert [
            text for text in words if not (text[0].isupper() and text[-1] in ".?:" and len(text) < 200)
        ] == []
        unchecked = any("not checked" in text for text in given.references)
        assert unchecked is ("S" not in one.basis.split()), one.id


def test_help_is_no_law_and_moves_no_digest(tmp_path):
    there = folder(tmp_path)
    assert load_edition(there).hash == EDITION.hash
    (there / "guidance.en.toml").unlink()
    (there / "guidance.fr.toml").unlink()
    assert load_edition(there).hash == EDITION.hash
    assert load_guidebook(there, EDITION) == Guidebook()


def test_another_language_stands_beside_english_and_may_lack_something(tmp_path):
    book = load_guidebook(folder(tmp_path), EDITION)
    one, six = book.on("A1"), book.on("A6")
    assert book.drafts == {"fr"}
    assert (one.level, one.known_by) == (Level.MUST, (Department.MANAGEMENT, Department.IT))
    assert one.solutions == ({"en": "Do one.", "fr": "Un."}, {"en": "Do two.", "fr": "Deux."})
    assert (one.indicator["fr"], one.risk["fr"], one.small) == (
        "Se voit.",
        "Nuit.",
        {"en": "One page.", "fr": "Une page."},
    )
    assert (six.indicator, six.small, six.known_by, six.references) == (
        {"en": "Shows here."},
        {},
        (),
        ("A text",),
    )
    assert book.on("A2") is None


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "problem"),
    [
        ("en", 'level = "must"', 'level = "may"', 7, "“level” is 'may', which is not known."),
        ("en", 'criterion = "A1"', 'criterion = "Z1"', 6, "“criterion” is 'Z1', which is not known."),
        ("en", 'criterion = "A6"', 'criterion = "A1"', 16, "A1 is helped with twice."),
        ("en", 'known_by = ["management", "it"]\n', "", 5, "Nobody is named who knows A1."),
        (
            "en",
            'level = "should"',
            'level = "should"\nknown_by = ["it"]',
            18,
            "A6 binds customs, not a firm.",
        ),
        ("en", '["management", "it"]', '["cook"]', 8, "“known_by” holds 'cook', which is not known."),
        ("en", '["Do it."]', "[]", 20, "“solutions” must be a list of texts."),
        ("en", '["Do it."]', '["Do {{ it }}."]', 20, "“solutions” holds an expression or markup."),
        ("en", 'small = "One page."\nreferences = ["safe"]', "references = []", 12, "A1 refers to nothing."),
        ("en", 'small = "One page."', "small = 3", 12, "“small” must be a text."),
        (
            "en",
            'text = "A text"\n',
            'text = "A"\n\n[[reference]]\ncode = "safe"\n',
            6,
            "The reference safe stands twice.",
        ),
        ("fr", 'criterion = "A1"', 'criterion = "A2"', 4, "“criterion” is 'A2', which is not known."),
        ("fr", '["Un.", "Deux."]', '["Un."]', 7, "A1 has 1 solutions, not as in English."),
        ("fr", 'small = "Une page."\n', "", 3, "“small” of A1 is not as in English."),
        ("fr", 'risk = "Nuit."', 'level = "must"', 6, "The key “level” is not known here."),
    ],
)
def test_a_fault_names_file_line_and_fix(tmp_path, file, old, new, line, problem):
    sheets = {"en": ENGLISH, "fr": FRENCH}
    changed = sheets[file].replace(old, new, 1)
    assert changed != sheets[file]
    there = folder(
        tmp_path, **{"english": ENGLISH, "french": FRENCH, {"en": "english", "fr": "french"}[file]: changed}
    )
    with pytest.raises(EditionFault) as caught:
        load_guidebook(there, EDITION)
    fault = caught.value
    assert (fault.file.name, fault.line, fault.problem) == (f"guidance.{file}.toml", line, problem)
    assert fault.fix


def test_a_file_in_no_language(tmp_path):
    with pytest.raises(EditionFault, match="“xx” is not a language here"):
        load_guidebook(folder(tmp_path, name="guidance.xx.toml"), EDITION)
