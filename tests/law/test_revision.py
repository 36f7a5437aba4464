"""What a new edition asks differently: every criterion in one place, and both wordings word by word."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.edition import load_edition
from openaeo.law.revision import Change, Piece, contrast, revision
from openaeo.law.terms import Role

EDITIONS = Path(__file__).resolve().parents[2] / "editions"
SAFE, QM = load_edition(EDITIONS / "safe-2021"), load_edition(EDITIONS / "qm-2027")
WORDS = st.lists(st.sampled_from(["the", "gate", "is", "kept", "shut", "locked", "at", "night"])).map(
    " ".join
)


def told(before, now, *roles):
    return [(one.id, one.change) for one in revision(before, now, roles)]


def test_the_supplement_changes_these_and_nothing_else():
    assert told(SAFE, QM) == [
        ("C2", Change.REWORDED),
        ("I6", Change.EDITED),
        ("M6", Change.NEW),
        ("I12", Change.DROPPED),
    ]
    changed = {one.id: one for one in revision(SAFE, QM, ())}
    assert (changed["M6"].before, changed["I12"].now) == (None, None)
    assert changed["C2"].before.text != changed["C2"].now.text
    assert told(SAFE, SAFE) == told(QM, QM) == []


def test_only_what_is_asked_of_a_role_is_told():
    bound = replace(QM.criterion("M6"), roles=frozenset({Role.CARRIER}))
    now = replace(QM, criteria=tuple(bound if one.id == "M6" else one for one in QM.criteria))
    assert ("M6", Change.NEW) not in told(SAFE, now, Role.IMPORTER)
    assert ("M6", Change.NEW) in told(SAFE, now, Role.IMPORTER, Role.CARRIER)


def test_only_a_supplement_to_that_very_edition_says_that_the_meaning_is_the_same():
    assert dict(told(replace(SAFE, code="safe-2018"), QM))["I6"] is Change.REWORDED
    assert dict(told(QM, SAFE))["I6"] is Change.REWORDED


@given(WORDS, WORDS)
def test_the_pieces_put_together_are_the_wordings(before, now):
    left, right = contrast(before, now)
    assert (" ".join(one.text for one in left), " ".join(one.text for one in right)) == (before, now)
    same = [[one.text for one in side if not one.changed] for side in (left, right)]
    assert same[0] == same[1]


def test_what_differs_is_marked():
    left, right = contrast("Kept shut at night.", "Kept locked at night.")
    assert left[1] == Piece("shut", changed=True)
    assert right == (
        Piece("Kept", changed=False),
        Piece("locked", changed=True),
        Piece("at night.", changed=False),
    )
