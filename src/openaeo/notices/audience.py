"""Who is told of which act, and what of it: one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Audience(StrEnum):
    """Somebody's part in a matter. All but the first three read the desk's side."""

    FIRM = "firm"
    MEMBERS = "members"
    PERSON = "person"
    ASSESSOR = "assessor"
    FORMER_ASSESSOR = "former-assessor"
    DECIDERS = "deciders"
    ISSUERS = "issuers"
    REVIEWERS = "reviewers"
    PROPOSER = "proposer"
    OFFICE = "office"
    DESK = "recognition-desk"
    ADMINISTRATORS = "administrators"


APPLICANT_SIDE = frozenset({Audience.FIRM, Audience.MEMBERS})


@dataclass(frozen=True, slots=True)
class Telling:
    """Tell `to` that `kind` happened. `shows` are the particulars of the act that go with it, `given` one that must
    be there for this telling to apply.
    """

    kind: str
    to: Audience
    shows: tuple[str, ...] = ()
    given: str = ""


_FIRM, _ASSESSOR, _DECIDERS = Audience.FIRM, Audience.ASSESSOR, Audience.DECIDERS
_MEASURE, _APPEAL, _CHANGE = ("measure", "kind"), ("appeal",), ("change",)
_ACCOUNT = ("account",)
_CONSULTED, _AGAIN, _PART = ("consultation",), ("reassessment",), ("part",)
_PROCEDURE = ("procedure", "version")
_TALK = (
    Telling("message-received", _FIRM, ("conversation", "due"), given="by_customs"),
    Telling("message-arrived", _ASSESSOR, ("conversation", "due"), given="by_firm"),
)
_TALK_MOVED = (
    Telling("conversation-moved", _FIRM, ("conversation",), given="by_customs"),
    Telling("conversation-turned", _ASSESSOR, ("conversation",), given="by_firm"),
)
_STATUS = Telling("status-changed", Audience.DESK)

AUDIENCES: Mapping[str, tuple[Telling, ...]] = MappingProxyType(
    {
        "submit": (Telling("application-sent", _FIRM), Telling("application-received", _ASSESSOR)),
        "withdraw": (Telling("application-withdrawn", _FIRM), Telling("application-given-up", _ASSESSOR)),
        "take-on": (Telling("case-taken-on", _FIRM), Telling("case-taken-over", Audience.FORMER_ASSESSOR)),
        "assign": (
            Telling("officer-named", _FIRM),
            Telling("case-assigned", _ASSESSOR),
            Telling("case-given-on", Audience.FORMER_ASSESSOR),
        ),
        "record-absence": (Telling("stand-in-named", Audience.PERSON, ("absent", "first", "last")),),
        "end-absence": (Telling("stand-in-over", Audience.PERSON, ("absent",)),),
        "declare-interest": (Telling("interest-declared", _DECIDERS, given="named"),),
        "return": (Telling("case-returned", _FIRM),),
        "accept": (Telling("case-accepted", _FIRM),),
        "refuse-to-accept": (Telling("case-not-accepted", _FIRM),),
        "ask-reopening": (
            Telling("reopening-sent", _FIRM),
            Telling("reopening-asked", _DECIDERS),
        ),
        "reopen-application": (
            Telling("case-reopened", _FIRM),
            Telling("case-back", _ASSESSOR),
        ),
        "decline-reopening": (Telling("reopening-declined", _FIRM),),
        "ask": (Telling("question-asked", _FIRM, ("request", "due")),),
        "send-round": (Telling("question-asked", _FIRM, ("request", "due")),),
        "answer-round": (Telling("question-answered", _ASSESSOR, ("request",)),),
        "reply": (Telling("question-answered", _ASSESSOR, ("request",)),),
        "cancel-request": (Telling("question-taken-back", _FIRM),),
        **dict.fromkeys(("begin-conversation", "write-message"), _TALK),
        **dict.fromkeys(("need-no-answer", "close-conversation", "reopen-conversation"), _TALK_MOVED),
        "consult": (Telling("consultation-asked", Audience.OFFICE, (*_CONSULTED, "due")),),
        "answer-consultation": (Telling("consultation-answered", _ASSESSOR, _CONSULTED),),
        "take-back-contribution": (Telling("contribution-taken-back", _ASSESSOR, _CONSULTED),),
        "cancel-consultation": (Telling("consultation-taken-back", Audience.OFFICE, _CONSULTED),),
        "note-silence": (
            Telling("consultation-silent", _ASSESSOR, _CONSULTED),
            Telling("consultation-over", Audience.OFFICE, _CONSULTED),
        ),
        "split-case": (
            Telling("case-split", _FIRM),
            Telling("part-for-office", Audience.OFFICE),
            Telling("case-split-up", _ASSESSOR),
        ),
        "recommend-part": (Telling("part-recommended", _ASSESSOR, _PART),),
        "take-back-part": (Telling("part-taken-back", _ASSESSOR, _PART),),
        "cancel-part": (Telling("part-cancelled", _FIRM, _PART), Telling("part-closed", _ASSESSOR, _PART)),
        "leave-out-part": (Telling("part-left-out", Audience.OFFICE, _PART),),
        "keep-part": (Telling("part-kept", Audience.OFFICE, _PART),),
        "lodge-appeal": (
            Telling("appeal-sent", _FIRM),
            Telling("appeal-lodged", Audience.REVIEWERS, _APPEAL),
            Telling("decision-appealed", _DECIDERS, _APPEAL),
        ),
        "withdraw-appeal": (
            Telling("appeal-withdrawn", _FIRM),
            Telling("appeal-given-up", Audience.REVIEWERS, _APPEAL),
        ),
        "take-up-appeal": (Telling("appeal-taken-up", _FIRM),),
        "allow-appeal": (
            Telling("appeal-allowed", _FIRM),
            Telling("appeal-decided", _DECIDERS, _APPEAL),
            Telling("appeal-decided", _ASSESSOR, _APPEAL),
        ),
        "dismiss-appeal": (
            Telling("appeal-dismissed", _FIRM),
            Telling("appeal-decided", _DECIDERS, _APPEAL),
        ),
        "extend": (Telling("time-extended", _FIRM, ("due",)), Telling("time-moved", _ASSESSOR, ("due",))),
        "ask-for-time": (Telling("time-asked", _ASSESSOR),),
        "answer-for-time": (
            Telling("time-answered", _FIRM, ("due",)),
            Telling("time-moved", _ASSESSOR, ("due",)),
        ),
        "stop-clock": (Telling("clock-stopped", _FIRM), Telling("time-moved", _ASSESSOR)),
        "restart-clock": (Telling("clock-runs", _FIRM, ("due",)), Telling("time-moved", _ASSESSOR, ("due",))),
        # Findings, alternative measures, visits.
        "raise-finding": (Telling("finding-raised", _FIRM, ("due",)),),
        "propose-plan": (Telling("plan-proposed", _ASSESSOR),),
        "accept-plan": (Telling("plan-accepted", _FIRM),),
        "return-plan": (Telling("plan-returned", _FIRM),),
        "give-evidence": (Telling("evidence-given", _ASSESSOR),),
        "verify-finding": (Telling("finding-settled", _FIRM),),
        "withdraw-finding": (Telling("finding-settled", _FIRM),),
        "reopen-finding": (Telling("finding-reopened", _FIRM),),
        "ask-exception": (Telling("exception-asked", _DECIDERS),),
        "approve-exception": (Telling("finding-settled", _FIRM),),
        "decline-exception": (Telling("exception-declined", _ASSESSOR),),
        "judge-alternative": (Telling("alternative-decided", _FIRM),),
        "offer-visit": (Telling("visit-offered", _FIRM),),
        "choose-visit": (Telling("visit-agreed", _ASSESSOR),),
        "decline-visit": (Telling("visit-declined", _ASSESSOR),),
        "set-visit": (Telling("visit-set", _FIRM),),
        "call-off-visit": (Telling("visit-called-off", _FIRM, given="told"),),
        "report-visit": (Telling("visit-reported", _FIRM),),
        "issue-report": (Telling("report-issued", _FIRM),),
        "recommend": (Telling("assessment-finished", _FIRM), Telling("case-for-decision", _DECIDERS)),
        "send-back": (Telling("assessment-resumed", _FIRM), Telling("case-sent-back", _ASSESSOR)),
        "hear": (
            Telling("refusal-intended", _FIRM, ("closes",)),
            Telling("hearing-opened", _ASSESSOR, ("closes",)),
        ),
        "reply-hearing": (Telling("hearing-answered", _DECIDERS),),
        "conclude-hearing": (Telling("hearing-over", _FIRM),),
        "grant": (Telling("granted", _FIRM, ("authorisation",)), Telling("case-granted", _ASSESSOR)),
        "grant-to-issue": (
            Telling("granted-to-issue", _FIRM),
            Telling("certificate-to-issue", Audience.ISSUERS),
            Telling("case-granted", _ASSESSOR),
        ),
        "issue": (Telling("certificate-issued", _FIRM, ("authorisation",)),),
        "refuse": (Telling("refused", _FIRM), Telling("case-refused", _ASSESSOR)),
        "propose-measure": (
            Telling("measure-intended", _FIRM, (*_MEASURE, "closes")),
            Telling("measure-proposed", _DECIDERS, (*_MEASURE, "closes")),
        ),
        "reply-measure": (
            Telling("measure-answered", _DECIDERS, _MEASURE),
            Telling("measure-answered", Audience.PROPOSER, _MEASURE),
        ),
        "take-measure": (
            Telling("measure-taken", _FIRM, _MEASURE),
            Telling("measure-decided", Audience.PROPOSER, _MEASURE),
            _STATUS,
        ),
        "drop-measure": (
            Telling("measure-dropped", _FIRM, _MEASURE),
            Telling("measure-decided", Audience.PROPOSER, _MEASURE),
        ),
        "report-cure": (
            Telling("cure-reported", _DECIDERS, _MEASURE),
            Telling("cure-reported", Audience.PROPOSER, _MEASURE),
        ),
        "return-cure": (Telling("cure-returned", _FIRM, ("measure",)),),
        "verify-cure": (Telling("suspension-lifted", _FIRM), _STATUS),
        # Changes; what the desk recorded itself is told to nobody outside.
        "report-change": (
            Telling("change-sent", _FIRM, _CHANGE),
            Telling("change-reported", _ASSESSOR, _CHANGE),
        ),
        "give-review": (Telling("review-given", _ASSESSOR),),
        "note-change": (Telling("change-settled", _FIRM, _CHANGE, given="told"),),
        "review-change": (Telling("change-looked-at", _FIRM, _CHANGE, given="told"),),
        "ask-change": (Telling("change-asked", _FIRM, (*_CHANGE, "due")),),
        "reply-change": (Telling("change-answered", _ASSESSOR, _CHANGE),),
        "settle-change": (Telling("change-settled", _FIRM, _CHANGE, given="told"),),
        "withdraw-change": (Telling("change-withdrawn", _ASSESSOR, _CHANGE),),
        "declare-yearly": (Telling("declaration-made", _FIRM),),
        "open-reassessment": (
            Telling("reassessment-asked", _FIRM, (*_AGAIN, "due"), given="due"),
            Telling("reassessment-opened", _FIRM, _AGAIN),
        ),
        "answer-reassessment": (Telling("reassessment-answered", _ASSESSOR, _AGAIN),),
        "conclude-reassessment": (Telling("reassessment-concluded", _FIRM, _AGAIN),),
        "call-off-reassessment": (Telling("reassessment-called-off", _FIRM, _AGAIN),),
        "lift": (Telling("suspension-lifted", _FIRM), _STATUS),
        "surrender": (Telling("surrendered", _FIRM), _STATUS),
        "give-up-part": (Telling("part-given-up", _FIRM), _STATUS),
        "expire": (Telling("expired", _FIRM),),
        "give-mandate": (
            Telling("mandate-given", Audience.PERSON),
            Telling("mandates-changed", _FIRM),
        ),
        "accept-invitation": (Telling("mandates-changed", _FIRM),),
        "end-mandate": (Telling("mandates-changed", _FIRM),),
        "accept-mentorship": (Telling("mentor-came", _FIRM, ("mentorship",)),),
        "leave-mentorship": (Telling("mentor-left", _FIRM, ("mentorship",)),),
        "end-mentorship": (Telling("mentorship-ended", Audience.PERSON),),
        "advise": (Telling("advice-left", _FIRM, ("mentorship", "criterion")),),
        # Procedures of a group or an association; what a firm's answers refer to is told to nobody.
        "ask-to-publish": (Telling("publishing-asked", _ASSESSOR),),
        "verify-publisher": (Telling("publishing-verified", _FIRM),),
        "turn-down-publisher": (Telling("publishing-turned-down", _FIRM),),
        "end-publisher": (Telling("publishing-ended", _FIRM),),
        "offer-membership": (Telling("membership-offered", _FIRM),),
        "accept-membership": (Telling("membership-accepted", _FIRM),),
        "decline-membership": (Telling("membership-declined", _FIRM),),
        "end-membership": (Telling("membership-ended", _FIRM),),
        "publish-procedure": (Telling("procedure-published", Audience.MEMBERS, _PROCEDURE),),
        "renew-procedure": (Telling("procedure-renewed", Audience.MEMBERS, _PROCEDURE),),
        "withdraw-procedure": (Telling("procedure-withdrawn", Audience.MEMBERS, _PROCEDURE),),
        "hand-over": (Telling("owner-asked", _FIRM),),
        "ask-succession": (
            Telling("owner-asked", _FIRM),
            Telling("succession-waits", Audience.ADMINISTRATORS),
        ),
        # Whoever asks for an account has none to be told in: `notices.accounts` writes to their address.
        "confirm-account": (Telling("account-asked", _ASSESSOR, _ACCOUNT),),
        "answer-account": (Telling("account-answered", _ASSESSOR, _ACCOUNT),),
        "open-account": (Telling("succession-waits", Audience.ADMINISTRATORS, given="succession"),),
        "propose-successor": (Telling("succession-waits", Audience.ADMINISTRATORS),),
        "confirm-succession": (Telling("owner-changed", _FIRM),),
        "decline-succession": (Telling("owner-stays", _FIRM),),
        "appoint": (
            Telling("post-given", Audience.PERSON, ("capacity",)),
            Telling("posts-changed", Audience.ADMINISTRATORS),
        ),
        "end-post": (
            Telling("post-ended", Audience.PERSON, ("capacity",)),
            Telling("posts-changed", Audience.ADMINISTRATORS),
        ),
        "put-edition-in-force": (Telling("edition-ordered", Audience.ADMINISTRATORS),),
        "call-off-edition": (Telling("edition-called-off", Audience.ADMINISTRATORS),),
        "arrange": (Telling("arrangement-changed", Audience.DESK),),
        "check-list": (
            Telling("list-checked", Audience.DESK, given="counts"),
            Telling("list-failed", Audience.DESK, given="failure"),
        ),
        "apply-list": (
            Telling("list-applied", Audience.DESK, given="written"),
            Telling("list-failed", Audience.DESK, given="failure"),
        ),
    }
)

SILENT = frozenset(
    {
        *("sign-up", "register-operator", "describe-company", "add-site", "close-site", "set-consent"),
        *("start", "choose-roles", "answer", "attach", "detach", "assess"),
        "take-over-results",
        *("receive-list", "discard-list", "release-row"),
        *("add-document", "describe-document", "replace-document", "retire-document", "restore-document"),
        *("use-document", "carry-forward", "confirm-answers", "move-to-edition"),
        *("receive-worksheet", "apply-worksheet", "invite", "take-back-invitation", "read-succession"),
        *("ask-account", "withdraw-account", "ask-more-account", "refuse-account", "lapse-account"),
        "remove-account-request",
        *("invite-mentor", "open-to-mentor", "take-back-mentor"),
        *("refer-to-procedure", "drop-reference", "take-version", "stay-with-version"),
        "issue-letter",  # the act that it says is told
        *("export-case", "export-firm", "export-own", "make-export"),
        *("open-office", "rename-office", "close-office", "try-mail"),
        *("add-day-off", "take-back-day-off", "load-days-off"),
        *("rate-risk", "override-risk", "place-site"),
        *("rate-site", "plan-site", "plan-visit", "hold-visit", "observe", "note-visit"),
        *("accept-answer", "reopen-answer", "note-remark", "resolve-remark"),
        *("record-change", "judge-reassessment"),
        *("receive-holders", "map-holders", "check-holders", "correct-holder", "pass-holder"),
        *("leave-out-holder", "take-over-holders", "discard-holders"),
        *("draw-removal", "look-through-removal", "order-removal", "call-off-removal"),
        *("hold-case", "release-case", "remove-case", "finish-removal"),
    }
)
"""Acts that nobody is told of: whoever did them knows, and nobody else has to do anything about them."""
