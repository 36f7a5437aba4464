"""Organisations that publish procedures: verified by customs, offering membership, publishing versions, withdrawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db.models import QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import Note, act, act_new
from openaeo.bedrock.models import StoredFile
from openaeo.casework.facts import author, demand, own_firm
from openaeo.casework.models import (
    Membership,
    Procedure,
    ProcedureReference,
    ProcedureVersion,
    Publisher,
)
from openaeo.casework.models.procedures import BELONGING
from openaeo.casework.programme import current_edition, day_of
from openaeo.law.documents import unlikely_dates
from openaeo.law.procedures import (
    MEMBERSHIP,
    PROCEDURE,
    PUBLISHER,
    MembershipFacts,
    MembershipState,
    ProcedureFacts,
    ProcedureState,
    PublisherFacts,
    PublisherKind,
    PublisherState,
)
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Operator


def ask_to_publish(operator_number: str, *, kind: str, about: str, actor: Actor, at: datetime) -> Publisher:
    """Ask customs to let the organisation publish procedures for others; `about` says for whom.

    One that was turned down may ask anew. Refused: `publisher-kind-unknown`, `publisher-about-missing`,
    `publisher-already`.
    """
    with act("ask-to-publish", Operator, operator_number, actor=actor, at=at) as (firm, note):
        known = Publisher.objects.select_for_update(of=("self",)).filter(operator=firm).first()
        going_on = known is not None and known.state in {PublisherState.ASKED, PublisherState.VERIFIED}
        demand(
            "ask-to-publish",
            None if kind in set(PublisherKind) else Reason("publisher-kind-unknown", kind),
            None if about.strip() else Reason("publisher-about-missing"),
            Reason("publisher-already") if going_on else None,
        )
        asked = known or Publisher(operator=firm)
        if known is not None:
            asked.move("ask-anew", PublisherFacts())
            asked.decided_at, asked.decided_by, asked.decision = None, None, ""
        asked.kind, asked.about = kind, about.strip()
        asked.asked_at, asked.asked_by_id = at, author("ask-to-publish", actor)
        asked.save()
        note(kind=kind)
    return asked


def verify(pk: int, *, actor: Actor, at: datetime) -> Publisher:
    """Let an organisation publish. Refused: `not-found`, `not-from-here`, `own-firm`."""
    return _decided("verify-publisher", "verify", pk, "", actor=actor, at=at)


def turn_down(pk: int, *, reasons: str, actor: Actor, at: datetime) -> Publisher:
    """Not let an organisation publish. Refused: `not-found`, `not-from-here`, `own-firm`, `reasons-missing`."""
    return _decided("turn-down-publisher", "turn-down", pk, reasons, actor=actor, at=at)


def end_publisher(pk: int, *, reasons: str, actor: Actor, at: datetime) -> Publisher:
    """Let an organisation publish no longer; every membership ends with it. Refused as `turn_down`."""
    return _decided("end-publisher", "end", pk, reasons, actor=actor, at=at)


def offer_membership(operator_number: str, *, actor: Actor, at: datetime) -> Membership:
    """Offer the firm with that trader number to belong to the actor's organisation.

    Refused: `not-a-publisher`, `member-unknown`, `member-is-publisher`, `member-already`.
    """
    with act_new("offer-membership", topic="operator", actor=actor, at=at) as note:
        publisher = publisher_of(actor)
        firm = Operator.objects.filter(number=operator_number.strip().upper()).first()
        belongs = Membership.objects.filter(publisher=publisher, operator=firm, state__in=BELONGING)
        demand(
            "offer-membership",
            None if _publishes(publisher) else Reason("not-a-publisher"),
            None if firm else Reason("member-unknown", operator_number.strip()[:20]),
            Reason("member-is-publisher") if firm and firm.pk == actor.operator else None,
            Reason("member-already") if firm and publisher and belongs.exists() else None,
        )
        offered = Membership.objects.create(
            publisher_id=publisher.pk if publisher else 0,
            operator_id=firm.pk if firm else 0,
            offered_at=at,
            offered_by_id=author("offer-membership", actor),
        )
        note.about(offered.operator.number)
        note(membership=offered.pk)
    return offered


def accept_membership(pk: int, *, actor: Actor, at: datetime) -> Membership:
    """Belong to a publisher from now on and see what it publishes. Refused: `not-found`, `not-from-here`, `member-answers`."""
    with _membership("accept-membership", "accept", pk, actor=actor, at=at) as row:
        row.accepted_at = at
    return row


def decline_membership(pk: int, *, actor: Actor, at: datetime) -> Membership:
    """Decline to belong to a publisher. Refused: `not-found`, `not-from-here`, `member-answers`."""
    with _membership("decline-membership", "decline", pk, actor=actor, at=at) as row:
        row.closed_at = at
    return row


def end_membership(pk: int, *, actor: Actor, at: datetime) -> Membership:
    """End a membership, from either side; answers that rest on it are marked and stay. Refused: `not-found`, `not-from-here`."""
    with _membership("end-membership", "end", pk, actor=actor, at=at) as row:
        row.closed_at = at
        lapse(row, at)
    return row


def publish(
    stored: StoredFile,
    *,
    name: str,
    title: str,
    dated_on: date | None,
    criteria: Iterable[str],
    actor: Actor,
    at: datetime,
) -> ProcedureVersion:
    """Publish a procedure, in its first version, to everybody who belongs to the actor's organisation.

    `name` is the file's, `criteria` what it speaks to, in the edition in force. Refused: `not-a-publisher`,
    `procedure-title-missing`, `procedure-date-missing`, `document-not-yet-issued`, `criteria-missing`,
    `criterion-not-applying`.
    """
    with act_new("publish-procedure", topic="operator", actor=actor, at=at) as note:
        publisher, wanted = publisher_of(actor), set(criteria)
        known = [one.id for one in current_edition(at).criteria]
        demand(
            "publish-procedure",
            None if _publishes(publisher) else Reason("not-a-publisher"),
            None if title.strip() else Reason("procedure-title-missing"),
            None if wanted else Reason("criteria-missing"),
            *(Reason("criterion-not-applying", one) for one in sorted(wanted - set(known))),
            *_unfit_date(dated_on, at),
        )
        line = Procedure.objects.create(
            publisher_id=publisher.pk if publisher else 0,
            title=title.strip(),
            criteria=[one for one in known if one in wanted],
        )
        note.about(line.publisher.operator.number)
        note(first=True)
        return _published(line, stored, name, dated_on or day_of(at), "", note, actor=actor, at=at)


def renew(
    pk: int,
    stored: StoredFile,
    *,
    name: str,
    dated_on: date | None,
    news: str,
    actor: Actor,
    at: datetime,
) -> ProcedureVersion:
    """Publish a newer version; members are told, and answers that refer to an older one ask their firm to decide.

    `news` says what is new. Refused: `not-found`, `not-from-here` (withdrawn), `procedure-date-missing`,
    `document-not-yet-issued`, `procedure-news-missing`.
    """
    with _procedure("renew-procedure", pk, actor=actor, at=at) as (line, note):
        demand(
            "renew-procedure",
            None if line.state == ProcedureState.IN_FORCE else Reason("not-from-here", line.state),
            None if news.strip() else Reason("procedure-news-missing"),
            *_unfit_date(dated_on, at),
        )
        line.latest += 1
        return _published(line, stored, name, dated_on or day_of(at), news, note, actor=actor, at=at)


def withdraw(pk: int, *, reason: str, actor: Actor, at: datetime) -> Procedure:
    """Withdraw a procedure; members are told, and answers that rest on it are marked.

    Refused: `not-found`, `not-from-here`, `withdrawal-reason-missing`.
    """
    with _procedure("withdraw-procedure", pk, actor=actor, at=at) as (line, note):
        facts = ProcedureFacts(reason)
        demand("withdraw-procedure", *PROCEDURE.unmet(ProcedureState(line.state), "withdraw", facts))
        line.move("withdraw", facts)
        line.withdrawn_at, line.withdrawn_why = at, reason.strip()
        note(**_told(line))
    return line


def publisher_of(actor: Actor) -> Publisher | None:
    """Return the organisation that the actor acts for as a publisher, in whatever state, or None."""
    own = Publisher.objects.visible_to(actor).filter(operator=actor.operator or 0)
    return own.select_related("operator").first()


def lapse(row: Membership, at: datetime) -> None:
    """Mark the answers of a member that rest on the publisher it no longer belongs to."""
    resting = ProcedureReference.objects.filter(
        answer__case__operator=row.operator_id,
        version__procedure__publisher=row.publisher_id,
        lapsed_at__isnull=True,
    )
    resting.update(lapsed_at=at)


def _publishes(publisher: Publisher | None) -> bool:
    return publisher is not None and publisher.state == PublisherState.VERIFIED


def _unfit_date(dated_on: date | None, at: datetime) -> tuple[Reason, ...]:
    if dated_on is None:
        return (Reason("procedure-date-missing"),)
    return unlikely_dates(dated_on, None, day_of(at))


def _decided(name: str, step: str, pk: int, reasons: str, *, actor: Actor, at: datetime) -> Publisher:
    rows = Publisher.objects.visible_to(actor)
    about: str | None = rows.filter(pk=pk).values_list("operator__number", flat=True).first()
    if about is None:
        raise Refused(name, Reason("not-found"))
    with act(name, Publisher, pk, topic="operator", subject=about, actor=actor, at=at) as (row, note):
        facts = PublisherFacts(reasons)
        demand(
            name,
            *PUBLISHER.unmet(PublisherState(row.state), step, facts),
            own_firm(row.operator_id, actor),
        )
        row.move(step, facts)
        row.decided_at, row.decided_by_id, row.decision = at, actor.person, reasons.strip()
        if step == "end":
            _end_all(row, at)
        note(publisher=row.pk)
    return row


def _end_all(publisher: Publisher, at: datetime) -> None:
    for row in publisher.memberships.select_for_update().filter(state__in=BELONGING):
        row.move("end", MembershipFacts())
        row.closed_at = at
        row.save(update_fields=["state", "closed_at"])
        lapse(row, at)


@contextmanager
def _membership(name: str, step: str, pk: int, *, actor: Actor, at: datetime) -> Iterator[Membership]:
    """Move a membership that the actor's firm is a side of; the journal files it under the other side, who is told."""
    seen = Membership.objects.visible_to(actor).filter(pk=pk)
    found = seen.select_related("operator", "publisher__operator").first()
    if found is None:
        raise Refused(name, Reason("not-found"))
    member = found.operator_id == actor.operator
    theirs = found.publisher.operator if member else found.operator
    with act(name, Membership, pk, topic="operator", subject=theirs.number, actor=actor, at=at) as (
        row,
        note,
    ):
        facts = MembershipFacts(member=member)
        demand(name, *MEMBERSHIP.unmet(MembershipState(row.state), step, facts))
        row.move(step, facts)
        yield row
        note(membership=row.pk)


