"""Starting anew with what was answered before: the offer, carrying it forward, and confirming that it is still true."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework.answers import EDITABLE
from openaeo.casework.documents import newest_versions
from openaeo.casework.facts import author, demand, roles_of
from openaeo.casework.models import (
    UNCONFIRMED,
    Alternative,
    Answer,
    Carried,
    Case,
    Document,
    Evidence,
)
from openaeo.casework.programme import EditionChanged, edition_of
from openaeo.law.carrying import Comparison, compare
from openaeo.law.lifecycle import CASE_FINAL
from openaeo.law.sheet import EditionFault
from openaeo.law.terms import Claim
from openaeo.law.workflow import Reason, Refused


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be carried forward into a case: from which earlier one, which answers, and which documents with them.

    `documents` are those that the answers rested on, in their newest version and without what was put aside since.
    """

    source: Case
    comparison: Comparison
    documents: tuple[Document, ...]


def offer(case: Case) -> Offer | None:
    """Return what may be carried forward into `case` from the firm's latest earlier one, or None when nothing may.

    What is answered already in `case` is left alone. At most six queries.
    """
    source = _before(case).first() if case.standing in EDITABLE else None
    if source is None:
        return None
    answers = _earlier(source)
    here = set(case.answers.values_list("criterion", flat=True))
    comparison = _compared(source, case, {key for key in answers if key not in here})
    if not comparison.carried:
        return None
    newest = newest_versions(case.operator_id)
    papers = {one.pk: one for key in comparison.carried for one in _papers(answers[key], newest)}
    return Offer(source, comparison, tuple(papers.values()))


def source_of_offer(case: Case) -> Case | None:
    """Return the earlier case that answers may come from, while none was carried into `case` yet. One query."""
    if case.standing not in EDITABLE:
        return None
    return _before(case).exclude(Exists(Carried.objects.filter(answer__case=case))).first()


def carry(number: str, *, with_documents: bool = True, actor: Actor, at: datetime) -> Case:
    """Carry the answers of the firm's latest earlier case forward, and with them the documents behind them.

    Each carried answer waits to be confirmed or given anew before the application can be sent. Sites closed since and
    an owner's statement stay behind; an alternative measure is decided anew. Answers given in this case are left as
    they are. Refused: `not-editable`, `nothing-to-carry`.
    """
    with act("carry-forward", Case, number, actor=actor, at=at) as (case, note):
        demand(
            "carry-forward",
            None if case.standing in EDITABLE else Reason("not-editable", case.state),
        )
        offered = offer(case)
        if offered is None:
            raise Refused("carry-forward", Reason("nothing-to-carry"))
        person = author("carry-forward", actor)
        note(**brought(case, offered, with_documents=with_documents, person=person, at=at))
    return case


def brought(
    case: Case, offered: Offer, *, with_documents: bool = True, person: int, at: datetime
) -> dict[str, object]:
    """Write what `offered` brings into `case`, to be confirmed, and return what the journal says of it."""
    earlier, newest = _earlier(offered.source), newest_versions(case.operator_id)
    copies = Answer.objects.bulk_create(
        [_again(earlier[key], case, person, at) for key in offered.comparison.carried]
    )
    _bring_along(copies, earlier)
    changed = set(offered.comparison.changed)
    Carried.objects.bulk_create(
        [
            Carried(answer=one, source=offered.source, reworded=one.criterion in changed, carried_at=at)
            for one in copies
        ]
    )
    links = [
        Evidence(answer=one, document=paper, added_at=at)
        for one in copies
        for paper in (_papers(earlier[one.criterion], newest) if with_documents else ())
    ]
    Evidence.objects.bulk_create(links)
    return {
        "source": offered.source.number,
        "answers": len(copies),
        "documents": len({link.document_id for link in links}),
        "reworded": ", ".join(offered.comparison.changed),
    }


def from_check(
    case: Case, met: Collection[str], edition_hash: str, *, person: int, at: datetime
) -> list[str]:
    """Enter what a firm said before it applied as answers of its new `case` that wait for confirmation; return them.

    `met` are criteria said to be met under the edition with `edition_hash`; what does not apply is left out. A firm
    with answers of an earlier application is offered these instead, and nothing is entered.
    """
    if not met or _before(case).exists():
        return []
    applying = [one.id for one in edition_of(case).applying(roles_of(case)) if one.id in met]
    answers = Answer.objects.bulk_create(
        Answer(case=case, criterion=key, claim=Claim.MET, answered_at=at, answered_by_id=person)
        for key in applying
    )
    reworded = edition_hash != case.edition_hash
    Carried.objects.bulk_create(Carried(answer=one, reworded=reworded, carried_at=at) for one in answers)
    return applying


