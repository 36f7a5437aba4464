"""Mentors of a firm: invited, let in, shown a little of its answers, advising, and gone again."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import Note, act
from openaeo.casework.answers import EDITABLE
from openaeo.casework.facts import author, demand, roles_of, said_by
from openaeo.casework.models import Advice, Case, MentorLook, Mentorship
from openaeo.casework.programme import edition_of
from openaeo.law.edition import Criterion, Edition
from openaeo.law.mentoring import (
    MENTORSHIP,
    Glimpse,
    MentorFacts,
    MentorshipState,
    glimpse,
    not_over,
    unfit_advice,
)
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.mandates import GOOD_FOR, token_digest
from openaeo.parties.models import Mandate, Operator, Person, Post

FEW = 200
OPEN = (MentorshipState.INVITED.value, MentorshipState.RUNNING.value)


@dataclass(frozen=True, slots=True)
class Invited:
    """A mentorship that was offered, and the token of its link, which is shown once and kept nowhere."""

    mentorship: Mentorship
    token: str


@dataclass(frozen=True, slots=True)
class View:
    """What a mentor sees of a firm: the edition of its application in preparation and, question by question, a glimpse."""

    edition: Edition
    glimpses: tuple[Glimpse, ...]

    def of(self, criterion: str) -> tuple[Criterion, Glimpse] | None:
        """Return the question and the glimpse of `criterion`, or None where it is not asked."""
        found = next((one for one in self.glimpses if one.criterion == criterion), None)
        return None if found is None else (self.edition.criterion(criterion), found)


@dataclass(frozen=True, slots=True)
class Looked:
    """A mentor looked at `criterion` ("" for the list) on `day`, so many `times`; `shown`: with the answer."""

    day: date
    criterion: str
    shown: bool
    times: int


def invite(operator_number: str, *, email: str, until: datetime, actor: Actor, at: datetime) -> Invited:
    """Invite whoever signs in with `email` to mentor the firm until `until`; nothing is opened yet.

    The link is good for 14 days and for that address only. Refused with every fault: `email-missing`,
    `until-passed`, `mentor-inside` (acts for the firm), `mentor-invited-already`.
    """
    with act("invite-mentor", Operator, operator_number, actor=actor, at=at) as (firm, note):
        address = email.strip().lower()
        standing = firm.mentorships.filter(email=address, state__in=OPEN)
        going_on = Q(state=MentorshipState.INVITED.value, expires_at__gt=at) | Q(
            state=MentorshipState.RUNNING.value, until__gt=at
        )
        demand(
            "invite-mentor",
            None if address else Reason("email-missing"),
            None if until > at else Reason("until-passed"),
            Reason("mentor-inside")
            if firm.mandates.live(at).filter(person__email=address).exists()
            else None,
            Reason("mentor-invited-already") if standing.filter(going_on).exists() else None,
        )
        for one in standing:  # what is over by itself makes room
            _make_room(one, at)
        token = secrets.token_urlsafe(32)
        offered = Mentorship.objects.create(
            operator=firm,
            email=address,
            until=until,
            digest=token_digest(token),
            invited_by_id=author("invite-mentor", actor),
            invited_at=at,
            expires_at=at + GOOD_FOR,
        )
        note(mentorship=offered.pk, until=until)  # no address: the journal keeps what it is told
    return Invited(offered, token)


def offered_by(token: str, *, actor: Actor) -> Mentorship | None:
    """Return the mentorship behind the link, to the person it is addressed to; nothing to everybody else."""
    mine = Person.objects.filter(pk=actor.person or 0).values("email")
    known = Mentorship.objects.filter(digest=token_digest(token), email__in=mine)
    return known.select_related("operator", "invited_by").first()


def accept(token: str, *, actor: Actor, at: datetime) -> Mentorship:
    """Mentor the firm from now on.

    Refused: `not-found` (no such link), `invitation-expired`, `mentorship-over`, `invitation-for-another`,
    `mentor-inside`, `mentor-of-customs`, `not-from-here` when it was used or taken back.
    """
    known = Mentorship.objects.filter(digest=token_digest(token))
    with _held("accept-mentorship", known, actor=actor, at=at) as (row, note):
        posts = Post.objects.filter(Q(until__isnull=True) | Q(until__gt=at), person=actor.person)
        facts = MentorFacts(
            at=at,
            expires=row.expires_at,
            until=row.until,
            addressed=Person.objects.filter(pk=actor.person or 0, email=row.email).exists(),
            inside=Mandate.objects.live(at).filter(operator=row.operator_id, person=actor.person).exists(),
            customs=posts.exists(),
        )
        demand("accept-mentorship", *MENTORSHIP.unmet(MentorshipState(row.state), "accept", facts))
        row.mentor_id, row.accepted_at = author("accept-mentorship", actor), at
        row.move("accept", facts)
        note(mentorship=row.pk, until=row.until)
    return row


def open_to_mentor(pk: int, criteria: Iterable[str], *, actor: Actor, at: datetime) -> Mentorship:
    """Let a mentor read the answers to `criteria` and to no others.

    Refused: `not-found`, `not-from-here` (it is over), and for each `criterion-not-applying` that the application in
    preparation does not ask.
    """
    with _held("open-to-mentor", _of_firm(actor).filter(pk=pk), actor=actor, at=at) as (row, note):
        wanted, case = list(dict.fromkeys(criteria)), in_preparation(row)
        asked = {one.id for one in edition_of(case).applying(roles_of(case))} if case else set()
        demand(
            "open-to-mentor",
            None if row.state in OPEN and row.until > at else Reason("not-from-here", row.state),
            *(Reason("criterion-not-applying", one) for one in wanted if one not in asked),
        )
        row.criteria = wanted
        note(mentorship=row.pk, criteria=wanted)
    return row


def take_back(pk: int, *, actor: Actor, at: datetime) -> Mentorship:
    """Take an invitation back; its link leads nowhere from now on. Refused: `not-found`, `not-from-here`."""
    return _closed("take-back-mentor", "take-back", _of_firm(actor).filter(pk=pk), actor=actor, at=at)


def end(pk: int, *, actor: Actor, at: datetime) -> Mentorship:
    """The firm ends a mentorship before its date. Refused: `not-found`, `not-from-here`, `mentorship-over`."""
    return _closed("end-mentorship", "end", _of_firm(actor).filter(pk=pk), actor=actor, at=at)


def leave(pk: int, *, actor: Actor, at: datetime) -> Mentorship:
    """The mentor ends a mentorship before its date. Refused: `not-found`, `not-from-here`."""
    return _closed("leave-mentorship", "end", mentored_by(actor, at).filter(pk=pk), actor=actor, at=at)


def advise(pk: int, criterion: str, *, text: str, actor: Actor, at: datetime) -> Advice:
    """Leave advice about a criterion that only the firm reads; the journal keeps none of its words.

    Refused: `not-found` (not, or no longer, the mentor), `criterion-not-applying`, `advice-missing`,
    `advice-too-long`.
    """
    with _held("advise", mentored_by(actor, at).filter(pk=pk), actor=actor, at=at) as (row, note):
        seen = view(row)
        known = seen is not None and seen.of(criterion) is not None
        demand(
            "advise",
            None if known else Reason("criterion-not-applying", criterion),
            unfit_advice(text),
        )
        given = Advice.objects.create(mentorship=row, criterion=criterion, text=text.strip(), given_at=at)
        note(mentorship=row.pk, criterion=criterion)
    return given


def mentored_by(actor: Actor, at: datetime) -> QuerySet[Mentorship]:
    """Return the mentorships in which `actor` is the mentor at `at`; none for staff, and none that are over."""
    return (
        Mentorship.objects.visible_to(actor).live(at).filter(mentor=actor.person).select_related("operator")
    )


def mentors_of(actor: Actor) -> QuerySet[Mentorship]:
    """Return the mentorships of the firm that `actor` acts for, the latest first, past ones included."""
    return _of_firm(actor).select_related("mentor")


def in_preparation(row: Mentorship) -> Case | None:
    """Return the firm's application that is being filled in; a mentor is shown no other, and none once it is sent."""
    states = [state.value for state in EDITABLE]
    return Case.objects.filter(operator=row.operator_id, state__in=states).select_related("operator").first()


