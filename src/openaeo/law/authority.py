"""Who may take which act: one table, act by act, of the capacities that may."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from openaeo.law.terms import Capacity
from openaeo.law.workflow import Reason

_APPLICANT = frozenset({Capacity.APPLICANT})
_OFFICER = frozenset({Capacity.OFFICER})
_DECIDER = frozenset({Capacity.DECIDER})
_DESK = frozenset({Capacity.RECOGNITION_DESK})
_REVIEWER = frozenset({Capacity.REVIEWER})
_SYSTEM = frozenset({Capacity.SYSTEM})

AUTHORITY: Mapping[str, frozenset[Capacity]] = MappingProxyType(
    {
        # Coming in. Nobody has a capacity yet when signing up; the first firm is registered before any mandate.
        "sign-up": frozenset({Capacity.PUBLIC, Capacity.SYSTEM}),
        "register-operator": frozenset({Capacity.PUBLIC, Capacity.APPLICANT}),
        "describe-company": _APPLICANT,
        "add-site": _APPLICANT,
        "close-site": _APPLICANT,
        "give-mandate": _APPLICANT,
        "set-consent": _APPLICANT,
        "appoint": frozenset({Capacity.ADMINISTRATOR, Capacity.SYSTEM}),
        "end-post": frozenset({Capacity.ADMINISTRATOR}),
        # Applying.
        "start": _APPLICANT,
        "choose-roles": _APPLICANT,
        "answer": _APPLICANT,
        "attach": _APPLICANT,
        "detach": _APPLICANT,
        "add-document": _APPLICANT,
        "describe-document": _APPLICANT,
        "replace-document": _APPLICANT,
        "retire-document": _APPLICANT,
        "restore-document": _APPLICANT,
        "use-document": _APPLICANT,
        "carry-forward": _APPLICANT,
        "confirm-answers": _APPLICANT,
        "submit": _APPLICANT,
        "withdraw": _APPLICANT,
        "reply": _APPLICANT,
        "reply-hearing": _APPLICANT,
        # Assessing: officers. Deciding: deciders, who did not assess (see lifecycle.decider_did_not_assess).
        "take-on": _OFFICER,
        "return": _OFFICER,
        "accept": _OFFICER,
        "assess": _OFFICER,
        "ask": _OFFICER,
        "cancel-request": _OFFICER,
        "recommend": _OFFICER,
        # Time moved by a named act.
        "extend": _OFFICER | _DECIDER,
        "ask-for-time": _APPLICANT,
        "answer-for-time": _OFFICER | _DECIDER,
        "stop-clock": _OFFICER | _DECIDER,
        "restart-clock": _OFFICER | _DECIDER,
        "send-back": _DECIDER,
        "hear": _DECIDER,
        "conclude-hearing": _DECIDER,
        "grant": _DECIDER,
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
        "lift": _DECIDER,
        "surrender": _APPLICANT,
        "expire": _SYSTEM,
        # Recognition. A list is long: the desk asks for the check and for applying it, the system may carry it out.
        "arrange": _DESK,
        "receive-list": _DESK,
        "check-list": _DESK | _SYSTEM,
        "apply-list": _DESK | _SYSTEM,
        "discard-list": _DESK,
        "release-row": _DESK,
    }
)


def allowed(act: str, capacity: Capacity) -> Reason | None:
    """Return why somebody in `capacity` may not take `act` (`not-your-capacity`), or None when they may.

    Raises `KeyError` for an act that the table does not know: a new act needs a row before it can be taken.
    """
    return None if capacity in AUTHORITY[act] else Reason("not-your-capacity", capacity.value)