def confirm(number: str, criteria: Iterable[str], *, actor: Actor, at: datetime) -> list[str]:
    """Say that carried answers are still true, all those named or none; return their criteria.

    Refused: `not-editable`, `criteria-missing` (none named), and by its name each criterion whose answer does not
    wait for it (`answer-not-waiting`).
    """
    with act("confirm-answers", Case, number, actor=actor, at=at) as (case, note):
        wanted = list(dict.fromkeys(criteria))
        waiting = dict(case.answers.filter(UNCONFIRMED).values_list("criterion", "pk"))
        demand(
            "confirm-answers",
            None if case.standing in EDITABLE else Reason("not-editable", case.state),
            None if wanted else Reason("criteria-missing"),
            *(Reason("answer-not-waiting", key) for key in wanted if key not in waiting),
        )
        marks = Carried.objects.filter(answer__in=[waiting[key] for key in wanted])
        marks.update(confirmed_at=at, confirmed_by_id=author("confirm-answers", actor))
        note(criteria=", ".join(wanted))
    return wanted


def waiting(case: Case) -> dict[str, Answer]:
    """Return by criterion the answers of `case` that wait for confirmation, with mark and documents. Three queries."""
    answers = case.answers.filter(UNCONFIRMED).select_related("carried")
    return {one.criterion: one for one in answers.prefetch_related("evidence__document__file")}


def _compared(source: Case, case: Case, answered: Collection[str]) -> Comparison:
    """How the earlier answers fit; where the earlier wording cannot be read any more, each counts as worded anew."""
    now, roles = edition_of(case), roles_of(case)
    try:
        return compare(edition_of(source), now, roles, answered)
    except (EditionChanged, EditionFault):
        told = compare(now, now, roles, answered)
        return replace(told, same=(), changed=told.same)


def _before(case: Case) -> QuerySet[Case]:
    """The firm's earlier cases in which something was answered, the latest first."""
    answered = Answer.objects.filter(case=OuterRef("pk"))
    closed = Case.objects.filter(operator_id=case.operator_id, state__in=CASE_FINAL)
    return closed.filter(Exists(answered), started_at__lt=case.started_at).order_by("-started_at")


def _earlier(source: Case) -> Mapping[str, Answer]:
    answers = source.answers.select_related("alternative").prefetch_related("evidence", "sites")
    return {one.criterion: one for one in answers}


def _papers(answer: Answer, newest: Mapping[int, Document]) -> list[Document]:
    """What stood behind an earlier answer, each in its newest version and once."""
    standing = [one.document_id for one in answer.evidence.all() if one.replaced_at is None]
    found = {newest[pk].pk: newest[pk] for pk in standing if pk in newest}
    return list(found.values())


def _again(answer: Answer, case: Case, person: int, at: datetime) -> Answer:
    """The same answer in another case: what it says, not who said so and when. Who carries it answers for it."""
    said: dict[str, Any] = {
        field.attname: getattr(answer, field.attname)
        for field in Answer._meta.concrete_fields  # noqa: SLF001 - Django's public face
        if not (field.primary_key or field.is_relation or isinstance(field, DateTimeField))
    }
    return Answer(case=case, answered_at=at, answered_by_id=person, **said)


def _bring_along(copies: Iterable[Answer], earlier: Mapping[str, Answer]) -> None:
    """Give each copy the sites of its answer that are still open, and its alternative measure, to be decided anew."""
    given = [(copy, earlier[copy.criterion]) for copy in copies]
    Answer.sites.through.objects.bulk_create(
        Answer.sites.through(answer_id=copy.pk, site_id=site.pk)
        for copy, before in given
        for site in before.sites.all()
        if site.closed_at is None
    )
    Alternative.objects.bulk_create(
        Alternative(answer=copy, text=before.alternative.text, equivalence=before.alternative.equivalence)
        for copy, before in given
        if hasattr(before, "alternative")
    )
