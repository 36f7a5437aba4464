"""What a reader is shown of the history of a case: staff everything, the applicant what concerns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import JournalEntry
from openaeo.casework.models import Case
from openaeo.law.terms import Capacity
from openaeo.parties.models import CASEWORKERS


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened to a case, for display.

    `code` names it (pages put it into words), `params` are its particulars for this reader, `side` is
    "applicant", "customs" or "system", `who` is a name or "" when this reader is told only the side, `tone` is
    "good", "neutral", "warning" or "bad".
    """

    moment: datetime
    code: str
    params: Mapping[str, object]
    side: str
    who: str
    tone: str


@dataclass(frozen=True, slots=True)
class _Telling:
    """How an act is told: its tone, what the applicant may read of it, under which name, or that it is customs' own."""

    tone: str = "neutral"
    applicant: tuple[str, ...] = ()
    renamed: str = ""
    inside: bool = False


_TOLD: Mapping[str, _Telling] = {
    "start": _Telling(applicant=("tier", "roles")),
    "choose-roles": _Telling(applicant=("tier", "roles")),
    "apply-worksheet": _Telling(applicant=("written",)),
    "submit": _Telling("good", ("declared_name",)),
    "withdraw": _Telling(applicant=("reason",)),
    "carry-forward": _Telling(applicant=("source",)),
    "move-to-edition": _Telling(applicant=("edition",)),
    "replace-document": _Telling(applicant=("name", "criteria")),
    "take-version": _Telling(applicant=("criterion", "title")),
    "take-on": _Telling(),
    "assign": _Telling(),
    "declare-interest": _Telling(inside=True),
    "return": _Telling("warning", ("check", "reason", "due")),
    "accept": _Telling("good"),
    "refuse-to-accept": _Telling("bad", ("check", "reason")),
    "ask-reopening": _Telling(applicant=("reason",)),
    "reopen-application": _Telling("good", ("reason", "reference", "due")),
    "decline-reopening": _Telling("bad", ("reason",)),
    "ask": _Telling("warning", ("request", "criterion", "due")),
    "reply": _Telling(applicant=("request", "criterion", "late")),
    "cancel-request": _Telling(applicant=("request", "criterion")),
    "send-round": _Telling("warning", ("round", "criteria", "due")),
    "answer-round": _Telling(applicant=("round", "criteria", "late")),
    "reopen-answer": _Telling("warning", inside=True),
    "begin-conversation": _Telling(applicant=("conversation",)),
    "close-conversation": _Telling(applicant=("conversation",)),
    "reopen-conversation": _Telling(applicant=("conversation",)),
    "take-over-results": _Telling("good", ("criteria",)),
    "consult": _Telling(inside=True),
    "answer-consultation": _Telling(inside=True),
    "take-back-contribution": _Telling("warning", inside=True),
    "cancel-consultation": _Telling(inside=True),
    "note-silence": _Telling("warning", inside=True),
    "split-case": _Telling(applicant=("part",)),
    "place-site": _Telling(inside=True),
    "recommend-part": _Telling(inside=True),
    "take-back-part": _Telling("warning", inside=True),
    "cancel-part": _Telling("warning", ("part", "reason")),
    "leave-out-part": _Telling("warning", ("part", "reason")),
    "keep-part": _Telling(applicant=("part",)),
    "raise-finding": _Telling("warning", ("finding", "criterion", "due")),
    "propose-plan": _Telling(applicant=("finding", "criterion")),
    "accept-plan": _Telling("good", ("finding", "criterion")),
    "return-plan": _Telling("warning", ("finding", "criterion", "reason", "due")),
    "give-evidence": _Telling(applicant=("finding", "criterion", "late")),
    "verify-finding": _Telling("good", ("finding", "criterion", "reason")),
    "reopen-finding": _Telling("warning", ("finding", "criterion", "reason", "due")),
    "withdraw-finding": _Telling("good", ("finding", "criterion", "reason")),
    "ask-exception": _Telling(inside=True),
    "approve-exception": _Telling("good", ("finding", "criterion", "reason", "until")),
    "decline-exception": _Telling(inside=True),
    "plan-site": _Telling(inside=True),
    "rate-risk": _Telling(inside=True),
    "override-risk": _Telling("warning", inside=True),
    "plan-visit": _Telling(inside=True),
    "offer-visit": _Telling("warning", ("visit",)),
    "choose-visit": _Telling("good", ("visit",)),
    "decline-visit": _Telling("warning", ("visit", "reason")),
    "set-visit": _Telling("warning", ("visit", "reason")),
    "call-off-visit": _Telling(applicant=("visit", "reason")),
    "hold-visit": _Telling(applicant=("visit",)),
    "report-visit": _Telling("good", ("visit",)),
    "judge-alternative": _Telling(applicant=("criterion", "alternative", "reason")),
    "issue-report": _Telling("good", ("version",)),
    "recommend": _Telling(renamed="assessment-finished"),
    "send-back": _Telling(renamed="assessment-resumed"),
    "hear": _Telling("bad", ("grounds", "closes")),
    "lodge-appeal": _Telling(applicant=("grounds",)),
    "take-up-appeal": _Telling(),
    "allow-appeal": _Telling("good", ("reasons",)),
    "dismiss-appeal": _Telling("bad", ("reasons",)),
    "withdraw-appeal": _Telling(),
    "extend": _Telling("warning", ("cause", "reason", "due")),
    "ask-for-time": _Telling(applicant=("cause", "reason")),
    "answer-for-time": _Telling(applicant=("cause", "given", "reason", "due")),
    "stop-clock": _Telling("warning", ("why", "reason")),
    "restart-clock": _Telling(applicant=("why", "due")),
    "reply-hearing": _Telling(applicant=("reply",)),
    "conclude-hearing": _Telling(),
    "grant": _Telling("good", ("authorisation", "reasons")),
    "grant-to-issue": _Telling("good", ("reasons",)),
    "issue": _Telling("good", ("authorisation",)),
    "refuse": _Telling("bad", ("reasons",)),
    "propose-measure": _Telling("bad", ("measure", "kind", "ground", "grounds", "urgent", "closes")),
    "reply-measure": _Telling(applicant=("measure", "kind")),
    "take-measure": _Telling("bad", ("measure", "kind", "ground", "reasons")),
    "drop-measure": _Telling("good", ("measure", "kind", "reasons")),
    "report-cure": _Telling(applicant=("measure", "report", "late")),
    "return-cure": _Telling("warning", ("measure", "reasons")),
    "verify-cure": _Telling("good", ("measure", "reasons")),
    "report-change": _Telling(applicant=("change", "change_kind", "late")),
    "record-change": _Telling(inside=True),
    "give-review": _Telling(applicant=("edition", "late")),
    "note-change": _Telling("good", ("change", "change_kind", "reasons")),
    "review-change": _Telling("warning", ("change", "change_kind", "look", "reasons")),
    "ask-change": _Telling("warning", ("change", "change_kind", "asked", "due")),
    "reply-change": _Telling(applicant=("change", "change_kind", "reply")),
    "settle-change": _Telling("good", ("change", "change_kind", "reasons")),
    "withdraw-change": _Telling(applicant=("change", "change_kind", "reason")),
    "open-reassessment": _Telling(
        "warning", ("reassessment", "trigger", "criteria", "places", "reason", "due")
    ),
    "answer-reassessment": _Telling(applicant=("reassessment", "late")),
    "conclude-reassessment": _Telling(applicant=("reassessment", "ending", "reasons")),
    "call-off-reassessment": _Telling("good", ("reassessment", "reasons")),
    "declare-yearly": _Telling("good", ("year", "late")),
    "lift": _Telling("good", ("reasons",)),
    "surrender": _Telling(applicant=("reason",)),
    "give-up-part": _Telling(applicant=("reason",)),
}


