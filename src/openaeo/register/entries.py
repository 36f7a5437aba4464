"""The only writer of the book: enter, suspend, lift, withdraw, expire, publish; partners' entries come in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import connection, transaction

from openaeo.bedrock import journal
from openaeo.bedrock.actors import SYSTEM, Actor
from openaeo.law.decision import Terms
from openaeo.law.identifiers import InvalidIdentifier, Scheme
from openaeo.law.lifecycle import LIVE, AuthorisationFacts
from openaeo.law.standing import History
from openaeo.law.terms import Status
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Administration, Operator
from openaeo.register import history
from openaeo.register.bulk import record_foreign
from openaeo.register.claims import check_code, claim, identifiers, release, serialise
from openaeo.register.facts import Entry, body, gather
from openaeo.register.feed import TOPIC
from openaeo.register.foreign import Counts, ForeignEntry
from openaeo.register.models import Authorisation, StatusPeriod

__all__ = [
    "Counts",
    "ForeignEntry",
    "enter",
    "expire",
    "lift",
    "record_foreign",
    "set_public",
    "suspend",
    "withdraw",
]


def enter(
    operator: Operator | None,
    terms: Terms,
    *,
    administration: Administration | str,
    number: str | None = None,
    holder: str = "",
    holder_local: str = "",
    country: str = "",
    address: str = "",
    aliases: Iterable[tuple[Scheme, str]] = (),
    public: bool = False,
    premises: Iterable[str] = (),
    actor: Actor,
    at: datetime,
) -> Authorisation:
    """Enter an authorisation and return it.

    Without `number` the next one of ours is drawn. Holder, country and address are the operator's unless given.
    `premises` names what it covers where that is not the whole firm.
    The number itself and the operator's TIN always become identifiers, beside `aliases`. An identifier held by
    an authorisation that is no longer worth anything passes to the new one. Refused as `enter` with
    `identifier-taken` (the value) while another authorisation lives by it, `number-taken`, or the reason of
    an identifier that is none.
    """
    code = administration if isinstance(administration, str) else administration.code
    with transaction.atomic():
        serialise(code)
        drawn = number or draw_number(code)
        if Authorisation.objects.filter(pk=drawn).exists():
            raise Refused("enter", Reason("number-taken", drawn))
        row = Authorisation(
            number=drawn,
            administration_id=code,
            operator=operator,
            holder=holder or (operator.name if operator else ""),
            holder_local=holder_local or (operator.local_name if operator else ""),
            country=country or (operator.country if operator else code),
            address=address or (operator.address if operator else ""),
            tier=terms.tier,
            roles=sorted(terms.roles),
            starts=terms.period.start,
            ends=terms.period.end,
            public=public,
            premises=list(premises),
            changed_at=at,
            check_code=check_code(),
        )
        own = [(Scheme.TIN, operator.tin)] if operator else []
        entry = Entry(row, _identified(drawn, [*own, *aliases]), history.written(History(terms.period)))
        donors = release(entry, at)
        row.save(force_insert=True)
        claim(entry)
        _write_periods(entry)
        _note("enter", [entry, *donors], drawn, actor, at)
        return row


def suspend(number: str, *, reason: str, leaves: str = "", actor: Actor, at: datetime) -> Authorisation:
    """Suspend the authorisation from `at` on and return it. `reason` is a ground; its first 60 signs are kept.

    With `leaves` only a part is suspended: the authorisation goes on as the tier of that code (UCC-DA 30); which
    tier that is, the programme says. Refused as `suspend` (`suspend-part` with `leaves`) with `not-found`
    or `not-from-here` (the status it has at `at`). A suspension that runs already gives way to the new one.
    """
    step = "suspend-part" if leaves else "suspend"
    return _change(
        step,
        number,
        lambda past: history.suspended(past, at, reason, leaves),
        actor=actor,
        at=at,
        reason=reason,
    )


def lift(number: str, *, reason: str = "", leaves: str = "", actor: Actor, at: datetime) -> Authorisation:
    """End the suspension, of the whole or of a part, at `at` and return the authorisation.

    With `leaves` a suspension of the whole becomes one of a part: the authorisation goes on as that tier, for the
    reason it was suspended for. Refused as `lift` like `suspend`.
    """

    def turn(past: History) -> History:
        running = history.running(past)
        if leaves and running is not None:
            return history.suspended(past, at, running.reason, leaves)
        return history.lifted(past, at)

    return _change("lift", number, turn, actor=actor, at=at, reason=reason)


def withdraw(number: str, *, status: Status, reason: str, actor: Actor, at: datetime) -> Authorisation:
    """End the authorisation for good at `at`: `status` is REVOKED or SURRENDERED. Returns it.

    Refused as `revoke` or `surrender` like `suspend`; another status raises `KeyError`.
    """
    step = {Status.REVOKED: "revoke", Status.SURRENDERED: "surrender"}[status]
    return _change(
        step,
        number,
        lambda past: history.withdrawn(past, at, status, reason),
        actor=actor,
        at=at,
        reason=reason,
    )


def set_public(number: str, *, public: bool, actor: Actor, at: datetime) -> Authorisation:
    """Show the authorisation in the public register, or no longer, and return it. Refused with `not-found`."""
    with transaction.atomic():
        entry = _held("set-public", number)
        if entry.row.public != public:
            entry.row.public = public
            _keep(entry, at, "public")
            _note("set-public", [entry], number, actor, at)
        return entry.row


def expire(*, at: datetime, limit: int = 500) -> list[str]:
    """Let the state of up to `limit` authorisations whose time is over at `at` follow; return their numbers.

    What they are worth was right all along: the status periods have said "expired" from the end on.
    """
    with transaction.atomic(), journal.gathered():
        due = Authorisation.objects.filter(state__in=[status.value for status in LIVE], ends__lte=at)
        rows = due.order_by("ends").select_for_update(of=("self",), no_key=True, skip_locked=True)
        expired = gather(rows[:limit])
        for entry in expired:
            entry.row.move("expire", AuthorisationFacts(at=at, ends=entry.row.ends))
            _keep(entry, at, "state")
            _note("expire", [entry], entry.row.number, SYSTEM, at)
        return [entry.row.number for entry in expired]


def _change(
    step: str,
    number: str,
    turn: Callable[[History], History],
    *,
    actor: Actor,
    at: datetime,
    reason: str,
) -> Authorisation:
    with transaction.atomic():
        entry = _held(step, number)
        row = entry.row
        if row.status in LIVE and row.ends is not None and row.ends <= at:
            raise Refused(step, Reason("not-from-here", Status.EXPIRED.value))
        past = history.read(row, entry.stretches)
        running = history.running(past)
        narrowed = running is not None and bool(running.leaves)
        if step == "lift" and narrowed:
            step = "lift-part"
        row.move(step, AuthorisationFacts(at=at, ends=row.ends, narrowed=narrowed))
        entry.stretches = history.written(turn(past))
        _keep(entry, at, "state")
        _write_periods(entry)
        _note(step, [entry], number, actor, at, reason)
        return row


def _held(step: str, number: str) -> Entry:
    rows = Authorisation.objects.select_for_update(of=("self",), no_key=True)
    found = gather(rows.filter(pk=number))
    if not found:
        raise Refused(step, Reason("not-found"))
    return found[0]


def _keep(entry: Entry, at: datetime, *fields: str) -> None:
    entry.row.changed_at = at
    entry.row.save(update_fields=[*fields, "changed_at"])


def _write_periods(entry: Entry) -> None:
    entry.row.periods.all().delete()
    StatusPeriod.objects.bulk_create(
        StatusPeriod(
            authorisation=entry.row,
            status=stretch.status,
            during=(stretch.since, stretch.until),
            reason=stretch.reason,
            tier=stretch.tier,
        )
        for stretch in entry.stretches
    )


def _identified(number: str, claimed: Iterable[tuple[Scheme, str]]) -> set[tuple[str, str]]:
    try:
        return identifiers(number, claimed)
    except InvalidIdentifier as fault:
        raise Refused("enter", fault.reason) from fault


def draw_number(administration: str) -> str:
    """Return the next number of our own that no authorisation has; drawn ones are never drawn again."""
    with connection.cursor() as sql:
        sql.execute("SELECT nextval('register_own_number')")
        return f"{administration}AEO{sql.fetchone()[0]:08d}"


def _note(
    step: str, entries: list[Entry], subject: str, actor: Actor, at: datetime, reason: str = ""
) -> None:
    said = body(entries) | ({"reason": reason} if reason else {})
    journal.append(step, TOPIC, subject, said, actor=actor, at=at)
