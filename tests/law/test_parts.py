"""Which parts a failed criterion hits, what goes on, and what rests on what stops."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.edition import load_edition
from openaeo.law.parts import left, parts_hit, parts_of, resting
from openaeo.law.programme_folder import load_programme

ROOT = Path(__file__).resolve().parents[2]
QM = load_programme(ROOT / "programmes" / "qm")
SAFE = load_edition(ROOT / "editions" / "safe-2021")


def rung(code, *, parts=(), requires=()):
    return replace(QM.rung("compliance"), code=code, parts=parts, requires=frozenset(requires))


# Three parts, of which two have a tier together; a guarantee rests on the parts, a waiver on the guarantee.
LADDER = replace(
    QM,
    rungs=(
        rung("a"),
        rung("b"),
        rung("c"),
        rung("ab", parts=("a", "b")),
        rung("abc", parts=("a", "b", "c")),
        rung("guarantee", requires=["a"]),
        rung("waiver", requires=["guarantee"]),
    ),
)


def test_a_tier_without_parts_is_its_own_part_and_so_is_one_nobody_knows():
    assert [parts_of(QM, tier) for tier in ("full", "security", "gone")] == [
        ("compliance", "security"),
        ("security",),
        ("gone",),
    ]


@pytest.mark.parametrize(
    ("failed", "hit"),
    [
        (["I1"], {"security"}),
        (["A1"], {"compliance", "security"}),
        (["A1", "I1"], {"compliance", "security"}),
        ([], {"compliance", "security"}),
        (["Z9"], set()),
    ],
)
def test_only_parts_that_ask_what_failed_are_hit(failed, hit):
    assert parts_hit(QM, SAFE, "full", failed) == hit


def test_of_a_tier_without_parts_or_unknown_all_is_hit():
    assert parts_hit(QM, SAFE, "security", ["I1"]) == {"security"}
    assert parts_hit(QM, SAFE, "gone", ["I1"]) == {"gone"}


@pytest.mark.parametrize(
    ("tier", "stopped", "goes_on"),
    [
        ("abc", [], "abc"),
        ("abc", ["c"], "ab"),
        ("abc", ["b", "c"], "a"),
        ("abc", ["a"], ""),  # no tier holds b and c alone: all stops
        ("abc", ["a", "b", "c"], ""),
        ("a", ["a"], ""),
        ("gone", [], "gone"),
        ("gone", ["gone"], ""),
    ],
)
def test_what_is_left_is_a_tier_that_the_programme_knows(tier, stopped, goes_on):
    assert left(LADDER, tier, stopped) == goes_on


@given(st.sampled_from(["a", "ab", "abc"]), st.frozensets(st.sampled_from("abc")))
def test_what_goes_on_holds_nothing_that_is_stopped(tier, stopped):
    goes_on = left(LADDER, tier, stopped)
    running = set(parts_of(LADDER, goes_on)) if goes_on else set()
    assert running & stopped == set()
    assert running <= set(parts_of(LADDER, tier))


HELD = {"N1": "abc", "N2": "guarantee", "N3": "waiver", "N4": "b"}


def test_what_rests_on_a_stopped_authorisation_stops_with_it_and_on_that_in_turn():
    assert resting(LADDER, HELD, "N1", "") == {"N2", "N3"}
    assert resting(LADDER, HELD, "N2", "") == {"N3"}
    assert resting(LADDER, HELD, "N4", "") == frozenset()


def test_what_goes_on_still_carries_what_rests_on_it():
    assert resting(LADDER, HELD, "N1", "ab") == frozenset()
    assert resting(LADDER, HELD, "N1", "b") == {"N2", "N3"}


def test_who_stands_on_two_does_not_fall_with_one():
    assert resting(LADDER, {**HELD, "N5": "a"}, "N1", "") == frozenset()


def test_without_a_cascade_nothing_else_stops():
    alone = replace(LADDER, suspending=replace(LADDER.suspending, cascade=False))
    assert resting(alone, HELD, "N1", "") == frozenset()
