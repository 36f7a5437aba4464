"""Splitting a case: its parts are made and filled, recommended and cancelled by their own offices, and end with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework import partition, recommending
from openaeo.casework.assessment import handled
from openaeo.casework.facts import author, case_facts, demand, own_firm
from openaeo.casework.models import Case, CasePart
from openaeo.law import splitting as law
from openaeo.law.deciding import Proposal
from openaeo.law.lifecycle import CaseState, every_criterion_assessed
from openaeo.law.splitting import LIVING, PART, PartFacts, Parts, PartState, SplitBy
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Office
from openaeo.parties.offices import seats_held, seats_of

_BEFORE_THE_END = (CaseState.ASSESSMENT, CaseState.DECISION, CaseState.HEARING)


def split(
    number: str, *, sites: Collection[int], office: int, rest: int | None = None, actor: Actor, at: datetime
) -> CasePart:
    """Make `sites` (keys) of the firm a part of their own at `office`; the first time all others become part 1, at `rest`.

    A site that lies in another open part moves over. Returns the new part. Refused with every reason: `not-from-here`
    outside assessment, `split-otherwise` (by types), `office-unknown`, `own-firm`, and as `law.splitting.split`.
    """
    with act("split-case", Case, number, actor=actor, at=at) as (case, note):
        rows = partition.rows_of(case)
        before = partition.as_law(case, rows)
        after, reasons = _tried(
            lambda: law.split(before, partition.to_divide(case, rows), set(sites), office, rest)
        )
        demand(
            "split-case",
            *_may_split(case, {office} if rows or rest is None else {office, rest}, actor),
            Reason("split-otherwise") if case.split_by == SplitBy.TYPES else None,
            *reasons,
        )
        case.split_by = SplitBy.SITES.value
        written = _written(case, rows, after, actor=actor, at=at)
        new = written[-1]
        fresh = [row for row in written if not rows or row is new]
        note(part=new.called, office_name=new.office.name, offices=_offices(fresh), parts=_told(written))
    return new


def split_by_type(number: str, *, offices: Mapping[str, int], actor: Actor, at: datetime) -> list[CasePart]:
    """Make each type that the tier holds together a part of its own; `offices` gives the office of each by its code.

    Some of them may then be granted and others not. Refused with every reason: `not-from-here` outside assessment,
    `split-already`, `one-type-only`, `office-unknown`, `own-firm`.
    """
    with act("split-case", Case, number, actor=actor, at=at) as (case, note):
        types = partition.types_of(case)
        demand(
            "split-case",
            *_may_split(case, {offices.get(one, 0) for one in types}, actor),
            Reason("split-already") if case.split_by else None,
            None if len(types) > 1 else Reason("one-type-only"),
        )
        case.split_by = SplitBy.TYPES.value
        parts = tuple(
            law.Part(place, offices[one], frozenset({one})) for place, one in enumerate(types, start=1)
        )
        written = _written(case, [], parts, actor=actor, at=at)
        note(offices=_offices(written), parts=_told(written))
    return written


def place_site(number: str, part: int, *, site: int, actor: Actor, at: datetime) -> CasePart:
    """Put `site` (a key) into `part`, out of another open part or because the firm named it later.

    Refused with every reason: `not-from-here` outside assessment, `not-of-case`, `own-firm`, and as `law.splitting.place`.
    """
    with act("place-site", Case, number, actor=actor, at=at) as (case, note):
        rows = partition.rows_of(case)
        after, reasons = _tried(lambda: law.place(partition.as_law(case, rows), site, part))
        demand(
            "place-site",
            *_may_split(case, (), actor),
            None if site in partition.to_divide(case, rows) else Reason("not-of-case"),
            *reasons,
        )
        written = _written(case, rows, after, actor=actor, at=at)
        here = next(row for row in written if row.number == part)
        note(part=here.called, parts=_told(written))
    return here


def recommend_part(
    number: str,
    part: int,
    *,
    proposal: str,
    recommendation: str,
    failed: Iterable[str] = (),
    actor: Actor,
    at: datetime,
) -> CasePart:
    """Say for its office what becomes of `part`; only customs reads it. `failed` are the criteria that fail in it alone.

    A refusal names at least one criterion that bars a grant; where the other parts' offices do not name it, the others may
    be granted. Refused with every reason: `not-from-here` (of the case, or of the part), `part-unknown`, `not-your-part`,
    `criteria-unassessed`, `recommendation-missing`, `own-firm`, and as `law.splitting.may_recommend`.
    """
    named = sorted(set(failed))
    with act("recommend-part", Case, number, actor=actor, at=at) as (case, note):
        row, _others = _part("recommend-part", case, part)
        facts, its = case_facts(case, actor=actor, at=at), _facts(row, actor=actor, at=at)
        demand(
            "recommend-part",
            _in(case, CaseState.ASSESSMENT),
            None if recommendation.strip() else Reason("recommendation-missing"),
            every_criterion_assessed(facts),
            *law.may_recommend(proposal, failed=named, barring=recommending.failed(facts)),
            *PART.unmet(row.standing, "recommend", its),
            own_firm(case.operator_id, actor),
        )
        row.move("recommend", its)
        row.proposal, row.recommendation = proposal, recommendation.strip()
        row.failed = named if proposal == Proposal.REFUSE else []
        row.recommended_at, row.recommended_by_id = at, author("recommend-part", actor)
        row.save()
        handled(case, actor=actor, at=at)
        note(
            part=row.called,
            office_name=row.office.name,
            proposal=proposal,
            recommendation=row.recommendation,
            criteria=", ".join(row.failed),
        )
    return row


def take_back_part(number: str, part: int, *, actor: Actor, at: datetime) -> CasePart:
    """Take back what its office recommended of `part`, while the case is assessed.

    Refused: `not-from-here`, `part-unknown`, `not-your-part`, `own-firm`.
    """
    with act("take-back-part", Case, number, actor=actor, at=at) as (case, note):
        row, _others = _part("take-back-part", case, part)
        its = _facts(row, actor=actor, at=at)
        demand(
            "take-back-part",
            _in(case, CaseState.ASSESSMENT),
            *PART.unmet(row.standing, "take-back", its),
            own_firm(case.operator_id, actor),
        )
        _opened(row, "take-back", its)
        note(part=row.called, office_name=row.office.name)
    return row


def cancel_part(number: str, part: int, *, reason: str, actor: Actor, at: datetime) -> CasePart:
    """End `part` without a decision, because the firm left it out or none of its premises is open any more.

    What the firm still applies for is decided, after a hearing where it is refused (UCC-IA 8). Refused with every reason:
    `not-from-here`, `part-unknown`, `reason-missing`, `not-your-part`, `part-applied-for`, `last-part`, `own-firm`.
    """
    with act("cancel-part", Case, number, actor=actor, at=at) as (case, note):
        row, others = _part("cancel-part", case, part)
        its = _facts(row, others, actor=actor, at=at)
        demand(
            "cancel-part",
            _in(case, *_BEFORE_THE_END),
            None if reason.strip() else Reason("reason-missing"),
            *PART.unmet(row.standing, "cancel", its),
            own_firm(case.operator_id, actor),
        )
        row.move("cancel", its)
        row.ended_at, row.ended_why = at, reason.strip()
        row.save()
        handled(case, actor=actor, at=at)
        note(part=row.called, office_name=row.office.name, covers=covered(row), reason=row.ended_why)
    return row


def leave_out_part(number: str, part: int, *, why: str = "", actor: Actor, at: datetime) -> CasePart:
    """Say that the firm no longer applies for `part`; its office then cancels it, and until then it may be kept after all.

    Refused: `not-from-here`, `part-unknown`, `left-out-already`, `last-part` (withdraw the application instead).
    """
    with act("leave-out-part", Case, number, actor=actor, at=at) as (case, note):
        row, others = _part("leave-out-part", case, part)
        demand(
            "leave-out-part",
            *_waits(case, row),
            Reason("left-out-already") if row.left_out_at else None,
            None if any(one.left_out_at is None for one in others) else Reason("last-part"),
        )
        row.left_out_at, row.left_out_why = at, why.strip()
        row.save()
        note(part=row.called, office=row.office_id, covers=covered(row), reason=row.left_out_why)
    return row


def keep_part(number: str, part: int, *, actor: Actor, at: datetime) -> CasePart:
    """Apply for `part` after all, before its office cancelled it. Refused: `not-from-here`, `part-unknown`, `not-left-out`."""
    with act("keep-part", Case, number, actor=actor, at=at) as (case, note):
        row, _others = _part("keep-part", case, part)
        demand(
            "keep-part",
            *_waits(case, row),
            None if row.left_out_at else Reason("not-left-out"),
        )
        row.left_out_at, row.left_out_why = None, ""
        row.save()
        note(part=row.called, office=row.office_id, covers=covered(row))
    return row


def waiting_for(actor: Actor, *, at: datetime) -> QuerySet[CasePart]:
    """Return the parts that wait for the recommendation of the actor's own offices, the oldest first. One query."""
    rows = CasePart.objects.visible_to(actor).of_others(actor)
    waiting = rows.filter(
        state=PartState.OPEN.value,
        case__state=CaseState.ASSESSMENT.value,
        office__in=seats_held(actor, at),
    )
    return waiting.select_related("case__operator").order_by("opened_at", "pk")


