"""How forty invented firms fare: each story walks the real verbs, and all stories share one calendar."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.casework import (
    appeals,
    application,
    assessment,
    consultations,
    decision,
    issuing,
    measures,
    reopening,
    requests,
    risk,
)
from openaeo.casework.models import Finding
from openaeo.casework.programme import edition_of, programme
from openaeo.config.demo import (
    amended,
    changes,
    documents,
    findings,
    looking,
    moretime,
    renewals,
    reporting,
    rounds,
    staffing,
    texts,
    twice,
    visiting,
)
from openaeo.config.demo.answers import decide, say
from openaeo.config.demo.breakin import suffers_a_break_in
from openaeo.config.demo.dividing import divides
from openaeo.config.demo.founding import found, owner_left, owner_of
from openaeo.config.demo.parts import Plot, Staff
from openaeo.config.demo.recommending import recommends
from openaeo.law.edition import Criterion
from openaeo.law.terms import Mode, Outcome
from openaeo.parties.models import Office
from openaeo.parties.offices import seats_of

Story = Iterator[datetime]
"""A story says when it goes on, and is woken at that moment."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SLOW = 10 * HOUR
FOUND_AT = 8
"""Which criterion is found partly met first, see `_outcome`; a story with a finding has it there."""


def perform(stories: list[Story], until: datetime, tell: Callable[[int, int], None]) -> None:
    """Let all stories happen in the order of their moments, none later than `until`."""
    calendar: list[tuple[datetime, int, Story]] = []
    for place, story in enumerate(stories):
        calendar.append((next(story), place, story))
    heapq.heapify(calendar)
    ended = 0
    while calendar:
        moment, place, story = heapq.heappop(calendar)
        following = next(story, None) if moment <= until else None
        if following is None:
            ended += 1
            tell(ended, len(stories))
        else:
            heapq.heappush(calendar, (following, place, story))


def applies(plot: Plot, staff: Staff, archive: documents.Archive) -> Story:
    """Sign up, describe the firm, answer, send; then what customs makes of it."""
    at = plot.begins
    yield at
    found(plot, at)
    at += HOUR
    yield at
    actor = owner_of(plot, at)
    case = application.start(tier=plot.tier, roles=[role.value for role in plot.roles], actor=actor, at=at)
    criteria = edition_of(case).applying(plot.roles)
    ready = len(criteria) // 2 if plot.ending in {"draft", "left", "anew"} else len(criteria)
    for place, criterion in enumerate(criteria[:ready]):
        at += timedelta(minutes=7)
        yield at
        say(plot, case.number, criterion, place, actor=actor, at=at)
        if place % 3 == 0:
            renewals.puts_forward(case.number, criterion, archive, actor=actor, at=at)
    if plot.ending == "anew":
        yield from renewals.begins_anew(case, actor=actor, at=at)
        return
    if plot.ending == "draft":
        return
    at += DAY
    yield at
    if plot.ending == "left":
        owner_left(plot, at)
        return
    application.submit(case.number, declared_name=plot.person.name, actor=actor, at=at)
    yield from _judged(plot, staff, archive, case.number, criteria, at)


def _under_way(plot: Plot, officer: Actor, applicant: Actor, number: str, at: datetime) -> Story:
    if plot.pace > SLOW:
        yield from moretime.taken(officer, number, at)
    yield from rounds.to_and_fro(plot, applicant, officer, number, at)


def _withdrawn(applicant: Actor, number: str, at: datetime) -> Story:
    yield at
    why = "We are merging with a sister firm and apply again together."
    application.withdraw(number, reason=why, actor=applicant, at=at)
    at += 4 * DAY
    yield at
    why = "The merger is off, and the application was withdrawn too early. Please go on with it."
    reopening.ask(number, reason=why, actor=applicant, at=at)


def _not_begun(plot: Plot, staff: Staff, applicant: Actor, number: str, at: datetime) -> Story:
    """What happens to an application that no officer has accepted yet."""
    if plot.ending == "withdrawn":
        yield from _withdrawn(applicant, number, at + 3 * DAY)
    elif plot.ending in staffing.ENDINGS:
        yield from staffing.given(plot.ending, staff, number, at)


