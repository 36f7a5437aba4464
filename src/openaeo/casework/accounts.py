"""An account asked for by somebody who has none: asked, confirmed by a link, looked at, opened or refused."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from openaeo.bedrock import files
from openaeo.bedrock.actors import ANYBODY, SYSTEM, Actor
from openaeo.bedrock.acts import act, act_new
from openaeo.bedrock.models import StoredFile
from openaeo.bedrock.worker import duty
from openaeo.casework.facts import author, demand
from openaeo.casework.models import AccountEnclosure, AccountQuestion, AccountRequest, AccountRequestQuerySet
from openaeo.casework.programme import day_of, programme
from openaeo.law.accounts import (
    CONFIRMED_WITHIN,
    NOT_OPENED,
    OPEN_ACCOUNT,
    AccountFacts,
    AccountPaper,
    Accounts,
    AccountState,
)
from openaeo.law.clock import Clock, Limit, months_on
from openaeo.law.identifiers import InvalidIdentifier, Scheme, normalise
from openaeo.law.mandates import SuccessionKind, SuccessionState
from openaeo.law.namesakes import Namesakes
from openaeo.law.workflow import Reason, Refused
from openaeo.parties import mandates, onboarding
from openaeo.parties.models import Mandate, Operator, Person, Post, Succession
from openaeo.parties.onboarding import Firm

TOPIC = "account-request"
MOST_A_DAY = 3
"""So many requests of one address are taken within a day: a safeguard of ours."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that are not taken for each other when a code is typed."""
LONG = 12

Given = Mapping[AccountPaper, tuple[StoredFile, str]]


def rule() -> Accounts | None:
    """Return how the programme opens accounts on request; None when it takes no requests."""
    return programme().accounts


def sign_up_open(invitation: str = "", *, at: datetime) -> bool:
    """Return whether somebody may sign up alone at `at`: always, unless customs looks first and nobody invited them.

    `invitation` is the token of an invitation to act for a firm that is known already.
    """
    told = rule()
    return told is None or not told.review or (bool(invitation) and mandates.stands(invitation, at=at))


def register(firm: Firm, *, actor: Actor, at: datetime) -> Operator:
    """Register `firm` as `onboarding.register_operator` does, unless customs looks first: `account-review-first`."""
    told = rule()
    demand("register-operator", Reason("account-review-first") if told and told.review else None)
    return onboarding.register_operator(
        name=firm.name,
        tin=firm.tin,
        country=firm.country,
        local_name=firm.local_name,
        address=firm.address,
        size=firm.size,
        staff=firm.staff,
        actor=actor,
        at=at,
    )


def ask(firm: Firm, *, email: str, name: str, part: str = "", language: str, at: datetime) -> AccountRequest:
    """Ask customs to open an account for `firm`; whoever asks proves the address by a link that is good for three days.

    Whether the firm or the person is known is not told. Refused with every fault: `account-not-offered`,
    `name-missing`, `email-missing`, the identifier's own reason, `account-too-many`.
    """
    with act_new("ask-account", topic=TOPIC, actor=ANYBODY, at=at) as note:
        address, (tin, fault) = email.strip().lower(), _tin(firm.tin)
        lately = AccountRequest.objects.filter(email=address, asked_at__gt=at - timedelta(days=1))
        demand(
            "ask-account",
            None if rule() else Reason("account-not-offered"),
            None if name.strip() and firm.name.strip() else Reason("name-missing"),
            None if address else Reason("email-missing"),
            fault,
            Reason("account-too-many") if lately.count() >= MOST_A_DAY else None,
        )
        asked = AccountRequest.objects.create(
            code="".join(secrets.choice(ALPHABET) for _ in range(LONG)),
            email=address,
            name=name.strip(),
            part=part.strip(),
            language=language,
            firm=firm.name.strip(),
            tin=tin,
            country=firm.country.upper(),
            address=firm.address.strip(),
            asked_at=at,
            link_until=at + CONFIRMED_WITHIN,
        )
        note.about(asked.pk)  # and nothing else: the journal keeps what it is told, a request goes
    return asked


