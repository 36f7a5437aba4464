"""Editions as data: what ships is whole, and what is wrong is named with its line."""

import re
from collections import Counter
from pathlib import Path

import pytest

from openaeo.law.edition import Edition, EditionFault, Group, load_edition
from openaeo.law.terms import Bound, Mode, Role

ROOT = Path(__file__).resolve().parents[2]
SAFE = ROOT / "editions" / "safe-2021"
EDITION = load_edition(SAFE)


def test_the_catalogue_has_all_113_criteria_in_order():
    sizes = {
        "A": 6,
        "B": 10,
        "C": 4,
        "D": 8,
        "E": 14,
        "F": 13,
        "G": 14,
        "H": 8,
        "I": 15,
        "J": 10,
        "K": 4,
        "L": 2,
        "M": 5,
    }
    expected = [f"{letter}{number}" for letter, size in sizes.items() for number in range(1, size + 1)]
    assert [criterion.id for criterion in EDITION.criteria] == expected
    assert [group.letter for group in EDITION.groups] == list(sizes)


def test_77_criteria_bind_operators_29_customs_and_7_both():
    assert Counter(criterion.bound for criterion in EDITION.criteria) == {
        Bound.OPERATOR: 77,
        Bound.CUSTOMS: 29,
        Bound.BOTH: 7,
    }


def test_every_criterion_is_a_sentence_of_its_own_that_addresses_nobody():
    texts = [criterion.text["en"] for criterion in EDITION.criteria]
    assert [text for text in texts if not (text[0].isupper() and text.endswith("."))] == []
    assert [text for text in texts if re.search(r"\b(you|your|yours)\b", text, re.IGNORECASE)] == []
    # Customs' own trainings repeat the operator's; nothing else is said twice.
    assert len(set(texts)) == len(texts)


def test_confirmed_means_a_source_beyond_general_knowledge():
    assert [c.id for c in EDITION.criteria if c.confirmed != bool(set(c.basis.split()) & set("SWEIN"))] == []
    assert Counter(c.confirmed for c in EDITION.criteria) == {True: 47, False: 66}
    assert (EDITION.criterion("A1").basis, EDITION.criterion("A2").basis) == ("W E", "U")


def test_groups_are_named_in_three_languages_of_which_two_are_drafts():
    assert {tuple(sorted(group.name)) for group in EDITION.groups} == {("ar", "en", "fr")}
    assert {group.drafts for group in EDITION.groups} == {frozenset({"ar", "fr"})}
    assert EDITION.group("G").name["en"] == "Cargo security"


@pytest.mark.parametrize("roles", [[], *([role] for role in Role), [Role.BROKER, Role.CARRIER]])
def test_what_binds_customs_alone_is_nobodys_question(roles):
    applying = EDITION.applying(roles)
    assert [c.id for c in applying if c.bound is Bound.CUSTOMS] == []
    assert [c.id for c in EDITION.criteria if c in applying] == [c.id for c in applying]
    everybody = {c.id for c in EDITION.criteria if not c.roles and c.bound is not Bound.CUSTOMS}
    assert everybody - {c.id for c in applying} == set()


def test_sealing_and_conveyance_are_asked_of_those_who_seal_and_convey():
    def letters(role):
        return Counter(criterion.group for criterion in EDITION.applying([role]))

    assert (letters(Role.BROKER)["G"], letters(Role.BROKER)["H"]) == (0, 0)
    assert (letters(Role.WAREHOUSE)["G"], letters(Role.WAREHOUSE)["H"]) == (13, 0)
    assert (letters(Role.CARRIER)["G"], letters(Role.CARRIER)["H"]) == (10, 6)
    assert "F6" in {criterion.id for criterion in EDITION.applying([Role.CARRIER])}
    assert "F6" not in {criterion.id for criterion in EDITION.applying([Role.IMPORTER])}


def test_several_roles_answer_what_any_of_them_answers_and_none_answers_all():
    def ids(*roles):
        return {criterion.id for criterion in EDITION.applying(roles)}

    assert ids(Role.BROKER, Role.CARRIER) == ids(Role.BROKER) | ids(Role.CARRIER)
    assert ids() == set().union(*(ids(role) for role in Role))
    assert len(ids()) == 84


def test_an_edition_has_no_criterion_it_does_not_have():
    with pytest.raises(KeyError):
        EDITION.criterion("X1")
    with pytest.raises(KeyError):
        EDITION.group("X")


# --- faults ---

HEAD = """code = "small"
title.en = "A small edition"
source = "Invented."

[[group]]
letter = "A"
name.en = "Compliance"
name.fr = "Conformité"
drafts = ["fr"]
"""
BODY = """# invented
[[criterion]]
id = "A1"
bound = "operator"
text.en = "Something is done."
evidence.en = "Proof of it"
modes = ["desk", "video"]
roles = ["broker"]
basis = ["S"]

[[criterion]]
id = "A2"
bound = "both"
modes = ["on-site"]
basis = ["U"]

[criterion.text]
en = "Something else is done."

[criterion.evidence]
en = "Proof of that"
"""
SMALL = {"edition.toml": HEAD, "criteria.toml": BODY}


