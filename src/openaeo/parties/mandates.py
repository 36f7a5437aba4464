"""Who acts for a firm: invited and let in, given another part, and out again; a firm always keeps an owner."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.law.mandates import (
    INVITATION,
    InvitationFacts,
    InvitationState,
    MandateKind,
    deputy_missing,
    managed_by,
    until_fitting,
)
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Invitation, Mandate, Operator, Person

GOOD_FOR = timedelta(days=14)
"""How long the link of an invitation may be used: a safeguard of ours, not a rule of any programme."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and the token of its link, which is shown once and kept nowhere."""

    invitation: Invitation
    token: str


def people_of(operator: Operator, at: datetime) -> QuerySet[Mandate]:
    """Return the mandates under which somebody may act for `operator` at `at`, the longest held first."""
    return operator.mandates.live(at).select_related("person").order_by("since", "pk")


def owes_deputy(operator: Operator, at: datetime) -> bool:
    """Return whether the firm must name a deputy before it can submit anything. One query."""
    kinds = operator.mandates.live(at).values_list("kind", flat=True)
    return deputy_missing(operator.staff, map(MandateKind, kinds))


def invite(
    operator_number: str,
    *,
    email: str,
    kind: str,
    until: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> Invited:
    """Invite whoever signs in, or will sign up, with `email` to act for the firm as `kind`, from acceptance to `until`.

    The link is good for 14 days and for that address only. Refused with every fault: `email-missing`,
    `kind-unknown`, `not-yours-to-give`, `until-missing` (consultant), `until-passed`, `mandate-held-already`,
    `invited-already`.
    """
    with act("invite", Operator, operator_number, actor=actor, at=at) as (operator, note):
        address = email.strip().lower()
        open_ = operator.invitations.filter(email=address, state=InvitationState.OPEN)
        demand(
            "invite",
            None if address else Reason("email-missing"),
            *_givable(actor, kind, until, at),
            Reason("mandate-held-already")
            if operator.mandates.live(at).filter(person__email=address).exists()
            else None,
            Reason("invited-already") if open_.filter(expires_at__gt=at).exists() else None,
        )
        _take_back(open_, at)  # what has expired makes room
        token = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            operator=operator,
            email=address,
            kind=kind,
            until=until,
            digest=token_digest(token),
            invited_by_id=author("invite", actor),
            invited_at=at,
            expires_at=at + GOOD_FOR,
        )
        note(
            invitation=invitation.pk, kind=kind, until=until
        )  # no address: the journal keeps what it is told
    return Invited(invitation, token)


def take_back_invitation(invitation_pk: int, *, actor: Actor, at: datetime) -> Invitation:
    """Take an invitation back; its link leads nowhere from now on. Refused: `not-found`, `not-from-here`."""
    known = Invitation.objects.visible_to(actor).filter(pk=invitation_pk)
    with act(
        "take-back-invitation", Operator, _firm_of("take-back-invitation", known), actor=actor, at=at
    ) as (
        _operator,
        note,
    ):
        invitation: Invitation = known.select_for_update().get()
        _close(invitation, "take-back", InvitationFacts(at=at), at)
        note(invitation=invitation.pk, kind=invitation.kind)
    return invitation


def invitation_to(token: str, *, actor: Actor) -> Invitation | None:
    """Return the invitation behind the link, to the person it is addressed to; nothing to everybody else."""
    mine = Person.objects.filter(pk=actor.person or 0).values("email")
    known = Invitation.objects.filter(digest=token_digest(token), email__in=mine)
    return known.select_related("operator", "invited_by").first()


def stands(token: str, *, at: datetime) -> bool:
    """Return whether the link of an invitation leads somewhere at `at`; it says nothing of whom it is for."""
    return Invitation.objects.filter(
        digest=token_digest(token), state=InvitationState.OPEN, expires_at__gt=at
    ).exists()


def accept(token: str, *, actor: Actor, at: datetime) -> Mandate:
    """Act for the firm from now on, as the invitation says.

    Refused: `not-found` (no such link), `invitation-expired`, `invitation-for-another`, `mandate-held-already`,
    `not-from-here` when it was used or taken back.
    """
    known = Invitation.objects.filter(digest=token_digest(token))
    number = _firm_of("accept-invitation", known)
    firm = Operator.objects.filter(number=number)  # a newcomer sees no firm yet; the token is the key
    with act("accept-invitation", Operator, number, rows=firm, actor=actor, at=at) as (operator, note):
        invitation: Invitation = known.select_for_update().get()
        facts = InvitationFacts(
            at=at,
            expires=invitation.expires_at,
            addressed=Person.objects.filter(pk=actor.person or 0, email=invitation.email).exists(),
            held=operator.mandates.live(at).filter(person_id=actor.person).exists(),
        )
        over = invitation.until is not None and invitation.until <= at
        demand(
            "accept-invitation",
            *INVITATION.unmet(InvitationState(invitation.state), "accept", facts),
            Reason("until-passed") if over else None,
        )
        _close(invitation, "accept", facts, at)
        mandate = _let_in(operator, author("accept-invitation", actor), invitation.kind, invitation.until, at)
        note(invitation=invitation.pk, person=actor.person, kind=mandate.kind, until=mandate.until)
    return mandate


