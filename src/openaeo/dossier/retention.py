"""What is done about data whose time is over: reported, looked through, held back, ordered by a second person, called off."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from openaeo.bedrock.actors import SYSTEM, Actor
from openaeo.bedrock.acts import act, act_new
from openaeo.bedrock.worker import duty
from openaeo.casework.facts import author, demand, own_firm
from openaeo.casework.models import Case, Hold, Removal, RemovalItem
from openaeo.casework.programme import day_of, programme
from openaeo.dossier.due import endings
from openaeo.dossier.removable import counted, scope_of
from openaeo.law.retention import REMOVAL_OPEN, Closed, RemovalState, Retention, Stay, due, kept_until
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Administration

MOST = 200
"""Cases in one report; the next report has the rest."""


def draw(*, actor: Actor, at: datetime) -> Removal:
    """Draw up a report of the cases whose time of keeping is over at `at`, with what would be removed of each; return it.

    Cases whose time is over and that stay for a reason are listed with it. Nothing is removed. Refused:
    `removal-no-rule` where the programme has none, `removal-open-already`, `removal-nothing-due`.
    """
    step = "draw-removal"
    with act_new(step, topic="retention", actor=actor, at=at) as note:
        Administration.objects.select_for_update().get(is_home=True)  # two reports take turns
        rule = programme().retention
        if rule is None:
            raise Refused(step, Reason("removal-no-rule"))
        demand(step, Reason("removal-open-already") if Removal.objects.standing().exists() else None)
        today = day_of(at)
        removal = Removal.objects.create(
            programme_hash=programme().hash,
            drawn_at=at,
            drawn_by_id=actor.person,
            from_day=today + timedelta(days=rule.notice_days),
        )
        reported = _report(removal, rule, at)
        demand(step, None if reported else Reason("removal-nothing-due"))
        note.about(removal.pk)
        note(due=reported, from_day=removal.from_day)
    return removal


@duty("retention.report", every=timedelta(hours=6))
def report(at: datetime) -> Removal | None:
    """Draw up a report when something is due at `at` and no other report is open; return it, else None."""
    rule = programme().retention
    if rule is None or Removal.objects.standing().exists():
        return None
    if not any(due(rule, ended, day_of(at)) for _case, ended in endings(at)):
        return None
    return draw(actor=SYSTEM, at=at)


def look_through(pk: int, *, actor: Actor, at: datetime) -> Removal:
    """Say that the report was looked through and may be ordered by somebody else. Refused: `not-from-here`, `own-firm`."""
    with act("look-through-removal", Removal, pk, topic="retention", actor=actor, at=at) as (removal, note):
        _move(removal, "look-through", "look-through-removal", actor, at)
        removal.looked_at, removal.looked_by_id = at, author("look-through-removal", actor)
        note()
    return removal


def order(pk: int, *, actor: Actor, at: datetime) -> Removal:
    """Order that what the report lists is removed; the worker does it. It cannot be undone.

    Refused: `not-from-here` before it was looked through, `removal-needs-second-person`, `removal-notice-runs`,
    `removal-of-nothing`, `own-firm`.
    """
    with act("order-removal", Removal, pk, topic="retention", actor=actor, at=at) as (removal, note):
        _move(removal, "order", "order-removal", actor, at)
        removal.ordered_at, removal.ordered_by_id = at, author("order-removal", actor)
        note(cases=list(removal.items.waiting().values_list("number", flat=True)))
    return removal


def call_off(pk: int, *, actor: Actor, at: datetime) -> Removal:
    """Call a report off before it is ordered; nothing is removed, and a new one may be drawn. Refused: `not-from-here`."""
    with act("call-off-removal", Removal, pk, topic="retention", actor=actor, at=at) as (removal, note):
        removal.move("call-off", removal.facts(actor=actor, today=day_of(at)))
        removal.closed_at = at
        note()
    return removal


def hold(number: str, *, reason: str, until: date, actor: Actor, at: datetime) -> Hold:
    """Hold a reported case back from removal up to and with the day `until`, such as while a court has it.

    The reason stays with the case, not in the journal. Refused: `hold-reason-missing`, `hold-day-past`, `held-already`,
    `own-firm`, `not-found` for a case in no report.
    """
    step = "hold-case"
    with act(step, Case, number, rows=_reported(actor), topic="case", actor=actor, at=at) as (case, note):
        today, why = day_of(at), reason.strip()
        demand(
            step,
            None if why else Reason("hold-reason-missing"),
            Reason("hold-day-past") if until < today else None,
            Reason("held-already") if case.holds.standing(today).exists() else None,
            own_firm(case.operator_id, actor),
        )
        held = Hold.objects.create(
            case=case, reason=why, until=until, set_at=at, set_by_id=author(step, actor)
        )
        _standing_item(number).filter(stays="").update(stays=Stay.HOLD.value)
        note(hold=held.pk, until=until)
    return held


def release(number: str, *, actor: Actor, at: datetime) -> None:
    """Let go of a case that was held back; a report that is not ordered yet has it again. Refused: `not-held`, `own-firm`."""
    step = "release-case"
    with act(step, Case, number, rows=_reported(actor), topic="case", actor=actor, at=at) as (case, note):
        standing = case.holds.standing(day_of(at)).first()
        demand(step, own_firm(case.operator_id, actor))
        if standing is None:
            raise Refused(step, Reason("not-held"))
        Hold.objects.filter(pk=standing.pk).update(released_at=at, released_by=author(step, actor))
        open_ = [one.value for one in REMOVAL_OPEN if one is not RemovalState.ORDERED]
        rows = _standing_item(number).filter(stays=Stay.HOLD.value, removal__state__in=open_)
        rows.update(stays="")
        note(hold=standing.pk)


def _report(removal: Removal, rule: Retention, at: datetime) -> int:
    """Write down the cases of a report, and return how many are due. Those that stay are at most as many again."""
    items: dict[bool, list[RemovalItem]] = {True: [], False: []}
    for case, ended in endings(at):
        is_due = due(rule, ended, day_of(at))
        if len(items[is_due]) < MOST:
            items[is_due].append(_item(removal, rule, case, ended))
    RemovalItem.objects.bulk_create([*items[True], *items[False]])
    return len(items[True])


def _item(removal: Removal, rule: Retention, case: Case, ended: Closed) -> RemovalItem:
    last = kept_until(rule, ended)
    if ended.after is None or ended.on is None or last is None:
        raise ValueError(f"{case.number} is kept for good")
    counts, stored = counted(scope_of(case))
    return RemovalItem(
        removal=removal,
        number=case.number,
        operator_id=case.operator_id,
        tier=case.tier,
        outcome=case.state,
        after=ended.after.value,
        ended_on=ended.on,
        kept_until=last,
        counts=counts,
        files=stored,
        stays=next((stay.value for stay in Stay if stay in ended.stays), ""),
    )


def _move(removal: Removal, step: str, name: str, actor: Actor, at: datetime) -> None:
    of_all = removal.items.waiting()
    if of_all.count() != of_all.of_others(actor).count():
        raise Refused(name, Reason("own-firm"))
    removal.move(step, removal.facts(actor=actor, today=day_of(at)))


def _reported(actor: Actor) -> QuerySet[Case]:
    return Case.objects.filter(number__in=RemovalItem.objects.visible_to(actor).values("number"))


def _standing_item(number: str) -> QuerySet[RemovalItem]:
    return RemovalItem.objects.filter(number=number, removal__in=Removal.objects.standing())
