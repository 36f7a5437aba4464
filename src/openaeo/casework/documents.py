"""The firm's papers: kept, described with their own dates, replaced by a new version, put aside, used once more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act, act_new
from openaeo.bedrock.models import StoredFile
from openaeo.casework.answers import changeable
from openaeo.casework.facts import applies, author, demand
from openaeo.casework.models import Case, Document, Evidence
from openaeo.casework.papers import put_aside
from openaeo.casework.programme import day_of, edition_of, programme
from openaeo.law.documents import Validity, unlikely_dates, validity
from openaeo.law.lifecycle import CASE_FINAL, CaseState
from openaeo.law.workflow import Reason, Refused

DECIDED = (CaseState.TO_ISSUE.value, CaseState.GRANTED.value, CaseState.REFUSED.value)


def validity_at(document: Document, moment: datetime) -> Validity:
    """Return whether `document` holds on the day of `moment`."""
    papers = programme().papers
    return validity(
        document.expires_on, day_of(moment), soon_days=papers.soon_days if papers is not None else 0
    )


def versions_of(document: Document) -> list[Document]:
    """Return every version of `document`, the newest first. One query, however many versions."""
    kin = Document.objects.filter(operator_id=document.operator_id).filter(
        Q(replaces__isnull=False) | Q(replacement__isnull=False) | Q(pk=document.pk)
    )
    by_pk = {one.pk: one for one in kin.select_related("file")}
    newer = {one.replaces_id: one.pk for one in by_pk.values() if one.replaces_id}
    newest = document.pk
    while newest in newer:
        newest = newer[newest]
    line = [by_pk[newest]]
    while (older := line[-1].replaces_id) is not None:
        line.append(by_pk[older])
    return line


def newest_versions(operator_id: int) -> dict[int, Document]:
    """Return, for each version of the firm's documents, the newest one; none for what is put aside. One query."""
    every = {one.pk: one for one in Document.objects.filter(operator_id=operator_id)}
    newer = {one.replaces_id: one.pk for one in every.values() if one.replaces_id}
    newest: dict[int, Document] = {}
    for pk in every:
        last = pk
        while last in newer:
            last = newer[last]
        if every[last].retired_at is None:
            newest[pk] = every[last]
    return newest


