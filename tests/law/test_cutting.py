"""What of an assessment reaches the trader: nothing private ever, nothing else is lost unsaid."""

from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.cutting import (
    NOTHING_CHOSEN,
    OFFERED,
    OWED,
    PRIVATE,
    Choice,
    Item,
    ItemKind,
    WhyOut,
    cut,
    mark,
    may_cut,
    uncited,
    withheld,
)
from openaeo.law.workflow import Reason

ITEMS = st.lists(
    st.builds(
        Item,
        key=st.sampled_from([f"item-{place}" for place in range(30)]),
        kind=st.sampled_from(ItemKind),
        criterion=st.sampled_from(["", "A1", "B2", "G3"]),
        words=st.fixed_dictionaries({"text": st.text(max_size=9)}),
    ),
    unique_by=lambda one: one.key,
    max_size=12,
)
CHOICES = st.dictionaries(
    st.sampled_from([f"item-{place}" for place in range(30)]),
    st.builds(
        Choice,
        included=st.booleans(),
        ground=st.sampled_from(["", "a guess", *WhyOut]),
        text=st.sampled_from(["", " ", "It names others."]),
    ),
)


@given(ITEMS, CHOICES, st.frozensets(st.sampled_from(["A1", "B2"])))
def test_whatever_is_chosen_nothing_private_goes_out_and_what_is_left_out_is_explained(items, chosen, rests):
    out = cut(items, chosen)
    assert [one for one in out if one.kind in PRIVATE] == []
    reasons = may_cut(items, chosen, resting=rests)
    if any(one.kind in PRIVATE and one.key in chosen and chosen[one.key].included for one in items):
        assert "report-private" in {reason.code for reason in reasons}
    if not reasons:
        gone = [one for one in items if one.kind in OWED and one not in out]
        assert all(chosen[one.key].explained for one in gone)
        assert [one for one in gone if one.criterion in rests and one.kind.value in BASIS] == []
        assert out


BASIS = {"result", "reason", "finding"}


def test_every_kind_has_one_place_and_unchosen_things_stand_as_their_kind_says():
    assert set(ItemKind) == OWED | OFFERED | PRIVATE
    assert not OWED & OFFERED
    items = [Item(kind.value, kind, "A1") for kind in ItemKind]
    assert {one.kind for one in cut(items, NOTHING_CHOSEN)} == OWED
    seen = {"seen": Choice(included=True)}
    assert {one.kind for one in cut(items, seen)} == OWED | OFFERED
    assert may_cut(items, seen, resting=frozenset({"A1"})) == ()
    assert mark(items) != mark(items[1:])


def test_every_reason_why_a_report_may_not_be_cut_so_is_given_at_once():
    items = [
        Item("reason-A1", ItemKind.REASON, "A1"),
        Item("remark-1", ItemKind.REMARK, "B2"),
        Item("note", ItemKind.VISIT_NOTE, ""),
    ]
    chosen = {"reason-A1": Choice(False), "remark-1": Choice(False, "told", "Said."), "note": Choice(True)}
    assert may_cut(items, chosen, resting=frozenset({"A1"})) == (
        Reason("report-private", "visit-note"),
        Reason("report-unexplained", "A1"),
        Reason("report-basis-left-out", "A1"),
        Reason("report-empty"),
    )


def test_an_adverse_act_rests_on_nothing_that_was_withheld_or_is_not_cited():
    left = [("remark", "A1"), ("reason", "A1"), ("finding", "G3")]
    assert withheld(left, frozenset({"A1"})) == Reason("basis-withheld", "A1")
    assert withheld(left, frozenset({"B2"})) is None
    assert uncited({1: "log.csv", 2: "plan.pdf"}, [2]) == Reason("relied-on-left-out", "log.csv")
    assert uncited({1: "log.csv"}, [1, 2]) is None