def _judged(
    plot: Plot,
    staff: Staff,
    archive: documents.Archive,
    number: str,
    criteria: Sequence[Criterion],
    at: datetime,
) -> Story:
    applicant = owner_of(plot, at)
    if plot.ending in {"submitted", "withdrawn", *staffing.ENDINGS}:
        yield from _not_begun(plot, staff, applicant, number, at)
        return
    officer = staff.officer
    at += 2 * DAY
    yield at
    assessment.take_on(number, actor=officer, at=at)
    _rates(plot, number, actor=officer, at=at)
    if plot.ending in {"returned", "not-accepted"}:
        yield from _sent_back(plot, officer, number, at)
        return
    at += DAY
    yield at
    assessment.accept(number, actor=officer, at=at)
    until = len(criteria) // 2 if plot.ending in {"assessment", "asked"} else len(criteria)
    for place, criterion in enumerate(criteria[:until]):
        at += plot.pace
        yield at
        decide(plot, number, criterion, actor=officer, at=at)
        outcome = _outcome(plot, criterion.id, place)
        why, mode = texts.FINDINGS.get(outcome, ""), _mode(criterion)
        assessment.assess(
            number, criterion.id, outcome=Outcome(outcome), reason=why, mode=mode, actor=officer, at=at
        )
        if place == FOUND_AT and plot.finding:
            judges = findings.Judges(officer, staff.second)
            at = yield from findings.raised(plot.finding, judges, applicant, number, criterion.id, at)
        if place == 6:
            at = yield from _questioned(plot, officer, applicant, number, at)
            if plot.ending == "asked":
                yield from moretime.asked(applicant, number, at)
                paper, later = archive.get(documents.RENEWED, at), at + 3 * DAY
                yield from renewals.renews(number, paper, officer=officer, applicant=applicant, at=later)
                yield from visiting.goes(plot.visit, number, staff.team, applicant, staff.diary, at + 5 * DAY)
                return
    if plot.ending == "assessment":
        yield from _under_way(plot, officer, applicant, number, at)
        yield from visiting.goes(plot.visit, number, staff.team, applicant, staff.diary, at + 2 * DAY)
        return
    if plot.visit:
        at = yield from visiting.goes(plot.visit, number, staff.team, applicant, staff.diary, at)
    else:
        visiting.leaves_to_monitoring(number, officer, at)
    at += DAY
    yield at
    if _has_gap(plot) or plot.ending == "decision":
        reporting.reports(number, officer, at)
    doubtful = divides(number, actor=officer, at=at) if plot.split else []
    recommends(number, against=_has_gap(plot) and not doubtful, actor=officer, at=at)
    if plot.ending == "decision":
        return
    yield from _decided(plot, staff, number, doubtful, at)


def _consulted(officer: Actor, number: str, at: datetime) -> None:
    """Ask another office than the officer's own what it knows of the firm."""
    elsewhere = (
        Office.objects.still_open().exclude(pk__in=seats_of(officer, at)).filter(region__gt="").first()
    )
    if elsewhere is not None:
        consultations.consult(number, office=elsewhere.pk, question=texts.CONSULTATION, actor=officer, at=at)


def _questioned(
    plot: Plot, officer: Actor, applicant: Actor, number: str, at: datetime
) -> Generator[datetime, None, datetime]:
    at += HOUR
    yield at
    asked = requests.ask(
        number, criterion="", question=texts.QUESTIONS[len(plot.name) % 3], actor=officer, at=at
    )
    if plot.ending == "asked":
        _consulted(officer, number, at)
        return at
    at += 4 * DAY
    yield at
    requests.reply(asked.pk, text=texts.REPLIES[len(plot.name) % 2], actor=applicant, at=at)
    return at


def _sent_back(plot: Plot, officer: Actor, number: str, at: datetime) -> Story:
    """An application is returned to be completed; who lets the time pass is not accepted."""
    at += DAY
    yield at
    assessment.return_(
        number,
        reason="The site list names one warehouse, the site plan shows two. Please complete the list and send again.",
        actor=officer,
        at=at,
    )
    if plot.ending == "not-accepted":
        at += 32 * DAY
        yield at
        assessment.refuse_to_accept(number, reason=texts.NOT_COMPLETED, actor=officer, at=at)


def _decided(plot: Plot, staff: Staff, number: str, doubtful: Sequence[int], at: datetime) -> Story:
    decider, applicant = staff.decider, owner_of(plot, at)
    if _has_gap(plot):
        at += DAY
        yield at
        reporting.hears(number, doubtful, staff.officer, decider, at)
        if plot.ending == "hearing":
            return
        at += 6 * DAY
        yield at
        decision.reply_hearing(number, text=texts.HEARING_REPLY, actor=applicant, at=at)
        at += 2 * DAY
        yield at
        decision.refuse(
            number,
            reasons="Criterion I6 is not met. The invoice shows an order, not lamps in place. Apply again once they are.",
            actor=decider,
            at=at,
        )
        if plot.ending != "refused":
            yield from _appealed(plot, staff, number, at)
        else:
            yield from twice.applies_again(number, plot.person.name, applicant, staff, at)
        return
    at += DAY
    yield at
    granted = decision.grant(number, reasons="All criteria are met or nearly so.", actor=decider, at=at)
    if granted is None:
        if plot.ending == "to-issue":
            return
        at += 3 * HOUR
        yield at
        granted = issuing.issue(number, actor=staff.issuer, at=at)
    yield from _holds(plot, staff, granted.number, at)