@contextmanager
def _procedure(name: str, pk: int, *, actor: Actor, at: datetime) -> Iterator[tuple[Procedure, Note]]:
    """Hold a procedure of the actor's own organisation, while that may publish."""
    own: QuerySet[Procedure] = Procedure.objects.visible_to(actor).filter(
        publisher__operator=actor.operator or 0, publisher__state=PublisherState.VERIFIED.value
    )
    about = own.filter(pk=pk).values_list("publisher__operator__number", flat=True).first()
    if about is None:
        raise Refused(name, Reason("not-found"))
    with act(
        name, Procedure, pk, rows=Procedure.objects.all(), topic="operator", subject=about, actor=actor, at=at
    ) as held:
        yield held


def _published(
    line: Procedure,
    stored: StoredFile,
    name: str,
    dated_on: date,
    news: str,
    note: Note,
    *,
    actor: Actor,
    at: datetime,
) -> ProcedureVersion:
    version = ProcedureVersion.objects.create(
        procedure=line,
        number=line.latest,
        dated_on=dated_on,
        file=stored,
        name=name,
        news=news.strip(),
        published_at=at,
        published_by_id=author("publish-procedure", actor),
    )
    note(version=version.number, digest=stored.digest, **_told(line))
    return version


def _told(line: Procedure) -> dict[str, object]:
    return {"procedure": line.pk, "title": line.title}
