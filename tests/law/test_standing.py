"""One status at every instant: exact at boundaries, whatever the order of events."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.standing import LAPSED, History, Suspension, Withdrawal, status_at, timeline
from openaeo.law.terms import Period, Status

ZERO = datetime(2026, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
DAYS = range(-3, 45)


def day(number):
    return ZERO + timedelta(days=number)


def span(first, last=None):
    return Period(day(first), None if last is None else day(last))


def suspended(first, last=None, reason="threat", leaves=""):
    return Suspension(span(first, last), reason, leaves)


def told(history):
    """The timeline as (first day, status, reason), days after day 0."""
    return [
        ((period.start - ZERO).days, status.value, reason) for period, status, reason, _ in timeline(history)
    ]


def tiers(history):
    """The timeline as (first day, status, reason, tier in effect)."""
    return [
        ((period.start - ZERO).days, status.value, reason, tier)
        for period, status, reason, tier in timeline(history)
    ]


spans = st.builds(
    lambda first, length: span(first, None if length is None else first + length),
    st.integers(-2, 30),
    st.none() | st.integers(1, 12),
)
suspensions = st.lists(
    st.builds(
        Suspension,
        spans,
        st.sampled_from(["threat", "insolvent"]),
        st.sampled_from(["", "compliance", "security"]),
    ),
    max_size=5,
)
withdrawals = st.none() | st.builds(
    Withdrawal,
    st.integers(-2, 40).map(day),
    st.sampled_from([Status.REVOKED, Status.SURRENDERED]),
    st.just("over"),
)
histories = st.builds(
    History,
    st.builds(span, st.just(0), st.none() | st.integers(1, 40)),
    suspensions.map(tuple),
    withdrawals,
)


def plain(history, moment):
    """The status by the words of the law, one sentence after another; slow and obvious."""
    if moment < history.grant.start:
        return None
    gone = history.withdrawal is not None and history.withdrawal.at <= moment
    lapsed = history.grant.end is not None and history.grant.end <= moment
    if gone and lapsed:
        return history.withdrawal.status if history.withdrawal.at <= history.grant.end else Status.EXPIRED
    if gone:
        return history.withdrawal.status
    if lapsed:
        return Status.EXPIRED
    left = {suspension.leaves for suspension in history.suspensions if moment in suspension.period}
    return Status.SUSPENDED if "" in left or len(left) > 1 else Status.GRANTED


@given(histories)
def test_status_is_what_the_words_say_on_either_side_of_every_moment(history):
    for number in DAYS:
        for moment in (day(number) - TICK, day(number), day(number) + TICK):
            assert status_at(history, moment) is plain(history, moment)


@given(histories)
def test_the_timeline_is_sorted_gap_free_and_open_at_the_end(history):
    pieces = timeline(history)
    assert pieces[0][0].start == history.grant.start
    assert [piece[0].end for piece in pieces] == [*(piece[0].start for piece in pieces[1:]), None]
    assert all(one[1:] != other[1:] for one, other in pairwise(pieces))


@given(histories)
def test_the_timeline_and_the_status_at_an_instant_agree(history):
    pieces = timeline(history)
    for number in DAYS:
        for moment in (day(number) - TICK, day(number)):
            there = [status for period, status, _, _ in pieces if moment in period]
            assert there == [status for status in [status_at(history, moment)] if status is not None]


@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_suspensions_says_nothing(history, random):
    shuffled = list(history.suspensions)
    random.shuffle(shuffled)
    other = History(history.grant, tuple(shuffled), history.withdrawal)
    assert timeline(other) == timeline(history)


@given(histories)
def test_what_is_final_stays(history):
    final = {Status.REVOKED, Status.SURRENDERED, Status.EXPIRED}
    statuses = [status for _, status, _, _ in timeline(history)]
    assert [status for status in statuses[:-1] if status in final] == []


@given(histories, suspensions)
def test_a_suspension_never_gives_benefit_and_never_undoes_an_end(history, more):
    worse = History(history.grant, history.suspensions + tuple(more), history.withdrawal)
    for number in DAYS:
        before, after = status_at(history, day(number)), status_at(worse, day(number))
        assert after is before or (before, after) == (Status.GRANTED, Status.SUSPENDED)


@given(histories)
def test_another_tier_is_in_effect_exactly_while_every_running_suspension_leaves_it(history):
    for period, status, _, tier in timeline(history):
        left = {one.leaves for one in history.suspensions if period.start in one.period}
        partial = status is Status.GRANTED and left
        assert {tier} == (left if partial else {""})
        assert not tier or status is Status.GRANTED


def test_a_part_is_suspended_and_the_rest_goes_on():
    history = History(span(0, 30), (suspended(5, 10, leaves="compliance"),))
    assert tiers(history) == [
        (0, "granted", "", ""),
        (5, "granted", "threat", "compliance"),
        (10, "granted", "", ""),
        (30, "expired", LAPSED, ""),
    ]


def test_a_suspension_of_the_whole_wins_over_one_of_a_part():
    history = History(span(0), (suspended(5, 20, leaves="compliance"), suspended(8, 12, "insolvent")))
    assert tiers(history) == [
        (0, "granted", "", ""),
        (5, "granted", "threat", "compliance"),
        (8, "suspended", "insolvent", ""),
        (12, "granted", "threat", "compliance"),
        (20, "granted", "", ""),
    ]


def test_two_suspensions_that_leave_different_parts_leave_nothing():
    history = History(span(0), (suspended(5, leaves="compliance"), suspended(8, leaves="security")))
    assert tiers(history) == [
        (0, "granted", "", ""),
        (5, "granted", "threat", "compliance"),
        (8, "suspended", "threat", ""),
    ]


def test_before_the_grant_there_is_nothing():
    assert [status_at(History(span(0)), ZERO - TICK), status_at(History(span(0)), ZERO)] == [
        None,
        Status.GRANTED,
    ]


def test_a_plain_grant_is_one_open_piece():
    assert timeline(History(span(0))) == ((span(0), Status.GRANTED, "", ""),)


def test_a_grant_expires_at_its_end():
    history = History(span(0, 10))
    assert told(history) == [(0, "granted", ""), (10, "expired", LAPSED)]
    assert [status_at(history, day(10) - TICK), status_at(history, day(10))] == [
        Status.GRANTED,
        Status.EXPIRED,
    ]


def test_a_suspension_holds_from_its_first_instant_until_it_is_lifted():
    history = History(span(0), (suspended(2, 4),))
    assert told(history) == [(0, "granted", ""), (2, "suspended", "threat"), (4, "granted", "")]
    assert [status_at(history, moment) for moment in (day(2) - TICK, day(2), day(4) - TICK, day(4))] == [
        Status.GRANTED,
        Status.SUSPENDED,
        Status.SUSPENDED,
        Status.GRANTED,
    ]


def test_overlapping_suspensions_for_one_reason_merge():
    assert told(History(span(0), (suspended(2, 5), suspended(4, 8)))) == [
        (0, "granted", ""),
        (2, "suspended", "threat"),
        (8, "granted", ""),
    ]


def test_the_reason_shown_is_that_of_the_suspension_that_began_first():
    assert told(History(span(0), (suspended(4, 8, "insolvent"), suspended(2, 5)))) == [
        (0, "granted", ""),
        (2, "suspended", "threat"),
        (5, "suspended", "insolvent"),
        (8, "granted", ""),
    ]


def test_a_suspension_before_the_grant_counts_from_the_grant_on():
    assert told(History(span(0), (suspended(-2, 3),))) == [(0, "suspended", "threat"), (3, "granted", "")]


def test_revocation_ends_a_running_suspension_and_everything_else():
    history = History(span(0, 20), (suspended(2),), Withdrawal(day(5), Status.REVOKED, "insolvent"))
    assert told(history) == [(0, "granted", ""), (2, "suspended", "threat"), (5, "revoked", "insolvent")]


def test_a_withdrawal_before_the_grant_leaves_nothing_of_it():
    assert told(History(span(0), (), Withdrawal(day(-1), Status.REVOKED, "false"))) == [
        (0, "revoked", "false")
    ]


@pytest.mark.parametrize(
    ("at", "last"),
    [(9, (9, "surrendered", "wish")), (10, (10, "surrendered", "wish")), (11, (10, "expired", LAPSED))],
)
def test_the_earlier_end_decides_and_a_withdrawal_wins_a_tie(at, last):
    assert told(History(span(0, 10), (), Withdrawal(day(at), Status.SURRENDERED, "wish")))[-1] == last


def test_a_withdrawal_is_a_revocation_or_a_surrender_at_an_aware_moment():
    with pytest.raises(ValueError, match="not expired"):
        Withdrawal(ZERO, Status.EXPIRED, "")
    with pytest.raises(ValueError, match="timezone-aware"):
        Withdrawal(ZERO.replace(tzinfo=None), Status.REVOKED, "")