def _appealed(plot: Plot, staff: Staff, number: str, at: datetime) -> Story:
    at += 4 * DAY
    yield at
    appeal = appeals.lodge_for_case(
        number,
        grounds="The lamps at the quay gate burn since the week of the refusal; the electrician's report names each.",
        actor=owner_of(plot, at),
        at=at,
    )
    if plot.ending == "appealed":
        return
    at += 3 * DAY
    yield at
    appeals.take_up(appeal.pk, actor=staff.reviewer, at=at)
    at += 6 * DAY
    yield at
    appeals.allow(
        appeal.pk,
        reasons="The report shows the lamps in place before the decision was served. I6 is to be assessed again.",
        actor=staff.reviewer,
        at=at,
    )
    at += 2 * DAY
    yield at
    assessment.assess(
        number,
        "I6",
        outcome=Outcome.MET,
        reason="Seen at night, all lamps burn.",
        mode=Mode.ON_SITE,
        actor=staff.officer,
        at=at,
    )
    at += DAY
    yield at
    assessment.recommend(number, proposal="grant", recommendation="Grant.", actor=staff.officer, at=at)
    at += 2 * DAY
    yield at
    decision.grant(number, reasons="All criteria are met or nearly so.", actor=staff.decider, at=at)


def _holds(plot: Plot, staff: Staff, number: str, at: datetime) -> Story:
    """What becomes of a certificate."""
    if plot.finding == "evidenced":  # the condition it was granted with
        yield from findings.shown(Finding.objects.get(case__authorisation=number).pk, owner_of(plot, at), at)
    if plot.change:
        at = yield from changes.tells(plot.change, number, staff, owner_of(plot, at), at)
    if plot.change in {"asked", "late"}:
        yield from looking.again(plot.change, number, staff, owner_of(plot, at), at)
    if plot.change == "settled":
        yield from changes.declares(number, plot.person.name, owner_of(plot, at), at)
    if plot.amended == "less":
        yield from amended.gives_part_up(number, owner_of(plot, at), at)
    if plot.ending == "surrendered":
        at += 20 * DAY
        yield at
        measures.surrender(
            number, reason="The firm closes its export business.", actor=owner_of(plot, at), at=at
        )
        return
    if plot.ending in {"part", "cured"}:
        yield from suffers_a_break_in(plot, staff, number, at)
        return
    if plot.ending not in {"noticed", "suspended", "revoked", "lifted"}:
        return
    at += 15 * DAY
    yield at
    kind = "revoke" if plot.ending == "revoked" else "suspend"
    measure = measures.propose(
        number,
        kind=kind,
        ground=next(iter(programme().grounds)),
        grounds=texts.GROUNDS,
        urgent=False,
        actor=staff.second,
        at=at,
    )
    if plot.ending == "noticed":
        return
    at += 3 * DAY
    yield at
    measures.reply(measure.pk, text=texts.REPLIES[0], actor=owner_of(plot, at), at=at)
    at += 2 * DAY
    yield at
    measures.take(
        measure.pk, reasons="The reply does not explain the three seals.", actor=staff.decider, at=at
    )
    if plot.ending == "lifted":
        at += 9 * DAY
        yield at
        measures.lift(
            number,
            reasons="New seal control in force since Monday; checked on site.",
            actor=staff.decider,
            at=at,
        )
    if plot.amended == "more":
        yield from amended.asks_more(plot, number, owner_of(plot, at), at)


def _has_gap(plot: Plot) -> bool:
    return plot.ending in {"hearing", "refused", "appealed", "appeal-won"}


def _outcome(plot: Plot, criterion: str, place: int) -> str:
    if criterion == "I6" and (_has_gap(plot) or plot.ending == "assessment"):
        return "gap"
    return "partly" if place % 19 == 8 else "met"


def _mode(criterion: Criterion) -> Mode:
    """On site where that is advised, else the first way the edition allows."""
    return next(mode for mode in (Mode.ON_SITE, Mode.DESK, Mode.VIDEO) if mode in criterion.modes)


def _rates(plot: Plot, number: str, *, actor: Actor, at: datetime) -> None:
    """Rate the risk of a case; where questions stay open, an officer sets another risk than the points say."""
    rating = risk.rate_risk(number, actor=actor, at=at)
    others = [one.code for one in programme().bands if one.code != rating.band]
    if plot.ending == "asked" and others:
        risk.override_risk(
            number,
            band=others[-1],
            reason="The firm is new, and its papers say little yet.",
            actor=actor,
            at=at,
        )