def give_mandate(
    operator_number: str,
    person: Person,
    kind: str,
    *,
    until: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> Mandate:
    """Let `person` act for the firm as `kind`, until `until` when given; replaces an earlier mandate.

    Nobody is made owner so: an owner is invited, or takes over (`parties.succession`). Refused with every fault:
    `kind-unknown`, `hand-over-instead`, `not-yours-to-give`, `until-missing`, `until-passed`, `last-owner`.
    """
    with act("give-mandate", Operator, operator_number, actor=actor, at=at) as (operator, note):
        held = operator.mandates.live(at).filter(person=person).first()
        demand(
            "give-mandate",
            *_givable(actor, kind, until, at, held),
            Reason("hand-over-instead") if kind == MandateKind.OWNER else None,
            _last_owner(operator, held, at),
        )
        mandate = _let_in(operator, person.pk, kind, until, at)
        note(person=person.pk, kind=kind, until=until)
    return mandate


def end_mandate(mandate_pk: int, *, actor: Actor, at: datetime) -> Mandate:
    """End somebody's mandate, or one's own; what they did stays under their name, their invitations lapse.

    Refused: `not-found`, `ended-already`, `not-yours-to-give`, `last-owner`.
    """
    known = Mandate.objects.visible_to(actor).filter(pk=mandate_pk)
    with act("end-mandate", Operator, _firm_of("end-mandate", known), actor=actor, at=at) as (operator, note):
        mandate: Mandate = known.select_for_update().get()
        own = mandate.person_id == actor.person
        demand(
            "end-mandate",
            Reason("ended-already") if mandate.until is not None and mandate.until <= at else None,
            None if own or _manages(actor, mandate.kind) else Reason("not-yours-to-give", mandate.kind),
            _last_owner(operator, mandate, at),
        )
        leave(operator, mandate, at)
        note(person=mandate.person_id, kind=mandate.kind)
    return mandate


def leave(operator: Operator, mandate: Mandate, at: datetime) -> None:
    """End `mandate` on a held firm, and take back what its holder invited; the work of verbs that end one."""
    mandate.until = at
    mandate.save(update_fields=["until"])
    _take_back(operator.invitations.filter(invited_by_id=mandate.person_id, state=InvitationState.OPEN), at)


def demand(step: str, *reasons: Reason | None) -> None:
    """Raise `Refused` for `step` with every reason given; do nothing when each is None."""
    if unmet := [reason for reason in reasons if reason is not None]:
        raise Refused(step, *unmet)


def author(step: str, actor: Actor) -> int:
    """Return who acts, for rows that name their author. Refused `not-signed-in` when nobody does."""
    if actor.person is None:
        raise Refused(step, Reason("not-signed-in"))
    return actor.person


def _firm_of(step: str, known: QuerySet[Mandate] | QuerySet[Invitation]) -> str:
    """The number of the firm that a row the actor may see belongs to: acts on people queue at their firm."""
    number: str | None = known.values_list("operator__number", flat=True).first()
    if number is None:
        raise Refused(step, Reason("not-found"))
    return number


def _givable(
    actor: Actor, kind: str, until: datetime | None, at: datetime, held: Mandate | None = None
) -> tuple[Reason | None, ...]:
    if kind not in set(MandateKind):
        return (Reason("kind-unknown", kind),)
    theirs = _manages(actor, kind) and (held is None or _manages(actor, held.kind))
    return (
        None if theirs else Reason("not-yours-to-give", held.kind if held else kind),
        until_fitting(MandateKind(kind), until, at),
    )


def _manages(actor: Actor, kind: str) -> bool:
    return actor.mandate is not None and kind in managed_by(actor.mandate)


def _last_owner(operator: Operator, held: Mandate | None, at: datetime) -> Reason | None:
    """A firm keeps an owner whose mandate does not end by itself."""
    if held is None or held.kind != MandateKind.OWNER:
        return None
    others = operator.mandates.live(at).filter(kind=MandateKind.OWNER, until__isnull=True).exclude(pk=held.pk)
    return None if others.exists() else Reason("last-owner")


def _let_in(operator: Operator, person: int, kind: str, until: datetime | None, at: datetime) -> Mandate:
    mandate, _ = Mandate.objects.update_or_create(
        person_id=person, operator=operator, defaults={"kind": kind, "since": at, "until": until}
    )
    return mandate


def _close(invitation: Invitation, step: str, facts: InvitationFacts, at: datetime) -> None:
    invitation.move(step, facts)
    invitation.closed_at = at
    invitation.save(update_fields=["state", "closed_at"])


def _take_back(open_: QuerySet[Invitation], at: datetime) -> None:
    for invitation in open_:
        _close(invitation, "take-back", InvitationFacts(at=at), at)


def token_digest(token: str) -> str:
    """Return what is kept of the token of a link, so that the database alone opens nothing."""
    return sha256(token.encode()).hexdigest()
