"""A case in parts: nothing is lost or doubled, nothing is granted unasked, and each office acts on its own part."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openaeo.law.deciding import Proposal
from openaeo.law.splitting import (
    LIVING,
    PART,
    Part,
    PartFacts,
    PartState,
    barring,
    decided,
    departing,
    living,
    may_decide,
    may_recommend,
    part_number,
    place,
    scope,
    split,
    unplaced,
)
from openaeo.law.workflow import Reason, Refused

S = PartState
SITES = frozenset(range(1, 7))
HERE = PartFacts(office=1, seats=frozenset({1}), left_out=True, others=1)
TWO = split((), SITES, {5, 6}, 2, 1)


def codes(reasons):
    return tuple(reason.code for reason in reasons)


def refused(verb, *args):
    with pytest.raises(Refused) as raised:
        verb(*args)
    return codes(raised.value.reasons)


@st.composite
def partitions(draw):
    """Parts as a few splits and moves leave them, whatever of these was refused, in any state."""
    parts = ()
    for _ in range(draw(st.integers(1, 5))):
        taken = draw(st.sets(st.integers(1, 8), max_size=4))
        try:
            parts = split(parts, SITES, taken, draw(st.integers(1, 3)), 1)
            parts = place(parts, draw(st.sampled_from(sorted(SITES))), draw(st.integers(1, 4)))
        except Refused:
            continue
    return tuple(
        replace(
            part,
            state=draw(st.sampled_from(S)),
            proposal=draw(st.sampled_from([Proposal.GRANT, Proposal.REFUSE])),
            failed=frozenset(draw(st.sets(st.sampled_from("ABC"), max_size=2))),
            heard=draw(st.booleans()),
        )
        for part in parts
    )


@settings(max_examples=60, deadline=None)
@given(partitions(), st.sets(st.integers(1, 6), max_size=3))
def test_no_site_is_lost_or_doubled_and_nothing_is_granted_without_its_parts_recommendation(parts, refusing):
    covered = [site for part in parts for site in part.covers]
    assert sorted(covered) == (sorted(SITES) if parts else [])
    assert len({part.number for part in parts}) == len(parts)
    assert all(part.covers for part in parts)
    assert unplaced(parts, SITES | {9}) == ({9} if parts else frozenset())

    if against := may_decide(parts, refusing):
        assert refused(decided, parts, refusing) == codes(against)
        return
    after = decided(parts, refusing)
    before = {part.number: part for part in parts}
    for part in after:
        was = before[part.number]
        assert (part.covers, part.office) == (was.covers, was.office)
        if was.state not in LIVING:
            assert part.state is was.state
        else:
            assert was.state is S.RECOMMENDED
            assert part.state is (S.REFUSED if part.number in refusing else S.GRANTED)
            assert was.heard or part.state is S.GRANTED
    assert living(after) == ()  # the case has ended, because all its parts have
    granted = frozenset().union(*(part.covers for part in after if part.state is S.GRANTED))
    assert scope(after) == granted
    assert granted
    others = [part for part in after if part.state in {S.REFUSED, S.CANCELLED}]
    assert not any(part.covers & scope(after) for part in others)


@given(partitions(), st.sets(st.integers(1, 6), max_size=3))
def test_a_failed_criterion_bars_all_but_what_its_office_keeps_out_of_the_grant(parts, refusing):
    barred = set(barring(parts, refusing, "ABCD", {}))
    assert "D" in barred  # nobody named it
    for part in parts:
        if part.state in LIVING and part.number not in refusing:
            assert set(part.failed) <= barred


def test_types_are_barred_by_what_they_ask_themselves():
    parts = (
        Part(1, 1, frozenset({"compliance"}), S.RECOMMENDED),
        Part(2, 1, frozenset({"security"}), S.RECOMMENDED),
    )
    asks = {"compliance": frozenset("AB"), "security": frozenset("ABG")}
    assert barring(parts, {2}, "G", asks) == ()
    assert barring(parts, (), "G", asks) == ("G",)
    assert barring(parts, {2}, "BG", asks) == ("B",)


def test_a_split_says_everything_that_stands_in_its_way():
    assert part_number("AEO-2026-0031", 2) == "AEO-2026-0031/2"
    assert [(part.number, part.office, part.covers) for part in TWO] == [
        (1, 1, frozenset({1, 2, 3, 4})),
        (2, 2, frozenset({5, 6})),
    ]
    assert refused(split, (), SITES, (), 2, None) == ("part-empty", "rest-office-missing")
    assert refused(split, (), SITES, {7, *SITES}, 2, 1) == ("not-of-case", "part-takes-all")
    ready = (TWO[0], replace(TWO[1], state=S.RECOMMENDED))
    assert refused(split, ready, SITES, {5}, 3, None) == ("part-not-open",)
    assert [part.number for part in split(TWO, SITES | {9}, {9}, 3, None)] == [
        1,
        2,
        3,
    ]  # what lay nowhere yet

    assert place(TWO, 9, 2)[1].covers == {5, 6, 9}
    assert place(TWO, 5, 1)[0].covers == {1, 2, 3, 4, 5}
    assert refused(place, TWO, 5, 4) == ("part-unknown",)
    assert refused(place, TWO, 5, 2) == ("placed-already",)
    assert refused(place, place(TWO, 5, 1), 6, 1) == ("part-takes-all",)
    assert refused(place, ready, 5, 1) == ("part-not-open",)


def test_only_its_own_office_recommends_or_cancels_a_part():
    for step in ("recommend", "cancel"):
        assert PART.unmet(S.OPEN, step, HERE) == ()
        assert PART.unmet(S.OPEN, step, replace(HERE, seats=frozenset({2}))) == (Reason("not-your-part"),)
        assert PART.unmet(S.OPEN, step, PartFacts())[0] == Reason("not-your-part")
    assert PART.unmet(S.RECOMMENDED, "take-back", replace(HERE, office=2)) == (Reason("not-your-part"),)
    applied_for = replace(HERE, left_out=False, others=0)
    assert codes(PART.unmet(S.RECOMMENDED, "cancel", applied_for)) == ("part-applied-for", "last-part")
    assert PART.unmet(S.OPEN, "cancel", replace(HERE, left_out=False, closed=True)) == ()
    assert PART.unmet(S.RECOMMENDED, "refuse", HERE) == (Reason("part-not-heard"),)
    assert PART.unmet(S.OPEN, "grant", HERE) == (Reason("not-from-here", "open"),)
    assert PART.open_to(S.CANCELLED) == ()


def test_what_may_be_recommended_and_which_decision_departs_from_it():
    assert may_recommend("grant", failed=(), barring=("A",)) == ()
    assert codes(may_recommend("amend", failed=(), barring=())) == ("proposal-unknown",)
    assert codes(may_recommend("refuse", failed=(), barring=("A",))) == ("part-points-missing",)
    assert may_recommend("refuse", failed=("A", "B"), barring=("A",)) == (Reason("points-foreign", "B"),)
    parts = (
        replace(TWO[0], state=S.RECOMMENDED, proposal=Proposal.GRANT),
        replace(TWO[1], state=S.RECOMMENDED, proposal=Proposal.REFUSE, heard=True),
    )
    assert (departing(parts, {2}), departing(parts, ()), departing(parts, {1, 2})) == ((), (2,), (1,))
    assert may_decide(parts, {2}) == ()
    assert may_decide(parts, {1, 2, 7}) == (
        *(Reason("part-unknown", "7"), Reason("no-part-granted"), Reason("part-not-heard", "1")),
    )
    assert may_decide((TWO[0], parts[1]), {2}) == (Reason("parts-open", "1"),)
