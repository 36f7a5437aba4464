"""Who may take which act."""

import pytest

from openaeo.law.authority import AUTHORITY, allowed
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Reason

ACTS = {
    "public, applicant": "register-operator",
    "public, system": "sign-up",
    "public": "ask-account confirm-account answer-account withdraw-account",
    "administrator": "end-post put-edition-in-force call-off-edition rename-office close-office add-day-off take-back-day-off load-days-off try-mail",
    "administrator, system": "appoint open-office",
    "applicant": "start describe-company add-site close-site choose-roles answer receive-worksheet apply-worksheet attach detach submit withdraw ask-reopening "
    "reply answer-round reply-hearing reply-measure report-cure surrender give-up-part set-consent invite take-back-invitation accept-invitation give-mandate "
    "end-mandate hand-over ask-succession read-succession ask-for-time lodge-appeal withdraw-appeal "
    "propose-plan give-evidence choose-visit decline-visit "
    "add-document describe-document replace-document retire-document restore-document use-document "
    "carry-forward confirm-answers report-change reply-change withdraw-change move-to-edition give-review export-firm "
    "declare-yearly answer-reassessment leave-out-part keep-part "
    "invite-mentor open-to-mentor take-back-mentor end-mentorship accept-mentorship "
    "leave-mentorship advise ask-to-publish offer-membership accept-membership decline-membership end-membership "
    "publish-procedure renew-procedure withdraw-procedure refer-to-procedure drop-reference take-version stay-with-version",
    "applicant, administrator": "confirm-succession decline-succession",
    "officer, administrator": "propose-successor ask-more-account open-account refuse-account",
    "applicant, officer": "begin-conversation write-message need-no-answer reopen-conversation",
    "officer": "verify-publisher turn-down-publisher end-publisher take-on record-absence end-absence return accept refuse-to-accept assess take-over-results judge-alternative ask cancel-request recommend raise-finding accept-plan return-plan "
    "verify-finding reopen-finding withdraw-finding ask-exception rate-site plan-site plan-visit offer-visit "
    "issue-report rate-risk override-risk accept-answer reopen-answer note-remark resolve-remark send-round "
    "hold-visit observe note-visit report-visit record-change note-change review-change ask-change settle-change "
    "open-reassessment judge-reassessment conclude-reassessment call-off-reassessment "
    "consult answer-consultation take-back-contribution cancel-consultation close-conversation "
    "split-case place-site recommend-part take-back-part cancel-part",
    "officer, decider, issuer, reviewer": "declare-interest",
    "officer, decider": "assign propose-measure return-cure extend answer-for-time stop-clock restart-clock approve-exception "
    "decline-exception call-off-visit receive-holders map-holders correct-holder pass-holder leave-out-holder discard-holders",
    "reviewer": "take-up-appeal allow-appeal dismiss-appeal",
    "decider": "reopen-application decline-reopening set-visit send-back hear conclude-hearing grant grant-to-issue refuse take-measure drop-measure verify-cure lift",
    "decider, administrator": "look-through-removal order-removal call-off-removal hold-case release-case",
    "decider, administrator, system": "draw-removal",
    "system": "expire issue-letter make-export note-silence check-holders remove-case finish-removal lapse-account "
    "remove-account-request",
    "decider, system": "take-over-holders",
    "issuer": "issue",
    "officer, decider, issuer, reviewer, recognition-desk": "export-case",
    "applicant, officer, decider, issuer, reviewer, recognition-desk, administrator": "export-own",
    "recognition-desk": "arrange receive-list discard-list release-row",
    "recognition-desk, system": "check-list apply-list",
}
EXPECTED = {
    act: {Capacity(word) for word in capacities.split(", ")}
    for capacities, acts in ACTS.items()
    for act in acts.split()
}


def test_the_table_knows_exactly_these_acts():
    assert sorted(AUTHORITY) == sorted(EXPECTED)


@pytest.mark.parametrize("capacity", Capacity)
@pytest.mark.parametrize("act", sorted(AUTHORITY))
def test_every_act_in_every_capacity(act, capacity):
    expected = None if capacity in EXPECTED[act] else Reason("not-your-capacity", capacity.value)
    assert allowed(act, capacity) == expected


def test_assessing_and_deciding_are_never_one_capacity():
    assert AUTHORITY["assess"] & (AUTHORITY["grant"] | AUTHORITY["refuse"]) == set()
    assert AUTHORITY["issue"] & (AUTHORITY["assess"] | AUTHORITY["grant-to-issue"]) == set()


def test_the_system_decides_nothing_about_anybody():
    for act in ("grant", "refuse", "take-measure", "lift", "accept", "return"):
        assert allowed(act, Capacity.SYSTEM) == Reason("not-your-capacity", "system")


def test_an_act_without_a_row_is_a_programming_error():
    with pytest.raises(KeyError):
        allowed("abolish", Capacity.ADMINISTRATOR)
