"""Customs decides on what a firm does instead of what a criterion asks: of equal effect, or not, and why."""

from __future__ import annotations

from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework.assessment import handled
from openaeo.casework.facts import demand, own_firm
from openaeo.casework.models import Alternative, Case
from openaeo.law.alternatives import ALTERNATIVE, AlternativeFacts
from openaeo.law.lifecycle import CaseState
from openaeo.law.workflow import Reason, Refused

OPEN = frozenset({CaseState.SUBMITTED, CaseState.ASSESSMENT})


def judge(
    number: str, criterion: str, *, approve: bool, reason: str, actor: Actor, at: datetime
) -> Alternative:
    """Approve or refuse the alternative measure put forward for a criterion; the applicant reads the reason.

    Possible from submission to recommendation, so that a firm may be told before it completes a returned
    application; a later decision replaces an earlier one, and each stays in the journal. Whoever judges has a hand
    in the assessment. Source: criterion I15; reason and decider on record. Refused: `not-found` (no alternative
    measure there), `not-from-here`, `alternative-incomplete`, `reason-missing`, `own-firm`.
    """
    with act("judge-alternative", Case, number, actor=actor, at=at) as (case, note):
        held = Alternative.objects.filter(answer__case=case, answer__criterion=criterion).first()
        if held is None:
            raise Refused("judge-alternative", Reason("not-found"))
        step = "approve" if approve else "refuse"
        facts = AlternativeFacts(held.text, held.equivalence, reason)
        demand(
            "judge-alternative",
            None if case.standing in OPEN else Reason("not-from-here", case.state),
            own_firm(case.operator_id, actor),
            *ALTERNATIVE.unmet(held.standing, step, facts),
        )
        held.move(step, facts)
        held.judged_at, held.judged_by_id, held.reason = at, actor.person, reason.strip()
        held.save()
        handled(case, actor=actor, at=at)
        note(
            criterion=criterion,
            alternative=held.state,
            reason=held.reason,
            text=held.text,
            equivalence=held.equivalence,
        )
    return held
