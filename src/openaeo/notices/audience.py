"""Who is told of which act, and what of it: one table, and the people behind its words at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.law.terms import Capacity
from openaeo.parties.models import Mandate, Person, Post

if TYPE_CHECKING:
    from openaeo.casework.models import Case
    from openaeo.register.models import Authorisation


class Audience(StrEnum):
    """Somebody's part in a matter. All but the first two read the desk's side."""

    FIRM = "firm"
    PERSON = "person"
    ASSESSOR = "assessor"
    FORMER_ASSESSOR = "former-assessor"
    DECIDERS = "deciders"
    REVIEWERS = "reviewers"
    PROPOSER = "proposer"
    OFFICE = "office"
    DESK = "recognition-desk"
    ADMINISTRATORS = "administrators"


APPLICANT_SIDE = frozenset({Audience.FIRM})


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
_CONSULTED, _AGAIN = ("consultation",), ("reassessment",)
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
        "return": (Telling("case-returned", _FIRM),),
        "accept": (Telling("case-accepted", _FIRM),),
        "refuse-to-accept": (Telling("case-not-accepted", _FIRM),),
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
        "recommend": (Telling("assessment-finished", _FIRM), Telling("case-for-decision", _DECIDERS)),
        "send-back": (Telling("assessment-resumed", _FIRM), Telling("case-sent-back", _ASSESSOR)),
        "hear": (
            Telling("refusal-intended", _FIRM, ("closes",)),
            Telling("hearing-opened", _ASSESSOR, ("closes",)),
        ),
        "reply-hearing": (Telling("hearing-answered", _DECIDERS),),
        "conclude-hearing": (Telling("hearing-over", _FIRM),),
        "grant": (Telling("granted", _FIRM, ("authorisation",)), Telling("case-granted", _ASSESSOR)),
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
        "expire": (Telling("expired", _FIRM),),
        "give-mandate": (
            Telling("mandate-given", Audience.PERSON),
            Telling("mandates-changed", _FIRM),
        ),
        "accept-invitation": (Telling("mandates-changed", _FIRM),),
        "end-mandate": (Telling("mandates-changed", _FIRM),),
        "hand-over": (Telling("owner-asked", _FIRM),),
        "ask-succession": (
            Telling("owner-asked", _FIRM),
            Telling("succession-waits", Audience.ADMINISTRATORS),
        ),
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
        *("receive-list", "discard-list", "release-row"),
        *("add-document", "describe-document", "replace-document", "retire-document", "restore-document"),
        *("use-document", "carry-forward", "confirm-answers", "move-to-edition"),
        *("receive-worksheet", "apply-worksheet", "invite", "take-back-invitation", "read-succession"),
        "issue-letter",  # the act that it says is told
        *("export-case", "export-firm", "export-own", "make-export"),
        *("open-office", "rename-office", "close-office", "try-mail"),
        *("add-day-off", "take-back-day-off", "load-days-off"),
        *("rate-risk", "override-risk"),
        *("rate-site", "plan-site", "plan-visit", "hold-visit", "observe", "note-visit"),
        *("accept-answer", "reopen-answer", "note-remark", "resolve-remark"),
        *("record-change", "judge-reassessment"),
    }
)
"""Acts that nobody is told of: whoever did them knows, and nobody else has to do anything about them."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What an act is about, as far as it says who is concerned. People and firms by their ids."""

    operator: int | None = None
    firm: str = ""
    case: str = ""
    authorisation: str = ""
    assessor: int | None = None
    former: int | None = None
    proposer: int | None = None
    person: int | None = None
    listing: int | None = None
    partner: str = ""
    edition: str = ""
    office: int | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is told, in the capacity that the telling is meant for."""

    person: int
    capacity: Capacity
    operator: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """How many people in one part of a matter are told; `count` is None where the reader is not to know."""

    to: Audience
    kind: str
    count: int | None


class Concerned:
    """The people whom a matter concerns at a moment: two queries, however many audiences are asked for."""

    def __init__(self, matter: Matter, at: datetime) -> None:
        self.matter, self.at = matter, at

    def of(self, audience: Audience) -> list[Addressee]:
        """Return who stands behind `audience`, by person. Nobody who may not sign in, and on the desk's side nobody
        who acts for the firm.
        """
        if audience is Audience.FIRM:
            found = [Addressee(one, Capacity.APPLICANT, self.matter.operator) for one in self._firm]
        elif audience is Audience.PERSON:
            found = self._person()
        else:
            desk = self._desk(audience)
            found = [Addressee(one, capacity) for one, capacity in desk.items() if one not in self._firm]
        return sorted(found, key=lambda one: one.person)

    def _desk(self, audience: Audience) -> dict[int, Capacity]:
        posts = self._posts
        if audience is Audience.ASSESSOR:  # whoever has left is no contact: then all officers are told
            officers = posts.get(Capacity.OFFICER, frozenset())
            mine = {self.matter.assessor} & officers or officers
            return {one: Capacity.OFFICER for one in mine if one is not None}
        if audience is Audience.FORMER_ASSESSOR:
            officers = posts.get(Capacity.OFFICER, frozenset())
            return {one: Capacity.OFFICER for one in officers if one == self.matter.former}
        if audience is Audience.PROPOSER:
            return {
                one: capacity
                for capacity in (Capacity.DECIDER, Capacity.OFFICER)
                for one in posts.get(capacity, frozenset())
                if one == self.matter.proposer
            }
        if audience is Audience.OFFICE:
            return dict.fromkeys(self._office, Capacity.OFFICER)
        capacity = _POSTS[audience]
        return dict.fromkeys(posts.get(capacity, frozenset()), capacity)

    def _person(self) -> list[Addressee]:
        one = self.matter.person
        if one is None or not Person.objects.filter(pk=one, is_active=True).exists():
            return []
        if one in self._firm:
            return [Addressee(one, Capacity.APPLICANT, self.matter.operator)]
        held = [capacity for capacity, people in self._posts.items() if one in people]
        return [Addressee(one, held[0] if held else Capacity.APPLICANT)]

    @cached_property
    def _firm(self) -> frozenset[int]:
        if self.matter.operator is None:
            return frozenset()
        live = Mandate.objects.filter(_live(self.at), operator=self.matter.operator, person__is_active=True)
        return frozenset(live.values_list("person_id", flat=True))

    @cached_property
    def _office(self) -> frozenset[int]:
        """The officers of the office that is asked; one query more, only for this audience."""
        live = Post.objects.filter(
            _live(self.at),
            office=self.matter.office,
            office__isnull=False,
            capacity=Capacity.OFFICER.value,
            person__is_active=True,
        )
        return frozenset(live.values_list("person_id", flat=True))

    @cached_property
    def _posts(self) -> dict[Capacity, frozenset[int]]:
        held: dict[Capacity, set[int]] = {}
        live = Post.objects.filter(_live(self.at), person__is_active=True).order_by("since", "pk")
        for capacity, person in live.values_list("capacity", "person_id"):
            held.setdefault(Capacity(capacity), set()).add(person)
        return {capacity: frozenset(people) for capacity, people in held.items()}


_POSTS = {
    Audience.DECIDERS: Capacity.DECIDER,
    Audience.REVIEWERS: Capacity.REVIEWER,
    Audience.DESK: Capacity.RECOGNITION_DESK,
    Audience.ADMINISTRATORS: Capacity.ADMINISTRATOR,
}


def _live(at: datetime) -> Q:
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))


def matter_of_case(case: Case) -> Matter:
    """Return the matter of an application as it is now; whoever has it is whom a colleague would take it over from."""
    return Matter(
        operator=case.operator_id,
        firm=case.operator.name,
        case=case.number,
        assessor=case.assessor_id,
        former=case.assessor_id,
    )


def matter_of_authorisation(held: Authorisation, *, proposer: int | None = None) -> Matter:
    """Return the matter of an authorisation; `proposer` is who proposed the measure in question."""
    return Matter(
        operator=held.operator_id,
        firm=held.holder,
        authorisation=held.number,
        proposer=proposer,
    )


def told_by(act: str, matter: Matter, *, actor: Actor, at: datetime) -> tuple[Told, ...]:
    """Return who will be told when `actor` takes `act` in `matter` at `at`; parts with nobody in them are left out.

    Whoever acts is not counted. Somebody who does not work for customs reads of customs no number of people, only
    that it is told. Raises `KeyError` for an act that the tables do not know. Two queries.
    """
    if act in SILENT:
        return ()
    people, found = Concerned(matter, at), []
    for telling in AUDIENCES[act]:
        count = sum(one.person != actor.person for one in people.of(telling.to))
        hidden = actor.capacity is Capacity.APPLICANT and telling.to not in APPLICANT_SIDE
        if count:
            found.append(Told(telling.to, telling.kind, None if hidden else count))
    return tuple(found)
