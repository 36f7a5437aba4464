"""A firm's next owner: handed over, asked for by its people, or chosen by customs; always two different people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.law.authority import allowed
from openaeo.law.mandates import (
    OF_THE_FIRM,
    SUCCESSION,
    MandateKind,
    SuccessionFacts,
    SuccessionKind,
    SuccessionState,
)
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.mandates import author, demand, leave
from openaeo.parties.models import Mandate, Operator, Person, Post, Succession

STAYS_AS = OF_THE_FIRM - {MandateKind.OWNER}
"""What an owner who hands over may stay as."""


def hand_over(
    operator_number: str, successor_pk: int, *, stays_as: str = "", actor: Actor, at: datetime
) -> Succession:
    """Ask a colleague, by person id, to take the firm over; it changes hands once the colleague confirms.

    The owner then leaves, or stays as the kind `stays_as`. Refused with every fault: `successor-unknown`,
    `kind-unknown`, `succession-open-already`.
    """
    with act("hand-over", Operator, operator_number, actor=actor, at=at) as (operator, note):
        demand(
            "hand-over",
            _open_already(operator),
            _of_the_firm(operator, successor_pk, at) if successor_pk != actor.person else _unknown(),
            None if not stays_as or stays_as in STAYS_AS else Reason("kind-unknown", stays_as),
        )
        asked = Succession.objects.create(
            operator=operator,
            kind=SuccessionKind.HAND_OVER.value,
            successor_id=successor_pk,
            stays_as=stays_as,
            asked_by_id=author("hand-over", actor),
            asked_at=at,
        )
        note(succession=asked.pk, successor=successor_pk, stays_as=stays_as)
    return asked


def ask(
    operator_number: str, successor_pk: int, *, reason: str, papers: str = "", actor: Actor, at: datetime
) -> Succession:
    """Ask that a colleague, or the asker, becomes owner because the owner has left; `papers` says what proves it.

    Where there is a deputy, only a deputy asks, and a second person of the firm or an administrator of customs
    confirms; without a deputy customs confirms. Refused with every fault: `deputy-asks`, `successor-unknown`, `succession-reason-missing`,
    `succession-open-already`.
    """
    with act("ask-succession", Operator, operator_number, actor=actor, at=at) as (operator, note):
        demand(
            "ask-succession",
            _open_already(operator),
            _deputies_first(operator, actor, at),
            _of_the_firm(operator, successor_pk, at),
            _reasoned(reason),
        )
        asked = Succession.objects.create(
            operator=operator,
            kind=SuccessionKind.ASKED.value,
            successor_id=successor_pk,
            reason=reason.strip(),
            papers=papers.strip(),
            asked_by_id=author("ask-succession", actor),
            asked_at=at,
        )
        note(succession=asked.pk, successor=successor_pk, reason=asked.reason, papers=asked.papers)
    return asked


def propose(
    operator_number: str, email: str, *, reason: str, papers: str = "", actor: Actor, at: datetime
) -> Succession:
    """Propose, for customs, that whoever signs in with `email` becomes owner of a firm whose people are gone.

    An administrator other than the proposer confirms. Refused with every fault: `not-found`,
    `successor-no-account`, `successor-works-for-customs`, `succession-reason-missing`,
    `succession-open-already`, `own-firm`.
    """
    with act("propose-successor", Operator, operator_number, actor=actor, at=at) as (operator, note):
        known = Person.objects.filter(email=email.strip().lower(), is_active=True)
        demand(
            "propose-successor",
            _open_already(operator),
            _outsider(known.first(), at),
            _reasoned(reason),
            _own_firm(operator, actor),
        )
        asked = Succession.objects.create(
            operator=operator,
            kind=SuccessionKind.BY_CUSTOMS.value,
            successor=known.get(),
            reason=reason.strip(),
            papers=papers.strip(),
            asked_by_id=author("propose-successor", actor),
            asked_at=at,
        )
        note(succession=asked.pk, successor=asked.successor_id, reason=asked.reason, papers=asked.papers)
    return asked


def confirm(succession_pk: int, *, reasons: str = "", actor: Actor, at: datetime) -> Succession:
    """Make the successor owner; whoever owned the firm till now leaves, or stays as a hand-over says.

    Customs gives `reasons`. Refused with every fault: `not-found`, `asker-confirms`, `successor-confirms`,
    `customs-confirms`, `successor-gone`, `reasons-missing`, `own-firm`, `not-from-here`.
    """
    known, number = _known("confirm-succession", succession_pk, actor)
    firm = Operator.objects.filter(number=number)
    with act("confirm-succession", Operator, number, rows=firm, actor=actor, at=at) as (operator, note):
        asked = known.select_for_update().get()
        facts = _facts(operator, asked, reasons, actor, at)
        demand(
            "confirm-succession",
            *SUCCESSION.unmet(SuccessionState(asked.state), "confirm", facts),
            _own_firm(operator, actor),
        )
        asked.move("confirm", facts)
        replaced = _change_hands(operator, asked, at)
        if asked.kind != SuccessionKind.HAND_OVER:
            asked.untold = [person for person in replaced if person not in {asked.asked_by_id, actor.person}]
        _close(asked, reasons, actor, at)
        note(
            succession=asked.pk,
            kind=asked.kind,
            successor=asked.successor_id,
            replaced=replaced,
            reasons=asked.decision,
        )
    return asked


def decline(succession_pk: int, *, reasons: str = "", actor: Actor, at: datetime) -> Succession:
    """Leave the firm as it is: by whoever asked, the successor, an owner who is still there, or customs with reasons.

    Refused with every fault: `not-found`, `not-yours-to-decline`, `successor-confirms`, `customs-confirms`,
    `reasons-missing`, `own-firm`, `not-from-here`.
    """
    known, number = _known("decline-succession", succession_pk, actor)
    firm = Operator.objects.filter(number=number)
    with act("decline-succession", Operator, number, rows=firm, actor=actor, at=at) as (operator, note):
        asked = known.select_for_update().get()
        facts = _facts(operator, asked, reasons, actor, at)
        demand(
            "decline-succession",
            *SUCCESSION.unmet(SuccessionState(asked.state), "decline", facts),
            _own_firm(operator, actor),
        )
        asked.move("decline", facts)
        _close(asked, reasons, actor, at)
        note(succession=asked.pk, kind=asked.kind, reasons=asked.decision)
    return asked


def news_for(actor: Actor) -> QuerySet[Succession]:
    """Return what took a firm from this person and was not read yet, for a notice on every page. One query."""
    if actor.capacity is not Capacity.APPLICANT:
        return Succession.objects.none()
    mine: QuerySet[Succession] = Succession.objects.untold(actor)
    return mine.select_related("operator", "successor")


def read(succession_pk: int, *, actor: Actor, at: datetime) -> Succession:
    """Record that a former owner has read that the firm has a new one. Refused: `not-found`."""
    mine: QuerySet[Succession] = Succession.objects.untold(actor)
    number = mine.filter(pk=succession_pk).values_list("operator__number", flat=True).first() or ""
    with act(
        "read-succession",
        Succession,
        succession_pk,
        topic="operator",
        subject=number,
        rows=mine,
        actor=actor,
        at=at,
    ) as (asked, note):
        asked.untold = [person for person in asked.untold if person != actor.person]
        note(succession=asked.pk)
    return asked


def unmet(asked: Succession, *, actor: Actor, at: datetime) -> dict[str, tuple[Reason, ...]]:
    """Return, for "confirm" and "decline", every reason why `actor` may not do it now; empty when they may.

    The reasons that customs has to give are taken as given: a page asks for them. Four queries.
    """
    facts = _facts(asked.operator, asked, "given", actor, at)
    own = _own_firm(asked.operator, actor)
    found = {}
    for step in SUCCESSION.steps:
        barred = allowed(f"{step}-succession", actor.capacity, actor.mandate)
        law = SUCCESSION.unmet(SuccessionState(asked.state), step, facts)
        found[step] = tuple(reason for reason in (barred, own, *law) if reason is not None)
    return found


def may_ask(operator: Operator, actor: Actor, at: datetime) -> Reason | None:
    """Return why this person of the firm may not ask for a new owner now, or None. Two queries."""
    return _open_already(operator) or _deputies_first(operator, actor, at)


def _facts(
    operator: Operator, asked: Succession, reasons: str, actor: Actor, at: datetime
) -> SuccessionFacts:
    chosen_outside = asked.kind == SuccessionKind.BY_CUSTOMS
    ready = (
        asked.successor.is_active
        if chosen_outside
        else _of_the_firm(operator, asked.successor_id, at) is None
    )
    return SuccessionFacts(
        kind=SuccessionKind(asked.kind),
        asker=asked.asked_by_id,
        successor=asked.successor_id,
        actor=actor.person,
        customs=actor.capacity is Capacity.ADMINISTRATOR,
        owner=actor.mandate is MandateKind.OWNER,
        deputy_asked=operator.mandates.live(at)
        .filter(person=asked.asked_by_id, kind=MandateKind.DEPUTY)
        .exists(),
        ready=ready,
        reasons=reasons,
    )


def _change_hands(operator: Operator, asked: Succession, at: datetime) -> list[int]:
    """Let the owners go, or change part, and the successor in; return who owned the firm till now."""
    owners = operator.mandates.live(at).filter(kind=MandateKind.OWNER).exclude(person=asked.successor_id)
    if asked.kind == SuccessionKind.HAND_OVER:
        owners = owners.filter(person=asked.asked_by_id)
    replaced = []
    for mandate in owners:
        replaced.append(mandate.person_id)
        if asked.stays_as:
            mandate.kind = asked.stays_as
            mandate.save(update_fields=["kind"])
        else:
            leave(operator, mandate, at)
    Mandate.objects.update_or_create(
        person_id=asked.successor_id,
        operator=operator,
        defaults={"kind": MandateKind.OWNER.value, "since": at, "until": None},
    )
    return replaced


def _close(asked: Succession, reasons: str, actor: Actor, at: datetime) -> None:
    asked.closed_by_id, asked.closed_at, asked.decision = actor.person, at, reasons.strip()
    asked.save(update_fields=["state", "untold", "closed_by", "closed_at", "decision"])


def _known(step: str, succession_pk: int, actor: Actor) -> tuple[QuerySet[Succession], str]:
    """The row, when the actor may see it, and the number of its firm: changes of owner queue at the firm."""
    known: QuerySet[Succession] = Succession.objects.visible_to(actor).filter(pk=succession_pk)
    number: str | None = known.values_list("operator__number", flat=True).first()
    if number is None:
        raise Refused(step, Reason("not-found"))
    return known, number


def _live_kinds(operator: Operator, at: datetime) -> Iterable[str]:
    return operator.mandates.live(at).values_list("kind", flat=True)


def _open_already(operator: Operator) -> Reason | None:
    running = operator.successions.filter(state=SuccessionState.OPEN)
    return Reason("succession-open-already") if running.exists() else None


def _deputies_first(operator: Operator, actor: Actor, at: datetime) -> Reason | None:
    if actor.mandate is MandateKind.DEPUTY or MandateKind.DEPUTY not in _live_kinds(operator, at):
        return None
    return Reason("deputy-asks")


def _of_the_firm(operator: Operator, person: int, at: datetime) -> Reason | None:
    held = operator.mandates.live(at).filter(person=person, kind__in=OF_THE_FIRM)
    return None if held.exists() else _unknown()


def _outsider(successor: Person | None, at: datetime) -> Reason | None:
    if successor is None:
        return Reason("successor-no-account")
    posts = Post.objects.filter(person=successor).exclude(until__lte=at)
    return Reason("successor-works-for-customs") if posts.exists() else None


def _unknown() -> Reason:
    return Reason("successor-unknown")


def _reasoned(reason: str) -> Reason | None:
    return None if reason.strip() else Reason("succession-reason-missing")


def _own_firm(operator: Operator, actor: Actor) -> Reason | None:
    """Nobody decides for customs on a firm that they act for, or once acted for, themselves."""
    if actor.capacity is Capacity.APPLICANT:
        return None
    return Reason("own-firm") if operator.mandates.filter(person=actor.person).exists() else None
