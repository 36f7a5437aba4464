"""Who may publish procedures, who belongs to a publisher, and what a reference to a version stands for."""

from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.procedures import (
    COUNTING,
    LONGEST_DIFFERENCES,
    MEMBERSHIP,
    PROCEDURE,
    PUBLISHER,
    MembershipFacts,
    MembershipState,
    ProcedureFacts,
    ProcedureState,
    PublisherFacts,
    PublisherState,
    ReferenceFacts,
    ReferenceStand,
    VersionStand,
    counts_as_document,
    reference_stand,
    unfit_differences,
    version_stand,
)
from openaeo.law.workflow import Reason

STANDS = list(ReferenceStand)
NUMBERS = st.integers(1, 5)


@given(NUMBERS, NUMBERS, st.none() | NUMBERS, st.none() | NUMBERS, st.booleans(), st.booleans())
def test_a_newer_version_asks_anew_until_it_is_followed_or_not_taken(
    referred, latest, follows, stays, withdrawn, lapsed
):
    facts = ReferenceFacts(referred, latest, follows, stays, withdrawn, lapsed)
    stand = reference_stand(facts)
    assert (stand is ReferenceStand.LAPSED) == lapsed
    if lapsed or withdrawn:
        assert stand not in COUNTING
        return
    behind = (follows or referred) < latest
    assert (stand is ReferenceStand.CURRENT) == (not behind)
    assert (stand is ReferenceStand.NEWER) == (behind and (stays or 0) < latest)


@given(st.sampled_from(STANDS), st.sampled_from(["micro", "large"]))
def test_a_reference_counts_for_small_firms_of_the_programme_alone(stand, size):
    assert counts_as_document(stand, size, {"micro"}) == (stand in COUNTING and size == "micro")
    assert not counts_as_document(stand, size, ())


def test_how_a_version_stands():
    force, gone = ProcedureState
    assert [version_stand(number, 2, force) for number in (1, 2)] == [
        VersionStand.REPLACED,
        VersionStand.IN_FORCE,
    ]
    assert version_stand(2, 2, gone) is VersionStand.WITHDRAWN


def test_each_side_moves_a_membership_as_far_as_it_may():
    member, other = MembershipFacts(member=True), MembershipFacts()
    state = MembershipState.OFFERED
    assert [MEMBERSHIP.unmet(state, step, member) for step in ("accept", "decline", "end")] == [()] * 3
    no = (Reason("member-answers"),)
    assert [MEMBERSHIP.unmet(state, step, other) for step in ("accept", "decline", "end")] == [no, no, ()]
    assert MEMBERSHIP.unmet(MembershipState.ENDED, "accept", member) == (Reason("not-from-here", "ended"),)


def test_customs_says_why_not_and_a_publisher_why_no_longer():
    silent, said = PublisherFacts(" "), PublisherFacts("No statutes.")
    assert PUBLISHER.unmet(PublisherState.ASKED, "verify", silent) == ()
    for state, step in ((PublisherState.ASKED, "turn-down"), (PublisherState.VERIFIED, "end")):
        assert PUBLISHER.unmet(state, step, silent) == (Reason("reasons-missing"),)
        assert PUBLISHER.unmet(PUBLISHER.move(state, step, said), "ask-anew", silent) == ()
    assert PROCEDURE.unmet(ProcedureState.IN_FORCE, "withdraw", ProcedureFacts()) == (
        Reason("withdrawal-reason-missing"),
    )
    assert PROCEDURE.unmet(ProcedureState.IN_FORCE, "withdraw", ProcedureFacts("Old.")) == ()


def test_differences_have_a_limit():
    assert unfit_differences("x" * LONGEST_DIFFERENCES) is None
    assert unfit_differences("x" * (LONGEST_DIFFERENCES + 1)) == Reason(
        "differences-too-long", LONGEST_DIFFERENCES
    )