def put_to_the_firm(
    rows: Collection[CasePart], parts: Collection[int], *, at: datetime
) -> list[dict[str, object]]:
    """Remember that the refusal of `parts` was put to the firm at `at`; return what the journal keeps of them."""
    for row in rows:
        if row.number in parts:
            row.heard_at = at
            row.save(update_fields=["heard_at"])
    return named(rows, parts)


def conclude(case: Case, rows: Collection[CasePart], refusing: Collection[int], *, at: datetime) -> None:
    """End every part that waits with the decision on `case`: refused those in `refusing`, granted the others."""
    heard = {part.number for part in partition.as_law(case, rows) if part.heard}
    for row in rows:
        if row.standing in LIVING:
            step = "refuse" if row.number in refusing else "grant"
            row.move(step, PartFacts(heard=row.number in heard))
            row.ended_at = at
            row.save(update_fields=["state", "ended_at"])


def lapse(case: Case, *, at: datetime) -> None:
    """End every part that waits without a decision: the application is withdrawn."""
    for row in partition.rows_of(case):
        if row.standing in LIVING:
            row.move("lapse", PartFacts())
            row.ended_at = at
            row.save(update_fields=["state", "ended_at"])


def reopen(case: Case) -> None:
    """Open again the parts that were refused with their case: an appeal sends it back to assessment."""
    for row in partition.rows_of(case):
        if row.standing is PartState.REFUSED:
            row.ended_at = None
            _opened(row, "reopen", PartFacts())


