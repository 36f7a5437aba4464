"""The people of a firm: which mandate reaches which act, and how a firm changes hands."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.authority import AUTHORITY, allowed
from openaeo.law.mandates import (
    BINDING,
    BY_MANDATE,
    INVITATION,
    PERSONAL,
    SUCCESSION,
    InvitationFacts,
    InvitationState,
    MandateKind,
    SuccessionFacts,
    SuccessionKind,
    SuccessionState,
    deputy_missing,
    managed_by,
    may,
    until_fitting,
)
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Reason, Refused

KINDS = st.sampled_from(list(MandateKind))
MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FILLS = (
    "describe-company add-site close-site start choose-roles answer attach detach reply answer-round report-cure withdraw ask-for-time "
    "give-evidence choose-visit decline-visit receive-worksheet apply-worksheet "
    "add-document describe-document replace-document retire-document restore-document use-document "
    "carry-forward confirm-answers report-change reply-change answer-reassessment withdraw-change move-to-edition give-review "
    "begin-conversation write-message need-no-answer reopen-conversation"
)
BINDS = (
    "submit reply-hearing reply-measure surrender declare-yearly set-consent lodge-appeal withdraw-appeal propose-plan "
    "leave-out-part keep-part"
)
MANAGES = "take-back-mentor end-mentorship invite take-back-invitation give-mandate end-mandate export-firm"
OWN = (
    "accept-mentorship leave-mentorship advise register-operator accept-invitation read-succession export-own"
)
CONFIRMS = "confirm-succession decline-succession"
REACH = {
    "owner": f"{FILLS} {BINDS} {MANAGES} {OWN} {CONFIRMS} hand-over invite-mentor open-to-mentor",
    "deputy": f"{FILLS} {BINDS} {MANAGES} {OWN} {CONFIRMS} ask-succession",
    "submitter": f"{FILLS} {BINDS} {OWN} {CONFIRMS} ask-succession",
    "preparer": f"{FILLS} {OWN} {CONFIRMS} ask-succession",
    "reader": f"{OWN} {CONFIRMS} ask-succession",
    "consultant": f"{FILLS} {OWN}",
}


def test_every_act_of_an_applicant_has_a_row_and_no_row_outlives_its_act():
    acts = {act for act, capacities in AUTHORITY.items() if Capacity.APPLICANT in capacities}
    assert (BY_MANDATE.keys() | PERSONAL, BY_MANDATE.keys() & PERSONAL) == (acts, set())


@pytest.mark.parametrize("kind", MandateKind)
def test_what_each_mandate_reaches(kind):
    assert {act for act in BY_MANDATE.keys() | PERSONAL if may(act, kind)} == set(REACH[kind].split())


@given(KINDS, st.sampled_from(BINDS.split()))
def test_nobody_without_the_right_to_bind_reaches_an_act_that_binds(kind, act):
    refused = allowed(act, Capacity.APPLICANT, kind)
    assert refused == (None if kind in BINDING else Reason("not-your-mandate", kind.value))


@given(st.sampled_from([act for act in sorted(AUTHORITY) if act not in PERSONAL]), KINDS)
def test_a_mandate_never_opens_what_the_capacity_closes(act, kind):
    for capacity in set(Capacity) - {Capacity.APPLICANT}:
        assert allowed(act, capacity, kind) == allowed(act, capacity)
    if allowed(act, Capacity.APPLICANT) is not None:
        assert allowed(act, Capacity.APPLICANT, kind) == allowed(act, Capacity.APPLICANT)


def test_an_act_without_a_row_is_a_programming_error():
    with pytest.raises(KeyError):
        may("abolish", MandateKind.OWNER)


def test_a_deputy_manages_neither_owner_nor_deputies():
    below = {MandateKind(word) for word in ("submitter", "preparer", "reader", "consultant")}
    managed = {kind: managed_by(kind) for kind in MandateKind}
    assert managed == {
        **dict.fromkeys(MandateKind, frozenset()),
        MandateKind.OWNER: set(MandateKind),
        MandateKind.DEPUTY: below,
    }


@given(KINDS, KINDS)
def test_nobody_gives_more_than_they_hold(giver, given_):
    if given_ in managed_by(giver):
        assert all(may(act, giver) for act in BY_MANDATE if may(act, given_) and act != "ask-succession")


@given(st.integers(0, 5000), st.sets(KINDS))
def test_a_deputy_is_owed_from_the_second_member_of_staff_on(staff, kinds):
    assert deputy_missing(staff, kinds) == (staff >= 2 and MandateKind.DEPUTY not in kinds)


def test_a_consultant_s_mandate_always_ends():
    later = MOMENT + timedelta(seconds=1)
    assert [until_fitting(kind, None, MOMENT) for kind in MandateKind] == [None] * 5 + [
        Reason("until-missing")
    ]
    assert {until_fitting(kind, later, MOMENT) for kind in MandateKind} == {None}
    assert {until_fitting(kind, MOMENT, MOMENT) for kind in MandateKind} == {Reason("until-passed")}


def test_an_invitation_is_accepted_in_time_by_the_person_invited():
    good = {"at": MOMENT, "expires": MOMENT + timedelta(seconds=1), "addressed": True}
    open_ = InvitationState.OPEN
    assert INVITATION.move(open_, "accept", InvitationFacts(**good)) is InvitationState.ACCEPTED
    bad = InvitationFacts(at=MOMENT, expires=MOMENT, addressed=False, held=True)
    codes = [reason.code for reason in INVITATION.unmet(open_, "accept", bad)]
    assert codes == ["invitation-expired", "invitation-for-another", "mandate-held-already"]
    assert INVITATION.unmet(open_, "take-back", InvitationFacts()) == ()
    for state, step in product(set(InvitationState) - {open_}, ("accept", "take-back")):
        assert INVITATION.unmet(state, step, InvitationFacts(**good)) == (
            Reason("not-from-here", state.value),
        )


FACTS = st.builds(
    SuccessionFacts,
    kind=st.sampled_from(SuccessionKind),
    asker=st.integers(1, 3),
    successor=st.integers(1, 3),
    actor=st.one_of(st.none(), st.integers(1, 3)),
    customs=st.booleans(),
    owner=st.booleans(),
    ready=st.booleans(),
    reasons=st.sampled_from(["", " ", "The register of firms says so."]),
)


@given(FACTS)
def test_a_firm_never_changes_hands_by_one_person_s_word(facts):
    try:
        SUCCESSION.move(SuccessionState.OPEN, "confirm", facts)
    except Refused:
        return
    assert facts.actor is not None
    assert facts.actor != facts.asker
    assert facts.ready
    assert not facts.customs or facts.reasons.strip()
    assert facts.kind is not SuccessionKind.HAND_OVER or facts.actor == facts.successor
    assert facts.kind is not SuccessionKind.BY_CUSTOMS or facts.customs


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"asker": 1, "actor": 2, "ready": True, "deputy_asked": True}, []),
        ({"asker": 1, "actor": 2, "ready": True}, ["customs-confirms"]),
        ({"asker": 1, "actor": 1, "deputy_asked": True}, ["asker-confirms", "successor-gone"]),
        ({"asker": 1, "actor": 2, "ready": True, "customs": True}, ["reasons-missing"]),
        (
            {"kind": SuccessionKind.HAND_OVER, "asker": 1, "actor": 3, "successor": 2, "ready": True},
            ["successor-confirms"],
        ),
        ({"kind": SuccessionKind.BY_CUSTOMS, "asker": 1, "actor": 3, "ready": True}, ["customs-confirms"]),
    ],
)
def test_what_stands_against_a_confirmation(facts, codes):
    unmet = SUCCESSION.unmet(SuccessionState.OPEN, "confirm", SuccessionFacts(**facts))
    assert [reason.code for reason in unmet] == codes


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"asker": 1, "actor": 1}, []),
        ({"asker": 1, "successor": 2, "actor": 2}, []),
        ({"asker": 1, "actor": 3, "owner": True}, []),
        ({"asker": 1, "actor": 3}, ["not-yours-to-decline"]),
        ({"asker": 1}, ["not-yours-to-decline"]),
        ({"asker": 1, "actor": 3, "customs": True, "reasons": "Nothing proves it."}, []),
        ({"asker": 1, "actor": 3, "customs": True}, ["reasons-missing"]),
        ({"kind": SuccessionKind.BY_CUSTOMS, "asker": 1, "actor": 3, "owner": True}, ["customs-confirms"]),
        (
            {"kind": SuccessionKind.BY_CUSTOMS, "asker": 1, "actor": 3, "customs": True, "reasons": "No."},
            [],
        ),
        (
            {"kind": SuccessionKind.HAND_OVER, "asker": 1, "actor": 3, "customs": True, "reasons": "No."},
            ["successor-confirms"],
        ),
    ],
)
def test_who_may_decline(facts, codes):
    unmet = SUCCESSION.unmet(SuccessionState.OPEN, "decline", SuccessionFacts(**facts))
    assert [reason.code for reason in unmet] == codes
