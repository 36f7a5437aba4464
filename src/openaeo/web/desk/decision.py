"""The second officer's desk: hearing notice, grant or refusal, with what the trader will be told shown first."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework import (
    amending,
    decision,
    issuing,
    partition,
    recommending,
    splitting,
    trader_reports,
)
from openaeo.casework.facts import conditions_of, deadline
from openaeo.casework.models import Case, CasePart
from openaeo.casework.precedents import precedents
from openaeo.casework.programme import programme
from openaeo.law.authority import allowed
from openaeo.law.deciding import grant_step
from openaeo.law.lifecycle import CASE, CaseFacts
from openaeo.law.splitting import LIVING
from openaeo.law.workflow import Reason
from openaeo.web.desk import board, previews
from openaeo.web.desk.case import a_case, frame, recommended
from openaeo.web.desk.forms import DecisionForm, HearingForm
from openaeo.web.desk.splitting_forms import with_parts
from openaeo.web.findings import soonest_first
from openaeo.web.shell import Request, page, refusals_onto, staff_page
from openaeo.web.splitting import lines
from openaeo.web.wording import say

DONE = {
    "grant": gettext_lazy("The authorisation is granted and stands in the register."),
    "grant-to-issue": gettext_lazy(
        "The application is granted. The certificate is issued by a colleague; until then nothing stands in the register."
    ),
    "refuse": gettext_lazy("The application is refused. The trader is told the reasons."),
}
WHERE = {
    "gaps-open": "decision",
    "majors-open": "decision",
    "conditions-undated": "decision",
    "not-heard": "decision",
    "hearing-running": "decision",
    "reasons-missing": "reasons",
    "departure-unexplained": "departure",
    "part-not-heard": "refusing",
    "no-part-granted": "refusing",
    "types-no-tier": "refusing",
}

WHERE_HEARD = {"grounds-missing": "grounds", "parts-missing": "parts", "relied-on-left-out": "relied_on"}


@staff_page()
def decide(request: Request, number: str) -> HttpResponse:
    """Grant or refuse; whoever assessed the case reads why they may not."""
    found = a_case(request, number)
    if allowed("grant", request.actor.capacity) is not None:
        raise Http404
    granting = grant_step(programme().issue_of(found.tier))
    form, parts = DecisionForm(request.POST if request.method == "POST" else None), lines(found)
    with_parts(
        form,
        "refusing",
        parts,
        label=_("Parts that are refused"),
        help_text=_(
            "If you grant: all other parts that wait are granted. Each part that you refuse must have been heard."
        ),
        after="decision",
    )
    rows, advised = (
        [one.row for one in parts],
        [one.row.number for one in parts if one.row.proposal == "refuse"],
    )
    form.initial["refusing"] = advised
    if previews.asked(request) and form.is_valid():
        body = {"reasons": form.cleaned_data["reasons"], "conditions": conditions_of(found)}
        chosen = form.cleaned_data["decision"]
        if rows:
            body["parts"] = splitting.outcomes(rows, _refused(form, rows))
        if shown := previews.letter(request, form, granting if chosen == "grant" else chosen, found, body):
            return shown
    elif request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["decision"]
        with refusals_onto(form, WHERE):
            said: dict[str, Any] = {name: form.cleaned_data[name] for name in ("reasons", "departure")}
            said |= {"actor": request.actor, "at": request.moment}
            if chosen == "grant":
                decision.grant(number, refusing=_refused(form, rows), **said)
            else:
                decision.refuse(number, **said)
            messages.success(request, str(DONE[granting if chosen == "grant" else chosen]))
            return redirect("case", number, "decision")
    context = frame(request, found)
    facts: CaseFacts = partition.weighed(found, context["asked_of_law"], rows, advised)
    short = board.short_of_met(context["groups"])
    return page(
        request,
        "desk/decide.html",
        form=form,
        ways=[
            (name, [str(say(reason)) for reason in (*_unmet(found, step, facts), *more)])
            for name, step, more in (
                (
                    "grant",
                    granting,
                    (
                        *amending.in_the_way(found, request.moment),
                        *partition.stands_against(found, rows, advised),
                    ),
                ),
                ("refuse", "refuse", ()),
            )
        ],
        granting=granting,
        four_eyes=Reason("decider-assessed") in _unmet(found, granting, facts),
        short=short,
        raised=(raised := soonest_first(found.findings.all(), request.moment)),
        conditions=[one for one in raised if one.condition],
        precedents=precedents(found, {row.criterion.id: row.outcome for row in short}, actor=request.actor),
        terms=issuing.terms(found, decided=request.moment, at=request.moment),
        may_hear="hear" in {step.name for step in CASE.open_to(found.standing)},
        **context,
        **recommended(found, request.actor),
    )


@staff_page()
def hear(request: Request, number: str) -> HttpResponse:
    """Tell the trader on which grounds a refusal is meant; the gaps found are offered as a first draft."""
    found = a_case(request, number)
    if allowed("hear", request.actor.capacity) is not None:
        raise Http404
    context = frame(request, found)
    gaps = board.short_of_met(context["groups"])
    needed = decision.behind(found, recommending.failed(context["asked_of_law"]))
    papers, closes = decision.papers_of(found), deadline("hearing", request.moment, found.tier)
    form = HearingForm(
        request.POST if request.method == "POST" else None,
        initial={"grounds": _draft(gaps), "relied_on": [*_behind(gaps), *(one.pk for one in needed)]},
        papers=papers,
    )
    rows = [one.row for one in context["parts"]]
    form.initial["parts"] = [row.number for row in rows if row.proposal == "refuse"]
    with_parts(
        form,
        "parts",
        context["parts"],
        label=_("Parts that may be refused"),
        help_text=_("The notice names them. Only what it names can be refused afterwards."),
        after="grounds",
    )
    if previews.asked(request) and form.is_valid():
        cited = decision.cited(papers, form.cleaned_data["relied_on"])
        body = {"grounds": form.cleaned_data["grounds"], "closes": closes, "relied_on": cited}
        body |= {"parts": splitting.named(rows, form.cleaned_data["parts"])} if rows else {}
        if shown := previews.letter(request, form, "hear", found, body):
            return shown
    elif request.method == "POST" and form.is_valid():
        with refusals_onto(form, WHERE_HEARD):
            decision.hear(number, **form.cleaned_data, actor=request.actor, at=request.moment)
            messages.success(
                request, _("The notice is with the trader, who may reply until the time is over.")
            )
            return redirect("case", number, "decision")
    withheld = trader_reports.basis_withheld(found, request.moment)
    unmet = (*_unmet(found, "hear", context["asked_of_law"]), *([withheld] if withheld else []))
    return page(
        request,
        "desk/hear.html",
        form=form,
        short=gaps,
        closes=closes,
        unmet=[str(say(reason)) for reason in unmet],
        **context,
    )


def _refused(form: DecisionForm, rows: Collection[CasePart]) -> list[int]:
    """The numbers of the parts that the decision leaves refused: those ticked, or all that wait when it refuses."""
    if form.cleaned_data["decision"] == "grant":
        return [int(one) for one in form.cleaned_data.get("refusing", [])]
    return [row.number for row in rows if row.standing in LIVING]


def _behind(gaps: list[board.CriterionRow]) -> list[int]:
    """The documents behind answers that were found short: what a notice most likely relies on."""
    rows = [row.answer for row in gaps if row.answer is not None]
    return [one.document_id for answer in rows for one in answer.evidence.all() if one.replaced_at is None]


def _unmet(found: Case, step: str, facts: CaseFacts) -> tuple[Reason, ...]:
    return CASE.unmet(found.standing, step, facts)


def _draft(gaps: list[board.CriterionRow]) -> str:
    return "\n".join(
        f"{row.criterion.id}: {row.result.reason}" for row in gaps if row.result and row.outcome == "gap"
    )