def outcomes(rows: Iterable[CasePart], refusing: Collection[int]) -> list[dict[str, object]]:
    """Return each part as a grant of the case but for `refusing` leaves it: what journal and letters say of them."""
    return [
        {
            **one,
            "state": (PartState.REFUSED if row.number in refusing else PartState.GRANTED).value
            if row.standing in LIVING
            else row.state,
        }
        for row, one in ((row, _told([row])[0]) for row in rows)
    ]


def covered(row: CasePart) -> list[str]:
    """Return what `row` covers: names of sites, or the code of its type."""
    return [row.type] if row.type else [site.name for site in row.sites.all()]


def named(rows: Iterable[CasePart], parts: Collection[int]) -> list[dict[str, object]]:
    """Return those of `rows` with the numbers `parts` as the journal and a hearing notice name them."""
    return _told(row for row in rows if row.number in parts)


def _offices(rows: Iterable[CasePart]) -> list[int]:
    return sorted({row.office_id for row in rows})


def _told(rows: Iterable[CasePart]) -> list[dict[str, object]]:
    return [
        {
            "number": row.called,
            "type": row.type,
            "sites": [] if row.type else covered(row),
            "state": row.state,
        }
        for row in rows
    ]


def _tried(verb: Callable[[], Parts]) -> tuple[Parts, tuple[Reason, ...]]:
    """What `verb` makes of the parts or, none, why it does not: reasons are then told together with others."""
    try:
        return verb(), ()
    except Refused as refused:
        return (), refused.reasons


def _written(
    case: Case, rows: Iterable[CasePart], parts: Parts, *, actor: Actor, at: datetime
) -> list[CasePart]:
    """Bring rows and sites in step with `parts`; return the rows as they are then."""
    known = {row.number: row for row in rows}
    for part in parts:
        types = [one for one in part.covers if isinstance(one, str)]
        row = known.get(part.number) or CasePart.objects.create(
            case=case,
            number=part.number,
            office_id=part.office,
            type="".join(types),
            opened_at=at,
            opened_by_id=author("split-case", actor),
        )
        row.sites.set(one for one in part.covers if isinstance(one, int))
    handled(case, actor=actor, at=at)
    return partition.rows_of(case)


def _opened(row: CasePart, step: str, facts: PartFacts) -> None:
    row.move(step, facts)
    row.proposal = row.recommendation = ""
    row.failed, row.recommended_at, row.recommended_by_id = [], None, None
    row.save()


def _part(step: str, case: Case, part: int) -> tuple[CasePart, list[CasePart]]:
    """The part called `part`, and the others that still wait for the decision."""
    rows = partition.rows_of(case)
    found = next((row for row in rows if row.number == part), None)
    if found is None:
        raise Refused(step, Reason("part-unknown", part))
    return found, [row for row in rows if row is not found and row.standing in LIVING]


def _facts(row: CasePart, others: Collection[CasePart] = (), *, actor: Actor, at: datetime) -> PartFacts:
    sites = list(row.sites.all())
    return PartFacts(
        office=row.office_id,
        seats=seats_of(actor, at),
        left_out=row.left_out_at is not None,
        closed=bool(sites) and all(site.closed_at is not None for site in sites),
        others=len(others),
    )


def _may_split(case: Case, offices: Collection[int], actor: Actor) -> tuple[Reason | None, ...]:
    known = Office.objects.still_open().filter(pk__in=offices).count() if offices else 0
    return (
        _in(case, CaseState.ASSESSMENT),
        None if known == len(offices) else Reason("office-unknown"),
        own_firm(case.operator_id, actor),
    )


def _waits(case: Case, row: CasePart) -> tuple[Reason | None, ...]:
    ended = None if row.standing in LIVING else Reason("not-from-here", row.state)
    return (_in(case, *_BEFORE_THE_END), ended)


def _in(case: Case, *states: CaseState) -> Reason | None:
    return None if case.standing in states else Reason("not-from-here", case.state)