def view(row: Mentorship) -> View | None:
    """Return what the mentor sees of the firm now; None while no application is in preparation. Four queries at most."""
    case = in_preparation(row)
    if case is None:
        return None
    edition, said, opened = edition_of(case), said_by(case), frozenset(row.criteria)
    asked = edition.applying(roles_of(case))
    return View(edition, tuple(glimpse(one.id, said.get(one.id), opened) for one in asked))


def look(row: Mentorship, criterion: str = "", *, shown: bool = False, at: datetime) -> None:
    """Write down that the mentor looked. One insert, no journal entry: looking changes nothing."""
    MentorLook.objects.create(mentorship=row, criterion=criterion, shown=shown, at=at)


def looked_at(row: Mentorship, *, actor: Actor) -> list[Looked]:
    """Return what the mentor looked at, day by day, the latest first, at most `FEW` lines: what the firm reads."""
    seen = MentorLook.objects.visible_to(actor).filter(mentorship=row).annotate(day=TruncDate("at"))
    counted = seen.values("day", "criterion", "shown").annotate(times=Count("pk"))
    lines = counted.order_by("-day", "criterion", "shown")[:FEW]
    return [Looked(one["day"], one["criterion"], one["shown"], one["times"]) for one in lines]


def advice_on(criterion: str, *, actor: Actor) -> QuerySet[Advice]:
    """Return what the firm was advised about `criterion`, the latest first."""
    mine = Advice.objects.visible_to(actor).filter(mentorship__operator=actor.operator or 0)
    return mine.filter(criterion=criterion).select_related("mentorship__mentor")


def _of_firm(actor: Actor) -> QuerySet[Mentorship]:
    return Mentorship.objects.visible_to(actor).filter(operator=actor.operator or 0)


@contextmanager
def _held(
    name: str, known: QuerySet[Mentorship], *, actor: Actor, at: datetime
) -> Iterator[tuple[Mentorship, Note]]:
    """Hold the one mentorship among `known`; the journal files the act under the firm."""
    about = known.values_list("pk", "operator__number").first()
    if about is None:
        raise Refused(name, Reason("not-found"))
    pk, firm = about
    rows = Mentorship.objects.filter(pk=pk)
    with act(name, Mentorship, pk, rows=rows, topic="operator", subject=firm, actor=actor, at=at) as held:
        yield held


def _closed(name: str, step: str, known: QuerySet[Mentorship], *, actor: Actor, at: datetime) -> Mentorship:
    with _held(name, known, actor=actor, at=at) as (row, note):
        facts = MentorFacts(at=at, until=row.until)
        demand(
            name,
            *MENTORSHIP.unmet(MentorshipState(row.state), step, facts),
            not_over(facts) if step == "end" else None,
        )
        row.move(step, facts)
        row.closed_at = at
        note(mentorship=row.pk, **({"person": row.mentor_id} if row.mentor_id else {}))
    return row


def _make_room(row: Mentorship, at: datetime) -> None:
    """Close what is over by itself, so that the address may be invited anew."""
    step = "take-back" if row.state == MentorshipState.INVITED else "end"
    row.move(step, MentorFacts(at=at, until=row.until))
    row.closed_at = at
    row.save(update_fields=["state", "closed_at"])
