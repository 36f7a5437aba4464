"""The people of a firm: which mandate lets them take which act, how they come in, and how a firm gets a new owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from openaeo.law.workflow import Reason, Step, Workflow


class MandateKind(StrEnum):
    """In which part somebody acts for a firm (UCC-IA 24 and 28 name the firm's people; the parts are our choice)."""

    OWNER = "owner"
    DEPUTY = "deputy"
    SUBMITTER = "submitter"
    PREPARER = "preparer"
    READER = "reader"
    CONSULTANT = "consultant"


_K = MandateKind
ANY = frozenset(MandateKind)
BINDING = frozenset({_K.OWNER, _K.DEPUTY, _K.SUBMITTER})
FILLING = BINDING | {_K.PREPARER, _K.CONSULTANT}
MANAGING = frozenset({_K.OWNER, _K.DEPUTY})
OF_THE_FIRM = ANY - {_K.CONSULTANT}
"""Whoever belongs to the firm; an outside consultant has no say in whose it is."""

BY_MANDATE: Mapping[str, frozenset[MandateKind]] = MappingProxyType(
    {
        # What the firm says of itself, and its answers: whoever fills in.
        "describe-company": FILLING,
        "add-site": FILLING,
        "close-site": FILLING,
        "start": FILLING,
        "choose-roles": FILLING,
        "answer": FILLING,
        "add-document": FILLING,
        "describe-document": FILLING,
        "replace-document": FILLING,
        "retire-document": FILLING,
        "restore-document": FILLING,
        "use-document": FILLING,
        "carry-forward": FILLING,
        "confirm-answers": FILLING,
        "move-to-edition": FILLING,
        "receive-worksheet": FILLING,
        "apply-worksheet": FILLING,
        "attach": FILLING,
        "detach": FILLING,
        "reply": FILLING,
        "answer-round": FILLING,
        "begin-conversation": FILLING,
        "write-message": FILLING,
        "need-no-answer": FILLING,
        "reopen-conversation": FILLING,
        "give-evidence": FILLING,
        "choose-visit": FILLING,
        "decline-visit": FILLING,
        "report-cure": FILLING,
        "report-change": FILLING,
        "answer-reassessment": FILLING,
        "reply-change": FILLING,
        "give-review": FILLING,
        "withdraw-change": FILLING,
        "ask-for-time": FILLING,
        "withdraw": FILLING,  # of a draft; once submitted, the verb asks for somebody who binds
        # What binds the firm.
        "submit": BINDING,
        "reply-hearing": BINDING,
        "propose-plan": BINDING,
        "lodge-appeal": BINDING,
        "withdraw-appeal": BINDING,
        "reply-measure": BINDING,
        "surrender": BINDING,
        "leave-out-part": BINDING,
        "keep-part": BINDING,
        "declare-yearly": BINDING,
        "set-consent": BINDING,
        # Who acts for the firm.
        "invite": MANAGING,
        "take-back-invitation": MANAGING,
        "give-mandate": MANAGING,
        "end-mandate": MANAGING,
        "hand-over": frozenset({_K.OWNER}),
        # A mentor from outside, who acts for nobody; see `law.mentoring`.
        "invite-mentor": frozenset({_K.OWNER}),
        "open-to-mentor": frozenset({_K.OWNER}),
        "take-back-mentor": MANAGING,
        "end-mentorship": MANAGING,
        # Everything that is held about the firm, in one file.
        "export-firm": MANAGING,
        "ask-succession": OF_THE_FIRM - {_K.OWNER},  # an owner hands over
        "confirm-succession": OF_THE_FIRM,
        "decline-succession": OF_THE_FIRM,
    }
)
"""Which mandates reach which act of an applicant. Every such act stands here or in `PERSONAL`."""

PERSONAL = frozenset(
    {
        *("register-operator", "accept-invitation", "read-succession", "export-own"),
        *("accept-mentorship", "leave-mentorship", "advise"),
    }
)
"""Acts that a person takes for themselves, under whatever mandate, or under none."""


def may(act: str, kind: MandateKind) -> bool:
    """Return whether somebody with a mandate of `kind` may take the applicant's `act`.

    Raises `KeyError` for an act that the table does not know: a new act needs a row before it can be taken.
    """
    return act in PERSONAL or kind in BY_MANDATE[act]


def managed_by(kind: MandateKind) -> frozenset[MandateKind]:
    """Return the kinds that somebody with a mandate of `kind` may give, change and end.

    An owner may all; a deputy all but owner and deputy, so that nobody rises by their own hand.
    """
    if kind is _K.OWNER:
        return ANY
    return ANY - MANAGING if kind is _K.DEPUTY else frozenset()


def deputy_missing(staff: int, kinds: Iterable[MandateKind]) -> bool:
    """Return whether a firm of `staff` people, acted for by `kinds`, owes itself a deputy.

    Compulsory from the second member of staff on, as an owner who leaves would lock everybody out (the account
    problems of Canada's portal); a firm of one may name one.
    """
    return staff > 1 and _K.DEPUTY not in set(kinds)


def until_fitting(kind: MandateKind, until: datetime | None, at: datetime) -> Reason | None:
    """Why a mandate of `kind` given at `at` may not last until `until`: `until-missing`, `until-passed`, or None.

    An outside consultant's mandate always has an end; everybody else's may have one.
    """
    if until is None:
        return Reason("until-missing") if kind is _K.CONSULTANT else None
    return Reason("until-passed") if until <= at else None


class InvitationState(StrEnum):
    """Where an invitation to act for a firm stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    TAKEN_BACK = "taken-back"


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """What is true of an invitation. `addressed`: the person signs in with the address that was invited."""

    at: datetime | None = None
    expires: datetime | None = None
    addressed: bool = False
    held: bool = False


def in_time(facts: InvitationFacts) -> Reason | None:
    """An invitation is good until it expires."""
    if facts.at is not None and facts.expires is not None and facts.at < facts.expires:
        return None
    return Reason("invitation-expired")


def to_this_person(facts: InvitationFacts) -> Reason | None:
    """Only the person invited accepts."""
    return None if facts.addressed else Reason("invitation-for-another")


def not_yet_of_the_firm(facts: InvitationFacts) -> Reason | None:
    """Nobody holds two mandates of one firm."""
    return Reason("mandate-held-already") if facts.held else None


INVITATION: Workflow[InvitationState, InvitationFacts] = Workflow(
    "invitation",
    InvitationState.OPEN,
    Step(
        "accept",
        frozenset({InvitationState.OPEN}),
        InvitationState.ACCEPTED,
        (in_time, to_this_person, not_yet_of_the_firm),
    ),
    Step("take-back", frozenset({InvitationState.OPEN}), InvitationState.TAKEN_BACK),
)


class SuccessionKind(StrEnum):
    """How a firm comes to a new owner: handed over by the owner, asked for by its people, or given by customs."""

    HAND_OVER = "hand-over"
    ASKED = "asked"
    BY_CUSTOMS = "by-customs"


class SuccessionState(StrEnum):
    """Where a change of owner stands."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class SuccessionFacts:
    """What is true of a change of owner when `actor` decides on it. Keys are person ids.

    `customs`: the actor decides for customs. `owner`: the actor owns the firm. `deputy_asked`: a deputy asked for it. `ready`: the successor can still
    be let in. `reasons`: what customs gives as its reasons.
    """

    kind: SuccessionKind = SuccessionKind.ASKED
    asker: int | None = None
    successor: int | None = None
    actor: int | None = None
    customs: bool = False
    owner: bool = False
    deputy_asked: bool = False
    ready: bool = False
    reasons: str = ""


def two_people(facts: SuccessionFacts) -> Reason | None:
    """Four eyes: whoever asked for a new owner does not confirm it."""
    return Reason("asker-confirms") if facts.actor is None or facts.actor == facts.asker else None


def confirmed_by_whom_it_falls_to(facts: SuccessionFacts) -> Reason | None:
    """A hand-over is confirmed by the successor, a choice of customs by customs, a deputy's wish by either side.

    Without a deputy two people of no standing could take a firm from an owner who is still there; so customs looks.
    """
    if facts.kind is SuccessionKind.HAND_OVER:
        return None if facts.actor == facts.successor and not facts.customs else Reason("successor-confirms")
    inside = facts.kind is SuccessionKind.ASKED and facts.deputy_asked
    return None if facts.customs or inside else Reason("customs-confirms")


def successor_ready(facts: SuccessionFacts) -> Reason | None:
    """The successor can still sign in and, unless customs chose, still acts for the firm."""
    return None if facts.ready else Reason("successor-gone")


def customs_gives_reasons(facts: SuccessionFacts) -> Reason | None:
    """Customs says why."""
    return Reason("reasons-missing") if facts.customs and not facts.reasons.strip() else None


def theirs_to_decline(facts: SuccessionFacts) -> Reason | None:
    """Whoever asked, the successor, an owner who is still there, or customs may end it."""
    concerned = facts.actor is not None and facts.actor in {facts.asker, facts.successor}
    if facts.kind is SuccessionKind.BY_CUSTOMS:
        return None if facts.customs else Reason("customs-confirms")
    if facts.kind is SuccessionKind.HAND_OVER and facts.customs:
        return Reason("successor-confirms")
    return None if concerned or facts.owner or facts.customs else Reason("not-yours-to-decline")


SUCCESSION: Workflow[SuccessionState, SuccessionFacts] = Workflow(
    "succession",
    SuccessionState.OPEN,
    Step(
        "confirm",
        frozenset({SuccessionState.OPEN}),
        SuccessionState.DONE,
        (two_people, confirmed_by_whom_it_falls_to, successor_ready, customs_gives_reasons),
    ),
    Step(
        "decline",
        frozenset({SuccessionState.OPEN}),
        SuccessionState.DECLINED,
        (theirs_to_decline, customs_gives_reasons),
    ),
)
