"""A new edition of the criteria beside the old one: what it changes, whom it concerns, putting it in force, moving over."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act, act_new
from openaeo.casework.facts import author, demand, roles_of
from openaeo.casework.models import Answer, Carried, Case, EditionOrder
from openaeo.casework.numbers import starts_queue
from openaeo.casework.programme import (
    asked_under,
    current_edition,
    day_of,
    edition_called,
    edition_codes,
    edition_of,
    order_in_force,
    programme,
)
from openaeo.law.edition import Edition, EditionFault
from openaeo.law.inforce import order_faults
from openaeo.law.lifecycle import CASE_FINAL, LIVE, CaseState
from openaeo.law.revision import Change, Changed, revision
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Administration

_LIVE = [status.value for status in LIVE]


@dataclass(frozen=True, slots=True)
class Loaded:
    """An edition on disk: read, or the fault that keeps it from being read; what stands open under it."""

    code: str
    edition: Edition | None
    fault: EditionFault | None
    drafts: int = 0
    submitted: int = 0
    holders: int = 0


@dataclass(frozen=True, slots=True)
class Concerned:
    """How many are concerned when an edition comes into force: who moves by choice, who stays, who reviews."""

    drafts: int
    submitted: int
    holders: int
    elsewhere: int


def editions() -> list[Loaded]:
    """Return every edition on disk and those of cases that are missing there, with what rests on each. One query."""
    counts, found = _counted(), []
    for code in sorted({*edition_codes(), *counts}):
        numbers = asdict(counts.get(code, _Counts()))
        try:
            found.append(Loaded(code, edition_called(code), None, **numbers))
        except EditionFault as fault:
            found.append(Loaded(code, None, fault, **numbers))
    return found


def concerned(code: str) -> Concerned:
    """Return how many cases and holders are not on the edition `code`; `elsewhere` have no case here. Two queries."""
    rows = [counts for edition, counts in _counted().items() if edition != code]
    at_home = Administration.objects.get(is_home=True)
    return Concerned(
        drafts=sum(row.drafts for row in rows),
        submitted=sum(row.submitted for row in rows),
        holders=sum(row.holders for row in rows),
        elsewhere=at_home.authorisations.filter(state__in=_LIVE, case__isnull=True).count(),
    )


def latest() -> tuple[str, date | None]:
    """Return the edition that is in force last, counting what is ordered ahead, and from which day. One query."""
    order = EditionOrder.objects.standing().first()
    if order is None:
        return programme().edition, None
    return order.edition, day_of(order.since)


def before(code: str) -> str:
    """Return the edition that `code` follows: the one in force last, or for that one itself what was in force before.

    The edition that the programme names follows nothing and is returned as it is. One query.
    """
    ordered = [order.edition for order in EditionOrder.objects.standing()]
    line = [*ordered, programme().edition]
    return next((one for one in line[line.index(code) :] if one != code), code) if code in line else line[0]


def changes(code: str) -> tuple[Changed, ...]:
    """Return what the edition `code` changes against the one it follows, for every role. Raises `EditionFault`."""
    return revision(edition_called(before(code)), edition_called(code), ())


def put_in_force(
    code: str, *, since: date, review_by: date, reasons: str, actor: Actor, at: datetime
) -> EditionOrder:
    """Order that cases begun from the day `since` on are begun under the edition `code`; return the order.

    `since` may be today and then has effect at once; open cases and authorisations stay on their edition, and
    holders review what it changed by `review_by`. Refused: `edition-unreadable`, `reasons-missing`, and those of
    `law.inforce.order_faults`.
    """
    step = "put-edition-in-force"
    with act_new(step, topic="edition", subject=code, actor=actor, at=at) as note:
        starts_queue()  # an order and the start of a case, or two orders, take turns
        held = latest()
        edition = _readable(code)
        demand(
            step,
            None if edition else Reason("edition-unreadable", code),
            None if reasons.strip() else Reason("reasons-missing"),
            *order_faults(code, since, review_by, today=day_of(at), latest=held),
        )
        order = EditionOrder.objects.create(
            edition=code,
            edition_hash=edition.hash if edition else "",
            since=max(at, _start(since)),
            review_by=review_by,
            reasons=reasons.strip(),
            ordered_at=at,
            ordered_by_id=author(step, actor),
        )
        note(
            since=order.since,
            review_by=review_by.isoformat(),
            hash=order.edition_hash,
            before=held[0],
            reasons=order.reasons,
        )
    return order


def call_off(pk: int, *, actor: Actor, at: datetime) -> EditionOrder:
    """Call an order off before its day. Refused: `edition-begun`, `not-from-here`, `not-found`."""
    with act("call-off-edition", EditionOrder, pk, actor=actor, at=at, topic="edition") as (order, note):
        order.move("call-off", order.facts(at))
        order.called_off_at = at
        note.about(order.edition)
        note(since=order.since, hash=order.edition_hash)
    return order


def offered_to(case: Case, at: datetime) -> tuple[Changed, ...] | None:
    """Return what would change when the draft `case` moved to the edition in force, or None when it may not. One query."""
    if case.standing is not CaseState.DRAFT or not _moves(case, at):
        return None
    now = current_edition(at)
    return revision(edition_of(case), asked_under(edition_called(now.code), case.tier), roles_of(case))


def move_over(number: str, *, actor: Actor, at: datetime) -> Case:
    """Move a draft to the edition in force, as its firm chooses; return it.

    Answers stay. Those to a criterion in other words wait to be confirmed or given anew; what is asked no more is
    kept unasked. Refused: `not-a-draft`, `edition-current`.
    """
    step = "move-to-edition"
    with act(step, Case, number, actor=actor, at=at) as (case, note):
        demand(step, None if case.standing is CaseState.DRAFT else Reason("not-a-draft", case.state))
        changed = offered_to(case, at)
        if changed is None:
            raise Refused(step, Reason("edition-current", case.edition))
        now, before = current_edition(at), case.edition
        waits = [one.id for one in changed if one.change in {Change.REWORDED, Change.EDITED}]
        case.edition, case.edition_hash = now.code, now.hash
        for given in Answer.objects.filter(case=case, criterion__in=waits):
            Carried.objects.update_or_create(
                answer=given,
                defaults={
                    "source": case,
                    "reworded": True,
                    "carried_at": at,
                    "confirmed_at": None,
                    "confirmed_by": None,
                },
            )
        note(before=before, edition=now.code, hash=now.hash, reworded=", ".join(waits))
    return case


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(programme().zone)).astimezone(UTC)


def _readable(code: str) -> Edition | None:
    if code not in edition_codes():
        return None
    try:
        return edition_called(code)
    except EditionFault:
        return None


def _moves(case: Case, at: datetime) -> bool:
    order = order_in_force(at)
    return order is not None and order.edition != case.edition


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many cases stand open under an edition, and how many holders were judged by it."""

    drafts: int = 0
    submitted: int = 0
    holders: int = 0


def _counted() -> dict[str, _Counts]:
    """Return the counts by edition. One query."""
    open_ = ~Q(state__in=CASE_FINAL)
    rows = (
        Case.objects.order_by("edition")
        .values_list("edition")
        .annotate(
            drafts=Count("pk", filter=open_ & Q(submitted_at__isnull=True)),
            submitted=Count("pk", filter=open_ & Q(submitted_at__isnull=False)),
            holders=Count("pk", filter=Q(authorisation__state__in=_LIVE)),
        )
    )
    return {edition: _Counts(*counts) for edition, *counts in rows}