def timeline(case: Case, *, actor: Actor) -> list[TimelineItem]:
    """Return what happened to `case` and to the authorisation it led to, oldest first. One query.

    Caseworkers read everything with names. Everybody else reads what concerns them: never a recommendation, a result,
    a reason between officer and decider, or an officer's name; of another firm's case nothing at all. Single
    answers and results are not told, what counts again from an earlier application is.
    """
    if actor.capacity not in CASEWORKERS and actor.operator != case.operator_id:
        return []
    about = Q(topic="case", subject=case.number)
    if case.led_to:
        about |= Q(topic__in=["measure", "change", "monitoring"], subject=case.led_to)
    staff = actor.capacity in CASEWORKERS
    acts = [act for act, telling in _TOLD.items() if staff or not telling.inside]
    told = JournalEntry.objects.filter(about, act__in=acts).order_by("cursor")
    # A visit that was called off before the firm heard of it stays customs' own, as does what the desk recorded.
    return [_told(entry, staff=staff) for entry in told if staff or not entry.body.get("unseen")]


def _told(entry: JournalEntry, *, staff: bool) -> TimelineItem:
    telling = _TOLD[entry.act]
    side = _SIDES.get(entry.capacity, "customs")
    if staff:
        return TimelineItem(entry.at, entry.act, entry.body, side, entry.person_name, telling.tone)
    return TimelineItem(
        moment=entry.at,
        code=telling.renamed or entry.act,
        params={key: entry.body[key] for key in telling.applicant if key in entry.body},
        side=side,
        who=entry.person_name if side == "applicant" else "",
        tone=telling.tone,
    )


_SIDES = {Capacity.APPLICANT.value: "applicant", Capacity.SYSTEM.value: "system"}