def folder(path, files, name="small"):
    there = path / name
    there.mkdir()
    for file, text in files.items():
        (there / file).write_text(text, encoding="utf-8")
    return there


def changed(files, file, old, new):
    assert files[file].count(old) == 1, old
    return {**files, file: files[file].replace(old, new)}


def test_a_small_edition_reads(tmp_path):
    edition = load_edition(folder(tmp_path, SMALL))
    one, two = edition.criteria
    assert edition.groups == (Group("A", {"en": "Compliance", "fr": "Conformité"}, frozenset({"fr"})),)
    assert (one.roles, one.modes, one.confirmed) == ({Role.BROKER}, {Mode.DESK, Mode.VIDEO}, True)
    assert (two.roles, two.bound, two.confirmed) == (frozenset(), Bound.BOTH, False)
    assert two.text == {"en": "Something else is done."}
    assert edition == Edition("small", edition.title, edition.groups, edition.criteria, edition.hash)


FAULTS = [
    ("edition.toml", 'code = "small"', 'code = "tiny"', 1, "The code tiny differs from the folder small."),
    ("edition.toml", 'source = "Invented."', "", 1, "“source” must be a text."),
    ("edition.toml", 'source = "Invented."', 'sauce = "x"', 3, "The key “sauce” is not known here."),
    ("edition.toml", 'letter = "A"', 'letter = "Aa"', 6, "“Aa” is not one capital letter."),
    ("edition.toml", 'letter = "A"', 'letter = "a"', 6, "“a” is not one capital letter."),
    (
        "edition.toml",
        'drafts = ["fr"]',
        'drafts = ["klingon"]',
        9,
        "“drafts” holds 'klingon', which is not known.",
    ),
    ("edition.toml", 'name.en = "Compliance"', "", 8, "“name” has no English wording."),
    ("edition.toml", 'name.fr = "Conformité"', 'name.xx = "?"', 8, "“xx” is not a language here."),
    (
        "edition.toml",
        'title.en = "A small edition"',
        'title = "A small edition"',
        2,
        "“title” must be a table.",
    ),
    ("edition.toml", "[[group]]", "[group]", 5, "There is no [[group]]."),
    (
        "edition.toml",
        'drafts = ["fr"]\n',
        '\n[[group]]\nletter = "A"\nname.en = "B"\n',
        11,
        "Group A stands twice.",
    ),
    ("criteria.toml", "# invented", 'extra = "1"', 1, "The key “extra” is not known here."),
    ("criteria.toml", 'id = "A1"', 'id = "B1"', 3, "“B1” is not a group's letter and a number."),
    ("criteria.toml", 'id = "A1"', 'id = "A"', 3, "“A” is not a group's letter and a number."),
    ("criteria.toml", 'id = "A1"', 'id = "A١"', 3, "“A١” is not a group's letter and a number."),
    ("criteria.toml", 'id = "A2"', 'id = "A1"', 12, "Criterion A1 stands twice."),
    ("criteria.toml", 'bound = "both"', 'bound = "all"', 13, "“bound” is 'all', which is not known."),
    ("criteria.toml", 'bound = "both"', "bound = 2", 13, "“bound” is 2, which is not known."),
    ("criteria.toml", 'modes = ["on-site"]', "", 11, "A2 cannot be verified in any way."),
    ("criteria.toml", 'basis = ["U"]', "basis = []", 15, "A2 has no basis."),
    ("criteria.toml", 'basis = ["U"]', 'basis = "U"', 15, "“basis” must be a list."),
    ("criteria.toml", 'basis = ["U"]', 'basis = ["U", "U"]', 15, "“basis” says something twice."),
    (
        "criteria.toml",
        'roles = ["broker"]',
        'roles = ["juggler"]',
        8,
        "“roles” holds 'juggler', which is not known.",
    ),
    ("criteria.toml", 'text.en = "Something is done."', 'text.en = ""', 5, "“en” must be a text."),
    ("criteria.toml", 'text.en = "Something is done."', "text.en = 5", 5, "“en” must be a text."),
    ("criteria.toml", '"Something is done."', '"{{ answer }}"', 5, "“en” holds an expression or markup."),
    ("criteria.toml", '"Something is done."', '"=SUM(A1)"', 5, "“en” holds an expression or markup."),
    ("criteria.toml", '"Something is done."', '"<b>Something</b>"', 5, "“en” holds an expression or markup."),
    ("criteria.toml", 'en = "Something else is done."', 'xx = "?"', 18, "“xx” is not a language here."),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "problem"), FAULTS, ids=lambda value: str(value)[:40])
def test_a_fault_names_file_line_and_fix(tmp_path, file, old, new, line, problem):
    there = folder(tmp_path, changed(SMALL, file, old, new))
    with pytest.raises(EditionFault) as caught:
        load_edition(there)
    fault = caught.value
    assert (fault.file, fault.line, fault.problem) == (there / file, line, problem)
    assert fault.fix
    assert str(fault) == f"{there / file}, line {line}: {problem} {fault.fix}"