def tracked(email: str, code: str) -> AccountRequest | None:
    """Return the request that `code` and `email` lead to together; None for any other pair, whatever is wrong."""
    written = "".join(one for one in code.upper() if one in ALPHABET)
    return AccountRequest.objects.filter(email=email.strip().lower(), code=written).first()


def firm_of(pk: int) -> str:
    """Return the name of the firm that the request `pk` is for; "" once it is gone."""
    return AccountRequest.objects.filter(pk=pk).values_list("firm", flat=True).first() or ""


def known(pk: int) -> AccountRequest | None:
    """Return the request `pk` for somebody who has shown the link or the code of it."""
    return AccountRequest.objects.filter(pk=pk).prefetch_related("questions", "papers").first()


def confirm(pk: int, papers: Given, *, at: datetime) -> AccountRequest:
    """Put a request before customs: the address is proved, the papers that the programme asks for are with it.

    Refused with every fault: `not-found`, `not-from-here`, `account-link-over`, `account-paper-missing`.
    """
    with act("confirm-account", AccountRequest, pk, topic=TOPIC, rows=_row(pk), actor=ANYBODY, at=at) as (
        asked,
        note,
    ):
        told = _rule("confirm-account")
        missing = tuple(paper for paper in told.papers if paper not in papers)
        asked.move("confirm", AccountFacts(at=at, until=asked.link_until, missing=missing))
        _keep(asked, papers, at)
        asked.confirmed_at, asked.due_at = at, _due(told.limit, at)
        note(account=asked.pk, papers=sorted(paper.value for paper in papers), due=asked.due_at)
    return asked


def answer(
    pk: int, text: str, paper: tuple[StoredFile, str] | None = None, *, at: datetime
) -> AccountRequest:
    """Answer the question of customs, with a document where one is asked for; it is the turn of customs again.

    Refused with every fault: `not-found`, `not-from-here`, `reply-empty`, `account-paper-missing`, `account-answer-late`.
    """
    with act("answer-account", AccountRequest, pk, topic=TOPIC, rows=_row(pk), actor=ANYBODY, at=at) as (
        asked,
        note,
    ):
        question = _question(asked)
        if question is None:
            raise Refused("answer-account", Reason("not-from-here", asked.state))
        missing = (AccountPaper.REPLY,) if question.wants_paper and paper is None else ()
        asked.move("answer", _facts(question, at, said=text, missing=missing))
        question.reply, question.replied_at = text.strip(), at
        question.save(update_fields=["reply", "replied_at"])
        _keep(asked, {AccountPaper.REPLY: paper} if paper else {}, at)
        asked.due_at = _due(_rule("answer-account").limit, at)
        note(account=asked.pk, question=question.pk, due=asked.due_at)
    return asked


def withdraw(pk: int, *, at: datetime) -> AccountRequest:
    """Take a request back. Refused: `not-found`, `not-from-here`."""
    with act("withdraw-account", AccountRequest, pk, topic=TOPIC, rows=_row(pk), actor=ANYBODY, at=at) as (
        asked,
        _note,
    ):
        asked.move("withdraw", AccountFacts(at=at))
        asked.closed_at = at
    return asked


def ask_more(
    pk: int, question: str, *, wants_paper: bool = False, actor: Actor, at: datetime
) -> AccountQuestion:
    """Ask whoever wants the account one question, and for a document with `wants_paper`.

    Refused with every fault: `not-found`, `own-firm`, `not-from-here`, `question-missing`.
    """
    with act("ask-more-account", AccountRequest, pk, topic=TOPIC, actor=actor, at=at) as (asked, note):
        told = _rule("ask-more-account")
        demand("ask-more-account", own(asked, actor))
        asked.move("ask-more", AccountFacts(at=at, said=question))
        put = AccountQuestion.objects.create(
            request=asked,
            question=question.strip(),
            wants_paper=wants_paper,
            asked_at=at,
            asked_by_id=author("ask-more-account", actor),
            due_at=_due(told.reply, at),
            lapses=told.lapses,
        )
        asked.due_at = put.due_at
        note(question=put.pk, due=put.due_at)
    return put


