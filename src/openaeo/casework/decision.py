"""What a decider does with an assessed application: send it back, hear the applicant, grant or refuse."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework import (
    amending,
    interests,
    issuing,
    partition,
    recommending,
    splitting,
    trader_reports,
    visits,
)
from openaeo.casework.clocks import hearing_time
from openaeo.casework.facts import author, case_facts, conditions_of, deadline, demand, own_firm
from openaeo.casework.models import Case, Document, Handling
from openaeo.casework.programme import programme
from openaeo.law.cutting import uncited
from openaeo.law.deciding import grant_step
from openaeo.law.lifecycle import CASE, decider_did_not_assess
from openaeo.law.splitting import LIVING
from openaeo.law.workflow import Reason

if TYPE_CHECKING:
    from openaeo.register.models import Authorisation


def send_back(number: str, *, reason: str, actor: Actor, at: datetime) -> Case:
    """Send the case back to assessment. What comes back is a new recommendation and is heard anew before refusal.

    Refused: `reason-missing`, `not-from-here`, `own-firm`.
    """
    with act("send-back", Case, number, actor=actor, at=at) as (case, note):
        facts = case_facts(case, actor=actor, at=at)
        demand(
            "send-back",
            None if reason.strip() else Reason("reason-missing"),
            own_firm(case.operator_id, actor),
            *CASE.unmet(case.standing, "send-back", facts),
        )
        case.move("send-back", facts)
        had_a_hand(case, actor, at)
        note(reason=reason.strip())
    return case


def hear(
    number: str,
    *,
    grounds: str,
    relied_on: Iterable[int] = (),
    parts: Collection[int] = (),
    actor: Actor,
    at: datetime,
) -> Case:
    """Tell the applicant on which grounds and documents a refusal is meant, and give the programme's time to reply.

    `relied_on` are the keys of documents of this case that the notice cites, all those `behind` what fails among them;
    `parts` the numbers of the parts that may be refused, where the case is split. Source: UCC-IA 8. Refused:
    `grounds-missing`, `document-not-of-case`, `relied-on-left-out`, `basis-withheld` (the report to the trader left
    out what the decision rests on), `parts-missing`, `part-unknown`, `decider-assessed`, `not-from-here`, `own-firm`.
    """
    with act("hear", Case, number, actor=actor, at=at) as (case, note):
        facts = case_facts(case, actor=actor, at=at)
        wanted = set(relied_on)
        relied = cited(papers_of(case), wanted)
        rows = partition.rows_of(case)
        demand(
            "hear",
            None if grounds.strip() else Reason("grounds-missing"),
            None if len(relied) == len(wanted) else Reason("document-not-of-case"),
            uncited({one.pk: one.name for one in behind(case, recommending.failed(facts))}, wanted),
            trader_reports.basis_withheld(case, at),
            *partition.may_put(rows, parts),
            decider_did_not_assess(facts),
            own_firm(case.operator_id, actor),
            *CASE.unmet(case.standing, "hear", facts),
        )
        if case.hearing_opened_at is not None:  # the clock rested then, and goes on having rested
            case.past_hearings = [*case.past_hearings, hearing_time(case)]
        case.move("hear", facts)
        had_a_hand(case, actor, at)
        case.hearing_grounds, case.hearing_opened_at = grounds.strip(), at
        case.hearing_closes_at = deadline("hearing", at, case.tier)
        case.hearing_reply, case.hearing_replied_at = "", None
        note(
            grounds=case.hearing_grounds,
            closes=case.hearing_closes_at,
            relied_on=relied,
            **({"parts": splitting.put_to_the_firm(rows, parts, at=at)} if rows else {}),
        )
    return case


def reply_hearing(number: str, *, text: str, actor: Actor, at: datetime) -> Case:
    """Reply to the grounds; the case returns to the decider at once. Refused: `reply-empty`, `not-from-here`.

    The reply is a statement on the record, so the journal keeps its words: a later hearing replaces the row's.
    """
    with act("reply-hearing", Case, number, actor=actor, at=at) as (case, note):
        demand("reply-hearing", None if text.strip() else Reason("reply-empty"), _being_heard(case))
        case.hearing_reply, case.hearing_replied_at = text.strip(), at
        case.move("conclude-hearing", case_facts(case, actor=actor, at=at))
        note(reply=case.hearing_reply)
    return case


def conclude_hearing(number: str, *, actor: Actor, at: datetime) -> Case:
    """Take the case back for decision once the time to reply is over. Refused: `hearing-running`, `not-from-here`."""
    with act("conclude-hearing", Case, number, actor=actor, at=at) as (case, note):
        facts = case_facts(case, actor=actor, at=at)
        demand(
            "conclude-hearing",
            own_firm(case.operator_id, actor),
            *CASE.unmet(case.standing, "conclude-hearing", facts),
        )
        case.move("conclude-hearing", facts)
        had_a_hand(case, actor, at)
        note(heard=facts.heard)
    return case


def grant(
    number: str,
    *,
    reasons: str,
    departure: str = "",
    refusing: Collection[int] = (),
    actor: Actor,
    at: datetime,
) -> Authorisation | None:
    """Grant the authorisation applied for and enter it in the register, both or neither.

    An application for more of what is held amends that instead, see `amending.carry_out`, and is refused as
    `amending.in_the_way` says. Where the programme lets certificates be issued by an act of its own, the case waits for that, nothing is entered,
    and None is returned. `departure` says why, when something else was recommended; only customs reads it. Of a case
    that is split, the parts `refusing` are refused after they were heard, and only what the others cover is granted. Refused
    with every unmet need: `gaps-open`, `decider-assessed`, `departure-unexplained`, `not-from-here`, `own-firm`,
    `reasons-missing` where a part is refused, and as `partition.stands_against`.
    """
    step = grant_step(programme().issue_of(_tier_of(number)))
    with act(step, Case, number, actor=actor, at=at) as (case, note):
        rows = partition.rows_of(case)
        facts = partition.weighed(case, case_facts(case, actor=actor, at=at), rows, refusing)
        departs = partition.departs_from_offices(case, rows, refusing)
        demand(
            step,
            own_firm(case.operator_id, actor),
            *CASE.unmet(case.standing, step, facts),
            Reason("reasons-missing") if refusing and not reasons.strip() else None,
            *amending.in_the_way(case, at),
            *partition.stands_against(case, rows, refusing),
            recommending.unexplained(case, departure, granted=True, parts_depart=departs),
        )
        if rows:
            note(parts=splitting.outcomes(rows, refusing))
            splitting.conclude(case, rows, refusing, at=at)
        case.move(step, facts)
        if step == "grant":
            note(authorisation=issuing.enter(case, decided=at, actor=actor, at=at).number)
        _decided(case, reasons, actor=actor, at=at)
        note(
            reasons=case.decision_reasons,
            conditions=conditions_of(case),
            **recommending.explain(case, departure, granted=True, parts_depart=departs),
        )
    return case.authorisation


def refuse(number: str, *, reasons: str, departure: str = "", actor: Actor, at: datetime) -> Case:
    """Refuse the authorisation, after the applicant was heard on the grounds (UCC-IA 8). `departure` as in `grant`.

    Refused with every unmet need: `reasons-missing`, `not-heard`, `hearing-running`, `decider-assessed`,
    `departure-unexplained`, `not-from-here`, `own-firm`, and `part-not-heard` of a case that is split.
    """
    with act("refuse", Case, number, actor=actor, at=at) as (case, note):
        facts, rows = case_facts(case, actor=actor, at=at), partition.rows_of(case)
        waiting = [row.number for row in rows if row.standing in LIVING]
        departs = partition.departs_from_offices(case, rows, waiting)
        demand(
            "refuse",
            None if reasons.strip() else Reason("reasons-missing"),
            own_firm(case.operator_id, actor),
            *CASE.unmet(case.standing, "refuse", facts),
            *partition.may_refuse_all(case, rows),
            recommending.unexplained(case, departure, granted=False, parts_depart=departs),
        )
        if rows:
            note(parts=splitting.outcomes(rows, waiting))
            splitting.conclude(case, rows, waiting, at=at)
        case.move("refuse", facts)
        _decided(case, reasons, actor=actor, at=at)
        note(
            reasons=case.decision_reasons,
            called_off=visits.lapse(case, at=at),
            **recommending.explain(case, departure, granted=False, parts_depart=departs),
        )
    return case


def had_a_hand(case: Case, actor: Actor, at: datetime) -> None:
    """Remember that somebody had a hand in deciding `case`: they never review it."""
    interests.had_a_hand(case, Handling.Kind.DECIDING, author("decide", actor), at=at)


def papers_of(case: Case) -> list[Document]:
    """Return the documents of `case`, behind answers and with replies, by name. One query."""
    behind = Q(evidence__answer__case=case) | Q(requests__case=case)
    return list(Document.objects.filter(behind).distinct().order_by("name", "pk"))


def behind(case: Case, criteria: Iterable[str]) -> list[Document]:
    """Return the documents that stand behind the answers of `case` to `criteria` now, by name. One query."""
    answers = Q(
        evidence__answer__case=case,
        evidence__answer__criterion__in=list(criteria),
        evidence__replaced_at__isnull=True,
    )
    return list(Document.objects.filter(answers).distinct().order_by("name", "pk"))


def cited(papers: Iterable[Document], wanted: Iterable[int]) -> list[dict[str, str]]:
    """Return those of `papers` with the keys `wanted` as a notice cites them: by name and digest."""
    keys = set(wanted)
    return [{"name": one.name, "digest": one.file_id} for one in papers if one.pk in keys]


def _decided(case: Case, reasons: str, *, actor: Actor, at: datetime) -> None:
    had_a_hand(case, actor, at)
    case.decided_at, case.decider_id, case.decision_reasons = at, actor.person, reasons.strip()


def _tier_of(number: str) -> str:
    """The tier applied for, which no act changes any more once the case is with the decider."""
    return Case.objects.filter(pk=number).values_list("tier", flat=True).first() or ""


def _being_heard(case: Case) -> Reason | None:
    open_steps = {step.name for step in CASE.open_to(case.standing)}
    return None if "conclude-hearing" in open_steps else Reason("not-from-here", case.state)
