"""One case as an officer sees it: facts, stages, criteria, evidence, messages, decision, history, deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from openaeo.bedrock.actors import Actor
from openaeo.casework import interests, recommending
from openaeo.casework.assigning import LEADS, stands_in
from openaeo.casework.casefile import casefile
from openaeo.casework.clocks import clocks
from openaeo.casework.consultations import consulted_in
from openaeo.casework.facts import case_facts, turn
from openaeo.casework.findings import BY_THE_DESK, at_rest
from openaeo.casework.models import Case
from openaeo.casework.programme import edition_of, programme
from openaeo.casework.timeline import timeline
from openaeo.law.acceptance import Verdict, failed
from openaeo.law.assigning import ASSIGNABLE
from openaeo.law.authority import allowed
from openaeo.law.conversing import phase_of
from openaeo.law.cutting import REPORTABLE
from openaeo.law.deciding import grant_step
from openaeo.law.lifecycle import CASE, CASE_FINAL, CaseFacts, CaseState
from openaeo.law.moretime import ExtensionState
from openaeo.web.acceptance_sentences import CHECKS, MISSING
from openaeo.web.conversations import talks_about
from openaeo.web.deciding_words import PROPOSALS
from openaeo.web.desk import board
from openaeo.web.desk.chronicle import told
from openaeo.web.desk.earlier import may_look_back
from openaeo.web.findings import soonest_first
from openaeo.web.letters import letters_about
from openaeo.web.shell import Request, page, staff_page
from openaeo.web.splitting import lines
from openaeo.web.wording import say

TABS = {
    "overview": gettext_lazy("Overview"),
    "criteria": gettext_lazy("Criteria"),
    "rounds": gettext_lazy("Rounds"),
    "evidence": gettext_lazy("Evidence"),
    "findings": gettext_lazy("Findings"),
    "risk": gettext_lazy("Risk"),
    "visits": gettext_lazy("Visits"),
    "messages": gettext_lazy("Messages"),
    "decision": gettext_lazy("Decision"),
    "letters": gettext_lazy("Letters"),
    "history": gettext_lazy("History"),
}
STAGES = (
    (gettext_lazy("Application"), frozenset({CaseState.DRAFT})),
    (
        gettext_lazy("Completeness"),
        frozenset({CaseState.SUBMITTED, CaseState.RETURNED, CaseState.NOT_ACCEPTED}),
    ),
    (gettext_lazy("Assessment"), frozenset({CaseState.ASSESSMENT})),
    (gettext_lazy("Decision"), frozenset({CaseState.DECISION, CaseState.HEARING})),
    (gettext_lazy("Certificate"), frozenset({CaseState.TO_ISSUE})),
)
STEPS = {
    "take-on": (gettext_lazy("Take the case on"), "user-check", True),
    "assign": (gettext_lazy("Give the case to an officer"), "users", False),
    "accept": (gettext_lazy("Accept for assessment"), "check", True),
    "return": (gettext_lazy("Return to the trader"), "undo-2", False),
    "refuse-to-accept": (gettext_lazy("Refuse to accept"), "circle-x", True),
    "reopen-application": (gettext_lazy("Open the application again"), "rotate-ccw", True),
    "decline-reopening": (gettext_lazy("Leave it closed"), "circle-x", False),
    "ask": (gettext_lazy("Ask the trader"), "message-square", False),
    "consult": (gettext_lazy("Consult another office"), "building-2", False),
    "issue-report": (gettext_lazy("Report to the trader"), "file-text", False),
    "recommend": (gettext_lazy("Recommend a decision"), "clipboard-check", True),
    "send-back": (gettext_lazy("Send back to assessment"), "undo-2", False),
    "hear": (gettext_lazy("Send a hearing notice"), "mail", False),
    "conclude-hearing": (gettext_lazy("Conclude the hearing"), "check", True),
    "decide": (gettext_lazy("Decide"), "gavel", True),
    "issue": (gettext_lazy("Issue the certificate"), "badge-check", True),
}
"""What an officer may do with a case: the words on the button, its icon, whether it is the main one."""
FITTING = frozenset({"accept", "return", "refuse-to-accept", "issue-report"})
"""Of these only what fits is offered: how the checks before acceptance came out, or that every criterion is assessed."""
LATEST = 5
"""Entries of the history shown beside every tab."""
NAMED = {
    "assign": "case_assign",
    "ask": "request_ask",
    "consult": "consultation_ask",
    "issue-report": "case_report",
    **{name: name for name in ("recommend", "hear", "decide", "issue")},
}


@dataclass(frozen=True, slots=True)
class Act:
    """A button: what it does, where it leads, and why it is not open yet."""

    name: str
    word: str
    icon: str
    main: bool
    address: str
    unmet: tuple[str, ...]


def a_case(request: Request, number: str) -> Case:
    """Return the case when this officer may see it, else answer as if there were none."""
    found = casefile(Case.objects.visible_to(request.actor).of_others(request.actor), number)
    if found is None:
        raise Http404
    return found


@staff_page()
def case(request: Request, number: str, tab: str = "overview") -> HttpResponse:
    """Show one tab of the case; each tab has an address of its own."""
    if tab not in TABS:
        raise Http404
    found = a_case(request, number)
    if tab == "messages":
        prefetch_related_objects(list(found.requests.all()), "documents")
    return tab_page(
        request, found, tab, sites=found.operator.sites.filter(closed_at=None) if tab == "overview" else ()
    )


def tab_page(request: Request, found: Case, tab: str, **more: Any) -> HttpResponse:
    """Show a tab of the case in the frame that all share; `more` is what this tab shows beside it."""
    context = frame(request, found)
    groups = context["groups"]
    entries = told(timeline(found, actor=request.actor))
    counts = {
        "criteria": len(groups),
        "evidence": sum(group.documents for group in groups),
        "findings": len(found.findings.all()),
        "messages": len(found.requests.all()),
    }
    context["tabs"] = [
        (reverse("case", args=[found.number, key]), word, key == tab, counts.get(key))
        for key, word in TABS.items()
    ]
    return page(
        request,
        f"desk/case_{tab}.html",
        tab=tab,
        entries=entries,
        latest=entries[:LATEST],
        next_criterion=board.next_unassessed(groups),
        shown=board.shown(groups, request.GET.get("group", "")),
        raised=soonest_first(found.findings.all(), request.moment),
        untold=board.untold(groups, {one.criterion for one in found.findings.all()}),
        may_raise=may_raise(found, request.actor),
        short=board.short_of_met(groups),
        papers=board.papers(found, groups, actor=request.actor, at=request.moment)
        if tab == "evidence"
        else (),
        letters=letters_about(found, request.actor) if tab == "letters" else (),
        decided_on=found.decided_at,
        **(recommended(found, request.actor) if tab == "decision" else {}),
        may_look_back=may_look_back(found),
        questions=found.requests.all(),
        consulted=consulted_in(found, request.actor) if tab == "messages" else (),
        talks=talks_about(request, case=found.number) if tab == "messages" else (),
        may_talk=phase_of(found.standing) is not None
        and allowed("begin-conversation", request.actor.capacity) is None,
        may_cancel=allowed("cancel-request", request.actor.capacity) is None,
        may_split=found.standing is CaseState.ASSESSMENT
        and allowed("split-case", request.actor.capacity) is None,
        **more,
        **context,
    )


def recommended(found: Case, actor: Actor) -> dict[str, Any]:
    """Return the recommendation as pages of the desk show it: the row with its points, and the words of its outcome."""
    row = recommending.before(found, actor=actor)
    return {"proposed": row, "proposal": PROPOSALS[row.proposal] if row else None}


def may_raise(found: Case, actor: Actor) -> bool:
    """Return whether this officer may put a finding to the trader now."""
    return allowed("raise-finding", actor.capacity) is None and at_rest(found, BY_THE_DESK) is None


def frame(request: Request, found: Case) -> dict[str, Any]:
    """Return what every page about the case shows: facts, stages, buttons, groups, ring, deadline."""
    facts = case_facts(found, actor=request.actor, at=request.moment)
    groups = board.groups_of(found, edition_of(found))
    ring, key = board.ring(groups)
    running = clocks(found, request.moment)
    return {
        "case": found,
        "operator": found.operator,
        "asked_of_law": facts,
        "checks": shown_checks(facts),
        "what_failed": MISSING.get(found.failed_check, ""),
        "failing": failing.failing.value if (failing := failed(facts.checks)) else "",
        "tier": programme().tiers.get(found.tier, {"en": found.tier}),
        "stages": stages(found),
        "acts": acts(found, facts, request.actor),
        "stance": interests.stance(found, request.actor),
        "groups": groups,
        "parts": lines(found),
        "reused": board.reused(groups),
        "ring": ring,
        "key": key,
        "clocks": running,
        "time_asked": [one for one in found.extensions.all() if one.state == ExtensionState.ASKED],
        "turn": turn(found, request.moment),
        "final": found.standing in CASE_FINAL,
    }


def shown_checks(facts: CaseFacts) -> list[dict[str, Any]]:
    """Return the checks before acceptance with words and verdict; what is missing stands with the one that failed."""
    return [
        {
            "verdict": one.verdict.value,
            "words": CHECKS[one.check.kind.value],
            "missing": MISSING[one.check.kind.value] if one.verdict is Verdict.FAILED else "",
        }
        for one in facts.checks
    ]


def stages(found: Case) -> list[tuple[str, str]]:
    """Return the stages with `done`, `now` or `next`."""
    if found.standing is CaseState.GRANTED:
        return [(str(word), "done") for word, _states in STAGES]
    place = next((i for i, (_word, states) in enumerate(STAGES) if found.standing in states), None)
    if place is None:
        return [(str(word), _stopped(found, i)) for i, (word, _states) in enumerate(STAGES)]
    return [
        (str(word), "done" if i < place else "now" if i == place else "next")
        for i, (word, _states) in enumerate(STAGES)
    ]


def _stopped(found: Case, i: int) -> str:
    reached = 4 if found.decided_at else 3 if found.recommended_at else 2 if found.accepted_at else 1
    return "done" if i < reached else "next"


def acts(found: Case, facts: CaseFacts, actor: Actor) -> list[Act]:
    """Return the buttons that the table of steps opens here and the law allows this capacity; none before a
    declaration that is owed, and none beside an interest.
    """
    if interests.stance(found, actor).reason:
        return []  # the page says why and what next
    here = []
    open_steps = {step.name for step in CASE.open_to(found.standing)}
    for name, (word, icon, main) in STEPS.items():
        if not _offered(name, found, facts, open_steps, actor):
            continue
        unmet = _unmet(name, found, facts)
        if unmet and name in FITTING:
            continue
        address = (
            reverse(NAMED[name], args=[found.number])
            if name in NAMED
            else reverse("case_act", args=[found.number, name])
        )
        here.append(Act(name, str(word), icon, main, address, unmet))
    return here


def _offered(name: str, found: Case, facts: CaseFacts, open_steps: set[str], actor: Actor) -> bool:
    if name == "take-on":
        mine = found.assessor_id == actor.person
        opened = found.standing in {CaseState.SUBMITTED, CaseState.ASSESSMENT} and not mine
    elif name == "reopen-application":
        opened = facts.closed is not None and facts.closed.until is not None
    elif name == "decline-reopening":
        opened = found.reopening_asked_at is not None
    elif name == "assign":
        return facts.at is not None and may_assign(found, actor, facts.at)
    elif name in {"ask", "consult"}:
        opened = found.standing is CaseState.ASSESSMENT
    elif name == "issue-report":
        opened = found.standing in REPORTABLE
    elif name == "decide":
        return "grant" in open_steps and allowed("grant", actor.capacity) is None
    else:
        opened = name in open_steps
    return opened and allowed(name, actor.capacity) is None


def may_assign(found: Case, actor: Actor, at: datetime) -> bool:
    """Return whether the actor may give the case to an officer now: a lead any, an officer the one in hand or in care."""
    if found.standing not in ASSIGNABLE or allowed("assign", actor.capacity) is not None:
        return False
    if actor.capacity in LEADS:
        return True
    return found.assessor_id is not None and (
        found.assessor_id == actor.person or stands_in(found, actor, at)
    )


def _unmet(name: str, found: Case, facts: CaseFacts) -> tuple[str, ...]:
    if name in {"take-on", "assign", "ask", "consult", "decline-reopening"}:
        return ()
    if name == "reopen-application" and facts.closed:
        name = facts.closed.step
    if name == "issue-report":
        return ("criteria-unassessed",) if facts.unassessed else ()
    if name != "decide":
        return tuple(str(say(reason)) for reason in CASE.unmet(found.standing, name, facts))
    grant = CASE.unmet(found.standing, grant_step(facts.issue), facts)
    refuse = CASE.unmet(found.standing, "refuse", facts)
    return tuple(str(say(reason)) for reason in grant if reason in refuse)