def open_account(pk: int, *, actor: Actor, at: datetime) -> AccountRequest:
    """Open the account: the person is made known and owns the firm, which is registered under its number.

    Where the firm is known from a list and nobody acts for it, its owner is proposed instead, and an administrator
    other than the actor confirms (`parties.succession`). Refused with every fault: `not-found`, `own-firm`,
    `not-from-here`, `account-firm-known`, `account-of-staff`, `succession-open-already`.
    """
    with act("open-account", AccountRequest, pk, topic=TOPIC, actor=actor, at=at) as (asked, note):
        firm = Operator.objects.filter(tin=asked.tin).first()
        person = Person.objects.filter(email=asked.email).first()
        demand("open-account", own(asked, actor), _running(firm))
        asked.move("open", opening_facts(asked, at))
        person = person or onboarding.made_known(
            "open-account", email=asked.email, name=asked.name, password=None, language=asked.language
        )
        if firm is None:
            new = Firm(asked.firm, asked.tin, asked.country, address=asked.address)
            firm = onboarding.founded("open-account", new, person.pk, at=at)
        else:
            proposed = Succession.objects.create(
                operator=firm,
                kind=SuccessionKind.BY_CUSTOMS.value,
                successor=person,
                reason=f"{asked}: {asked.part or asked.name}",
                asked_by_id=author("open-account", actor),
                asked_at=at,
            )
            note(succession=proposed.pk)
        asked.person, asked.operator = person, firm
        asked.closed_at, asked.closed_by_id = at, actor.person
        note(firm=firm.number, person=person.pk)
    return asked


def refuse(pk: int, reasons: str, *, actor: Actor, at: datetime) -> AccountRequest:
    """Refuse to open the account; whoever asked reads why, and how to contest it.

    Refused with every fault: `not-found`, `own-firm`, `not-from-here`, `reasons-missing`.
    """
    with act("refuse-account", AccountRequest, pk, topic=TOPIC, actor=actor, at=at) as (asked, _note):
        demand("refuse-account", own(asked, actor))
        asked.move("refuse", AccountFacts(at=at, said=reasons))
        asked.reasons, asked.closed_at, asked.closed_by_id = reasons.strip(), at, actor.person
    return asked


@dataclass(frozen=True, slots=True)
class Against:
    """What speaks against a second account: the firm of that number, who acts for it, a firm with a name like it.

    `others`: open requests for the same number; `holder`: the address signs in already.
    """

    firm: Operator | None
    people: tuple[Mandate, ...]
    alike: Operator | None
    others: int
    holder: bool


def against(asked: AccountRequest, *, at: datetime) -> Against:
    """Return what the desk weighs before it opens an account. Seven queries at most."""
    firm = Operator.objects.filter(tin=asked.tin).first()
    names = Namesakes(Operator.objects.exclude(tin=asked.tin).values_list("number", "name"))
    like = names.like(asked.firm)
    others = AccountRequest.objects.filter(
        tin=asked.tin, state__in=[one.value for one in OPEN_ACCOUNT], confirmed_at__isnull=False
    ).exclude(pk=asked.pk)
    return Against(
        firm,
        tuple(mandates.people_of(firm, at)) if firm else (),
        Operator.objects.filter(number=like[0]).first() if like else None,
        others.count(),
        Person.objects.filter(email=asked.email).exists(),
    )


def opening_facts(asked: AccountRequest, at: datetime) -> AccountFacts:
    """Return what the law asks before an account is opened. Two queries."""
    return AccountFacts(
        at=at,
        acted_for=Mandate.objects.live(at).filter(operator__tin=asked.tin).exists(),
        staff=Post.objects.filter(person__email=asked.email).exclude(until__lte=at).exists(),
    )


def own(asked: AccountRequest, actor: Actor) -> Reason | None:
    """Nobody looks for customs at their own request, or at one for a firm that they act, or acted, for."""
    mine = AccountRequest.objects.filter(pk=asked.pk).of_others(actor)
    return None if mine.exists() else Reason("own-firm")


