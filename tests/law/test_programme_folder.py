"""Programmes as data: what QM says, and how every mistake in a folder is named."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from openaeo.law.catalogue import asked, asks, catalogue
from openaeo.law.citing import Certainty
from openaeo.law.clock import Limit, Unit
from openaeo.law.edition import load_edition
from openaeo.law.programme import NEEDED, Chapter
from openaeo.law.programme_folder import load_programme
from openaeo.law.risk import FEATURES
from openaeo.law.sheet import EditionFault

ROOT = Path(__file__).resolve().parents[2]
QM = ROOT / "programmes" / "qm"
EDITION = load_edition(ROOT / "editions" / "safe-2021")
PROGRAMME = load_programme(QM)


def test_qm_rests_on_the_edition_and_keeps_its_own_time():
    assert (PROGRAMME.code, PROGRAMME.edition, PROGRAMME.lasts("full").years) == ("qm", EDITION.code, 5)
    days = {code: PROGRAMME.limit(code).count for code in NEEDED}
    assert days == {"acceptance": 30, "decision": 120, "request": 30, "hearing": 30, "measure-hearing": 30}
    assert PROGRAMME.statement_sizes == {"micro", "small"}
    assert (PROGRAMME.zone, PROGRAMME.calendar.weekend, PROGRAMME.calendar.closed_days) == (
        "UTC",
        {5, 6},
        frozenset(),
    )


def test_qm_words_everything_in_three_languages():
    wordings = [
        PROGRAMME.title,
        PROGRAMME.note,
        *PROGRAMME.tiers.values(),
        *PROGRAMME.grounds.values(),
        *PROGRAMME.benefits.values(),
        *(size.text for size in PROGRAMME.sizes),
        *(change.text for change in PROGRAMME.changes),
    ]
    wordings += [text for q in PROGRAMME.eligibility for text in (q.text, q.if_no, q.evidence)]
    assert {tuple(sorted(wording)) for wording in wordings} == {("ar", "en", "fr")}
    assert PROGRAMME.drafts == {"ar", "fr"}


def test_qm_has_these_words():
    assert list(PROGRAMME.tiers) == ["compliance", "security", "full"]
    assert list(PROGRAMME.benefits) == [f"BN{number}" for number in range(1, 8)]
    assert PROGRAMME.benefits_of("full") == PROGRAMME.benefits
    assert Counter(question.weight for question in PROGRAMME.eligibility) == {"must": 4, "should": 3}
    assert set(PROGRAMME.risk) == {feature.code for feature in FEATURES}
    assert sum(PROGRAMME.risk.values()) == 100


def test_each_ground_carries_a_measure_and_each_measure_has_grounds():
    suspend, revoke = PROGRAMME.grounds_for("suspend"), PROGRAMME.grounds_for("revoke")
    assert set(suspend) | set(revoke) == set(PROGRAMME.grounds)
    assert ("holder-unable" in suspend, "holder-unable" in revoke) == (True, False)
    assert ("not-cured" in suspend, "not-cured" in revoke) == (False, True)
    assert PROGRAMME.grounds_for("abolish") == {}


def test_every_rule_of_qm_is_cited_to_qm():
    assert {(cited.source, cited.certainty) for _name, cited in PROGRAMME.cited()} == {
        ("QM", Certainty.SOURCED)
    }
    names = [name for name, _cited in PROGRAMME.cited()]
    assert len(names) == len(set(names))


def test_a_tier_asks_its_own_criteria():
    letters = [group.letter for group in asked(EDITION, PROGRAMME, "compliance").groups]
    assert letters == list("ABCDEF")
    assert asks(EDITION, PROGRAMME, "compliance") < asks(EDITION, PROGRAMME, "security")
    assert asks(EDITION, PROGRAMME, "full") == asks(EDITION, PROGRAMME, "compliance") | asks(
        EDITION, PROGRAMME, "security"
    )
    assert asked(EDITION, PROGRAMME, "compliance").hash == catalogue(EDITION, PROGRAMME).hash == EDITION.hash


def test_what_the_programme_does_not_know_is_refused():
    for ask in (PROGRAMME.rung, PROGRAMME.lasts, lambda tier: asked(EDITION, PROGRAMME, tier)):
        with pytest.raises(KeyError):
            ask("gold")
    with pytest.raises(KeyError):
        PROGRAMME.limit("siesta")
    assert PROGRAMME.time("siesta") is None


# --- additions ---

MORE = """[[group]]
letter = "X"
name.en = "Additions"

