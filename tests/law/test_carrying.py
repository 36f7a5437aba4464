"""What of an earlier application still answers a new one, by the wording of both editions."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.carrying import compare, reworded
from openaeo.law.edition import load_edition
from openaeo.law.terms import Role

EDITION = load_edition(Path(__file__).resolve().parents[2] / "editions" / "safe-2021")
IDS = [criterion.id for criterion in EDITION.criteria]
IMPORTER = [criterion.id for criterion in EDITION.applying([Role.IMPORTER])]


def edition(*, without=(), text=None):
    """The edition with some criteria left out and some worded anew."""
    criteria = [
        replace(one, text={**one.text, **(text or {}).get(one.id, {})})
        for one in EDITION.criteria
        if one.id not in without
    ]
    return replace(EDITION, criteria=tuple(criteria))


def test_each_criterion_falls_into_one_place():
    before = edition(without=["A1"])
    now = edition(without=["A2"], text={"A3": {"en": "Something else."}})
    told = compare(before, now, [Role.IMPORTER], ["A2", "A3", "C1", "H1"])
    assert (told.same, told.changed) == (("C1",), ("A3",))
    assert told.new == ("A1",)
    assert told.gone == ("A2", "H1")  # given up by the edition, or not asked of these roles
    assert set(told.unanswered) == set(IMPORTER) - {"A1", "A2", "A3", "C1"}
    assert told.carried == ("C1", "A3")


def test_the_same_edition_carries_every_answer_that_applies():
    told = compare(EDITION, EDITION, [Role.IMPORTER], IDS)
    assert (list(told.same), told.changed, told.new, told.unanswered) == (IMPORTER, (), (), ())


def test_only_words_make_a_criterion_another():
    one = EDITION.criterion("A1")
    assert not reworded(one, replace(one, text={"en": f"  {one.text['en']}\n"}))
    assert not reworded(one, replace(one, text={**one.text, "es": "Nuevo."}))
    assert not reworded(replace(one, text={"en": one.text["en"]}), one)
    assert not reworded(one, replace(one, evidence={"en": "Another proof."}))
    assert reworded(
        replace(one, text={**one.text, "fr": "Ceci."}), replace(one, text={**one.text, "fr": "Autre chose."})
    )


@given(st.sets(st.sampled_from(IDS)), st.sets(st.sampled_from(IDS)), st.sets(st.sampled_from(list(Role))))
def test_nothing_is_lost_and_nothing_stands_twice(answered, left_out, roles):
    now = edition(without=left_out)
    told = compare(EDITION, now, roles, answered)
    asked = [criterion.id for criterion in now.applying(roles)]
    assert sorted([*told.same, *told.changed, *told.new, *told.unanswered]) == sorted(asked)
    assert sorted([*told.carried, *told.gone]) == sorted(answered)
