"""What a mentor sees of a firm, and how one comes in and goes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.mentoring import (
    LONGEST_ADVICE,
    MENTORSHIP,
    AnswerStand,
    MentorFacts,
    MentorshipState,
    glimpse,
    not_over,
    unfit_advice,
)
from openaeo.law.questionnaire import Said
from openaeo.law.terms import Claim
from openaeo.law.workflow import Reason

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
S = MentorshipState
SAID = st.none() | st.builds(
    Said,
    st.just("A1"),
    st.sampled_from(Claim),
    st.text(max_size=5),
    alternative=st.text(max_size=5),
    equivalence=st.text(max_size=5),
    unconfirmed=st.booleans(),
)


@given(SAID, st.sets(st.sampled_from(["A1", "B1"])))
def test_words_are_seen_only_of_what_was_opened(said, opened):
    seen = glimpse("A1", said, opened)
    assert seen.opened == ("A1" in opened)
    assert (seen.words is not None) == (said is not None and "A1" in opened)
    assert (seen.stand is AnswerStand.MISSING) == (said is None)
    assert bool(seen.lacks) == (seen.stand is AnswerStand.INCOMPLETE)


def test_how_an_answer_stands():
    whole, half = Said("A1", Claim.MET), Said("A1", Claim.PARTLY)
    stands = [
        glimpse("A1", one, ()).stand for one in (None, half, Said("A1", Claim.MET, unconfirmed=True), whole)
    ]
    assert stands == list(AnswerStand)
    assert glimpse("A1", half, ()).lacks == (Reason("explanation-missing"),)


def test_a_mentor_is_let_in_with_every_reason_against_it_at_once():
    good = MentorFacts(NOON, LATER, LATER, addressed=True)
    bad = MentorFacts(LATER, LATER, LATER, inside=True, customs=True)
    assert MENTORSHIP.unmet(S.INVITED, "accept", good) == ()
    assert [one.code for one in MENTORSHIP.unmet(S.INVITED, "accept", bad)] == [
        *("invitation-expired", "mentorship-over", "invitation-for-another"),
        *("mentor-inside", "mentor-of-customs"),
    ]
    assert MENTORSHIP.unmet(S.INVITED, "accept", MentorFacts())[:2] == (
        Reason("invitation-expired"),
        Reason("mentorship-over"),
    )
    assert not_over(good) is None
    moves = {
        (state, step): MENTORSHIP.unmet(state, step, good) == () for state in S for step in MENTORSHIP.steps
    }
    assert {one for one, may in moves.items() if may} == {
        (S.INVITED, "accept"),
        (S.INVITED, "take-back"),
        (S.RUNNING, "end"),
    }


def test_advice_has_words_and_a_limit():
    assert unfit_advice(" \n") == Reason("advice-missing")
    assert unfit_advice("x" * LONGEST_ADVICE) is None
    assert unfit_advice("x" * (LONGEST_ADVICE + 1)) == Reason("advice-too-long", LONGEST_ADVICE)
