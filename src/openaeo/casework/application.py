"""What the applicant does: start, choose, answer, put evidence forward, submit, withdraw."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act, act_new
from openaeo.casework import carrying, exchanges, splitting, visits
from openaeo.casework.answers import changeable, editable, not_applying, objections, recorded
from openaeo.casework.bars import barred, unfit
from openaeo.casework.facts import author, case_facts, demand, said_by
from openaeo.casework.models import Answer, Case, Evidence, Request
from openaeo.casework.numbers import next_case_number
from openaeo.casework.papers import Paper, kept
from openaeo.casework.programme import current_edition, edition_of, programme
from openaeo.law.lifecycle import CASE, CASE_FINAL, LIVE, CaseState, RequestFacts, RequestState
from openaeo.law.questionnaire import Said
from openaeo.law.terms import Claim, Role
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Operator


def start(
    *,
    tier: str,
    roles: Iterable[str],
    met: Collection[str] = (),
    checked_under: str = "",
    actor: Actor,
    at: datetime,
) -> Case:
    """Start an application of the firm that `actor` acts for, under the edition in force; return the draft.

    `met` are criteria that the firm said it meets in a readiness check under the edition with the hash
    `checked_under`: they become answers that wait for confirmation, see `carrying.from_check`.

    Refused: `case-open-already`, `authorised-already` (the firm holds a live authorisation), `tier-unknown`,
    `roles-missing`, `role-unknown`, `role-not-for-tier`, `barred-until` (an earlier ending keeps the firm out),
    `not-found` (no firm).
    """
    with act_new("start", topic="case", actor=actor, at=at) as note:
        firm = Operator.objects.visible_to(actor).filter(pk=actor.operator or 0).first()
        if firm is None:
            raise Refused("start", Reason("not-found"))
        number = next_case_number(at)  # starts queue here, so the checks below cannot be overtaken
        wanted = _in_order(roles)
        demand("start", *_already(firm), *_choice(tier, wanted), barred(firm, tier, at))
        edition = current_edition(at)
        case = Case.objects.create(
            number=number,
            operator=firm,
            tier=tier,
            roles=wanted,
            edition=edition.code,
            edition_hash=edition.hash,
            started_at=at,
        )
        checked = carrying.from_check(case, met, checked_under, person=author("start", actor), at=at)
        note.about(number)
        note(operator=firm.number, tier=tier, roles=wanted, edition=edition.code, hash=edition.hash)
        if checked:
            note(checked=", ".join(checked))
    return case


def choose(number: str, *, tier: str, roles: Iterable[str], actor: Actor, at: datetime) -> Case:
    """Choose tier and roles anew; answers given so far are kept. Refused as in `start`, and `not-editable`."""
    with act("choose-roles", Case, number, actor=actor, at=at) as (case, note):
        wanted = _in_order(roles)
        demand(
            "choose-roles",
            editable(case),
            *_choice(tier, wanted),
            barred(case.operator, tier, at),
        )
        case.tier, case.roles = tier, wanted
        note(tier=tier, roles=wanted)
    return case


def answer(
    number: str,
    criterion: str,
    *,
    claim: Claim,
    explanation: str,
    procedure: str = "",
    sites: Iterable[int] = (),
    alternative: str = "",
    equivalence: str = "",
    statement: bool = False,
    actor: Actor,
    at: datetime,
) -> Answer:
    """Say of one criterion whether it is met, and how; an earlier answer is replaced, its evidence stays.

    `procedure` refers into the firm's own procedure file; `sites` are keys of the sites meant, none for all.
    `alternative` is what is done instead and `equivalence` why that is of equal effect; a changed text lapses what
    customs decided on it. With `statement` an owner of a small firm stands for the answer in person.
    An incomplete answer is kept; submission asks for the rest. Refused: `not-editable`, `answer-accepted`, `criterion-not-applying`,
    `answer-too-long`, `site-unknown`, `statement-not-offered`, `not-entitled-to-bind` (a statement by no owner).
    """
    said = Said(
        criterion,
        Claim(claim),
        explanation,
        procedure=procedure,
        sites=frozenset(sites),
        alternative=alternative,
        equivalence=equivalence,
        stated=statement,
    )
    with act("answer", Case, number, actor=actor, at=at) as (case, note):
        demand(
            "answer",
            *changeable(case, [criterion]),
            not_applying(case, criterion),
            *objections(case, said, actor=actor),
        )
        given, facts = recorded("answer", case, said, actor=actor, at=at)
        note(**facts)
    return given


def attach(
    number: str,
    criterion: str,
    paper: Paper,
    *,
    name: str = "",
    actor: Actor,
    at: datetime,
) -> Evidence:
    """Put a file, or a document the firm already keeps here, forward for an answer.

    `name` is what the firm calls a new file. Refused: `not-editable`, `answer-accepted`, `criterion-not-applying`, `answer-first`
    (nothing was said of the criterion yet), `not-found` (another firm's document), `name-missing`,
    `already-attached`.
    """
    with act("attach", Case, number, actor=actor, at=at) as (case, note):
        demand("attach", *changeable(case, [criterion]), not_applying(case, criterion))
        given = case.answers.filter(criterion=criterion).first()
        document = kept("attach", case, paper, name=name, actor=actor, at=at)
        if given is None:
            raise Refused("attach", Reason("answer-first"))
        evidence, new = Evidence.objects.get_or_create(
            answer=given, document=document, defaults={"added_at": at}
        )
        demand("attach", None if new else Reason("already-attached"))
        note(criterion=criterion, document=document.pk, name=document.name, digest=document.file_id)
    return evidence


def detach(number: str, criterion: str, document_pk: int, *, actor: Actor, at: datetime) -> None:
    """Take a document back from an answer; the firm keeps the document.

    Refused: `not-editable`, `answer-accepted`, `not-found`.
    """
    with act("detach", Case, number, actor=actor, at=at) as (case, note):
        demand("detach", *changeable(case, [criterion]))
        link = (
            Evidence.objects.select_related("document")
            .filter(answer__case=case, answer__criterion=criterion, document_id=document_pk)
            .first()
        )
        if link is None:
            raise Refused("detach", Reason("not-found"))
        note(criterion=criterion, document=document_pk, name=link.document.name)
        link.delete()


def submit(number: str, *, declared_name: str, actor: Actor, at: datetime) -> Case:
    """Submit the application with a declaration in the name of `declared_name`; the acceptance clock starts.

    A submission after a return starts the clock anew; every submission keeps its date and a digest of the
    answers in the journal. Refused with every unmet need: `company-incomplete`, `deputy-missing`,
    `answers-missing`, `declaration-missing`, `remarks-unanswered`, `not-from-here`.
    """
    with act("submit", Case, number, actor=actor, at=at) as (case, note):
        case.declared_by_id, case.declared_name = actor.person, declared_name.strip()
        facts = case_facts(case, actor=actor, at=at)
        left = exchanges.unchanged(case)
        demand(
            "submit",
            Reason("remarks-unanswered", ", ".join(left)) if left else None,
            *CASE.unmet(case.standing, "submit", facts),
        )
        case.move("submit", facts)
        case.submitted_at, case.failed_check, case.complete_by = at, "", None
        exchanges.come_back(case, at=at)
        note(declared_name=case.declared_name, edition=case.edition, answers=_digest(case))
    return case


def withdraw(number: str, *, reason: str, actor: Actor, at: datetime) -> Case:
    """Withdraw the application; open questions and visits lapse with it. A submitted one needs somebody who binds the firm.

    Refused: `not-entitled-to-bind`, `not-from-here` once decided.
    """
    with act("withdraw", Case, number, actor=actor, at=at) as (case, note):
        facts = case_facts(case, actor=actor, at=at)
        demand(
            "withdraw",
            None if case.standing is CaseState.DRAFT else _binding(actor),
            *CASE.unmet(case.standing, "withdraw", facts),
        )
        lapsed = Request.objects.select_for_update().filter(case=case, state=RequestState.OPEN)
        for question in lapsed:
            question.move("cancel", RequestFacts())
            question.closed_at = at
            question.save()
        case.move("withdraw", facts)
        case.closed_at = at
        called_off = visits.lapse(case, at=at)
        splitting.lapse(case, at=at)
        note(reason=reason.strip(), lapsed=[question.pk for question in lapsed], called_off=called_off)
    return case


def _in_order(roles: Iterable[str]) -> list[str]:
    """Each role once, known ones in the order of the law, so that equal choices are equal lists."""
    wanted = {str(role) for role in roles}
    known = [role.value for role in Role if role.value in wanted]
    return known + sorted(wanted - set(known))


def _choice(tier: str, roles: list[str]) -> tuple[Reason | None, ...]:
    strange = [role for role in roles if role not in set(Role)]
    return (
        None if tier in programme().tiers else Reason("tier-unknown", tier),
        None if roles else Reason("roles-missing"),
        Reason("role-unknown", ", ".join(strange)) if strange else None,
        *unfit(tier, roles),
    )


def _already(firm: Operator) -> tuple[Reason | None, ...]:
    """An application is open, or the firm is authorised: one at a time."""
    case = Case.objects.filter(operator=firm).exclude(state__in=CASE_FINAL).first()
    held = firm.authorisations.filter(administration__is_home=True, state__in=LIVE).first()
    return (
        Reason("case-open-already", case.number) if case else None,
        Reason("authorised-already", held.number) if held else None,
    )


def _binding(actor: Actor) -> Reason | None:
    return None if actor.may_bind else Reason("not-entitled-to-bind")


def _digest(case: Case) -> str:
    """SHA-256 over the answers as submitted: the history can tell later whether they were changed since."""
    applying = {criterion.id for criterion in edition_of(case).applying([Role(role) for role in case.roles])}
    lines = [
        "\x1f".join(
            (
                *(said.criterion, said.claim.value, said.explanation, str(said.documents), said.procedure),
                *(",".join(str(site) for site in sorted(said.sites)), said.alternative, said.equivalence),
                str(said.stated),
            )
        )
        for key, said in sorted(said_by(case).items())
        if key in applying
    ]
    return sha256("\x1e".join(lines).encode()).hexdigest()
