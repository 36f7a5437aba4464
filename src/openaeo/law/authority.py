"""Who may take which act: one table, act by act, of the capacities that may, and for a firm the mandate that must be."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from openaeo.law.mandates import MandateKind, may
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Reason

_APPLICANT = frozenset({Capacity.APPLICANT})
_OFFICER = frozenset({Capacity.OFFICER})
_DECIDER = frozenset({Capacity.DECIDER})
_DESK = frozenset({Capacity.RECOGNITION_DESK})
_ISSUER = frozenset({Capacity.ISSUER})
_REVIEWER = frozenset({Capacity.REVIEWER})
_ADMINISTRATOR = frozenset({Capacity.ADMINISTRATOR})
_SYSTEM = frozenset({Capacity.SYSTEM})
_PUBLIC = frozenset({Capacity.PUBLIC})
_KEEPERS = _DECIDER | _ADMINISTRATOR

AUTHORITY: Mapping[str, frozenset[Capacity]] = MappingProxyType(
    {
        # Coming in. Nobody has a capacity yet when signing up; the first firm is registered before any mandate.
        "sign-up": frozenset({Capacity.PUBLIC, Capacity.SYSTEM}),
        "register-operator": frozenset({Capacity.PUBLIC, Capacity.APPLICANT}),
        # An account that customs looks at before: asked for by somebody who has none, opened by the desk.
        "ask-account": _PUBLIC,
        "confirm-account": _PUBLIC,
        "answer-account": _PUBLIC,
        "withdraw-account": _PUBLIC,
        "ask-more-account": _OFFICER | _ADMINISTRATOR,
        "open-account": _OFFICER | _ADMINISTRATOR,
        "refuse-account": _OFFICER | _ADMINISTRATOR,
        "lapse-account": _SYSTEM,
        "remove-account-request": _SYSTEM,
        "describe-company": _APPLICANT,
        "add-site": _APPLICANT,
        "close-site": _APPLICANT,
        "set-consent": _APPLICANT,
        # The people of a firm, and its next owner; two different people, one of whom may be customs.
        "invite": _APPLICANT,
        "take-back-invitation": _APPLICANT,
        "accept-invitation": _APPLICANT,
        "give-mandate": _APPLICANT,
        "end-mandate": _APPLICANT,
        "hand-over": _APPLICANT,
        "ask-succession": _APPLICANT,
        "propose-successor": _OFFICER | _ADMINISTRATOR,
        "confirm-succession": _APPLICANT | _ADMINISTRATOR,
        "decline-succession": _APPLICANT | _ADMINISTRATOR,
        "read-succession": _APPLICANT,
        # A mentor of a firm, let in and shown little; what a mentor does, a person from outside does.
        "invite-mentor": _APPLICANT,
        "open-to-mentor": _APPLICANT,
        "take-back-mentor": _APPLICANT,
        "end-mentorship": _APPLICANT,
        "accept-mentorship": _APPLICANT,
        "leave-mentorship": _APPLICANT,
        "advise": _APPLICANT,
        # Posts.
        "appoint": _ADMINISTRATOR | _SYSTEM,
        "end-post": _ADMINISTRATOR,
        # A new edition of the criteria, and the draft that moves over to it.
        "put-edition-in-force": _ADMINISTRATOR,
        "call-off-edition": _ADMINISTRATOR,
        "move-to-edition": _APPLICANT,
        # Our own holders from a book kept before: prepared by one person, taken over by a decider who is another.
        "receive-holders": _OFFICER | _DECIDER,
        "map-holders": _OFFICER | _DECIDER,
        "check-holders": _SYSTEM,
        "correct-holder": _OFFICER | _DECIDER,
        "pass-holder": _OFFICER | _DECIDER,
        "leave-out-holder": _OFFICER | _DECIDER,
        "take-over-holders": _DECIDER | _SYSTEM,
        "discard-holders": _OFFICER | _DECIDER,
        # The house: its offices, the days on which nothing counts, its mail.
        "open-office": _ADMINISTRATOR | _SYSTEM,
        "rename-office": _ADMINISTRATOR,
        "close-office": _ADMINISTRATOR,
        "add-day-off": _ADMINISTRATOR,
        "take-back-day-off": _ADMINISTRATOR,
        "load-days-off": _ADMINISTRATOR,
        "try-mail": _ADMINISTRATOR,
        # What is kept no longer: reported, looked through by one, ordered by another, removed by the worker.
        "draw-removal": _KEEPERS | _SYSTEM,
        "look-through-removal": _KEEPERS,
        "order-removal": _KEEPERS,
        "call-off-removal": _KEEPERS,
        "hold-case": _KEEPERS,
        "release-case": _KEEPERS,
        "remove-case": _SYSTEM,
        "finish-removal": _SYSTEM,
        # Applying.
        "start": _APPLICANT,
        "choose-roles": _APPLICANT,
        "answer": _APPLICANT,
        "receive-worksheet": _APPLICANT,
        "apply-worksheet": _APPLICANT,
        "attach": _APPLICANT,
        "detach": _APPLICANT,
        "add-document": _APPLICANT,
        "describe-document": _APPLICANT,
        "replace-document": _APPLICANT,
        "retire-document": _APPLICANT,
        "restore-document": _APPLICANT,
        "use-document": _APPLICANT,
        # Procedures of a group or an association, published by one firm and referred to by others.
        "ask-to-publish": _APPLICANT,
        "verify-publisher": _OFFICER,
        "turn-down-publisher": _OFFICER,
        "end-publisher": _OFFICER,
        "offer-membership": _APPLICANT,
        "accept-membership": _APPLICANT,
        "decline-membership": _APPLICANT,
        "end-membership": _APPLICANT,
        "publish-procedure": _APPLICANT,
        "renew-procedure": _APPLICANT,
        "withdraw-procedure": _APPLICANT,
        "refer-to-procedure": _APPLICANT,
        "drop-reference": _APPLICANT,
        "take-version": _APPLICANT,
        "stay-with-version": _APPLICANT,
        "carry-forward": _APPLICANT,
        "confirm-answers": _APPLICANT,
        "submit": _APPLICANT,
        "withdraw": _APPLICANT,
        # What ended without a decision, opened again: customs answers by a second person.
        "ask-reopening": _APPLICANT,
        "reopen-application": _DECIDER,
        "decline-reopening": _DECIDER,
        "reply": _APPLICANT,
        "answer-round": _APPLICANT,
        # Conversations beside the formal acts: firm and officers write, everybody else of the desk only reads.
        "begin-conversation": _APPLICANT | _OFFICER,
        "write-message": _APPLICANT | _OFFICER,
        "need-no-answer": _APPLICANT | _OFFICER,
        "close-conversation": _OFFICER,
        "reopen-conversation": _APPLICANT | _OFFICER,
        "reply-hearing": _APPLICANT,
        "propose-plan": _APPLICANT,
        "give-evidence": _APPLICANT,
        # Visits: officers plan and go, the firm chooses a time; after too many refusals a decider sets it.
        "rate-site": _OFFICER,
        "plan-site": _OFFICER,
        "plan-visit": _OFFICER,
        "offer-visit": _OFFICER,
        "choose-visit": _APPLICANT,
        "decline-visit": _APPLICANT,
        "set-visit": _DECIDER,
        "call-off-visit": _OFFICER | _DECIDER,
        "hold-visit": _OFFICER,
        "observe": _OFFICER,
        "note-visit": _OFFICER,
        "report-visit": _OFFICER,
        # Assessing: officers. Deciding: deciders, who did not assess (see lifecycle.decider_did_not_assess).
        "take-on": _OFFICER,
        "assign": _OFFICER | _DECIDER,  # an officer only the case in hand; see assigning.may_assign
        "record-absence": _OFFICER,
        "end-absence": _OFFICER,
        "declare-interest": _OFFICER | _DECIDER | _ISSUER | _REVIEWER,
        "return": _OFFICER,
        "accept": _OFFICER,
        "refuse-to-accept": _OFFICER,
        "assess": _OFFICER,
        "take-over-results": _OFFICER,
        "judge-alternative": _OFFICER,
        # Rounds: answers accepted, or sent back with remarks.
        "accept-answer": _OFFICER,
        "reopen-answer": _OFFICER,
        "note-remark": _OFFICER,
        "resolve-remark": _OFFICER,
        "send-round": _OFFICER,
        "rate-risk": _OFFICER,
        "override-risk": _OFFICER,
        "issue-report": _OFFICER,  # what of the assessment the trader gets
        "ask": _OFFICER,
        "cancel-request": _OFFICER,
        # Consulting another office: asked by the desk, answered by the officers of that office.
        "consult": _OFFICER,
        "answer-consultation": _OFFICER,
        "take-back-contribution": _OFFICER,
        "cancel-consultation": _OFFICER,
        "note-silence": _SYSTEM,
        # Parts of a case: made by the desk, each recommended and cancelled by its own office (see splitting.acts_for_its_office).
        "split-case": _OFFICER,
        "place-site": _OFFICER,
        "recommend-part": _OFFICER,
        "take-back-part": _OFFICER,
        "cancel-part": _OFFICER,
        "leave-out-part": _APPLICANT,
        "keep-part": _APPLICANT,
        "recommend": _OFFICER,
        # Time moved by a named act.
        "extend": _OFFICER | _DECIDER,
        "ask-for-time": _APPLICANT,
        "answer-for-time": _OFFICER | _DECIDER,
        "stop-clock": _OFFICER | _DECIDER,
        "restart-clock": _OFFICER | _DECIDER,
        "raise-finding": _OFFICER,
        "accept-plan": _OFFICER,
        "return-plan": _OFFICER,
        "verify-finding": _OFFICER,
        "reopen-finding": _OFFICER,
        "withdraw-finding": _OFFICER,
        "ask-exception": _OFFICER,
        "approve-exception": _OFFICER | _DECIDER,  # another person; see findings.approver_stands_apart
        "decline-exception": _OFFICER | _DECIDER,
        "send-back": _DECIDER,
        "hear": _DECIDER,
        "conclude-hearing": _DECIDER,
        "grant": _DECIDER,
        "grant-to-issue": _DECIDER,
        "issue": _ISSUER,  # where the programme asks for it, a third person; see lifecycle.issuer_had_no_hand
        "refuse": _DECIDER,
        # Appeal: to somebody who had no part (see appeal.reviewer_took_no_part).
        "lodge-appeal": _APPLICANT,
        "withdraw-appeal": _APPLICANT,
        "take-up-appeal": _REVIEWER,
        "allow-appeal": _REVIEWER,
        "dismiss-appeal": _REVIEWER,
        # After the grant.
        "propose-measure": _OFFICER | _DECIDER,
        "reply-measure": _APPLICANT,
        "take-measure": _DECIDER,
        "drop-measure": _DECIDER,
        "report-cure": _APPLICANT,
        "return-cure": _OFFICER | _DECIDER,
        "verify-cure": _DECIDER,
        # Changes: told by the holder, or learnt otherwise; an officer settles each by a named act.
        "report-change": _APPLICANT,
        "reply-change": _APPLICANT,
        "give-review": _APPLICANT,
        "withdraw-change": _APPLICANT,
        "declare-yearly": _APPLICANT,
        "record-change": _OFFICER,
        "note-change": _OFFICER,
        "review-change": _OFFICER,
        "ask-change": _OFFICER,
        "settle-change": _OFFICER,
        # Looking again at part of an authorisation; what goes against the holder is a measure, decided by another.
        "open-reassessment": _OFFICER,
        "answer-reassessment": _APPLICANT,
        "judge-reassessment": _OFFICER,
        "conclude-reassessment": _OFFICER,
        "call-off-reassessment": _OFFICER,
        "lift": _DECIDER,
        "surrender": _APPLICANT,
        "give-up-part": _APPLICANT,
        "expire": _SYSTEM,
        # What leaves the product as a document.
        "issue-letter": _SYSTEM,
        "export-case": _OFFICER | _DECIDER | _ISSUER | _REVIEWER | _DESK,
        "export-firm": _APPLICANT,
        "export-own": _APPLICANT | _OFFICER | _DECIDER | _ISSUER | _REVIEWER | _DESK | _ADMINISTRATOR,
        "make-export": _SYSTEM,
        # Recognition. A list is long: the desk asks for the check and for applying it, the system may carry it out.
        "arrange": _DESK,
        "receive-list": _DESK,
        "check-list": _DESK | _SYSTEM,
        "apply-list": _DESK | _SYSTEM,
        "discard-list": _DESK,
        "release-row": _DESK,
    }
)


def allowed(act: str, capacity: Capacity, mandate: MandateKind | None = None) -> Reason | None:
    """Return why somebody in `capacity` may not take `act`, or None when they may.

    `mandate` is the one under which an applicant acts for a firm; None before there is a firm. Refused:
    `not-your-capacity`, and `not-your-mandate` when the mandate does not reach the act (`law.mandates`).
    Raises `KeyError` for an act that the table does not know: a new act needs a row before it can be taken.
    """
    if capacity not in AUTHORITY[act]:
        return Reason("not-your-capacity", capacity.value)
    if capacity is Capacity.APPLICANT and mandate is not None and not may(act, mandate):
        return Reason("not-your-mandate", mandate.value)
    return None
