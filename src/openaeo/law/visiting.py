"""How a visit comes about: times held for the firm, its choice or refusal, the visit itself, the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from openaeo.law.terms import Period
from openaeo.law.workflow import Reason, Step, Workflow


class VisitState(StrEnum):
    """Where a visit to a firm stands."""

    PLANNED = "planned"
    OFFERED = "offered"
    DECLINED = "declined"
    ESCALATED = "escalated"
    AGREED = "agreed"
    HELD = "held"
    REPORTED = "reported"
    CALLED_OFF = "called-off"


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What is true of a visit when a step is asked for.

    `offers` are the times put forward, `wanted` how many the programme asks for, each at least `notice_days` after
    `at`; `pending` those put forward before; `taken` are the times that the team already holds for others. `refusals` counts those of the firm, this
    one included; at `most_refusals` the matter goes to a superior. `agreed` is the time that both sides know,
    `took` the time that the visit took. Days are days of `zone`.
    """

    at: datetime
    unannounced: bool = False
    offers: tuple[Period, ...] = ()
    pending: tuple[Period, ...] = ()
    wanted: int = 1
    notice_days: int = 0
    taken: tuple[Period, ...] = ()
    chosen: Period | None = None
    refusals: int = 0
    most_refusals: int = 1
    reason: str = ""
    agreed: Period | None = None
    took: Period | None = None
    attended: str = ""
    report: str = ""
    unobserved: tuple[str, ...] = ()
    zone: str = "UTC"


def announced(facts: VisitFacts) -> Reason | None:
    """Times are offered for announced visits only."""
    return Reason("visit-unannounced") if facts.unannounced else None


def no_choice_open(facts: VisitFacts) -> Reason | None:
    """The firm can no longer choose a time offered before."""
    return Reason("offers-open") if any(one.start > facts.at for one in facts.pending) else None


def enough_offers(facts: VisitFacts) -> Reason | None:
    """As many times are offered as the programme says, so that the firm has a choice."""
    return None if len(facts.offers) == facts.wanted else Reason("offers-wanted", facts.wanted)


def notice_kept(facts: VisitFacts) -> Reason | None:
    """No time lies within the programme's notice."""
    earliest = facts.at + timedelta(days=facts.notice_days)
    if all(offer.start >= earliest for offer in facts.offers):
        return None
    return Reason("offer-inside-notice", facts.notice_days)


def offers_apart(facts: VisitFacts) -> Reason | None:
    """The times offered do not overlap each other."""
    if any(
        one.overlaps(other) for place, one in enumerate(facts.offers) for other in facts.offers[place + 1 :]
    ):
        return Reason("offers-overlap")
    return None


def team_free(facts: VisitFacts) -> Reason | None:
    """The team holds none of the times for somebody else."""
    for offer in facts.offers:
        if any(offer.overlaps(other) for other in facts.taken):
            return Reason("team-busy", offer.start.isoformat())
    return None


def choice_was_offered(facts: VisitFacts) -> Reason | None:
    """The time chosen is one of those offered."""
    return None if facts.chosen is not None and facts.chosen in facts.offers else Reason("offer-unknown")


def choice_is_ahead(facts: VisitFacts) -> Reason | None:
    """The time chosen has not passed."""
    return Reason("offer-passed") if facts.chosen is not None and facts.chosen.start <= facts.at else None


def reason_given(facts: VisitFacts) -> Reason | None:
    """Whoever declines or calls off says why."""
    return None if facts.reason.strip() else Reason("why-missing")


def refusals_left(facts: VisitFacts) -> Reason | None:
    """Fewer refusals than the programme bears."""
    return Reason("refusals-used-up") if facts.refusals >= facts.most_refusals else None


def refusals_used_up(facts: VisitFacts) -> Reason | None:
    """As many refusals as the programme bears: a superior looks at it."""
    return None if facts.refusals >= facts.most_refusals else Reason("refusals-left")


def time_was_agreed(facts: VisitFacts) -> Reason | None:
    """Nobody comes before a time is agreed, unless the visit is unannounced."""
    return None if facts.unannounced or facts.agreed is not None else Reason("time-not-agreed")


def visit_is_over(facts: VisitFacts) -> Reason | None:
    """A visit is recorded once it is over."""
    return None if facts.took is not None and _ended(facts.took, facts.at) else Reason("visit-not-over")


def not_before_agreed(facts: VisitFacts) -> Reason | None:
    """An announced visit does not take place before the day that was agreed."""
    if facts.unannounced or facts.agreed is None or facts.took is None:
        return None
    zone = ZoneInfo(facts.zone)
    early = facts.took.start.astimezone(zone).date() < facts.agreed.start.astimezone(zone).date()
    return Reason("visit-too-early", facts.agreed.start.isoformat()) if early else None


def attendance_told(facts: VisitFacts) -> Reason | None:
    """It is said who was there."""
    return None if facts.attended.strip() else Reason("attendance-missing")


def report_written(facts: VisitFacts) -> Reason | None:
    """The report says something that the firm can read."""
    return None if facts.report.strip() else Reason("report-missing")


def sites_observed(facts: VisitFacts) -> Reason | None:
    """Each site of the visit has an observation."""
    return Reason("sites-unobserved", ", ".join(facts.unobserved)) if facts.unobserved else None


def _ended(took: Period, at: datetime) -> bool:
    return took.end is not None and took.end <= at


V = VisitState
OPEN_VISIT = frozenset({V.PLANNED, V.OFFERED, V.DECLINED, V.ESCALATED, V.AGREED})
"""A visit still to come: it may be called off."""
SEEN_VISIT = frozenset({V.HELD, V.REPORTED})
"""A visit that took place."""
VISIT: Workflow[VisitState, VisitFacts] = Workflow(
    "visit",
    V.PLANNED,
    Step(
        "offer",
        frozenset({V.PLANNED, V.DECLINED, V.OFFERED}),
        V.OFFERED,
        (announced, no_choice_open, enough_offers, notice_kept, offers_apart, team_free),
    ),
    Step("choose", frozenset({V.OFFERED}), V.AGREED, (choice_was_offered, choice_is_ahead)),
    Step("decline", frozenset({V.OFFERED}), V.DECLINED, (reason_given, refusals_left)),
    Step("escalate", frozenset({V.OFFERED}), V.ESCALATED, (reason_given, refusals_used_up)),
    Step(
        "set-time", frozenset({V.ESCALATED}), V.AGREED, (enough_offers, notice_kept, team_free, reason_given)
    ),
    Step(
        "hold",
        frozenset({V.PLANNED, V.AGREED}),
        V.HELD,
        (time_was_agreed, visit_is_over, not_before_agreed, attendance_told),
    ),
    Step("report", frozenset({V.HELD}), V.REPORTED, (sites_observed, report_written)),
    Step("call-off", OPEN_VISIT, V.CALLED_OFF, (reason_given,)),
)