def test_a_file_that_is_absent_or_not_toml_or_not_text(tmp_path):
    there = folder(tmp_path, {"edition.toml": HEAD})
    with pytest.raises(EditionFault, match=r"criteria\.toml, line 1: The file is missing"):
        load_edition(there)
    (there / "criteria.toml").write_text('[[criterion]]\nid = "A1\n', encoding="utf-8")
    with pytest.raises(EditionFault, match=r"criteria\.toml, line 2: This is not TOML"):
        load_edition(there)
    (there / "criteria.toml").write_text('[[criterion]]\nid = """A1\n', encoding="utf-8")
    with pytest.raises(EditionFault, match=r"criteria\.toml, line 3: This is not TOML"):
        load_edition(there)
    (there / "criteria.toml").write_bytes(b'id = "\xff"')
    with pytest.raises(EditionFault, match=r"criteria\.toml, line 1: The file is not UTF-8"):
        load_edition(there)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("edition.toml", "Conformité", "Conformite"),
        ("edition.toml", "Invented.", "Invented!"),
        ("criteria.toml", "Proof of it", "Proof of it."),
        ("criteria.toml", '["desk", "video"]', '["video", "desk"]'),
        ("criteria.toml", 'roles = ["broker"]\n', ""),
    ],
)
def test_the_hash_changes_with_every_word(tmp_path, file, old, new):
    before = load_edition(folder(tmp_path, SMALL)).hash
    (tmp_path / "again").mkdir()
    after = load_edition(folder(tmp_path / "again", changed(SMALL, file, old, new))).hash
    assert before != after


def test_the_hash_does_not_change_with_comments_and_layout(tmp_path):
    before = load_edition(folder(tmp_path, SMALL)).hash
    (tmp_path / "again").mkdir()
    files = changed(SMALL, "criteria.toml", "# invented", "#\n\n# still invented")
    files = changed(
        files, "criteria.toml", 'bound = "both"\nmodes = ["on-site"]', 'modes = [ "on-site" ]\nbound="both"'
    )
    assert load_edition(folder(tmp_path / "again", files)).hash == before


# --- a supplement to another edition ---

NEXT_HEAD = """code = "next"
rests_on = "small"
title.en = "A supplement"
source = "Invented."
dropped = ["A2"]
"""
NEXT_BODY = """[[criterion]]
id = "A1"
bound = "operator"
text.en = "Something is still done."
evidence.en = "Proof of it"
modes = ["desk"]
basis = ["N"]
same_meaning = true

[[criterion]]
id = "A3"
bound = "operator"
text.en = "Something new is done."
evidence.en = "Proof of that"
modes = ["desk"]
basis = ["N"]
"""
NEXT = {"edition.toml": NEXT_HEAD, "criteria.toml": NEXT_BODY}


def test_a_supplement_stands_on_the_edition_beside_it(tmp_path):
    base = load_edition(folder(tmp_path, SMALL))
    there = folder(tmp_path, NEXT, "next")
    found = load_edition(there)
    assert [(one.id, one.same_meaning) for one in found.criteria] == [("A1", True), ("A3", False)]
    assert (found.rests_on, found.groups, base.rests_on) == ("small", base.groups, "")
    text = (tmp_path / "small" / "criteria.toml").read_text(encoding="utf-8")
    (tmp_path / "small" / "criteria.toml").write_text(
        text.replace("Proof of that", "Proof"), encoding="utf-8"
    )
    assert load_edition(there).hash != found.hash, "what it rests on is part of what is pinned"


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "problem"),
    [
        ("edition.toml", '"small"', '"gone"', 2, "There is no edition gone beside it."),
        ("edition.toml", '"small"', '"next"', 2, "There is no edition next beside it."),
        ("edition.toml", '"small"', '"../x/small"', 2, "There is no edition ../x/small beside it."),
        ("edition.toml", '["A2"]', '["A1"]', 5, "A1 is worded anew as well."),
        ("edition.toml", '["A2"]', '["A9"]', 5, "“dropped” holds 'A9', which is not known."),
        ("criteria.toml", 'id = "A1"', 'id = "A4"', 8, "A4 is new."),
        ("criteria.toml", 'id = "A3"', 'id = "A1"', 11, "Criterion A1 stands twice."),
    ],
)
def test_a_fault_in_a_supplement(tmp_path, file, old, new, line, problem):
    folder(tmp_path, SMALL)
    there = folder(tmp_path, changed(NEXT, file, old, new), "next")
    with pytest.raises(EditionFault) as fault:
        load_edition(there)
    assert (fault.value.file.name, fault.value.line, fault.value.problem) == (file, line, problem)
    assert fault.value.fix


def test_nobody_follows_a_chain_of_supplements(tmp_path):
    folder(tmp_path, SMALL)
    folder(tmp_path, NEXT, "next")
    third = {
        "edition.toml": NEXT_HEAD.replace('"next"', '"third"').replace('"small"', '"next"'),
        "criteria.toml": NEXT_BODY,
    }
    with pytest.raises(EditionFault, match="next is a supplement itself"):
        load_edition(folder(tmp_path, third, "third"))