@duty("casework.accounts", every=timedelta(minutes=10))
def tidy(at: datetime) -> int:
    """Let requests lapse whose time is over at `at`, and remove what is kept no longer; return how many. Safe to repeat."""
    late = AccountRequest.objects.filter(state=AccountState.ASKED, link_until__lt=at)
    silent = AccountRequest.objects.filter(
        state=AccountState.MORE_ASKED,
        questions__replied_at=None,
        questions__due_at__lt=at,
        questions__lapses=True,
    )
    lapsed = sum(_lapse(pk, at) for pk in (late | silent).distinct().values_list("pk", flat=True))
    return lapsed + sum(_remove(pk, at) for pk in due_to_go(at))


def due_to_go(at: datetime) -> list[int]:
    """Return the requests that came to nothing and are kept no longer at `at`; one never confirmed goes at once."""
    told = rule()
    ended = AccountRequest.objects.filter(state__in=[state.value for state in NOT_OPENED])
    going = list(ended.filter(confirmed_at=None).values_list("pk", flat=True))
    if told is not None:
        kept = ended.filter(confirmed_at__isnull=False, closed_at__isnull=False)
        going += [
            pk
            for pk, closed in kept.values_list("pk", "closed_at")
            if closed and day_of(at) > months_on(day_of(closed), told.keep_months)
        ]
    return going


def _lapse(pk: int, at: datetime) -> bool:
    try:
        with act("lapse-account", AccountRequest, pk, topic=TOPIC, actor=SYSTEM, at=at) as (asked, _note):
            question = _question(asked)
            asked.move("lapse", _facts(question, at) if question else AccountFacts(at, asked.link_until))
            asked.closed_at = at
    except Refused:  # an answer came in the same moment and goes before
        return False
    return True


def _remove(pk: int, at: datetime) -> bool:
    """Whether a request is gone, with its papers; the journal keeps that there was one."""
    with act_new("remove-account-request", topic=TOPIC, subject=str(pk), actor=SYSTEM, at=at) as note:
        gone = AccountRequest.objects.select_for_update().get(pk=pk)
        kept = [paper.file for paper in gone.papers.select_related("file")]
        note(state=gone.state, papers=len(kept))
        gone.delete()
        for one in kept:
            files.drop(one)
    return True


def _question(asked: AccountRequest) -> AccountQuestion | None:
    return asked.questions.filter(replied_at=None).first()


def _facts(
    question: AccountQuestion, at: datetime, *, said: str = "", missing: Iterable[AccountPaper] = ()
) -> AccountFacts:
    return AccountFacts(at, question.due_at, question.lapses, tuple(missing), said)


def _keep(asked: AccountRequest, papers: Given, at: datetime) -> None:
    AccountEnclosure.objects.bulk_create(
        AccountEnclosure(request=asked, kind=kind.value, name=name, file=file, given_at=at)
        for kind, (file, name) in papers.items()
    )


def _row(pk: int) -> AccountRequestQuerySet:
    """The row for somebody without an account: who shows its link or code was asked at the door."""
    found: AccountRequestQuerySet = AccountRequest.objects.filter(pk=pk)
    return found


def _rule(step: str) -> Accounts:
    told = rule()
    if told is None:
        raise Refused(step, Reason("account-not-offered"))
    return told


def _running(firm: Operator | None) -> Reason | None:
    running = firm is not None and firm.successions.filter(state=SuccessionState.OPEN).exists()
    return Reason("succession-open-already") if running else None


def _tin(value: str) -> tuple[str, Reason | None]:
    try:
        return normalise(Scheme.TIN, value), None
    except InvalidIdentifier as fault:
        return "", fault.reason


def _due(limit: Limit, at: datetime) -> datetime:
    """The last moment of `limit`, in calendar days of the programme's zone."""
    days = programme().calendar
    return Clock(at, limit, (), days.closed_days, days.weekend, days.zone).due(at)