def add(
    stored: StoredFile,
    *,
    name: str,
    description: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> Document:
    """Keep a file among the firm's documents, before it is put forward for anything; return the document.

    Refused: `not-found` (no firm), `name-missing`, `document-known-already` (the same file under the same name),
    `document-not-yet-issued`, `document-ends-before-start`.
    """
    with act_new("add-document", topic="document", actor=actor, at=at) as note:
        if actor.operator is None:
            raise Refused("add-document", Reason("not-found"))
        known = Document.objects.filter(operator_id=actor.operator, file=stored, name=name.strip()).exists()
        demand(
            "add-document",
            None if name.strip() else Reason("name-missing"),
            Reason("document-known-already", name.strip()) if known else None,
            *unlikely_dates(issued_on, expires_on, day_of(at)),
        )
        document = Document.objects.create(
            operator_id=actor.operator,
            file=stored,
            name=name.strip(),
            description=description.strip(),
            issued_on=issued_on,
            expires_on=expires_on,
            added_at=at,
            added_by_id=author("add-document", actor),
        )
        note.about(document.pk)
        note(**_told(document))
    return document


def describe(
    document_pk: int,
    *,
    description: str,
    issued_on: date | None,
    expires_on: date | None,
    actor: Actor,
    at: datetime,
) -> Document:
    """Say in words what a document is, when it was issued and until when it holds.

    Refused: `not-found`, `document-replaced` (an old version stays as it was), `document-decided-on` (a date that a
    decision rests on is not changed; a missing one may be filled in), and the dates as in `add`.
    """
    with act("describe-document", Document, document_pk, actor=actor, at=at) as (document, note):
        moved = any(
            old is not None and old != new
            for old, new in ((document.issued_on, issued_on), (document.expires_on, expires_on))
        )
        demand(
            "describe-document",
            _replaced(document),
            Reason("document-decided-on") if moved and _decided_on(document) else None,
            *unlikely_dates(issued_on, expires_on, day_of(at)),
        )
        document.description = description.strip()
        document.issued_on, document.expires_on = issued_on, expires_on
        note(**_told(document))
    return document


def replace(
    document_pk: int,
    stored: StoredFile,
    *,
    name: str,
    description: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    follow: bool = True,
    actor: Actor,
    at: datetime,
) -> Document:
    """Put a new version in the place of a document and return it; the old one stays readable.

    With `follow` the open application of the firm shows the new version from now on. What customs has been shown
    already stays in the file, marked as replaced; what was decided is never touched. Told in the history of the
    open application when it follows. Refused: `not-found`, `document-replaced`, `document-retired`,
    `document-known-already` (the file is kept under that name), `name-missing`, and the dates as in `add`.
    """
    number = _open_number(document_pk, actor) if follow else None
    topic, subject = ("case", number) if number else ("document", None)
    with act("replace-document", Document, document_pk, topic=topic, subject=subject, actor=actor, at=at) as (
        old,
        note,
    ):
        case = _held_open_case(old)
        known = Document.objects.filter(operator_id=old.operator_id, file=stored, name=name.strip())
        demand(
            "replace-document",
            put_aside(old),
            None if name.strip() else Reason("name-missing"),
            Reason("document-known-already", name.strip()) if known.exists() else None,
            *unlikely_dates(issued_on, expires_on, day_of(at)),
        )
        new = Document.objects.create(
            operator_id=old.operator_id,
            file=stored,
            name=name.strip(),
            description=description.strip(),
            issued_on=issued_on,
            expires_on=expires_on,
            version=old.version + 1,
            replaces=old,
            added_at=at,
            added_by_id=author("replace-document", actor),
        )
        criteria = _follow(case, old, new, at) if follow and case else []
        note(**_told(new), replaces=old.pk, criteria=", ".join(criteria))
    return new


def retire(document_pk: int, *, actor: Actor, at: datetime) -> Document:
    """Put a document aside: it stays readable, but is no longer offered for answers.

    Refused: `not-found`, `document-replaced`, `document-retired`, `document-in-use` (it stands behind an answer of the
    open application).
    """
    with act("retire-document", Document, document_pk, actor=actor, at=at) as (document, note):
        case = _held_open_case(document)
        used = case and document.evidence.filter(answer__case=case, replaced_at__isnull=True).exists()
        demand(
            "retire-document",
            put_aside(document),
            Reason("document-in-use", case.number) if case and used else None,
        )
        document.retired_at = at
        note(name=document.name)
    return document


def restore(document_pk: int, *, actor: Actor, at: datetime) -> Document:
    """Take a document up again that was put aside. Refused: `not-found`, `document-not-retired`."""
    with act("restore-document", Document, document_pk, actor=actor, at=at) as (document, note):
        demand("restore-document", None if document.retired_at else Reason("document-not-retired"))
        document.retired_at = None
        note(name=document.name)
    return document


def use(
    number: str, document_pk: int, criteria: Iterable[str], *, actor: Actor, at: datetime
) -> list[Evidence]:
    """Put one of the firm's documents forward for several criteria of a case at once, for all of them or for none.

    Refused: `not-editable`, `answer-accepted`, `not-found`, `document-replaced`, `document-retired`, `criteria-missing` (none named), and for
    each criterion by its name `criterion-not-applying`, `use-answer-first` or `use-attached-already`.
    """
    with act("use-document", Case, number, actor=actor, at=at) as (case, note):
        document = Document.objects.filter(operator_id=case.operator_id, pk=document_pk).first()
        if document is None:
            raise Refused("use-document", Reason("not-found"))
        wanted = _in_order(case, criteria)
        answers = {answer.criterion: answer for answer in case.answers.filter(criterion__in=wanted)}
        there = set(document.evidence.filter(answer__case=case).values_list("answer__criterion", flat=True))
        demand(
            "use-document",
            *changeable(case, wanted),
            put_aside(document),
            None if wanted else Reason("criteria-missing"),
            *(_unfit(case, criterion, answered=criterion in answers, there=there) for criterion in wanted),
        )
        links = [Evidence(answer=answers[key], document=document, added_at=at) for key in wanted]
        Evidence.objects.bulk_create(links)
        note(document=document.pk, name=document.name, criteria=", ".join(wanted))
    return links


def _told(document: Document) -> dict[str, object]:
    """The particulars of a document as the journal keeps them."""
    return {
        "document": document.pk,
        "name": document.name,
        "digest": document.file_id,
        "version": document.version,
        "issued": document.issued_on.isoformat() if document.issued_on else "",
        "expires": document.expires_on.isoformat() if document.expires_on else "",
    }


def _replaced(document: Document) -> Reason | None:
    newer = Document.objects.filter(replaces=document).exists()
    return Reason("document-replaced", document.name) if newer else None


def _decided_on(document: Document) -> bool:
    return document.evidence.filter(answer__case__state__in=DECIDED).exists()


def _open_number(document_pk: int, actor: Actor) -> str | None:
    """The open application in which the document stands: the act is filed under it."""
    return (
        Case.objects.visible_to(actor)
        .exclude(state__in=CASE_FINAL)
        .filter(answers__evidence__document=document_pk, answers__evidence__replaced_at__isnull=True)
        .values_list("number", flat=True)
        .first()
    )


def _held_open_case(document: Document) -> Case | None:
    """The firm's open application, held: nothing is attached or decided there until the act is done."""
    cases = Case.objects.select_for_update(no_key=True).exclude(state__in=CASE_FINAL)
    return cases.filter(operator_id=document.operator_id).first()


def _follow(case: Case, old: Document, new: Document, at: datetime) -> list[str]:
    """Let the answers of `case` rest on the new version; return their criteria.

    A draft simply shows the new one. Once customs was shown the old one, both stay in the file; an answer that it
    accepted keeps resting on what it saw.
    """
    links = Evidence.objects.filter(answer__case=case, document=old, replaced_at__isnull=True).exclude(
        answer__accepted_at__isnull=False
    )
    standing = list(links.select_related("answer").order_by("answer__criterion"))
    if case.submitted_at is None:
        links.update(document=new)
    else:
        links.update(replaced_at=at)
        Evidence.objects.bulk_create(
            [Evidence(answer=link.answer, document=new, added_at=at) for link in standing]
        )
    return [link.answer.criterion for link in standing]


def _in_order(case: Case, criteria: Iterable[str]) -> list[str]:
    """Each criterion once, known ones in catalogue order, so that refusals read as the page does."""
    wanted = dict.fromkeys(criteria)
    known = [criterion.id for criterion in edition_of(case).criteria if criterion.id in wanted]
    return known + [criterion for criterion in wanted if criterion not in known]


def _unfit(case: Case, criterion: str, *, answered: bool, there: set[str]) -> Reason | None:
    if not applies(case, criterion):
        return Reason("criterion-not-applying", criterion)
    if criterion in there:
        return Reason("use-attached-already", criterion)
    return None if answered else Reason("use-answer-first", criterion)