[[criterion]]
id = "X1"
bound = "operator"
tiers = ["compliance"]
text.en = "Somebody is competent."
evidence.en = "Diploma"
modes = ["desk"]
basis = ["N"]
source = "QM"

[[criterion]]
id = "G99"
bound = "operator"
text.en = "Something more is secured."
evidence.en = "Photo"
modes = ["on-site"]
basis = ["U"]
certainty = "placeholder"
"""


@pytest.fixture
def qm(tmp_path):
    return Path(shutil.copytree(QM, tmp_path / "qm"))


def edit(folder, file, old, new, count=1):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, count), encoding="utf-8")
    return folder


def test_a_programme_adds_criteria(qm):
    (qm / "criteria.toml").write_text(MORE, encoding="utf-8")
    edit(qm, "programme.toml", '"D", "E", "F"]', '"D", "E", "F", "X"]')
    edit(qm, "programme.toml", 'code = "security"\n', 'code = "security"\nwithout = ["X"]\n')
    programme = load_programme(qm)
    whole = catalogue(EDITION, programme)
    assert [criterion.id for criterion in whole.criteria[-2:]] == ["X1", "G99"]
    assert [
        {"X1", "G99"} & asks(EDITION, programme, tier) for tier in ("compliance", "security", "full")
    ] == [
        {"X1"},
        {"G99"},
        {"X1", "G99"},
    ]
    assert asked(EDITION, programme, "security").hash == whole.hash != EDITION.hash


@pytest.mark.parametrize(
    ("old", "new"), [("competent", "able"), ('["compliance"]', '["full"]'), ('["N"]', '["U"]')]
)
def test_the_catalogue_changes_with_every_word_added(qm, old, new):
    (qm / "criteria.toml").write_text(MORE, encoding="utf-8")
    before = catalogue(EDITION, load_programme(qm)).hash
    edit(qm, "criteria.toml", old, new)
    assert catalogue(EDITION, load_programme(qm)).hash != before


# --- another programme's words ---


def test_a_programme_with_other_words(qm):
    edit(qm, "programme.toml", 'model = "fixed"\nyears = 5\n', 'model = "none"\n')
    edit(qm, "programme.toml", "closed_days = []", "closed_days = [2026-01-01, 2026-05-01]")
    edit(qm, "programme.toml", 'weekend = ["saturday", "sunday"]', "")
    edit(
        qm,
        "clocks.toml",
        '[[time]]\ncode = "cure"',
        '[[time]]\ncode = "decision"\ntiers = ["security"]\nstarts = "acceptance"\ncount = 4\nunit = "months"\n'
        'duty = "customs"\nexpiry = "refused"\nsource = "QM §4; QM §5"\n\n[[time]]\ncode = "cure"',
    )
    other = load_programme(qm)
    assert (other.lasts("full").years, other.calendar.weekend) == (None, frozenset())
    assert other.calendar.closed_days == {date(2026, 1, 1), date(2026, 5, 1)}
    assert (other.limit("decision", "security"), other.limit("decision", "full")) == (
        Limit(4, Unit.MONTHS),
        Limit(120, Unit.CALENDAR_DAYS),
    )
    assert other.hash != PROGRAMME.hash


# --- certainty of single values, rules in words ---

REMARK = """
[[remark]]
about = "changes"
text.en = "Changes are told without delay."
source = "QM §7"
"""


def test_a_rule_says_which_of_its_values_are_less_certain(qm):
    edit(
        qm,
        "programme.toml",
        '"follow-up"]\nsource = "QM"',
        '"follow-up"]\nsource = "QM"\nunconfirmed = ["notice_days"]\nplaceholder = ["offers", "refusals"]',
    )
    cited = load_programme(qm).visits.cited
    of = {key: cited.of(key) for key in ("required", "notice_days", "offers")}
    assert of == {
        "required": Certainty.SOURCED,
        "notice_days": Certainty.UNCONFIRMED,
        "offers": Certainty.PLACEHOLDER,
    }
    assert (cited.settled, PROGRAMME.visits.cited.settled) == (False, True)


def test_a_value_left_out_may_be_a_placeholder(qm):
    edit(qm, "programme.toml", 'rank = 1\nsource = "QM"', 'rank = 1\nplaceholder = ["roles"]\nsource = "QM"')
    assert load_programme(qm).rungs[0].cited.placeholder == {"roles"}


def test_what_no_table_carries_is_told_in_words(qm):
    path = qm / "wording.toml"
    path.write_text(path.read_text(encoding="utf-8") + REMARK, encoding="utf-8")
    other = load_programme(qm)
    assert [(one.about, one.text["en"], one.cited.source) for one in other.remarks] == [
        (Chapter.CHANGES, "Changes are told without delay.", "QM §7")
    ]
    assert "remark 1" in dict(other.cited())
    assert (PROGRAMME.remarks, dict(PROGRAMME.backing)) == ((), {})


def test_grounds_benefits_questions_and_weights_may_say_where_they_stand(qm):
    edit(qm, "programme.toml", "earlier-trouble = 20", 'earlier-trouble = 20\ncertainty = "placeholder"')
    edit(qm, "wording.toml", 'code = "threat"', 'code = "threat"\nsource = "QM §3"')
    edit(qm, "wording.toml", 'code = "BN5"', 'code = "BN5"\nsource = "QM"\ncertainty = "unconfirmed"')
    edit(qm, "wording.toml", 'weight = "should"', 'weight = "should"\nsource = "QM"')
    other = load_programme(qm)
    found = {name: (cited.source, cited.certainty.value) for name, cited in other.backing.items()}
    assert found == {
        "ground threat": ("QM §3", "sourced"),
        "benefit BN5": ("QM", "unconfirmed"),
        "question records": ("QM", "sourced"),
        "risk": ("", "placeholder"),
    }
    assert set(found) < set(dict(other.cited()))


# --- mistakes ---

P, C, W = "programme.toml", "clocks.toml", "wording.toml"
# file, what stands there, what is planted instead, what is told, and the line that is named
MISTAKES = [
    (P, 'code = "qm"', 'code = "qn"', "The code qn differs from the folder qm.", 'code = "qn"'),
    (P, 'edition = "safe-2021"', "edition = 2021", "“edition” must be a text.", "edition = 2021"),
    (
        P,
        'origin = "invented"',
        'origin = "guessed"',
        "“origin” is 'guessed', which is not known.",
        'origin = "guessed"',
    ),
    (P, 'zone = "UTC"', 'zone = "Qm/Capital"', "“Qm/Capital” is not a time zone.", 'zone = "Qm/Capital"'),
    (P, 'zone = "UTC"', 'zone = "../etc"', "“../etc” is not a time zone.", 'zone = "../etc"'),
    (
        P,
        "closed_days = []",
        'closed_days = ["2026-01-01"]',
        "“closed_days” must be a list of dates.",
        'closed_days = ["2026-01-01"]',
    ),
    (
        P,
        "closed_days = []",
        "closed_days = 2026-01-01",
        "“closed_days” must be a list of dates.",
        "closed_days = 2026-01-01",
    ),
    (
        P,
        'drafts = ["fr", "ar"]',
        'drafts = ["tlh"]',
        "“drafts” holds 'tlh', which is not known.",
        'drafts = ["tlh"]',
    ),
    (P, 'drafts = ["fr", "ar"]', 'draft = ["fr"]', "The key “draft” is not known here.", 'draft = ["fr"]'),
    (
        P,
        'weekend = ["saturday", "sunday"]',
        'weekend = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]',
        "A week needs a working day.",
        'weekend = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]',
    ),
    (
        P,
        "own-doubts = 30",
        "own-doubts = 3.5",
        "“own-doubts” must be a whole number from 0 to 100.",
        "own-doubts = 3.5",
    ),
    (P, "own-doubts = 30", "own-doubt = 30", "The key “own-doubt” is not known here.", "own-doubt = 30"),
    (
        P,
        'groups = ["A", "B", "C", "D", "E", "F"]',
        'groups = ["A", "Z"]',
        "“groups” holds 'Z', which is not known.",
        'groups = ["A", "Z"]',
    ),
    (
        P,
        'parts = ["compliance", "security"]',
        'parts = ["gold"]',
        "“parts” holds 'gold', which is not known.",
        'parts = ["gold"]',
    ),
    (
        P,
        'parts = ["compliance", "security"]',
        'parts = ["full"]',
        "The tier full leans on itself.",
        'parts = ["full"]',
    ),
    (P, "rank = 2", "rank = 0", "“rank” must be a whole number from 1 to 9.", "rank = 0"),
    (P, "in_a_row = 3", "in_a_row = 0", "“in_a_row” must be a whole number from 1 to 20.", "in_a_row = 0"),
    (P, "rank = 2", "", "“rank” must be a whole number from 1 to 9.", "[[tier]]"),
    (
        P,
        'code = "security"',
        'code = "compliance"',
        "The tier compliance stands twice.",
        'code = "compliance"',
    ),
    (
        P,
        "staff_below = 50",
        "staff_below = 0",
        "“staff_below” must be a whole number from 1 to 10000000.",
        "staff_below = 0",
    ),
    (P, "staff_below = 50", "turnover = 5", "Money has no currency.", "turnover = 5"),
    (P, 'model = "fixed"', 'model = "none"', "Validity “none” and years do not fit together.", "years = 5"),
    (P, "years = 5", "", "Validity “fixed” and years do not fit together.", "[[validity]]"),
    (P, "years = 5", 'years = "2 + 3"', "“years” must be a whole number from 1 to 30.", 'years = "2 + 3"'),
    (P, "years = 5", "years = true", "“years” must be a whole number from 1 to 30.", "years = true"),
    (
        P,
        'declaration_to = "12-31"\n',
        "",
        "Half a window is given.",
        'declaration_from = "10-01"',
    ),
    (
        P,
        'declaration_from = "10-01"',
        'declaration_from = "02-29"',
        "“02-29” is not a day of every year.",
        'declaration_from = "02-29"',
    ),
    (P, "years = 5", 'years = 5\ntiers = ["full"]', "No validity holds for every tier.", "[[validity]]"),
    (
        P,
        'before = ["refuse", ',
        'before = ["refusal", ',
        "“before” holds 'refusal', which is not known.",
        'before = ["refusal", "grant-less", "conditions", "suspend", "revoke", "refuse-amendment"]',
    ),
    (P, "partial = true", 'partial = "yes"', "“partial” must be true or false.", 'partial = "yes"'),
    (P, 'after = ["revocation"]', "after = []", "The bar follows nothing.", "after = []"),
    (
        P,
        'silence = "suspension"',
        'silence = "shame"',
        "“silence” is 'shame', which is not known.",
        'silence = "shame"',
    ),
    (
        P,
        'declaration_from = "10-01"\ndeclaration_to = "12-31"\n',
        "",
        "There is no declaration to keep silent about.",
        'silence = "suspension"',
    ),
    (P, "]\ncount = 3", "]\ncount = 11", "“count” must be a whole number from 1 to 10.", "count = 11"),
    (P, 'unit = "years"', 'unit = "moons"', "“unit” is 'moons', which is not known.", 'unit = "moons"'),
    (P, 'bodies = ["reviewer", "court"]', "bodies = []", "Nobody hears the appeal.", "bodies = []"),
    (
        P,
        "notice_days = 14",
        "notice_days = -1",
        "“notice_days” must be a whole number from 0 to 365.",
        "notice_days = -1",
    ),
    (
        P,
        'remote = ["low-risk"',
        'remote = ["lazy"',
        "“remote” holds 'lazy', which is not known.",
        'remote = ["lazy", "revalidation", "follow-up"]',
    ),
    (
        P,
        'groups = ["G", "I"]',
        'groups = ["G", "G"]',
        "“groups” says something twice.",
        'groups = ["G", "G"]',
    ),
    (
        P,
        'look = "note"',
        'look = "glance"',
        "“look” is 'glance', which is not known.",
        'look = "glance"',
    ),
    (P, 'code = "people"', 'code = "role"', "The change role stands twice.", 'code = "role"'),
    (
        P,
        'notice_days = 30\nsource = "QM"',
        'notice_days = 30\nsource = "UCC-IA 13"',
        "“UCC-IA 13” begins with no source of this programme.",
        'source = "UCC-IA 13"',
    ),
    (
        P,
        'notice_days = 30\nsource = "QM"',
        "notice_days = 30\n",
        "“source” must be a text.",
        "[retention]",
    ),
    (
        P,
        'notice_days = 30\nsource = "QM"',
        'notice_days = 30\ncertainty = "sure"',
        "“certainty” is 'sure', which is not known.",
        'certainty = "sure"',
    ),
    (
        P,
        'uninvolved = true\nsource = "QM"',
        'uninvolved = true\nsource = "QM"\nplaceholder = ["body"]',
        "“placeholder” holds 'body', which is not known.",
        'placeholder = ["body"]',
    ),
    (
        P,
        'uninvolved = true\nsource = "QM"',
        'uninvolved = true\nsource = "QM"\nunconfirmed = ["bodies"]\nplaceholder = ["bodies"]',
        "“bodies” is called unconfirmed as well.",
        'placeholder = ["bodies"]',
    ),
    (
        W,
        'code = "BN2"',
        'code = "BN2"\nsource = "Hearsay"',
        "“Hearsay” begins with no source of this programme.",
        'source = "Hearsay"',
    ),
    (
        W,
        'code = "BN2"',
        '[[remark]]\nabout = "weather"\ntext.en = "Rain."\nsource = "QM"\n\n[[benefit]]\ncode = "BN2"',
        "“about” is 'weather', which is not known.",
        'about = "weather"',
    ),
    (
        P,
        "soon_days = 60",
        "soon_days = 0",
        "“soon_days” must be a whole number from 1 to 366.",
        "soon_days = 0",
    ),
    (P, "[hearing]", "[hearings]", "The key “hearings” is not known here.", "[hearings]"),
    (C, "count = 120", 'count = "120"', "“count” must be a whole number from 1 to 3660.", 'count = "120"'),
    (C, "count = 120", "counts = 120", "The key “counts” is not known here.", "counts = 120"),
    (
        C,
        'starts = "submission"',
        'starts = "dawn"',
        "“starts” is 'dawn', which is not known.",
        'starts = "dawn"',
    ),
    (C, 'duty = "customs"', 'duty = "fate"', "“duty” is 'fate', which is not known.", 'duty = "fate"'),
    (
        C,
        'expiry = "nothing"',
        'expiry = "doom"',
        "“expiry” is 'doom', which is not known.",
        'expiry = "doom"',
    ),
    (
        C,
        '"criminal-case"]',
        '"lunch"]',
        "“rests” holds 'lunch', which is not known.",
        'rests = ["question", "hearing", "adjustment", "lunch"]',
    ),
    (
        C,
        'code = "acceptance"',
        'code = "accept"',
        "The time acceptance is missing; no case can be run without it.",
        "[[time]]",
    ),
    (
        C,
        'code = "cure"',
        'code = "hearing"',
        "The time hearing stands twice for one tier.",
        'code = "hearing"',
    ),
    (C, "times = 1", "times = 0", "“times” must be a whole number from 1 to 12.", "times = 0"),
    (
        C,
        'cause = "adjustment"',
        'cause = "complex-case"',
        "Two extensions have one cause.",
        "[[time.extension]]",
    ),
    (
        C,
        'count = 60\nunit = "calendar-days"',
        'count = 60\nunit = "working-days"',
        "Limit and extension count different days.",
        "[[time.extension]]",
    ),
    (
        C,
        'asked_by = "trader"',
        'asked_by = "nobody"',
        "“asked_by” is 'nobody', which is not known.",
        'asked_by = "nobody"',
    ),
    (W, 'code = "holder-unable"', 'code = "threat"', "The ground threat stands twice.", 'code = "threat"'),
    (W, 'measures = ["revoke"]', "measures = []", "The ground carries no measure.", "measures = []"),
    (W, 'code = "BN2"', 'code = "BN1"', "The benefit BN1 stands twice.", 'code = "BN1"'),
    (
        W,
        'code = "BN2"',
        'code = "BN2"\ntiers = ["gold"]',
        "“tiers” holds 'gold', which is not known.",
        'tiers = ["gold"]',
    ),
    (W, 'weight = "must"', 'weight = "may"', "“weight” is 'may', which is not known.", 'weight = "may"'),
    (
        W,
        'text.en = "A named contact at customs"',
        "",
        "“text” has no English wording.",
        'text.fr = "Un interlocuteur désigné à la douane"',
    ),
    (
        W,
        'text.en = "A named contact at customs"',
        'text.en = "={x}"',
        "“en” holds an expression or markup.",
        'text.en = "={x}"',
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "problem", "line"), MISTAKES, ids=lambda value: str(value)[:40]
)
def test_a_mistake_is_named_with_file_line_and_fix(qm, file, old, new, problem, line):
    edit(qm, file, old, new)
    with pytest.raises(EditionFault) as caught:
        load_programme(qm)
    fault = next(one for one in (caught.value, *caught.value.others) if one.problem == problem)
    assert fault.file == qm / file
    assert (qm / file).read_text(encoding="utf-8").splitlines()[fault.line - 1] == line
    assert fault.fix


def test_all_mistakes_are_told_together(qm):
    edit(qm, P, 'zone = "UTC"', 'zone = "Nowhere"')
    edit(qm, P, "notice_days = 14", "notice_days = 999")
    edit(qm, C, "count = 120", "count = 0")
    edit(qm, W, 'weight = "must"', 'weight = "may"')
    with pytest.raises(EditionFault) as caught:
        load_programme(qm)
    told = [(fault.file.name, fault.problem.split("”")[0]) for fault in (caught.value, *caught.value.others)]
    assert sorted(told) == [
        ("clocks.toml", "“count"),
        ("programme.toml", "“Nowhere"),
        ("programme.toml", "“notice_days"),
        ("wording.toml", "“weight"),
    ]


def test_a_folder_without_its_sheets_names_each(qm):
    (qm / C).unlink()
    (qm / W).write_bytes(b'a = "\xff"')
    with pytest.raises(EditionFault) as caught:
        load_programme(qm)
    assert [(one.file.name, one.problem) for one in (caught.value, *caught.value.others)] == [
        ("clocks.toml", "The file is missing."),
        ("wording.toml", "The file is not UTF-8 text."),
    ]
